"""What readers hand on: the texts of one goods line, and the consignment made of them with its findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from douane.domain.consignment import Consignment, Document
from douane.domain.finding import Finding

Texts = Mapping[str, str]


class Record(NamedTuple):
    """One goods line of the input: where it begins, and its texts by field key. Empty texts are left out.

    `extra` holds what the input says beyond the known fields; `documents` are pairs of type and reference.
    """

    line: int
    texts: Texts
    extra: tuple[tuple[str, str], ...] = ()
    documents: tuple[Document, ...] = ()


class Row(NamedTuple):
    """The same as a `Plan` takes it: a text for each column, `None` where it is empty, and one `None` behind them."""

    line: int
    cells: Sequence[str | None]
    extra: tuple[tuple[str, str], ...] = ()
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """One consignment as received, with the findings of reading it. No consignment: its rows cannot be one."""

    consignment: Consignment | None
    findings: tuple[Finding, ...]
    lines: tuple[int, ...]
