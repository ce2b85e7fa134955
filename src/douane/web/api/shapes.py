"""What the API says and takes, as JSON. Amounts are decimal strings, moments are ISO 8601 in UTC, unknown is null."""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, HttpUrl

from douane.store.uploads import Upload
from douane.store.webhooks import Hook
from douane.store.worklist import ManifestRow, Row

OutcomeName = Literal["held", "rejected", "review", "ready"]
# Row numbers as the databases keep them.
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
# No control characters: they stand in no description, reason or name, and some databases refuse them.
Words = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00-\x08\x0b-\x1f]*\S[^\x00-\x08\x0b-\x1f]*$")]
T = TypeVar("T")


class Shape(BaseModel):
    """A value of the API; unknown members are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class Page(BaseModel, Generic[T]):
    """A page of a list. `next` is the `after` of the next page; null at the end."""

    items: list[T]
    next: int | None


class UploadShape(Shape):
    """A file that was handed in. `run` is there as soon as the run has begun, `note` is a sentence for its owner."""

    id: int
    name: str
    sha256: str
    size: int = Field(description="Bytes.")
    state: Literal["waiting", "asked", "running", "done", "unreadable", "stopped"]
    direction: str
    as_of: str
    run: int | None
    note: str | None
    who: str
    made_at: str

    @classmethod
    def of(cls, upload: Upload) -> UploadShape:
        """An upload of the store."""
        return cls(
            id=upload.id, name=upload.name, sha256=upload.sha256, size=upload.size, state=upload.state,
            direction=upload.direction, as_of=upload.as_of, run=upload.run, note=upload.note, who=upload.who,
            made_at=upload.made_at,
        )  # fmt: skip


class TakenIn(Shape):
    """The uploads that a request led to; bytes that are known already lead to the upload they came with."""

    uploads: list[UploadShape]


class RunShape(Shape):
    """A manifest with its latest run, and how many consignments have which outcome."""

    run: int
    manifest: str
    received_at: str
    as_of: str
    phase: str
    outcomes: dict[str, int]

    @classmethod
    def of(cls, row: ManifestRow, outcomes: dict[str, int]) -> RunShape:
        """A run of the store."""
        return cls(
            run=row.run, manifest=row.name, received_at=row.received_at, as_of=row.as_of, phase=row.phase, outcomes=outcomes
        )


class ConsignmentShape(Shape):
    """A consignment of a run. `record` is its line of `consignments.jsonl`: items, reasons, amounts."""

    consignment: int
    run: int
    manifest: str
    reference: str | None
    lrn: str
    outcome: OutcomeName
    route: str
    record: dict[str, Any]

    @classmethod
    def of(cls, row: Row) -> ConsignmentShape:
        """A line of the worklist."""
        return cls(
            consignment=row.consignment, run=row.run, manifest=row.manifest, reference=row.reference, lrn=row.lrn,
            outcome=row.outcome, route=row.route, record=row.record,
        )  # fmt: skip


class FindingShape(BaseModel):
    """A finding: a fact about the data, where it stands, and what would be accepted."""

    model_config = ConfigDict(extra="allow")

    code: str
    severity: str
    message: str
    fix: str


class WholeShape(ConsignmentShape):
    """A consignment with its findings in words, the arithmetic of its amounts, and its data sets with their states."""

    findings: list[FindingShape]
    assessment: Any
    declarations: dict[str, str]


class ConsignmentFindings(Shape):
    """The findings of one consignment."""

    consignment: int
    reference: str | None
    outcome: OutcomeName
    findings: list[FindingShape]


class DecisionWanted(Shape):
    """A code that a person decides on for a good, for one client or for all."""

    market: Literal["eu", "cn"]
    description: Words
    attributes: dict[Words, Words] = Field(default_factory=dict, max_length=20)
    code: Annotated[str, Field(pattern=r"^\d{6}(\d{2}){0,2}$")]
    client: Annotated[str, Field(max_length=200)] = ""
    why: Words


class DecisionShape(Shape):
    """A code that was decided, on which edition of the tariff; of the same client and good the last one counts."""

    market: str
    client: str
    description: str
    code: str
    who: str
    why: str
    at: str
    edition: str


class Done(Shape):
    """Something was done, or was done already."""

    done: bool


class DocumentShape(Shape):
    """A file that a run has printed."""

    name: str
    size: int = Field(description="Bytes.")


class StatusShape(Shape):
    """The state of the work: consignments by outcome, of unfinished runs by state of their chunk, runs by phase."""

    version: str
    consignments: dict[str, int]
    chunks: dict[str, int]
    runs: dict[str, int]


EventName = Literal["upload.done", "upload.stopped", "upload.unreadable"]


class HookWanted(Shape):
    """An address that wants to hear of events."""

    url: HttpUrl
    events: Annotated[list[EventName], Field(min_length=1, max_length=10)]


class HookShape(Shape):
    """An address that hears of events. `secret` is shown once, when the address is added."""

    id: int
    url: str
    events: list[str]
    made_at: str
    who: str
    secret: str | None = None

    @classmethod
    def of(cls, hook: Hook) -> HookShape:
        """A webhook of the store, without its secret."""
        return cls(id=hook.id, url=hook.url, events=hook.events.split(), made_at=hook.made_at, who=hook.who)
