"""The same views give the same bytes: twice, in another process, and in several chunks."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from douane.documents.parcel_label import ParcelLabelView
from douane.press import printer
from douane.press.merging import merged
from douane.press.printer import Press, Printed
from tests.press.conftest import labels
from tests.press.reading import text_of

ROOT = Path(__file__).resolve().parents[2]
PROBE = """
import hashlib
from douane.press.printer import Press
from tests.press.conftest import labels
print(hashlib.sha256(Press().print("parcel_label", labels()).pdf).hexdigest())
"""


def latin(number: int) -> ParcelLabelView:
    view = labels()[0]
    return replace(view, reference=f"LX{number:09}CN", sender=replace(view.sender, name_local=""))


def test_twice_in_one_process(press: Press) -> None:
    views = [latin(1), latin(2)]
    first = press.print("parcel_label", views).pdf
    press.print("parcel_label", [latin(3)])
    assert press.print("parcel_label", views).pdf == first


def test_in_another_process(printed_labels: Printed) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"}
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == hashlib.sha256(printed_labels.pdf).hexdigest()


AHEAD = """
import time
clock = time.time
time.time = lambda: clock() + 40 * 86400
time.time_ns = lambda: int(time.time() * 1e9)
import sys
from datetime import date
from douane.press.archive import Archive, data_lines
from douane.press.merging import merged
from douane.press.printer import Press
from tests.press.conftest import labels
press = Press()
archive = Archive(data_lines({"template": "parcel_label"}, labels()), date(2026, 11, 22))
parts = [press.print("parcel_label", labels(), archive=archive).pdf for _ in range(2)]
import hashlib
print(hashlib.sha256(merged(parts)).hexdigest())
"""


def test_on_another_day_and_by_two_processes_at_once() -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    programs = [AHEAD, AHEAD.replace("+ 40 * 86400", "")]
    running = [
        subprocess.Popen([sys.executable, "-c", one], stdout=subprocess.PIPE, text=True, env=environment)
        for one in programs
    ]
    answers = [process.communicate()[0].strip() for process in running]
    assert len(answers[0]) == 64
    assert answers[0] == answers[1]


def test_in_chunks(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printer, "CHUNK", 2)
    views = [latin(number) for number in range(5)]
    first = press.print("parcel_label", views)
    assert first.pdf == press.print("parcel_label", views).pdf
    assert first.pages == (1,) * 5
    with pikepdf.open(io.BytesIO(first.pdf)) as pdf:
        assert len(pdf.pages) == 5
        assert pdf.docinfo["/Title"] == "Parcel labels"
        assert pdf.Root.Lang == "en"
    for number in range(5):
        assert f"LX{number:09}CN" in text_of(first.pdf, number + 1)


def test_nothing_and_one_file_merge_to_themselves() -> None:
    assert merged([]) == b""
    assert merged([b"%PDF"]) == b"%PDF"
