from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from douane.documents.h7_summary import H7SummaryView, h7_summary
from douane.documents.parcel_label import ParcelLabelView, parcel_label
from douane.domain.consignment import Address, Document, Party
from douane.domain.h7 import FiscalReference
from douane.press.printer import Press, Printed
from tests.documents import fictional

LONG_NAME = "Wilhelmina-Alexandrine van der Straeten-Ponthoz de Looz-Corswarem-Zuid"
LONG_STREET = "Sint-Bartholomeusbegijnhofstraat 1288, bus 0417, gebouw C, achterhuis"
ARABIC = "محمد بن عبد الله المثالي"
CHINESE = "示例收件人李小龙"
WORDS = ("silicone kitchen spatula with wooden handle, heat resistant, dishwasher safe, set of five pieces; " * 6)[:512]
SIGNS = ("针织女式短袖T恤衫，圆领，纯棉；" * 40)[:512]
UNBROKEN = "W" * 512


@pytest.fixture(scope="session")
def press() -> Press:
    return Press()


def labels() -> list[ParcelLabelView]:
    """Labels of five kinds: ordinary, longest, Arabic, Chinese, and one that says next to nothing."""
    ordinary = fictional.consignment()
    longest = Party(LONG_NAME, None, Address(LONG_STREET, "1234567890ABCDEFG", "L" * 35, "Vlaams-Brabant", "NL"))
    arabic = Party(ARABIC, None, Address("شارع المثال ١٢", "11564", "الرياض", None, "SA"))
    chinese = Party(None, CHINESE, Address("北京市朝阳区示例路88号", "100020", "北京市", "朝阳区", "CN"))
    empty = replace(ordinary, reference="A-1", items=(), importer=Party(), exporter=Party(), mawb=None, uld=None)
    parcels = [ordinary, *(replace(ordinary, importer=party) for party in (longest, arabic, chinese)), empty]
    return [
        parcel_label(parcel, fictional.ROUTING, lrn=fictional.LRN if parcel.items else None, service="Standard")
        for parcel in parcels
    ]


def summaries() -> list[H7SummaryView]:
    """Ready and not yet accepted; held, accepted and with nothing known; forty lines with the longest texts."""
    h7 = fictional.h7()
    texts = {1: WORDS, 2: SIGNS, 3: UNBROKEN}
    items = tuple(
        replace(
            h7.items[number % 3], number=number, description=texts.get(number, f"Drinking bottle no. {number}"),
            supporting_documents=(Document("C127", "M" * 70), Document("U110", "CERTIFICATE-1")),
        )
        for number in range(1, 41)
    )  # fmt: skip
    long = replace(
        h7, lrn="LRN-OF-22-CHARACTERS-X", items=items, demonstration=False, representative=None,
        exporter=replace(fictional.SELLER, name="E" * 70), importer=Party(ARABIC, address=Address(country="BE")),
        fiscal_references=(FiscalReference("FR7", "BE0417497106"),), previous_documents=(),
        transport_documents=tuple(Document("N741", f"999-8589669{n}") for n in range(9)),
    )  # fmt: skip
    given = {"law_version": fictional.LAW, "printed": date(2026, 11, 22)}
    vat = replace(fictional.assessment(), vat=Decimal("10.71"), vat_base=Decimal("51.00"))
    return [
        h7_summary(h7, fictional.assessment(), fictional.charges(), status="ready", **given),  # type: ignore[arg-type]
        h7_summary(h7, fictional.unknown_assessment(), (), status="held", mrn=fictional.MRN,
                   reasons=["The post code of the exporter is missing."], law_version=fictional.LAW),
        h7_summary(long, vat, fictional.charges(), status="review", law_version=fictional.LAW),
    ]  # fmt: skip


@pytest.fixture(scope="session")
def printed_labels(press: Press) -> Printed:
    return press.print("parcel_label", labels())


@pytest.fixture(scope="session")
def printed_summaries(press: Press) -> Printed:
    return press.print("h7_summary", summaries())


@pytest.fixture
def folder_of(tmp_path: Path) -> Callable[..., Path]:
    """Make a folder of templates with one template `page`, for what no template of ours would do."""

    def make(html: str, css: str = "@page { size: 100mm 100mm; margin: 0 } body { font-family: 'Noto Sans' }") -> Path:
        folder = tmp_path / "templates"
        (folder / "captions").mkdir(parents=True)
        (folder / "captions" / "en.yaml").write_text('page: {title_of_many: "Pages"}')
        (folder / "page.html").write_text(html)
        (folder / "page.css").write_text(css)
        return folder

    return make
