"""`classify`: descriptions in, commodity codes with reasons out."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from douane.cli.arguments import AsOf, Json, today

_EXIT_UNREADABLE = 3


class Market(StrEnum):
    """Whose codes are wanted."""

    EU = "eu"
    CN = "cn"
    BOTH = "both"


def classify(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="JSON lines or CSV; - reads stdin.")] = "-",
    market: Annotated[Market, typer.Option("--market", help="Whose codes are wanted.")] = Market.EU,
    top: Annotated[int, typer.Option("--top", min=1, max=50, help="How many candidates.")] = 5,
    as_json: Json = False,
    as_of: AsOf = None,
) -> None:
    """Commodity codes for goods: {"id","description","attributes"?,"category"?,"origin"?,"lang"?} a line."""
    from douane.classification.goods import Goods
    from douane.pipeline import settings
    from douane.pipeline.order import Tools
    from douane.pipeline.records import candidate, to_json

    text = sys.stdin.read() if file == "-" else _read(Path(file))
    rows = list(_rows(text))
    tools = Tools(as_of or today(), accept_from=settings.load().accept_from)
    for number, row in enumerate(rows, start=1):
        asked = Goods(
            str(row.get("description") or ""), _category(row.get("category")), _attributes(row.get("attributes")),
            row.get("origin"), row.get("lang"),
        )  # fmt: skip
        for wanted in ("eu", "cn") if market is Market.BOTH else (market.value,):
            decision = tools.classifier.classify(asked, wanted, top)
            question = decision.question
            answer = {
                "id": row.get("id", str(number)),
                "market": wanted,
                "decision": decision.verdict.value,
                "candidates": [candidate(c) for c in decision.candidates],
                "question": {"text": question.text, "options": list(question.options)} if question else None,
            }
            if as_json:
                typer.echo(to_json(answer))
            else:
                _show(asked.description, answer)


def _show(description: str, answer: dict[str, Any]) -> None:
    typer.echo(f"{answer['id']}  {description[:90]}  [{answer['market']}: {answer['decision']}]")
    for found in answer["candidates"]:
        typer.echo(f"    {found['code']:<10} {found['probability']:>6.1%}  {found['description'][:90]}")
        for reason in found["because"]:
            typer.echo(f"    {'':<18}{reason}")
    if answer["question"]:
        typer.echo(f"    ? {answer['question']['text']}  ({' / '.join(answer['question']['options'])})")


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        typer.echo(f"{path} cannot be read as UTF-8 text: {error}", err=True)
        raise typer.Exit(_EXIT_UNREADABLE) from error


def _rows(text: str) -> Iterator[dict[str, Any]]:
    if text.lstrip()[:1] != "{":
        yield from _csv_rows(text)
        return
    # Only line feeds end a JSON line: a description may hold other characters that `splitlines` would cut at.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            typer.echo(f"line {number} is no JSON object: {error}", err=True)
            raise typer.Exit(_EXIT_UNREADABLE) from error
        if not isinstance(row, dict):
            typer.echo(f"line {number} is no JSON object", err=True)
            raise typer.Exit(_EXIT_UNREADABLE)
        yield row


def _csv_rows(text: str) -> Iterator[dict[str, Any]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    if "description" not in (reader.fieldnames or ()):
        typer.echo('expected JSON lines, or CSV with a heading "description"', err=True)
        raise typer.Exit(_EXIT_UNREADABLE)
    yield from reader


def _category(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(map(str, value))
    return tuple(part.strip() for part in str(value or "").split(">") if part.strip())


def _attributes(value: Any) -> tuple[tuple[str, str], ...]:
    if isinstance(value, str) and value.lstrip().startswith("{"):
        value = json.loads(value)
    return tuple((str(k), str(v)) for k, v in value.items()) if isinstance(value, dict) else ()
