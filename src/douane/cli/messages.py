"""`declaration`, `answers`, `simulate`: messages go out as files, answers come in as files, states follow."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from douane.cli.arguments import InLanguage, Json, Language, now

if TYPE_CHECKING:
    from douane.domain.finding import Finding
    from douane.pipeline.answering import Applied
    from douane.store.declarations import DeclarationStore, Lodged

EXIT_FINDINGS = 1
WHO = "douane declaration"
app = typer.Typer(no_args_is_help=True, help="Declarations that were handed out: states, versions, requests to customs.")
Written = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Messages that “douane declare” wrote.")]
Lrn = Annotated[str, typer.Argument(metavar="LRN|MRN", help="The declaration.")]
Kind = Annotated[str | None, typer.Option("--kind", help="Which message, where one number has several.")]
Folder = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the files.")]
Why = Annotated[str, typer.Option("--why", help="The reason, in words; it is kept and sent.")]


@app.command("export")
def export(
    out: Folder,
    again: Annotated[bool, typer.Option("--again", help="Also what went out before and has no answer yet.")] = False,
) -> None:
    """Write every ready message that was not handed out yet, each once. Nothing is filed with customs by this."""
    from douane.cli.output import say
    from douane.pipeline import answering

    out.mkdir(parents=True, exist_ok=True)
    store, count = _store(), 0
    if again:
        for lodged, content in answering.again(store):
            _put(out / f"{lodged.kind}-{lodged.lrn}.xml", content)
            count += 1
    for one in answering.hand_out(store, now=now, who=WHO):
        _put(out / f"{one.kind}-{one.lrn}.xml", one.content)
        count += 1
    say(f"{count} messages written to {out}; give them to your connection to customs.")


@app.command("add")
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Messages that “douane declare” wrote.")],
) -> None:
    """Note messages as handed out, so that their answers find them. A number goes out once."""
    from douane.cli.output import say, show_findings
    from douane.domain.finding import Finding
    from douane.pipeline import answering

    store, count = _store(), 0
    strange: list[Finding] = []
    for path in _files(files):
        for one in answering.add(path.read_bytes(), path.name, store, now=now, who=WHO):
            if isinstance(one, Finding):
                strange.append(one)
            else:
                count += 1
    show_findings(strange, os.environ.get("DOUANE_LANG", "en"))
    say(f"{count} declarations noted as handed out.")
    if strange:
        raise typer.Exit(EXIT_FINDINGS)


@app.command("list")
def show_all(as_json: Json = False) -> None:
    """All declarations that were handed out, with their states."""
    from douane.cli.output import product

    rows = [_row(one) for one in _store().all()]
    if as_json:
        product(rows)
        return
    for row in rows:
        typer.echo(
            f"{row['lrn']:<22} {row['kind']:<8} {row['state']:<12} {row['mrn'] or '-':<18} {row['reference'] or '-'}"
        )


@app.command("show")
def show(lrn: Lrn, kind: Kind = None, as_json: Json = False) -> None:
    """What happened to a declaration, in the order in which it happened."""
    from douane.cli.output import product
    from douane.domain.life import life_of

    store = _store()
    one = _find(store, lrn, kind)
    facts = sorted(store.facts(one.id), key=lambda fact: fact.at)
    life = life_of(facts)
    if as_json:
        told = [{"event": f.event.value, "at": f.at, "version": f.version, "note": f.note} for f in facts]
        product({**_row(one), "version": life.version, "corrected": life.corrected, "facts": told})
        return
    typer.echo(f"{one.lrn}  {one.kind}  {one.state.value}  MRN {one.mrn or '-'}  version {life.version}")
    for fact in facts:
        typer.echo(f"  {fact.at:<30} {fact.event.value:<22} {fact.note or ''}".rstrip())


@app.command("diff")
def diff(
    lrn: Lrn,
    kind: Kind = None,
    first: Annotated[int | None, typer.Option("--from", min=1, help="The version before [the last but one].")] = None,
    second: Annotated[int | None, typer.Option("--to", min=1, help="The version after [the last].")] = None,
    as_json: Json = False,
) -> None:
    """Two versions of a declaration side by side: every element that differs."""
    from douane.cli.output import product, say
    from douane.declarations.versions import differences
    from douane.pipeline.answering import messages

    store = _store()
    versions = {version.number: version for version in store.versions(_find(store, lrn, kind).id)}
    after = second or max(versions)
    before = first or max(1, after - 1)
    for number in (before, after):
        if number not in versions:
            raise typer.BadParameter(f"there is no version {number}; there are {', '.join(map(str, versions))}")
    found = differences(versions[before].content, versions[after].content, messages())
    if as_json:
        product(
            [{"path": d.path, "number": d.number, "field": d.field, "before": d.before, "after": d.after} for d in found]
        )
        return
    old, new = versions[before], versions[after]
    say(f"version {before} ({old.made_at}) and version {after} ({new.made_at}, {new.why})")
    for one in found:
        typer.echo(f"{one.number or '-':<14} {one.path}")
        typer.echo(f"    {'-' if one.before is None else one.before}  →  {'-' if one.after is None else one.after}")
    if not found:
        say("The two versions say the same.")


@app.command("amend")
def amend(
    lrn: Lrn,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The new message, whole, with the same LRN.")],
    why: Why,
    out: Folder,
    kind: Kind = None,
) -> None:
    """Ask customs to amend a declaration (UCC art. 173), also after release; the version before is kept beside it."""
    _ask(lrn, kind, why, out, file.read_bytes())


@app.command("invalidate")
def invalidate(lrn: Lrn, why: Why, out: Folder, kind: Kind = None) -> None:
    """Ask customs to invalidate a declaration (UCC art. 174)."""
    _ask(lrn, kind, why, out, None)


@app.command("gaps")
def gaps(as_json: Json = False) -> None:
    """Numbers that were drawn and name no declaration, each with its reason."""
    from douane.cli.output import product

    store = _store()
    store.note_gaps(at=now(), who=WHO)
    found = [{"eori": eori, "lrn": lrn, "reason": reason} for eori, lrn, reason in store.gaps()]
    if as_json:
        product(found)
        return
    for one in found:
        typer.echo(f"{one['lrn']:<22} {one['eori']:<17} {one['reason']}")


def answers(
    files: Annotated[list[Path], typer.Argument(metavar="FILE|DIR...", help="Answers of customs, or folders of them.")],
    lists: Annotated[
        Path | None, typer.Option("--lists", metavar="DIR", help="Write released.csv, hold.csv and waiting.csv.")
    ] = None,
    as_json: Json = False,
    language: InLanguage = Language.EN,
) -> None:
    """Read answers of customs and bring the declarations up to date. The same answer twice changes nothing."""
    from douane.cli.output import product, say, show_findings
    from douane.domain.finding import Severity
    from douane.pipeline import answering

    store = _store()
    findings: list[Finding] = []
    rows: list[dict[str, Any]] = []
    new = 0
    for path in _files(files):
        for one in answering.apply(path.read_bytes(), path.name, store, now=now, who="douane answers"):
            findings.extend(one.findings)
            new += bool(one.told and one.told.new)
            rows.append(_answer_row(path, one, language.value))
    if as_json:
        product(rows)
    else:
        for row in rows:
            if row["new"]:
                typer.echo(
                    f"{row['lrn']:<22} {row['message']:<10} {row['before']} → {row['after']}  {row['mrn'] or ''}".rstrip()
                )
        show_findings(findings, language.value, most=200)
    say(f"{len(rows)} answers read, {new} of them new.")
    if lists:
        lists.mkdir(parents=True, exist_ok=True)
        for name, text in answering.lists(store):
            _put(lists / name, text.encode("utf-8-sig"))
    if any(found.severity is not Severity.INFO for found in findings):
        raise typer.Exit(EXIT_FINDINGS)


def _answer_row(path: Path, one: Applied, language: str) -> dict[str, Any]:
    from douane.pipeline.records import finding_json

    told, lodged = one.told, one.lodged
    return {
        "file": path.name,
        "message": one.answer.message if one.answer else None,
        "lrn": lodged.lrn if lodged else None,
        "reference": lodged.reference if lodged else None,
        "before": told.before.state.value if told else None,
        "after": told.after.state.value if told else None,
        "new": bool(told and told.new),
        "mrn": told.after.mrn if told else None,
        "findings": [finding_json(found, language) for found in one.findings],
    }


def simulate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Messages as “douane declaration export” wrote them.")],
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder for the answers [DIR/answers].")] = None,
    at: Annotated[str | None, typer.Option("--at", help="The moment of the first answer, ISO 8601 [now].")] = None,
) -> None:
    """Play the other side: answer the messages of a folder as the first letter of each LRN asks. No customs is involved."""
    from douane.cli.output import say
    from douane.declarations.answers.answer import UnreadableAnswerError
    from douane.declarations.simulator import replies

    target = out or folder / "answers"
    target.mkdir(parents=True, exist_ok=True)
    moment, count, strange = _moment(at), 0, 0
    # What was answered with an error of the connection before is asked for the second time.
    failed = {path.name.removesuffix("-00-fault.xml") for path in target.glob("*-00-fault.xml")}
    for path in sorted(folder.glob("*.xml")):
        attempt = 2 if any(lrn in path.name for lrn in failed) else 1
        try:
            for reply in replies(path.read_bytes(), moment, attempt=attempt):
                _put(target / reply.name, reply.content)
                count += 1
        except UnreadableAnswerError as error:
            strange += 1
            say(f"{path.name}: {error}")
    say(f"{count} answers written to {target}. They are made up; no customs system was asked.")
    if strange:
        raise typer.Exit(EXIT_FINDINGS)


def _moment(text: str | None) -> datetime:
    try:
        moment = datetime.fromisoformat(text or now())
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no moment; write it as 2026-11-22T10:00:00+00:00") from error
    if moment.tzinfo is None:
        raise typer.BadParameter(f"{text!r} has no offset; write it as 2026-11-22T10:00:00+00:00")
    return moment


def _store() -> DeclarationStore:
    from douane.store.database import connect
    from douane.store.declarations import DeclarationStore

    return DeclarationStore(connect())


def _find(store: DeclarationStore, number: str, kind: str | None) -> Lodged:
    found = store.find((("lrn", number), ("mrn", number)), kind)
    if len(found) == 1:
        return found[0]
    if not found:
        raise typer.BadParameter(f"no declaration {number} was handed out; “douane declaration list” shows all")
    kinds = ", ".join(f"{one.kind} of {one.eori}" for one in found)
    raise typer.BadParameter(f"{number} names {kinds}; say which with --kind")


def _ask(lrn: str, kind: str | None, why: str, out: Path, content: bytes | None) -> None:
    from douane.cli.output import say
    from douane.declarations.requests import Request, request_name, request_xml
    from douane.domain.life import Event, life_of, may_ask

    store = _store()
    one = _find(store, lrn, kind)
    event = Event.INVALIDATION_ASKED if content is None else Event.AMENDMENT_ASKED
    refused = may_ask(life_of(store.facts(one.id)), event)
    if refused:
        raise typer.BadParameter(refused)
    if content is not None:
        _same_declaration(one, content)
    at = now()
    version = store.ask(one.id, event, content, why, at=at, who=WHO)
    name = request_name(one.kind, amendment=content is not None)
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{one.kind}-{one.lrn}-{name}-{version}.xml"
    _put(path, request_xml(Request(name, one.lrn, one.mrn, why, at, content)))
    say(f"{path} asks for it; nothing changes until customs answers.")


def _same_declaration(one: Lodged, content: bytes) -> None:
    from lxml import etree

    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise typer.BadParameter(f"the new message is no XML: {error}") from error
    numbers = {element.text for element in root.iter("{*}LRN", "{*}copNo", "{*}FunctionalReferenceID") if element.text}
    if numbers != {one.lrn}:
        raise typer.BadParameter(
            f"the new message has to carry the LRN {one.lrn}; it carries {', '.join(numbers) or 'none'}"
        )


def _row(one: Lodged) -> dict[str, str | None]:
    return {"lrn": one.lrn, "kind": one.kind, "eori": one.eori, "reference": one.reference, "state": one.state.value,
            "mrn": one.mrn}  # fmt: skip


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob("*.xml"))
        elif path.exists():
            yield path
        else:
            raise typer.BadParameter(f"there is no file {path}")


def _put(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.part")
    draft.write_bytes(content)
    draft.replace(path)
