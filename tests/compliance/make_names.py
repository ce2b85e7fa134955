"""Write the made-up consolidated list and the name pairs with known answers: `python -m tests.compliance.make_names`.

Nobody in them exists. The answers follow from how a pair is made (the same person written otherwise, or two different
persons), never from what the program says about it.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path
from xml.sax.saxutils import quoteattr

HERE = Path(__file__).parent
SEED = 2026

FIRST = [
    "Testomir",
    "Muadiba",
    "Orlando",
    "Fiktiva",
    "Samplo",
    "Ivanko",
    "Dragomil",
    "Zoranna",
    "Kassim",
    "Yusrafil",
    "Abdurrezak",
    "Leontina",
    "Piotrek",
    "Grigorian",
    "Anatolij",
    "Hassanuddin",
    "Farouq",
    "Mirabelka",
    "Stanimir",
    "Oleksiy",
    "Vadimir",
    "Rustamir",
    "Jamilah",
    "Nikodem",
    "Walerian",
    "Tamarisk",
    "Ignatius",
    "Karimullah",
    "Sebastiano",
    "Margaretha",
]
LAST = [
    "Voorbeeldov",
    "Musterenko",
    "Exemplarski",
    "Fictivich",
    "Ondenkbaar",
    "Placeholderian",
    "Testarossov",
    "Dummyani",
    "Nonexistov",
    "Imaginarez",
    "Proefpersoon",
    "Modellov",
    "Beispielov",
    "Quelqunidze",
    "Schablonski",
    "Fantasiyev",
    "Noname-Zadeh",
    "Al-Mithali",
    "Bin Tajriba",
    "Ficciones",
    "Kartonov",
    "Papierenko",
    "Verzinselius",
    "Blankovich",
    "Muestranov",
    "Probevich",
    "Ersatzmann",
    "Karakterov",
    "Figurantov",
    "Pseudonymov",
]
MIDDLE = ["Petrovich", "Aleksandrovna", "Hamidullah", "Maria", "Johannes", "Testovich", "Nikolaevich", "Abbasovich"]
HAN = [
    ("王样本", "Wang", "Yangben"),
    ("李范例", "Li", "Fanli"),
    ("张虚构", "Zhang", "Xugou"),
    ("刘模型", "Liu", "Moxing"),
    ("陈示例", "Chen", "Shili"),
    ("杨无名", "Yang", "Wuming"),
    ("赵假设", "Zhao", "Jiashe"),
    ("黄测试", "Huang", "Ceshi"),
    ("周空白", "Zhou", "Kongbai"),
    ("吴想象", "Wu", "Xiangxiang"),
    ("徐某某", "Xu", "Moumou"),
    ("孙乌有", "Sun", "Wuyou"),
    ("欧阳子虚", "Ouyang", "Zixu"),
    ("司马无有", "Sima", "Wuyou"),
    ("单样板", "Shan", "Yangban"),
    ("曾图样", "Zeng", "Tuyang"),
    ("朱模板", "Zhu", "Muban"),
    ("何从来", "He", "Conglai"),
    ("高假名", "Gao", "Jiaming"),
    ("林幻影", "Lin", "Huanying"),
    ("诸葛不存", "Zhuge", "Bucun"),
    ("马虚名", "Ma", "Xuming"),
    ("罗无是", "Luo", "Wushi"),
    ("梁戏言", "Liang", "Xiyan"),
]
COMPANIES = [
    "Nebelhorn Maschinen",
    "Quasimodo Shipping",
    "Placebo Petroleum",
    "Fantasia Avionics",
    "Blueprint Semiconductor",
    "Nullpunkt Chemie",
    "Utopia Freight",
    "Mirage Industrial",
    "Kartonnage Export",
    "Chimera Precision",
    "Phantom Textiles",
    "Mockup Aerospace",
    "Sandbox Energy",
    "Draftline Logistics",
    "Imaginair Cargo",
    "Testbed Technologies",
    "Prototype Hydraulics",
    "Simulacrum Trading",
    "Vaporware Electronics",
    "Hologram Optics",
]
FORMS = ["Co., Ltd", "LLC", "GmbH", "JSC", "S.A.", "Limited", "OOO", "B.V."]
HAN_COMPANIES = [
    ("深圳市虚样贸易有限公司", "Shenzhen Xuyang Trading Co., Ltd"),
    ("上海无名科技有限公司", "Shanghai Wuming Technology Co., Ltd"),
    ("广州假设电子有限公司", "Guangzhou Jiashe Electronics Co., Ltd"),
    ("宁波图样进出口有限公司", "Ningbo Tuyang Import Export Co., Ltd"),
    ("杭州空谷国际物流有限公司", "Hangzhou Konggu International Logistics Co., Ltd"),
    ("青岛幻海航运有限公司", "Qingdao Huanhai Shipping Co., Ltd"),
    ("苏州样机精密机械有限公司", "Suzhou Yangji Precision Machinery Co., Ltd"),
    ("天津模云化工有限公司", "Tianjin Moyun Chemical Co., Ltd"),
]
# Other persons with names that are hard to tell apart: relatives, other given names of the same beginning, other signs.
NEAR = [
    ("Stanimir Figurantov", "Stanislava Figurantova"),
    ("Ivanko Kartonov", "Ivanna Kartonova"),
    ("Kassim Dummyani", "Kassandra Dummyani"),
    ("王样本", "汪养本"),
    ("李范例", "李凡力"),
    ("张虚构", "章许沟"),
    ("Zhang Xugou", "Zhang Xugang"),
    ("Liu Moxing", "Liu Moxin"),
    ("Chen Shili", "Chen Shilin"),
    ("Zhao Jiashe", "Zhao Jiashu"),
    ("Huang Ceshi", "Huang Keshi"),
    ("Zhu Muban", "Zhu Mubai"),
    ("Wang Wei", "Wang Wen"),
    ("Li Na", "Li Nan"),
    ("Zhang Min", "Zhang Ming"),
    ("Chen Jun", "Chen Juan"),
    ("Liu Yang", "Liu Yan"),
    ("Piotrek Schablonski", "Piotr Szablewski"),
    ("Nikodem Blankovich", "Nikola Blankovic"),
    ("Farouq Bin Tajriba", "Farida Bint Tajriba"),
    ("Hassanuddin Dummyani", "Hassan Dummyani"),
    ("Nebelhorn Maschinen GmbH", "Nebelhorn Magazine GmbH"),
    ("Utopia Freight LLC", "Utopia Fruit LLC"),
    ("Mirage Industrial JSC", "Mirage Industrial Design Museum"),
    ("Placebo Petroleum", "Placebo Perfume"),
    ("Sandbox Energy", "Sandbox Energy Drinks"),
    ("Hologram Optics", "Hologram Topics"),
    ("Leontina Modellov", "Leonid Modellov"),
    ("Samplo Ondenkbaar", "Sampson Ondenkbaar"),
    ("Margaretha Muestranov", "Margarita Muestranova"),
]
CYRILLIC = dict(zip("abvgdezijklmnoprstufhyx", "абвгдезийклмнопрстуфхых", strict=True))  # fmt: skip


def typo(word: str, chance: random.Random) -> str:
    """One slip of the pen inside a word."""
    at = chance.randrange(1, len(word) - 1)
    return chance.choice([
        word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + chance.choice("aeiou") + word[at + 1 :],
    ])  # fmt: skip


def same(chance: random.Random) -> list[tuple[str, str, str]]:
    """Pairs of names of one and the same party: listed, written, how."""
    pairs = []
    for first, last in zip(FIRST, LAST, strict=True):
        middle = chance.choice(MIDDLE)
        pairs += [
            (f"{first} {last}", f"{last.upper()} {first}", "order"), (f"{first} {last}", f"{last}, {first}", "comma"),
            (f"{first} {middle} {last}", f"{first} {last}", "middle name left out"),
            (f"{first} {last}", f"{first} {middle} {last}", "middle name added"),
            (f"{first} {last}", f"{typo(first, chance)} {last}", "slip"), (f"{first} {last}", f"{first} {typo(last, chance)}", "slip"),
            (f"{first} {last}", f"Mr {first} {last}", "title"), (f"{first} {last}", f"{first[0]}. {last}", "initial"),
        ]  # fmt: skip
        if all(sign in CYRILLIC for sign in (first + last).lower()):
            cyrillic = (
                "".join(CYRILLIC[sign] for sign in first.lower()) + " " + "".join(CYRILLIC[sign] for sign in last.lower())
            )
            pairs.append((f"{first} {last}", cyrillic.title(), "Cyrillic"))
    for han, surname, given in HAN:
        pairs += [
            (han, f"{surname} {given}", "pinyin"), (f"{surname} {given}", han, "Chinese"), (han, f"{given} {surname.upper()}", "pinyin, order"),
            (f"{surname} {given}", f"{given}, {surname}", "order"), (han, han[0] + " " + han[1:], "blank"),
        ]  # fmt: skip
    for name in COMPANIES:
        one, other = chance.sample(FORMS, 2)
        pairs += [(f"{name} {one}", f"{name} {other}", "legal form"), (f"{name} {one}", name.upper(), "no legal form"),
                  (f"{name} {one}", f"{typo(name.split()[0], chance)} {name.split()[1]} {one}", "slip")]  # fmt: skip
    for han, english in HAN_COMPANIES:
        pairs += [(han, english, "company in Chinese"), (english, han, "company in Chinese")]
    return pairs


def different(chance: random.Random) -> list[tuple[str, str, str]]:
    """Pairs of names of two parties that have nothing to do with each other but look a little alike."""
    pairs = []
    for i, (first, last) in enumerate(zip(FIRST, LAST, strict=True)):
        other, surname = FIRST[(i + 7) % len(FIRST)], LAST[(i + 11) % len(LAST)]
        pairs += [(f"{first} {last}", f"{other} {last}", "surname only"), (f"{first} {last}", f"{first} {surname}", "first name only"),
                  (f"{first} {last}", f"{first}", "one word"),
                  (f"{first} {last}", f"{other} {chance.choice(MIDDLE)} {surname}", "nothing")]  # fmt: skip
    for i, (han, surname, given) in enumerate(HAN):
        other = HAN[(i + 5) % len(HAN)]
        pairs += [(han, han[0] + other[0][-2:], "surname only"), (f"{surname} {given}", f"{surname} {other[2]}", "surname only"),
                  (han, f"{other[1]} {given}", "given name only"), (han, surname, "one word")]  # fmt: skip
    for i, name in enumerate(COMPANIES):
        other = COMPANIES[(i + 3) % len(COMPANIES)]
        first, kind = name.split()
        pairs += [(f"{name} LLC", f"{other} LLC", "legal form only"), (f"{name} LLC", f"{other.split()[0]} {kind} LLC", "trade only"),
                  (f"{name} Co., Ltd", f"{first} Garden Centre BV", "first word only")]  # fmt: skip
    pairs += [(one, other, "near") for one, other in NEAR]
    for i, (han, _) in enumerate(HAN_COMPANIES):
        pairs.append((han, HAN_COMPANIES[(i + 3) % len(HAN_COMPANIES)][1], "company in Chinese"))
    return pairs


def entities() -> list[dict[str, object]]:
    """The entities of the made-up list."""
    found: list[dict[str, object]] = []
    for i, (first, last) in enumerate(zip(FIRST, LAST, strict=True)):
        found.append(
            {
                "code": "P",
                "names": [f"{first} {last}"],
                "born": f"19{50 + i}-0{1 + i % 9}-1{i % 9}",
                "country": "RU" if i % 2 else "BY",
            }
        )
    for i, (han, surname, given) in enumerate(HAN):
        found.append(
            {
                "code": "P",
                "names": [f"{surname} {given}", han],
                "born": f"19{60 + i}-0{1 + i % 9}-2{i % 9}",
                "country": "CN",
            }
        )
    found += [
        {"code": "E", "names": [f"{name} {FORMS[i % len(FORMS)]}"], "country": "RU"} for i, name in enumerate(COMPANIES)
    ]
    found += [{"code": "E", "names": [english, han], "country": "CN"} for han, english in HAN_COMPANIES]
    return found


def write_list(path: Path, made: list[dict[str, object]], day: str = "2026-11-20") -> None:
    """Write entities in the Commission's format."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<!-- Made up for tests: nobody in this list exists. -->",
             f'<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="{day}T08:00:00.000+01:00" globalFileId="0">']  # fmt: skip
    for i, entity in enumerate(made, start=1):
        code = str(entity["code"])
        kind = "person" if code == "P" else "enterprise"
        lines.append(
            f'  <sanctionEntity designationDate="2024-05-0{1 + i % 9}" unitedNationId="" euReferenceNumber="EU.{9000 + i}.{10 + i % 80}" logicalId="{i}">'
        )
        lines.append('    <regulation regulationType="regulation" programme="MADEUP" numberTitle="2099/1 (MADE UP)" publicationDate="2024-05-01">'
                     "<publicationUrl>https://example.org/2099-1</publicationUrl></regulation>")  # fmt: skip
        lines.append(f'    <subjectType code="{kind}" classificationCode="{code}"/>')
        names = entity["names"]
        assert isinstance(names, list)
        head = '    <nameAlias firstName="" middleName="" lastName=""'
        tail = 'function="" gender="" nameLanguage="" strong="true"/>'
        lines += [f"{head} wholeName={quoteattr(name)} {tail}" for name in names]
        if "born" in entity:
            born = str(entity["born"])
            lines.append(
                f'    <birthdate circa="false" birthdate="{born}" year="{born[:4]}" countryIso2Code="{entity["country"]}"/>'
            )
            lines.append(f'    <citizenship countryIso2Code="{entity["country"]}"/>')
            lines.append(
                f'    <identification identificationTypeCode="passport" number="XX{700000 + i}" countryIso2Code="{entity["country"]}"/>'
            )
        else:
            lines.append(f'    <address street="" city="" zipCode="" countryIso2Code="{entity["country"]}"/>')
        lines.append("  </sanctionEntity>")
    path.write_text("\n".join([*lines, "</export>", ""]), encoding="utf-8")


def main() -> None:
    """Write both files beside this one."""
    chance = random.Random(SEED)  # noqa: S311  made-up names are no secrets
    rows = [(*pair, "same") for pair in same(chance)] + [(*pair, "different") for pair in different(chance)]
    with (HERE / "name_pairs.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["listed", "written", "how", "answer"])
        writer.writerows(rows)
    write_list(HERE / "consolidated-list.xml", entities())
    write_list(HERE.parents[1] / "examples" / "lists" / "consolidated-list.xml", entities())


if __name__ == "__main__":
    main()
