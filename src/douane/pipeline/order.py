"""What a run is asked to do, and the tools that it is done with."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from sqlalchemy import Engine

from douane import __version__, places
from douane.assessment.basis import Basis
from douane.assessment.route import cross_border
from douane.classification.classifier import Classifier
from douane.classification.persons import PersonDecisions
from douane.compliance.sanctions_list import read_list
from douane.compliance.screening import Decided, KnownDecisions, Ruling, Screen
from douane.declarations.office import Office
from douane.domain.consignment import Consignment, Direction
from douane.domain.numbers import ZERO
from douane.pipeline.remembering import kept_decisions
from douane.reference import harmonized
from douane.reference.air_freight import AirFreight, loaded_air_freight
from douane.reference.duty_china import ChineseTariff, chinese_rates_on, rates_of_edition
from douane.reference.exchange import EcbRates, Rate
from douane.reference.law import Law, LawOnDay
from douane.reference.measures import MeasureTable, measures_on
from douane.reference.measures_of_goods import load_measures
from douane.reference.nomenclature import DECLARABLE, Nomenclature, edition_on, editions
from douane.reference.positive_list import PositiveList, positive_list_on
from douane.store import database
from douane.store.decisions import decisions
from douane.store.screening import Rulings

LIST_FILE = "consolidated-list.xml"
RATES_FILE = "eurofxref-hist.csv"
_MOST_CODES = 1 << 16


@dataclass(frozen=True, slots=True)
class Order:
    """The work order of a run: small, and the same in every process. `direction` `None` is told by the addresses."""

    as_of: date
    office: Office
    direction: Direction | None = None
    accept_from: float = 0.93


class Tools:
    """Law, rates, nomenclature and classifier of one day, each loaded when first asked for."""

    def __init__(self, as_of: date, *, accept_from: float = 0.93) -> None:
        self.as_of = as_of
        self._accept_from = accept_from
        # Plain dictionaries: a cache around a bound method would keep the tools of every day alive.
        self._rate_of: dict[str, Rate] = {}
        self._exists: dict[str, bool] = {}

    @cached_property
    def law(self) -> LawOnDay:
        """The law of the day."""
        return Law.load().on(self.as_of)

    @cached_property
    def nomenclature(self) -> Nomenclature | None:
        """The EU tariff edition of the day, if one is loaded."""
        return edition_on(self.as_of)

    @cached_property
    def measures(self) -> MeasureTable | None:
        """The table of duties of the day, if one is loaded."""
        return measures_on(self.as_of)

    @cached_property
    def air_freight(self) -> AirFreight | None:
        """The user's percentages of air freight, if loaded."""
        return loaded_air_freight()

    @cached_property
    def chinese(self) -> ChineseTariff | None:
        """The Chinese rates of the day: the loaded table, else those that the loaded Chinese tariff holds."""
        loaded = chinese_rates_on(self.as_of)
        if loaded is not None:
            return loaded
        past = [path for path in editions("cn") if path.stem[-10:] <= self.as_of.isoformat()]
        return rates_of_edition(past[-1]) if past else None

    @cached_property
    def positive(self) -> PositiveList | None:
        """The positive list of cross-border retail of the day, if one is loaded."""
        return positive_list_on(self.as_of)

    @cached_property
    def screen(self) -> Screen | None:
        """The consolidated list that the user keeps, ready to look parties up in; `None` where none is kept."""
        kept = places.home() / LIST_FILE
        if not kept.exists():
            return None
        with kept.open("rb") as file:
            return Screen(read_list(file), self.law, kept_rulings())

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The codes of ten digits that the nomenclature of the day puts above a code, the nearest first."""
        if self.nomenclature is None or not self.nomenclature.exists(code):
            return ()
        return tuple(node.code for node in reversed(self.nomenclature.path(code)) if node.suffix == DECLARABLE)

    def basis(
        self, consignment: Consignment, codes: Sequence[str | None], direction: Direction, used: Decimal = ZERO
    ) -> Basis:  # fmt: skip
        """What an assessment of the day rests on; `used` is what a buyer in China has used of the annual limit, in CNY."""
        return Basis(consignment, codes, self.law, self.rate, direction, self.measures, self.air_freight, self.ancestors,
                     self.chinese, self.positive, used)  # fmt: skip

    @property
    def versions(self) -> dict[str, str]:
        """The editions that answers of the day rest on; `none` where the user has loaded nothing."""
        loaded = {"duties": self.measures, "air_freight": self.air_freight, "china_rates": self.chinese,
                  "positive_list": self.positive}  # fmt: skip
        return {
            "douane": __version__, "law": self.law.version, "measures": load_measures().version,
            "tariff": self.nomenclature_name, "classifier": self.classifier.version,
            "rates": self.rates.newest.isoformat(), "sanctions": self.screen.version if self.screen else "none",
            **{name: table.name if table else "none" for name, table in loaded.items()},
        }  # fmt: skip

    @property
    def nomenclature_name(self) -> str:
        """The edition in words: what a code was looked up in."""
        return f"TARIC {self.nomenclature.state.isoformat()}" if self.nomenclature else harmonized.EDITION

    def edition_name(self, market: str) -> str:
        """The edition that a code of a market (`eu`, `cn`) is decided on."""
        edition = self.nomenclature if market == "eu" else edition_on(self.as_of, market)
        return edition.name if edition else harmonized.EDITION

    @cached_property
    def decided(self) -> PersonDecisions:
        """What people decided about goods of clients."""
        return kept_decisions()

    @cached_property
    def classifier(self) -> Classifier:
        """The classifier over the day's nomenclature."""
        return Classifier(self.nomenclature, accept_from=self._accept_from, chinese=edition_on(self.as_of, "cn"))

    @cached_property
    def rates(self) -> EcbRates:
        """The user's history of rates if one was loaded, else the packaged one."""
        loaded = places.home() / RATES_FILE
        return EcbRates.from_file(loaded) if loaded.exists() else EcbRates.packaged()

    def rate(self, currency: str) -> Rate:
        """The customs rate of a currency on the day. Raises what `EcbRates.for_customs` raises."""
        found = self._rate_of.get(currency)
        if found is None:
            found = self._rate_of[currency] = self.rates.for_customs(currency, self.as_of)
        return found

    def code_exists(self, code: str) -> bool:
        """Whether a code is in the nomenclature of the day; only its HS subheading can be told without a tariff."""
        found = self._exists.get(code)
        if found is None:
            if len(self._exists) >= _MOST_CODES:
                self._exists.clear()
            found = self.nomenclature.exists(code) if self.nomenclature else code[:6] in harmonized.subheadings()
            self._exists[code] = found
        return found


def kept_rulings() -> KnownDecisions:
    """What people have decided about parties, from the store; nothing where there is no store yet."""
    if not database.exists():
        return KnownDecisions({})
    engine = database.connect()
    try:
        return rulings_in(engine)
    finally:
        engine.dispose()  # workers are forked later and must not share a connection


def rulings_in(engine: Engine) -> KnownDecisions:
    """What people have decided about parties in a store."""
    return KnownDecisions.of(
        Decided(r.party, r.entity, r.digest, Ruling(r.ruling), r.who, date.fromisoformat(r.day), r.why, r.list_version)
        for r in Rulings(engine).all()
    )


def at_present(tools: Tools, engine: Engine) -> Tools:
    """The tools with what people have decided in a store by now; what is slow to load is shared."""
    fresh = copy(tools)
    fresh.decided = PersonDecisions(decisions(engine))
    if tools.screen is not None:
        fresh.screen = tools.screen.with_decisions(rulings_in(engine))
    return fresh


def direction_of(order: Order, consignment: Consignment, law: LawOnDay) -> Direction:
    """The direction asked for, else told by the addresses: from a member state to elsewhere is export.

    A sale into China under the cross-border messages counts as export too, wherever the goods stand (1210: in China).
    """
    if order.direction:
        return order.direction
    if cross_border(consignment):
        return Direction.EXPORT
    union = law.codes("eu.territory.member_states")
    sender, recipient = consignment.exporter.address.country, consignment.importer.address.country
    leaves = sender in union and recipient is not None and recipient not in union
    return Direction.EXPORT if leaves else Direction.IMPORT


def load_rates(file: Path) -> EcbRates:
    """Take a history file of the ECB into the data folder. Raises `ValueError` where it is none."""
    rates = EcbRates.from_file(file)
    places.home().mkdir(parents=True, exist_ok=True)
    target = places.home() / RATES_FILE
    draft = target.with_suffix(".part")
    draft.write_text(rates.csv_text, encoding="utf-8")
    draft.replace(target)
    return rates
