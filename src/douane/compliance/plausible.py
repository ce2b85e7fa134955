"""Rules on what can hardly be: masses and values out of all proportion, one party on both sides (DOMAIN §6, §11).

They look for slips (a wrong unit, a moved decimal mark, a shifted column); undervaluation is for `signals`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from douane.compliance.rule import Case, rule
from douane.domain.consignment import GoodsItem, Party
from douane.domain.finding import Finding
from douane.domain.numbers import text_of

_SMALL = Decimal("0.0001")
_GRAM = Decimal("0.00001")


@rule("MASS-IMPLAUSIBLE")
def mass_of_a_piece_is_plausible(case: Case) -> Iterator[Finding]:
    """The gross mass of a piece is one that goods in a parcel can have (`eu.screening`, `eu.plausibility`; kg)."""
    least, most = case.law.number("eu.screening.lightest_piece_kg"), case.law.number("eu.plausibility.heaviest_piece_kg")
    for i, item in case.items:
        mass, pieces = item.gross_mass, _pieces(item)
        if mass is None or mass <= 0 or not pieces or pieces <= 0:
            continue
        each = mass / pieces
        if not least <= each <= most:
            shown = text_of(each.quantize(_GRAM))
            yield case.note_item("MASS-IMPLAUSIBLE", i, "gross_kg", shown, f"{text_of(least)} – {text_of(most)}")


def _pieces(item: GoodsItem) -> Decimal | None:
    """The pieces that are counted, else the packages; `None` for goods that are counted in another unit."""
    if item.quantity is not None and item.unit in (None, "PCE"):
        return item.quantity
    return None if item.packages is None else Decimal(item.packages)


@rule("VALUE-IMPLAUSIBLE")
def value_suits_the_mass(case: Case) -> Iterator[Finding]:
    """The price of a kilogram is one that goods of trade can have (bounds in `eu.plausibility`, EUR a kilogram)."""
    least, most = case.law.number("eu.plausibility.lowest_per_kg"), case.law.number("eu.plausibility.highest_per_kg")
    for i, item in case.items:
        value, mass = case.assessment.items[i].value, item.gross_mass
        if not value or value < 0 or mass is None or mass <= 0:
            continue
        price = value / mass
        if not least <= price <= most:
            yield case.note_item("VALUE-IMPLAUSIBLE", i, "value", text_of(price.quantize(_SMALL)), f"EUR {least} – {most}")


@rule("PARTY-SAME")
def goods_go_to_another_party(case: Case) -> Iterator[Finding]:
    """Sender and consignee are two parties; one name at one place on both sides is no sale."""
    sender, consignee = case.consignment.exporter, case.consignment.importer
    if _known(sender) and _known(sender) == _known(consignee):
        yield case.note("PARTY-SAME", "recipient_name", consignee.name or consignee.name_local)


def _known(party: Party) -> tuple[str, ...] | None:
    """Name, country and street as they are compared; `None` without a name."""
    name = party.name or party.name_local
    if not name:
        return None
    return tuple(" ".join((text or "").casefold().split()) for text in (name, party.address.country, party.address.street))


RULES = (mass_of_a_piece_is_plausible, value_suits_the_mass, goods_go_to_another_party)
