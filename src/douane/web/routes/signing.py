"""Signing in and out, the first set-up, and invitations."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from douane.store.accounts import Person
from douane.web import secrets
from douane.web.guards import COOKIE, Desk, client_of, needs, session_of, site_of
from douane.web.pages import page
from douane.web.roles import May
from douane.web.site import HOME_ORGANISATION
from douane.web.wording import chosen

router = APIRouter()
Anyone = Depends(needs(*May))
# Browsers read `//` and `/\\` as the beginning of another host.
_INSIDE = re.compile(r"/(?![/\\])")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def begin(request: Request, person: Person, to: str) -> Response:
    """Begin a session and go on; the cookie is not readable by scripts and is sent to this site only."""
    site = site_of(request)
    key, now = secrets.new_key(), site.now()
    ends_at = now + timedelta(seconds=site.settings.session_seconds)
    site.accounts.begin_session(secrets.digest(key), person.id, secrets.new_key(), now, ends_at)
    answer = RedirectResponse(to, 303)
    answer.set_cookie(COOKIE, key, max_age=site.settings.session_seconds, httponly=True, samesite="lax",
                      secure=site.settings.secure)  # fmt: skip
    return answer


def inside(to: str) -> str:
    """An address to go on to, if it is one of this desk; else the first page."""
    return to if _INSIDE.match(to) else "/"


def home_of(role: str) -> str:
    """The page that a person begins with."""
    return {"hub": "/hub", "admin": "/people", "trader": "/export", "auditor": "/audit"}.get(role, "/worklist")


@router.get("/")
def start(request: Request) -> Response:
    """Lead to the first page, or to the door."""
    session = session_of(request)
    return RedirectResponse(home_of(session.person.role) if session else "/sign-in", 303)


@router.get("/sign-in")
def sign_in_form(request: Request, to: str = "/") -> Response:
    """The door."""
    return page(
        request, "sign_in.html", to=to, wrong=False, email="", with_oidc=bool(site_of(request).settings.oidc_issuer)
    )


@router.post("/sign-in")
def sign_in(
    request: Request, email: Annotated[str, Form()], password: Annotated[str, Form()], to: Annotated[str, Form()] = "/"
) -> Response:  # fmt: skip
    """Check a password. A wrong address and a wrong password look alike, and take alike."""
    site = site_of(request)
    allowed = request.app.state.limiter.allows("sign-in", client_of(request), site.settings.sign_ins_per_minute)
    person = secrets.checked(site.accounts, site.settings, email, password, site.now()) if allowed else None
    if person is None:
        with_oidc = bool(site.settings.oidc_issuer)
        return page(
            request, "sign_in.html", status=401 if allowed else 429, to=to, wrong=True, email=email, with_oidc=with_oidc
        )
    return begin(request, person, inside(to))


@router.post("/sign-out")
def sign_out(request: Request, _desk: Annotated[Desk, Anyone]) -> Response:
    """End the session."""
    site_of(request).accounts.end_session(secrets.digest(request.cookies[COOKIE]))
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/welcome/{key}")
def welcome_form(request: Request, key: str) -> Response:
    """Where a one-time link leads: the first account of a fresh desk, or an account that somebody was invited to."""
    invitation = site_of(request).accounts.invitation(secrets.digest(key), site_of(request).now())
    if invitation is None:
        return page(request, "gone.html", status=410)
    return page(request, "welcome.html", key=key, first=invitation.organisation is None, fault=None, given={})


@router.post("/welcome/{key}")
def welcome(
    request: Request,
    key: str,
    email: Annotated[str, Form()],
    name: Annotated[str, Form()],
    password: Annotated[str, Form()],
    organisation: Annotated[str, Form()] = "",
) -> Response:
    """Open the account."""
    site = site_of(request)
    invitation = site.accounts.invitation(secrets.digest(key), site.now())
    if invitation is None:
        return page(request, "gone.html", status=410)
    first = invitation.organisation is None
    fault = _fault(email, name, password)
    slug = invitation.organisation or HOME_ORGANISATION
    language = chosen(request.headers.get("accept-language"))
    if fault is None:
        if first:
            site.accounts.found_organisation(slug, organisation.strip() or name, site.now())
        kept = secrets.hashed(password)
        opened = site.accounts.open_account(slug, email, name, invitation.role, language, kept, site.now(), "invitation")
        fault = None if opened else "taken"
    if fault is not None:
        given = {"email": email, "name": name, "organisation": organisation}
        return page(request, "welcome.html", status=422, key=key, first=first, fault=fault, given=given)
    if not site.accounts.use_invitation(secrets.digest(key), site.now()):
        return page(request, "gone.html", status=410)
    login = site.accounts.login(email)
    assert login is not None  # noqa: S101  it was just opened
    return begin(request, login.person, "/people" if first else "/")


def _fault(email: str, name: str, password: str) -> str | None:
    if not _EMAIL.fullmatch(email.strip()):
        return "email"
    if not name.strip():
        return "name"
    return secrets.weakness(password, email)
