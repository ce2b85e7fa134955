"""`assess`, `declare` and `print`: amounts, data sets and documents of a manifest, one kind at a time."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from douane.cli.arguments import AsOf, DirectionChoice, InDirection, InLanguage, Json, Language, now, today
from douane.cli.opening import open_store, open_work
from douane.cli.running import EXIT_FINDINGS

if TYPE_CHECKING:
    from douane.pipeline.run import Report
    from douane.store.repository import Store

OneFile = Annotated[Path, typer.Argument(metavar="FILE", help="A manifest.")]
Target = Annotated[Path, typer.Option("--out", metavar="FILE", help="The file to write.")]

Trace = Annotated[bool, typer.Option("--trace", help="Print where each element came from.")]


class DeclarationKind(StrEnum):
    """Data sets that can be written."""

    H7 = "h7"
    H7_DK = "h7-dk"
    H7_NL = "h7-nl"
    EMERGENCY_CSV = "emergency-csv"
    EMERGENCY_XLSX = "emergency-xlsx"
    H1 = "h1"
    B1 = "b1"
    T1 = "t1"
    G3 = "g3"
    G4 = "g4"
    CEB311 = "ceb311"
    CEB411 = "ceb411"
    CEB511 = "ceb511"
    CEB621 = "ceb621"
    CEB303 = "ceb303"
    CEB505 = "ceb505"
    CEB603 = "ceb603"
    XFHL = "xfhl"
    XFZB = "xfzb"


class DocumentKind(StrEnum):
    """Documents and labels that can be printed."""

    H7 = "h7"
    LABEL = "label"
    LABEL_A6 = "label-a6"
    HOUSE_LABEL = "house-label"
    ITEM_LABEL = "item-label"
    INVOICE = "invoice"
    PROFORMA = "proforma"
    PACKING_LIST = "packing-list"
    EAD = "ead"
    TAD = "tad"
    H1 = "h1"
    CN22 = "cn22"
    CN23 = "cn23"
    STATEMENT = "statement"


def assess(file: OneFile, as_json: Json = False, as_of: AsOf = None,
           direction: InDirection = DirectionChoice.AUTO) -> None:  # fmt: skip
    """Route and amounts of each consignment, with the arithmetic and its legal sources."""
    from douane.cli.output import product
    from douane.pipeline.checking import process_manifest
    from douane.pipeline.records import record_of, trace_json

    work = open_work(as_of, direction)
    answers = []
    for done in process_manifest(file, *work):
        record = record_of(done, "")
        record.pop("lrn")
        record["trace"] = trace_json(done.assessment)
        if as_json:
            answers.append(record)
            continue
        typer.echo(f"{record['reference'] or '(no reference)'}  {record['route']} {'+'.join(record['procedure'])}".rstrip())
        for step in record["trace"]:
            typer.echo(f"    {step['what']:<28} {step['how']}  =  {step['result']}")
            typer.echo(f"    {'':<28} {step['source']}")
            if step["unconfirmed"]:
                typer.echo(f"    {'':<28} unconfirmed: {step['unconfirmed']}")
        typer.echo("")
    if as_json:
        product({"as_of": work.order.as_of.isoformat(), "law": work.tools.law.version, "consignments": answers})


Key = Annotated[Path | None, typer.Option("--key", metavar="P12", help="Key that signs China's messages (PKCS#12).")]


def declare(kind: DeclarationKind, file: OneFile, out: Target, as_of: AsOf = None,
            direction: InDirection = DirectionChoice.AUTO, key: Key = None, trace: Trace = False) -> None:  # fmt: skip
    """Write the data sets of the consignments that are ready. They are prepared, not filed with customs."""
    from dataclasses import replace

    from douane.cli import declarations, going_out
    from douane.pipeline.declaring import KINDS
    from douane.pipeline.settings import office

    report, store = _run(file, as_of, direction)
    work = open_work(as_of, direction)
    if kind.value not in KINDS:
        going_out.write(kind.value, report, store, work.settings, as_of or today(), out, key, trace=trace)
        return
    order = replace(work.order, office=office(work.settings, report.reading.header.declarant))
    declarations.write(kind.value, report, store, order, out, trace=trace)


class PrintFormat(StrEnum):
    """`zpl`: labels for thermal printers of 203 dpi."""

    PDF = "pdf"
    ZPL = "zpl"


def print_document(kind: DocumentKind, file: OneFile, out: Target, as_of: AsOf = None,
                   direction: InDirection = DirectionChoice.AUTO, language: InLanguage = Language.EN,
                   form: Annotated[PrintFormat, typer.Option("--format", help="Labels only: zpl.")] = PrintFormat.PDF,
                   ) -> None:  # fmt: skip
    """Print a document or label of each consignment that is ready and has the data for it, as one PDF."""
    if form is PrintFormat.ZPL and "label" not in kind.value:
        raise typer.BadParameter("ZPL is for labels; print documents with --format pdf", param_hint="--format")
    from douane.cli.output import say
    from douane.pipeline import printing
    from douane.press.merging import merged
    from douane.store.documents import open_documents

    report, store = _run(file, as_of, direction, printing.order_of_prints([kind.value], language.value))
    files = dict(printing.files_of(report.run, store, open_documents()))
    if not files:
        say(f"No consignment of {file.name} is ready and has what “{kind.value}” needs, so there is nothing to print. "
            "“douane check” tells what is missing.")  # fmt: skip
        raise typer.Exit(EXIT_FINDINGS)
    draft = out.with_name(f".{out.name}.part")
    content = merged(next(iter(files.values())))
    if form is PrintFormat.ZPL:
        from douane.press.zpl import zpl

        content = zpl(content)
    draft.write_bytes(content)
    draft.replace(out)
    say(f"{report.outcomes['ready']} printed to {out}.")


def _run(file: Path, as_of: AsOf, direction: DirectionChoice, prints: str = "") -> tuple[Report, Store]:
    from douane.pipeline.run import run_manifest

    store = open_store()
    return run_manifest(file, *open_work(as_of, direction), store, jobs=1, now=now, prints=prints), store
