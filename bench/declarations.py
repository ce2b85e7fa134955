"""How fast H7 data sets become XML: 100,000 of them on one core, and whether memory stays flat."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bench.measure import measure

DAY = date(2026, 11, 22)


def write(count: int) -> None:
    """Fill, write and count `count` data sets of two items, each with its own LRN, and keep none of them."""
    from douane.declarations.h7_dataset import h7_dataset
    from douane.declarations.h7_xml import h7_xml
    from douane.domain.assessment import Assessment, Route, Routing
    from douane.domain.consignment import Address, Consignment, GoodsItem, Party, ProductIds
    from douane.pipeline.settings import Settings, office

    item = GoodsItem(1, "Women's T-shirt of cotton", gross_mass=Decimal("0.2"), value=Decimal("20.00"), currency="EUR",
                     product_ids=ProductIds("SKU-1", "MF-1", "6291041500213"))  # fmt: skip
    parcel = Consignment(
        "LX638558603CN", (item, replace(item, number=2, description="Wrist watch of steel")), mawb="999-85896694",
        ioss="IM0561234567", exporter=Party("Shenzhen Muster Trading", address=Address(city="Shenzhen", country="CN")),
        importer=Party("Marie Voorbeeld", address=Address("Rue du Modèle 12", "4000", "Liège", None, "BE")),
    )  # fmt: skip
    assessment, held = Assessment(Routing(Route.H7, ("F48",), "", "")), office(Settings())
    for number in range(count):
        lrn = f"L26-{number:010d}"
        h7_xml(h7_dataset(parcel, ["610910", "910211"], assessment, held, lrn=lrn, acceptance=DAY))


def main() -> None:
    few, many = measure(write, 1_000, rounds=1), measure(write, 100_000, rounds=1)
    print(f"declarations: 100,000 H7 data sets filled and written in {many.seconds:.1f} s on one core (goal 30 s); "
          f"{many.megabytes:.0f} MB resident, {few.megabytes:.0f} MB for 1,000")  # fmt: skip
