"""The worklist: exceptions first, found by any number, kept as views, taken out as a file; and the page of a manifest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from itertools import islice
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from douane.hub.deadlines import Deadline, deadline
from douane.reference.law import Law
from douane.store.clocks import came
from douane.store.views import Views
from douane.store.worklist import ORDER, Row, Worklist
from douane.web.exporting import as_csv, as_xlsx
from douane.web.guards import Desk, needs
from douane.web.pages import page
from douane.web.roles import May

router = APIRouter()
See = Annotated[Desk, Depends(needs(May.SEE))]
_MOST = 50
_AT_ONCE = 1000
# What an XLSX sheet holds, without its headings.
_LONGEST = {"csv": None, "xlsx": 1_048_575}
_LEAVING = ("B1", "CEB")
_NAME = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list shows: an outcome (`""`: the first that has any), a search, a finding's code, one run."""

    outcome: str = ""
    q: str = ""
    code: str = ""
    run: int | None = None

    @property
    def query(self) -> str:
        """The same as it stands in an address."""
        return urlencode({name: value for name, value in asdict(self).items() if value})


def asked(outcome: str = "", q: str = "", code: str = "", run: int | None = None) -> Asked:
    """What an address asks for."""
    return Asked(outcome if outcome in ORDER else "", q.replace("\0", "").strip()[:100], code[:40], run)


Wish = Annotated[Asked, Depends(asked)]


def worklist_of(desk: Desk) -> Worklist:
    """The lists of the person's organisation."""
    return Worklist(desk.site.engine(desk.organisation))


@router.get("/worklist")
def worklist(request: Request, desk: See, wish: Wish, after: int = 0) -> Response:
    """Consignments that need a person, then the others."""
    lists = worklist_of(desk)
    counts = lists.counts(wish.run)
    shown = wish.outcome or next((name for name in ORDER if counts[name]), "held")
    if wish.q and not wish.outcome:
        rows, shown = lists.find(wish.q, _MOST), ""
    else:
        rows = lists.page(shown, run=wish.run, search=wish.q, code=wish.code, after=after, most=_MOST)
    more = Asked(shown, wish.q, wish.code, wish.run).query + f"&after={rows[-1].id}" if shown and len(rows) == _MOST else ""
    return page(request, "worklist.html", desk, counts=counts, shown=shown, rows=rows, wish=wish, q=wish.q, code=wish.code,
                run=wish.run, manifest=lists.manifest(wish.run) if wish.run else None, more=more,
                deadlines=_deadlines(desk, rows), views=Views(lists.engine).of(desk.person.email))  # fmt: skip


@cache
def _law() -> Law:
    return Law.load()


def _deadlines(desk: Desk, rows: list[Row]) -> dict[int, Deadline]:
    """The deadline that matters for each row: none for goods that leave, or have left."""
    now = desk.site.now()
    law = _law().on(desk.site.today())
    times = came(desk.site.engine(desk.organisation), [row.consignment for row in rows if row.route not in _LEAVING])
    found = {
        number: deadline(now, law, arrival=t.arrival, landed=t.landed, presented=t.presented, lodged=t.lodged)
        for number, t in times.items() if t.out is None
    }  # fmt: skip
    return {number: one for number, one in found.items() if one is not None}


@router.get("/worklist/export")
def export(desk: See, wish: Wish, form: str = "csv") -> Response:
    """The whole list as CSV or XLSX."""
    if form not in _LONGEST:
        raise HTTPException(404, "A list is given as csv or xlsx.")
    lists = worklist_of(desk)
    outcomes = (wish.outcome,) if wish.outcome else ORDER
    rows = islice((row for outcome in outcomes for row in _all(lists, outcome, wish)), _LONGEST[form])
    headers = {"Content-Disposition": f'attachment; filename="worklist.{form}"'}
    if form == "csv":
        return StreamingResponse(as_csv(rows), media_type="text/csv; charset=utf-8", headers=headers)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return StreamingResponse(as_xlsx(rows), media_type=kind, headers=headers)


def _all(lists: Worklist, outcome: str, wish: Asked) -> Iterator[Row]:
    after = 0
    while rows := lists.page(outcome, run=wish.run, search=wish.q, code=wish.code, after=after, most=_AT_ONCE):
        yield from rows
        after = rows[-1].id


@router.post("/views")
def keep_view(
    desk: See, name: Annotated[str, Form()] = "", outcome: Annotated[str, Form()] = "", q: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "", run: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Keep a search under a name, for the person who asks."""
    wish = asked(outcome, q, code, int(run) if run.isdigit() else None)
    if name.strip():
        Views(worklist_of(desk).engine).keep(desk.person.email, name.strip()[:_NAME], wish.query)
    return RedirectResponse(f"/worklist?{wish.query}", 303)


@router.post("/views/{number}/remove")
def remove_view(desk: See, number: int) -> Response:
    """Forget a kept search."""
    Views(worklist_of(desk).engine).remove(desk.person.email, number)
    return RedirectResponse("/worklist", 303)


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
