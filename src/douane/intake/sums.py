"""The manifest's own sums: what the master waybill says in pieces and mass beside what its consignments add up to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from douane.domain.consignment import Consignment
from douane.domain.finding import Finding
from douane.domain.numbers import text_of
from douane.reference.catalogue import finding


@dataclass(slots=True)
class _Total:
    """Pieces and kilograms so far; `None` as soon as one of them is not known."""

    pieces: int | None = 0
    mass: Decimal | None = Decimal(0)

    def add(self, pieces: int | None, mass: Decimal | None) -> None:
        self.pieces = None if self.pieces is None or pieces is None else self.pieces + pieces
        self.mass = None if self.mass is None or mass is None else self.mass + mass


class Sums:
    """Adds up consignments by master waybill. `whole` says that the file holds all consignments of its waybills."""

    def __init__(self, *, whole: bool = True) -> None:
        self._whole = whole
        self._stated: dict[str, tuple[int | None, Decimal | None, int | None]] = {}
        self._found: dict[str, _Total] = {}

    def state(self, mawb: str, pieces: int | None, mass: Decimal | None, line: int | None) -> None:
        """What the manifest says about a master waybill: pieces, kilograms, and the line where it stands."""
        self._stated[mawb] = (pieces, mass, line)

    def add(self, consignment: Consignment) -> None:
        """Count a consignment to its master waybill, by the packages and gross masses of its goods."""
        if (consignment.mawb or "") not in self._stated:
            return
        packages = [item.packages for item in consignment.items if item.packages is not None]
        self.count(consignment.mawb or "", sum(packages) if packages else None, consignment.gross_mass)

    def count(self, mawb: str, pieces: int | None, mass: Decimal | None) -> None:
        """Count pieces and kilograms to a master waybill."""
        if mawb in self._stated:
            self._found.setdefault(mawb, _Total()).add(pieces, mass)

    def findings(self) -> Iterator[Finding]:
        """Each waybill whose consignments do not add up to what the manifest says of it."""
        for mawb, total in self._found.items():
            pieces, mass, line = self._stated[mawb]
            if pieces is not None and total.pieces is not None and self._differs(total.pieces, pieces):
                yield finding("SUM-PIECES", {"mawb": mawb}, field="mawb", value=str(total.pieces), expected=str(pieces),
                              line=line)  # fmt: skip
            if mass is not None and total.mass is not None and self._differs(total.mass, mass):
                yield finding("SUM-MASS", {"mawb": mawb}, field="mawb", value=text_of(total.mass),
                              expected=text_of(mass), line=line)  # fmt: skip

    def _differs(self, found: Decimal | int, stated: Decimal | int) -> bool:
        return found != stated if self._whole else found > stated
