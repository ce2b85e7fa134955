"""Messages to other systems: signed with HMAC-SHA256 over moment and body, tried again, never sent into a private network.

The address is resolved once, checked, and connected to as it was checked, so that a name cannot change in between.
Headers: `Douane-Event`, `Douane-Delivery`, `Douane-Timestamp` (seconds since 1970), `Douane-Signature: v1=<hex>`.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ipaddress
import json
import logging
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from douane.store.uploads import Upload
from douane.store.webhooks import Due, Webhooks

log = logging.getLogger(__name__)
TIMEOUT = 10.0
# How long to wait after the first, second, … failure; after the last one a message is given up.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200, 21600))


class UnsafeAddressError(ValueError):
    """An address that messages are not sent to; the message says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be sent to: where to connect, and what to ask for there."""

    secure: bool
    host: str
    ip: str
    port: int
    path: str


Sender = Callable[[Target, bytes, dict[str, str]], int]


def safe_address(url: str, *, allowed: Sequence[str] = ()) -> Target:
    """Where an address leads. Networks of one's own are refused unless they are in `allowed` (such as `10.1.0.0/16`).

    Raises `UnsafeAddressError`.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise UnsafeAddressError("An address begins with https:// and carries no name or password.")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        raise UnsafeAddressError(f"The host {parts.hostname} is not found.") from error
    addresses = [str(one[4][0]).split("%")[0] for one in found]
    permitted = [ipaddress.ip_network(network) for network in allowed]
    for address in addresses:
        _check(ipaddress.ip_address(address), permitted, secure=parts.scheme == "https")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme == "https", parts.hostname, addresses[0], port, path)


def _check(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address, permitted: Sequence[Any], *, secure: bool
) -> None:  # fmt: skip
    inner = getattr(address, "ipv4_mapped", None) or address
    if any(inner in network for network in permitted):
        return
    if not inner.is_global or inner.is_multicast:
        raise UnsafeAddressError("Messages are not sent into private networks. Ask who runs the desk to allow this one.")
    if not secure:
        raise UnsafeAddressError("Messages leave over https:// only.")


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """What the receiver computes too: HMAC-SHA256 over the moment, a full stop, and the body."""
    return "v1=" + hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def is_genuine(secret: str, timestamp: str, body: bytes, given: str, *, now: datetime, tolerance: int = 300) -> bool:
    """Whether a message came from here and lately: for receivers, and for tests. `tolerance` in seconds."""
    if not timestamp.isdecimal() or abs(now.timestamp() - int(timestamp)) > tolerance:
        return False
    return hmac.compare_digest(signature(secret, int(timestamp), body), given)


def told_of(upload: Upload, at: str) -> tuple[str, str]:
    """The event and the body for an upload that has ended. No person's data: the receiver asks the API for more."""
    body = {"event": f"upload.{upload.state}", "at": at, "upload": upload.id, "run": upload.run, "sha256": upload.sha256}
    return f"upload.{upload.state}", json.dumps(body)


def send_due(kept: Webhooks, now: datetime, *, allowed: Sequence[str] = (), send: Sender | None = None) -> int:
    """Send what is due; gives how many messages arrived."""
    at = now.isoformat(timespec="seconds")
    return sum(_one(kept, due, now, at, allowed, send or post) for due in kept.due(at))


def _one(kept: Webhooks, due: Due, now: datetime, at: str, allowed: Sequence[str], send: Sender) -> bool:
    body, timestamp = due.body.encode(), int(now.timestamp())
    headers = {
        "Content-Type": "application/json", "User-Agent": "douane", "Douane-Event": due.event,
        "Douane-Delivery": str(due.id), "Douane-Timestamp": str(timestamp),
        "Douane-Signature": signature(due.secret, timestamp, body),
    }  # fmt: skip
    try:
        status = send(safe_address(due.url, allowed=allowed), body, headers)
        note = "" if 200 <= status < 300 else f"answered {status}"
    except UnsafeAddressError as error:
        note = str(error)
    except (OSError, http.client.HTTPException) as error:
        note = type(error).__name__
    if not note:
        kept.sent(due.id, at=at)
        return True
    attempts = due.attempts + 1
    again = now + WAITS[attempts - 1] if attempts <= len(WAITS) else None
    kept.failed(due.id, attempts, note, next_at=again.isoformat(timespec="seconds") if again else None, at=at)
    log.warning("webhook not delivered", extra={"count": attempts})
    return False


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, whatever its name says by now. Redirects are not followed."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=TIMEOUT)
        self._target = target

    def connect(self) -> None:
        """Connect, with TLS where the address says so; the certificate is that of the name."""
        raw = socket.create_connection((self._target.ip, self._target.port), TIMEOUT)
        secure = self._target.secure
        self.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=self._target.host) if secure else raw


def post(target: Target, body: bytes, headers: dict[str, str]) -> int:
    """Send a message; gives the HTTP status. Raises `OSError`, `http.client.HTTPException`."""
    connection = _Pinned(target)
    try:
        connection.request("POST", target.path, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()
