"""The worklist: exceptions first, found by any reference; and the page of a manifest."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from douane.store.worklist import ORDER, Worklist
from douane.web.guards import Desk, needs
from douane.web.pages import page
from douane.web.roles import May

router = APIRouter()
See = Annotated[Desk, Depends(needs(May.SEE))]
_MOST = 50


def worklist_of(desk: Desk) -> Worklist:
    """The lists of the person's organisation."""
    return Worklist(desk.site.engine(desk.organisation))


@router.get("/worklist")
def worklist(
    request: Request, desk: See, outcome: str = "", q: str = "", code: str = "", run: int | None = None, after: int = 0
) -> Response:  # fmt: skip
    """Consignments that need a person, then the others."""
    lists = worklist_of(desk)
    counts = lists.counts(run)
    shown = outcome if outcome in ORDER else next((name for name in ORDER if counts[name]), "held")
    rows = (
        lists.find(q, _MOST)
        if q and not outcome
        else lists.page(shown, run=run, search=q, code=code, after=after, most=_MOST)
    )
    return page(request, "worklist.html", desk, counts=counts, shown=shown, rows=rows, q=q, code=code, run=run,
                manifest=lists.manifest(run) if run else None, more=len(rows) == _MOST)  # fmt: skip


@router.get("/manifests")
def manifests(request: Request, desk: See) -> Response:
    """What was handed in, newest first."""
    uploads = desk.site.uploads(desk.organisation)
    by_run = {upload.run: upload for upload in uploads.latest() if upload.run}
    waiting = uploads.in_state(("waiting", "asked", "running", "stopped", "unreadable"))
    return page(request, "manifests.html", desk, rows=worklist_of(desk).manifests(), by_run=by_run, waiting=waiting)


@router.get("/manifests/{run}")
def manifest(request: Request, desk: See, run: int) -> Response:
    """A manifest: what it came to, what to do next."""
    found = worklist_of(desk).manifest(run)
    if found is None:
        raise HTTPException(404, "There is no such manifest.")
    upload = desk.site.uploads(desk.organisation).of_run(run)
    return page(request, "manifest.html", desk, row=found, upload=upload, counts=worklist_of(desk).counts(run))
