"""Signing in with the account of one's organisation: OpenID Connect, authorisation code with PKCE.

Who has an account at the desk may sign in so; nobody gets one by it. The provider's word is taken from its token endpoint,
over TLS and with the client's secret, so the ID token needs no signature check (OpenID Connect Core 3.1.3.7, point 6); its
issuer, audience, nonce and times are checked.
"""

from __future__ import annotations

import base64
import hashlib
import json
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from douane.web.secrets import new_key, same
from douane.web.site import SiteSettings

_TIMEOUT = 10.0
_LARGEST = 1 << 20
_CLOCKS_DIFFER = 60

Fetch = Callable[[str, dict[str, str] | None], dict[str, Any]]


class OidcError(Exception):
    """Signing in so did not work; the message is for the person."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What must be remembered between leaving for the provider and coming back, and where to go."""

    state: str
    nonce: str
    verifier: str
    to: str


def fetch(url: str, form: dict[str, str] | None) -> dict[str, Any]:
    """JSON from the provider; a form is posted. Raises `OidcError`."""
    if urlsplit(url).scheme != "https" and urlsplit(url).hostname not in ("127.0.0.1", "localhost"):
        raise OidcError("The provider must be reached over https://.")
    data = urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(url, data, {"Accept": "application/json"})  # noqa: S310  the scheme was looked at
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310  the same
            found = json.loads(answer.read(_LARGEST))
    except (OSError, ValueError) as error:
        raise OidcError("The provider does not answer as it should.") from error
    if not isinstance(found, dict):
        raise OidcError("The provider does not answer as it should.")
    return found


@lru_cache(maxsize=4)
def described(issuer: str, get: Fetch = fetch) -> dict[str, Any]:
    """What the provider says of itself (OpenID Connect Discovery 1.0). Raises `OidcError`."""
    found = get(issuer.rstrip("/") + "/.well-known/openid-configuration", None)
    if found.get("issuer") != issuer:
        raise OidcError("The provider says that it is another one.")
    return found


def begin(settings: SiteSettings, get: Fetch = fetch) -> Begun:
    """Go to the provider: with a state, a nonce, and the hash of a secret that only we know (RFC 7636)."""
    state, nonce, verifier = new_key(), new_key(), new_key()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code", "client_id": settings.oidc_client, "redirect_uri": back(settings), "scope": "openid email",
        "state": state, "nonce": nonce, "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    to = f"{described(settings.oidc_issuer, get)['authorization_endpoint']}?{urlencode(asked)}"
    return Begun(state, nonce, verifier, to)


def back(settings: SiteSettings) -> str:
    """The address that the provider leads back to."""
    return settings.address.rstrip("/") + "/sign-in/oidc/back"


def email_of(settings: SiteSettings, begun: Begun, state: str, code: str, now: datetime, get: Fetch = fetch) -> str:
    """The checked address of who has signed in at the provider. Raises `OidcError`."""
    if not state or not same(state, begun.state):
        raise OidcError("This way in was begun elsewhere or long ago. Begin again.")
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": back(settings), "code_verifier": begun.verifier,
        "client_id": settings.oidc_client, "client_secret": settings.oidc_secret,
    }  # fmt: skip
    answer = get(str(described(settings.oidc_issuer, get)["token_endpoint"]), form)
    claims = _claims(str(answer.get("id_token", "")))
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    ends = claims.get("exp")
    fits = (
        claims.get("iss") == settings.oidc_issuer
        and settings.oidc_client in audiences
        and (len(audiences) == 1 or claims.get("azp") == settings.oidc_client)
        and same(str(claims.get("nonce", "")), begun.nonce)
        and isinstance(ends, int | float)
        and ends > now.timestamp() - _CLOCKS_DIFFER
    )
    if not fits:
        raise OidcError("What the provider says does not belong to this way in. Begin again.")
    if claims.get("email_verified") is not True or not claims.get("email"):
        raise OidcError("The provider does not vouch for your e-mail address.")
    return str(claims["email"])


def _claims(token: str) -> dict[str, Any]:
    parts = token.split(".")
    try:
        found = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (IndexError, ValueError) as error:
        raise OidcError("The provider does not answer as it should.") from error
    return found if isinstance(found, dict) else {}
