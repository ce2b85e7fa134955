"""Print every template with short, ordinary and extreme data and keep pictures: `make gallery`."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image

import tests.documents
from douane import places
from douane.press.captions import LANGUAGES, load_captions
from douane.press.printer import Press, Printed
from tests.press import conftest
from tests.press.reading import pictures_of

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "gallery"
KINDS = ("short", "ordinary", "extreme")
LINES = 999
WIDE = 520  # dots of a picture
_MANY = 10


def samples() -> Iterator[tuple[str, dict[str, Any]]]:
    """Templates with their views by kind of data."""
    labels, summaries = conftest.labels(), conftest.summaries()
    yield "parcel_label", {"short": labels[4], "ordinary": labels[0], "extreme": labels[1]}
    yield "h7_summary", {"short": summaries[1], "ordinary": summaries[0], "extreme": summaries[2]}
    for found in pkgutil.iter_modules(tests.documents.__path__):
        if found.name.startswith("samples_"):
            module = importlib.import_module(f"tests.documents.{found.name}")
            yield from ((template, module.SAMPLES) for template in getattr(module, "TEMPLATES", ()))


def lengthened(view: Any) -> Any:
    """The view with its longest list of lines grown to 999, where it has one of more than ten."""
    lists = {field.name: getattr(view, field.name) for field in fields(view)}
    lists = {name: value for name, value in lists.items() if isinstance(value, tuple) and len(value) > _MANY}
    rows = {name: value for name, value in lists.items() if is_dataclass(value[0])}
    if not rows:
        return view
    name = max(rows, key=lambda each: len(rows[each]))
    plain = rows[name][_MANY:] or rows[name]
    grown = [*rows[name], *(plain[n % len(plain)] for n in range(LINES))][:LINES]
    return replace(view, **{name: tuple(grown)})


def keep(printed: Printed, name: str) -> None:
    """Write the first page in 16 colours."""
    page = pictures_of(printed.pdf, 150, "-f", "1", "-l", "1")[0]
    small = page.resize((WIDE, round(page.height * WIDE / page.width)), Image.Resampling.LANCZOS)
    small.quantize(16).save(FOLDER / f"{name}.png", optimize=True)


def main() -> None:
    """Write the pictures and their index; ends with 1 where a template of the project has no samples."""
    press, rows = Press(), list[str]()
    FOLDER.mkdir(parents=True, exist_ok=True)
    shown = dict(sorted(samples()))
    for template, views in shown.items():
        title = load_captions([places.TEMPLATES], template, "en")["title"]
        rows.append(f"\n## {title}\n\n`templates/{template}.html`\n")
        pictures, notes = [], []
        for kind in KINDS:
            view = lengthened(views[kind]) if kind == "extreme" else views[kind]
            # Each language is seen somewhere.
            language = "en" if kind != "extreme" else LANGUAGES[len(rows) % len(LANGUAGES)]
            printed = press.print(template, [view], language=language)
            keep(printed, f"{template}-{kind}")
            pictures.append(f"![{template} {kind}]({template}-{kind}.png)")
            notes.append(f"{kind}, {language}, pages: {printed.pages[0]}")
        rows.append(f"| {' | '.join(notes)} |\n|---|---|---|\n| {' | '.join(pictures)} |")
    (FOLDER / "README.md").write_text(
        "# Gallery\n\nEvery template with short, ordinary and extreme data, first pages. All people and companies are "
        "made up. `make gallery` writes it again.\n" + "\n".join(rows) + "\n"
    )
    missing = {path.stem for path in places.TEMPLATES.glob("*.html") if path.stem[0] != "_"} - set(shown)
    if missing:
        sys.exit(f"no samples for {', '.join(sorted(missing))}")


if __name__ == "__main__":
    main()
