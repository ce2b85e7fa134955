"""Cells of the error grid: the fields that findings speak of, what was typed into them, and who mends them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from douane import places
from douane.domain.finding import Finding
from douane.pipeline.mending import Mender, Preview, Wanted
from douane.pipeline.order import LIST_FILE, RATES_FILE, Order, Tools, at_present
from douane.pipeline.overlay import PERSONAL, Mend, can_mend, of_item
from douane.pipeline.records import restored_finding
from douane.reference.catalogue import words
from douane.store.worklist import Whole
from douane.web.covering import covered
from douane.web.guards import Desk

__all__ = ["PERSONAL", "Alike", "Cell", "alike", "cells_of", "mender_of", "seen", "tools_for", "wanted_alike", "wanted_in"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of a consignment that a finding speaks of. `value` is what the input said, `shown` the same for a page."""

    run: int
    consignment: int
    reference: str
    outcome: str
    manifest: str
    item: int | None
    field: str
    value: str
    expected: str
    message: str
    fix: str
    can_mend: bool

    @property
    def key(self) -> str:
        """The cell's name in a form."""
        return f"{self.run}.{self.consignment}.{self.item or 0}.{self.field}"

    @property
    def personal(self) -> bool:
        """Whether the value may name a person, and is shown masked."""
        return self.field in PERSONAL

    @property
    def shown(self) -> str:
        """The value for a page."""
        return covered(self.value) if self.personal else self.value


@dataclass(frozen=True, slots=True)
class Alike:
    """Cells that hold the same value in the same field."""

    field: str
    value: str
    shown: str
    count: int


def mender_of(desk: Desk) -> Mender:
    """Who mends for the person's organisation."""
    engine = desk.site.engine(desk.organisation)
    return Mender(engine, lambda order: tools_for(desk, order), desk.site.stamp)


def tools_for(desk: Desk, order: Order) -> Tools:
    """The tools of an order, with what the organisation has decided."""
    tools = _tools(order.as_of, order.accept_from, _loaded())
    return at_present(tools, desk.site.engine(desk.organisation))


def _loaded() -> tuple[object, ...]:
    """What tells that a list or rates were loaded since: where they lie, and when each was written."""
    files = (places.home() / name for name in (LIST_FILE, RATES_FILE))
    return (places.home(), *(file.stat().st_mtime_ns if file.exists() else 0 for file in files))


@lru_cache(maxsize=4)
def _tools(as_of: date, accept_from: float, _editions: tuple[object, ...]) -> Tools:
    tools = Tools(as_of, accept_from=accept_from)
    # Loaded here once: a request works on a copy, and what the copy loads by itself is lost with it.
    tools.versions  # noqa: B018
    return tools


def cells_of(whole: Whole, language: str, code: str | None = None) -> list[Cell]:
    """The cells that the findings of a consignment speak of, each once; of one code, if asked."""
    found: dict[str, Cell] = {}
    for kept in whole.findings:
        if code in (None, kept["code"]):
            cell = _cell(whole, restored_finding(dict(kept)), language)
            found.setdefault(cell.key, cell)
    return list(found.values())


def _cell(whole: Whole, finding: Finding, language: str) -> Cell:
    row, field = whole.row, finding.field or ""
    item = finding.item if of_item(field) else None
    if of_item(field) and item is None and len(row.record.get("items", ())) == 1:
        item = 1
    possible = can_mend(field) and row.reference is not None and (item is not None or not of_item(field))
    message, fix = words(finding, language)
    return Cell(row.run, row.consignment, row.reference or row.lrn, row.outcome, row.manifest, item, field,
                finding.value or "", finding.expected or "", message, fix, possible)  # fmt: skip


def alike(cells: Iterable[Cell]) -> list[Alike]:
    """The values that stand in more than one cell which can be mended, the most frequent first."""
    groups: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.can_mend:
            groups[cell.field, cell.value].append(cell)
    told = [Alike(field, _fingerprint(value), some[0].shown, len(some)) for (field, value), some in groups.items()]
    return sorted((one for one in told if one.count > 1), key=lambda one: (-one.count, one.field, one.shown))


def wanted_alike(cells: Iterable[Cell], field: str, value: str, new: str) -> dict[int, list[Wanted]]:
    """The same new value for all cells that hold the same, by run."""
    some = (cell for cell in cells if cell.can_mend and cell.field == field and _fingerprint(cell.value) == value)
    return _by_run((cell.run, Wanted(cell.consignment, Mend(field, new or None, cell.item))) for cell in some)


def wanted_in(form: Mapping[str, Any]) -> dict[int, list[Wanted]]:
    """What was typed over the values that a form showed (`c.` new, `o.` shown before), by run."""
    found = []
    for name, text in form.items():
        if not name.startswith("c.") or str(text) == str(form.get("o." + name[2:], "")):
            continue
        run, consignment, item, field = name[2:].split(".", 3)
        if run.isdigit() and consignment.isdigit() and item.isdigit():
            found.append((int(run), Wanted(int(consignment), Mend(field, str(text) or None, int(item) or None))))
    return _by_run(found)


def _by_run(found: Iterable[tuple[int, Wanted]]) -> dict[int, list[Wanted]]:
    runs: dict[int, list[Wanted]] = defaultdict(list)
    for run, one in found:
        runs[run].append(one)
    return dict(runs)


def seen(previews: Mapping[int, Preview]) -> str:
    """What a page of previews showed, so that keeping it notices when something has changed."""
    return " ".join(f"{run}:{preview.digest}" for run, preview in sorted(previews.items()))


def _fingerprint(value: str) -> str:
    """The value as a form may carry it: a name of a person does not travel."""
    return hashlib.sha256(value.encode()).hexdigest()[:24]
