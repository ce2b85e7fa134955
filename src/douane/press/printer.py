"""The press: views and a template in, one PDF out, with whatever the data did not allow to print as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class _Job:
    """One call of the press: what is asked, and what has come of it so far."""

    template: str
    language: str
    title: str | None
    pages: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


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
        job = _Job(template, language, title)
        # Each chunk in a call of its own, so that its boxes are gone before the next is laid out.
        parts = [self._chunk(job, views[n : n + CHUNK], n) for n in range(0, len(views), CHUNK)]
        return Printed(merged([part for part in parts if part]), tuple(job.pages), tuple(job.problems))

    def pdf(self, template: str, views: Sequence[object], *, language: str = "en") -> bytes:
        """The same, all or nothing: raises `UnprintableError` with every problem met."""
        printed = self.print(template, views, language=language)
        if printed.problems:
            raise UnprintableError(printed.problems)
        return printed.pdf

    def _chunk(self, job: _Job, views: Sequence[object], start: int) -> bytes:
        drawn = []
        for number, view in enumerate(views, start):
            layout = self._layout(job, view, number)
            job.pages.append(len(layout.pages) if layout else 0)
            if layout:
                drawn.append(layout)
        return self._engine.write(drawn, job.title) if drawn else b""

    def _layout(self, job: _Job, view: object, number: int) -> Layout | None:
        job.problems += missing_glyphs(view, number, self._coverage)
        try:
            html = self._templates.html(job.template, view, job.language)
        except BarcodeError as error:
            place = next((path for path, text in texts_of(view) if text == error.text), "")
            job.problems.append(Problem(ProblemKind.BARCODE, number, place, error.text, str(error)))
            return None
        layout = self._engine.layout(html, f"{job.template}.css")
        for cut in layout.cuts:
            message = "the text is too long for its place and ends in an ellipsis"
            job.problems.append(Problem(ProblemKind.OVERFLOW, number, cut.field, cut.text, message))
        return layout


def _engine(folder: Path) -> Engine:
    try:
        # Here and not above: this loads Pango, which not every command needs and not every machine has.
        from douane.press.engine import Engine
    except OSError as error:
        raise MissingLibraryError("Pango") from error
    return Engine(folder)
