"""How far the work is: one line that is written over on a terminal, plain lines every few seconds elsewhere."""

from __future__ import annotations

import sys
import time
from typing import Any

_EVERY = 5.0
_REFRESH = 0.2
_WIDTH = 100


class Meter:
    """Shows the progress of one manifest after another: stage, count, rate, time left."""

    def __init__(self, stream: Any = None) -> None:
        self._stream = stream or sys.stderr
        self._terminal = bool(self._stream.isatty())
        self._name = ""
        self._started = self._last = 0.0

    def takes(self, name: str) -> None:
        """A manifest is taken up."""
        self._name, self._started, self._last = name, time.monotonic(), 0.0
        if not self._terminal:
            self._stream.write(f"{name}: begun\n")

    def progress(self, now: Any) -> None:
        """So many of its consignments wait, are processed, are printed (`runner.Progress`)."""
        moment = time.monotonic()
        if moment - self._last < (_REFRESH if self._terminal else _EVERY) or moment - self._started < _REFRESH:
            return
        self._last = moment
        total = now.todo + now.done + now.printed
        stage, count = ("printing", now.printed) if now.printed else ("stages", now.done)
        rate = count / (moment - self._started)
        left = f"{(total - count) / rate:,.0f} s left" if rate else ""
        self._show(f"{self._name}: {stage} {count:,} of {total:,}, {rate:,.0f}/s, {left}")

    def clear(self) -> None:
        """Make room for words."""
        if self._terminal:
            self._stream.write("\r\x1b[K")

    def _show(self, text: str) -> None:
        self._stream.write(f"\r\x1b[K{text[:_WIDTH]}" if self._terminal else f"{text}\n")
        self._stream.flush()
