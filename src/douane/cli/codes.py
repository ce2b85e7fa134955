"""`tariff show`, `bridge`, `correlate`: a code, its counterpart in the other tariff, and what became of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from douane.cli.arguments import AsOf, InLanguage, Json, Language, today
from douane.cli.settling import OneMarket

_NOT_FOUND = 1
_MOST_SHOWN = 40
_HOW_TO_LOAD = "No tariff is loaded, so only HS 6 is known. Load one with “douane tariff import NomenclatureEN.xlsx …”."
Code = Annotated[str, typer.Argument(metavar="CODE", help="2 to 10 digits; dots and blanks do not count.")]


def show(
    code: Code,
    market: Annotated[OneMarket, typer.Option("--market", help="Whose tariff.")] = OneMarket.EU,
    as_of: AsOf = None,
    language: InLanguage = Language.EN,
    as_json: Json = False,
) -> None:
    """The path from section to code, units, notes, measures and everyday goods, and what stands below it."""
    from douane.cli.output import product, say
    from douane.pipeline.tariff_view import view
    from douane.reference import harmonized
    from douane.reference.measures import measures_on
    from douane.reference.nomenclature import edition_on

    digits, on = _digits(code), as_of or today()
    edition = edition_on(on, market.value)
    if edition is None:
        say(_HOW_TO_LOAD)
    found = view(digits, edition, measures_on(on), on, language.value)
    if found is None:
        say(f"There is no code {code} in {edition.name if edition else harmonized.EDITION}.")
        raise typer.Exit(_NOT_FOUND)
    if as_json:
        product(asdict(found) | {"edition": found.edition})
        return
    for depth, step in enumerate(found.path):
        typer.echo(f"{step.code:<12}{'  ' * depth}{step.text}")
    for step in found.below:
        typer.echo(f"{step.code:<12}{'  ' * len(found.path)}{step.text}")
    for line in found.told:
        typer.echo(line)


def bridge(
    code: Code,
    origin: Annotated[OneMarket, typer.Option("--from", help="Whose code it is.")] = OneMarket.EU,
    goods: Annotated[str, typer.Option("--goods", metavar="TEXT", help="The goods in words, to choose below HS 6.")] = "",
    as_of: AsOf = None,
    language: InLanguage = Language.EN,
    as_json: Json = False,
) -> None:
    """The codes that a code of one tariff may be in the other: the same HS 6, below it decided again from the goods."""
    from douane.classification.bridge import bridge as lead
    from douane.cli.output import product, say
    from douane.reference.nomenclature import edition_on

    other = "cn" if origin is OneMarket.EU else "eu"
    edition = edition_on(as_of or today(), other)
    digits = _digits(code)
    try:
        found = lead(digits, edition, goods, language.value)
    except KeyError as error:
        say(f"There is no subheading {digits[:6]} on the other side. See “douane tariff search”.")
        raise typer.Exit(_NOT_FOUND) from error
    if as_json:
        product(asdict(found))
        return
    typer.echo(f"{digits} ({origin.value}) → {found.shared} → {len(found.candidates)} × {other} ({found.edition})")
    for leaf in found.candidates:
        words = f"   [{', '.join(leaf.words)}]" if leaf.words else ""
        typer.echo(f"  {leaf.code:<12}{leaf.text}{words}")
    if not found.settled:
        say("Several codes stand there: choose by the texts, or tell the goods with --goods.")


def correlate(
    code: Annotated[str, typer.Argument(metavar="[CODE]", help="Only codes that begin so.")] = "",
    market: Annotated[OneMarket, typer.Option("--market", help="Whose tariff.")] = OneMarket.EU,
    language: InLanguage = Language.EN,
    as_json: Json = False,
) -> None:
    """The two newest editions compared: which codes ended and what follows them, which began, whose text changed."""
    from douane.cli.output import product, say
    from douane.reference.correlation import correlate as compare
    from douane.reference.nomenclature import Nomenclature, editions

    paths = editions(market.value)
    if len(paths) < 2:
        say(f"Two editions are needed to compare; {len(paths)} is loaded. Load another with “douane tariff import FILE…”.")
        raise typer.Exit(_NOT_FOUND)
    found = compare(Nomenclature(paths[-2]), Nomenclature(paths[-1]), _digits(code), language.value)
    if as_json:
        product(asdict(found) | {"one_to_many": found.one_to_many})
        return
    typer.echo(f"{found.before} → {found.after}: {len(found.ended)} ended ({found.one_to_many} one to many), "
               f"{len(found.began)} began, {len(found.changed)} changed in text, {found.same} the same")  # fmt: skip
    for one in found.ended[:_MOST_SHOWN]:
        typer.echo(f"- {one.code}  {one.text[:60]}  → {', '.join(one.followers) or '?'}")
    for new in found.began[:_MOST_SHOWN]:
        typer.echo(f"+ {new}")
    if max(len(found.ended), len(found.began)) > _MOST_SHOWN:
        say("Shortened; give the beginning of a code, or --json for all.")


def _digits(code: str) -> str:
    return "".join(sign for sign in code if sign.isdigit())
