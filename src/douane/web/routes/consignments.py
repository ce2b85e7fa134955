"""The page of a consignment: document and data side by side, findings with their cells, arithmetic, timeline, versions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from douane.domain.consignment import Consignment
from douane.pipeline.mending import Mender, MendingError, Preview, Wanted
from douane.pipeline.overlay import PERSONAL, fields_of, text_at
from douane.pipeline.printing import one_summary
from douane.store.audit import append
from douane.store.chunks import Chunks
from douane.store.declarations import DeclarationStore
from douane.store.edits import HandedOutError
from douane.store.manifests import Manifests
from douane.store.repository import Store
from douane.store.timeline import timeline
from douane.store.worklist import Whole, Worklist
from douane.web import mends
from douane.web.comparing import differences, version_of
from douane.web.covering import covered as cover
from douane.web.guards import Desk, needs
from douane.web.pages import language_of, page
from douane.web.roles import May
from douane.web.source import source_of

router = APIRouter()
See = Annotated[Desk, Depends(needs(May.SEE))]
Work = Annotated[Desk, Depends(needs(May.WORK))]
_HERE = "/runs/{run}/consignments/{number}"


@dataclass(frozen=True, slots=True)
class Value:
    """A field with a value, as a page shows it: masked where it may name a person and nobody has asked."""

    field: str
    item: int | None
    text: str
    personal: bool


@dataclass(frozen=True, slots=True)
class Point:
    """A version that can be compared: `name` stands in addresses, `at` is when it came to be, `what` made it."""

    name: str
    at: str
    what: str


def _whole(desk: Desk, run: int, number: int) -> Whole:
    found = Worklist(desk.site.engine(desk.organisation)).whole(run, number)
    if found is None:
        raise HTTPException(404, "There is no such consignment.")
    return found


@router.get(_HERE)
def consignment(request: Request, desk: See, run: int, number: int) -> Response:
    """A consignment with all that is known of it, personal data covered."""
    return _shown(request, desk, run, number, covered=True)


@router.post(_HERE + "/uncover")
async def uncover(request: Request, desk: Work, run: int, number: int) -> Response:
    """The same with personal data, which is noted in the audit."""
    return await run_in_threadpool(_uncovered, request, desk, run, number)


def _uncovered(request: Request, desk: Desk, run: int, number: int) -> Response:
    _whole(desk, run, number)
    with desk.site.engine(desk.organisation).begin() as connection:
        append(connection, desk.site.stamp(), desk.person.email, "personal data shown", {"run": run, "consignment": number})
    return _shown(request, desk, run, number, covered=False)


def _shown(
    request: Request, desk: Desk, run: int, number: int, *, covered: bool, fault: str = "", status: int = 200
) -> Response:  # fmt: skip
    whole = _whole(desk, run, number)
    engine, mender, language = desk.site.engine(desk.organisation), mends.mender_of(desk), language_of(request, desk)
    lists, manifests = Worklist(engine), Manifests(engine)
    stored = manifests.run(run)
    assert stored is not None  # noqa: S101  it has an outcome
    values, gone = _values(mender, run, number, covered=covered)
    cells = mends.cells_of(whole, language)
    typed = {cell.key for cell in cells if cell.can_mend}
    return page(
        request, "consignment.html", desk, status=status, whole=whole, row=whole.row, record=whole.row.record, run=stored,
        cells=cells, typed=typed, values=values, gone=gone, covered=covered, fault=fault, trace=whole.assessment,
        source=source_of(manifests.deflated(stored.manifest), whole.row.record.get("lines", []), covered=covered),
        moments=timeline(engine, number, whole.row.reference),
        points=_points(mender, manifests, stored.manifest, run, number),
        next=lists.next_exception(run, number), lodged=DeclarationStore(engine).find((("lrn", whole.row.lrn),)),
        current=lists.current_run_of(number), fields=_fields(values, typed, run, number),
    )  # fmt: skip


def _values(mender: Mender, run: int, number: int, *, covered: bool) -> tuple[list[Value], str]:
    """The values of a consignment, or why they cannot be shown."""
    try:
        received = mender.received(run, number)
    except MendingError as error:
        return [], str(error)
    if received.consignment is None:
        return [], "These lines are no consignment."
    return list(_told(received.consignment, covered=covered)), ""


def _told(consignment: Consignment, *, covered: bool) -> Iterator[Value]:
    for field, item in fields_of(consignment):
        if text := text_at(consignment, field, item):
            personal = field in PERSONAL
            yield Value(field, item, cover(text) if personal and covered else text, personal)


def _fields(values: list[Value], typed: set[str], run: int, number: int) -> list[tuple[str, str]]:
    """The other fields that may be mended, by their name in the form."""
    items = max((value.item or 0 for value in values), default=0)
    seen = dict.fromkeys((value.field, value.item) for value in values)
    more = [("hs_code", item) for item in range(1, items + 1)] + [("recipient_postcode", None), ("ioss", None)]
    keys = {f"{run}.{number}.{item or 0}.{field}": (field, item) for field, item in (*seen, *more)}
    return [(key, f"{field} {item}" if item else field) for key, (field, item) in keys.items() if key not in typed]


@router.post(_HERE + "/mend")
async def mend(request: Request, desk: Work, run: int, number: int) -> Response:
    """Keep what was typed; `next` goes on to the next exception."""
    form = {name: str(text) for name, text in (await request.form()).items()}
    return await run_in_threadpool(_mend, request, desk, run, number, form)


def _mend(request: Request, desk: Desk, run: int, number: int, form: dict[str, str]) -> Response:
    _whole(desk, run, number)
    if form.get("field"):
        form["c." + form["field"]] = form.get("value", "")
        form["o." + form["field"]] = "\0"
    wanted = [one for one in mends.wanted_in(form).get(run, []) if one.consignment == number]
    fault = ""
    if wanted:
        fault = _kept(mends.mender_of(desk), run, wanted, desk.person.email, form.get("why", ""))
    if fault:
        return _shown(request, desk, run, number, covered=True, fault=fault, status=422)
    lists = Worklist(desk.site.engine(desk.organisation))
    following = lists.next_exception(run, number) if "next" in form else number
    return RedirectResponse(f"/runs/{run}/consignments/{following}" if following else f"/worklist?run={run}", 303)


def _kept(mender: Mender, run: int, wanted: list[Wanted], who: str, why: str) -> str:
    """Mend one consignment; what hinders it, in words."""
    try:
        preview = mender.preview(run, wanted)
        faults = [f"{line.field}: {line.fault}" for line in preview.lines if line.fault]
        if faults or not preview.possible:
            return "; ".join(faults)
        answer = mender.mend(run, wanted, seen=preview.digest, who=who, why=why)
    except (MendingError, HandedOutError) as error:
        return str(error)
    return "Somebody else mended this at the same moment. Look again." if isinstance(answer, Preview) else ""


@router.get(_HERE + "/h7.pdf")
def summary(request: Request, desk: See, run: int, number: int) -> Response:
    """The H7 summary of a consignment that is ready, as it is printed."""
    engine = desk.site.engine(desk.organisation)
    work = Chunks(engine).work(run)
    if work is None or _whole(desk, run, number).row.outcome != "ready":
        raise HTTPException(404, "There is no H7 summary for this consignment.")
    try:
        done = mends.mender_of(desk).processed(run, [number])[number]
    except MendingError as error:
        raise HTTPException(409, str(error)) from error
    pdf = one_summary(done, work, language_of(request, desk)) if done.h7 else None
    if pdf is None:
        raise HTTPException(404, "There is no H7 summary for this consignment.")
    return Response(pdf, media_type="application/pdf", headers={"Content-Disposition": 'inline; filename="h7-summary.pdf"'})


@router.get(_HERE + "/compare")
def compare(request: Request, desk: See, run: int, number: int, a: str = "", b: str = "") -> Response:
    """Two versions side by side: before and after edits, or two runs."""
    whole = _whole(desk, run, number)
    engine = desk.site.engine(desk.organisation)
    mender, manifests = mends.mender_of(desk), Manifests(engine)
    stored = manifests.run(run)
    points = _points(mender, manifests, stored.manifest if stored else 0, run, number)
    names = [point.name for point in points]
    first, second = (a if a in names else names[0]), (b if b in names else names[-1])
    try:
        told = differences(_version(mender, engine, number, first), _version(mender, engine, number, second))
        fault = ""
    except MendingError as error:
        told, fault = [], str(error)
    return page(request, "compare.html", desk, row=whole.row, points=points, a=first, b=second, told=told, fault=fault)


def _points(mender: Mender, manifests: Manifests, manifest: int, run: int, number: int) -> list[Point]:
    """The versions of a consignment, oldest first: each run, and in this run each decision to mend."""
    points = []
    for one in manifests.runs_of(manifest):
        points.append(Point(f"{one.id}", one.as_of, "run"))
        if one.id == run:
            groups: dict[str, Any] = {}
            for edit in mender.edits.of_consignment(number):
                groups[edit.together] = edit
            if groups:
                points[-1] = Point(f"{run}.0", one.as_of, "received")
                points += [Point(f"{run}.{edit.id}", edit.at, edit.field) for edit in groups.values()]
                points.append(Point(f"{run}", "", "now"))
    return points or [Point(f"{run}", "", "now")]


def _version(mender: Mender, engine: Any, number: int, name: str) -> dict[str, Any]:
    """A version by its name. Raises `MendingError` where it cannot be worked out again."""
    run, _, until = name.partition(".")
    if until:
        outcome = mender.version(int(run), number, until=int(until)).outcome
    else:
        try:
            outcome = Store(engine).outcome(int(run), number)
        except LookupError as error:
            raise MendingError("This consignment has no outcome in that run.") from error
    return version_of(json.loads(outcome.record), json.loads(outcome.findings), json.loads(outcome.assessment))
