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


PLACES = ("reference", "sender.name", "recipient.name", "recipient.street", "recipient.city", "service")
ATTACKS = (
    "<img src=http://127.0.0.1:{port}/{n}>", "<script src='http://127.0.0.1:{port}/{n}'></script>", "file:///etc/passwd",
    "<link rel=stylesheet href=http://127.0.0.1:{port}/{n}.css>", "{{{{ v.__class__.__mro__[1] }}}}", "{{% include '/etc/passwd' %}}",
    "</div></section><iframe src=file:///etc/passwd>", "\" data-sizes=\"1\" style=\"background:url(http://127.0.0.1:{port}/{n})",
    "\x00\x07\x1b[2J\x9b", "\u202eevil\u2066", "]]><!DOCTYPE x SYSTEM 'http://127.0.0.1:{port}/{n}'>", "A\ud800B", "%PDF-1.7 endstream endobj",
    ") Tj ET Q /JS (app.alert(1)) BT (", "' OR 1=1 --", "&#x3c;b&#x3e; &lt;i&gt;", "\N{SOFT HYPHEN}" * 300,
)  # fmt: skip


def hostile_label(n: int, port: int) -> Any:
    attack = ATTACKS[n % len(ATTACKS)].format(port=port, n=n)
    place, _, inner = PLACES[n % len(PLACES)].partition(".")
    view = labels()[n % 2]
    return replace(view, **{place: replace(getattr(view, place), **{inner: attack}) if inner else attack})


def test_a_hundred_hostile_records_are_texts_or_findings(press: Press, listener: Listener) -> None:
    views = [hostile_label(n, listener.port) for n in range(100)]
    printed = press.print("parcel_label", views)
    found = {problem.view for problem in printed.problems}
    left_out = {problem.view for problem in printed.problems if problem.left_out}
    assert len(printed.pages) == 100
    page = 0
    for number, view in enumerate(views):
        assert printed.pages[number] == (0 if number in left_out else 1)
        page += printed.pages[number]
        if number not in found:
            # A soft hyphen shows only where a line ends at it.
            assert solid(view.recipient.name.replace("\N{SOFT HYPHEN}", "")) in solid(text_of(printed.pdf, page))
    assert listener.calls == 0


def test_a_text_of_ten_megabytes_is_cut_and_reported(press: Press) -> None:
    view = labels()[0]
    views = [
        replace(view, service="W " * 5_000_000),
        replace(view, recipient=replace(view.recipient, name="<" * 10_000_000)),
    ]
    printed = press.print("parcel_label", views)
    assert printed.pages == (1, 1)
    assert {(problem.view, problem.field) for problem in printed.problems} == {(0, "service"), (1, "recipient.name")}
    assert all(len(problem.text) <= 10_000 for problem in printed.problems)
