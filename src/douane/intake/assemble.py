"""From texts by field to a consignment, for readers whose records are not rows of columns."""

from __future__ import annotations

from collections.abc import Sequence

from douane.domain.consignment import Document
from douane.intake import values
from douane.intake.fields import BY_KEY
from douane.intake.notes import all_usual
from douane.intake.plan import Plan
from douane.intake.received import Received, Record, Row

__all__ = ["Received", "Record", "assemble"]

_KEYS = tuple(BY_KEY)
_PLAN = Plan(_KEYS)


def assemble(
    records: Sequence[Record],
    style: values.NumberStyle = values.PLAIN,
    *,
    manifest: str | None = None,
    documents: tuple[Document, ...] = (),
    line: int | None = None,
) -> Received:
    """Make one consignment of the records that carry its reference, the first of them giving what it has once.

    `line` is where the consignment begins, if that is not where its first goods line does.
    """
    rows = [Row(one.line, [*map(one.texts.get, _KEYS), None], one.extra, one.documents) for one in records]
    usual = all_usual([one.texts.values() for one in records])
    return _PLAN.received(rows, style, manifest=manifest, documents=documents, line=line, usual=usual)
