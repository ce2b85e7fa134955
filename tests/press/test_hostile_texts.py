"""Texts that try to be markup, addresses or templates are printed as the texts they are, and fetch nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from douane.press.errors import ForbiddenResourceError
from douane.press.printer import Press
from tests.press.conftest import labels, summaries
from tests.press.reading import solid, text_of


class Listener:
    """A port that counts who comes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.calls = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            self.calls += 1
            caller.close()

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


def filled(value: Any, text: str, kept: frozenset[str]) -> Any:
    """The view with `text` in each of its texts, except the fields named."""
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(filled(entry, text, kept) for entry in value)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {f.name: filled(getattr(value, f.name), text, kept) for f in fields(value) if f.name not in kept}
        return replace(value, **changes)
    return value


HOSTILE = (
    "<img src=http://127.0.0.1:{port}/a>",
    "<style>@import url(http://127.0.0.1:{port}/b);</style>",
    "url(http://127.0.0.1:{port}/c)",
    "\"><svg><image href='http://127.0.0.1:{port}/d'/></svg>",
    "</title><link rel=attachment href=file:///etc/passwd>",
    "{{{{ 7*7 }}}} {{% raw %}} {{# x #}} {{{{ v.__class__ }}}}",
    "&lt;b&gt; &amp; ]]> <!-- <?xml ?>",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(press: Press, listener: Listener, text: str) -> None:
    text = text.format(port=listener.port)
    label = filled(labels()[0], text, frozenset({"reference", "lrn", "weight"}))
    summary = filled(summaries()[0], text, frozenset({"lrn", "mrn", "status", "representation"}))
    printed = press.print("h7_summary", [summary])
    assert solid(text) in solid(text_of(printed.pdf))
    layout = press._engine.layout(press._templates.html("parcel_label", label, "en"), "parcel_label.css")
    assert len(layout.pages) == 1
    assert listener.calls == 0


@dataclass(frozen=True)
class Nothing:
    pass


FETCHES = (
    '<img src="http://127.0.0.1:{port}/a">',
    '<img src="relative.png">',
    '<img src="file:///etc/hostname">',
    '<img src="data:image/svg+xml,<svg/>">',
    '<link rel="stylesheet" href="http://127.0.0.1:{port}/a.css">',
    '<link rel="stylesheet" href="douane:captions/en.yaml">',
    '<link rel="attachment" href="file:///etc/hostname">',
    '<div style="background: url(http://127.0.0.1:{port}/b)">a</div>',
    '<style>@import url("http://127.0.0.1:{port}/c");</style>',
    '<style>@font-face {{ font-family: x; src: url("http://127.0.0.1:{port}/d") }}</style>',
    '<svg><image href="http://127.0.0.1:{port}/e" width="9" height="9"/></svg>',
    '<object data="http://127.0.0.1:{port}/f"></object>',
    '<base href="http://127.0.0.1:{port}/"><img src="g.png">',
)


@pytest.mark.parametrize("html", FETCHES)
def test_even_a_template_fetches_nothing(folder_of: Callable[..., Path], listener: Listener, html: str) -> None:
    with pytest.raises(ForbiddenResourceError):
        Press(folder_of(html.format(port=listener.port))).print("page", [Nothing()])
    assert listener.calls == 0


def test_even_a_style_sheet_fetches_nothing(folder_of: Callable[..., Path], listener: Listener) -> None:
    folder = folder_of("<p>a</p>", f'@import "http://127.0.0.1:{listener.port}/a.css";')
    with pytest.raises(ForbiddenResourceError):
        Press(folder).print("page", [Nothing()])
    assert listener.calls == 0
