from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from douane.declarations.ceb_codes import UnknownCodeError, china_code, code_lists
from douane.declarations.ceb_dataset import retail_dataset
from douane.declarations.ceb_export_dataset import export_dataset
from douane.declarations.ceb_needs import CebIncompleteError, Moment
from douane.declarations.ceb_split import Retail
from douane.declarations.ceb_xml import CebMessage, ceb_xml
from douane.domain.consignment import Address, Consignment, Ecommerce, Party
from douane.intake.china_codes import COUNTRIES, CURRENCIES
from douane.intake.recognise import open_manifest
from douane.reference.code_lists import countries, currencies
from douane.reference.yaml_file import LawFileError
from tests.conftest import make_consignment, make_item
from tests.declarations.ceb.making import TRANSFER
from tests.declarations.ceb.test_splitting import matched

MOMENT = Moment(datetime(2026, 11, 22, 19, 30))  # noqa: DTZ001  the specification writes Beijing time without offset
SHOP = Ecommerce(
    platform_code="4403660001", platform_name="示例平台", merchant_code="4403660002", merchant_name="示例商户",
    payment_company_code="312226T001", payment_company_name="示例支付", payment_transaction="PAY-0001",
    tax_total=Decimal("16.56"), logistics_code="4403180001", logistics_name="示例物流", buyer_name="王小明",
    buyer_id_number="11010519491231002X", buyer_phone="13800000000", trade_mode="9610", customs_office="5349", port="5349",
    guarantee="ASS2026000001", agent_code="4403980001", agent_name="示例报关",
)  # fmt: skip
CODE = "1806320000"


def to_china(**changes: object) -> Consignment:
    item = make_item(description="Belgian chocolate", description_local="比利时巧克力", quantity=Decimal(2), currency="CNY",
                     value=Decimal("91.00"), origin="BE", model="250g|盒装", freight=Decimal("20.00"))  # fmt: skip
    one = make_consignment(
        item, order="ORDER-0001", flight="CV9731", ecommerce=SHOP, ioss=None,
        exporter=Party(name="Chocolaterie Exemple", address=Address("Rue 1", "4000", "Liège", None, "BE")),
        importer=Party(name_local="王小明", phone="13800000000", address=Address("示例路8号", "518000", "深圳市", "广东省", "CN")),
    )  # fmt: skip
    return replace(one, **changes)  # type: ignore[arg-type]


def made(one: Consignment, statutory: Callable[[str], tuple[str, ...]] = lambda _code: ()) -> Retail:
    return retail_dataset(one, [CODE] * len(one.items), MOMENT, lrn="L26-0000000001", statutory=statutory)


def test_the_four_data_sets_of_a_parcel_agree_with_each_other() -> None:
    assert matched(made(to_china())) == []


def test_chinese_codes_stand_in_the_lines_and_the_sum_is_right() -> None:
    one = made(to_china(), lambda _code: ("035",))
    line = one.inventory.lines[0]
    assert (line.country, line.unit, line.unit1, line.quantity1, line.price) == (
        "301",
        "007",
        "035",
        Decimal("0.18"),
        Decimal("45.5"),
    )
    assert one.order.paid == Decimal("127.56")
    assert (one.inventory.country, one.inventory.declared_on, one.inventory.packages) == ("301", "20261122", 1)
    assert one.order.consignee_address == "广东省深圳市示例路8号"


def test_a_bonded_list_names_china_as_country() -> None:
    assert made(to_china(ecommerce=replace(SHOP, trade_mode="1210"))).inventory.country == "142"


@pytest.mark.parametrize("kind", ["ceb311", "ceb621"])
def test_what_was_written_is_read_by_intake(kind: str, tmp_path: Path) -> None:
    one = made(to_china())
    document = one.order if kind == "ceb311" else one.inventory
    path = tmp_path / f"{kind}.xml"
    path.write_bytes(ceb_xml(CebMessage(kind, (document,), TRANSFER)))
    (received,) = open_manifest(path).consignments()
    assert received.consignment is not None
    item = received.consignment.items[0]
    assert (item.description_local, item.value, item.origin, item.quantity) == (
        "比利时巧克力",
        Decimal(91),
        "BE",
        Decimal(2),
    )
    assert received.consignment.ecommerce is not None
    assert received.consignment.ecommerce.platform_code == SHOP.platform_code


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"order": None}, "orderNo"),
        ({"ecommerce": None}, "ebpCode|payCode|orderNo"),
        ({"ecommerce": replace(SHOP, guarantee=None)}, "assureCode"),
        ({"ecommerce": replace(SHOP, payment_transaction=None)}, "payTransactionId"),
        ({"ecommerce": replace(SHOP, buyer_id_number=None)}, "buyerIdNumber"),
        ({"flight": None}, "voyageNo"),
        ({"mawb": None}, "billNo"),
        ({"items": (make_item(value=None, currency="CNY"),)}, "totalPrice"),
        ({"items": (make_item(currency="EUR"),)}, "amounts have to be in CNY"),
        ({"items": (make_item(currency="CNY", quantity=None),)}, "qty"),
        ({"items": (make_item(currency="CNY", unit="XYZ"),)}, "list of units"),
        ({"items": (make_item(currency="CNY", origin="ZZ"),)}, "list of countries"),
        ({"items": (make_item(currency="CNY", gross_mass=None),)}, "weight"),
        ({"items": (make_item(currency="CNY", net_mass=None),)}, "netWeight"),
    ],
)
def test_what_a_message_needs_and_the_parcel_lacks_is_named(changes: dict[str, object], words: str) -> None:
    with pytest.raises(CebIncompleteError, match=words):
        made(to_china(**changes))


def test_a_code_of_fewer_than_ten_digits_is_refused() -> None:
    with pytest.raises(CebIncompleteError, match="ten digits"):
        retail_dataset(to_china(), ["180632"], MOMENT, lrn="L")


def test_a_statutory_unit_that_nothing_tells_is_asked_for() -> None:
    with pytest.raises(CebIncompleteError, match="statutory unit 095"):
        made(to_china(), lambda _code: ("095",))


def test_china_s_export_side_of_a_parcel_to_liege() -> None:
    item = make_item(description_local="女式棉制T恤", currency="EUR", value=Decimal("20.00"))
    one = make_consignment(item, order="ORDER-0002", ecommerce=SHOP, flight="CV9731")
    exported = export_dataset(one, ["6109100010"], MOMENT, lrn="L26-0000000002")
    assert (exported.inventory.country, exported.inventory.lines[0].country, exported.order.currency) == (
        "301",
        "301",
        "300",
    )
    assert exported.order.goods_value == Decimal("20.00")
    assert exported.inventory.order_no == exported.order.order_no == "ORDER-0002"
    for kind, document in (("ceb303", exported.order), ("ceb505", exported.waybill), ("ceb603", exported.inventory)):
        assert ceb_xml(CebMessage(kind, (document,), TRANSFER))
    with pytest.raises(CebIncompleteError, match="one currency"):
        export_dataset(
            replace(one, items=(item, replace(item, number=2, currency="USD"))), ["6109100010"] * 2, MOMENT, lrn="L"
        )


def test_the_lists_hold_real_codes_and_agree_with_what_intake_reads() -> None:
    lists = code_lists()
    assert set(lists["countries"].codes) <= countries()
    assert set(lists["currencies"].codes) <= currencies()
    assert len(set(lists["countries"].codes.values())) == len(lists["countries"].codes)
    assert {china_code("countries", iso): iso for iso in COUNTRIES.values()} == COUNTRIES
    assert {china_code("currencies", iso): iso for iso in CURRENCIES.values()} == CURRENCIES
    assert china_code("countries", "301") == "301"
    with pytest.raises(UnknownCodeError, match="countries"):
        china_code("countries", None)


def test_a_list_with_a_wrong_code_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "china.yaml"
    path.write_text("countries:\n  description: x\n  reference: y\n  codes: {BE: '31'}\n")
    with pytest.raises(LawFileError, match=r"china\.yaml"):
        code_lists(path)
