"""The broker's settings: who declares, where the goods are presented. `douane.toml` in the data folder."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from douane import places
from douane.declarations.office import Office
from douane.domain.consignment import Address, Party
from douane.domain.h7 import Contact, GoodsLocation, Representative

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


class Settings(_Strict):
    """The file as a whole. Everything may be left out."""

    declarant: Declarant | None = None
    representative_eori: str | None = None
    representative_status: int = 3
    location: Location = Location()
    china: China | None = None
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
    return Office(party, contact, representative, location, demonstration)
