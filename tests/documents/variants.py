"""Three kinds of data for every document: next to nothing, the ordinary, and the longest texts in several scripts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from douane.documents.frame import FrameView, frame
from douane.domain.consignment import Address, Consignment, GoodsItem, Party
from tests.documents import fictional

PRINTED = date(2026, 11, 22)
ARABIC = "محمد بن عبد الله المثالي"
WORDS = ("silicone kitchen spatula with wooden handle, heat resistant, dishwasher safe, set of five pieces; " * 6)[:512]
SIGNS = ("针织女式短袖T恤衫，圆领，纯棉；" * 40)[:512]
NAME = "Wilhelmina-Alexandrine van der Straeten-Ponthoz de Looz-Corswarem-Zuid"
STREET = "Sint-Bartholomeusbegijnhofstraat 1288, bus 0417, gebouw C, achterhuis"

EXPORTER = Party(
    "Exemple Industries SA", None, Address("Rue de l’Exemple 12", "4020", "Liège", None, "BE"), eori="BE0417497106",
    vat="BE0417497106", phone="+32 4 555 01 00",
)  # fmt: skip
CONSIGNEE = Party(
    "Shenzhen Example Trading Co., Ltd", "深圳市示例贸易有限公司",
    Address("Unit 1207, Sample Building, 88 Keji South Road, Nanshan", "518057", "Shenzhen", "Guangdong", "CN"),
    uscc="91350100M000100Y43", phone="+86 755 5550 0123",
)  # fmt: skip
LONG = Party(NAME, "深圳市" + "示例" * 30, Address(STREET, "1234567890ABCDEFG", "L" * 35, "Vlaams-Brabant", "NL"),
             eori="BE0308357159")  # fmt: skip


def framed(number: str, *, demonstration: bool = False) -> FrameView:
    """The frame of a document of the day."""
    return frame(number, fictional.DAY, law_version=fictional.LAW, printed=PRINTED, demonstration=demonstration)


def exported() -> Consignment:
    """Two lines of machinery and chocolate sold by a company in Liège to one in Shenzhen."""
    items = (
        GoodsItem(
            1, "Centrifugal pump for liquids, stainless steel, 1.5 kW", "不锈钢离心泵 1.5千瓦", quantity=Decimal(4), unit="PCE",
            packages=2, gross_mass=Decimal("96.400"), net_mass=Decimal("88.000"), value=Decimal("3180.00"), currency="EUR",
            freight=Decimal("210.00"), insurance=Decimal("12.72"), origin="BE", commodity_code="84137051",
            commodity_code_cn="8413709990", brand="Exemplaire", model="CP-15", material="stainless steel 316L",
            use="water treatment",
        ),
        GoodsItem(
            2, "Pralines, assorted, 250 g", "什锦夹心巧克力 250克", quantity=Decimal(120), unit="BOX", packages=5,
            gross_mass=Decimal("37.500"), net_mass=Decimal("30.000"), value=Decimal("1079.00"), currency="EUR",
            freight=Decimal("82.00"), insurance=Decimal("4.32"), origin="BE", commodity_code="18069019",
            commodity_code_cn="1806900000", brand="Praline d’Exemple",
        ),
    )  # fmt: skip
    return Consignment(
        reference="LGG-EXP-0417", items=items, mawb="999-85896694", flight="EX8401", order="PO-2026-0417",
        exporter=EXPORTER, importer=CONSIGNEE, incoterm="CIP", arrival=fictional.DAY,
    )  # fmt: skip


def bare() -> Consignment:
    """One item of which nothing is known but its name."""
    return Consignment(reference="A-1", items=(GoodsItem(1, "Book"),))


def crowded(lines: int = 30) -> Consignment:
    """Many items, some with 512 characters, for parties with the longest names; Chinese, Arabic and an emoji."""
    base = exported()
    texts = {1: WORDS, 2: SIGNS, 3: "W" * 200, 4: ARABIC * 5, 5: "mug 😀 with picture"}
    items = tuple(
        replace(base.items[n % 2], number=n, description=texts.get(n, f"Drinking bottle of steel no. {n}"),
                value=Decimal("9999999.99"), origin="CN")
        for n in range(1, lines + 1)
    )  # fmt: skip
    return replace(base, items=items, exporter=LONG, importer=replace(LONG, name=ARABIC), order="P" * 35)


FAR = Party(NAME, "深圳市宝安区" + "示例" * 9, Address(STREET, "1070 HX", "Sint-Pieters-Leeuw-Vlezenbeek-Oost", None, "NL"))
"""The longest texts that a label has room for: 70 letters, 24 Chinese signs."""
