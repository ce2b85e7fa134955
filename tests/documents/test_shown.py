"""Every field that DOMAIN §3.7 and §7 ask for stands on its document, and every barcode is read back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from douane.documents.customs_lists import parcel_list
from douane.documents.duty_statement import duty_statement
from douane.documents.h7_list import h7_list
from douane.documents.invoice import InvoiceTerms, invoice
from douane.documents.packing_list import packing_list
from douane.documents.payment_notice import Payee, communication_text, sepa_code, structured_communication
from douane.documents.postal import postal
from douane.domain.consignment import Postal
from douane.domain.identifiers import ogm_fault
from douane.press.printer import Press
from tests.documents import fictional
from tests.documents.samples_payment_notice import PAYEE
from tests.documents.test_every_document import SAMPLES
from tests.documents.variants import bare, exported, framed
from tests.press.reading import barcodes_on, pictures_of, solid, text_of

INVOICE = (
    "INV-2026-0417", "2026-11-21", "Exemple Industries SA", "BE0417497106", "91350100M000100Y43", "深圳市示例贸易有限公司",
    "Tel. +86 755 5550 0123", "CIP Shenzhen", "30 days net", "PO-2026-0417", "999-85896694", "sale", "EX-0417 / 1–7",
    "118.000", "133.900", "EUR", "Centrifugal pump", "不锈钢离心泵", "Exemplaire · CP-15 · stainless steel 316L · water treatment",
    "EU 84137051", "CN 8413709990", "4 PCE", "795.00", "3180.00", "4259.00", "292.00", "17.04", "− 59.00", "4509.04",
    "of Belgian origin", "Name, signature, stamp", "Law data 2026-11-20",
)  # fmt: skip
SHOWN = {
    "commercial_invoice": ("Commercial invoice", *INVOICE),
    "proforma_invoice": ("Pro-forma invoice", *INVOICE),
    "packing_list": ("EX-0417", "88.000", "96.400", "60 × 40 × 55", "118.000", "133.900", "120 BOX", "ISPM 15", "什锦夹心巧克力"),
    "outturn_report": (
        "PMC10000EX", "EX8402", fictional.MRN, "412", "410", "-2", "1834.250", "1829.100", "-5.150", "1 open",
        "LX638558603CN Shortage", "manifested here, found nowhere", "photographed, importer told",
    ),
    "hand_over": ("LX638558603CN", "1-ABC-417", "Nora Voorbeeld", "2026-11-22 18:05 CET", "Total 2", "2.178"),
    "pallet_sheet": ("PMC10000EX", "LX638558603CN", "Total 2", "2.178"),
    "release_list": ("LX638558603CN", fictional.MRN, "A-12 3", "1-ABC-417", "999-85896694", "Total 2", "2.178"),
    "hold_list": ("LX638558603CN", "selected by customs · documents asked for · trade mark suspected", "customs: selected"),
    "duty_statement": (
        "H7 F48", "distance sale of at most EUR 150 under IOSS", "9.00", "DDP", "3 lines × 3.00 EUR", "38.85", "2.49",
        "Reg. (EU) 2026/382 art. 2", "Not confirmed in law:", "6109100010", "22.56", "line 3", "their notice prevails",
    ),
    "h7_list": ("999-85896694", "LX638558617CN", fictional.MRN, "••••••••4567", "77.70", "18.00", "2.178", "F48"),
    "payment_notice": ("EUR 34.71", "BE71 0961 2345 6769", "GKCCBEBB", "+++202/6112/20466+++", "2026-12-06", "10.71"),
    "cn22": (
        "Customs declaration", "May be opened officially", "CN 22", "Exemple Poste", "3 × Women's knitted T-shirt", "0.540",
        "186.00 CNY", "6109100010 · CN", "1.089", "320.30 CNY", "2026-11-21",
    ),
    "cn23": (
        "CN 23", "LX638558603CN", "Shenzhen Example Trading", "Aïcha Vandermuster", "+32 4 555 01 23", "91350100M000100Y43",
        "186.00 CNY", "38.00 CNY", "textiles, no quarantine", "N380 INV-1", "Shenzhen · 2026-11-21", "1.089", "320.30 CNY",
    ),
    "ceb_list": (
        "EXP000000417CN", "EX20261121000417", "示例电商平台有限公司 · 4403160AB1", "深圳市示例贸易有限公司", "9610", "999-85896694",
        "••••••••••••••002X", "1806900000", "什锦夹心巧克力", "品牌：示例|规格：250克/盒", "2 140", "0.5 035", "137.00", "0.620",
    ),
    "road_waybill": (
        "1 Sender", "16 Carrier", "Exemple Route SRL", "2 Consignee", "3 Place of delivery", "Liège · 2026-11-21",
        "INV-2026-0417, packing list", "13 Sender’s instructions", f"EAD {fictional.MRN}", "keep dry",
        "84137051", "96.400", "0.264", "133.900", "22 Signature of the sender", "24 Goods received: consignee",
    ),
    "shift_report": (
        "inbox-2026-11-21", "1250", "1156", "47532.65", "3927.00", "CLASS-OPEN", "The commodity code is not settled",
        "FILE-UNKNOWN", "Send it as CSV, Excel or XML.", "EX8404-999-85896705.csv", "c4c4c4c4c4c4c4c4",
    ),
}  # fmt: skip
CODES = {
    "ceb_list": {"Code 128": "EXP000000417CN"},
    "outturn_report": {"Code 128": "PMC10000EX"},
    "hand_over": {"Code 128": "HO-1-ABC-417"},
    "pallet_sheet": {"Code 128": "PMC10000EX"},
    "release_list": {"Code 128": "RL-2026-0417"},
    "hold_list": {"Code 128": "HL-2026-0417"},
    "cn23": {"Code 128": "LX638558603CN"},
}


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


@pytest.mark.parametrize("template", sorted(SHOWN))
def test_every_field_is_shown_and_every_barcode_read(press: Press, template: str) -> None:
    pdf = press.pdf(template, [SAMPLES[template, "ordinary"]])
    text = solid(text_of(pdf))
    for part in SHOWN[template]:
        assert solid(part) in text, part
    if template in CODES:
        assert barcodes_on(pictures_of(pdf, 203, "-gray")[0]) == CODES[template]


def test_the_sepa_code_is_read_as_a_bank_reads_it(press: Press) -> None:
    pdf = press.pdf("payment_notice", [SAMPLES["payment_notice", "ordinary"]])
    read = next(iter(barcodes_on(pictures_of(pdf, 203, "-gray")[0]).values()))
    assert read.split("\n") == [
        "BCD", "002", "1", "SCT", "GKCCBEBB", "Exemple Déclarations SA", "BE71096123456769", "EUR34.71", "", "",
        "+++202/6112/20466+++",
    ]  # fmt: skip


@pytest.mark.parametrize(("number", "digits"), [(0, "000000000097"), (97, "000000009797"), (1, "000000000101")])
def test_structured_communications_have_their_check_digits(number: int, digits: str) -> None:
    assert structured_communication(number) == digits
    assert ogm_fault(digits) is None
    assert communication_text("123456789002") == "+++123/4567/89002+++"


@pytest.mark.parametrize(
    ("payee", "amount"),
    [(Payee("A", "BE71096123456768"), "1"), (Payee("A", PAYEE.iban, "BAD"), "1"), (PAYEE, "0"), (PAYEE, "1000000000")],
)
def test_a_sepa_code_carries_no_wrong_account_and_no_amount_out_of_bounds(payee: Payee, amount: str) -> None:
    with pytest.raises(ValueError, match=r"SEPA|valid"):
        sepa_code(payee, Decimal(amount), "")


def test_a_chinese_invoice_speaks_english_too(press: Press) -> None:
    text = solid(text_of(press.print("commercial_invoice", [SAMPLES["commercial_invoice", "ordinary"]], language="zh").pdf))
    for part in ("商业发票 Commercial invoice", "单价 Unit price", "原产国 Origin"):
        assert solid(part) in text


def test_what_is_not_known_is_said_and_never_zero() -> None:
    empty = invoice(bare(), InvoiceTerms(), framed("1"))
    assert (empty.goods, empty.total, empty.lines[0].amount, empty.lines[0].price) == (None, None, None, "")
    items = exported().items
    mixed = replace(exported(), items=(items[0], replace(items[1], currency="CNY")))
    assert invoice(mixed, InvoiceTerms(), framed("1")).total is None
    assert packing_list(bare(), framed("1")).net_mass == ""
    assert duty_statement(bare(), fictional.unknown_assessment(), framed("1")).total is None
    rows = [(fictional.h7(), fictional.assessment()), (fictional.h7(), fictional.unknown_assessment())]
    assert h7_list(rows, framed("1")).duty is None


def test_price_times_quantity_is_the_amount() -> None:
    line = invoice(exported(), InvoiceTerms(), framed("1")).lines[1]
    assert round(Decimal(line.price) * Decimal(line.quantity), 2) == Decimal(line.amount or "")


def test_no_ioss_number_on_lists_and_postal_forms() -> None:
    shown = repr(postal(fictional.consignment())) + repr(SAMPLES["h7_list", "ordinary"])
    assert fictional.IOSS not in shown


@pytest.mark.parametrize(
    ("said", "category"), [("Gift", "gift"), ("11", "sale"), ("Returned goods", "returned"), ("?", "other"), (None, "sale")]
)
def test_the_category_of_the_post(said: str | None, category: str) -> None:
    parcel = replace(fictional.consignment(), postal=Postal(said))
    assert postal(parcel).category == category


def test_an_empty_list_says_so(press: Press) -> None:
    assert solid("Nothing may leave.") in solid(text_of(press.pdf("release_list", [parcel_list([], framed("RL"))])))
    assert solid("Found as manifested.") in solid(
        text_of(press.pdf("outturn_report", [SAMPLES["outturn_report", "short"]]))
    )
