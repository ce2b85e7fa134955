"""Handing files in: what each was recognised as, the mapping of its columns, and progress while it runs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response, StreamingResponse

from douane.store import uploads as states
from douane.store.uploads import Upload
from douane.web.guards import Desk, needs
from douane.web.pages import page
from douane.web.progress import progress_of
from douane.web.receiving import Receiver, Taken, UploadRefusedError
from douane.web.recognition import keep_mapping, proposed_columns, question_about
from douane.web.roles import May

router = APIRouter()
Work = Annotated[Desk, Depends(needs(May.WORK, May.EXPORT))]
See = Annotated[Desk, Depends(needs(May.SEE))]
_EVERY = 1.0


@router.get("/upload")
def upload_form(request: Request, desk: Work) -> Response:
    """Where files are dropped."""
    latest = desk.site.uploads(desk.organisation).latest(20)
    return page(request, "upload.html", desk, latest=latest, fault=None, today=desk.site.today().isoformat())


@router.post("/upload")
async def upload(request: Request, desk: Work) -> Response:
    """Take files in and have them run, or ask about their columns first."""
    receiver = Receiver(desk.site.folder(desk.organisation) / "uploads", desk.site.settings.largest_upload)
    try:
        await receiver.take(request)
    except UploadRefusedError as error:
        latest = await run_in_threadpool(desk.site.uploads(desk.organisation).latest, 20)
        return page(request, "upload.html", desk, status=413, latest=latest, fault=str(error),
                    today=desk.site.today().isoformat())  # fmt: skip
    taken = [await run_in_threadpool(take_in, desk, file, receiver.fields) for file in receiver.files]
    if len(taken) == 1:
        return RedirectResponse(f"/uploads/{taken[0]}", 303)
    return RedirectResponse("/manifests", 303)


def take_in(desk: Desk, file: Taken, fields: dict[str, str]) -> int:
    """Note a file; one whose columns fit more than one field waits for its owner."""
    uploads = desk.site.uploads(desk.organisation)
    known = uploads.same(file.sha256)
    if known is not None and known.state not in (states.UNREADABLE, states.STOPPED):
        return known.id
    direction = fields.get("direction", "auto")
    question = question_about(file.path)
    return uploads.add(
        file.name, str(file.path), file.sha256, file.size, state=states.ASKED if question else states.WAITING,
        direction=direction if direction in ("auto", "import", "export") else "auto",
        as_of=fields.get("as_of") or desk.site.today().isoformat(), who=desk.person.email, at=desk.site.stamp(),
    )  # fmt: skip


def upload_named(desk: Desk, number: int) -> Upload:
    """An upload of the person's organisation. Raises 404."""
    found = desk.site.uploads(desk.organisation).get(number)
    if found is None:
        raise HTTPException(404, "There is no such upload.")
    return found


@router.get("/uploads/{number}")
def one(request: Request, desk: See, number: int) -> Response:
    """An upload: how far it is, or what must be known first."""
    found = upload_named(desk, number)
    asked = proposed_columns(Path(found.path)) if found.state == states.ASKED else None
    return page(request, "one_upload.html", desk, upload=found, asked=asked, progress=progress_of(desk, found))


@router.post("/uploads/{number}/mapping")
async def confirm(request: Request, desk: Work, number: int) -> Response:
    """The owner has said which column holds which field."""
    found = upload_named(desk, number)
    form = await request.form()
    chosen = {key.removeprefix("column-"): str(value) for key, value in form.items() if key.startswith("column-")}
    name = await run_in_threadpool(keep_mapping, Path(found.path), chosen, str(form.get("name", "")))
    uploads = desk.site.uploads(desk.organisation)
    await run_in_threadpool(lambda: uploads.change(number, desk.site.stamp(), state=states.WAITING, mapping=name))
    return RedirectResponse(f"/uploads/{number}", 303)


@router.post("/uploads/{number}/again")
def again(desk: Work, number: int, csrf: Annotated[str, Form()] = "") -> Response:  # noqa: ARG001  read by the guard
    """Try an upload that stopped once more."""
    found = upload_named(desk, number)
    if found.state in (states.STOPPED, states.UNREADABLE):
        desk.site.uploads(desk.organisation).change(number, desk.site.stamp(), state=states.WAITING, note=None)
    return RedirectResponse(f"/uploads/{number}", 303)


@router.get("/uploads/{number}/events")
async def events(request: Request, desk: See, number: int) -> Response:
    """Progress as server-sent events, until the run has ended."""
    await run_in_threadpool(upload_named, desk, number)

    async def told() -> AsyncIterator[str]:
        while not await request.is_disconnected():
            found = await run_in_threadpool(upload_named, desk, number)
            state = await run_in_threadpool(progress_of, desk, found)
            yield f"data: {json.dumps(state)}\n\n"
            if found.state not in (states.WAITING, states.RUNNING):
                return
            await asyncio.sleep(_EVERY)

    return StreamingResponse(told(), media_type="text/event-stream")
