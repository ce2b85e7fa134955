"""A trader's export order from the first address to the printed papers; what was typed once is not asked again."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pikepdf import Pdf

from douane.pipeline.export_order import GOOD_FIELDS, ExportOrder, manifest_of, read_back
from douane.store import remembered
from douane.store.remembered import Memory
from douane.web.roles import Role
from douane.web.site import HOME_ORGANISATION, Site
from tests.conftest import ROOT
from tests.web.conftest import Visit, Visitor

PARTIES = {
    "order_no": "PO-2026-77", "invoice_no": "INV-77", "packing_list_no": "PL-77", "hawb": "HAWB-77", "incoterm": "FCA",
    "sale_type": "B2B", "sender_name": "Muster Export BV", "sender_street": "Voorbeeldstraat 1", "sender_postcode": "9000",
    "sender_city": "Gent", "sender_country": "BE", "sender_vat": "BE0123456749", "sender_eori": "BE0123456749",
    "recipient_name": "Shanghai Fictiva Co., Ltd", "recipient_name_zh": "上海虚设有限公司",
    "recipient_street": "Nanjing Lu 1", "recipient_city": "Shanghai", "recipient_country": "CN",
}  # fmt: skip
GOOD = {
    "description": "Men's denim jeans, straight fit, cotton", "description_zh": "男士直筒纯棉牛仔裤", "quantity": "40",
    "unit": "PCE", "packages": "2", "net_kg": "30", "gross_kg": "32", "value": "1200", "currency": "EUR", "origin": "BE",
    "hs_code": "62034231", "hs_code_cn": "6203429000",
}  # fmt: skip


def begun(trader: Visitor, template: str = "") -> str:
    answer = trader.send_form("/export/orders", template=template)
    assert answer.status_code == 303
    return answer.headers["location"].removesuffix("/parties")


def lines(*goods: dict[str, str]) -> dict[str, str]:
    return {f"{at}.{key}": text for at, good in enumerate(goods) for key, text in good.items()}


@pytest.fixture
def handed_in(site: Site, visit: Visit, work_off: Callable[[], None]) -> str:
    """An order that was written, handed in and run; gives its address."""
    trader = visit(Role.TRADER)
    order = begun(trader)
    assert trader.send_form(f"{order}/parties", **PARTIES, go="goods").headers["location"] == f"{order}/goods"
    assert trader.send_form(f"{order}/goods", **lines(GOOD), go="check").headers["location"] == f"{order}/check"
    assert trader.send_form(f"{order}/check", template="Jeans to Shanghai").headers["location"] == order
    work_off()
    return order


def test_an_order_in_three_steps_becomes_a_run_with_its_papers(handed_in: str, visit: Visit, site: Site) -> None:
    trader = visit(Role.TRADER)
    shown = trader.get(handed_in)
    assert shown.status_code == 200
    assert "HAWB-77" in shown.text
    assert "still to come" in shown.text
    uploads = site.uploads(HOME_ORGANISATION).latest()
    assert [(one.name, one.state, one.direction) for one in uploads] == [("PO-2026-77.xml", "done", "export")]
    for kind in ("invoice", "packing-list", "label"):
        pdf = trader.get(f"{handed_in}/papers/{kind}.pdf", params={"language": "zh"})
        assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-"), kind
        assert len(Pdf.open(io.BytesIO(pdf.content)).pages) >= 1
    chinese = trader.get(f"{handed_in}/papers/invoice.pdf", params={"language": "zh"}).content
    assert chinese == trader.get(f"{handed_in}/papers/invoice.pdf", params={"language": "zh"}).content
    assert chinese != trader.get(f"{handed_in}/papers/invoice.pdf", params={"language": "en"}).content
    assert trader.get(f"{handed_in}/papers/passport.pdf").status_code == 404
    data_set = trader.get(f"{handed_in}/papers/data-set.xml")
    assert (data_set.status_code, etree.fromstring(data_set.content).xpath("string(//LRN)") != "") == (200, True)


def test_what_was_typed_is_not_asked_again(handed_in: str, visit: Visit) -> None:
    trader = visit(Role.TRADER)
    from_template = begun(trader, "Jeans to Shanghai")
    page = trader.get(f"{from_template}/parties").text
    assert "上海虚设有限公司" in page
    assert "PO-2026-77" not in page
    assert GOOD["description_zh"] in trader.get(f"{from_template}/goods").text
    order = begun(trader)
    trader.send_form(f"{order}/parties", use_exporter="Muster Export BV", use_buyer="Shanghai Fictiva Co., Ltd")
    page = trader.get(f"{order}/parties").text
    assert 'value="Voorbeeldstraat 1"' in page
    assert 'value="上海虚设有限公司"' in page
    trader.send_form(f"{order}/goods", use_good=GOOD["description"])
    assert 'value="6203429000"' in trader.get(f"{order}/goods").text


def test_checks_are_shown_before_anything_is_handed_in(visit: Visit, site: Site) -> None:
    trader = visit(Role.TRADER)
    order = begun(trader)
    empty = trader.send_form(f"{order}/check")
    assert empty.status_code == 422
    assert "order number" in empty.text
    trader.send_form(f"{order}/parties", **{**PARTIES, "incoterm": "EXW"}, go="goods")
    trader.send_form(f"{order}/goods", **lines({**GOOD, "value": "dear"}), go="check")
    page = trader.get(f"{order}/check")
    assert "dear" in page.text
    assert 'class="mark error"' in page.text
    assert site.uploads(HOME_ORGANISATION).latest() == []


def test_the_same_order_twice_is_taken_in_once(handed_in: str, visit: Visit, site: Site) -> None:
    trader = visit(Role.TRADER)
    trader.send_form(f"{handed_in}/check")
    assert len(site.uploads(HOME_ORGANISATION).latest()) == 1


def test_orders_are_of_those_who_export_and_of_their_organisation(handed_in: str, visit: Visit) -> None:
    for role in (Role.AUDITOR, Role.HUB, Role.ADMIN):
        assert visit(role).get("/export").status_code == 403
        assert visit(role).get(handed_in).status_code == 403
        assert visit(role).send_form("/export/orders").status_code == 403
    stranger = visit(Role.TRADER, "other")
    for path in (handed_in, f"{handed_in}/parties", f"{handed_in}/papers/invoice.pdf", f"{handed_in}/papers/data-set.xml"):
        assert stranger.get(path).status_code == 404, path
    assert stranger.send_form(f"{handed_in}/goods").status_code == 404
    assert "PO-2026-77" not in stranger.get("/export").text


def test_memory_keeps_the_last_under_a_name_and_forgets(site: Site) -> None:
    memory = Memory(site.engine(HOME_ORGANISATION))
    memory.keep(remembered.GOOD, "a", {"x": "1"}, who="w", at="2026-11-22T10:00:00+00:00")
    memory.keep(remembered.GOOD, "a", {"x": "2"}, who="w", at="2026-11-22T11:00:00+00:00")
    assert [one.content for one in memory.all(remembered.GOOD)] == [{"x": "2"}]
    assert memory.all(remembered.BUYER) == []
    memory.forget(remembered.GOOD, "a")
    assert memory.get(remembered.GOOD, "a") is None


def test_the_manifest_of_a_full_order_keeps_its_schema() -> None:
    everything = {**GOOD, "freight": "10", "brand": "B", "model": "M", "material": "cotton", "use": "clothes"}
    assert set(everything) == set(GOOD_FIELDS)
    order = ExportOrder({**PARTIES, "mawb": "999-85896694", "recipient_uscc": "91310000MA1FL0000X"}, [everything, GOOD])
    schema = etree.XMLSchema(file=str(next((ROOT / "schemas" / "manifest").glob("*.xsd"))))
    schema.assertValid(etree.fromstring(manifest_of(order)))
    consignment = read_back(manifest_of(order)).consignment
    assert consignment is not None
    assert [paper.type for paper in consignment.documents] == ["N380", "N271"]
    assert (consignment.importer.name_local, consignment.items[0].value) == (PARTIES["recipient_name_zh"], Decimal(1200))


@given(st.text(min_size=1, max_size=60), st.text(max_size=60))
def test_whatever_is_typed_is_read_back_and_never_breaks_the_manifest(name: str, description: str) -> None:
    order = ExportOrder({**PARTIES, "sender_name": name}, [{**GOOD, "description": description}])
    consignment = read_back(manifest_of(order)).consignment
    assert consignment is not None
    assert consignment.reference == "PO-2026-77"


def test_an_order_file_is_handed_in_by_the_trader(visit: Visit, site: Site, tmp_path: Path) -> None:
    content = manifest_of(ExportOrder(PARTIES, [GOOD]))
    answer = visit(Role.TRADER).send_files("/upload", ("order.xml", content), direction="export")
    assert answer.status_code == 303
    assert [one.direction for one in site.uploads(HOME_ORGANISATION).latest()] == ["export"]
