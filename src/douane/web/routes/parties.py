"""Parties that resemble somebody on the consolidated list: compared, cleared or confirmed with a reason, remembered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from starlette.responses import Response

from douane.compliance.screening import Ruling, Screen, Standing, Subjected, subjects_of
from douane.domain.consignment import Consignment
from douane.pipeline.mending import MendingError
from douane.store import undecided
from douane.store.screening import Rulings, StoredRuling
from douane.web.again import Looked, look_again, tools_today
from douane.web.guards import Desk, needs
from douane.web.mends import mender_of
from douane.web.pages import page
from douane.web.roles import May

router = APIRouter()
Decide = Annotated[Desk, Depends(needs(May.DECIDE))]
WAITING = ("PARTY-LISTED", "PARTY-RESEMBLES", "PARTY-CONFIRMED")
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Compared:
    """A party of a consignment beside who it resembles, and what was decided about the two."""

    field: str
    subject: Subjected
    standing: Standing


@router.get("/parties")
def parties(request: Request, desk: Decide) -> Response:
    """Consignments with parties that wait for a decision, and the latest rulings."""
    return _parties(request, desk)


def _parties(request: Request, desk: Desk, looked: Looked | None = None) -> Response:
    engine = desk.site.engine(desk.organisation)
    rows = list(undecided.with_findings(engine, WAITING))
    waiting = [
        (row, found, dict(found.get("facts", ())))
        for row in rows for found in row.findings if found["code"] in WAITING
    ]  # fmt: skip
    waiting.sort(key=lambda one: -float(one[2].get("score", 0)))
    latest = list(reversed(Rulings(engine).all()))[:20]
    return page(request, "parties.html", desk, waiting=waiting[:_SHOWN], count=len(waiting), latest=latest, looked=looked,
                screened=tools_today(desk).screen is not None)  # fmt: skip


@router.get("/parties/{run}/{row}")
def compare(request: Request, desk: Decide, run: int, row: int) -> Response:
    """The parties of a consignment beside the listed persons that they resemble."""
    return _compare(request, desk, run, row)


def _compare(request: Request, desk: Desk, run: int, row: int, *, fault: str = "", status: int = 200) -> Response:
    consignment = _consignment(desk, run, row)
    compared = _compared(_screen(desk), consignment)
    return page(request, "parties_compare.html", desk, status=status, reference=consignment.reference, run=run, row=row,
                compared=compared, fault=fault, list_version=_screen(desk).version, rulings=tuple(Ruling))  # fmt: skip


@router.post("/parties/{run}/{row}")
def rule(
    request: Request, desk: Decide, run: int, row: int, party: Annotated[str, Form()] = "",
    entity: Annotated[str, Form()] = "", ruling: Annotated[str, Form()] = "", why: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Keep what a person decided about a pair; every consignment that names the party is gone through again."""
    screen, consignment = _screen(desk), _consignment(desk, run, row)
    found = next((one for one in _compared(screen, consignment)
                  if (one.subject.key, one.standing.hit.entity.id) == (party, entity)), None)  # fmt: skip
    if found is None:
        return _compare(request, desk, run, row, fault="The list or the party has changed. Compare again.", status=409)
    if ruling not in tuple(Ruling) or not why.strip():
        fault = "Choose what you decide, and say why: whoever asks later reads your reason."
        return _compare(request, desk, run, row, fault=fault, status=422)
    hit = found.standing.hit
    stored = StoredRuling(party, entity, hit.entity.digest, ruling, desk.person.email, desk.site.today().isoformat(),
                          why.strip(), screen.version)  # fmt: skip
    engine = desk.site.engine(desk.organisation)
    Rulings(engine).keep(stored, at=desk.site.stamp())
    name = found.subject.names[0]
    same = {(one.run, one.consignment) for one in undecided.with_findings(engine, WAITING)
            if any(f["code"] in WAITING and f.get("value") == name for f in one.findings)}  # fmt: skip
    return _parties(request, desk, look_again(desk, {(run, row), *same}, f"party decided: {ruling}"))


def _screen(desk: Desk) -> Screen:
    screen = tools_today(desk).screen
    if screen is None:
        raise HTTPException(409, "No consolidated list is loaded. Load one: douane screen MANIFEST --list FILE --keep.")
    return screen


def _consignment(desk: Desk, run: int, row: int) -> Consignment:
    if undecided.one(desk.site.engine(desk.organisation), run, row) is None:
        raise HTTPException(404, "There is no such consignment.")
    try:
        received = mender_of(desk).received(run, row)
    except MendingError as error:
        raise HTTPException(409, str(error)) from error
    if received.consignment is None:
        raise HTTPException(404, "These lines are no consignment.")
    return received.consignment


def _compared(screen: Screen, consignment: Consignment) -> list[Compared]:
    return [
        Compared(field, subject, standing)
        for field, subject in subjects_of(consignment) for standing in screen.standing(subject)
    ]  # fmt: skip
