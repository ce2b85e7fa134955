"""Who may do what at the desk. A route names what it needs; a role is a set of these."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The roles of people."""

    BROKER = "broker"
    TRADER = "trader"
    SUPERVISOR = "supervisor"
    HUB = "hub"
    AUDITOR = "auditor"
    ADMIN = "admin"


class May(StrEnum):
    """What a route may need."""

    SEE = "see"
    WORK = "work"
    DECIDE = "decide"
    SECOND = "second"
    EXPORT = "export"
    HUB = "hub"
    AUDIT = "audit"
    PEOPLE = "people"


GRANTS: dict[Role, frozenset[May]] = {
    Role.BROKER: frozenset({May.SEE, May.WORK, May.DECIDE, May.EXPORT}),
    Role.TRADER: frozenset({May.SEE, May.EXPORT}),
    Role.SUPERVISOR: frozenset({May.SEE, May.WORK, May.DECIDE, May.SECOND, May.EXPORT, May.HUB, May.AUDIT}),
    Role.HUB: frozenset({May.HUB}),
    Role.AUDITOR: frozenset({May.SEE, May.AUDIT}),
    Role.ADMIN: frozenset({May.PEOPLE, May.AUDIT}),
}


def may(role: str, what: May) -> bool:
    """Whether a role grants something."""
    return what in GRANTS.get(Role(role), frozenset())
