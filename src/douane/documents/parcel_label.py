"""The parcel label, 100 × 150 mm, for thermal printers (DOMAIN §7).

It shows what moves the parcel and what customs asks at the belt. An IOSS number is never on it, nor a telephone
number or an identity number: a label is read by everyone on the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from douane.documents.wording import PartyView, mass, party_view
from douane.domain.assessment import Routing
from douane.domain.commodity import hs6
from douane.domain.consignment import Consignment


@dataclass(frozen=True, slots=True)
class ParcelLabelView:
    """Everything that the label shows. `weight` is in kilograms, `None` where not known."""

    reference: str
    lrn: str
    route: str
    procedures: str
    service: str
    sender: PartyView
    recipient: PartyView
    weight: str | None
    pieces: str
    headings: tuple[str, ...]
    mawb: str
    flight: str
    uld: str

    @property
    def matrix(self) -> str:
        """What the QR code carries: the consignment reference and, behind a bar, the LRN if there is one."""
        return f"{self.reference}|{self.lrn}" if self.lrn else self.reference


def parcel_label(
    consignment: Consignment, routing: Routing, *, lrn: str | None = None, codes: Sequence[str] = (), service: str = ""
) -> ParcelLabelView:
    """Fill the label. `codes` are the settled commodity codes; each HS subheading is shown once, in order.

    Without `codes` those that came with the goods are shown. `service` is the carrier's word for how it travels.
    """
    given = codes or [item.commodity_code for item in consignment.items if item.commodity_code]
    kilograms = consignment.gross_mass if consignment.items else None  # the sum of nothing is not a weight
    return ParcelLabelView(
        reference=consignment.reference,
        lrn=lrn or "",
        route=routing.route.value,
        procedures=" ".join(routing.procedure),
        service=service,
        sender=party_view(consignment.exporter),
        recipient=party_view(consignment.importer),
        weight=None if kilograms is None else mass(kilograms),
        pieces=str(_pieces(consignment)),
        headings=tuple(dict.fromkeys(hs6(code) for code in given)),
        mawb=consignment.mawb or "",
        flight=consignment.flight or "",
        uld=consignment.uld or "",
    )


def _pieces(consignment: Consignment) -> int:
    """Packages in all. As in the H7 data set, goods without a number lie in the first package."""
    first, *others = [item.packages for item in consignment.items] or [None]
    return (1 if first is None else first) + sum(count or 0 for count in others)
