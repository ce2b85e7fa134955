"""`tariff` and `rates`: what is loaded, and how to load more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from douane.cli import codes, loading
from douane.cli.arguments import AsOf, InLanguage, Json, Language, day, today

app = typer.Typer(no_args_is_help=True, help="The goods nomenclature: load, look up, search.")
rates_app = typer.Typer(no_args_is_help=True, help="Exchange rates, shares of air freight, Chinese rates: load, look up.")
app.command("show")(codes.show)
app.command("bridge")(codes.bridge)
app.command("correlate")(codes.correlate)
app.command("positive-list")(loading.positive_list)
rates_app.command("freight")(loading.freight)
rates_app.command("china")(loading.china)
_NOT_FOUND = 1
_MOST_PROBLEMS = 20
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
        typer.Argument(metavar="FILE...", help="TARIC spreadsheets or TARIC3 XML, self-explanatory texts, Chinese CSV."),
    ],
    state: Annotated[
        date | None, typer.Option("--state", parser=day, metavar="DATE", help="The day whose tariff it is.")
    ] = None,
) -> None:
    """Load an edition of the EU or the Chinese tariff."""
    from douane import places
    from douane.cli.output import say
    from douane.reference.china_import import import_china, is_chinese_tariff
    from douane.reference.measures_import import MeasureFileError, import_measures, is_measure_table
    from douane.reference.taric3_nomenclature import has_nomenclature
    from douane.reference.tariff_import import import_taric

    for path in files:
        if not path.is_file():
            raise typer.BadParameter(f"there is no file {path}")
    trees = [path for path in files if has_nomenclature(path)]
    duties = [path for path in files if is_measure_table(path)]
    if duties:
        try:
            loaded = import_measures(duties, places.tariff_home())
        except MeasureFileError:
            # A TARIC3 file may hold units as measures and no duties beside its nomenclature.
            if set(duties) - set(trees):
                raise
        else:
            say(f"{loaded.path.stem}: {loaded.measures} measures, members of {loaded.areas} areas.")
            _tell(loaded.problems)
        files = [path for path in files if path not in duties or path in trees]
        if not files:
            return
    if all(is_chinese_tariff(path) for path in files):
        made = import_china(files, places.tariff_home(), state)
    else:
        made = import_taric(files, places.tariff_home(), state)
    say(f"{made.path.stem}: {made.lines} lines, {made.declarable} declarable codes, texts in {', '.join(made.languages)}.")
    _tell(made.problems)


def _tell(problems: Sequence[str]) -> None:
    from douane.cli.output import say

    for problem in problems[:_MOST_PROBLEMS]:
        say(f"  {problem}")
    if len(problems) > _MOST_PROBLEMS:
        say(f"  and {len(problems) - _MOST_PROBLEMS} more")


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
