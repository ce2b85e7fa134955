"""Print the fictional parcel and keep the pictures of the manual: `python -m tests.press.pictures`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PIL import Image

from douane.documents.h7_summary import h7_summary
from douane.documents.parcel_label import parcel_label
from douane.press.printer import Press
from tests.documents import fictional
from tests.press.reading import pictures_of

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"


def main() -> None:
    """Write both pictures."""
    press = Press()
    label = parcel_label(fictional.consignment(), fictional.ROUTING, lrn=fictional.LRN, service="Standard · LGG → 4460")
    summary = h7_summary(
        fictional.h7(), fictional.assessment(), fictional.charges(), law_version=fictional.LAW, status="ready",
        printed=date(2026, 11, 22),
    )  # fmt: skip
    keep(press.pdf("parcel_label", [label]), "label.png", 500)
    keep(press.pdf("h7_summary", [summary]), "h7-summary.png", 800)


def keep(pdf: bytes, name: str, width: int) -> None:
    """Write the first page, `width` pixels wide, in 16 greys."""
    page = pictures_of(pdf, 300, "-gray")[0]
    small = page.resize((width, round(page.height * width / page.width)), Image.Resampling.LANCZOS)
    small.quantize(16).save(FOLDER / name, optimize=True)


if __name__ == "__main__":
    main()
