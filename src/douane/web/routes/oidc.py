"""The way in over the provider of one's organisation, where one is set."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response

from douane.web import oidc
from douane.web.guards import client_of, site_of
from douane.web.pages import page
from douane.web.routes.signing import begin, home_of

router = APIRouter(prefix="/sign-in/oidc")
# Lax, because the provider leads back from elsewhere; it holds nothing that signs anybody in.
COOKIE = "douane_oidc"
_SECONDS = 600


@router.get("")
def leave(request: Request) -> Response:
    """Go to the provider."""
    settings = site_of(request).settings
    if not settings.oidc_issuer:
        raise HTTPException(404, "This desk knows no such way in.")
    try:
        begun = oidc.begin(settings)
    except oidc.OidcError as error:
        return _no(request, str(error), 502)
    answer = RedirectResponse(begun.to, 303)
    kept = json.dumps([begun.state, begun.nonce, begun.verifier])
    answer.set_cookie(COOKIE, kept.encode().hex(), max_age=_SECONDS, path="/sign-in/oidc", httponly=True, samesite="lax",
                      secure=settings.secure)  # fmt: skip
    return answer


@router.get("/back")
def come_back(
    request: Request, state: Annotated[str, Query(max_length=200)] = "", code: Annotated[str, Query(max_length=4000)] = ""
) -> Response:
    """Come back from the provider; who has an account here is signed in."""
    site = site_of(request)
    if not site.settings.oidc_issuer:
        raise HTTPException(404, "This desk knows no such way in.")
    if not request.app.state.limiter.allows("sign-in", client_of(request), site.settings.sign_ins_per_minute):
        return _no(request, "Too many tries. Wait a minute, then begin again.", 429)
    try:
        begun = _begun(request.cookies.get(COOKIE, ""))
        email = oidc.email_of(site.settings, begun, state, code, site.now())
    except oidc.OidcError as error:
        return _no(request, str(error), 401)
    login = site.accounts.login(email)
    if login is None or not login.person.active:
        return _no(request, "You have no account at this desk. Ask its admin for an invitation.", 403)
    answer = begin(request, login.person, home_of(login.person.role))
    answer.delete_cookie(COOKIE, path="/sign-in/oidc")
    return answer


def _begun(kept: str) -> oidc.Begun:
    try:
        state, nonce, verifier = json.loads(bytes.fromhex(kept))
        return oidc.Begun(str(state), str(nonce), str(verifier), "")
    except (ValueError, TypeError) as error:
        raise oidc.OidcError("This way in was begun elsewhere or long ago. Begin again.") from error


def _no(request: Request, words: str, status: int) -> Response:
    return page(request, "trouble.html", status=status, code=status, words=words)
