"""What shows only when consignments are seen together: numbers used twice, split orders, earlier manifests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from douane.domain.assessment import Assessment
from douane.domain.consignment import Consignment, SaleType
from douane.domain.finding import Finding
from douane.intake.assemble import Received
from douane.reference.catalogue import finding
from douane.reference.law import LawOnDay

Split = tuple[str, int | None, Decimal]
_LIMIT = "eu.low_value.intrinsic_value_limit"


@dataclass(frozen=True, slots=True)
class Repeated:
    """A consignment whose reference stood in the manifest before."""

    consignment: Consignment
    lines: tuple[int, ...]
    findings: tuple[Finding, ...]


class Across:
    """Looks at the consignments of one manifest one after another; what they show together is asked at the end.

    The limit of intrinsic value (`eu.low_value.intrinsic_value_limit`, EUR) and the fewest parcels that may be one order
    (`eu.screening.split_fewest`) are those of the day.
    """

    def __init__(self, law: LawOnDay) -> None:
        self._law = law
        self._limit = law.number(_LIMIT)
        self._fewest = int(law.number("eu.screening.split_fewest"))
        self._lines: dict[str, int | None] = {}
        self.repeated: dict[str, list[Repeated]] = defaultdict(list)
        self._together: dict[tuple[str, ...], list[Split]] = defaultdict(list)

    def is_new(self, received: Received) -> bool:
        """Whether no consignment before had this reference; one that comes again is kept in `repeated`."""
        consignment = received.consignment
        assert consignment is not None  # noqa: S101  asked only where there is one
        reference = consignment.reference
        if reference not in self._lines:
            self._lines[reference] = consignment.line
            return True
        again = finding("PARCEL-REPEATED", {"first": str(self._lines[reference])}, field="parcel", value=reference,
                        consignment=reference, line=consignment.line)  # fmt: skip
        self.repeated[reference].append(Repeated(consignment, received.lines, (*received.findings, again)))
        return False

    def look(self, consignment: Consignment | None, assessment: Assessment | None) -> None:
        """Remember what may be a part of an order that was split."""
        if found := kin(consignment, assessment, self._law):
            assert consignment is not None  # noqa: S101  none has no kin
            self.put(*found, consignment.reference, consignment.line)

    def put(self, key: tuple[str, ...], value: Decimal, reference: str, line: int | None) -> None:
        """Remember what `kin` said of a consignment."""
        self._together[key].append((reference, line, value))

    def split_orders(self) -> Iterator[tuple[str, Finding]]:
        """Parcels of one sender to one consignee that are each within the limit and together above it."""
        for parcels in self._together.values():
            total = sum((value for _, _, value in parcels), Decimal(0))
            if len(parcels) >= self._fewest and total > self._limit:
                for reference, line, _ in parcels:
                    yield reference, finding("SAME-CONSIGNEE", field="recipient_name", value=str(len(parcels)),
                                             expected=f"{total:.2f}", consignment=reference, line=line)  # fmt: skip

    def findings(self) -> Iterator[Finding]:
        """All that was seen, for commands that keep nothing."""
        for repeats in self.repeated.values():
            for repeat in repeats:
                yield from repeat.findings
        yield from (found for _, found in self.split_orders())


def kin(
    consignment: Consignment | None, assessment: Assessment | None, law: LawOnDay
) -> tuple[tuple[str, ...], Decimal] | None:  # fmt: skip
    """Sender and consignee of what may be a part of an order that was split, and its value in euro; else `None`."""
    if consignment is None or assessment is None or assessment.intrinsic_value is None:
        return None
    value = assessment.intrinsic_value
    if consignment.sale_type not in (None, SaleType.B2C) or not 0 < value <= law.number(_LIMIT):
        return None
    to = consignment.importer
    sender = consignment.exporter.name or consignment.exporter.name_local
    key = tuple(map(_folded, (sender, to.name or to.name_local, to.address.street, to.address.postcode)))
    return (key, value) if all(key) else None


def _folded(text: str | None) -> str:
    return " ".join((text or "").casefold().split())


def told_elsewhere(chunk: Sequence[Received], earlier: Mapping[str, tuple[str, str]]) -> list[Received]:
    """The consignments, those with a finding more whose reference stands in an earlier manifest.

    `earlier` gives, for a reference, the name of that manifest and what became of the consignment there.
    """
    return [_told(received, earlier) for received in chunk] if earlier else list(chunk)


def _told(received: Received, earlier: Mapping[str, tuple[str, str]]) -> Received:
    consignment = received.consignment
    if consignment is None or consignment.reference not in earlier:
        return received
    manifest, outcome = earlier[consignment.reference]
    again = finding("PARCEL-ELSEWHERE", {"manifest": manifest, "outcome": outcome}, field="parcel",
                    value=consignment.reference, consignment=consignment.reference, line=consignment.line)  # fmt: skip
    return replace(received, findings=(*received.findings, again))


def unique(stream: Iterable[Received], across: Across) -> Iterator[Received]:
    """Every reference once; what comes again is kept aside and told at the first one."""
    for received in stream:
        if received.consignment is None or across.is_new(received):
            yield received
