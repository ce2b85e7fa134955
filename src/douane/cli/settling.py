"""`decide` and `decided`: the codes that people settled for a client's goods, and who did, when and why."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from douane.cli.arguments import AsOf, Json, now, today


class OneMarket(StrEnum):
    """Whose code is decided."""

    EU = "eu"
    CN = "cn"


def decide(
    description: Annotated[str, typer.Argument(metavar="DESCRIPTION", help="The goods, as the client describes them.")],
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code: 6, 8 or 10 digits of the edition in force.")],
    why: Annotated[str, typer.Option("--why", help="The reason, for whoever asks later.")],
    who: Annotated[str, typer.Option("--who", envvar="DOUANE_USER", help="Who decides.")],
    client: Annotated[str, typer.Option("--client", help="The client's name or number; left out: every client.")] = "",
    market: Annotated[OneMarket, typer.Option("--market", help="Whose code it is.")] = OneMarket.EU,
    attribute: Annotated[
        list[str] | None, typer.Option("--attribute", metavar="NAME=TEXT", help="A field that came with the goods.")
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Settle the code of a good: it wins for this client from now on, while the edition of the tariff holds."""
    from douane.classification.goods import Goods
    from douane.classification.persons import PersonDecision, client_key, good_key
    from douane.cli.output import say
    from douane.pipeline.order import Tools
    from douane.reference import harmonized
    from douane.reference.nomenclature import edition_on
    from douane.store.database import connect
    from douane.store.decisions import record

    digits = "".join(sign for sign in code if sign.isdigit())
    tools = Tools(as_of or today())
    edition = edition_on(as_of or today(), market.value)
    exists = edition.exists(digits) if edition else digits[:6] in harmonized.subheadings()
    if len(digits) not in (6, 8, 10) or not exists:
        raise typer.BadParameter(
            f"there is no code {code} in {tools.edition_name(market.value)}; see “douane tariff search”"
        )
    if not (description.strip() and why.strip() and who.strip()):
        raise typer.BadParameter("the goods, the reason and who decides may not be empty")
    fields = tuple(_field(text) for text in attribute or ())
    decision = PersonDecision(
        client_key(client), market.value, description, good_key(Goods(description, (), fields)), digits, who, why, now(),
        tools.edition_name(market.value),
    )  # fmt: skip
    record(connect(), decision)
    say(f"{digits} is settled for “{description}” ({client or 'every client'}) on {decision.edition}.")


def decided(
    client: Annotated[str | None, typer.Option("--client", help="Of this client only.")] = None, as_json: Json = False
) -> None:
    """The codes that people settled, oldest first; of the same client and good the last one counts."""
    from dataclasses import asdict

    from douane.classification.persons import client_key
    from douane.cli.output import product, say
    from douane.store.database import connect
    from douane.store.decisions import decisions

    kept = decisions(connect(), None if client is None else client_key(client))
    if as_json:
        product([asdict(decision) for decision in kept])
        return
    for d in kept:
        typer.echo(
            f"{d.at[:10]}  {d.code:<10}  {d.market}  {d.client or '*'}  {d.description}  ({d.who}: {d.why}; {d.edition})"
        )
    if not kept:
        say("No code was settled yet. Settle one with “douane decide DESCRIPTION CODE --why … --who …”.")


def _field(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise typer.BadParameter(f"{text!r}: write an attribute as NAME=TEXT")
    return name.strip(), value.strip()
