"""Codes that people decided: they win for the same client and good, visibly, while their tariff edition holds.

The same good is one described in the same words, in any order and number, with the same fields that speak of the goods.
When another edition of the tariff is in force, the decision is shown first but waits for a person to confirm it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from douane.classification.attributes import telling
from douane.classification.goods import Goods
from douane.classification.text import fingerprint
from douane.classification.wording import say
from douane.domain.decision import Candidate, Decision, Verdict
from douane.reference import harmonized

EVERY_CLIENT = ""


@dataclass(frozen=True, slots=True)
class PersonDecision:
    """A code that a person decided on: for whom, for what, by whom, why, when (UTC), on which edition of the tariff.

    `code` has digits only, `market` is `eu` or `cn`, `client` is as `client_key` makes it, empty for every client.
    """

    client: str
    market: str
    description: str
    good: str
    code: str
    who: str
    why: str
    at: str
    edition: str


def client_key(name: str) -> str:
    """A client's name or number as it is compared: letters and digits, whatever their case and spacing."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def good_key(goods: Goods) -> str:
    """What names the same good: its words in any order, and the fields that speak of it (SHA-256, hexadecimal)."""
    words, runs = fingerprint(goods.description)
    fields = sorted(f"{name.casefold()}={text.casefold()}" for name, text in telling(goods.attributes))
    text = "\x1f".join(("\x1e".join(sorted(words)), "\x1e".join(sorted(runs)), *fields))
    return hashlib.sha256(text.encode()).hexdigest()


class PersonDecisions:
    """Decisions ready to be looked up; of several for the same client and good the last one counts."""

    def __init__(self, decisions: Iterable[PersonDecision] = ()) -> None:
        self._known = {(d.client, d.market, d.good): d for d in decisions}

    def __len__(self) -> int:
        return len(self._known)

    def find(self, goods: Goods, market: str, clients: Sequence[str] = ()) -> PersonDecision | None:
        """The decision for the first of these clients that has one, else the one for every client."""
        if not self._known:
            return None
        good = good_key(goods)
        for client in (*filter(None, map(client_key, clients)), EVERY_CLIENT):
            if found := self._known.get((client, market, good)):
                return found
        return None


def answered(found: PersonDecision, edition: str, otherwise: Callable[[], Decision], language: str = "en") -> Decision:
    """The answer where a person has decided: accepted while the edition is the same, else first of what is proposed."""
    text = harmonized.texts().get(found.code[:6], "")
    told = {"who": found.who, "day": found.at[:10], "edition": found.edition,
            "client": found.client or say("every_client", language)}  # fmt: skip
    if found.edition == edition:
        reason = say("because.person", language, why=found.why, **told)
        return Decision(found.market, Verdict.ACCEPTED, (Candidate(found.code, text, 1.0, (reason,)),))
    proposed = otherwise()
    reason = say("because.person_old", language, code=found.code, now=edition, **told)
    same = next((c for c in proposed.candidates if c.code == found.code), Candidate(found.code, text, 0.0))
    others = tuple(candidate for candidate in proposed.candidates if candidate.code != found.code)
    first = replace(same, because=(reason, *same.because))
    return Decision(found.market, Verdict.REVIEW, (first, *others), proposed.question)
