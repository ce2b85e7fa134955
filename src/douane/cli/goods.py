"""`classify`: descriptions in, commodity codes with reasons out."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from douane.cli.arguments import AsOf, InLanguage, Json, Language, today

if TYPE_CHECKING:
    from douane.classification.goods import Goods
    from douane.pipeline.order import Tools

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
    client: Annotated[str, typer.Option("--client", help="Whose goods: codes settled for this client win.")] = "",
    more: Annotated[
        bool, typer.Option("--more", help="In JSON also: where a code leads in the other tariff, Chinese elements.")
    ] = False,
    language: InLanguage = Language.EN,
    as_json: Json = False,
    as_of: AsOf = None,
) -> None:
    """Commodity codes for goods: {"id","description","attributes"?,"category"?,"origin"?,"lang"?,"answer"?} a line."""
    from douane.pipeline import settings
    from douane.pipeline.order import Tools
    from douane.pipeline.records import to_json

    text = sys.stdin.read() if file == "-" else _read(Path(file))
    rows = list(_rows(text))
    tools = Tools(as_of or today(), accept_from=settings.load().accept_from)
    more = more or not as_json
    for number, row in enumerate(rows, start=1):
        goods = _goods(row, tools)
        clients = [client or str(row.get("client") or "")]
        markets = ("eu", "cn") if market is Market.BOTH else (market.value,)
        answers = [_answer(goods, wanted, clients, tools, top, language.value) for wanted in markets]
        if more:
            _china(goods, answers, tools, language.value)
        if more and market is Market.BOTH:
            _bridge(goods, answers, tools, language.value)
        for found in answers:
            answer = {"id": row.get("id", str(number)), **found}
            if as_json:
                typer.echo(to_json(answer))
            else:
                _show(goods.description, answer)


def _goods(row: dict[str, Any], tools: Tools) -> Goods:
    from douane.classification.goods import Goods

    goods = Goods(
        str(row.get("description") or ""), _category(row.get("category")), _attributes(row.get("attributes")),
        row.get("origin"), row.get("lang"),
    )  # fmt: skip
    if answer := row.get("answer"):
        # The answer to the question that is asked about these goods: it speaks of what the question is about.
        question = tools.classifier.classify(goods).question
        about = question.about if question else "type"
        goods = replace(goods, attributes=(*goods.attributes, (about, str(answer))))
    return goods


def _answer(goods: Goods, market: str, clients: list[str], tools: Tools, top: int, language: str) -> dict[str, Any]:
    from douane.pipeline.deciding import decide
    from douane.pipeline.records import candidate

    decision = decide(goods, market, clients, tools, top=top, language=language)
    question = decision.question
    asked = {"text": question.text, "options": list(question.options)} if question else None
    return {
        "market": market,
        "decision": decision.verdict.value,
        "candidates": [candidate(c) for c in decision.candidates],
        "question": asked,
    }


def _china(goods: Goods, answers: list[dict[str, Any]], tools: Tools, language: str) -> None:
    """Say with the Chinese answer what its declaration asks for."""
    from douane.pipeline.chinese_side import chinese_side

    for answer in answers:
        if answer["market"] == "cn" and answer["candidates"]:
            side = chinese_side(goods, answer["candidates"][0]["code"], tools, language)
            if side is not None:
                answer["declaration"] = side


def _bridge(goods: Goods, answers: list[dict[str, Any]], tools: Tools, language: str) -> None:
    """Say with each side's answer where the other side's code leads to: through HS 6, all that stand there."""
    from douane.classification.bridge import bridge
    from douane.reference.nomenclature import edition_on

    for answer, other in zip(answers, reversed(answers), strict=True):
        if other["candidates"]:
            edition = edition_on(tools.as_of, answer["market"])
            try:
                found = bridge(other["candidates"][0]["code"], edition, goods.description, language)
            except KeyError:
                continue  # the other edition has another HS: there is nothing to lead to
            answer["bridge"] = asdict(found)


def _show(description: str, answer: dict[str, Any]) -> None:
    typer.echo(f"{answer['id']}  {description[:90]}  [{answer['market']}: {answer['decision']}]")
    for found in answer["candidates"]:
        typer.echo(f"    {found['code']:<10} {found['probability']:>6.1%}  {found['description'][:90]}")
        for reason in found["because"]:
            typer.echo(f"    {'':<18}{reason}")
    if answer["question"]:
        typer.echo(f"    ? {answer['question']['text']}  ({' / '.join(answer['question']['options'])})")
    if lead := answer.get("bridge"):
        codes = ", ".join(leaf["code"] for leaf in lead["candidates"][:10])
        typer.echo(f"    {lead['code']} → {lead['shared']} → {len(lead['candidates'])}: {codes}")
    if side := answer.get("declaration"):
        for element in side["elements"]:
            typer.echo(f"    {'':<18}{element['name']}: {element['value'] or '?'}")
        if side["question"]:
            typer.echo(f"    ? {side['question']}")


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
