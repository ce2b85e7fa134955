"""Two versions of a consignment side by side: what differs, by the name of each part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    """A part that differs; `None` where one version does not have it."""

    part: str
    before: str | None
    after: str | None


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What differs between two versions, in the order of their parts."""
    one, other = dict(_flat(before, "")), dict(_flat(after, ""))
    parts = [*one, *(part for part in other if part not in one)]
    return [Difference(part, one.get(part), other.get(part)) for part in parts if one.get(part) != other.get(part)]


def version_of(record: Mapping[str, Any], findings: Sequence[Mapping[str, Any]], trace: Any) -> dict[str, Any]:
    """What is compared of a version: its record, the findings by code and place, the arithmetic by step."""
    kept = {name: value for name, value in record.items() if name != "reasons"}
    found = {f"{f['code']} {f.get('field', '')} {f.get('item', '')}".strip(): f.get("value") or "✓" for f in findings}
    steps: dict[str, Any] = {}
    for number, step in enumerate(trace or [], start=1):
        steps[f"{number} {step['what']}"] = f"{step['how']} = {step['result']}"
    return {**kept, "findings": found, "arithmetic": steps}


def _flat(value: Any, path: str) -> Iterator[tuple[str, str | None]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(inner, f"{path} › {name}" if path else str(name))
    elif isinstance(value, list | tuple):
        if all(isinstance(one, str | int) for one in value):
            yield path, ", ".join(map(str, value)) or None
        else:
            for number, inner in enumerate(value, start=1):
                yield from _flat(inner, f"{path} {number}")
    else:
        yield path, None if value is None else str(value)
