"""What the press refuses, replaces and reports."""

from __future__ import annotations

import builtins
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from douane import places
from douane.press import fonts
from douane.press.captions import LANGUAGES
from douane.press.errors import INSTALL, MissingFontError, MissingLibraryError, PressError, TemplateError
from douane.press.fonts import FAMILIES, MARK, Coverage, FontFile
from douane.press.printer import Press, UnprintableError
from douane.press.strictness import ProblemKind, texts_of
from tests.press.conftest import labels
from tests.press.reading import solid, text_of


@dataclass(frozen=True)
class Plain:
    name: str
    lines: tuple[str, ...] | None = ()


def test_texts_are_found_with_the_path_to_them() -> None:
    assert list(texts_of(Plain("a", ("b", "c")))) == [("name", "a"), ("lines[0]", "b"), ("lines[1]", "c")]


@pytest.mark.parametrize(
    "text", ["Aïcha", "示例", "𠮷", "محمد", "ไทย", "हिन्दी", "עברית", "한국어", "★ ✓ ❤\ufe0f", "葛\U000e0100"]
)
def test_these_can_be_printed(text: str) -> None:
    assert Coverage().missing(text) == ""


@pytest.mark.parametrize(
    ("text", "gone"),
    [("李 😀 😀", "😀"), ("a\u202eb", "\u202e"), ("a\x00b\x1b", "\x00\x1b"), ("\ud800", "\ud800"), ("\ue000", "\ue000")],
)
def test_these_cannot_and_leave_a_mark(text: str, gone: str) -> None:
    coverage = Coverage()
    assert coverage.missing(text) == gone
    assert coverage.cleaned(text) == "".join(MARK if c in gone else c for c in text)


def test_the_mark_itself_can_be_printed() -> None:
    assert Coverage().has(MARK)


def test_emoji_do_not_break_a_run_and_are_reported(press: Press) -> None:
    view = labels()[0]
    view = replace(view, recipient=replace(view.recipient, name="Marie 😀", city="Li\u202ege"))
    printed = press.print("parcel_label", [replace(labels()[0], sender=view.recipient), view])
    found = {(p.kind, p.view, p.field, p.characters) for p in printed.problems}
    assert (ProblemKind.MISSING_GLYPHS, 1, "recipient.name", "😀") in found
    assert (ProblemKind.MISSING_GLYPHS, 0, "sender.city", "\u202e") in found
    assert f"Marie{MARK}" in solid(text_of(printed.pdf, 2))


def test_a_text_that_does_not_fit_is_cut_visibly_and_reported(press: Press) -> None:
    view = labels()[0]
    sender = replace(view.sender, name="W" * 90, name_local="")
    printed = press.print("parcel_label", [replace(view, sender=sender, service="V" * 9000)])
    cuts = {problem.field: problem for problem in printed.problems}
    assert set(cuts) == {"sender.name", "service"}
    assert cuts["sender.name"].text == "W" * 90
    text = solid(text_of(printed.pdf))
    assert "WWW..." in text
    assert "VVV..." in text


def test_a_name_of_70_letters_shrinks_and_is_complete(press: Press) -> None:
    view = labels()[0]
    recipient = replace(view.recipient, name="Maria Test " * 6 + "Test", street="Straat " * 10)
    printed = press.print("parcel_label", [replace(view, recipient=recipient)])
    assert printed.problems == ()
    assert solid("Maria Test " * 6 + "Test") in solid(text_of(printed.pdf))


def test_a_parcel_whose_number_is_no_barcode_is_left_out_and_reported(press: Press) -> None:
    view = labels()[-1]
    printed = press.print("parcel_label", [replace(view, reference="X" * 35), view, replace(view, reference="中1")])
    assert printed.pages == (0, 1, 0)
    assert [(p.kind, p.view, p.field, p.left_out) for p in printed.problems] == [
        (ProblemKind.BARCODE, 0, "reference", True), (ProblemKind.BARCODE, 2, "reference", True),
    ]  # fmt: skip


def test_nothing_to_print_gives_no_bytes(press: Press) -> None:
    assert press.print("parcel_label", []).pdf == b""


def test_all_or_nothing_raises_with_every_problem(press: Press) -> None:
    with pytest.raises(UnprintableError) as caught:
        press.pdf("parcel_label", [replace(labels()[-1], reference="中1")])
    assert len(caught.value.problems) == 1
    assert caught.value.exit_code == 1


def test_an_undefined_value_stops_the_press(folder_of: Callable[..., Path]) -> None:
    with pytest.raises(TemplateError, match="UndefinedError"):
        Press(folder_of("<p>{{ v.nothing }}</p>")).print("page", [Plain("a")])


@pytest.mark.parametrize("html", ["{{ v.lines }}", "{{ t.nothing }}", "{% include 'nothing.html' %}", "{{ 1 +"])
def test_faulty_templates_stop_the_press(folder_of: Callable[..., Path], html: str) -> None:
    with pytest.raises(TemplateError):
        Press(folder_of(html)).print("page", [Plain("a", None)])


def test_a_box_too_small_for_a_line_is_a_faulty_template(folder_of: Callable[..., Path]) -> None:
    html = '<div style="height: 1mm; width: 20mm" data-fit="name" data-sizes="8">{{ v.name }}</div>'
    with pytest.raises(TemplateError, match="too small"):
        Press(folder_of(html)).print("page", [Plain("a")])


def test_unknown_languages_and_templates_are_refused(press: Press) -> None:
    with pytest.raises(TemplateError, match="'xx'"):
        press.print("parcel_label", labels(), language="xx")
    with pytest.raises(TemplateError, match="TemplateNotFound"):
        press.print("no_such", [Plain("a")])


def test_captions_have_the_same_keys_in_every_language_and_each_is_used() -> None:
    catalogues = {
        language: yaml.safe_load((places.TEMPLATES / "captions" / f"{language}.yaml").read_text("utf-8"))
        for language in LANGUAGES
    }
    keys = {language: {group: list(words) for group, words in c.items()} for language, c in catalogues.items()}
    assert all(keys[language] == keys["en"] for language in LANGUAGES)
    assert all(text.strip() for c in catalogues.values() for words in c.values() for text in words.values())
    source = "".join(path.read_text("utf-8") for path in places.TEMPLATES.glob("*.html"))
    indirect = {"title_of_many", "ready", "review", "held", "self", "direct", "indirect"}
    indirect |= {f"{status}_means" for status in ("ready", "review", "held")}
    indirect |= {"seized", *(key for key in keys["en"].get("item_label", {}) if key.startswith("service_"))}
    assert [key for group in keys["en"].values() for key in group if f"t.{key}" not in source and key not in indirect] == []


def test_style_sheets_name_the_fonts_that_are_checked() -> None:
    stack = ", ".join(f'"{family}"' for family in FAMILIES)
    assert stack in " ".join((places.TEMPLATES / "_base.css").read_text("utf-8").split())


def test_a_missing_font_names_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_listed", lambda: "Noto Sans|Regular|/a.ttf|0\n")
    fonts.installed.cache_clear()
    try:
        with pytest.raises(MissingFontError, match="Noto Sans CJK SC") as caught:
            Coverage()
    finally:
        fonts.installed.cache_clear()
    assert INSTALL in str(caught.value)
    assert caught.value.exit_code == 4


def test_a_missing_pango_names_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ordinary = builtins.__import__

    def refuse(name: str, *rest: Any) -> Any:
        if name == "douane.press.engine":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return ordinary(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(MissingLibraryError, match="Pango is missing") as caught:
        Press()
    assert INSTALL in str(caught.value)
    assert isinstance(caught.value, PressError)
    assert caught.value.exit_code == 4


def test_of_two_copies_of_a_font_the_same_is_always_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"{family}|Regular|/{folder}.ttf|0\n" for family in FAMILIES for folder in "ba"]
    monkeypatch.setattr(fonts, "_listed", lambda: "".join(rows))
    fonts.installed.cache_clear()
    try:
        assert fonts.installed()[0] == FontFile("Noto Sans", "/a.ttf", 0)
    finally:
        fonts.installed.cache_clear()


def test_importing_the_press_does_not_load_weasyprint() -> None:
    code = "import sys, douane.press.printer; print('weasyprint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_without_the_subsetting_library_nothing_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("douane.press.engine.harfbuzz_subset", None)
    with pytest.raises(MissingLibraryError, match="HarfBuzz-Subset is missing"):
        Press()
