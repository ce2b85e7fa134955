"""The list of China's cross-border e-commerce (CEB621, 清单) as a print: what is declared of one parcel (DOMAIN §7)."""

from __future__ import annotations

from dataclasses import dataclass

from douane.documents.frame import FrameView
from douane.documents.wording import masked, mass, money
from douane.domain.ceb import Inventory, InventoryLine
from douane.domain.numbers import ZERO, text_of


@dataclass(frozen=True, slots=True)
class CebLineView:
    """One line (InventoryList). Quantities with their unit codes, prices in CNY."""

    number: str
    code: str
    name: str
    model: str
    country: str
    quantity: str
    legal: str
    price: str
    total: str


@dataclass(frozen=True, slots=True)
class CebListView:
    """Everything that the list shows. The buyer's identity number is masked but for its last four characters."""

    frame: FrameView
    list_no: str
    order_no: str
    logistics_no: str
    logistics: str
    platform: str
    merchant: str
    agent: str
    area: str
    guarantee: str
    customs: str
    port: str
    trade_mode: str
    transport: str
    voyage: str
    master: str
    country: str
    declared_on: str
    entry_on: str
    buyer: str
    buyer_id: str
    address: str
    packages: str
    gross: str
    net: str
    freight: str
    insurance: str
    lines: tuple[CebLineView, ...]
    total: str


def ceb_list(inventory: Inventory, frame: FrameView) -> CebListView:
    """The print of a list as it is declared; masses in kilograms, amounts in CNY."""
    return CebListView(
        frame=frame,
        list_no=inventory.list_no or "",
        order_no=inventory.order_no,
        logistics_no=inventory.logistics_no,
        logistics=_named(inventory.logistics_name, inventory.logistics_code),
        platform=_named(inventory.platform_name, inventory.platform_code),
        merchant=_named(inventory.merchant_name, inventory.merchant_code),
        agent=_named(inventory.agent_name, inventory.agent_code),
        area=_named(inventory.area_name or "", inventory.area_code or ""),
        guarantee=inventory.guarantee,
        customs=inventory.customs,
        port=inventory.port,
        trade_mode=inventory.trade_mode,
        transport=" ".join(part for part in (inventory.transport_mode, inventory.transport_no) if part),
        voyage=inventory.voyage or "",
        master=inventory.master or "",
        country=inventory.country,
        declared_on=inventory.declared_on,
        entry_on=inventory.entry_on or "",
        buyer=inventory.buyer_name,
        buyer_id=masked(inventory.buyer_id_number),
        address=inventory.consignee_address,
        packages=str(inventory.packages),
        gross=mass(inventory.gross),
        net=mass(inventory.net),
        freight=money(inventory.freight) or "",
        insurance=money(inventory.insurance) or "",
        lines=tuple(_line(line) for line in inventory.lines),
        total=money(sum((line.total for line in inventory.lines), ZERO)) or "",
    )


def _line(line: InventoryLine) -> CebLineView:
    second = f" · {text_of(line.quantity2)} {line.unit2}" if line.quantity2 is not None and line.unit2 else ""
    return CebLineView(
        number=str(line.number),
        code=line.code,
        name=line.name,
        model=line.model,
        country=line.country,
        quantity=f"{text_of(line.quantity)} {line.unit}",
        legal=f"{text_of(line.quantity1)} {line.unit1}{second}",
        price=text_of(line.price),
        total=money(line.total) or "",
    )


def _named(name: str, code: str) -> str:
    return " · ".join(part for part in (name, code) if part)
