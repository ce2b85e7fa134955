from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from douane.declarations.cargo_xml_out import CargoHeader, CargoIncompleteError, xfhl, xfzb
from douane.domain.consignment import Address, Consignment, Party
from douane.domain.finding import Severity
from douane.intake.recognise import open_manifest
from tests.conftest import make_consignment, make_item

HEADER = CargoHeader("MSG-1", "2026-11-22T10:00:00+01:00", "SENDER", "RECIPIENT", "SZX")
EXPORTER = Party(name="Shenzhen Muster Trading Co., Ltd", uscc="91330100799655058B", phone="+8675500000000",
                 address=Address("Example Road 8", "518000", "Shenzhen", None, "CN"))  # fmt: skip
IMPORTER = Party(name="Marie Voorbeeld", email="marie@example.com",
                 address=Address("Rue du Modèle 12", "4000", "Liège", None, "BE"))  # fmt: skip


def parcel(number: int = 1, **changes: object) -> Consignment:
    one = make_consignment(
        make_item(number=1, packages=1, net_mass=None), make_item(number=2, packages=0, description="Mug of porcelain",
                                                                commodity_code="691110", gross_mass=Decimal("0.35")),
        reference=f"LX63855860{number}CN", hawb=f"LX63855860{number}CN", exporter=EXPORTER, importer=IMPORTER,
        flight="CV9731", arrival=date(2026, 11, 23),
    )  # fmt: skip
    return replace(one, **changes)  # type: ignore[arg-type]


def read(content: bytes, folder: Path) -> tuple[list[Consignment], list[str]]:
    path = folder / "message.xml"
    path.write_bytes(content)
    reading = open_manifest(path)
    received = list(reading.consignments())
    serious = [f.code for r in received for f in r.findings if f.severity is Severity.ERROR and f.field != "value"]
    return [r.consignment for r in received if r.consignment], serious + [f.code for f in reading.findings]


def test_a_house_waybill_is_read_back_as_it_was(tmp_path: Path) -> None:
    (again,), faults = read(xfzb(parcel(), HEADER), tmp_path)
    one = parcel()
    assert faults == []
    assert (again.reference, again.hawb, again.mawb, again.flight, again.arrival, again.ioss) == (
        one.reference, one.hawb, one.mawb, one.flight, one.arrival, one.ioss)  # fmt: skip
    assert again.exporter == one.exporter
    assert again.importer == one.importer
    for told, meant in zip(again.items, one.items, strict=True):
        assert (told.number, told.description, told.commodity_code, told.gross_mass, told.packages, told.origin) == (
            meant.number, meant.description, meant.commodity_code, meant.gross_mass, meant.packages, meant.origin)  # fmt: skip


def test_the_value_of_a_single_item_comes_back(tmp_path: Path) -> None:
    one = parcel(items=(make_item(packages=1),))
    (again,), _ = read(xfzb(one, HEADER), tmp_path)
    assert (again.items[0].value, again.items[0].currency) == (Decimal("20"), "EUR")


def test_a_house_manifest_is_read_back_and_its_sums_hold(tmp_path: Path) -> None:
    parcels = [parcel(i) for i in range(1, 10)]
    again, faults = read(xfhl(parcels, HEADER), tmp_path)
    assert faults == []
    assert [one.reference for one in again] == [one.reference for one in parcels]
    assert [one.gross_mass for one in again] == [one.gross_mass for one in parcels]
    assert {one.mawb for one in again} == {"999-85896694"}
    assert {one.ioss for one in again} == {"IM0561234567"}


@settings(max_examples=1000, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.decimals("0.001", 9999, places=3), st.integers(0, 99), st.booleans()), min_size=1, max_size=4),
    st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip
def test_whatever_parcel_goes_out_comes_in_again(
    tmp_path: Path, goods: list[tuple[Decimal, int, bool]], ioss: bool, contact: bool, flight: bool
) -> None:
    items = tuple(make_item(number=i, gross_mass=gross, packages=packages, origin="CN" if origin else None)
                  for i, (gross, packages, origin) in enumerate(goods, start=1))  # fmt: skip
    one = parcel(items=items, ioss="IM0561234567" if ioss else None, flight="CV9731" if flight else None,
                 importer=IMPORTER if contact else replace(IMPORTER, email=None))  # fmt: skip
    for content in (xfzb(one, HEADER), xfhl([one], HEADER)):
        (again,), faults = read(content, tmp_path)
        assert faults == []
        assert again.reference == one.reference
        assert again.gross_mass == one.gross_mass
        assert again.ioss == one.ioss


def test_the_same_parcel_gives_the_same_bytes() -> None:
    assert xfzb(parcel(), HEADER) == xfzb(parcel(), HEADER)
    assert xfhl([parcel()], HEADER) == xfhl([parcel()], HEADER)


def test_what_is_missing_is_told_in_words() -> None:
    with pytest.raises(CargoIncompleteError, match="exactly one master waybill"):
        xfhl([parcel(1), parcel(2, mawb="999-85896705")], HEADER)
    with pytest.raises(CargoIncompleteError, match="exactly one master waybill"):
        xfhl([], HEADER)
    with pytest.raises(CargoIncompleteError, match="mawb"):
        xfzb(parcel(mawb=None), HEADER)
    with pytest.raises(CargoIncompleteError, match="gross_kg"):
        xfzb(parcel(items=(make_item(gross_mass=None),)), HEADER)
    with pytest.raises(CargoIncompleteError, match="ConsigneeParty/Name"):
        xfzb(parcel(importer=Party()), HEADER)
