"""Which declaration a consignment needs: the table of DOMAIN §1.1, first match wins, exactly one answer."""

from __future__ import annotations

from decimal import Decimal

from douane.assessment.basis import BELGIUM, Basis, euro
from douane.domain.assessment import Route, Routing
from douane.domain.consignment import Consignment, Direction, Ecommerce, SaleType
from douane.reference.law import LawOnDay

_LIMIT = "eu.low_value.intrinsic_value_limit"
_RESTRICTIONS = (
    ("eu.restrictions.permit", "goods that need a permit, certificate or inspection"),
    ("eu.restrictions.excise", "goods under excise"),
)
CHINA = "CN"


def matching(law: LawOnDay, name: str, code: str | None) -> bool:
    """Whether a code falls under a list of prefixes of the law."""
    if code is None or not law.in_force(name):
        return False
    prefixes = law.codes(name)
    return any(code[:length] in prefixes for length in (2, 4, 6, 8, 10))


def restriction(basis: Basis) -> tuple[str, str] | None:
    """The first code that may not use H7, and why; `None` if all may."""
    for code, item in zip(basis.codes, basis.consignment.items, strict=True):
        for name, reason in _RESTRICTIONS:
            if matching(basis.law, name, code):
                return code or "", reason
        origin = item.origin or basis.consignment.exporter.address.country
        if origin == CHINA and matching(basis.law, "eu.restrictions.anti_dumping", code):
            return code or "", "anti-dumping or countervailing measures on this origin"
        if (code or "").startswith("3303") and not basis.law.flag("eu.low_value.perfume_on_h7"):
            return code or "", "perfume and toilet water"
    return None


def route(basis: Basis, intrinsic_value: Decimal | None) -> Routing:
    """The route of a consignment, with its procedure codes (D.E. 11 10) and the reason."""
    if basis.direction is Direction.EXPORT:
        return _export(basis)
    if any(matching(basis.law, "eu.restrictions.prohibited", code) for code in basis.codes):
        return Routing(Route.NONE, (), "prohibited goods", "law/eu/restrictions.yaml")
    if basis.destination is None or basis.destination not in basis.law.codes("eu.territory.member_states"):
        return Routing(Route.NONE, (), "the consignee is not in the Union", "UCC art. 201")
    if intrinsic_value is None:
        return Routing(Route.NONE, (), "the intrinsic value is not known", "UCC-DA art. 143a")
    restricted = restriction(basis)
    if restricted:
        return Routing(Route.H1, (), f"{restricted[1]} ({restricted[0]})", "UCC-DA art. 143a(2)")
    limit = basis.law.number(_LIMIT)
    if intrinsic_value > limit:
        return Routing(Route.H1, (), f"intrinsic value above {euro(limit)}", "UCC-DA art. 143a(1)")
    match basis.sale:
        case SaleType.B2B:
            return _business(basis)
        case SaleType.C2C:
            return _gift(basis, intrinsic_value)
        case SaleType.B2C:
            return _distance_sale(basis)


def cross_border(consignment: Consignment) -> bool:
    """Whether goods go to a consumer in China under the cross-border retail messages (trade modes 9610 and 1210)."""
    told = consignment.ecommerce or Ecommerce()
    if consignment.importer.address.country != CHINA or consignment.sale_type is SaleType.B2B:
        return False
    return bool(told.trade_mode or told.platform_code or told.merchant_code)


def _export(basis: Basis) -> Routing:
    """CEB messages to a consumer in China, else B1; which Belgian form goes with it is told by `export_case`."""
    if not cross_border(basis.consignment):
        return Routing(Route.B1, (), "goods leave the Union", "UCC art. 269; CC515C")
    told = basis.consignment.ecommerce
    mode = (told.trade_mode if told else None) or "9610"
    return Routing(Route.CEB, (mode,), "cross-border retail sale to a consumer in China",
                   basis.law.value("cn.cross_border.trade_modes").reference)  # fmt: skip


def _business(basis: Basis) -> Routing:
    if basis.law.in_force("eu.low_value.duty_relief_limit"):
        return _procedure(basis, "standard", "business purchase under the duty relief of the day")
    return Routing(Route.H1, (), "business purchase: no distance sale, and the duty relief is gone",
                   "Council Reg. (EU) 2026/382")  # fmt: skip


def _gift(basis: Basis, value: Decimal) -> Routing:
    limit = basis.law.number("eu.low_value.gift_limit")
    if value <= limit:
        return _procedure(basis, "gift", f"gift between private persons up to {euro(limit)}")
    return Routing(Route.H1, (), f"gift above {euro(limit)}", "Reg. (EC) 1186/2009 art. 25")


def _distance_sale(basis: Basis) -> Routing:
    if basis.consignment.ioss:
        return _procedure(basis, "ioss", "distance sale with an IOSS number")
    if basis.destination != BELGIUM:
        return Routing(Route.T1, (), f"distance sale without IOSS to {basis.destination}", "UCC-IA art. 221(4)")
    if basis.consignment.special_arrangements or "F49" in basis.consignment.procedure_wish:
        return _procedure(basis, "special_arrangements", "distance sale under special arrangements, consignee in Belgium")
    return _procedure(basis, "standard", "distance sale without IOSS, consignee in Belgium")


def _procedure(basis: Basis, kind: str, because: str) -> Routing:
    found = basis.law.value(f"eu.procedures.{kind}")
    codes = tuple(sorted(basis.law.codes(found.name)))
    return Routing(Route.H7, codes, because, found.reference)
