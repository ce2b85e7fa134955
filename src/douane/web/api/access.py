"""Who calls the API: a bearer token, what it may do, how often; and requests that are answered once for each key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from douane.store import idempotent
from douane.store.accounts import Person, Session
from douane.web.guards import Desk, site_of
from douane.web.roles import May, may
from douane.web.secrets import digest
from douane.web.site import Site

_BEARER = HTTPBearer(auto_error=False, description="A token from your account's page, sent as `Authorization: Bearer …`.")
_CHALLENGE = {"WWW-Authenticate": "Bearer"}
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key", pattern=r"^[A-Za-z0-9_.:-]{1,200}$",
        description="A key of your own for this request: sent again within seven days, it is answered again and done once.",
    ),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Caller:
    """One request of a program: the person whose token it carries, and the site."""

    site: Site
    person: Person
    scopes: frozenset[str]

    @property
    def engine(self) -> Engine:
        """The store of the caller's organisation: the only one that this request may open."""
        return self.site.engine(self.person.organisation)

    @property
    def desk(self) -> Desk:
        """The caller as the pages know a person; there is no form and so no token of one."""
        return Desk(self.site, Session(self.person, "", self.site.now()))

    @property
    def who(self) -> str:
        """How the audit chain names the caller."""
        return self.person.email


def wants(*what: May) -> Callable[..., Awaitable[Caller]]:
    """A dependency: the caller, whose token and whose role both allow one of these."""

    async def granted(request: Request, bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]) -> Caller:
        caller = await run_in_threadpool(_caller, request, bearer.credentials if bearer else "")
        if not any(each in caller.scopes and may(caller.person.role, each) for each in what):
            names = " or ".join(what)
            raise HTTPException(403, f"This needs a token with the scope {names}, of a person whose role allows it.")
        return caller

    granted.needs = what  # type: ignore[attr-defined]
    return granted


def _caller(request: Request, key: str) -> Caller:
    site = site_of(request)
    found = site.accounts.token(digest(key), site.now()) if key else None
    if found is None:
        raise HTTPException(
            401, "Send a living token as “Authorization: Bearer …”. Make one on your account's page.", _CHALLENGE
        )
    person, scopes = found
    if not request.app.state.limiter.allows("token", digest(key), site.settings.requests_per_minute):
        raise HTTPException(429, "Too many requests with this token. Wait a minute, then go on.", {"Retry-After": "60"})
    return Caller(site, person, scopes)


def digest_of(request: Request, *said: Any) -> str:
    """What tells two requests with the same key apart: method, address and what was said."""
    text = json.dumps([request.method, request.url.path, *said], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def once(caller: Caller, key: str | None, request: str, status: int, work: Callable[[], BaseModel]) -> JSONResponse:
    """Do the work of a request and answer with its value as JSON; asked again with the same key, answer the same.

    Raises `HTTPException`: 409 while the first is being worked on, 422 where the key came with something else.
    """
    if key is None:
        return JSONResponse(work().model_dump(mode="json"), status)
    try:
        given = idempotent.claim(caller.engine, key, caller.who, request, caller.site.now())
    except idempotent.KeyReusedError as error:
        raise HTTPException(422, "This Idempotency-Key came with another request before. Use a new one.") from error
    except idempotent.KeyInUseError as error:
        raise HTTPException(409, "A request with this Idempotency-Key is being worked on. Ask again in a while.") from error
    if given is not None:
        return JSONResponse(json.loads(given.body), given.status, {"Idempotent-Replayed": "true"})
    try:
        body = work().model_dump(mode="json")
    except BaseException:
        idempotent.release(caller.engine, key, caller.who)
        raise
    idempotent.settle(caller.engine, key, caller.who, status, json.dumps(body))
    return JSONResponse(body, status)
