"""The audit chain: who did what and when, whether the chain holds, and what its last link is."""

from __future__ import annotations

import csv
import io
import json
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from douane.pipeline.outputs import safe_cell
from douane.store import paging
from douane.store.audit import verify
from douane.store.repository import Store
from douane.web.guards import Desk, needs
from douane.web.pages import page
from douane.web.roles import May

router = APIRouter()
Auditor = Annotated[Desk, Depends(needs(May.AUDIT))]
_MOST = 100
_MOST_EXPORTED = 100_000
Word = Annotated[str, Query(max_length=200)]
Before = Annotated[int, Query(ge=0, le=2**31 - 1)]


@router.get("/audit")
def audit(
    request: Request, desk: Auditor, who: Word = "", what: Word = "", day: Word = "", before: Before = 0
) -> Response:  # fmt: skip
    """Entries, the newest first."""
    engine = desk.site.engine(desk.organisation)
    rows = paging.audit(engine, before=before, most=_MOST, who=who.strip(), what=what, day=day)
    shown = [row | {"told": _told(row["body"])} for row in rows]
    return page(request, "audit.html", desk, rows=shown, kinds=paging.audit_kinds(engine), who=who, what=what, on=day,
                more=rows[-1]["id"] if len(rows) == _MOST else 0, checked=None)  # fmt: skip


@router.get("/audit/verified")
def verified(request: Request, desk: Auditor, anchor: Annotated[str, Query(max_length=64)] = "") -> Response:
    """Follow the whole chain; `anchor` is a hash noted earlier, on a shift report, that must still stand in it."""
    engine = desk.site.engine(desk.organisation)
    checked = verify(Store(engine).audit(), anchor=anchor.strip().lower())
    return page(request, "audit.html", desk, rows=[], kinds=paging.audit_kinds(engine), who="", what="", on="", more=0,
                checked=checked)  # fmt: skip


@router.get("/audit.csv")
def exported(desk: Auditor, who: Word = "", what: Word = "", day: Word = "") -> Response:
    """What the filter shows, as CSV; cells that a spreadsheet would calculate are made text."""
    rows = paging.audit(
        desk.site.engine(desk.organisation), before=0, most=_MOST_EXPORTED, who=who.strip(), what=what, day=day
    )
    text = io.StringIO()
    writer = csv.writer(text)
    names = ("id", "at", "who", "what", "body", "previous", "hash")
    writer.writerow(names)
    writer.writerows([safe_cell(str(row[name])) for name in names] for row in rows)
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return Response(text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _told(body: str) -> list[tuple[str, str]]:
    """What an entry says, field by field."""
    return [(name, value if isinstance(value, str) else json.dumps(value)) for name, value in json.loads(body).items()]
