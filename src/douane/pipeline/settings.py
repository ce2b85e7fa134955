"""The broker's settings: who declares, where the goods are presented. `douane.toml` in the data folder."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from douane import places
from douane.declarations.office import Office, Posts
from douane.domain.consignment import Address, Party
from douane.domain.declared import (
    Amount,
    Authorisation,
    Contact,
    GoodsLocation,
    Guarantee,
    Representative,
    Warehouse,
)
from douane.domain.identifiers import Fault, customs_office_fault, grn_fault, ioss_fault, mrn_check_digit
from douane.domain.mandate import Mandate
from douane.reference.code_lists import countries

FILE = "douane.toml"


class SettingsError(Exception):
    """The settings file is wrong; the message names file, key and what is accepted."""

    exit_code = 2


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Declarant(_Strict):
    """D.E. 13 05."""

    name: str
    eori: str
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str = "BE"
    contact: str | None = None
    phone: str | None = None
    email: str | None = None


class Location(_Strict):
    """D.E. 16 15, by UN/LOCODE. The code of the customs office at Liège is not confirmed, so none is set."""

    unlocode: str = "BELGG"
    type: str = "B"
    qualifier: str = "U"


class Offices(_Strict):
    """Customs offices an8 (D.E. 17 xx); `destination` by member state, such as `NL = "NL000510"`."""

    presentation: str | None = None
    export: str | None = None
    exit: str | None = None
    departure: str | None = None
    destination: dict[str, str] = {}

    @field_validator("presentation", "export", "exit", "departure")
    @classmethod
    def _is_an_office(cls, value: str | None) -> str | None:
        return _accepted(value, customs_office_fault)

    @field_validator("destination")
    @classmethod
    def _are_offices(cls, value: dict[str, str]) -> dict[str, str]:
        for code in value.values():
            _accepted(code, customs_office_fault)
        return value


class GuaranteeSetting(_Strict):
    """The transit guarantee (D.E. 99 02, 99 03): 1 comprehensive, with its GRN, access code and amount in euro."""

    grn: str
    access_code: str | None = None
    type: str = "1"
    cover: Decimal = Decimal(0)

    @field_validator("grn")
    @classmethod
    def _is_a_grn(cls, value: str) -> str:
        return _accepted(value, grn_fault) or ""


class Storage(_Strict):
    """The storage facility (D.E. 12 11) and its authorisation (12 12)."""

    facility: str
    type: str = "V"
    authorisation: str | None = None


def _accepted(value: str | None, fault_of: Callable[[str], Fault | None]) -> str | None:
    fault = fault_of(value) if value else None
    if fault:
        raise ValueError(f"{value!r}: {fault.expected} is accepted")
    return value


class China(_Strict):
    """Who sends China's messages and Cargo-XML: enterprise, box at the exchange platform, key; where goods start from."""

    sender_code: str
    sender_name: str
    box: str
    key: str | None = None
    """PKCS#12 file of the signature; its password is asked for or read from DOUANE_KEY_PASSWORD."""
    discharge: str | None = None
    """Port of discharge (POD) of China's export list."""
    airport: str = "SZX"


class MandateSetting(_Strict):
    """A mandate on file: its reference, who gave it, the IOSS numbers that it covers, its first and its last day."""

    reference: str
    principal: str
    ioss: list[str]
    since: date
    until: date | None = None

    @field_validator("ioss")
    @classmethod
    def _are_numbers(cls, value: list[str]) -> list[str]:
        for number in value:
            _accepted(number, ioss_fault)
        return value


class Settings(_Strict):
    """The file as a whole. Everything may be left out."""

    declarant: Declarant | None = None
    representative_eori: str | None = None
    representative_status: int = 3
    location: Location = Location()
    offices: Offices = Offices()
    guarantee: GuaranteeSetting | None = None
    storage: Storage | None = None
    message_recipient: str = "BE"
    china: China | None = None
    mandates: list[MandateSetting] | None = None
    lrn_prefix: str = "L"
    accept_from: float = 0.93
    templates: str | None = None
    """Folder of a client's own templates, laid over ours; from the data folder where it is not absolute."""
    barcodes_read_back: float = Field(default=0.004, ge=0, le=1)
    """Share of printed documents whose barcodes are read back from the page: 1 of a chunk of 250, or 1.0 for all."""


# Fictional, with correct check digits, so that everything can be tried before anything is set up.
DEMONSTRATION = Declarant(
    name="Demonstration Declarant", eori="BE0999999922", street="Rue de l'Exemple 1", postcode="4460",
    city="Grâce-Hollogne", contact="Demonstration",
)  # fmt: skip


_STORAGE_AUTHORISATION = "TST"  # D.E. 12 12 002: operation of storage facilities
_DEMONSTRATION_OFFICE = "BE000000"
_DEMONSTRATION_GRN = "26BE00000000DEMO" + mrn_check_digit("26BE00000000DEMO")
_DEMONSTRATION_COVER = Decimal(10_000)


def path() -> Path:
    """Where the settings are looked for."""
    return places.home() / FILE


def load(file: Path | None = None) -> Settings:
    """The settings, or the defaults where there is no file. Raises `SettingsError`."""
    chosen = file or path()
    if not chosen.exists():
        return Settings()
    try:
        return Settings.model_validate(tomllib.loads(chosen.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{chosen} is no TOML file: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(f"{chosen}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def templates_of(settings: Settings) -> Path | None:
    """The folder of the client's own templates. Raises `SettingsError` where it is not there."""
    if settings.templates is None:
        return None
    folder = places.home() / settings.templates
    if not folder.is_dir():
        raise SettingsError(f"{path()}: templates: there is no folder {folder}")
    return folder


def office(settings: Settings, declared: Party | None = None) -> Office:
    """Who declares: the settings, else the manifest's declarant, else the demonstration declarant."""
    chosen = settings.declarant
    if chosen is None and declared and declared.eori:
        party, contact, demonstration = declared, None, False
    else:
        declarant = chosen or DEMONSTRATION
        address = Address(declarant.street, declarant.postcode, declarant.city, None, declarant.country)
        party = Party(name=declarant.name, eori=declarant.eori, address=address)
        contact = Contact(declarant.contact, declarant.phone, declarant.email) if declarant.contact else None
        demonstration = chosen is None
    representative = None
    if settings.representative_eori:
        representative = Representative(settings.representative_eori, settings.representative_status)
    location = GoodsLocation(settings.location.unlocode, settings.location.type, settings.location.qualifier)
    return Office(
        party, contact, representative, location, demonstration, _posts(settings, demonstration=demonstration),
        _guarantee(settings, demonstration=demonstration), *_storage(settings, party), settings.message_recipient,
        _mandates(settings) if representative else None,
    )  # fmt: skip


def _mandates(settings: Settings) -> tuple[Mandate, ...] | None:
    if settings.mandates is None:
        return None
    return tuple(Mandate(m.reference, m.principal, tuple(m.ioss), m.since, m.until) for m in settings.mandates)


def _posts(settings: Settings, *, demonstration: bool) -> Posts:
    """The offices that are set. With the demonstration declarant, whose data sets may not be lodged, made-up ones do."""
    offices, made_up = settings.offices, _DEMONSTRATION_OFFICE if demonstration else None
    destinations = dict(offices.destination)
    if demonstration:
        destinations = {**{country: f"{country}000000" for country in sorted(countries())}, **destinations}
    return Posts(
        offices.presentation or made_up, offices.export or made_up, offices.exit or made_up,
        offices.departure or made_up, tuple(destinations.items()),
    )  # fmt: skip


def _guarantee(settings: Settings, *, demonstration: bool) -> Guarantee | None:
    chosen = settings.guarantee
    if chosen:
        return Guarantee(chosen.type, chosen.grn, chosen.access_code, Amount(chosen.cover, "EUR"))
    if demonstration:
        return Guarantee("1", _DEMONSTRATION_GRN, None, Amount(_DEMONSTRATION_COVER, "EUR"))
    return None


def _storage(settings: Settings, holder: Party) -> tuple[Warehouse | None, Authorisation | None]:
    chosen = settings.storage
    if chosen is None:
        return None, None
    held = Authorisation(_STORAGE_AUTHORISATION, chosen.authorisation, holder.eori) if chosen.authorisation else None
    return Warehouse(chosen.type, chosen.facility), held
