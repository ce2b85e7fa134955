"""The shift report: what came in, what became of it, what it is worth and owes, and where it waits.

It is data first (JSON and CSV are written from it); the document shows the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

OUTCOMES = ("ready", "review", "held", "rejected")


@dataclass(frozen=True, slots=True)
class ManifestLine:
    """One manifest. Counts are consignments; amounts are in euro; `seconds` from its receipt to its end.

    `consignments` is what stands in the file, and equals `ready + review + held + rejected + todo`.
    """

    name: str
    client: str
    sha256: str
    folder: str
    consignments: int
    ready: int
    review: int
    held: int
    rejected: int
    todo: int
    intrinsic_value: str
    customs_duty: str
    union_fee: str
    vat: str
    seconds: int | None

    @property
    def balanced(self) -> bool:
        """Whether every consignment of the file is accounted for, once."""
        return self.consignments == self.ready + self.review + self.held + self.rejected + self.todo


@dataclass(frozen=True, slots=True)
class ExceptionLine:
    """How many consignments of a client are not ready for a reason (finding code), and what the code means."""

    client: str
    code: str
    title: str
    consignments: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file of the inbox that is no manifest, with the one finding that says why."""

    name: str
    code: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: `share` of the longest bar, between 0 and 1."""

    label: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class ShiftReportView:
    """Everything that the shift report shows. Amounts are decimal texts in euro.

    `audit_head` is the hash of the last audit entry: noted here, a chain that is cut later no longer holds it.
    """

    inbox: str
    as_of: str
    consignments: int
    ready: int
    review: int
    held: int
    rejected: int
    todo: int
    intrinsic_value: str
    customs_duty: str
    union_fee: str
    vat: str
    manifests: tuple[ManifestLine, ...]
    exceptions: tuple[ExceptionLine, ...]
    unreadable: tuple[Unreadable, ...]
    slowest: tuple[ManifestLine, ...]
    outcome_bars: tuple[Bar, ...]
    route_bars: tuple[Bar, ...]
    exception_bars: tuple[Bar, ...]
    audit_head: str


def bars(counts: Iterable[tuple[str, int]], most: int = 12) -> tuple[Bar, ...]:
    """A chart of counts, the longest first; of many only the first `most`."""
    ranked = sorted(counts, key=lambda pair: (-pair[1], pair[0]))[:most]
    longest = max((count for _, count in ranked), default=0) or 1
    return tuple(Bar(label, count, round(count / longest, 4)) for label, count in ranked)
