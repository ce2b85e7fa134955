"""CPU time of a label and of an H7 summary: a plain WeasyPrint loop, our press, typst and reportlab.

All run in this process, on new records each round, after some that warm them up; the rounds of all are interleaved, so
that a busy moment of the machine meets them alike, and the median counts. The peers draw the same label from the same
values and barcodes. `python -m bench.press memory` and `… processes` measure what takes longer.
"""

from __future__ import annotations

import importlib
import itertools
import json
import multiprocessing
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from douane.press import barcodes
from douane.press.archive import Archive, data_lines
from douane.press.printer import Press

ROUNDS, STAMPED, PLAIN = 5, 200, 4
WARM = 20
DAY = date(2026, 11, 22)
PLAIN_LOOP = "plain WeasyPrint loop"
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


Work = Callable[[Sequence[Any]], int]


def timed(ways: dict[str, tuple[Work, int]], make: Callable[[int, int], list[Any]]) -> dict[str, tuple[float, float]]:
    """Milliseconds of CPU and bytes for one record, by the name of the way, each with its number of records a round."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    sizes: dict[str, float] = {}
    for turn in range(ROUNDS + 1):
        for name, (work, count) in ways.items():
            views = make(next(_FIRST), count if turn else WARM)
            before = time.process_time()
            size = work(views)
            if turn:
                seconds[name].append((time.process_time() - before) / count)
                sizes[name] = size / count
    return {name: (1000 * statistics.median(seconds[name]), sizes[name]) for name in ways}


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


def reportlab_label() -> dict[str, Work]:
    """The peer, in one file and as separate files."""
    from bench import label_reportlab

    faces = {name: file for file in Path("/usr/share/fonts").rglob("NotoSans-*.ttf") for name in [file.stem]}
    label_reportlab.register(str(faces["NotoSans-Regular"]), str(faces["NotoSans-Bold"]))

    def one_file(views: Sequence[Any]) -> int:
        return len(label_reportlab.labels(views))

    return {"reportlab, one file": one_file, "reportlab, separate": lambda views: sum(one_file([view]) for view in views)}


def ours(press: Press, template: str) -> dict[str, Work]:
    """Our press: one file, separate files, and both as PDF/A-3 with the data inside."""

    def one_file(views: Sequence[Any]) -> int:
        return len(press.print(template, views).pdf)

    def archived(views: Sequence[Any]) -> int:
        lines = data_lines({"template": template}, [{"view": view} for view in views])
        return len(press.print(template, views, archive=Archive(lines, DAY)).pdf)

    return {
        "douane, one file": one_file,
        "douane, one file, PDF/A-3 with data": archived,
        "douane, separate": lambda views: sum(one_file([view]) for view in views),
        "douane, separate, PDF/A-3 with data": lambda views: sum(archived([view]) for view in views),
    }


def main() -> None:
    """Print the tables."""
    press = Press()
    peers = typst_label() | reportlab_label()
    for template, make in (("parcel_label", labels), ("h7_summary", summaries)):
        ways: dict[str, tuple[Work, int]] = {PLAIN_LOOP: (plain_loop(template), PLAIN)}
        ways |= {name: (work, STAMPED) for name, work in ours(press, template).items()}
        if template == "parcel_label":
            ways |= {name: (work, STAMPED) for name, work in peers.items()}
        print(f"\nPress: {template} (CPU of one core for each; median of {ROUNDS} rounds)")
        found = timed(ways, make)
        plain = found[PLAIN_LOOP][0]
        for name, (each, size) in found.items():
            print(f"  {name:<40}{each:9.2f} ms{size:10,.0f} bytes{plain / each:8.0f}× the loop")


def memory(count: int = 100_000) -> None:
    """Resident size while one file of many labels is written."""
    press = Press()
    sizes = []

    def counted() -> Iterator[Any]:
        for start in range(0, count, 1000):
            yield from labels(start, 1000)
            with Path("/proc/self/statm").open() as statm:
                sizes.append(int(statm.read().split()[1]) * resource.getpagesize() / 1e6)

    with TemporaryFile() as target:
        press.print_into(target, "parcel_label", counted())
        size = target.tell() / 1e6
    shown = [10, len(sizes) // 2, len(sizes) - 1]
    print(f"\nPress: {count:,} labels in one file of {size:.0f} MB, MB resident: "
          + ", ".join(f"{sizes[n]:.0f} at {n + 1},000" for n in shown if n < len(sizes)))  # fmt: skip


def processes(chunks: int = 24, size: int = 250) -> None:
    """Wall time of chunks in one process and in two, forked behind the first layout."""
    global _press  # noqa: PLW0603 - forked children find it
    _press = Press()
    _press.print("parcel_label", labels(0, WARM))
    seconds = {}
    for jobs in (1, 2):
        with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork")) as pool:
            list(pool.map(_chunk, [(0, 1)] * jobs))
            before = time.perf_counter()
            list(pool.map(_chunk, [(jobs * 100_000 + n * size, size) for n in range(chunks)]))
            seconds[jobs] = time.perf_counter() - before
    print(f"\nPress: {chunks * size:,} labels by 1 process {seconds[1]:.1f} s, by 2 {seconds[2]:.1f} s: "
          f"{seconds[1] / seconds[2]:.2f}×")  # fmt: skip


_press: Press


def _chunk(which: tuple[int, int]) -> int:
    return len(_press.print("parcel_label", labels(*which)).pdf)


if __name__ == "__main__":
    for name in sys.argv[1:] or ["main"]:
        {"main": main, "memory": memory, "processes": processes}[name]()
