"""A JSON file written again with its values mended; its findings stand in a file beside it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from douane.intake import values
from douane.intake.headings import field_of
from douane.intake.json_manifest import ITEMS, JsonManifest
from douane.intake.json_stream import ARRAYS
from douane.intake.json_values import positions
from douane.intake.mend_change import Change, changes_of

_STRING = re.compile(r'(?:[^"\\]|\\.)*')


def mend(reading: JsonManifest, out: Path) -> list[Change]:
    """Write the file with its texts mended. Numbers that stand as numbers are left alone."""
    text = reading.path.read_bytes().decode(reading.encoding)
    changes: list[Change] = []
    pieces: list[str] = []
    done, line, at = 0, 1, 0
    for path, offset in positions(text):
        if offset == 0 or text[offset - 1] != '"':
            continue
        names = [name for name in path if isinstance(name, str)]
        while names and names[0].casefold() in ARRAYS | set(ITEMS):
            names.pop(0)
        field = field_of("_".join(names))
        found = _STRING.match(text, offset)
        if field is None or found is None:
            continue
        line += text.count("\n", at, offset)
        at = offset
        try:
            old = json.loads(f'"{found[0]}"')
        except ValueError:
            # A text that JSON does not allow is told by a finding and goes back as it came.
            continue
        for _, change in changes_of(line, (field.key,), (old,), values.PLAIN):
            changes.append(change)
            if change.applied:
                pieces += [text[done:offset], json.dumps(change.new, ensure_ascii=False)[1:-1]]
                done = found.end()
    pieces.append(text[done:])
    out.write_bytes("".join(pieces).encode(reading.encoding))
    return changes
