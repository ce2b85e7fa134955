"""A CSV file written again with its values mended and its findings beside them; all else stays as it is, to the byte."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from douane.intake.csv_rows import Lines, UnclosedQuoteError
from douane.intake.delimited import DelimitedManifest
from douane.intake.headings import NOTES_HEADING
from douane.intake.mend_change import Change, Notes, changes_of
from douane.intake.text_file import lines_of


def mend(reading: DelimitedManifest, out: Path) -> list[Change]:
    """Write the file with its values mended. The changes are given back in the order of the rows."""
    style, _ = reading.first_pass()
    keys = reading.columns.keys
    changes: list[Change] = []
    with out.open("w", encoding=reading.encoding, newline="") as file:
        for line, raw, cells in _records(reading):
            if line <= reading.columns.line or not cells:
                file.write(raw)
                continue
            found = changes_of(line, keys, cells, style)
            changes.extend(change for _, change in found)
            file.write(_replaced(raw, reading.delimiter, {at: c.new for at, c in found if c.applied}))
    return changes


def annotate(reading: DelimitedManifest, out: Path, notes: Notes) -> None:
    """Write the file with a column of findings at its end, or with that column anew if it is there."""
    headings = reading.columns.headings
    at = headings.index(NOTES_HEADING) if NOTES_HEADING in headings else None
    with out.open("w", encoding=reading.encoding, newline="") as file:
        for line, raw, cells in _records(reading):
            heading = line == reading.columns.line
            if not any(cells) or (not heading and len(cells) != len(headings)):
                file.write(raw)
                continue
            text = NOTES_HEADING if heading else notes.take(line, line + max(raw.count("\n"), 1) - 1)
            if at is not None:
                file.write(_replaced(raw, reading.delimiter, {at: text}))
            else:
                body, end = _body(raw)
                file.write(f"{body}{reading.delimiter}{_quoted(text, reading.delimiter)}{end}")


def _records(reading: DelimitedManifest) -> Iterator[tuple[int, str, list[str]]]:
    """Line, text as it stands, and cells of every record, blank ones and broken ones (without cells) too."""
    lines = Lines(lines_of(reading.path, reading.encoding))
    reader = csv.reader(lines, delimiter=reading.delimiter)
    while True:
        lines.record.clear()
        start = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (UnclosedQuoteError, csv.Error):
            lines.give_back_all_but_first()
            reader = csv.reader(lines, delimiter=reading.delimiter)
            yield start, lines.record[0], []
            continue
        yield start, "".join(lines.record), cells


def _body(raw: str) -> tuple[str, str]:
    body = raw.rstrip("\r\n")
    return body, raw[len(body) :]


def _spans(body: str, delimiter: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start, quoted = 0, False
    for position, sign in enumerate(body):
        if sign == '"':
            quoted = not quoted
        elif sign == delimiter and not quoted:
            spans.append((start, position))
            start = position + 1
    return [*spans, (start, len(body))]


def _replaced(raw: str, delimiter: str, new: dict[int, str]) -> str:
    if not new:
        return raw
    body, end = _body(raw)
    spans = _spans(body, delimiter)
    for position in sorted(new, reverse=True):
        if position < len(spans):
            start, stop = spans[position]
            body = body[:start] + _quoted(new[position], delimiter) + body[stop:]
    return body + end


def _quoted(text: str, delimiter: str) -> str:
    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="").writerow([text])
    written = out.getvalue()
    return "" if written == '""' else written
