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
            yield from getattr(module, "SAMPLES_OF", {}).items()


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
    """Write the index and the pictures, or only those of the templates named.

    Ends with 1 where a template of the project has no samples.
    """
    press, shown = Press(stamped=False), dict(sorted(samples()))
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "README.md").write_text(index(list(shown)))
    for template in sys.argv[1:] or shown:
        for kind, view in shown[template].items():
            data = lengthened(view) if kind == "extreme" else view
            keep(press.print(template, [data], language=language_of(template, kind)), f"{template}-{kind}")
    missing = {path.stem for path in places.TEMPLATES.glob("*.html") if path.stem[0] != "_"} - set(shown)
    if missing:
        sys.exit(f"no samples for {', '.join(sorted(missing))}")


def language_of(template: str, kind: str) -> str:
    """English, and for extreme data another language for each template, so that each is seen."""
    return LANGUAGES[len(template) % len(LANGUAGES)] if kind == "extreme" else "en"


def index(templates: list[str]) -> str:
    """The page that shows the pictures."""
    rows = []
    for template in templates:
        title = load_captions([places.TEMPLATES], template, "en")["title"]
        heads = " | ".join(f"{kind} ({language_of(template, kind)})" for kind in KINDS)
        pictures = " | ".join(f"![{template} {kind}]({template}-{kind}.png)" for kind in KINDS)
        rows.append(f"## {title}\n\n`templates/{template}.html`\n\n| {heads} |\n|---|---|---|\n| {pictures} |\n")
    return (
        "# Gallery\n\nEvery template with short, ordinary and extreme data (names of 70 letters, descriptions of 512, "
        "999 lines, Chinese, Arabic, emoji): first pages. All people and companies are made up. `make gallery` writes "
        "it again.\n\n" + "\n".join(rows)
    )


if __name__ == "__main__":
    main()
