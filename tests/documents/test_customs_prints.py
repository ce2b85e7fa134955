"""The prints of declarations: what DOMAIN §7 asks for is on them, and the MRN is read from every page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from douane.documents.export_accompanying import export_accompanying
from douane.documents.import_declaration import import_declaration
from douane.documents.transit_accompanying import transit_accompanying
from douane.press.printer import Press
from tests.documents import fictional
from tests.documents.samples_customs import GRN, SAMPLES_OF, b1, h1, t1
from tests.press.reading import barcodes_on, pictures_of, solid, text_of

SHOWN = {
    "export_accompanying": (
        "Export and safety document", f"MRN {fictional.MRN}", fictional.LRN, "EX A", "133.900", "2026-11-21",
        "LGG-EXP-0417", "BELGG000", "Exemple Industries SA", "BE0417497106", "深圳市示例贸易有限公司", "91350100M000100Y43",
        "represented directly (2) by BE0308357159", "BU BELGG", "40 EX8401 BE", "30 1-ABC-417 BE", "2: SEAL-1 · SEAL-2",
        "CIP Shenzhen", "4509.04 EUR", "N741 999-85896694", "BE → CN", "A20", "Centrifugal pump", "841370 51", "2 CT EX-0417",
        "96.400", "88.000", "1000", "3180", "N380 INV-2026-0417", "origin BE", "Page 1 of 1",
    ),
    "transit_accompanying": (
        f"MRN {fictional.MRN}", "T1 A", "1.230", "NL000432", "2026-11-29", "Exemple Déclarations SA", "1: SEAL-7",
        f"1 {GRN} · 1200.00 EUR", "A3", "N337 26BE6C1D80E2F3A4U1", "Binding itinerary", "BE → NL", "LX638558603CN",
        "Women's knitted T-shirt", "610910", "1 CT", "0.615", "N703 LX638558603CN", "Page 1 of 1",
    ),
    "import_declaration": (
        f"MRN {fictional.MRN}", fictional.LRN, "IM A", "LX638558603CN", "represented indirectly (3) by BE0417497106",
        "Shenzhen Example Trading", "Aïcha Vandermuster", "1640.00 CNY", "8.2456", "DAP BELGG", "FR1 BE0417497106",
        f"1 {GRN} · 500.00 EUR", "610910 00 10 4099", "4000 C07", "100 · 1", "12.400", "11.800", "199 EUR", "AK 24.00",
        "A00 26.75 E", "of 222.89", "Total B00 EUR", "52.42", "no proof that anything was lodged",
        "DEMONSTRATION DECLARANT: not to be lodged", "Page 1 of 1",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


@pytest.mark.parametrize("template", sorted(SHOWN))
def test_every_field_is_shown(press: Press, template: str) -> None:
    text = solid(text_of(press.pdf(template, [SAMPLES_OF[template]["ordinary"]])))
    for part in SHOWN[template]:
        assert solid(part) in text, part


@pytest.mark.parametrize("template", sorted(SHOWN))
def test_the_mrn_is_read_from_every_page(press: Press, template: str) -> None:
    printed = press.print(template, [SAMPLES_OF[template]["extreme"]])
    pictures = pictures_of(printed.pdf, 203, "-gray")
    assert len(pictures) == printed.pages[0] > 2
    assert {barcodes_on(picture).get("Code 128") for picture in pictures} == {fictional.MRN}


@pytest.mark.parametrize("template", sorted(SHOWN))
def test_without_an_mrn_the_lrn_stands_there_and_nothing_counts_as_accepted(press: Press, template: str) -> None:
    pdf = press.pdf(template, [SAMPLES_OF[template]["short"]])
    assert barcodes_on(pictures_of(pdf, 203, "-gray")[0]) == {"Code 128": fictional.LRN}
    assert solid("not yet accepted: no MRN") in solid(text_of(pdf))


def test_the_access_code_of_a_guarantee_is_on_no_print(press: Press) -> None:
    assert "SECR" not in text_of(press.pdf("transit_accompanying", [SAMPLES_OF["transit_accompanying"]["ordinary"]]))


def test_safety_data_makes_another_document() -> None:
    assert export_accompanying(b1()).safety
    assert not export_accompanying(replace(b1(), security="0")).safety


def test_parties_that_all_parcels_share_stand_in_the_head() -> None:
    assert transit_accompanying(t1()).consignee.name == "Aïcha Vandermuster"
    houses = (t1().houses[0], replace(t1().houses[1], consignee=None))
    assert transit_accompanying(replace(t1(), houses=houses)).consignee.name == ""
    assert transit_accompanying(t1()).packages == "2"


def test_charges_add_up_by_type() -> None:
    item = h1().items[0]
    both = import_declaration(replace(h1(), items=(item, replace(item, number=2))))
    assert [(total.type, total.amount) for total in both.totals] == [("A00", "53.50"), ("B00", "104.84")]
    assert import_declaration(replace(h1(), items=(replace(item, duties=()),))).totals == ()
