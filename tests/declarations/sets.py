"""Data sets with nothing wrong, made from fictional consignments as a run makes them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from douane.declarations.b1_dataset import b1_dataset
from douane.declarations.h1_dataset import h1_dataset
from douane.declarations.h7_dataset import h7_dataset
from douane.declarations.office import Office
from douane.declarations.storage_dataset import g3_dataset, g4_dataset
from douane.declarations.t1_dataset import t1_dataset
from douane.domain.assessment import Assessment, ItemCharge, Route, Routing
from douane.domain.b1 import B1
from douane.domain.consignment import Address, Consignment, Party, SaleType
from douane.domain.h1 import H1
from douane.domain.h7 import H7
from douane.domain.storage import G3, G4
from douane.domain.t1 import T1
from douane.pipeline.settings import Settings, office
from tests.conftest import TODAY, make_consignment, make_item

LRN = "L26-0000000001"
BELGIAN = Party(name="Voorbeeld Chocolade NV", eori="BE0999999922",
                address=Address("Modelstraat 3", "4460", "Grâce-Hollogne", None, "BE"))  # fmt: skip
CHINESE = Party(name="Shanghai Example Import Co., Ltd", address=Address("Model Road 88", "200000", "Shanghai", None, "CN"))


@cache
def broker() -> Office:
    """The demonstration office."""
    return office(Settings())


def assessed(route: Route, *procedure: str) -> Assessment:
    """An assessment with a duty of EUR 3 on the first item."""
    return Assessment(Routing(route, procedure, "", ""), items=(ItemCharge(1, Decimal(20), 1, Decimal(3)),))


def export_of(**changes: Any) -> Consignment:
    """Chocolate from Belgium to China."""
    item = make_item(description="Chocolate pralines", commodity_code="18063100", origin="BE", freight=None)
    return make_consignment(
        item, exporter=BELGIAN, importer=CHINESE, ioss=None, sale_type=SaleType.B2B, incoterm="FCA", **changes
    )


def h7(consignment: Consignment | None = None) -> H7:
    one = consignment or make_consignment()
    codes = ["6109100010"] * len(one.items)
    return h7_dataset(one, codes, assessed(Route.H7, "F48"), broker(), lrn=LRN, acceptance=TODAY)


def h1(consignment: Consignment | None = None, code: str = "6109100010") -> H1:
    one = consignment or make_consignment(ioss=None, sale_type=SaleType.B2B)
    return h1_dataset(one, [code] * len(one.items), assessed(Route.H1), broker(), lrn=LRN, acceptance=TODAY)


def b1(consignment: Consignment | None = None, code: str = "18063100", held: Office | None = None) -> B1:
    one = consignment or export_of()
    return b1_dataset(one, [code] * len(one.items), assessed(Route.B1), held or broker(), lrn=LRN, acceptance=TODAY)


def t1(*consignments: Consignment, held: Office | None = None) -> T1:
    parcels = consignments or (
        make_consignment(
            ioss=None, importer=Party(name="A. Exemple", address=Address("R 1", "59000", "Lille", None, "FR"))
        ),
    )
    return t1_dataset([(one, ["610910"] * len(one.items)) for one in parcels], held or broker(), lrn=LRN, acceptance=TODAY)


def g4(*consignments: Consignment) -> G4:
    return g4_dataset(consignments or (make_consignment(),), broker(), lrn=LRN, acceptance=TODAY)


def g3(*consignments: Consignment) -> G3:
    at = datetime.combine(TODAY, datetime.min.time())
    return g3_dataset(consignments or (make_consignment(),), broker(), lrn=LRN, acceptance=TODAY, presented_at=at)
