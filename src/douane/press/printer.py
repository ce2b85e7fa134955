"""The press: views and a template in, one PDF out, with whatever the data did not allow to print as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from douane import places
from douane.press.errors import BarcodeError, MissingLibraryError, PressError
from douane.press.fonts import Coverage
from douane.press.merging import merged
from douane.press.strictness import Problem, ProblemKind, missing_glyphs, texts_of
from douane.press.templating import Templates

if TYPE_CHECKING:
    from douane.press.engine import Engine, Layout

CHUNK = 50
"""Views laid out before their pages are written: each keeps its boxes until then, 1 MB a label and 7 MB a summary."""


class UnprintableError(PressError):
    """Some view cannot be printed as it stands, and `Press.pdf` was asked, which prints all or nothing."""

    exit_code: ClassVar[int] = 1

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.message}" for problem in problems[:5]))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Printed:
    """The PDF (empty where no view could be printed), the number of pages of each view, and the problems met."""

    pdf: bytes
    pages: tuple[int, ...]
    problems: tuple[Problem, ...] = ()


class Press:
    """Prints view models with the templates of one folder. Keep one per process: it holds fonts and parsed styles.

    A template `x` is `x.html` with the style sheet `x.css` and the captions under `x`.
    """

    def __init__(self, folder: Path = places.TEMPLATES) -> None:
        """Raises `MissingFontError` and `MissingLibraryError`."""
        self._coverage = Coverage()
        self._templates = Templates(folder, self._coverage)
        self._engine = _engine(folder)

    def print(self, template: str, views: Sequence[object], *, language: str = "en") -> Printed:
        """Print each view with the template of that name into one PDF, in the order given.

        The same views give the same bytes. A view whose barcode cannot be drawn is left out and reported; every other
        problem is printed around, visibly, and reported. Raises `TemplateError` and `ForbiddenResourceError`.
        """
        title = self._templates.captions(template, language)["title_of_many"] if len(views) > 1 else None
        problems: list[Problem] = []
        pages: list[int] = []
        parts: list[bytes] = []
        for start in range(0, len(views), CHUNK):
            layouts = [
                self._layout(template, view, number, language, problems)
                for number, view in enumerate(views[start : start + CHUNK], start)
            ]
            pages += [len(layout.pages) if layout else 0 for layout in layouts]
            if drawn := [layout for layout in layouts if layout]:
                parts.append(self._engine.write(drawn, title))
        return Printed(merged(parts), tuple(pages), tuple(problems))

    def pdf(self, template: str, views: Sequence[object], *, language: str = "en") -> bytes:
        """The same, all or nothing: raises `UnprintableError` with every problem met."""
        printed = self.print(template, views, language=language)
        if printed.problems:
            raise UnprintableError(printed.problems)
        return printed.pdf

    def _layout(self, template: str, view: object, number: int, language: str, problems: list[Problem]) -> Layout | None:
        problems += missing_glyphs(view, number, self._coverage)
        try:
            html = self._templates.html(template, view, language)
        except BarcodeError as error:
            field = next((path for path, text in texts_of(view) if text == error.text), "")
            problems.append(Problem(ProblemKind.BARCODE, number, field, error.text, str(error)))
            return None
        layout = self._engine.layout(html, f"{template}.css")
        for cut in layout.cuts:
            message = "the text is too long for its place and ends in an ellipsis"
            problems.append(Problem(ProblemKind.OVERFLOW, number, cut.field, cut.text, message))
        return layout


def _engine(folder: Path) -> Engine:
    try:
        # Here and not above: this loads Pango, which not every command needs and not every machine has.
        from douane.press.engine import Engine
    except OSError as error:
        raise MissingLibraryError("Pango") from error
    return Engine(folder)
