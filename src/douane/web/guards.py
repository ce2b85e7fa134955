"""What stands between a request and a route: headers, sessions, form tokens, roles, limits."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request
from starlette.responses import PlainTextResponse, Response

from douane.store.accounts import Person, Session
from douane.web.problems import problem
from douane.web.roles import May, may
from douane.web.secrets import digest, same
from douane.web.site import Site

COOKIE = "douane_session"
SCANNED = frozenset({"/hub/sort", "/hub/events"})
# No script, style, frame or form from elsewhere, and none inside a page.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-src 'self'; object-src 'none'; frame-ancestors 'self'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "X-Frame-Options": "SAMEORIGIN",
}


class SignInNeededError(Exception):
    """Nobody is signed in; the page leads to the door."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One request of a signed-in person: who, the token of their forms, and the site."""

    site: Site
    session: Session

    @property
    def person(self) -> Person:
        """Who it is."""
        return self.session.person

    @property
    def organisation(self) -> str:
        """The slug of their organisation: the only store this request may open."""
        return self.session.person.organisation


class Limiter:
    """At most so many requests a minute for each key. Kept in memory: a restart forgives."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._lock = Lock()

    def allows(self, what: str, who: str, most: int) -> bool:
        """Whether one more request is allowed now."""
        now = time.monotonic()
        with self._lock:
            seen = self._seen[what, who]
            while seen and seen[0] < now - 60:
                seen.popleft()
            if len(seen) >= most:
                return False
            seen.append(now)
            if len(self._seen) > _MOST_KEPT:
                self._seen = defaultdict(deque, {key: times for key, times in self._seen.items() if times})
            return True


_MOST_KEPT = 10_000


def site_of(request: Request) -> Site:
    """The site that the application was made for."""
    site: Site = request.app.state.site
    return site


def client_of(request: Request) -> str:
    """The address that a request came from."""
    return request.client.host if request.client else "?"


def _limits(request: Request, site: Site) -> list[tuple[str, str, int]]:
    """What a request counts as, for whom, and how many of these there may be a minute.

    A person or program has a share of their own, so that an office behind one address does not wait for one another; the
    address as a whole is limited too, so that invented cookies win nothing. All scanners of a hub share one limit.
    """
    address, settings = client_of(request), site.settings
    if request.url.path in SCANNED:
        return [("scans", address, settings.scans_per_minute)]
    key = request.cookies.get(COOKIE) or request.headers.get("authorization")
    who = ("person", digest(key)) if key else ("stranger", address)
    return [(*who, settings.requests_per_minute), ("address", address, settings.address_per_minute)]


async def add_headers(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    """Limit requests, and add the headers that every answer carries."""
    site = site_of(request)
    limiter: Limiter = request.app.state.limiter
    if not all(limiter.allows(*limit) for limit in _limits(request, site)):
        response: Response = _too_many(request)
    else:
        response = await answer(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if site.settings.secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if not request.url.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _too_many(request: Request) -> Response:
    words, headers = "Too many requests. Wait a minute, then go on.", {"Retry-After": "60"}
    if request.url.path.startswith("/api/"):
        return problem(request, 429, words, headers=headers)
    return PlainTextResponse(words, 429, headers)


def session_of(request: Request) -> Session | None:
    """The session of a request's cookie."""
    key = request.cookies.get(COOKIE)
    if not key:
        return None
    site = site_of(request)
    now = site.now()
    return site.accounts.session(digest(key), now, idle_since=now - timedelta(seconds=site.settings.idle_seconds))


def _from_here(request: Request) -> bool:
    origin = request.headers.get("origin")
    return origin in (None, "null") or urlsplit(origin or "").netloc == request.headers.get("host", "")


async def _desk(request: Request) -> Desk:
    from starlette.concurrency import run_in_threadpool

    session = await run_in_threadpool(session_of, request)
    if session is None:
        raise SignInNeededError
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        token = request.headers.get("x-csrf-token")
        if token is None and not request.headers.get("content-type", "").startswith("multipart/"):
            token = str((await request.form()).get("csrf", ""))
        # A form with files is read as a stream; its token travels in the address of the form.
        token = token or request.query_params.get("csrf", "")
        if not same(token, session.csrf) or not _from_here(request):
            raise HTTPException(403, "This form is too old or comes from elsewhere. Load the page again.")
    return Desk(site_of(request), session)


def needs(*what: May) -> Callable[..., Awaitable[Desk]]:
    """A dependency: the signed-in person, who must be granted one of these."""

    async def granted(request: Request, desk: Annotated[Desk, Depends(_desk)]) -> Desk:
        if not any(may(desk.person.role, each) for each in what):
            raise HTTPException(403, "Your role does not allow this.")
        request.state.desk = desk
        return desk

    granted.needs = what  # type: ignore[attr-defined]
    return granted
