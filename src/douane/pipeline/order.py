"""What a run is asked to do, and the tools that it is done with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from douane import places
from douane.classification.classifier import Classifier
from douane.compliance.sanctions_list import read_list
from douane.compliance.screening import Screen
from douane.declarations.h7_dataset import Office
from douane.domain.consignment import Consignment, Direction
from douane.reference import harmonized
from douane.reference.air_freight import AirFreight, loaded_air_freight
from douane.reference.exchange import EcbRates, Rate
from douane.reference.law import Law, LawOnDay
from douane.reference.measures import MeasureTable, measures_on
from douane.reference.nomenclature import DECLARABLE, Nomenclature, edition_on

LIST_FILE = "consolidated-list.xml"
RATES_FILE = "eurofxref-hist.csv"


@dataclass(frozen=True, slots=True)
class Order:
    """The work order of a run: small, and the same in every process. `direction` `None` is told by the addresses."""

    as_of: date
    office: Office
    direction: Direction | None = None
    accept_from: float = 0.8


class Tools:
    """Law, rates, nomenclature and classifier of one day, each loaded when first asked for."""

    def __init__(self, as_of: date, *, accept_from: float = 0.8) -> None:
        self.as_of = as_of
        self._accept_from = accept_from
        self.rate = lru_cache(maxsize=256)(self._rate)
        self.code_exists = lru_cache(maxsize=1 << 16)(self._code_exists)

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
    def screen(self) -> Screen | None:
        """The consolidated list that the user keeps, ready to look parties up in; `None` where none is kept."""
        kept = places.home() / LIST_FILE
        if not kept.exists():
            return None
        with kept.open("rb") as file:
            return Screen(read_list(file), self.law)

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The codes of ten digits that the nomenclature of the day puts above a code, the nearest first."""
        if self.nomenclature is None or not self.nomenclature.exists(code):
            return ()
        return tuple(node.code for node in reversed(self.nomenclature.path(code)) if node.suffix == DECLARABLE)

    @property
    def nomenclature_name(self) -> str:
        """The edition in words: what a code was looked up in."""
        return f"TARIC {self.nomenclature.state.isoformat()}" if self.nomenclature else harmonized.EDITION

    @cached_property
    def classifier(self) -> Classifier:
        """The classifier over the day's nomenclature."""
        return Classifier(self.nomenclature, accept_from=self._accept_from, chinese=edition_on(self.as_of, "cn"))

    @cached_property
    def rates(self) -> EcbRates:
        """The user's history of rates if one was loaded, else the packaged one."""
        loaded = places.home() / RATES_FILE
        return EcbRates.from_file(loaded) if loaded.exists() else EcbRates.packaged()

    def _rate(self, currency: str) -> Rate:
        return self.rates.for_customs(currency, self.as_of)

    def _code_exists(self, code: str) -> bool:
        """Whether a code is in the nomenclature of the day; only its HS subheading can be told without a tariff."""
        if self.nomenclature:
            return self.nomenclature.exists(code)
        return code[:6] in harmonized.subheadings()


def direction_of(order: Order, consignment: Consignment, law: LawOnDay) -> Direction:
    """The direction asked for, else told by the addresses: from a member state to elsewhere is export."""
    if order.direction:
        return order.direction
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
