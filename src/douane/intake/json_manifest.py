"""Manifests as JSON or JSON lines: the same fields, a consignment with its `items`, or a row for each item.

An object may hold objects (`"recipient": {"name": …}` is `recipient_name`). The consignments stand in an array, alone or
under `consignments`, or one in each line. The file is read as a stream: only one consignment is in memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from douane.domain.consignment import ManifestHeader
from douane.domain.finding import Finding
from douane.intake import values
from douane.intake.assemble import Received, Record
from douane.intake.fields import BY_KEY, ITEM_KEYS
from douane.intake.grouping import Scattered, grouped
from douane.intake.headings import field_of
from douane.intake.json_stream import BrokenError, Entry, entries
from douane.intake.json_values import Twice, parsed, positions
from douane.intake.reading import Limits, Source
from douane.intake.text_file import encoding_of
from douane.reference.catalogue import finding

ITEMS = ("items", "goods", "lines", "goods_items")
_START = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*(?:"|\})|\[\s*[\[{\]])')


def recognise(source: Source, start: bytes, limits: Limits) -> JsonManifest | None:
    """The file as a manifest in JSON, told by how it begins; `None` for an object that holds no consignment."""
    if not _START.match(start):
        return None
    encoding = encoding_of(source, in_lines=False)
    reading = JsonManifest(source, encoding, limits)
    return reading if reading.has_consignments() else None


@dataclass(slots=True)
class _Flat:
    """An object of the input: its texts by field, what has no field, its items, what is to be said about it."""

    texts: dict[str, str]
    extra: list[tuple[str, str]]
    items: list[Any]
    findings: list[Finding]


class JsonManifest:
    """A JSON manifest that is being read."""

    format = "json"

    def __init__(self, source: Source, encoding: str, limits: Limits) -> None:
        self.source, self.path, self.encoding, self.limits = source, source.path, encoding, limits
        self.header = ManifestHeader()
        self.findings: list[Finding] = []
        # Set where the file breaks off before its first entry ends.
        self._fault: BrokenError | None = None

    def has_consignments(self) -> bool:
        """Whether the first entries hold a field that is known."""
        try:
            for number, entry in enumerate(entries(self.path, self.encoding, self.limits.record)):
                value = parsed(entry.text)
                if isinstance(value, dict) and (flat := _flat(value, entry.line)) and "parcel" in flat.texts:
                    return True
                if number > 20:
                    break
        except BrokenError as error:
            self._fault = error
            return self._begun()
        except ValueError:
            return self._begun()
        return False

    def _begun(self) -> bool:
        with self.path.open(encoding=self.encoding, errors="replace") as file:
            start = file.read(1 << 16)
        return any(f'"{name}"' in start for name in ("parcel", "reference", "consignments", "items"))

    def consignments(self) -> Iterator[Received]:
        """One consignment for each entry with items; rows that carry one parcel number are one consignment."""
        if self._fault is not None:
            self._break(self._fault)
            return
        style, scattered = self._first_pass()
        yield from grouped(self._records(), scattered, style, self.source.name)

    def _first_pass(self) -> tuple[values.NumberStyle, set[str]]:
        scattered = Scattered()
        try:
            for entry in entries(self.path, self.encoding, self.limits.record):
                try:
                    value = parsed(entry.text)
                except ValueError:
                    continue
                if isinstance(value, dict):
                    scattered.see(_flat(value, entry.line).texts.get("parcel", ""))
        except BrokenError:
            # Told when the entries are read for their goods.
            pass
        return values.PLAIN, scattered.references

    def _records(self) -> Iterator[Record | Received]:
        try:
            for entry in entries(self.path, self.encoding, self.limits.record):
                yield from self._entry(entry)
        except BrokenError as error:
            self._break(error)

    def _break(self, error: BrokenError) -> None:
        code = "RECORD-LARGE" if error.large else "JSON-BROKEN"
        self.findings.append(finding(code, file=self.source.name, line=error.line, column=error.column, value=str(error)))

    def _entry(self, entry: Entry) -> Iterator[Record | Received]:
        try:
            value = parsed(entry.text)
        except ValueError as error:
            yield self._refused("JSON-BROKEN", str(error), entry)
            return
        if not isinstance(value, dict):
            yield self._refused("JSON-SHAPE", entry.text[:80], entry)
            return
        flat = _flat(value, entry.line)
        if flat.findings:
            reference = flat.texts.get("parcel")
            wrong = tuple(replace(found, consignment=reference) for found in flat.findings)
            yield Received(None, wrong, (entry.line,))
            return
        head = {**entry.defaults, **flat.texts}
        items = flat.items or [{}]
        for position, item in enumerate(items):
            inner = _flat(item, entry.line) if isinstance(item, dict) else None
            if inner is None or inner.findings:
                shape = finding("JSON-SHAPE", value=str(item)[:80], line=entry.line, consignment=head.get("parcel"))
                yield Received(None, tuple(inner.findings) if inner else (shape,), (entry.line,))
                continue
            texts = {**head, **inner.texts} if position == 0 else {"parcel": head.get("parcel", ""), **inner.texts}
            extra = (*flat.extra, *inner.extra) if position == 0 else tuple(inner.extra)
            yield Record(entry.line, {key: text for key, text in texts.items() if text}, extra)

    def _refused(self, code: str, why: str, entry: Entry) -> Received:
        return Received(None, (finding(code, value=why, line=entry.line),), (entry.line,))

    def place(self, findings: Iterable[Finding]) -> list[Finding]:
        """The names that the file uses, and line and column at which the value begins."""
        wanted = [replace(found, file=self.source.name) for found in findings]
        by_line: dict[int, list[int]] = {}
        for number, found in enumerate(wanted):
            if found.line and found.field:
                by_line.setdefault(found.line, []).append(number)
        if not by_line:
            return wanted
        try:
            for entry in entries(self.path, self.encoding, self.limits.record):
                numbers = by_line.pop(entry.line, ())
                if numbers:
                    places = _places(entry)
                    for number in numbers:
                        wanted[number] = _placed(wanted[number], places)
                if not by_line:
                    break
        except BrokenError:
            # What stands behind the fault keeps the line of its entry.
            pass
        return wanted


def _flat(value: Mapping[str, Any], line: int) -> _Flat:
    flat = _Flat({}, [], [], [])
    _flatten(value, "", flat, line)
    return flat


def _flatten(value: Mapping[str, Any], prefix: str, flat: _Flat, line: int) -> None:
    for name, inner in value.items():
        full = f"{prefix}{name}"
        if not prefix and name.casefold() in ITEMS and isinstance(inner, list):
            flat.items = inner
        elif isinstance(inner, dict):
            _flatten(inner, f"{full}_", flat, line)
        elif isinstance(inner, Twice):
            flat.findings.append(finding("JSON-KEY-TWICE", field=full, value=name, line=line))
        elif isinstance(inner, list) and any(isinstance(part, (dict, list)) for part in inner):
            # Goods under a name that is not known would be lost in silence.
            shown = json.dumps(inner, ensure_ascii=False, default=str)[:80]
            flat.findings.append(finding("JSON-SHAPE", field=full, value=shown, line=line))
        elif inner is not None and inner != "":
            field = field_of(full)
            text = _text(inner)
            if field is None or field.key in flat.texts:
                flat.extra.append((values.clean(full), text))
            elif text:
                flat.texts[field.key] = text


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " ".join(_text(part) for part in value)
    return values.clean(str(value)) if isinstance(value, (str, int, float)) else ""


def _places(entry: Entry) -> dict[tuple[str, int | None], tuple[int, int, str]]:
    """Line, column and written path of each field, by field key and the number of the item it stands in."""
    found: dict[tuple[str, int | None], tuple[int, int, str]] = {}
    for path, offset in positions(entry.text):
        item = None
        names = list(path)
        if len(names) > 1 and str(names[0]).casefold() in ITEMS and isinstance(names[1], int):
            item, names = names[1] + 1, names[2:]
        field = field_of("_".join(str(name) for name in names))
        if field:
            line = entry.line + entry.text.count("\n", 0, offset)
            column = offset - entry.text.rfind("\n", 0, offset)
            column += entry.column - 1 if line == entry.line else 0
            written = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")
            found.setdefault((field.key, item), (line, column, written))
    return found


def _placed(found: Finding, places: Mapping[tuple[str, int | None], tuple[int, int, str]]) -> Finding:
    key = found.field or ""
    item = found.item if key in ITEM_KEYS else None
    at = places.get((key, item)) or places.get((key, None)) or places.get((key, 1))
    if at is None or key not in BY_KEY:
        return found
    return replace(found, line=at[0], column=at[1], path=at[2])
