"""An export as a whole: its form, statistical values, papers with reasons, VAT proof (DOMAIN §3.1, §3.3, §3.5, §3.6)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from douane.assessment.basis import Basis, law_step
from douane.assessment.export import (
    INVOICE_MENTION,
    ExportAnswer,
    ExportGoods,
    ExportPrice,
    export_form,
    missing_vat_proof,
    statistical_values,
)
from douane.assessment.value import Valued
from douane.domain.assessment import ExportSide, Paper, Step
from douane.domain.consignment import Consignment, Direction, Document, SaleType
from douane.domain.numbers import ZERO
from douane.reference.measures_of_goods import Measure, Outcome, Touch, measures_on

_INVOICE = ("N380", "N325", "N935")
_WAYBILL = ("N740", "N741", "N703")
_PACKING = ("N271",)
_STOPPING = (Outcome.BLOCK, Outcome.HOLD, Outcome.LICENCE)
# Kinds of parties that ship by post or express: a parcel number that no air waybill of its own goes with.
_BY_PARCEL = (SaleType.B2C, SaleType.C2C)


def export_side(basis: Basis, valued: Valued, trace: list[Step]) -> ExportSide:
    """What the Belgian side asks for. Where the value is not known the heaviest form is named, never a lighter one."""
    papers = tuple(_papers(basis))
    answer = _form(basis, valued)
    trace.append(answer.step)
    trace.extend(Step("form of export", note, "to be seen to", answer.step.source) for note in answer.notes)
    lines = _statistical(basis, valued, trace)
    trace.append(_lead_time(basis))
    proof = missing_vat_proof(held_proof(basis.consignment, papers), basis.law)
    if sold_untaxed(basis.consignment):
        trace.append(law_step(basis.law, "be.export.vat_proof", "VAT exemption", f"mention “{INVOICE_MENTION}”",
                              f"still to come: {', '.join(proof)}" if proof else "proved"))  # fmt: skip
    for paper in papers:
        name = " or ".join(paper.codes)
        trace.append(Step(f"paper {name}", f"{paper.what}: {paper.reason}", paper.given or "open", paper.source))
    return ExportSide(answer.form.value, answer.step.how, lines, papers, proof)


def sold_untaxed(consignment: Consignment) -> bool:
    """Whether the exporter is a business that delivers free of VAT and so needs the proof of exit."""
    return bool(consignment.exporter.vat or consignment.exporter.eori) and consignment.sale_type is not SaleType.C2C


def held_proof(consignment: Consignment, papers: tuple[Paper, ...]) -> Iterator[str]:
    """The papers of the VAT exemption that the manifest names; the exit confirmation only ever comes from customs."""
    given = {code for paper in papers if paper.given for code in paper.codes}
    if given & set(_INVOICE):
        yield "invoice"
        yield "invoice mention"  # the invoice that is printed here carries it
    if given & set(_WAYBILL) or consignment.hawb or consignment.mawb:
        yield "transport document"
    if consignment.order or (consignment.ecommerce and consignment.ecommerce.payment_transaction):
        yield "order or payment"
    if any(paper.type == "IE599" for paper in consignment.documents):
        yield "exit confirmation"


def _form(basis: Basis, valued: Valued) -> ExportAnswer:
    law, consignment = basis.law, basis.consignment
    mass = sum((item.net_mass or item.gross_mass or ZERO for item in consignment.items), ZERO)
    wanted = law.choice("be.export.vat_proof_wanted") == "EVERY_BUSINESS" and sold_untaxed(consignment)
    value = valued.goods.total
    beyond_all = law.number("be.export.exit_office_limit") + 1
    return export_form(
        ExportGoods(
            value=beyond_all if value is None else value, mass=mass, exporter_country=consignment.exporter.address.country,
            restricted=any(_stopping(basis)), by_parcel_operator=consignment.sale_type in _BY_PARCEL, vat_proof=wanted,
        ),
        law,
    )  # fmt: skip


def _statistical(basis: Basis, valued: Valued, trace: list[Step]) -> tuple[Decimal, ...] | None:
    if valued.goods.total is None:
        trace.append(Step("statistical value", "the value of the goods is not known", "not known", "D.E. 99 06"))
        return None
    stated = any(item.freight is not None for item in basis.consignment.items)
    # A price stands for the goods alone where freight stands beside it, so nothing beyond the border is inside.
    term = basis.consignment.incoterm or "FCA"
    price = ExportPrice(tuple(part or ZERO for part in valued.goods.parts), term,
                        to_border=valued.transport.total if stated and term == "EXW" else None,
                        beyond=ZERO if stated else None)  # fmt: skip
    lines, step = statistical_values(price, basis.law)
    trace.append(step)
    return lines


def _lead_time(basis: Basis) -> Step:
    name = "be.export.air_lead_time"
    return law_step(basis.law, name, "lodging", "by air, before departure from an airport of the Union",
                    f"at the latest {basis.law.number(name)} minutes before departure")  # fmt: skip


def _measures(basis: Basis) -> Iterator[tuple[int, Measure, Touch]]:
    """Measures on exports that meet the settled codes; words are left to the rules in `compliance`."""
    listed = measures_on(basis.law.on)
    for i, code in enumerate(basis.codes):
        for name, touch in (listed.touched(code) if code else {}).items():
            measure = listed.by_name[name]
            if Direction.EXPORT in measure.directions and measure.match == "any":
                yield i, measure, touch


def _stopping(basis: Basis) -> Iterator[bool]:
    return (touch is Touch.WHOLE and measure.outcome in _STOPPING for _, measure, touch in _measures(basis))


def _papers(basis: Basis) -> Iterator[Paper]:
    """Invoice, waybill and packing list, then what the measures on the goods ask for, each with its reason."""
    given = {paper.type: paper.reference for paper in reversed(basis.consignment.documents)}
    waybill = basis.consignment.hawb or basis.consignment.mawb
    several = (basis.consignment.gross_mass or ZERO) > 0 and len(basis.consignment.items) > 1
    base: list[tuple[tuple[str, ...], str, str, str, str | None]] = [
        (_INVOICE, "invoice", "it proves value and VAT exemption", "UCC art. 163; RD no. 18", None),
        (_WAYBILL, "air waybill", "the goods leave by air", "UCC-DA Annex B, D.E. 12 05", waybill),
    ]
    if several:
        base.append((_PACKING, "packing list", "more than one line of goods", "UCC art. 163", None))
    for codes, what, reason, source, other in base:
        stated = next((given[code] for code in codes if code in given), other)
        yield Paper(codes, what, reason, source, stated)
    for i, measure, touch in _measures(basis):
        if not (measure.documents or measure.codes):
            continue
        item = basis.consignment.items[i]
        yield _paper(measure, touch, basis.codes[i] or "", (*item.documents, *basis.consignment.documents), item.number)


def _paper(measure: Measure, touch: Touch, code: str, held: tuple[Document, ...], number: int) -> Paper:
    codes = (*measure.documents, *measure.codes)
    stated = next((f"{paper.type} {paper.reference}" for paper in held if paper.type in codes), None)
    part = " in part, settle the longer code" if touch is Touch.PART else ""
    reason = f"code {code} meets {measure.goods}{part}"
    if measure.codes and measure.reason:
        reason += f"; {' or '.join(measure.codes)} says {measure.reason}"
    return Paper(codes, measure.regime.replace("_", " "), reason, measure.reference, stated, number)
