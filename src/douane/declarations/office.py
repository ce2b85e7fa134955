"""Who declares and where: the broker's settings, as every declaration needs them."""

from __future__ import annotations

from dataclasses import dataclass

from douane.domain.consignment import Party
from douane.domain.declared import Authorisation, Contact, GoodsLocation, Guarantee, Representative, Warehouse
from douane.domain.mandate import Mandate


@dataclass(frozen=True, slots=True)
class Posts:
    """Customs offices an8 by their part in a declaration; `None` is not set.

    `destinations` are pairs of member state and office of destination (D.E. 17 05) of goods under transit.
    """

    presentation: str | None = None  # 17 09
    export: str | None = None  # 17 01
    exit: str | None = None  # 17 02
    departure: str | None = None  # 17 03
    destinations: tuple[tuple[str, str], ...] = ()  # 17 05

    def destination(self, country: str) -> str | None:
        """The office of destination in a member state."""
        return dict(self.destinations).get(country)


@dataclass(frozen=True, slots=True)
class Office:
    """Who declares, and where the goods are presented: the broker's settings.

    `recipient` is what the messages of the Union name as their recipient (an..35). `mandates` are those of the
    representative; `None` where there is none, or no mandates are on file.
    """

    declarant: Party
    contact: Contact | None
    representative: Representative | None
    location: GoodsLocation
    demonstration: bool = False
    posts: Posts = Posts()
    guarantee: Guarantee | None = None
    storage: Warehouse | None = None
    storage_authorisation: Authorisation | None = None
    recipient: str = "BE"
    mandates: tuple[Mandate, ...] | None = None
