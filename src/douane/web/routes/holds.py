"""Holds: a consignment that a person stops with a reason, and lets go with another."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from douane.pipeline.mending import MendingError, Wanted
from douane.pipeline.overlay import HOLD, Mend
from douane.store import holds, undecided
from douane.store.edits import HandedOutError
from douane.store.worklist import Worklist
from douane.web.guards import Desk, needs
from douane.web.mends import mender_of
from douane.web.pages import page
from douane.web.roles import May

router = APIRouter()
See = Annotated[Desk, Depends(needs(May.SEE))]
Work = Annotated[Desk, Depends(needs(May.WORK))]
Decide = Annotated[Desk, Depends(needs(May.DECIDE))]
_RELEASES = 50


@router.get("/holds")
def held(request: Request, desk: See, parcel: str = "") -> Response:
    """What people hold, and what they let go."""
    return _holds(request, desk, parcel=parcel)


def _holds(request: Request, desk: Desk, *, parcel: str = "", fault: str = "", status: int = 200) -> Response:
    found = holds.latest(desk.site.engine(desk.organisation))
    released = [one for one in found if one.reason is None][:_RELEASES]
    return page(request, "holds.html", desk, status=status, held=holds.standing(found), released=released, parcel=parcel,
                fault=fault)  # fmt: skip


@router.post("/holds")
def hold(
    request: Request, desk: Work, parcel: Annotated[str, Form()] = "", why: Annotated[str, Form()] = "",
    run: Annotated[int | None, Form()] = None, row: Annotated[int | None, Form()] = None,
) -> Response:  # fmt: skip
    """Hold a consignment: by its reference, or by run and row from its page."""
    if not why.strip():
        return _holds(request, desk, parcel=parcel, fault="Say why it is held.", status=422)
    if run is None or row is None:
        found = Worklist(desk.site.engine(desk.organisation)).find(parcel.strip()) if parcel.strip() else []
        exact = [one for one in found if parcel.strip() in (one.reference, one.lrn)]
        if len(exact) != 1:
            fault = "Several consignments have this reference; use the LRN." if exact else "There is no such consignment."
            return _holds(request, desk, parcel=parcel, fault=fault, status=422)
        run, row = exact[0].run, exact[0].consignment
    return _set(request, desk, (run, row), why.strip(), why.strip())


@router.post("/holds/{run}/{row}/release")
def release(request: Request, desk: Decide, run: int, row: int, why: Annotated[str, Form()] = "") -> Response:
    """Let a consignment go; it is as ready as everything else about it allows."""
    if not why.strip():
        return _holds(request, desk, fault="Say why it may go.", status=422)
    return _set(request, desk, (run, row), None, why.strip())


def _set(request: Request, desk: Desk, place: tuple[int, int], reason: str | None, why: str) -> Response:
    run, row = place
    if undecided.one(desk.site.engine(desk.organisation), run, row) is None:
        raise HTTPException(404, "There is no such consignment.")
    mender, wanted = mender_of(desk), [Wanted(row, Mend(HOLD, reason))]
    try:
        preview = mender.preview(run, wanted)
        done = mender.mend(run, wanted, seen=preview.digest, who=desk.person.email, why=why)
    except (MendingError, HandedOutError) as error:
        return _holds(request, desk, fault=str(error), status=409)
    if not isinstance(done, str):
        said = next((line.fault for line in done.lines if line.fault), None)
        return _holds(request, desk, fault=said or "Nothing has changed by this.", status=409)
    return RedirectResponse("/holds", 303)
