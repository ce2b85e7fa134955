"""Passwords, session keys and tokens: made here, kept only as hashes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from douane.store.accounts import Accounts, Login, Person
from douane.web.site import SiteSettings

SHORTEST = 12
_HASHER = PasswordHasher()
# Checked when nobody has the address, so that the answer takes as long.
_NOBODY = _HASHER.hash("nobody has this password")
_COMMON = frozenset({"password", "passwort", "motdepasse", "wachtwoord", "123456789012", "qwertyuiop12", "administrator"})


def hashed(password: str) -> str:
    """The Argon2id hash of a password."""
    return _HASHER.hash(password)


def weakness(password: str, email: str) -> str | None:
    """Which rule a new password breaks (OWASP ASVS 5.0, 6.2): `short`, `common`; `None` where it will do."""
    if len(password) < SHORTEST:
        return "short"
    bare = password.lower()
    if any(word in bare for word in _COMMON) or email.split("@")[0].lower() in bare or len(set(bare)) < 4:
        return "common"
    return None


def new_key() -> str:
    """A secret of 256 bits that fits in a link and in a cookie."""
    return secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(key.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two secrets are the same, in a time that does not tell where they differ."""
    return secrets.compare_digest(one.encode(), other.encode())


def checked(accounts: Accounts, settings: SiteSettings, email: str, password: str, at: datetime) -> Person | None:
    """Who signs in with an address and a password; `None` where they do not belong together, or the account waits.

    After several failures an account waits a while. Nobody else can keep an admin out that way: the wait of an admin is
    never longer than one second a failure.
    """
    login = accounts.login(email)
    if login is None or not login.person.active:
        _fits(_NOBODY, password)
        return None
    if login.locked_until and at < login.locked_until:
        return None
    if _fits(login.password, password):
        return login.person
    accounts.note_failure(login.person.id, login.failures + 1, _until(login, settings, at))
    return None


def _until(login: Login, settings: SiteSettings, at: datetime) -> datetime | None:
    failures = login.failures + 1
    if failures < settings.attempts:
        return None
    seconds = 1 if login.person.role == "admin" else settings.lock_seconds
    return at + timedelta(seconds=seconds)


def _fits(kept: str, password: str) -> bool:
    try:
        return _HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
