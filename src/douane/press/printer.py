"""The press: views and a template in, one PDF out, with whatever the data did not allow to print as it stands."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, ClassVar

from douane import places
from douane.press.archive import Archive
from douane.press.errors import BarcodeError, MissingLibraryError, PressError
from douane.press.fonts import Coverage
from douane.press.merging import merged
from douane.press.skeletons import take_apart
from douane.press.strictness import Problem, ProblemKind, missing_glyphs, shortened, texts_of, too_long
from douane.press.templating import Templates

if TYPE_CHECKING:
    from douane.press.engine import Engine, Layout
    from douane.press.pdf import Page, Writer
    from douane.press.stamping import Stamper

CHUNK = 50
"""Views laid out the plain way before their pages are written: each keeps its boxes until then, 1 to 7 MB."""


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
    """One call of the press: what is asked, and what has come of it so far.

    Stamped pages go into `target` as they come. Only where a page must be written by WeasyPrint the file falls into
    `parts`, which are put together at the end.
    """

    template: str
    language: str
    target: BinaryIO
    title: str | None
    is_many: bool
    archive: Archive | None
    pages: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    plain: list[Layout] = field(default_factory=list)
    writer: Writer | None = None
    part: io.BytesIO | None = None
    parts: list[bytes] = field(default_factory=list)


class Press:
    """Prints view models with the templates of one folder. Keep one per process: it holds fonts and parsed styles.

    A template `x` is `x.html` with the style sheet `x.css` and the captions under `x`.
    """

    def __init__(
        self, folder: Path = places.TEMPLATES, *, overlay: Path | None = None, stamped: bool = True
    ) -> None:  # fmt: skip
        """Templates, style sheets and captions of an `overlay`, a client's own, come before ours, in a sandbox.

        With `stamped` off every page is laid out by WeasyPrint and written by it: slow, and the reference.

        Raises `MissingFontError` and `MissingLibraryError`.
        """
        self._coverage = Coverage()
        self._templates = Templates(folder, self._coverage, overlay)
        self._engine = _engine(folder, overlay)
        self._stamper = _stamper(self._engine) if stamped else None

    def print(
        self, template: str, views: Sequence[object], *, language: str = "en", archive: Archive | None = None
    ) -> Printed:
        """Print each view with the template of that name into one PDF, in the order given.

        The same views give the same bytes. A view whose barcode cannot be drawn is left out and reported; every other
        problem is printed around, visibly, and reported. With an `archive` the file is PDF/A-3 and carries it. Raises
        `TemplateError` and `ForbiddenResourceError`.
        """
        target = io.BytesIO()
        pages, problems = self.print_into(target, template, views, language=language, archive=archive)
        return Printed(target.getvalue(), pages, problems)

    def print_into(
        self, target: BinaryIO, template: str, views: Iterable[object], *, language: str = "en",
        archive: Archive | None = None,
    ) -> tuple[tuple[int, ...], tuple[Problem, ...]]:  # fmt: skip
        """The same into an open file, view after view: memory does not grow with their number.

        Answers the number of pages of each view and the problems. Raises as `print` does.
        """
        stream = iter(views)
        first = list(islice(stream, 2))
        title = self._templates.captions(template, language)["title_of_many"] if len(first) > 1 else None
        job = _Job(template, language, target, title, len(first) > 1, archive)
        for number, view in enumerate(chain(first, stream)):
            before = len(job.pages)
            self._print_view(job, view, number)
            job.pages += [0] * (before + 1 - len(job.pages))  # left out
        self._finish(job)
        return tuple(job.pages), tuple(job.problems)

    def barcodes(self, template: str, view: object, *, language: str = "en") -> tuple[str, ...]:
        """What the barcodes on a view's pages carry. Raises `TemplateError`."""
        marked = self._templates.html(template, view, language, named=True)
        return tuple(text for _, text in take_apart(marked).barcodes)

    def pdf(self, template: str, views: Sequence[object], *, language: str = "en") -> bytes:
        """The same, all or nothing: raises `UnprintableError` with every problem met."""
        printed = self.print(template, views, language=language)
        if printed.problems:
            raise UnprintableError(printed.problems)
        return printed.pdf

    def _print_view(self, job: _Job, view: object, number: int) -> None:
        texts = list(texts_of(view))
        job.problems += missing_glyphs(texts, number, self._coverage)
        if long := list(too_long(texts, number)):
            job.problems += long
            view = shortened(view)
        try:
            if self._stamp(job, view):
                return
            html = self._templates.html(job.template, view, job.language)
        except BarcodeError as error:
            place = next((path for path, text in texts_of(view) if text == error.text), "")
            job.problems.append(Problem(ProblemKind.BARCODE, number, place, error.text, str(error)))
            return
        layout = self._engine.layout(html, f"{job.template}.css")
        job.pages.append(len(layout.pages))
        for cut in layout.cuts:
            message = "the text is too long for its place and ends in an ellipsis"
            job.problems.append(Problem(ProblemKind.OVERFLOW, number, cut.field, cut.text, message))
        self._keep_plain(job, layout)

    def _stamp(self, job: _Job, view: object) -> bool:
        """Print by stamping; answers whether that was possible."""
        if self._stamper is None:
            return False

        def drawn() -> str:
            return self._templates.html(job.template, view, job.language)

        marked = self._templates.html(job.template, view, job.language, named=True)
        stamped = self._stamper.stamp(job.template, marked, drawn)
        if stamped is None:
            return False
        self._keep_stamped(job, stamped.title, stamped.pages)
        job.pages.append(len(stamped.pages))
        return True

    def _keep_stamped(self, job: _Job, title: str, pages: Sequence[Page]) -> None:
        assert self._stamper is not None  # noqa: S101  it has made the pages
        if job.plain:
            self._close(job)
        if job.writer is None:
            job.part = io.BytesIO() if job.parts else None
            job.writer = self._stamper.writer(job.part or job.target, language=job.language)
        job.title = title if job.title is None else job.title
        job.writer.add(pages, title if job.is_many else "")

    def _keep_plain(self, job: _Job, layout: Layout) -> None:
        pages = self._stamper.painted(layout) if self._stamper else None
        if pages is not None:
            self._keep_stamped(job, layout.title, pages)
            return
        if job.writer or len(job.plain) >= CHUNK:
            self._close(job)
        job.plain.append(layout)

    def _close(self, job: _Job) -> None:
        """Write what is kept, so that what follows comes behind it."""
        if job.plain:
            job.parts.append(self._engine.write(job.plain, job.title))
        if job.writer:
            job.writer.close(title=job.title or "")
            job.parts.append(_taken(job.part or job.target))
        job.plain, job.writer, job.part = [], None, None

    def _finish(self, job: _Job) -> None:
        if job.writer and not job.parts:
            job.writer.close(title=job.title or "", archive=job.archive)
            return
        self._close(job)
        job.target.write(merged(job.parts, job.archive))


def _taken(written: BinaryIO) -> bytes:
    """What stands in a file, which is emptied."""
    written.seek(0)
    content = written.read()
    written.seek(0)
    written.truncate()
    return content


def _engine(folder: Path, overlay: Path | None) -> Engine:
    try:
        # Here and not above: this loads Pango, which not every command needs and not every machine has.
        from douane.press.engine import Engine
    except OSError as error:
        raise MissingLibraryError("Pango") from error
    return Engine(folder, overlay)


def _stamper(engine: Engine) -> Stamper:
    # Here for the same reason.
    from douane.press.stamping import Stamper

    return Stamper(engine)
