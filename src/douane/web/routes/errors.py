"""The error grid: findings by code, the field in a cell, all that are alike mended at once, and undone."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from douane.pipeline.mending import MOST, MendingError, Preview, Wanted
from douane.pipeline.overlay import HOLD
from douane.reference.catalogue import entries, finding, texts, words
from douane.store.edits import Decision, Edits, HandedOutError
from douane.store.worklist import Worklist
from douane.web import mends
from douane.web.guards import Desk, needs
from douane.web.pages import language_of, page
from douane.web.roles import May

router = APIRouter()
See = Annotated[Desk, Depends(needs(May.SEE))]
Work = Annotated[Desk, Depends(needs(May.WORK))]
_ON_A_PAGE = 50


def _lists(desk: Desk) -> Worklist:
    return Worklist(desk.site.engine(desk.organisation))


def _mended(lists: Worklist, run: int | None, most: int = 20) -> list[Decision]:
    """What was mended lately; holds have a page of their own."""
    return [one for one in Edits(lists.engine).latest(run, most) if one.field != HOLD]


@router.get("/errors")
def errors(request: Request, desk: See, run: int | None = None) -> Response:
    """The findings of a run, or of all current ones, by code."""
    lists = _lists(desk)
    language = language_of(request, desk)
    catalogue, known = texts(language), entries()
    codes = [
        (code, known[code].severity.value, catalogue[code], words(finding(code), language)[1], count)
        for code, count in lists.codes(run) if code in known
    ]  # fmt: skip
    return page(request, "errors.html", desk, run=run, codes=codes, manifest=lists.manifest(run) if run else None,
                decisions=_mended(lists, run))  # fmt: skip


@router.get("/errors/{code}")
def grid(request: Request, desk: See, code: str, run: int | None = None, after: int = 0) -> Response:
    """The cells that a finding speaks of."""
    return _grid(request, desk, code, run, after)


def _grid(
    request: Request, desk: Desk, code: str, run: int | None, after: int = 0, *, fault: str = "", status: int = 200
) -> Response:  # fmt: skip
    if code not in entries():
        raise HTTPException(404, "There is no such finding.")
    lists, language = _lists(desk), language_of(request, desk)
    found = lists.with_code(code, run, most=MOST)
    cells = [cell for whole in found for cell in mends.cells_of(whole, language, code)]
    shown = cells[after : after + _ON_A_PAGE]
    return page(
        request, "errors_grid.html", desk, status=status, code=code, words=texts(language)[code], fault=fault,
        severity=entries()[code].severity.value, run=run, cells=shown, groups=mends.alike(cells)[:20], count=len(cells),
        capped=len(found) == MOST, after=after, next=after + _ON_A_PAGE if after + _ON_A_PAGE < len(cells) else None,
        decisions=_mended(lists, run, 5), manifest=lists.manifest(run) if run else None,
    )  # fmt: skip


@router.post("/errors/{code}/preview")
async def preview(request: Request, desk: Work, code: str, run: int | None = None) -> Response:
    """What the typed values would change, old → new, before anything is kept."""
    form = {name: str(text) for name, text in (await request.form()).items()}
    return await run_in_threadpool(_preview, request, desk, code, run, form)


@router.post("/errors/{code}/mend")
async def mend(request: Request, desk: Work, code: str, run: int | None = None) -> Response:
    """Keep what the preview showed; shown anew where something has changed behind it."""
    form = {name: str(text) for name, text in (await request.form()).items()}
    return await run_in_threadpool(_mend, request, desk, code, run, form)


def _wanted(desk: Desk, code: str, run: int | None, form: dict[str, str], language: str) -> dict[int, list[Wanted]]:
    if "alike" not in form:
        return mends.wanted_in(form)
    field, _, value = form["alike"].partition("=")
    found = _lists(desk).with_code(code, run, most=MOST)
    cells = [cell for whole in found for cell in mends.cells_of(whole, language, code)]
    return mends.wanted_alike(cells, field, value, form.get("new", ""))


def _preview(request: Request, desk: Desk, code: str, run: int | None, form: dict[str, str]) -> Response:
    wanted = _wanted(desk, code, run, form, language_of(request, desk))
    if not wanted:
        return _grid(request, desk, code, run, fault="Nothing was changed.", status=422)
    mender = mends.mender_of(desk)
    try:
        previews = {of: mender.preview(of, some) for of, some in wanted.items()}
    except MendingError as error:
        return _grid(request, desk, code, run, fault=str(error), status=409)
    return _shown(request, desk, code, run, form, previews, changed=False)


def _shown(
    request: Request, desk: Desk, code: str, run: int | None, form: dict[str, str], previews: dict[int, Preview], *,
    changed: bool,
) -> Response:  # fmt: skip
    moves: dict[tuple[str, str], int] = {}
    for each in previews.values():
        for move, count in each.moves.items():
            moves[move] = moves.get(move, 0) + count
    kept = {name: text for name, text in form.items() if name.startswith(("c.", "o.")) or name in ("alike", "new")}
    told: dict[str, Any] = {
        "lines": [(of, line) for of, each in previews.items() for line in each.lines],
        "possible": sum(len(each.possible) for each in previews.values()), "moves": moves, "kept": kept,
    }  # fmt: skip
    return page(request, "errors_preview.html", desk, status=409 if changed else 200, code=code, run=run, changed=changed,
                seen=mends.seen(previews), personal=mends.PERSONAL, **told)  # fmt: skip


def _mend(request: Request, desk: Desk, code: str, run: int | None, form: dict[str, str]) -> Response:
    wanted = _wanted(desk, code, run, form, language_of(request, desk))
    digests = dict(part.split(":", 1) for part in form.get("seen", "").split() if ":" in part)
    mender, stale = mends.mender_of(desk), dict[int, Preview]()
    try:
        for of, some in wanted.items():
            answer = mender.mend(of, some, seen=digests.get(str(of), ""), who=desk.person.email, why=form.get("why", ""))
            if isinstance(answer, Preview):
                stale[of] = answer
    except (MendingError, HandedOutError) as error:
        return _grid(request, desk, code, run, fault=str(error), status=409)
    if stale:
        return _shown(request, desk, code, run, form, stale, changed=True)
    return RedirectResponse(f"/errors/{code}" + (f"?run={run}" if run else ""), 303)


@router.post("/mends/{together}/undo")
def undo(
    request: Request, desk: Work, together: str, to: Annotated[str, Form()] = "/errors", csrf: Annotated[str, Form()] = ""
) -> Response:  # fmt: skip
    """Take back what was mended together."""
    del csrf  # read by the guard
    try:
        mends.mender_of(desk).take_back(together, who=desk.person.email)
    except (MendingError, HandedOutError) as error:
        return page(request, "trouble.html", desk, status=409, code=409, words=str(error))
    return RedirectResponse(to if to.startswith("/") and not to.startswith("//") else "/errors", 303)
