"""A trader's export: an order in three steps, its checks, and its papers."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from douane.domain.finding import Severity
from douane.intake.reading import UnreadableError
from douane.pipeline import export_papers
from douane.pipeline.export_order import manifest_of, order_of, read_back
from douane.pipeline.mending import MendingError
from douane.pipeline.stages import Processed, process_guarded
from douane.reference.catalogue import words
from douane.store import remembered
from douane.store.uploads import DONE, Upload
from douane.store.worklist import Worklist
from douane.web import ordering
from douane.web.again import order_today, tools_today
from douane.web.guards import Desk, needs
from douane.web.mends import mender_of
from douane.web.pages import language_of, page
from douane.web.roles import May
from douane.web.wording import LANGUAGES

router = APIRouter()
Export = Annotated[Desk, Depends(needs(May.EXPORT))]
_PREVIEW = "PREVIEW"
_SPARE_LINES = 2


@router.get("/export")
def export(request: Request, desk: Export) -> Response:
    """Orders, templates, and an order file to hand in."""
    memory = ordering.memory_of(desk)
    return page(request, "export.html", desk, orders=memory.all(remembered.ORDER, 50),
                templates=memory.all(remembered.TEMPLATE), goods=len(memory.all(remembered.GOOD)))  # fmt: skip


@router.post("/export/orders")
def begin(desk: Export, template: Annotated[str, Form()] = "") -> Response:
    """Begin an order, from a template if one is named."""
    found = ordering.memory_of(desk).get(remembered.TEMPLATE, template)
    name = secrets.token_urlsafe(8)
    ordering.keep(desk, name, found.content if found else {"texts": ordering.NEW, "goods": []})
    return RedirectResponse(f"/export/orders/{name}/parties", 303)


@router.get("/export/orders/{name}")
def one(request: Request, desk: Export, name: str) -> Response:
    """An order that was handed in: what it came to, and its papers; else where it is being written."""
    content = _content(desk, name)
    upload = _upload(desk, content)
    if upload is None:
        return RedirectResponse(f"/export/orders/{name}/parties", 303)
    if upload.state != DONE or upload.run is None:
        return RedirectResponse(f"/uploads/{upload.id}", 303)
    run, row, done = _done(desk, upload)
    return page(request, "export_order.html", desk, name=name, upload=upload, run=run, row=row, order=order_of(content),
                kinds=tuple(export_papers.TEMPLATES), **_told(request, desk, done))  # fmt: skip


@router.get("/export/orders/{name}/{step}")
def step_form(request: Request, desk: Export, name: str, step: str) -> Response:
    """A step of an order."""
    return _step(request, desk, name, step)


def _step(request: Request, desk: Desk, name: str, step: str, *, fault: str = "", status: int = 200) -> Response:
    if step not in ordering.STEPS:
        raise HTTPException(404, "There is no such step.")
    content, memory = _content(desk, name), ordering.memory_of(desk)
    order = order_of(content)
    values: dict[str, Any] = {"name": name, "step": step, "steps": ordering.STEPS, "order": order, "fault": fault}
    if step == "check":
        values |= _checked(request, desk, content)
    else:
        spare = [ordering.NEW_GOOD] * _SPARE_LINES
        values |= {"exporters": memory.all(remembered.EXPORTER), "buyers": memory.all(remembered.BUYER),
                   "goods": memory.all(remembered.GOOD), "lines": [*order.goods, *spare]}  # fmt: skip
    return page(request, f"export_{step}.html", desk, status=status, **values)


@router.post("/export/orders/{name}/{step}")
async def write(request: Request, desk: Export, name: str, step: str) -> Response:
    """Keep what a step says, and go where the button says."""
    form = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    return await run_in_threadpool(_write, request, desk, name, step, form)


def _write(request: Request, desk: Desk, name: str, step: str, form: dict[str, str]) -> Response:
    content = _content(desk, name)
    if step not in ordering.STEPS:
        raise HTTPException(404, "There is no such step.")
    if step != "check":
        ordering.keep(desk, name, ordering.written(content, step, form, ordering.memory_of(desk)))
        to = form.get("go", step)
        return RedirectResponse(f"/export/orders/{name}/{to if to in ordering.STEPS else step}", 303)
    order = order_of(content)
    if order.missing:
        return _step(request, desk, name, "check", status=422)
    ordering.remember(desk, order, form.get("template", ""))
    number = ordering.hand_in(desk, content)
    ordering.keep(desk, name, {**content, "upload": number})
    return RedirectResponse(f"/export/orders/{name}", 303)


@router.get("/export/orders/{name}/papers/{kind}.pdf")
def paper(request: Request, desk: Export, name: str, kind: str, language: str = "") -> Response:
    """A paper of an order in a language of its reader."""
    content = _content(desk, name)
    upload = _upload(desk, content)
    if upload is None or upload.state != DONE:
        raise HTTPException(409, "The order has not been handed in yet.")
    _, _, done = _done(desk, upload)
    chosen = language if language in LANGUAGES else language_of(request, desk)
    try:
        view = export_papers.view_of(kind, done, date.fromisoformat(upload.as_of), tools_today(desk).law.version)
    except LookupError as error:
        raise HTTPException(404, "There is no such paper.") from error
    pdf = export_papers.printed(kind, view, chosen)
    return Response(pdf, media_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{kind}.pdf"'})


@router.get("/export/orders/{name}/papers/data-set.xml")
def data_set(desk: Export, name: str) -> Response:
    """The export data set (CC515C) of an order that is ready."""
    upload = _upload(desk, _content(desk, name))
    made = _done(desk, upload)[2].prepared if upload and upload.state == DONE else ()
    if not made:
        raise HTTPException(404, "There is no export data set: the order is not ready, or its form needs none.")
    return Response(made[0].xml, media_type="application/xml",
                    headers={"Content-Disposition": f'attachment; filename="{made[0].kind}.xml"'})  # fmt: skip


def _content(desk: Desk, name: str) -> dict[str, Any]:
    found = ordering.memory_of(desk).get(remembered.ORDER, name)
    if found is None:
        raise HTTPException(404, "There is no such order.")
    return found.content


def _upload(desk: Desk, content: dict[str, Any]) -> Upload | None:
    number = content.get("upload")
    return desk.site.uploads(desk.organisation).get(int(number)) if number else None


def _done(desk: Desk, upload: Upload) -> tuple[int, int, Processed]:
    """Run, row and the order gone through again, with what people have mended since."""
    lists = Worklist(desk.site.engine(desk.organisation))
    assert upload.run is not None  # noqa: S101  it is done
    rows = [
        row for counted in ("held", "review", "ready", "rejected") for row in lists.page(counted, run=upload.run, most=1)
    ]
    if not rows:
        raise HTTPException(404, "This order holds no consignment.")
    try:
        done = mender_of(desk).processed(upload.run, [rows[0].consignment])
    except MendingError as error:
        raise HTTPException(409, str(error)) from error
    return upload.run, rows[0].consignment, done[rows[0].consignment]


def _checked(request: Request, desk: Desk, content: dict[str, Any]) -> dict[str, Any]:
    """What a run would say of the order today; nothing is stored."""
    order = order_of(content)
    nothing: dict[str, Any] = {"done": None, "findings": [], "proof": (), "unreadable": ""}
    if order.missing:
        return nothing
    try:
        received = read_back(manifest_of(order))
    except (UnreadableError, LookupError) as error:
        told = words(error.finding, language_of(request, desk))[0] if isinstance(error, UnreadableError) else str(error)
        return {**nothing, "unreadable": told}
    done = process_guarded(received, _PREVIEW, order_today(desk), tools_today(desk))
    return {**_told(request, desk, done), "unreadable": ""}


def _told(request: Request, desk: Desk, done: Processed) -> dict[str, Any]:
    language, law = language_of(request, desk), tools_today(desk).law
    ranked = sorted(done.findings, key=lambda found: tuple(Severity).index(found.severity))
    return {"done": done, "findings": [(found, *words(found, language)) for found in ranked],
            "proof": export_papers.vat_proof(done, law)}  # fmt: skip
