"""`declare` for China's messages and Cargo-XML: from a manifest to message files, signed where a key is given."""

from __future__ import annotations

import os
from datetime import datetime, time, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from douane.declarations.signature import Signer
    from douane.domain.consignment import Consignment
    from douane.pipeline.going_out import Sender
    from douane.pipeline.run import Report
    from douane.pipeline.settings import Settings
    from douane.store.repository import Store

EXIT_FINDINGS = 1
PASSWORD = "DOUANE_KEY_PASSWORD"  # noqa: S105  the name of the variable, not what it holds
_BEIJING = timezone(timedelta(hours=8))


def write(kind: str, report: Report, store: Store, settings: Settings, on: date, out: Path, key: Path | None, *,
          trace: bool = False) -> None:  # fmt: skip
    """Write the messages of a kind; several go into numbered files. Nothing is filed with customs by this."""
    from douane.cli.output import say, show_findings
    from douane.declarations.ceb_form import FORMS
    from douane.declarations.ceb_needs import Moment
    from douane.declarations.ceb_trace import traced
    from douane.declarations.signature import signed
    from douane.pipeline.going_out import outgoing
    from douane.pipeline.order import Tools

    signer = _signer(key or (Path(settings.china.key) if settings.china and settings.china.key else None))
    # The day's first moment in Beijing, so that the same manifest gives the same bytes on the same day.
    moment = Moment(datetime.combine(on, time(), _BEIJING))
    made = outgoing(kind, _ready(report, store), _sender(settings, on, report.path.stem), moment, Tools(on))
    for number, document in enumerate(made.messages, start=1):
        content = signed(document, signer) if signer and kind in FORMS else document
        if trace and kind in FORMS:
            for line in traced(document):
                typer.echo(line)
        _put(out if number == 1 else out.with_name(f"{out.stem}-{number}{out.suffix}"), content)
    show_findings(report.reading.place(list(made.findings)), os.environ.get("DOUANE_LANG", "en"))
    left = sum(report.outcomes.values()) - made.carried
    say(f"{len(made.messages)} messages with {made.carried} consignments written to {out}; {left} are not in them.")
    if kind in FORMS and FORMS[kind].signed and made.messages and signer is None:
        say("They are not signed and may not be sent so: give a PKCS#12 file with --key.")
    if left or not made.messages:
        raise typer.Exit(EXIT_FINDINGS)


def _ready(report: Report, store: Store) -> Iterator[tuple[Consignment, str]]:
    """The consignments that are ready, with their LRNs, read again from the manifest."""
    import json

    from douane.intake.recognise import open_manifest

    records = (json.loads(outcome.record) for outcome in store.outcomes(report.run) if outcome.outcome == "ready")
    numbers = {record["reference"]: record["lrn"] for record in records}
    for received in open_manifest(report.path).consignments():
        one = received.consignment
        if one is not None and one.reference in numbers:
            yield one, numbers.pop(one.reference)


def _sender(settings: Settings, on: date, name: str) -> Sender:
    from douane.declarations.cargo_xml_out import CargoHeader
    from douane.domain.ceb import Transfer
    from douane.pipeline.going_out import Sender
    from douane.pipeline.settings import path

    china = settings.china
    if china is None:
        raise typer.BadParameter(f"{path()} has no table [china] with sender_code, sender_name and box (docs/messages.md)")
    transfer = Transfer(sender_code=china.sender_code, sender_name=china.sender_name, box=china.box)
    issued = datetime.combine(on, time(), _BEIJING).isoformat()
    cargo = CargoHeader(f"{name}-{on:%Y%m%d}", issued, china.sender_code, "LGGCARGO", china.airport)
    return Sender(transfer, cargo, china.discharge)


def _signer(path: Path | None) -> Signer | None:
    if path is None:
        return None
    from douane.declarations.signature import load_signer

    password = os.environ.get(PASSWORD)
    if password is None:
        password = typer.prompt(f"Password of {path}", hide_input=True, err=True, default="", show_default=False)
    return load_signer(path, password.encode() or None)


def _put(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.part")
    draft.write_bytes(content)
    draft.replace(path)
