"""Export from Belgium: form, statistical value, clocks, VAT proof, delivery terms (DOMAIN §3.1, §3.3, §3.6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from douane.assessment.basis import euro, law_step
from douane.assessment.rounding import round_euro
from douane.domain.assessment import Step
from douane.domain.numbers import ZERO, split_by_share
from douane.reference.code_lists import INCOTERMS, SEA_INCOTERMS
from douane.reference.law import LawOnDay

INVOICE_MENTION = "Exempt – art. 39 VAT Code – export"
_WITH_CARRIAGE = "eu.valuation.incoterms_with_carriage"


class ExportForm(StrEnum):
    """How goods are declared for export."""

    ORAL = "oral declaration"
    PARCEL = "declared by presentation at exit"
    B1_AT_EXIT = "B1 at the office of exit"
    B1 = "B1 at the exporter's office"


@dataclass(frozen=True, slots=True)
class ExportGoods:
    """What decides the form: statistical or invoice value in euro, net mass in kg, and what is said about the goods.

    `restricted` goods need a licence or document; `refund` claims a CAP or other refund; `by_parcel_operator` is post or
    express; `vat_proof` asks for electronic proof of exit.
    """

    value: Decimal
    mass: Decimal
    exporter_country: str | None
    restricted: bool = False
    refund: bool = False
    by_parcel_operator: bool = False
    vat_proof: bool = False


@dataclass(frozen=True, slots=True)
class ExportAnswer:
    """The form with its reason and the words of what else is to be seen to."""

    form: ExportForm
    step: Step
    notes: tuple[str, ...] = ()


def export_form(goods: ExportGoods, law: LawOnDay) -> ExportAnswer:
    """The lightest form that the goods may use; a wish for electronic proof of exit leads to B1."""
    notes = []
    if goods.exporter_country not in law.codes("eu.territory.member_states"):
        notes.append("the exporter must be established in the Union: name an exporter or representative there")
    free = not goods.restricted and not goods.refund
    small = goods.value <= law.number("be.export.oral_value_limit") and goods.mass <= law.number(
        "be.export.oral_mass_limit"
    )
    parcel = goods.by_parcel_operator and goods.value <= law.number("be.export.parcel_value_limit")
    form, rule = ExportForm.B1, "be.export.exit_office_limit"
    if free and not goods.vat_proof and parcel:
        form, rule = ExportForm.PARCEL, "be.export.parcel_value_limit"
    elif free and not goods.vat_proof and small:
        form, rule = ExportForm.ORAL, "be.export.oral_value_limit"
    elif not goods.restricted and goods.value <= law.number("be.export.exit_office_limit"):
        form = ExportForm.B1_AT_EXIT
    if form in (ExportForm.PARCEL, ExportForm.ORAL):
        notes.append("this form gives no IE599; keep other proof of exit for VAT, or lodge a B1")
    reason = f"{euro(goods.value)}, {goods.mass} kg" + _reasons(goods)
    return ExportAnswer(form, law_step(law, rule, "form of export", reason, form.value), tuple(notes))


def _reasons(goods: ExportGoods) -> str:
    said = [words for holds, words in ((goods.restricted, "goods under restriction"), (goods.refund, "refund claimed"),
                                       (goods.by_parcel_operator, "post or express"),
                                       (goods.vat_proof, "electronic proof of exit asked for")) if holds]  # fmt: skip
    return "".join(f", {words}" for words in said)


@dataclass(frozen=True, slots=True)
class ExportPrice:
    """Line prices in euro on a delivery term; `to_border` costs up to the Belgian border, `beyond` those after it."""

    prices: tuple[Decimal, ...]
    incoterm: str
    to_border: Decimal | None = None
    beyond: Decimal | None = None


def statistical_values(price: ExportPrice, law: LawOnDay) -> tuple[tuple[Decimal, ...] | None, Step]:
    """Statistical value (D.E. 99 06) of each line: the value at the Belgian border, in whole euro; `None` if not known.

    EXW lacks the costs up to the border; the terms with carriage hold the costs beyond it, which come off.
    """
    source = "UCC-DA Annex B, D.E. 99 06"
    total = sum(price.prices, ZERO)
    if price.incoterm == "EXW":
        change, what, stated = price.to_border, "+ costs up to the border", price.to_border
    elif price.incoterm in law.codes(_WITH_CARRIAGE):
        change, what, stated = -(price.beyond or ZERO), "− costs beyond the border", price.beyond
    else:
        change, what, stated = ZERO, "delivered up to the border", ZERO
    if stated is None or change is None:
        return None, Step("statistical value", f"{what} are not stated ({price.incoterm})", "not known", source)
    if total + change < 0 or not price.prices:
        return None, Step("statistical value", f"{what} are more than the price", "not known", source)
    parts = split_by_share(total + change, price.prices)
    lines = tuple(round_euro(part) for part in parts)
    how = f"{euro(total)} {what} {euro(abs(change))}, each line in whole euro"
    return lines, Step("statistical value", how, euro(sum(lines, ZERO)), source)


def incoterm_notes(incoterm: str | None, destination: str | None, *, by_air: bool = True) -> tuple[str, ...]:
    """What to look at in a delivery term (Incoterms 2020)."""
    if incoterm not in INCOTERMS:
        return (f"{incoterm or 'no delivery term'} is none of the eleven terms of Incoterms 2020",)
    notes = []
    if by_air and incoterm in SEA_INCOTERMS:
        notes.append(f"{incoterm} is for sea and inland waterway; by air use FCA, CPT or CIP")
    if incoterm == "DDP" and destination == "CN":
        notes.append("DDP to China needs a Chinese importer of record")
    if incoterm == "EXW":
        notes.append("under EXW the buyer exports, who must then be established in the Union; FCA avoids it")
    return tuple(notes)


def latest_lodging(departure: datetime, law: LawOnDay) -> datetime:
    """The last moment to lodge before an aircraft departs; `departure` keeps its time zone."""
    return departure - timedelta(minutes=int(law.number("be.export.air_lead_time")))


@dataclass(frozen=True, slots=True)
class ExitClock:
    """Days since release without confirmation of exit, and what they mean."""

    days: int
    enquiry_from: date
    invalidation_from: date
    state: str


def exit_clock(released: date, law: LawOnDay) -> ExitClock:
    """Where a released export stands on the law's day while its exit is not confirmed (IE599 is missing)."""
    enquiry = released + timedelta(days=int(law.number("be.export.enquiry_after")))
    invalidation = released + timedelta(days=int(law.number("be.export.invalidation_after")))
    state = "open"
    if law.on >= invalidation:
        state = "may be invalidated"
    elif law.on >= enquiry:
        state = "enquiry"
    return ExitClock((law.on - released).days, enquiry, invalidation, state)


def missing_vat_proof(held: Iterable[str], law: LawOnDay) -> tuple[str, ...]:
    """The papers of the VAT exemption that are not in the file; `exit confirmation` is IE599 or other accepted proof."""
    return tuple(sorted(law.codes("be.export.vat_proof") - set(held)))
