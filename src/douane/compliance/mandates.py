"""Representation: who declares for another must be able to show the mandate (UCC art. 19(2))."""

from __future__ import annotations

from collections.abc import Iterator

from douane.compliance.rule import Case, rule
from douane.domain.finding import Finding


@rule("MANDATE-MISSING", "MANDATE-ENDED")
def representative_has_a_mandate(case: Case) -> Iterator[Finding]:
    """A person who acts as customs representative states that, and holds a mandate of the person represented.

    Asked by the IOSS number, which names the person who is taxed; the question is put only where mandates are on file.
    """
    number = case.consignment.ioss
    if case.mandates is None or not number:
        return
    covering = [mandate for mandate in case.mandates if number in mandate.ioss]
    if not covering:
        yield case.note("MANDATE-MISSING", "ioss", number)
    elif not any(mandate.in_force(case.law.on) for mandate in covering):
        latest = max(covering, key=lambda mandate: mandate.until or mandate.since)
        days = f"{latest.since.isoformat()} – {latest.until.isoformat() if latest.until else ''}"
        yield case.note("MANDATE-ENDED", "ioss", number, days, reference=latest.reference)


RULES = (representative_has_a_mandate,)
