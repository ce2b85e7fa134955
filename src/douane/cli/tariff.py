"""`tariff` and `rates`: what is loaded, and how to load more."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from douane.cli import loading
from douane.cli.arguments import AsOf, InLanguage, Json, Language, day, today

app = typer.Typer(no_args_is_help=True, help="The goods nomenclature: load, look up, search.")
rates_app = typer.Typer(no_args_is_help=True, help="Exchange rates, shares of air freight, Chinese rates: load, look up.")
app.command("positive-list")(loading.positive_list)
rates_app.command("freight")(loading.freight)
rates_app.command("china")(loading.china)
_NOT_FOUND = 1
_HOW_TO_LOAD = "No tariff is loaded, so only HS 6 is known. Load one with “douane tariff import NomenclatureEN.xlsx …”."


@app.command()
def status(as_json: Json = False) -> None:
    """The editions that are loaded, with their counts."""
    from douane.cli.output import product, say
    from douane.reference import harmonized
    from douane.reference.nomenclature import Nomenclature, editions

    loaded = [{"edition": path.stem, **Nomenclature(path).count()} for path in (*editions("eu"), *editions("cn"))]
    if as_json:
        product({"hs": {"edition": harmonized.EDITION, "subheadings": len(harmonized.subheadings())}, "editions": loaded})
        return
    typer.echo(f"{harmonized.EDITION}: {len(harmonized.subheadings())} subheadings (always there)")
    for entry in loaded:
        typer.echo("  ".join(f"{key} {value}" if key != "edition" else str(value) for key, value in entry.items()))
    if not loaded:
        say(_HOW_TO_LOAD)


@app.command()
def show(code: str, as_of: AsOf = None, language: InLanguage = Language.EN, as_json: Json = False) -> None:
    """The path from chapter to code, what stands below it, and its supplementary unit."""
    from douane.cli.output import product, say
    from douane.reference import harmonized
    from douane.reference.nomenclature import edition_on

    digits = "".join(sign for sign in code if sign.isdigit())
    edition = edition_on(as_of or today())
    if edition is None:
        say(_HOW_TO_LOAD)
        steps = [{"code": digits[:n], "text": harmonized.texts()[digits[:n]]} for n in (2, 4, 6)
                 if len(digits) >= n and digits[:n] in harmonized.texts()]  # fmt: skip
        below: list[dict[str, str]] = []
        unit = None
    else:
        nodes = edition.path(digits, language.value) if edition.exists(digits) else ()
        steps = [{"code": node.short, "text": node.text} for node in nodes]
        below = [{"code": node.short, "text": node.text} for node in edition.children(digits, language.value)]
        unit = next((node.unit for node in reversed(nodes) if node.unit), None)
    if not steps or (edition is None and len(steps[-1]["code"]) < min(6, len(digits))):
        say(f"There is no code {code} in {edition.name if edition else harmonized.EDITION}.")
        raise typer.Exit(_NOT_FOUND)
    if as_json:
        product({"code": digits, "path": steps, "below": below, "unit": unit, "edition": edition and edition.name})
        return
    for depth, step in enumerate(steps):
        typer.echo(f"{step['code']:<12}{'  ' * depth}{step['text']}")
    for step in below:
        typer.echo(f"{step['code']:<12}{'  ' * len(steps)}{step['text']}")
    if unit:
        typer.echo(f"supplementary unit: {unit}")


@app.command()
def search(
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="Words of the tariff, in any loaded language.")],
    top: Annotated[int, typer.Option("--top", min=1, max=200)] = 10,
    as_of: AsOf = None,
    language: InLanguage = Language.EN,
    as_json: Json = False,
) -> None:
    """Codes whose texts hold the words."""
    from douane.classification.retrieval import TextIndex, features
    from douane.cli.output import product, say
    from douane.reference import harmonized
    from douane.reference.nomenclature import edition_on

    words = " ".join(text)
    edition = edition_on(as_of or today())
    if edition:
        found = [{"code": hit.code, "text": hit.text} for hit in edition.search(words, language.value, top)]
    else:
        say(_HOW_TO_LOAD)
        texts = {code: harmonized.texts()[code] for code in harmonized.subheadings()}
        hits = TextIndex({code: features(text) for code, text in texts.items()}).search(features(words), top)
        found = [{"code": hit.key, "text": texts[hit.key]} for hit in hits]
    if as_json:
        product(found)
    else:
        for hit in found:
            typer.echo(f"{hit['code']:<12}{hit['text']}")
    if not found:
        say("Nothing found. Try fewer or other words; the tariff often uses general ones.")
        raise typer.Exit(_NOT_FOUND)


@app.command("import")
def import_files(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="TARIC spreadsheets as published, or CSV files of the Chinese tariff."),
    ],
    state: Annotated[
        date | None, typer.Option("--state", parser=day, metavar="DATE", help="From when a Chinese tariff holds.")
    ] = None,
) -> None:
    """Load an edition of the EU or the Chinese tariff."""
    from douane import places
    from douane.cli.output import say
    from douane.reference.china_import import import_china, is_chinese_tariff
    from douane.reference.measures_import import import_measures, is_measure_table
    from douane.reference.tariff_import import import_taric

    for path in files:
        if not path.is_file():
            raise typer.BadParameter(f"there is no file {path}")
    duties = [path for path in files if is_measure_table(path)]
    if duties:
        loaded = import_measures(duties, places.tariff_home())
        say(f"{loaded.path.stem}: {loaded.measures} measures, members of {loaded.areas} areas.")
        for problem in loaded.problems[:20]:
            say(f"  {problem}")
        files = [path for path in files if path not in duties]
        if not files:
            return
    if all(is_chinese_tariff(path) for path in files):
        made = import_china(files, places.tariff_home(), state)
    else:
        made = import_taric(files, places.tariff_home())
    say(f"{made.path.stem}: {made.lines} lines, {made.declarable} declarable codes, texts in {', '.join(made.languages)}.")
    for problem in made.problems[:20]:
        say(f"  {problem}")


@rates_app.command("import")
def import_rates(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="eurofxref-hist.csv or .zip of the ECB.")],
) -> None:
    """Load the ECB's history of daily rates."""
    from douane.cli.output import say
    from douane.pipeline.order import load_rates

    try:
        rates = load_rates(file)
    except (OSError, ValueError) as error:
        raise typer.BadParameter(str(error)) from error
    say(f"Rates up to {rates.newest.isoformat()} are loaded.")


@rates_app.command("show")
def show_rate(currency: str, as_of: AsOf = None) -> None:
    """The rate for customs value of a currency on a day."""
    from douane.cli.output import say
    from douane.pipeline.order import Tools
    from douane.reference.exchange import RateMissingError

    try:
        rate = Tools(as_of or today()).rate(currency.upper())
    except RateMissingError as error:
        say(f"{error}. Load the ECB's history file with “douane rates import eurofxref-hist.zip”.")
        raise typer.Exit(_NOT_FOUND) from error
    typer.echo(f"EUR 1 = {rate.currency} {rate.per_euro} (published {rate.day.isoformat()})")
