"""WeasyPrint behind the press: style sheets parsed once, one font configuration, nothing fetched that is not ours.

Importing this module loads Pango, which takes half a second; the press does so when it first prints.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from weasyprint import CSS, HTML, LOGGER
from weasyprint.text.ffi import harfbuzz_subset
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from douane.press.errors import ForbiddenResourceError, MissingLibraryError, TemplateError
from douane.press.fitting import Cut, fit

_SCHEME = "douane:"
_Work = TypeVar("_Work")


class OwnAssets(URLFetcher):  # type: ignore[misc]  # WeasyPrint publishes no types
    """Hands out the style sheets of the template folder by their exact names; everything else stops the rendering."""

    def __init__(self, folder: Path, overlay: Path | None = None) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        # A client's style sheet stands in the place of ours; a link could lead out of the folder.
        theirs = [path for path in sorted(overlay.glob("*.css")) if not path.is_symlink()] if overlay else []
        self._assets = {f"{_SCHEME}{path.name}": path for path in [*sorted(folder.glob("*.css")), *theirs]}
        self.refused: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 - WeasyPrint's signature
        """The asset of that exact address. Raises `FatalURLFetchingError`."""
        path = self._assets.get(url)
        if path is None:
            self.refused.append(url)
            raise FatalURLFetchingError(url)
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "text/css; charset=utf-8"})


class Layout:
    """The pages of one view, laid out, and the texts that had to be cut."""

    def __init__(self, document: Any, cuts: tuple[Cut, ...]) -> None:
        self.document, self.cuts = document, cuts

    @property
    def pages(self) -> list[Any]:
        """WeasyPrint's pages."""
        return list(self.document.pages)

    @property
    def title(self) -> str:
        """What the page calls itself."""
        return self.document.metadata.title or ""


class Engine:
    """One per process. A font configuration for each document would grow memory by 0.3 MB apiece."""

    def __init__(self, folder: Path, overlay: Path | None = None) -> None:
        """Raises `MissingLibraryError`."""
        if not harfbuzz_subset:
            # WeasyPrint would go on without it, twenty times slower and with the time of day in every font.
            raise MissingLibraryError("HarfBuzz-Subset")
        self._fonts = FontConfiguration()
        self._fetcher = OwnAssets(folder, overlay)
        self._styles: dict[str, CSS] = {}

    def layout(self, html: str, style: str) -> Layout:
        """Lay out one HTML page with the style sheet `style`, shrinking marked texts until they fit their boxes.

        Raises `ForbiddenResourceError` where the page asks for anything that is not an asset, and `TemplateError` for
        whatever else WeasyPrint cannot do.
        """

        def work() -> Layout:
            page = self._parsed(html)
            return Layout(*fit(lambda: self._rendered(page, style)))

        return self.guarded(work)

    def tree(self, html: str) -> HTML:
        """A page as a tree of elements, to be marked before it is laid out."""
        return self.guarded(lambda: self._parsed(html))

    def render(self, tree: HTML, style: str) -> Any:
        """WeasyPrint's document for a tree, laid out as it stands. Raises as `layout` does."""
        return self.guarded(lambda: self._rendered(tree, style))

    def write(self, layouts: Sequence[Layout], title: str | None = None) -> bytes:
        """One PDF of all the pages, fonts subset and shared; `title` replaces the one of the first page.

        Raises the same.
        """

        def work() -> bytes:
            first = layouts[0].document
            whole = first.copy([page for layout in layouts for page in layout.pages])
            if title is not None:
                whole.metadata.title = title
            written: bytes = whole.write_pdf()
            return written

        return self.guarded(work)

    def _parsed(self, html: str) -> HTML:
        return HTML(string=html, base_url=_SCHEME, url_fetcher=self._fetcher)

    def _rendered(self, tree: HTML, style: str) -> Any:
        return tree.render(font_config=self._fonts, stylesheets=[self._style(style)])

    def _style(self, name: str) -> CSS:
        if name not in self._styles:
            self._styles[name] = CSS(url=f"{_SCHEME}{name}", font_config=self._fonts, url_fetcher=self._fetcher)
        return self._styles[name]

    def guarded(self, work: Callable[[], _Work]) -> _Work:
        """Do the work; raise for what was refused, and for every error that WeasyPrint only logs.

        While it draws an SVG it swallows every error, that of the fetcher among them, and leaves the picture out.
        """
        self._fetcher.refused.clear()
        errors = _Errors()
        LOGGER.addHandler(errors)
        try:
            done = work()
        except FatalURLFetchingError as error:
            raise ForbiddenResourceError(str(error)) from error
        finally:
            LOGGER.removeHandler(errors)
        if self._fetcher.refused:
            raise ForbiddenResourceError(self._fetcher.refused[0])
        if errors.messages:
            raise TemplateError(f"WeasyPrint: {errors.messages[0]}")
        return done


class _Errors(logging.Handler):
    """Keeps what WeasyPrint logs as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())
