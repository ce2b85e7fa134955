"""The clerk: a process beside the desk that runs what was handed in, one file after another, organisation by organisation.

It keeps nothing in memory that the store does not know. Killed at any moment, the next one goes on where it was.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

from douane.domain.consignment import Direction
from douane.intake.mapping import MappingError, named
from douane.intake.reading import UnreadableError
from douane.pipeline import outputs, printing, settings
from douane.pipeline.observing import logs_to
from douane.pipeline.order import Order, Tools, at_present
from douane.pipeline.pool import die_with
from douane.pipeline.run import Desk as RunDesk
from douane.pipeline.run import run_at
from douane.pipeline.runner import Here, Local, Runner
from douane.pipeline.working import Workplace
from douane.reference.catalogue import words
from douane.store import uploads as states
from douane.store.documents import open_documents
from douane.store.repository import Store
from douane.store.uploads import Upload, Uploads
from douane.store.webhooks import Webhooks
from douane.web.site import HOME_ORGANISATION, Site, settings_from_environment
from douane.web.webhooks import send_due, told_of

log = logging.getLogger(__name__)
_EVERY = 0.5
_NICE = 10


class Clerk:
    """Runs the waiting uploads of every organisation."""

    def __init__(self, site: Site, jobs: int) -> None:
        self._site = site
        self._jobs = jobs
        self._tools: dict[tuple[date, float], Tools] = {}

    def step(self) -> bool:
        """Run the oldest upload that waits, or was running when a clerk died; whether there was one."""
        for organisation in self._organisations():
            uploads = self._site.uploads(organisation)
            for upload in uploads.in_state((states.RUNNING, states.WAITING)):
                self._run(organisation, uploads, upload)
                return True
        return False

    def _organisations(self) -> list[str]:
        known = [slug for slug, _ in self._site.accounts.organisations()]
        return known or [HOME_ORGANISATION]

    def _run(self, organisation: str, uploads: Uploads, upload: Upload) -> None:
        at = self._site.stamp
        uploads.change(upload.id, at(), state=states.RUNNING)
        self._work_on(organisation, uploads, upload)
        ended = uploads.get(upload.id)
        if ended is not None:
            event, body = told_of(ended, at())
            Webhooks(self._site.engine(organisation)).tell(event, body, at=at())

    def send(self) -> None:
        """Send what webhooks are still to be told."""
        for organisation in self._organisations():
            kept = Webhooks(self._site.engine(organisation))
            send_due(kept, self._site.now(), allowed=self._site.settings.hook_networks)

    def _work_on(self, organisation: str, uploads: Uploads, upload: Upload) -> None:
        at = self._site.stamp
        try:
            run = self._worked(organisation, upload, lambda run: uploads.change(upload.id, at(), run=run))
        except UnreadableError as error:
            message, mend = words(error.finding)
            uploads.change(upload.id, at(), state=states.UNREADABLE, note=f"{message} {mend}")
        except MappingError as error:
            uploads.change(upload.id, at(), state=states.STOPPED, note=str(error))
        except Exception as error:
            # The clerk goes on with the other files; this one can be tried again from its page.
            log.exception("upload %s of %s stopped", upload.id, organisation)
            note = str(error) if isinstance(getattr(error, "exit_code", None), int) else f"a fault of douane: {error!r}"
            uploads.change(upload.id, at(), state=states.STOPPED, note=note)
        else:
            uploads.change(upload.id, at(), state=states.DONE, run=run, note=None)

    def _worked(self, organisation: str, upload: Upload, begun: Callable[[int], None]) -> int:
        chosen = settings.load()
        wanted = None if upload.direction == "auto" else Direction(upload.direction)
        order = Order(date.fromisoformat(upload.as_of), settings.office(chosen), wanted, chosen.accept_from)
        store = Store(self._site.engine(organisation))
        tools = at_present(self._tools_of(order), store.engine)
        place = Workplace(store, open_documents(), self._site.stamp)
        place.lay_out(tools, order)
        runner: Runner = Local(place, self._jobs) if self._jobs > 1 else Here(place)
        prints = printing.order_of_prints(printing.IN_A_RUN, "en")
        try:
            desk = RunDesk(chosen, order, tools, place, runner, prints, again=False)
            mapping = named(upload.mapping) if upload.mapping else None
            report = run_at(desk, Path(upload.path), mapping=mapping, began=begun)
            outputs.write(report, place, self._site.folder(organisation) / "runs" / str(report.run), language="en")
            return report.run
        finally:
            runner.close()

    def _tools_of(self, order: Order) -> Tools:
        key = (order.as_of, order.accept_from)
        if key not in self._tools:
            self._tools[key] = Tools(order.as_of, accept_from=order.accept_from)
        return self._tools[key]


def work_until(stop: threading.Event, site: Site, jobs: int) -> None:
    """Work until told to stop."""
    clerk = Clerk(site, jobs)
    while not stop.is_set():
        worked = clerk.step()
        clerk.send()
        if not worked:
            stop.wait(_EVERY)


def main() -> None:
    """The clerk as a process: `python -m douane.web.clerk JOBS PARENT`. It ends with the desk that started it."""
    # A parent that died before this line is no parent any more, so its number is told.
    die_with(int(sys.argv[2]) if len(sys.argv) > 2 else os.getppid())
    logs_to(sys.stderr)
    # People who wait for a page come before files that are worked through.
    os.nice(_NICE)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    work_until(stop, Site(settings_from_environment()), int(sys.argv[1]) if len(sys.argv) > 1 else 1)


if __name__ == "__main__":
    main()
