"""From a view to HTML: Jinja with everything escaped, nothing undefined, barcodes and captions at hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

from babel import Locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2 import TemplateError as JinjaError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from douane.press import barcodes
from douane.press.captions import Captions, load_captions
from douane.press.errors import TemplateError
from douane.press.fonts import Coverage


class Templates:
    """The templates of a folder.

    In a template stand `v` for the view, `t` for the captions, `language`, a function for each kind of barcode, such as
    `code128(text, room, height, name)` and `qr(text, room, name)` (room and height in millimetres), and the filter
    `country`.
    """

    def __init__(self, folder: Path, coverage: Coverage, overlay: Path | None = None) -> None:
        """Templates and captions of an `overlay` come before ours and are run in a sandbox."""
        self._folders = [folder] if overlay is None else [overlay, folder]
        self._coverage = coverage
        self._captions: dict[tuple[str, str], Captions] = {}
        # In the sandbox nothing is changed, and no name that begins with an underscore is reached.
        self._jinja = (Environment if overlay is None else ImmutableSandboxedEnvironment)(
            loader=FileSystemLoader(self._folders),
            autoescape=True,  # `select_autoescape` would leave out names such as `.svg`
            undefined=StrictUndefined,
            finalize=self._printable,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._barcodes = _Barcodes()
        self._jinja.globals = {"range": self._jinja.globals["range"]}
        self._jinja.globals.update(self._barcodes.functions())
        self._jinja.filters["country"] = country_name

    def html(self, template: str, view: object, language: str, *, named: bool = False) -> str:
        """The page of a view, with barcodes as pictures, or `named`, as words that say how they are drawn.

        Raises `TemplateError`, and `BarcodeError` where a text cannot be drawn as one.
        """
        self._barcodes.named = named
        captions = self.captions(template, language)
        try:
            page = self._jinja.get_template(f"{template}.html")
            return page.render(v=view, t=captions, language=language)
        except JinjaError as error:
            raise TemplateError(f"{template}.html: {type(error).__name__}: {error}") from error
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
            raise TemplateError(f"{template}.html: {error}") from error

    def captions(self, template: str, language: str) -> Captions:
        """The fixed words of a template. Raises `TemplateError`."""
        key = (template, language)
        if key not in self._captions:
            self._captions[key] = load_captions(self._folders, template, language)
        return self._captions[key]

    def _printable(self, value: object) -> object:
        """What an expression prints: text without characters that no font has. `None` would print as a word."""
        if isinstance(value, Markup):
            return value
        if isinstance(value, str):
            return value if value.isascii() and value.isprintable() else self._coverage.cleaned(value)
        if value is None:
            raise TemplateError("a template prints None; a view says in words what is not known")
        return value


@lru_cache(maxsize=2048)
def country_name(code: str, language: str) -> str:
    """The name of a country (ISO 3166-1 alpha-2) in a language (CLDR), or the code itself where it has none."""
    name: str = Locale.parse(language).territories.get(code, code)
    return name


class _Barcodes:
    """The functions that templates draw barcodes with: as pictures, or as words that say how (`named`)."""

    def __init__(self) -> None:
        self.named = False

    def functions(self) -> dict[str, Callable[..., Markup]]:
        """One for each kind of barcode, by its name."""
        return {
            name: partial(self._linear if kind.is_linear else self._matrix, name) for name, kind in barcodes.KINDS.items()
        }

    def _linear(self, kind: str, text: str, room: str, height: str, name: str, align: str = "centre") -> Markup:
        return self._drawn(text, f"{kind} {room} {height} {align}", name)

    def _matrix(self, kind: str, text: str, room: str, name: str) -> Markup:
        return self._drawn(text, f"{kind} {room}", name)

    def _drawn(self, text: str, words: str, name: str) -> Markup:
        if self.named:
            return Markup(f'<svg data-barcode="{words}">{escape(text)}</svg>')  # noqa: S704 - the words are ours
        return barcodes.svg(barcodes.placed(words, text), name, words)
