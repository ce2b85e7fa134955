"""What the commands print: findings and counts for people on stderr, JSON for programs on stdout."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from typing import Any

import typer

from douane.domain.finding import Finding, Severity
from douane.pipeline.records import finding_json

_MOST_SHOWN = 20
_MARKS = {Severity.ERROR: "error  ", Severity.WARNING: "warning", Severity.INFO: "info   "}


def say(text: str = "") -> None:
    """Words for people, on stderr."""
    typer.echo(text, err=True)


def product(value: Any) -> None:
    """JSON for programs, on stdout."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def show_findings(findings: Iterable[Finding], language: str, *, most: int = _MOST_SHOWN) -> None:
    """The findings with place, message and mend, errors first; of many alike only the first ones."""
    ranked = sorted(findings, key=lambda f: list(Severity).index(f.severity))
    shown: Counter[str] = Counter()
    for found in ranked:
        shown[found.code] += 1
        if shown[found.code] > 3 or sum(min(n, 3) for n in shown.values()) > most:
            continue
        entry = finding_json(found, language)
        place = ":".join(str(part) for part in (found.file, found.line, found.column) if part is not None)
        say(f"{_MARKS[found.severity]} {place or '-'}  {found.code}")
        say(f"        {entry['message']}")
        say(f"        → {entry['fix']}")
    rest = {code: count for code, count in shown.items() if count > 3}
    if rest:
        say("and more of: " + ", ".join(f"{code} ({count} in all)" for code, count in rest.items()))
