"""A shift in a test: an inbox of small parcels, a batch in a process that can be killed, and what it left behind."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from douane.pipeline import printing, shift
from douane.pipeline.batch import Telling, run_batch
from douane.pipeline.order import Order, Tools
from douane.pipeline.pool import Limits
from douane.pipeline.printing import KINDS, order_of_prints
from douane.pipeline.run import Desk
from douane.pipeline.runner import Local, Runner
from douane.pipeline.settings import Settings, office
from douane.pipeline.stopping import stops
from douane.pipeline.working import Workplace
from douane.press.printer import Printed
from douane.store.backup import verify
from douane.store.database import connect
from douane.store.documents import Folder
from douane.store.repository import Store
from douane.store.status import state_hash

TODAY = date(2026, 11, 22)
AT = "2026-11-22T18:00:00+00:00"
HEAD = (
    "parcel,sender_name,sender_country,recipient_name,recipient_street,recipient_postcode,recipient_city,recipient_country,"
    "sale_type,ioss,item_no,description,gross_kg,net_kg,value,currency,hs_code,origin,sku,manufacturer_ref\n"
)
SILENT = Telling(lambda _n: None, lambda _p: None, lambda _n, _c, _f: None, lambda _f: None)


def parcels(path: Path, count: int, *, first: int = 0) -> Path:
    """A manifest: every eleventh parcel is held, every hundredth number comes twice, neighbours may be one split order."""
    rows = []
    for i in range(first, first + count):
        street = f"Straat {i // 2 if i % 40 < 2 else i}"
        country = "XX" if i % 11 == 3 else "BE"
        value = "90.00" if i % 40 < 2 else "12.50"
        who = "Anna Voorbeeld" if i % 40 < 2 else f"Anna Voorbeeld {i}"
        row = (
            f"P{i:08d},Shenzhen Muster Trading Co. Ltd,CN,{who},{street},9000,Gent,{country},B2C,IM0561234567,1,"
            f"T-shirt of cotton {i},0.2,0.18,{value},EUR,610910,CN,S{i},M{i}\n"
        )
        rows.extend([row] * (2 if i % 100 == 50 else 1))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return path


class FakePress:
    """Pages that hold the hash of what they show; the same for the same, as the press has it."""

    def print(self, template: str, views: Sequence[Any], *, language: str, **_more: Any) -> Printed:
        pdf = pikepdf.new()
        for view in views:
            pdf.add_blank_page()
            pdf.pages[-1].contents_add(f"% {template} {language} {view.lrn}".encode())
        target = io.BytesIO()
        pdf.save(target, static_id=True)
        return Printed(target.getvalue(), (1,) * len(views), ())


def without_fonts(patch: pytest.MonkeyPatch) -> None:
    """Print pages without type: what is tested here is that they are made once, not how they look."""
    patch.setattr(printing, "_press", FakePress)
    patch.setattr(printing, "unread_of", lambda *_a, **_k: ())


@dataclass(frozen=True)
class Shift:
    """One store and one output folder over an inbox."""

    url: str
    folder: Path
    inbox: Path
    tools: Tools
    size: int = 50

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def place(self) -> Workplace:
        return Workplace(Store(connect(self.url)), Folder(self.folder / "documents"), lambda: AT)

    def desk(self, place: Workplace, runner: Runner) -> Desk:
        settings = Settings()
        order = Order(TODAY, office(settings))
        prints = order_of_prints([kind for kind in ("h7", "label") if kind in KINDS], "en")
        return Desk(settings, order, self.tools, place, runner, prints, again=False, size=self.size)

    def run(self, runner: Runner | None = None, *, jobs: int = 2, limits: Limits | None = None) -> shift.ShiftReportView:
        """The batch and the report, in this process."""
        place = self.place()
        runner = runner or Local(place, jobs, limits)
        try:
            self.out.mkdir(parents=True, exist_ok=True)
            found = run_batch(self.desk(place, runner), self.inbox, self.out, language="en", telling=SILENT)
            view = shift.shift_report(found, place, self.inbox, TODAY.isoformat(), "en")
            shift.write_shift_report(view, self.out)
            return view
        finally:
            runner.close()
            place.store.engine.dispose()

    def forked(self, **options: Any) -> int:
        """The same in a process of its own, which can be killed."""
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            with stops():
                self.run(**options)
            code = 0
        except BaseException:
            (self.folder / "crash.log").write_text(traceback.format_exc())
        os._exit(code)


def children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def kill_someone(pid: int, dice: random.Random) -> None:
    """SIGKILL to the master, to one of its workers, or to all of them."""
    whom = dice.choice(("master", "worker", "all"))
    workers = children(pid)
    chosen = {"master": [pid], "worker": dice.sample(workers, min(1, len(workers))), "all": [*workers, pid]}[whom]
    for one in chosen:
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


def ended(pid: int, seconds: float) -> int | None:
    """The exit code if the process ends within that time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        gone, status = os.waitpid(pid, os.WNOHANG)
        if gone:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    return None


def left_behind(out: Path) -> dict[str, bytes]:
    """Every file of the results; of the shift report what does not tell the time."""
    found = {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}
    if "shift-report.json" in found:
        report = json.loads(found["shift-report.json"])
        for key in ("slowest", "audit_head"):
            report.pop(key)
        for line in report["manifests"]:
            line.pop("seconds")
        found["shift-report.json"] = json.dumps(report).encode()
    return found


def hash_of(shift: Shift) -> str:
    place = shift.place()
    try:
        checked = verify(place.store, place.documents)
        assert checked.faults == ()
        return state_hash(place.store.engine)
    finally:
        place.store.engine.dispose()
