"""Rules that look into what is known beside the manifest: the list of sanctioned persons, and earlier prices."""

from __future__ import annotations

from collections.abc import Iterator

from douane.compliance.rule import Case, rule
from douane.domain.finding import Finding


@rule("PARTY-LISTED", "PARTY-RESEMBLES", "PARTY-CONFIRMED")
def nothing_goes_to_or_comes_from_a_listed_person(case: Case) -> Iterator[Finding]:
    """No funds or economic resources are made available to persons on the consolidated list of the Union.

    A name alone proves nothing, so nobody is refused by it: a person decides (GDPR art. 22).
    """
    if case.screen:
        yield from case.screen.findings(case)


@rule("PRICE-BELOW-EARLIER")
def price_is_like_earlier_prices(case: Case) -> Iterator[Finding]:
    """Customs may have reasonable doubts whether the declared value is the total amount paid (UCC-IA art. 140)."""
    if case.prices:
        yield from case.prices.findings(case)


RULES = (nothing_goes_to_or_comes_from_a_listed_person, price_is_like_earlier_prices)
