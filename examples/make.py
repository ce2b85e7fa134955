"""Write the example manifests: seeded, so that they come out the same each time.

Goods titles are written the way sellers write them. People, companies and numbers are made up; check digits are right.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from douane.domain.identifiers import gs1_check_digit

HERE = Path(__file__).parent
NAMESPACE = "urn:douane:manifest:1"
HEADINGS = (
    "mawb", "parcel", "uld", "flight", "arrival_date", "sender_name", "sender_name_zh", "sender_city", "sender_country",
    "recipient_name", "recipient_street", "recipient_postcode", "recipient_city", "recipient_country", "sale_type",
    "ioss", "incoterm", "item_no", "description", "description_zh", "quantity", "unit", "gross_kg", "net_kg", "value",
    "currency", "freight", "origin", "hs_code", "sku", "manufacturer_ref", "gtin",
)  # fmt: skip


@dataclass(frozen=True)
class Good:
    title: str
    chinese: str
    hs6: str
    price: str
    mass: str


GOODS = (
    Good("Women's cotton T-shirt, crew neck, plain, summer tee", "女士纯棉圆领短袖T恤", "610910", "7.90", "0.180"),
    Good("Men's polyester running T-shirt, quick dry", "男士涤纶速干跑步T恤", "610990", "8.40", "0.160"),
    Good("Ladies knitted cardigan, acrylic, long sleeve", "女士腈纶针织开衫", "611030", "16.50", "0.420"),
    Good("Men's denim jeans, straight fit, cotton", "男士直筒纯棉牛仔裤", "620342", "21.90", "0.750"),
    Good("Chiffon summer dress, floral print, polyester", "印花雪纺连衣裙", "620443", "14.20", "0.260"),
    Good("Canvas backpack for school and laptop", "帆布双肩书包", "420292", "18.90", "0.700"),
    Good("Imitation leather wallet with coin pocket", "人造革零钱包", "420232", "6.30", "0.140"),
    Good("Silicone phone case, shockproof, clear", "透明防摔硅胶手机壳", "392690", "3.10", "0.045"),
    Good("USB-C charging cable 2 m, braided", "Type-C编织充电线2米", "854442", "4.20", "0.060"),
    Good("Bluetooth earphones with charging case", "蓝牙耳机带充电仓", "851830", "19.80", "0.090"),
    Good("LED strip light 5 m, RGB, remote control", "RGB遥控LED灯带5米", "940542", "11.40", "0.310"),
    Good("Stainless steel water bottle, vacuum insulated, 500 ml", "不锈钢真空保温杯500毫升", "961700", "12.90", "0.350"),
    Good("Ceramic coffee mug 350 ml, glazed", "釉面陶瓷咖啡杯", "691200", "5.60", "0.380"),
    Good("Necklace with pendant, zinc alloy, gold colour", "锌合金金色吊坠项链", "711719", "3.90", "0.025"),
    Good("Building block set for children, 420 pieces, plastic", "儿童塑料积木420件", "950300", "17.30", "0.640"),
    Good("Plush toy rabbit 30 cm, stuffed", "毛绒兔子玩偶30厘米", "950300", "8.80", "0.220"),
    Good("Nail clipper set, steel, in case", "钢制指甲钳套装", "821420", "4.70", "0.120"),
    Good("Yoga mat 6 mm, TPE foam, non-slip", "TPE防滑瑜伽垫6毫米", "950691", "13.80", "0.900"),
    Good("Artificial eyelashes, synthetic fibre, 5 pairs", "人造纤维假睫毛5对", "670419", "3.40", "0.030"),
    Good("Wristwatch, quartz, men, leather strap", "男士石英皮带手表", "910211", "22.50", "0.110"),
    Good("Ballpoint pens, set of 12, blue ink", "蓝色圆珠笔12支装", "960810", "3.80", "0.150"),
    Good("Microfibre cleaning cloths, 10 pieces", "超细纤维清洁布10片", "630710", "5.20", "0.280"),
    Good("Bicycle brake pads, pair, rubber compound", "自行车刹车片一对", "871494", "4.40", "0.070"),
    Good("Screwdriver set, 24 in 1, magnetic", "24合1磁性螺丝刀套装", "820540", "9.70", "0.260"),
)  # fmt: skip

SELLERS = (
    ("Shenzhen Muster Trading Co., Ltd", "深圳市木斯特贸易有限公司", "Shenzhen"),
    ("Yiwu Exempla Commodity Co., Ltd", "义乌市例样小商品有限公司", "Yiwu"),
    ("Hangzhou Fictiva Technology Co., Ltd", "杭州虚设科技有限公司", "Hangzhou"),
)
FIRST_NAMES = ("Marie", "Jan", "Chloé", "Sanne", "Émile", "Jürgen", "Łucja", "Noor", "Aïcha", "Thijs", "Ingrid", "Luc")
LAST_NAMES = ("Voorbeeld", "Proefman", "Dupontest", "de Test", "Factice", "Mustermann", "Przykład", "Exemplaire")
ADDRESSES = (
    ("Rue du Modèle", "4000", "Liège", "BE"),
    ("Voorbeeldstraat", "9000", "Gent", "BE"),
    ("Avenue de l'Exemple", "1000", "Bruxelles", "BE"),
    ("Modelweg", "6211 AB", "Maastricht", "NL"),
    ("Rue Imaginaire", "59000", "Lille", "FR"),
    ("Beispielallee", "52062", "Aachen", "DE"),
    ("ul. Wzorcowa", "00-001", "Warszawa", "PL"),
)
IOSS = ("IM0561234567", "IM2507654321", "IM5281122334")


def gtin13(rng: random.Random) -> str:
    body = "69" + f"{rng.randrange(10**10):010d}"
    return body + gs1_check_digit(body)


def s10(rng: random.Random) -> str:
    digits = f"{rng.randrange(10**8):08d}"
    rest = 11 - sum(int(d) * w for d, w in zip(digits, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
    return f"LX{digits}{ {10: 0, 11: 5}.get(rest, rest) }CN"


def awb(rng: random.Random) -> str:
    serial = rng.randrange(10**6, 10**7)
    return f"999-{serial}{serial % 7}"


def parcels(count: int, seed: int) -> list[list[dict[str, Any]]]:
    """Parcels as lists of rows, one row for each goods item."""
    rng = random.Random(seed)
    mawb = awb(rng)
    return [_parcel(rng, mawb, position) for position in range(count)]


def _parcel(rng: random.Random, mawb: str, position: int) -> list[dict[str, Any]]:
    seller, address = rng.choice(SELLERS), rng.choice(ADDRESSES)
    under_ioss = address[3] != "BE" or rng.random() < 0.7
    once = {
        "mawb": mawb, "parcel": s10(rng), "uld": f"PMC{20001 + position // 50}EX", "flight": "EX8402",
        "arrival_date": "2026-11-23", "sender_name": seller[0], "sender_name_zh": seller[1], "sender_city": seller[2],
        "sender_country": "CN", "recipient_name": f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}",
        "recipient_street": f"{address[0]} {rng.randrange(1, 180)}", "recipient_postcode": address[1],
        "recipient_city": address[2], "recipient_country": address[3], "sale_type": "B2C",
        "ioss": rng.choice(IOSS) if under_ioss else "", "incoterm": "DDP" if under_ioss else "DAP",
    }  # fmt: skip
    rows = []
    for number, good in enumerate(rng.sample(GOODS, rng.choice((1, 1, 1, 2, 2, 3))), start=1):
        quantity = rng.choice((1, 1, 1, 2, 3))
        net = Decimal(good.mass) * quantity
        in_yuan = rng.random() < 0.2
        value = Decimal(good.price) * quantity * (Decimal("7.5") if in_yuan else 1)
        rows.append(once | {
            "item_no": number, "description": good.title, "description_zh": good.chinese, "quantity": quantity,
            "unit": "PCE", "gross_kg": net + Decimal("0.02"), "net_kg": net, "value": value.quantize(Decimal("0.01")),
            "currency": "CNY" if in_yuan else "EUR", "freight": "1.50" if number == 1 and not in_yuan else "0",
            "origin": "CN", "hs_code": good.hs6 if rng.random() < 0.8 else "", "sku": f"EX-{rng.randrange(10**6):06d}",
            "manufacturer_ref": f"MF{rng.randrange(10**4):04d}", "gtin": gtin13(rng) if rng.random() < 0.5 else "",
        })  # fmt: skip
    return rows


MISTAKES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("nothing wrong", {}),
    ("no parcel number", {"parcel": ""}),
    ("no description", {"description": "", "description_zh": ""}),
    ("a stop word for a description", {"description": "Gift"}),
    ("a text for a number", {"value": "about twelve"}),
    ("a value below zero", {"value": "-4.00"}),
    ("a mass of zero", {"gross_kg": "0"}),
    ("net above gross", {"net_kg": "9.000"}),
    ("a currency that does not exist", {"currency": "RMB"}),
    ("a country that does not exist", {"recipient_country": "XQ"}),
    ("an IOSS number that is too short", {"ioss": "IM12"}),
    ("IOSS above 150 euro", {"value": "180.00", "ioss": IOSS[0]}),
    ("a code that is too short", {"hs_code": "61091"}),
    ("a code that does not exist", {"hs_code": "610999"}),
    ("a GTIN with a wrong check digit", {"gtin": "6912345678901"}),
    ("a GTIN that a spreadsheet has rounded", {"gtin": "6.98E+12"}),
    ("no merchant's identifier", {"sku": ""}),
    ("a date with day and month exchanged, perhaps", {"arrival_date": "05/06/2026"}),
    ("a postcode that has lost its zero", {"recipient_postcode": "100", "recipient_country": "BE"}),
    ("a waybill with a wrong check digit", {"mawb": "999-12345670"}),
    ("no recipient's name", {"recipient_name": ""}),
    ("no IOSS and a consignee elsewhere", {"ioss": "", "recipient_country": "NL", "recipient_postcode": "6211 AB"}),
    ("goods under excise", {"description": "Roasted coffee beans 1 kg", "hs_code": "090121", "value": "22.00"}),
)  # fmt: skip


def mistakes(seed: int) -> list[dict[str, Any]]:
    """One parcel for each kind of mistake, and one whose number is used twice."""
    rows = []
    for parcel, (_, wrong) in zip(parcels(len(MISTAKES), seed), MISTAKES, strict=True):
        rows.append(parcel[0] | {"hs_code": "610910", "value": "12.00", "currency": "EUR"} | wrong)
    again = rows[-1] | {"parcel": rows[0]["parcel"], "recipient_name": "Somebody Else"}
    return [*rows, again]


def write_csv(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADINGS)
        writer.writeheader()
        writer.writerows(rows)


def write_xml(path: Path, consignments: list[list[dict[str, Any]]]) -> None:
    root = etree.Element(f"{{{NAMESPACE}}}Manifest", nsmap={None: NAMESPACE})
    header = _add(root, "Header")
    _add(header, "MessageNumber", "EXAMPLE-0001")
    _add(header, "Created", "2026-11-22T18:00:00Z")
    _add(header, "Direction", "import")
    flight = _add(root, "Flight")
    for name, text in (("Number", "EX8402"), ("Arrival", "2026-11-23"), ("From", "HGH"), ("To", "LGG")):
        _add(flight, name, text)
    for rows in consignments:
        _consignment(_add(root, "Consignment"), rows)
    etree.indent(root, "  ")
    path.write_bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n")


def _consignment(element: Any, rows: list[dict[str, Any]]) -> None:
    first = rows[0]
    for name, key in (("Reference", "parcel"), ("MasterWaybillNumber", "mawb"), ("ULDNumber", "uld"),
                      ("FlightNumber", "flight"), ("ArrivalDate", "arrival_date"), ("SaleType", "sale_type")):  # fmt: skip
        _add(element, name, first[key])
    for party, prefix in (("Exporter", "sender"), ("Importer", "recipient")):
        child = _add(element, party)
        for name, key in (("Name", "name"), ("NameLocal", "name_zh"), ("Street", "street"), ("Postcode", "postcode"),
                          ("City", "city"), ("Country", "country")):  # fmt: skip
            _add(child, name, first.get(f"{prefix}_{key}"))
    _add(element, "IOSS", first["ioss"])
    _add(element, "Incoterm", first["incoterm"])
    for row in rows:
        item = _add(element, "Item")
        for name, key in (
            ("Number", "item_no"), ("Description", "description"), ("DescriptionLocal", "description_zh"),
            ("Quantity", "quantity"), ("Unit", "unit"), ("GrossMass", "gross_kg"), ("NetMass", "net_kg"),
            ("Value", "value"), ("Currency", "currency"), ("Freight", "freight"), ("Origin", "origin"),
            ("CommodityCode", "hs_code"), ("MerchantId", "sku"), ("ManufacturerId", "manufacturer_ref"), ("GTIN", "gtin"),
        ):  # fmt: skip
            _add(item, name, row[key])


def _add(parent: Any, name: str, text: object = None) -> Any:
    if text == "" or (text is None and name not in _GROUPS):
        return None
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    element.text = None if text is None else str(text)
    return element


_GROUPS = {"Header", "Flight", "Consignment", "Exporter", "Importer", "Item"}


def main() -> None:
    write_csv(HERE / "import-200.csv", [row for rows in parcels(200, seed=2026) for row in rows])
    write_xml(HERE / "import-50.xml", parcels(50, seed=1122))
    write_csv(HERE / "mistakes.csv", mistakes(seed=7))


if __name__ == "__main__":
    main()
