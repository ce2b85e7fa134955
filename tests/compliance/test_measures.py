"""Every regime of DOMAIN §6 speaks where it should, keeps silent on the twin, and leaves ordinary goods alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from douane.compliance import regimes
from douane.compliance.check import RULES
from douane.domain.consignment import Address, Consignment, Direction, Document, Party, SaleType
from douane.domain.finding import Severity
from douane.reference.catalogue import entries
from douane.reference.measures_of_goods import Measure, Outcome, Touch, load_measures
from tests.compliance.cases import LAW, SHANGHAI, export, findings, found, parcel
from tests.conftest import TODAY, make_consignment, make_item

OUT = Direction.EXPORT
Make = Callable[[], Consignment]


class Mistake(NamedTuple):
    code: str
    wrong: Make
    mended: Make
    direction: Direction = Direction.IMPORT
    on: date = TODAY


def inward(code: str, wrong: dict[str, Any], mended: dict[str, Any], on: date = TODAY) -> Mistake:
    return Mistake(code, lambda: parcel(**wrong), lambda: parcel(**mended), on=on)


def outward(code: str, wrong: dict[str, Any], mended: dict[str, Any], on: date = TODAY) -> Mistake:
    return Mistake(code, lambda: export(**wrong), lambda: export(**mended), OUT, on)


def goods(text: str, hs: str = "610910", **more: Any) -> dict[str, Any]:
    return {"description": text, "commodity_code": hs, **more}


def paper(kind: str, reference: str = "BE-2026-0001") -> dict[str, Any]:
    return {"documents": (Document(kind, reference),)}


REASON = "no parameter of 3A001 is reached, data sheet of the maker"
DEAR = {"value": Decimal(18000)}
H1 = {"value": Decimal(400)}
CHIP = goods("Integrated circuit, voltage regulator", "854239")
FORWARDER = Party(name="Shanghai Yangben Freight Forwarding Co., Ltd", address=SHANGHAI.address)
ARSENAL = Party(name="Yangben Ordnance Factory", address=SHANGHAI.address)
MISTAKES: list[Mistake] = [
    outward("DUAL-USE-CODE", CHIP, CHIP | paper("Y901", REASON)),
    outward("DUAL-USE-LICENCE", goods("Thermal imaging camera, uncooled", "902750"),
            goods("Thermal imaging camera, uncooled", "902750") | paper("X002")),
    outward("DUAL-USE-LICENCE", goods("热像仪 红外", "902750"), goods("Case for thermal imaging camera", "420299")),
    outward("DUAL-USE-LICENCE", goods("Encryption module for radio links", "851762"), goods("Radio link module", "851762")),
    outward("DUAL-USE-HOLD", goods("Bearings for military use", "848210"), goods("Bearings for wheelchairs", "848210")),
    outward("DUAL-USE-HOLD", goods("Steel bolts M8", "731815", importer=ARSENAL), goods("Steel bolts M8", "731815")),
    outward("TORTURE-CODE", goods("Massage electrodes", "854370"), goods("Massage electrodes", "854370") | paper("Y904", REASON)),
    inward("TORTURE-PROHIBITED", goods("Steel thumb cuffs", "830140"), goods("Steel cuff links", "711719")),
    outward("RUSSIA-DIVERSION", CHIP | {"importer": FORWARDER}, CHIP),
    outward("RUSSIA-DIVERSION", goods("Kettle", "851610", importer=replace(SHANGHAI, name="Moscow Primer Import")),
            goods("Kettle", "851610")),
    outward("RUSSIA-CLAUSE", CHIP, CHIP | paper("Y939", REASON)),
    inward("ORIGIN-SANCTIONED", {"origin": "KP"}, {"origin": "KR"}),
    inward("ORIGIN-HOLD", {"origin": "RU"}, {"origin": "RO"}),
    inward("ORIGIN-HOLD", goods("Steel sheet", "720810", origin="IR"), goods("Carpet of wool", "570110", origin="IR")),
    inward("WEAPON-PROHIBITED", goods("Butterfly knife, steel blade", "821193"), goods("Butterfly knife trainer, no edge", "950699")),
    inward("WEAPON-PROHIBITED", goods("甩棍 钢制", "930400"), goods("折叠伞 钢骨", "660191")),
    inward("WEAPON-PROHIBITED", goods("Bombe spray au poivre", "930400"), goods("Moulin à poivre", "821000")),
    inward("WEAPON-LICENCE", goods("Hunting rifle calibre .22", "930330"), goods("Toy rifle of plastic", "950300")),
    inward("WEAPON-LICENCE", goods("Hunting rifle", "930330", **H1), goods("Hunting rifle", "930330", **H1) | paper("X035")),
    inward("WEAPON-LOOK", goods("Green laser pointer", "901380"), goods("Green laser printer toner", "844399")),
    inward("CITES-PROHIBITED", goods("Hand made ivory carving", "960190"), goods("Dress, ivory colour", "620442")),
    inward("CITES-PROHIBITED", goods("Collar of dog fur", "430310"), goods("Brush against dog fur", "960329")),
    inward("CITES-LICENCE", goods("Handbag of python leather", "420221"), goods("Handbag, python leather pattern, PU", "420222")),
    inward("CITES-LICENCE", goods("Handbag of crocodile leather", "420221", **H1),
           goods("Handbag of crocodile leather", "420221", **H1) | paper("C400")),
    inward("CITES-CODE", goods("Leather handbag of calf", "420221", **H1),
           goods("Leather handbag of calf", "420221", **H1) | paper("Y900", "Bos taurus, statement of the maker")),
    inward("CULTURAL-LICENCE", goods("Roman artefact of bronze", "970531"), goods("Replica of a Roman artefact, resin", "392640")),
    inward("CULTURAL-LICENCE", goods("Oil painting on canvas", "970191", **DEAR), goods("Oil painting on canvas", "970191")),
    inward("CULTURAL-CODE", goods("Oil painting on canvas", "970191", **H1),
           goods("Oil painting on canvas", "970191", **H1) | paper("Y903", "painted in 2024, invoice of the artist")),
    inward("BRAND-COPY", goods("Watch, AAA quality, steel", "910211"), goods("Watch with AAA batteries", "910211")),
    inward("BRAND-PRICE", goods("Nike running shoes", "640411", value=Decimal(12)), goods("Nike running shoes", "640411", value=Decimal(90))),
    inward("MEDICINE-HOLD", goods("Melatonin gummies 60 pieces", "210690"), goods("Gummies with vitamin C", "210690")),
    inward("MEDICINE-HOLD", goods("Sleeping pills", "300490"), goods("Box for sleeping pills, plastic", "392310")),
    inward("MEDICINE-LOOK", goods("Turmeric 500mg", "210690"), goods("Turmeric powder", "210690")),
    inward("DEVICE-LOOK", goods("Finger pulse oximeter", "901819"), goods("Box for pulse oximeter, plastic", "392310")),
    inward("COSMETIC-PROHIBITED", goods("Whitening cream with hydroquinone", "330499"), goods("Whitening toothpaste", "330610")),
    inward("COSMETIC-NOTIFICATION", goods("Lipstick, matt", "330410"), goods("Lipstick case of plastic", "392310")),
    Mistake("FOOD-PROHIBITED", lambda: make_consignment(make_item(**goods("Beef jerky", "160250")), sale_type=SaleType.C2C, ioss=None),
            lambda: make_consignment(make_item(**goods("Beef jerky knife", "821192")), sale_type=SaleType.C2C, ioss=None)),
    inward("FOOD-CHED", goods("Smoked ham", "021011"), goods("Knife for smoked ham", "821192")),
    inward("FOOD-CHED", goods("Dried squid", "030749", **H1), goods("Dried squid", "030749", **H1) | paper("N853")),
    inward("PLANT-CERTIFICATE", goods("Vegetable seeds, tomato", "120991"), goods("Tray for vegetable seeds", "392690")),
    inward("EXCISE-WORDS", goods("Disposable vape, mint", "854340"), goods("Cigarette machine, electric", "847810")),
    inward("CBAM-CODE", goods("Steel bolts M8", "731815", **H1), goods("Steel bolts M8", "731815", **H1) | paper("Y137", "12 kg this year, stock list")),
    inward("DEFORESTATION-LOOK", goods("Wooden chair", "940169"), goods("Wooden chair", "940169") | paper("C716"), date(2027, 1, 4)),
    inward("DEFORESTATION-STATEMENT", goods("Wooden chair", "940169"), goods("Metal chair", "940179"), date(2027, 6, 30)),
    inward("FGAS-LICENCE", goods("R134a can 300 g", "382761"), goods("Hose for R134a", "400931")),
    inward("FGAS-CODE", goods("Portable air conditioner", "841510", **H1),
           goods("Portable air conditioner", "841510", **H1) | paper("Y926", "R290, no fluorinated gas, type plate")),
    inward("CHEMICAL-PROHIBITED", goods("Mercury thermometer", "902511"), goods("Thermometer, mercury free", "902511")),
    inward("CHEMICAL-LICENCE", goods("Potassium permanganate 500 g", "284161"), goods("Potassium sorbate 500 g", "291619")),
    inward("CHEMICAL-LOOK", goods("Necklace, nickel plated", "711719"), goods("Necklace, nickel free", "711719")),
    inward("BATTERY-FLIGHT", goods("Power bank 10000 mAh", "850760"), goods("Cable for power bank", "854442")),
    inward("TOY-HAZARD", goods("Magnetic balls 5 mm, 216 pieces", "950300"), goods("Magnetic drawing board", "950300")),
    inward("ANTI-DUMPING", goods("Bicycle 26 inch", "871200"), goods("Bicycle 26 inch", "871200", origin="VN")),
    inward("ANTI-DUMPING", goods("Pea protein powder", "210610"), goods("Soya protein powder", "210610")),
    inward("ANTI-DUMPING", goods("Foldable ironing board", "732393"), goods("Cover for ironing board", "630790")),
    inward("FORCED-LABOUR", goods("Towel of Xinjiang cotton", "630260"), goods("Towel of cotton", "630260"), date(2027, 12, 14)),
    inward("GOODS-TEN-DIGITS", goods("Bicycle with motor", "871160"), goods("Cycle with motor", "8711609090")),
    inward("CODE-WITHOUT-REASON", goods("Steel bolts", "731815", **H1) | paper("Y137", "Y137"),
           goods("Steel bolts", "731815", **H1) | paper("Y137", "12 kg this year, stock list")),
    inward("PERMIT-ON-H7", goods("Rosewood cutting board, potassium", "284161"), goods("Cutting board", "441990")),
    inward("SAFETY-NO-PERSON", {"attributes": (("responsible_person", "none"),)},
           {"attributes": (("responsible_person", "Muster Compliance BV, Gent"),)}),
    inward("MARKET-OPERATOR-UNSAID", goods("Kettle, 1.7 l", "851610"),
           goods("Kettle, 1.7 l", "851610", attributes=(("EU rep", "Muster Compliance BV, Gent"),))),
    inward("PRODUCER-UNREGISTERED", {"attributes": (("EPR", "-"),)}, {"attributes": (("EPR", "BE-12345"),)}),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=[f"{i}-{m.code}" for i, m in enumerate(MISTAKES)])
def test_a_regime_fires_on_the_mistake_and_not_on_its_twin(mistake: Mistake) -> None:
    assert mistake.code in found(mistake.wrong(), on=mistake.on, direction=mistake.direction)
    assert mistake.code not in found(mistake.mended(), on=mistake.on, direction=mistake.direction)


ORDINARY = """
Women's dress, ivory white, chiffon | 620443
Phone case, crocodile pattern, PU | 392690
Leather-look handbag, snake print | 420222
Kitchen knife set, stainless steel | 821191
Butterfly hair clip | 961511
Water gun for children | 950300
Glue gun with 20 sticks | 851580
Massage gun, 4 heads | 901910
Pepper mill, wood | 821000
Red wine glass, set of 6 | 701337
Whisky stones with box | 680299
Beer can holder, foam | 392490
Cigarette case, metal | 732690
Cheese grater, stainless | 821000
Pill box, 7 days | 392310
Vitamin storage tray | 392310
Artificial orchid plant in pot | 670210
Plastic bonsai, artificial | 670210
Seed tray for plants | 392690
Cat fur brush | 960329
Dog fur remover roller | 392690
Plush tiger, 40 cm | 950300
Tiger print leggings | 610463
Military style jacket, cotton | 620193
Camouflage cap | 650500
Silver necklace, moon | 711311
AAA batteries charger, USB | 850440
Model car scale 1:18 | 950300
Art print inspired by nature | 491191
Power bank pouch | 420232
Laser engraving sign, wood | 442090
Laser level holder | 902490
Star wall sticker | 491110
Throwing blanket, fleece | 630140
Yoga mat, natural rubber look | 391890
Coffee mug with handle | 732393
Tea pot of glass | 701349
Lead for dogs, nylon | 420100
LED strip lamp, 5 m | 940542
Rose gold bracelet | 711719
Rosewood coloured lipstick holder | 392490
Steering wheel cover | 870899
USB cable, 1 m | 854442
T-shirt "Moscow mule" | 610910
Chaussettes en coton | 611595
Étui pour pistolet à colle | 420292
Sleutelhanger in de vorm van een mes | 392640
Kaasschaaf met houten greep | 821192
Weinglas, 2 Stück | 701337
Kinderpuppe mit Kleid | 950300
玩具手枪 泡泡 | 950300
象牙白连衣裙 | 620443
鳄鱼纹手提包 | 420222
红酒杯 套装 | 701337
奶酪刨丝器 | 821000
手机壳 硅胶 | 392690
Guillotine nail clipper | 821420
Guillotine paper cutter | 844110
Hearing aid batteries, size 13 | 850660
Contact lenses cleaning solution | 330790
Cigarette rolling paper | 481310
Électrique machine à cigarettes | 847810
Collier perles d'eau douce | 711610
Whiskey barrel, oak | 441600
红酒柜 家用 | 841821
武士刀伞 | 660199
Toplader mit Schleuder | 845012
""".strip().splitlines()


@pytest.mark.parametrize("line", ORDINARY, ids=[line.split(" |")[0] for line in ORDINARY])
def test_ordinary_goods_are_left_alone(line: str) -> None:
    text, code = line.split(" | ")
    regime_codes = {code for rule in regimes.RULES for code in rule.codes}
    loud = {f.code for f in findings(parcel(**goods(text, code, brand=None))) if f.severity is not Severity.INFO}
    assert not loud & regime_codes


def test_at_least_fifty_ordinary_goods_are_tried() -> None:
    assert len(ORDINARY) >= 50


SEVERITY = {Outcome.BLOCK: Severity.ERROR, Outcome.HOLD: Severity.ERROR, Outcome.LICENCE: Severity.WARNING,
            Outcome.DECLARE: Severity.INFO}  # fmt: skip


@pytest.mark.parametrize(("name", "measure"), load_measures().by_name.items(), ids=list(load_measures().by_name))
def test_a_measure_is_found_by_the_rule_of_its_regime(name: str, measure: Measure) -> None:
    rule = next(rule for rule in RULES if rule.regime == measure.regime)
    assert measure.finding in rule.codes
    if measure.outcome is not Outcome.WARN:
        assert entries()[measure.finding].severity is SEVERITY[measure.outcome]
    assert not measure.words or len(measure.words) == 5 or name in ("property-brand-price",), "words in five languages"


@pytest.mark.parametrize(("name", "measure"), load_measures().by_name.items(), ids=list(load_measures().by_name))
def test_a_measure_begins_and_ends_on_its_days(name: str, measure: Measure) -> None:
    measures = load_measures()
    assert name not in measures.on(measure.since - timedelta(days=1)).by_name
    assert name in measures.on(measure.since).by_name
    if measure.until:
        assert name in measures.on(measure.until - timedelta(days=1)).by_name
        assert name not in measures.on(measure.until).by_name


@pytest.mark.parametrize(("on", "codes"), [
    (date(2026, 12, 29), set()), (date(2026, 12, 30), {"DEFORESTATION-LOOK"}), (date(2027, 6, 29), {"DEFORESTATION-LOOK"}),
    (date(2027, 6, 30), {"DEFORESTATION-STATEMENT"}),
])  # fmt: skip
def test_due_diligence_statements_come_in_two_steps(on: date, codes: set[str]) -> None:
    forest = {"DEFORESTATION-LOOK", "DEFORESTATION-STATEMENT"}
    assert found(parcel(**goods("Wooden chair", "940169")), on=on) & forest == codes


def test_six_digits_are_not_enough_where_a_measure_stands_at_ten() -> None:
    measure = load_measures().by_name["anti-dumping-china"]
    assert measure.touches("871160") is Touch.PART
    assert measure.touches("8711601000") is Touch.WHOLE
    assert measure.touches("8711609090") is Touch.NONE
    short = next(f for f in findings(parcel(**goods("Bicycle with motor", "871160"))) if f.code == "GOODS-TEN-DIGITS")
    assert "8711601000" in (short.expected or "")


def test_a_code_with_its_reason_settles_a_measure_and_without_one_does_not() -> None:
    reasoned = export(**CHIP | paper("Y901", REASON))
    bare = export(**CHIP | paper("Y901", ""))
    assert "CODE-WITHOUT-REASON" not in found(reasoned, direction=OUT)
    assert "CODE-WITHOUT-REASON" in found(bare, direction=OUT)


@pytest.mark.parametrize(
    "text", ["Sturgeonlike toy", "Vodkatini skirt", "mgmt binder", "cheeseboards", "Snusmumriken plush"]
)
def test_words_are_found_whole(text: str) -> None:
    assert not {"EXCISE-WORDS", "MEDICINE-LOOK", "FOOD-CHED"} & found(parcel(**goods(text, "210690")))


def test_codes_for_h1_are_not_asked_for_on_h7() -> None:
    assert "CITES-CODE" not in found(parcel(**goods("Leather handbag of calf", "420221")))


def test_a_party_in_another_country_is_looked_at_only_on_export() -> None:
    address = Address("Rue de Moscou 3", "4000", "Liège", None, "BE")
    consignment = parcel()
    assert "RUSSIA-DIVERSION" not in found(replace(consignment, importer=replace(consignment.importer, address=address)))


def test_permit_measures_without_words_never_leave_on_h7_alone() -> None:
    """What needs a permit by its code is either routed to H1 or said to be wrong on H7."""
    for name, measure in load_measures().on(TODAY).by_name.items():
        if measure.outcome is not Outcome.LICENCE or measure.match == "all" or Direction.IMPORT not in measure.directions:
            continue
        for prefix in measure.hs:
            if measure.above or len(prefix) not in (6, 10) or prefix in measure.beside:
                continue
            got = found(parcel(**goods("Goods of some kind", prefix)))
            assert got & {"PERMIT-ON-H7", "ROUTE-STANDARD"}, (name, prefix)


def test_a_measures_file_with_an_unknown_key_is_refused() -> None:
    good = {
        "regime": "toys",
        "goods": "g",
        "finding": "F-G",
        "outcome": "warn",
        "reference": "r",
        "since": "2020-01-01",
        "hs": ["95"],
    }
    Measure.model_validate(good)
    for wrong in (
        {"colour": "red"},
        {"hs": ["9"]},
        {"hs": []},
        {"match": "all"},
        {"outcome": "declare code"},
        {"codes": ["Y900"]},
    ):
        with pytest.raises(ValueError, match=r"."):
            Measure.model_validate(good | wrong)


def test_the_law_of_the_day_is_that_of_the_measures() -> None:
    assert LAW.on(TODAY).in_force("eu.safety.harmonised_goods")
