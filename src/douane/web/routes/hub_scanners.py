"""Where scanners speak to: the sorter's answer as a page or as JSON, and the queue of a scanner as JSON lines."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from douane.hub.events import Event, Kind
from douane.hub.sorting import Answer
from douane.pipeline.hub import record, scan_at_sorter
from douane.pipeline.hub_records import EventError, read_events, recorded_json
from douane.web.guards import Desk, needs
from douane.web.pages import page
from douane.web.roles import May
from douane.web.scanning import forbidden, fresh_number, sort_plan, store_of

router = APIRouter()
Hub = Annotated[Desk, Depends(needs(May.HUB))]
_JSON = "application/json"
_NOT_BY_HAND = (
    "{name}: {kind} is not for a scanner to tell. Customs' words come from their answers; holds are lifted at the desk."
)


@router.get("/hub/sort")
def sorter(request: Request, desk: Hub) -> Response:
    """The sorter: one field with the focus in it, and room for a large answer."""
    return _sorter(request, desk, None, "")


@router.post("/hub/sort")
async def sort(request: Request, desk: Hub) -> Response:
    """The lane of a parcel, with colour and sound.

    As JSON: `subject` (the reference), `device` and `number`, and where they are known `at`, `sent_at` and `in` (the lane
    it lies in). Answers `lane`, `colour`, `sound`, `because`, `misrouted`.
    """
    as_json = request.headers.get("content-type", "").startswith(_JSON)
    try:
        given: dict[str, Any] = await request.json() if as_json else dict(await request.form())
        event = _scan(desk, given)
    except (EventError, ValueError, TypeError, AttributeError) as error:
        return JSONResponse({"detail": str(error)}, 422)
    if not event.subject:
        return _sorter(request, desk, None, "")
    answer = await run_in_threadpool(scan_at_sorter, store_of(desk), event, sort_plan(), desk.site.now())
    return JSONResponse(asdict(answer)) if as_json else _sorter(request, desk, answer, event.subject)


def _scan(desk: Desk, given: dict[str, Any]) -> Event:
    now = desk.site.now()
    device, number = given.get("device"), given.get("number")
    told = {"device": device or f"desk {desk.person.email}", "number": number or fresh_number(desk),
            "kind": Kind.SORTED.value, "subject": str(given.get("subject", "")).strip(), "place": given.get("in") or "",
            "at": given.get("at") or now.isoformat()}  # fmt: skip
    if given.get("sent_at"):
        told["sent_at"] = given["sent_at"]
    (event,) = read_events([json.dumps(told)], now, desk.person.email)
    return event


def _sorter(request: Request, desk: Desk, answer: Answer | None, subject: str) -> Response:
    return page(request, "hub_sort.html", desk, answer=answer, subject=subject, device=f"desk {desk.person.email}",
                number_of_scan=fresh_number(desk))  # fmt: skip


@router.post("/hub/events")
async def queue(request: Request, desk: Hub) -> Response:
    """The queue of a scanner, one event a line as JSON, taken in its order and all at once.

    What came before changes nothing.
    Answers a list with what became of each. A line that cannot be read, or that tells what is not for a scanner to tell,
    is answered with 422 and its place; then nothing was taken.
    """
    text = (await request.body()).decode("utf-8", "replace")
    now, who, store = desk.site.now(), desk.person.email, store_of(desk)
    try:
        events = [replace(event, who=who) for event in read_events(text.splitlines(), now, who)]
    except EventError as error:
        return JSONResponse({"detail": str(error)}, 422)
    wrong = await run_in_threadpool(forbidden, store, events)
    if wrong is not None:
        return JSONResponse({"detail": _NOT_BY_HAND.format(name=wrong.name, kind=wrong.kind.value)}, 422)
    answers = await run_in_threadpool(record, store, events, now)
    return JSONResponse([recorded_json(answer) for answer in answers])
