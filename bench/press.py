"""CPU time of a label and of an H7 summary: a plain WeasyPrint loop, our press, and typst where it is installed.

All run in this process, on new records each round, after some that warm them up; the median of the rounds
counts. `pip install typst` puts the peer beside us; it draws the same label from the same values and barcodes.
"""

from __future__ import annotations

import importlib
import itertools
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from douane.press import barcodes
from douane.press.printer import Press

ROUNDS, STAMPED, PLAIN = 5, 200, 4
WARM = 20
_FIRST = itertools.count(1, 100_000)  # no record is met twice, so that no memory of texts helps
STREETS = ("Bahnhofstraße", "Rue de l’Église", "Calle Mayor", "Prinsengracht", "Kungsgatan", "Ulica Długa")
NAMES = ("Anna Müller", "Chloé García", "Łukasz Nováková", "Øyvind Jørgensen", "Inês Ångström", "Paweł Škoda")
TOWNS = ("广东省深圳市宝安区西乡大道", "浙江省义乌市稠城街道人民东路", "上海市浦东新区科技南路", "福建省厦门市思明区文化路")
SELLERS = ("深圳市示例贸易有限公司", "义乌样品电子商务公司", "厦门示范科技", "上海范例进出口有限公司")


def labels(start: int, count: int) -> list[Any]:
    """Labels that differ in all that differs between two parcels."""
    from tests.press.conftest import labels as samples

    base = samples()[0]
    return [
        replace(
            base, reference=f"LX{n:09}CN", lrn=f"DNE26112{n:09}", weight=f"{n % 30}.{n % 997:03}", pieces=str(n % 3 + 1),
            headings=(f"{610000 + n % 9000}", f"{390000 + n % 7000}"),
            sender=replace(base.sender, name_local=SELLERS[n % 4], street=f"{TOWNS[n % 4]}{n % 999}号{n % 30}楼{n % 40}室"),
            recipient=replace(base.recipient, name=f"{NAMES[n % 6]} {n % 89}", street=f"{STREETS[n % 6]} {n % 220}, {n}",
                              postcode=f"{10000 + n % 80000}", city=f"{STREETS[(n + 1) % 6]}-Stadt"),
        )
        for n in range(start, start + count)
    ]  # fmt: skip


def summaries(start: int, count: int) -> list[Any]:
    """H7 summaries of three lines."""
    from tests.press.conftest import summaries as samples

    base = samples()[0]
    return [
        replace(
            base, lrn=f"DNE26112{n:09}", parcel=f"LX{n:09}CN",
            importer=replace(base.importer, name=f"{NAMES[n % 6]} {n % 89}", street=f"{STREETS[n % 6]} {n % 220}"),
            lines=tuple(replace(line, value=f"{n % 90 + line.number}.{n % 99:02}") for line in base.lines),
        )
        for n in range(start, start + count)
    ]  # fmt: skip


def timed(work: Callable[[Sequence[Any]], int], make: Callable[[int, int], list[Any]], count: int) -> tuple[float, float]:
    """Milliseconds of CPU and bytes for one record."""
    first = next(_FIRST)
    work(make(first, WARM))
    seconds, size = [], 0
    for turn in range(ROUNDS):
        views = make(first + WARM + turn * count, count)
        before = time.process_time()
        size = work(views)
        seconds.append(time.process_time() - before)
    return 1000 * statistics.median(seconds) / count, size / count


def plain_loop(template: str) -> Callable[[Sequence[Any]], int]:
    """`HTML(string=…).write_pdf()` for each record, as its manual shows."""
    from weasyprint import CSS, HTML

    from douane.press.engine import OwnAssets
    from douane.press.printer import places

    templates = Press(stamped=False)._templates  # noqa: SLF001 - the same Jinja templates

    def work(views: Sequence[Any]) -> int:
        size = 0
        for view in views:
            fetcher = OwnAssets(places.TEMPLATES)
            style = CSS(url=f"douane:{template}.css", url_fetcher=fetcher)
            page = HTML(string=templates.html(template, view, "en"), base_url="douane:", url_fetcher=fetcher)
            size += len(page.write_pdf(stylesheets=[style]))
        return size

    return work


def typst_label() -> dict[str, Callable[[Sequence[Any]], int]]:
    """The peer, in one file and as separate files; nothing where it is not installed."""
    try:
        typst = importlib.import_module("typst")
    except ImportError:
        return {}
    compiler = typst.Compiler(str(Path(__file__).with_name("label.typ")))

    def one_file(views: Sequence[Any]) -> int:
        return len(compiler.compile(sys_inputs={"labels": json.dumps([_values(view) for view in views])}))

    return {"typst, one file": one_file, "typst, separate": lambda views: sum(one_file([view]) for view in views)}


def _values(view: Any) -> dict[str, Any]:
    drawn = [
        barcodes.svg(barcodes.placed(*one), "")
        for one in (("code128 94 18 centre", view.reference), ("qr 23", view.matrix))
    ]
    return asdict(view) | {"linear": str(drawn[0]), "matrix": str(drawn[1])}


def main() -> None:
    """Print the tables."""
    press = Press()
    for template, make in (("parcel_label", labels), ("h7_summary", summaries)):

        def one_file(views: Sequence[Any], name: str = template) -> int:
            return len(press.print(name, views).pdf)

        def separate(views: Sequence[Any], name: str = template) -> int:
            return sum(len(press.print(name, [view]).pdf) for view in views)

        print(f"\nPress: {template} (CPU of one core for each; median of {ROUNDS} rounds)")
        plain, size = timed(plain_loop(template), make, PLAIN)
        print(f"  {'plain WeasyPrint loop':<34}{plain:9.2f} ms{size:10,.0f} bytes")
        ways = {"douane, one file": one_file, "douane, separate": separate}
        for name, work in (ways | (typst_label() if template == "parcel_label" else {})).items():
            each, size = timed(work, make, STAMPED)
            print(f"  {name:<34}{each:9.2f} ms{size:10,.0f} bytes{plain / each:8.0f}× the loop")
