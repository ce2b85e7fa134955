"""Lists of China's cross-border e-commerce for tests and pictures."""

from dataclasses import replace
from decimal import Decimal

from douane.documents.ceb_list import CebListView, ceb_list
from douane.domain.ceb import Inventory, InventoryLine
from tests.documents.variants import SIGNS, framed

LINE = InventoryLine(
    number=1, code="1806900000", name="什锦夹心巧克力", model="品牌：示例|规格：250克/盒", country="303", quantity=Decimal(2),
    unit="140", quantity1=Decimal("0.5"), unit1="035", price=Decimal("68.5"), total=Decimal("137.00"),
)  # fmt: skip
INVENTORY = Inventory(
    app_time="20261121093000", order_no="EX20261121000417", platform_code="4403160AB1", platform_name="示例电商平台有限公司",
    merchant_code="4403160AB2", merchant_name="深圳市示例贸易有限公司", logistics_no="EXP000000417CN",
    logistics_code="4403980CD3", logistics_name="示例速递有限公司", guarantee="4403160AB2", declared_on="20261121",
    customs="5349", port="5349", buyer_id_number="11010519491231002X", buyer_name="示例收件人",
    buyer_phone="13000000000", consignee_address="北京市朝阳区示例路88号", agent_code="4403980EF4",
    agent_name="示例报关有限公司", master="999-85896694", voyage="EX8401", country="303", freight=Decimal(12),
    insurance=Decimal(0), gross=Decimal("0.62"), net=Decimal("0.5"), lines=(LINE,),
)  # fmt: skip
LONGEST = replace(
    INVENTORY, list_no="534920261000000417", consignee_address=SIGNS[:200], merchant_name=SIGNS[:100],
    lines=tuple(replace(LINE, number=n, name=SIGNS[:250], model=SIGNS[:510]) for n in range(1, 12)),
)  # fmt: skip
SAMPLES: dict[str, CebListView] = {
    "short": ceb_list(replace(INVENTORY, master=None, voyage=None), framed("EX1")),
    "ordinary": ceb_list(INVENTORY, framed("EXP000000417CN")),
    "extreme": ceb_list(LONGEST, framed("534920261000000417")),
}
TEMPLATES = ("ceb_list",)
