"""What holds for every office document: it fits, it comes out the same again, and stamped it is what WeasyPrint prints."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import pytest

import tests.documents
from douane.press.captions import LANGUAGES
from douane.press.printer import Press, Printed
from douane.press.strictness import ProblemKind
from tests.press.reading import pictures_of, words_of


def samples_in(module: Any) -> dict[str, dict[str, Any]]:
    """The samples of a module by template: `SAMPLES` serves all its `TEMPLATES`, or `SAMPLES_OF` says which."""
    templates = getattr(module, "TEMPLATES", ())
    return getattr(module, "SAMPLES_OF", None) or dict.fromkeys(templates, module.SAMPLES)


FOUND = sorted(m.name for m in pkgutil.iter_modules(tests.documents.__path__) if m.name.startswith("samples_"))
MODULES = [importlib.import_module(f"tests.documents.{name}") for name in FOUND]
SAMPLES: dict[tuple[str, str], Any] = {
    (template, kind): view
    for module in MODULES
    for template, views in samples_in(module).items()
    for kind, view in views.items()
}
NAMES = sorted({template for template, _ in SAMPLES})
SMALL = {"cn22": (74, 105), "cn23": (210, 148), "shift_report": (210, 297)}


@pytest.fixture(scope="session")
def press() -> Press:
    return Press()


@pytest.fixture(scope="session")
def plain() -> Press:
    return Press(stamped=False)


@pytest.fixture(scope="session")
def printed(press: Press) -> dict[tuple[str, str], Printed]:
    """Every sample, printed once."""
    return {key: press.print(key[0], [view]) for key, view in SAMPLES.items()}


@pytest.mark.parametrize("key", sorted(SAMPLES), ids="-".join)
def test_nothing_is_cut_or_unprintable(printed: dict[tuple[str, str], Printed], key: tuple[str, str]) -> None:
    kinds = {problem.kind for problem in printed[key].problems}
    assert kinds <= ({ProblemKind.MISSING_GLYPHS} if key[1] == "extreme" else set())
    assert printed[key].pages[0] >= 1


@pytest.mark.parametrize("key", sorted(SAMPLES), ids="-".join)
def test_no_word_lies_on_another_or_leaves_the_page(
    printed: dict[tuple[str, str], Printed], key: tuple[str, str]
) -> None:  # fmt: skip
    wide, high = (side * 72 / 25.4 for side in SMALL.get(key[0], (210, 297)))
    words = words_of(printed[key].pdf)
    assert words
    for number, word in enumerate(words):
        assert word.left >= 0
        assert word.right <= max(wide, high)
        assert word.bottom <= max(wide, high)
        assert not [other for other in words[number + 1 : number + 200] if word.overlaps(other)], word


@pytest.mark.parametrize("template", NAMES)
def test_twice_the_same_bytes(press: Press, printed: dict[tuple[str, str], Printed], template: str) -> None:
    view = SAMPLES[template, "ordinary"]
    assert press.print(template, [view]).pdf == printed[template, "ordinary"].pdf


@pytest.mark.parametrize("template", NAMES)
def test_stamped_is_what_weasyprint_prints(
    plain: Press, printed: dict[tuple[str, str], Printed], template: str
) -> None:  # fmt: skip
    ours = pictures_of(printed[template, "ordinary"].pdf, 203, "-gray")
    theirs = pictures_of(plain.print(template, [SAMPLES[template, "ordinary"]]).pdf, 203, "-gray")
    assert [picture.tobytes() for picture in ours] == [picture.tobytes() for picture in theirs]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", NAMES)
def test_every_language_has_every_word(press: Press, template: str, language: str) -> None:
    printed = press.print(template, [SAMPLES[template, "ordinary"]], language=language)
    assert printed.problems == ()
    assert printed.pages[0] >= 1


@pytest.mark.parametrize("template", NAMES)
def test_every_page_but_a_small_form_says_its_number_and_the_law(
    printed: dict[tuple[str, str], Printed], template: str
) -> None:  # fmt: skip
    view = SAMPLES[template, "extreme"]
    if not hasattr(view, "frame") or template in ("cn22", "cn23"):
        pytest.skip("a small form has no foot")
    count = printed[template, "extreme"].pages[0]
    words = words_of(printed[template, "extreme"].pdf)
    for page in range(1, count + 1):
        text = "".join(word.text for word in words if word.page == page)
        assert view.frame.number.replace(" ", "") in text
        assert f"{page}of{count}" in text
        assert view.frame.law_version.split()[0] in text
