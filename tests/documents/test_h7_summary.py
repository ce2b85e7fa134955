from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from douane.documents.h7_summary import H7SummaryView, h7_summary
from douane.domain.assessment import Assessment
from douane.domain.h7 import H7, Amount, ChargedLine, FiscalReference, Representative
from douane.press.strictness import texts_of
from tests.documents import fictional


def summary(h7: H7 | None = None, assessment: Assessment | None = None, **changes: Any) -> H7SummaryView:
    arguments: dict[str, Any] = {"law_version": fictional.LAW, "status": "ready", **changes}
    charges = arguments.pop("charges", fictional.charges())
    return h7_summary(h7 or fictional.h7(), assessment or fictional.assessment(), charges, **arguments)


def test_the_barcode_is_the_lrn_until_there_is_an_mrn() -> None:
    assert summary().barcode == fictional.LRN
    assert summary(mrn=fictional.MRN).barcode == fictional.MRN


def test_the_ioss_number_is_masked_wherever_it_stands() -> None:
    view = summary()
    assert view.ioss == "••••••••4567"
    assert not any(fictional.IOSS in text for _, text in texts_of(view))


def test_other_fiscal_references_are_shown() -> None:
    references = (FiscalReference("FR7", "BE0417497106"), FiscalReference("FR5", fictional.IOSS))
    view = summary(replace(fictional.h7(), fiscal_references=references))
    assert [(r.type, r.reference) for r in view.other_fiscal] == [("FR7", "BE0417497106")]
    assert summary(replace(fictional.h7(), fiscal_references=())).ioss == ""


@pytest.mark.parametrize(
    ("representative", "word"),
    [(None, "self"), (Representative("BE0417497106", 2), "direct"), (Representative("BE0417497106", 3), "indirect")],
)
def test_how_the_declarant_is_represented(representative: Representative | None, word: str) -> None:
    assert summary(replace(fictional.h7(), representative=representative)).representation == word


def test_a_line_has_its_rate_and_its_identifiers() -> None:
    line = summary().lines[1]
    assert (line.value, line.currency, line.value_eur) == ("94.50", "CNY", "11.46")
    assert (line.rate, line.rate_date) == ("8.2456", "2026-10-21")
    assert [d.type for d in line.product_ids] == ["C127", "C128", "Y081"]
    assert line.other_documents == ()


def test_a_line_in_euro_has_no_rate() -> None:
    h7 = fictional.h7()
    item = replace(h7.items[0], intrinsic_value=Amount(Decimal("22.56"), "EUR"))
    charge = ChargedLine(1, Decimal("22.56"), Decimal(1), date(2026, 10, 21), Decimal("3.00"))
    line = summary(replace(h7, items=(item,)), charges=[charge]).lines[0]
    assert (line.rate, line.rate_date) == ("", "")


def test_charges_are_found_by_number_and_a_missing_one_is_not_known() -> None:
    charges = list(reversed(fictional.charges()))[:2]
    lines = summary(charges=charges).lines
    assert [line.duty for line in lines] == [None, "3.00", "3.00"]
    assert [line.value_eur for line in lines] == [None, "11.46", "4.83"]


def test_unknown_amounts_stay_unknown() -> None:
    view = summary(assessment=fictional.unknown_assessment(), charges=[])
    totals = view.totals
    assert {totals.value_eur, totals.customs_duty, totals.union_fee, totals.vat_base, totals.vat} == {None}
    assert {line.vat for line in view.lines} == {None}
    assert not any(line.vat_in_total for line in view.lines)


def test_vat_of_a_line_is_shown_only_where_it_follows() -> None:
    charged = replace(fictional.assessment(), vat=Decimal("10.71"), vat_base=Decimal("51.00"))
    several = summary(assessment=charged).lines
    assert {(line.vat, line.vat_in_total) for line in several} == {(None, True)}
    h7 = fictional.h7()
    one = summary(replace(h7, items=h7.items[:1]), charged).lines[0]
    assert (one.vat, one.vat_in_total) == ("10.71", False)
    assert {line.vat for line in summary().lines} == {"0.00"}


def test_without_vat_at_import_there_is_no_base_which_is_not_an_unknown_one() -> None:
    assert summary().totals.vat_base == ""
    charged = replace(fictional.assessment(), vat=Decimal("10.71"), vat_base=Decimal("51.00"))
    assert summary(assessment=charged).totals.vat_base == "51.00"


def test_sums_of_two_currencies_are_not_made() -> None:
    h7 = fictional.h7()
    mixed = replace(h7.items[0], intrinsic_value=Amount(Decimal(5), "USD"))
    totals = summary(replace(h7, items=(mixed, *h7.items[1:]))).totals
    assert (totals.value, totals.currency, totals.value_eur) == ("", "", "38.85")
    assert (summary().totals.value, summary().totals.currency) == ("320.30", "CNY")


def test_every_step_keeps_its_source_and_what_is_not_confirmed() -> None:
    steps = summary().steps
    assert [step.what for step in steps][:2] == ["exchange rate", "intrinsic value"]
    assert all(step.source for step in steps)
    assert sum(bool(step.unconfirmed) for step in steps) == 2


def test_the_printing_day_is_an_argument() -> None:
    assert summary().printed == ""
    assert summary(printed=date(2026, 11, 22)).printed == "2026-11-22"


def test_an_unknown_status_is_refused() -> None:
    with pytest.raises(ValueError, match="released"):
        summary(status="released")
