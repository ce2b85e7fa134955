"""A person's own account: language, password, the browsers they are signed in with, tokens for programs."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from douane.web import secrets
from douane.web.guards import COOKIE, Desk, needs
from douane.web.pages import page
from douane.web.roles import GRANTS, May, Role
from douane.web.routes.people import people_of
from douane.web.wording import LANGUAGES

router = APIRouter()
Anyone = Annotated[Desk, Depends(needs(*May))]
# What a program may be trusted with; people and their links are an admin's own work.
SCOPES = tuple(what for what in May if what is not May.PEOPLE)
DAYS = (30, 90, 365)


@router.get("/account")
def account(request: Request, desk: Anyone) -> Response:
    """The account of who is signed in."""
    return _page(request, desk)


def _page(
    request: Request, desk: Desk, *, status: int = 200, fault: str = "", key: str = "", done: str = ""
) -> Response:  # fmt: skip
    people, person = people_of(desk), desk.person
    mine = [scope for scope in SCOPES if scope in GRANTS[Role(person.role)]]
    return page(
        request, "tokens.html", desk, status=status, fault=fault, key=key, done=done, scopes=mine, days=DAYS,
        tokens=people.tokens(person.id), sessions=people.sessions(person.id), this=_this(request),
    )  # fmt: skip


def _this(request: Request) -> str:
    return secrets.digest(request.cookies.get(COOKIE, ""))


@router.post("/account/language")
def change_language(desk: Anyone, language: Annotated[str, Form()]) -> Response:
    """Read the desk in another language."""
    if language in LANGUAGES:
        desk.site.accounts.change(desk.person.id, desk.site.now(), desk.person.email, language=language)
    return RedirectResponse("/account", 303)


@router.post("/account/password")
def change_password(
    request: Request, desk: Anyone, old: Annotated[str, Form()], new: Annotated[str, Form()]
) -> Response:  # fmt: skip
    """Change the password, which needs the old one; other browsers are signed out."""
    site, email = desk.site, desk.person.email
    allowed = request.app.state.limiter.allows("password", email, site.settings.sign_ins_per_minute)
    if not allowed or secrets.checked(site.accounts, site.settings, email, old, site.now()) is None:
        return _page(request, desk, status=422, fault="old")
    fault = secrets.weakness(new, email)
    if fault is not None:
        return _page(request, desk, status=422, fault=fault)
    people_of(desk).set_password(desk.person.id, secrets.hashed(new), _this(request), at=site.stamp())
    return _page(request, desk, done="password")


@router.post("/account/sign-out-others")
def sign_out_others(request: Request, desk: Anyone) -> Response:
    """Sign out everywhere but here."""
    people_of(desk).end_others(desk.person.id, _this(request), at=desk.site.stamp())
    return RedirectResponse("/account", 303)


@router.post("/account/tokens")
async def make_token(request: Request, desk: Anyone) -> Response:
    """Make a token; its secret is shown once. It may do what is ticked, and never more than its owner may by then."""
    from starlette.concurrency import run_in_threadpool

    form = await request.form()
    name = str(form.get("name", "")).strip()[:80]
    wished = {str(value) for value in form.getlist("scope")}
    chosen = [scope for scope in SCOPES if scope in wished and scope in GRANTS[Role(desk.person.role)]]
    days = next((each for each in DAYS if str(each) == form.get("days")), DAYS[0])
    if not name or not chosen:
        return await run_in_threadpool(lambda: _page(request, desk, status=422, fault="token"))
    key, now = secrets.new_key(), desk.site.now()
    ends_at = now + timedelta(days=days)
    make = desk.site.accounts.make_token
    await run_in_threadpool(make, secrets.digest(key), desk.person.id, name, " ".join(chosen), now, ends_at)
    return await run_in_threadpool(lambda: _page(request, desk, key=key))


@router.post("/account/tokens/{number}/end")
def end_token(desk: Anyone, number: int) -> Response:
    """Take a token back."""
    desk.site.accounts.end_token(number, desk.person.id, desk.site.now())
    return RedirectResponse("/account", 303)
