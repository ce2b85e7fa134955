"""What is owed for a consignment: EUR 3 per item, Union fee, VAT (DOMAIN §1.3, §1.4, §1.7), with its arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from douane.assessment.basis import Basis, euro, law_step
from douane.assessment.china_case import china_side
from douane.assessment.export_case import export_side
from douane.assessment.ordinary import ordinary_duty, vat_at_import
from douane.assessment.payers import payers
from douane.assessment.route import CHINA, matching, route
from douane.assessment.value import Valued, value_goods
from douane.domain.assessment import Assessment, ItemCharge, Route, Routing, Step
from douane.domain.consignment import Direction, SaleType
from douane.domain.numbers import ZERO, round_cent, split_by_share, text_of

_DUTY = "eu.low_value.item_duty"
_RELIEF = "eu.low_value.duty_relief_limit"
_LIMIT = "eu.low_value.intrinsic_value_limit"
_FEE = "eu.low_value.union_fee"


def assess(basis: Basis) -> Assessment:
    """Route and amounts of a consignment on the law's day. An amount that cannot be known is `None`, never zero."""
    valued = value_goods(basis)
    routing = route(basis, valued.goods.total)
    trace = [*valued.trace, Step("route", routing.because, _route_text(routing), routing.source)]
    if basis.direction is Direction.EXPORT:
        return _leaving(basis, valued, routing, trace)
    lines = duty_lines(basis, routing.route)
    duties = _duties(basis, routing, valued, lines, trace)
    duty = None if not duties or any(part is None for part in duties) else sum((part or ZERO for part in duties), ZERO)
    fee = _union_fee(basis, routing, lines, trace)
    base, vat = _vat(basis, routing, valued, duties, fee, trace)
    charges = tuple(
        ItemCharge(item.number, valued.goods.parts[i], lines[i], duties[i])
        for i, item in enumerate(basis.consignment.items)
    )
    return Assessment(
        routing=routing,
        intrinsic_value=valued.goods.total,
        transport_cost=valued.transport.total,
        customs_duty=duty,
        union_fee=fee,
        vat_base=base,
        vat=vat,
        exchange_rate_date=valued.rate_date,
        items=charges,
        trace=tuple(trace),
        payers=payers(basis, routing),
    )


def _leaving(basis: Basis, valued: Valued, routing: Routing, trace: list[Step]) -> Assessment:
    """Goods that leave: nothing is collected in the Union; form and papers here, taxes where China is the destination."""
    export = None
    if basis.consignment.exporter.address.country != CHINA:
        export = export_side(basis, valued, trace)
    china = china_side(basis, trace) if basis.destination == CHINA else None
    items = tuple(
        ItemCharge(item.number, part, None, None)
        for item, part in zip(basis.consignment.items, valued.goods.parts, strict=True)
    )
    return Assessment(
        routing=routing, intrinsic_value=valued.goods.total, transport_cost=valued.transport.total,
        exchange_rate_date=valued.rate_date, items=items, trace=tuple(trace), export=export, china=china,
    )  # fmt: skip


def duty_lines(basis: Basis, on_route: Route) -> tuple[int, ...]:
    """The number of the declaration line that each item is part of (UCC-DA art. 1(61): same code, same description).

    H1 lines also differ by ten-digit code and origin. Goods without a settled code share a line only with goods of the
    very same description, because the same words lead to the same code.
    """
    key_rule = basis.law.choice("eu.low_value.item_key_h7") if basis.law.in_force("eu.low_value.item_key_h7") else ""
    numbers: dict[tuple[str, ...], int] = {}
    found: list[int] = []
    for item, code in zip(basis.consignment.items, basis.codes, strict=True):
        words = " ".join(item.words.casefold().split())
        if on_route is Route.H1:
            key: tuple[str, ...] = (code or "", words, item.origin or "")
        elif key_rule == "HS6" and code:
            key = (code[:6],)
        elif key_rule == "HS6_DESCRIPTION_ORIGIN":
            key = ((code or "")[:6], words, item.origin or "")
        else:
            key = ((code or "")[:6], words)
        found.append(numbers.setdefault(key, len(numbers) + 1))
    return tuple(found)


def _first_of_line(lines: Sequence[int], amount: Decimal) -> tuple[Decimal, ...]:
    """The first item of a line carries the line's duty, the others none, so that the items add up."""
    return tuple(amount if lines.index(line) == position else ZERO for position, line in enumerate(lines))


def _route_text(routing: Routing) -> str:
    return " ".join((str(routing.route), "+".join(routing.procedure))).strip()


def _duties(
    basis: Basis, routing: Routing, valued: Valued, lines: Sequence[int], trace: list[Step]
) -> tuple[Decimal | None, ...]:
    """The duty that each item carries."""
    value = valued.goods.total
    nothing, free = tuple(None for _ in lines), tuple(ZERO for _ in lines)
    if value is None or routing.route in (Route.NONE, Route.B1):
        return nothing
    if routing.route is Route.T1:
        trace.append(Step("customs duty", "suspended while the goods are in transit", euro(ZERO), "UCC art. 226"))
        return free
    if routing.procedure == ("C08",):
        trace.append(Step("customs duty", "gift, free of duty", euro(ZERO), "Reg. (EC) 1186/2009 art. 25"))
        return free
    if basis.law.in_force(_RELIEF) and routing.route is Route.H7:
        trace.append(law_step(basis.law, _RELIEF, "customs duty", "relief of the day", euro(ZERO)))
        return free
    if basis.sale is SaleType.B2C and value <= basis.law.number(_LIMIT) and _in_scope(basis, trace):
        amount = basis.law.number(_DUTY)
        count = max(lines, default=0)
        how = f"{count} declaration {'line' if count == 1 else 'lines'} × {euro(amount)}"
        open_codes = sum(code is None for code in basis.codes)
        if open_codes:
            how += f" ({open_codes} without a settled code, counted by description)"
        trace.append(law_step(basis.law, _DUTY, "customs duty (A00)", how, euro(count * amount)))
        return _first_of_line(lines, amount)
    found = ordinary_duty(basis, valued, lines)
    trace.extend(found.trace)
    return found.items


def _in_scope(basis: Basis, trace: list[Step]) -> bool:
    if not basis.law.in_force(_DUTY):
        return False
    scope = basis.law.choice("eu.low_value.item_duty_scope")
    covered = scope == "ALL_DISTANCE_SALES" or bool(basis.consignment.ioss)
    trace.append(
        law_step(basis.law, "eu.low_value.item_duty_scope", "scope of the duty per item", scope,
                 "in scope" if covered else "not in scope")
    )  # fmt: skip
    return covered


def _union_fee(basis: Basis, routing: Routing, lines: Sequence[int], trace: list[Step]) -> Decimal | None:
    if routing.route in (Route.NONE, Route.B1):
        return None
    if basis.sale is not SaleType.B2C or routing.route is Route.T1:
        return ZERO
    if not basis.law.in_force(_FEE):
        trace.append(Step("Union handling fee", "not in force on this day", euro(ZERO), "Reg. (EU) 2026/2108 art. 20",
                          basis.law.unconfirmed(_FEE)))  # fmt: skip
        return ZERO
    count = max(lines, default=0)
    fee = count * basis.law.number(_FEE)
    trace.append(law_step(basis.law, _FEE, "Union handling fee", f"{count} × {euro(basis.law.number(_FEE))}", euro(fee)))
    return fee


def _vat(
    basis: Basis, routing: Routing, valued: Valued, duties: Sequence[Decimal | None], fee: Decimal | None, trace: list[Step]
) -> tuple[Decimal | None, Decimal | None]:  # fmt: skip
    if routing.route is Route.T1:
        trace.append(Step("import VAT", "not due while the goods are in transit", euro(ZERO), "Dir. 2006/112/EC art. 71"))
        return None, ZERO
    if routing.route is Route.H1:
        computed, vat = vat_at_import(basis, valued, trace)
        if not computed:
            return None, vat
    elif routing.route is not Route.H7:
        return None, None
    if "F48" in routing.procedure:
        trace.append(
            Step("import VAT", "exempt: collected at the sale under IOSS", euro(ZERO), "Dir. 2006/112/EC art. 143(1)(ca)")
        )
        return None, ZERO
    if routing.procedure == ("C08",):
        trace.append(Step("import VAT", "gift, free of VAT", euro(ZERO), "Dir. 2006/79/EC"))
        return None, ZERO
    known = [part for part in duties if part is not None]
    if len(known) < len(duties) or valued.goods.total is None or valued.transport.total is None:
        return None, None
    goods = [part or ZERO for part in valued.goods.parts]
    if basis.law.flag("eu.low_value.union_fee_in_vat_base") and fee:
        known = [a + b for a, b in zip(known, split_by_share(fee, goods), strict=True)]
    return _vat_by_rate(basis, valued, known, trace)


def _vat_by_rate(
    basis: Basis, valued: Valued, duties: Sequence[Decimal], trace: list[Step]
) -> tuple[Decimal, Decimal]:  # fmt: skip
    """One tax line for each VAT rate: value + transport + duty of its goods, rounded once (Dir. 2006/112 art. 85, 86)."""
    goods = [part or ZERO for part in valued.goods.parts]
    transport = [part or ZERO for part in valued.transport.parts]
    bases: dict[str, Decimal] = {}
    for i, code in enumerate(basis.codes):
        kind = _rate_of(basis, code)
        bases[kind] = bases.get(kind, ZERO) + goods[i] + transport[i] + duties[i]
    total = ZERO
    for kind, base in bases.items():
        rate = basis.law.number(f"be.vat.{kind}_rate")
        tax = round_cent(base * rate / 100)
        how = f"(goods + transport + duty) {euro(base)} × {text_of(rate)} %"
        trace.append(law_step(basis.law, f"be.vat.{kind}_rate", "import VAT (B00)", how, euro(tax)))
        total += tax
    return sum(bases.values(), ZERO), total


def _rate_of(basis: Basis, code: str | None) -> str:
    for kind in ("reduced", "intermediate"):
        if matching(basis.law, f"be.vat.{kind}_goods", code):
            return kind
    return "standard"
