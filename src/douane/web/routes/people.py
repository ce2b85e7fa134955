"""The people of an organisation, for its admin: who they are, what they may do, one-time links for new ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from douane.store.people import Listed, People
from douane.web import secrets
from douane.web.guards import Desk, needs
from douane.web.pages import page
from douane.web.roles import May, Role

router = APIRouter()
Admin = Annotated[Desk, Depends(needs(May.PEOPLE))]
LINK_LASTS = timedelta(hours=24)


def people_of(desk: Desk) -> People:
    """The accounts of the desk."""
    return People(desk.site.accounts.engine)


@router.get("/people")
def people(request: Request, desk: Admin) -> Response:
    """Everybody of the organisation."""
    return _page(request, desk)


def _page(request: Request, desk: Desk, *, status: int = 200, link: str = "", fault: str = "") -> Response:
    rows = people_of(desk).of(desk.organisation)
    now = desk.site.now().isoformat()
    return page(request, "people.html", desk, status=status, rows=rows, roles=list(Role), link=link, fault=fault, now=now)


@router.post("/people/invite")
def invite(request: Request, desk: Admin, role: Annotated[Role, Form()]) -> Response:
    """Make a one-time link for a role. It is shown once; only its hash is kept."""
    key, now = secrets.new_key(), desk.site.now()
    desk.site.accounts.invite(secrets.digest(key), desk.organisation, role, now, now + LINK_LASTS)
    return _page(request, desk, link=f"{desk.site.settings.address}/welcome/{key}")


@router.post("/people/{account}/role")
def change_role(request: Request, desk: Admin, account: int, role: Annotated[Role, Form()]) -> Response:
    """Give a person another role; their sessions end, so that it counts at once."""
    row = _colleague(desk, account)
    if row.role == Role.ADMIN and role != Role.ADMIN and people_of(desk).is_last_admin(account):
        return _page(request, desk, status=409, fault="last")
    if row.role != role:
        desk.site.accounts.change(account, desk.site.now(), desk.person.email, role=role)
    return RedirectResponse("/people", 303)


@router.post("/people/{account}/close")
def close(request: Request, desk: Admin, account: int) -> Response:
    """Close an account: its sessions end and its tokens no longer work. What the person did stays."""
    row = _colleague(desk, account)
    if row.role == Role.ADMIN and people_of(desk).is_last_admin(account):
        return _page(request, desk, status=409, fault="last")
    desk.site.accounts.change(account, desk.site.now(), desk.person.email, active=False)
    return RedirectResponse("/people", 303)


@router.post("/people/{account}/open")
def reopen(desk: Admin, account: int) -> Response:
    """Open a closed account again, and let one that waits sign in at once."""
    _colleague(desk, account)
    desk.site.accounts.change(
        account, desk.site.now(), desk.person.email, active=True, failures=0, locked_until=None
    )  # fmt: skip
    return RedirectResponse("/people", 303)


def _colleague(desk: Desk, account: int) -> Listed:
    """An account of the admin's own organisation. Raises 404: others are not even said to be there."""
    for row in people_of(desk).of(desk.organisation):
        if row.id == account:
            return row
    raise HTTPException(404, "There is no such account.")
