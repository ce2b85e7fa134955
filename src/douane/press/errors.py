"""What stops the press. Each error carries the exit code that the command line ends with (DESIGN, exit codes)."""

from __future__ import annotations

from typing import ClassVar

INSTALL = (
    "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig "
    "fonts-noto-core fonts-noto-cjk poppler-utils"
)


class PressError(Exception):
    """The press cannot print. Where nothing more is said, the fault is in the program or in a template."""

    exit_code: ClassVar[int] = 70


class NotInstalledError(PressError):
    """Something that the press prints with is not on this machine. The message names the command that installs it."""

    exit_code: ClassVar[int] = 4

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is missing. This command installs it: {INSTALL}")
        self.what = what


class MissingLibraryError(NotInstalledError):
    """Pango, or a library that comes with it, cannot be loaded."""


class MissingFontError(NotInstalledError):
    """A font family of the documents is not installed."""


class ForbiddenResourceError(PressError):
    """A page asked for something that is no asset of ours. Nothing was fetched."""

    def __init__(self, url: str) -> None:
        super().__init__(f"a page asked for {url[:200]!r}, which is no asset of the press")
        self.url = url


class TemplateError(PressError):
    """A template or its captions cannot be used: unknown name, unknown language, a value it needs is not given."""


class BarcodeError(PressError):
    """A text cannot be drawn as the barcode asked for. `text` is the whole of it."""

    exit_code: ClassVar[int] = 1

    def __init__(self, text: str, why: str) -> None:
        super().__init__(f"{text[:60]!r} cannot be drawn as a barcode: {why}")
        self.text = text


class BarcodeContentError(BarcodeError):
    """The text is empty or holds characters that the symbol cannot carry."""


class BarcodeTooLongError(BarcodeError):
    """The symbol does not fit its place at the smallest module that scanners read."""
