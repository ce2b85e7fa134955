"""Who pays at import, and whom the broker bills (DOMAIN §1.4a). DDP or DAP is a term of the contract, no field of H7."""

from __future__ import annotations

from douane.assessment.basis import Basis
from douane.domain.assessment import Payers, Route, Routing
from douane.domain.consignment import SaleType

_SELLER = "seller or platform"
_CONSIGNEE = "consignee"
_NOBODY = "nobody at import"


def payers(basis: Basis, routing: Routing) -> Payers | None:
    """The model of delivery with its payers; `None` for goods that nothing is collected for here."""
    if routing.route not in (Route.H7, Route.H1, Route.H6):
        return None
    if routing.procedure == ("C08",):
        return Payers("gift", _NOBODY, _NOBODY)
    if "F48" in routing.procedure:
        return Payers("IOSS", "IOSS holder", "IOSS holder, at the sale")
    paid = basis.consignment.incoterm == "DDP"
    if "F49" in routing.procedure:
        duty = _SELLER if paid else _CONSIGNEE
        return Payers("special arrangements", duty, f"{_CONSIGNEE}, before or at delivery")
    if paid:
        return Payers("DDP", _SELLER, _SELLER)
    if basis.sale is SaleType.B2B:
        return Payers(basis.consignment.incoterm or "not stated", "importer", "importer")
    return Payers(basis.consignment.incoterm or "DAP", f"{_CONSIGNEE}, with the clearance fee", _CONSIGNEE)
