"""The same consignment under two laws: route, amounts, verdict, findings."""

from __future__ import annotations

from datetime import date

from douane.compliance.check import check
from douane.compliance.impact import Change, Moved, Standing, moved, standing, totals
from douane.domain.consignment import Consignment
from tests.compliance.cases import case_of, parcel
from tests.conftest import make_consignment, make_item


def under(consignment: Consignment, on: date) -> Standing:
    case = case_of(consignment, on=on)
    return standing(case.assessment, "ready", (f.code for f in check(case)))


JUNE, JULY = date(2026, 6, 30), date(2026, 7, 1)


def test_the_end_of_the_duty_relief_shows_in_route_and_duty() -> None:
    consignment = make_consignment(procedure_wish=())
    [change] = moved([("P1", under(consignment, JUNE), under(consignment, JULY))])
    assert change.reference == "P1"
    assert Change("customs duty", "0.00", "3.00") in change.changes
    assert Change("route", "H7 C07 F48", "H7 F48") in change.changes


def test_findings_that_come_and_go_are_named() -> None:
    chair = parcel(description="Wooden chair", commodity_code="940169")
    [change] = moved([("P1", under(chair, date(2026, 12, 29)), under(chair, date(2026, 12, 30)))])
    assert change.changes == (Change("findings", "–", "DEFORESTATION-LOOK"),)


def test_what_does_not_change_is_not_named() -> None:
    consignment = make_consignment(make_item())
    assert list(moved([("P1", under(consignment, JULY), under(consignment, date(2026, 7, 2)))])) == []


def test_an_amount_that_is_not_known_is_no_zero() -> None:
    assert standing(None, "held", []).customs_duty == "not known"
    [change] = moved([("P1", under(parcel(), date(2028, 6, 30)), under(parcel(), date(2028, 7, 1)))])
    assert Change("customs duty", "3.00", "not known") in change.changes


def test_totals_count_consignments_by_what_changes() -> None:
    one = Moved("P1", (Change("route", "a", "b"), Change("vat", "0", "1")))
    assert totals([one, Moved("P2", (Change("vat", "0", "2"),))]) == {"vat": 2, "route": 1}
