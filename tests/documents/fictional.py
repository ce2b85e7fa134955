"""Fictional consignments with right check digits, from which documents are filled in tests and for pictures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from douane.domain.assessment import Assessment, ItemCharge, Route, Routing, Step
from douane.domain.consignment import Address, Consignment, Document, GoodsItem, Party, ProductIds, SaleType
from douane.domain.h7 import H7, Amount, ChargedLine, Contact, FiscalReference, GoodsLocation, H7Item, Representative

DAY = date(2026, 11, 21)
RATE_DAY = date(2026, 10, 21)
RATE = Decimal("8.2456")
LAW = "2026-11-20 (9f31c2)"
LRN = "DNE26112100000417"
MRN = "26BE9A4T17C3KQ20R2"
IOSS = "IM0561234567"

SELLER = Party(
    name="Shenzhen Example Trading Co., Ltd",
    name_local="深圳市示例贸易有限公司",
    address=Address("Unit 1207, Sample Building, 88 Keji South Road, Nanshan", "518057", "Shenzhen", "Guangdong", "CN"),
    uscc="91350100M000100Y43",
)  # fmt: skip
BUYER = Party(
    name="Aïcha Vandermuster",
    address=Address("Rue de l’Exemple 71, boîte 3", "4460", "Grâce-Hollogne", None, "BE"),
    phone="+32 4 555 01 23",
    id_number="11010519491231002X",
)
BROKER = Party(
    name="Exemple Déclarations SA",
    address=Address("Rue de l’Aéroport 1", "4460", "Grâce-Hollogne", None, "BE"),
    eori="BE0308357159",
)

ITEMS = (
    GoodsItem(
        1, "Women's knitted T-shirt, 95 % cotton, 5 % elastane, short sleeves, printed", "女式针织T恤 棉95% 氨纶5%",
        quantity=Decimal(3), packages=1, gross_mass=Decimal("0.615"), net_mass=Decimal("0.54"),
        value=Decimal("186.00"), currency="CNY", freight=Decimal("12.00"), origin="CN", commodity_code="6109100010",
        product_ids=ProductIds("SKU2642312-BLK-M", "M81674", "6981003390753"),
    ),
    GoodsItem(
        2, "Reusable drinking bottle of stainless steel, double-walled, 500 ml", "不锈钢保温杯 500毫升",
        quantity=Decimal(1), packages=0, gross_mass=Decimal("0.384"), net_mass=Decimal("0.33"),
        value=Decimal("94.50"), currency="CNY", freight=Decimal("6.00"), origin="CN", commodity_code="7323930090",
        product_ids=ProductIds("SKU9447959", "HB-500-S", None, none_declared=True),
    ),
    GoodsItem(
        3, "Silicone protective case for mobile phone", "手机硅胶保护壳",
        quantity=Decimal(2), packages=0, gross_mass=Decimal("0.090"), net_mass=Decimal("0.08"),
        value=Decimal("39.80"), currency="CNY", freight=Decimal("2.50"), origin="CN", commodity_code="3926909790",
        product_ids=ProductIds("SKU5221231", "M43592", "6961231007722"),
    ),
)  # fmt: skip

ROUTING = Routing(
    Route.H7, ("F48",), "distance sale of at most EUR 150 under IOSS", "DA 2015/2446 art. 143a; IR (EU) 2026/1200"
)


def consignment() -> Consignment:
    """A parcel of three items for a buyer in Belgium, sold under IOSS."""
    return Consignment(
        reference="LX638558603CN", items=ITEMS, mawb="999-85896694", uld="PMC10000EX", flight="EX8402", arrival=DAY,
        sale_type=SaleType.B2C, exporter=SELLER, importer=BUYER, ioss=IOSS,
    )  # fmt: skip


def h7() -> H7:
    """Its H7 data set, pre-lodged by the demonstration declarant."""
    return H7(
        lrn=LRN, acceptance=DAY, additional_type="D", ucr="LX638558603CN", declarant=BROKER,
        declarant_contact=Contact("Noor Testaert", "+32 4 555 01 00", "customs@broker.example"),
        representative=Representative("BE0417497106", 3), exporter=SELLER, importer=BUYER,
        fiscal_references=(FiscalReference("FR5", IOSS),), location=GoodsLocation("BELGG", "B", "U"),
        transport_documents=(Document("N741", "999-85896694"), Document("N703", "LX638558603CN")),
        previous_documents=(Document("N337", "26BE6C1D80E2F3A4U1"),), gross_mass=Decimal("1.089"),
        items=tuple(_h7_item(item) for item in ITEMS), demonstration=True,
    )  # fmt: skip


def _h7_item(item: GoodsItem) -> H7Item:
    ids = item.product_ids
    pairs = (("C127", ids.merchant), ("C128", ids.manufacturer), ("C129", ids.standard))
    assert item.value is not None
    assert item.freight is not None
    assert item.gross_mass is not None
    return H7Item(
        number=item.number, additional_procedures=("F48",), intrinsic_value=Amount(item.value, "CNY"),
        transport_costs=Amount(item.freight, "CNY"), gross_mass=item.gross_mass, description=item.description or "",
        packages=1 if item.number == 1 else 0, hs6=(item.commodity_code or "")[:6],
        supporting_documents=tuple(Document(kind, text) for kind, text in pairs if text),
        additional_references=(Document("Y081", ""),) if ids.none_declared else (),
    )  # fmt: skip


def charges() -> tuple[ChargedLine, ...]:
    """What each item costs."""
    euro = (Decimal("22.56"), Decimal("11.46"), Decimal("4.83"))
    return tuple(ChargedLine(i, value, RATE, RATE_DAY, Decimal("3.00")) for i, value in enumerate(euro, start=1))


def assessment() -> Assessment:
    """The amounts with their arithmetic, one step of it unconfirmed."""
    return Assessment(
        routing=ROUTING, intrinsic_value=Decimal("38.85"), transport_cost=Decimal("2.49"),
        customs_duty=Decimal("9.00"), union_fee=Decimal("0.00"), vat_base=None, vat=Decimal("0.00"),
        exchange_rate_date=RATE_DAY,
        items=tuple(
            ItemCharge(line.number, line.value_eur, line.number, Decimal("3.00")) for line in charges()
        ),
        trace=(
            Step("exchange rate", "CNY per euro, ECB rate of the penultimate Wednesday of last month, 2026-10-21",
                 "8.2456", "UCC art. 53(1)(a); UCC-IA art. 146"),
            Step("intrinsic value", "186.00, 94.50 and 39.80 CNY, each ÷ 8.2456, rounded: 22.56 + 11.46 + 4.83",
                 "38.85 EUR", "DA 2015/2446 art. 1(48)"),
            Step("route", "distance sale of at most EUR 150 under IOSS", "H7, F48", "DA 2015/2446 art. 143a"),
            Step("duty lines", "one line for each subheading and description", "3", "DA 2015/2446 art. 1(61)",
                 "whether Belgium counts lines by subheading and description, or by subheading alone"),
            Step("customs duty", "3 lines × 3.00 EUR", "9.00 EUR", "Reg. (EU) 2026/382 art. 2"),
            Step("Union handling fee", "not in force on this day", "0.00 EUR", "Reg. (EU) 2026/2108 art. 20",
                 "the first day of the fee was not published when this law data was made"),
            Step("import VAT", "exempt: collected at the sale under IOSS", "0.00 EUR",
                 "Dir. 2006/112/EC art. 143(1)(ca)"),
        ),
    )  # fmt: skip


def unknown_assessment() -> Assessment:
    """Nothing is known: no amount at all."""
    return Assessment(replace(ROUTING, procedure=("F53",)))
