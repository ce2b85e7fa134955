"""The cargo label of IATA Resolution 606, one for each piece under an air waybill (DOMAIN §7, 102 × 85 mm).

Its bar code is the waybill number and the number of the piece: three, eight and five digits.
"""

from __future__ import annotations

from dataclasses import dataclass

from douane.domain.identifiers import awb_fault

_MOST = 99_999


@dataclass(frozen=True, slots=True)
class PieceLabelView:
    """Everything that the label shows; what is not known is empty. `weight` is of the house consignment, in kilograms.

    `barcode` is empty where there is no right waybill number or too many pieces for five digits; nothing is drawn then.
    """

    airline: str
    awb: str
    barcode: str
    destination: str
    origin: str
    piece: str
    pieces: str
    house: str
    house_piece: str
    weight: str
    handling: str


def piece_label(
    awb: str, piece: int, pieces: int, *, airline: str = "", origin: str = "", destination: str = "", house: str = "",
    house_piece: str = "", weight: str = "", handling: str = "",
) -> PieceLabelView:  # fmt: skip
    """The label of the piece number `piece` of `pieces` under the waybill `awb` (`999-12345675`, or without hyphen).

    `origin` and `destination` are IATA codes of airports, `house_piece` a text such as `1/2`.
    """
    known = awb_fault(awb) is None
    digits = awb.replace("-", "")
    return PieceLabelView(
        airline=airline,
        awb=f"{digits[:3]}-{digits[3:]}" if known else awb,
        barcode=f"{digits}{piece:05}" if known and 0 < piece <= _MOST else "",
        destination=destination,
        origin=origin,
        piece=str(piece),
        pieces=str(pieces),
        house=house,
        house_piece=house_piece,
        weight=weight,
        handling=handling,
    )
