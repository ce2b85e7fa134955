"""A client's own templates: they come before ours, see the view and nothing else, and are tried before use."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from douane.documents.h7_summary import H7SummaryView
from douane.documents.parcel_label import ParcelLabelView
from douane.pipeline.template_check import check_templates
from douane.press.errors import ForbiddenResourceError, TemplateError
from douane.press.printer import Press
from douane.press.samples import sample
from tests.press.conftest import labels
from tests.press.reading import barcodes_on, pictures_of, solid, text_of

PAGE = '<html><head><title>x</title></head><body><p data-field="reference">{}</p></body></html>'


def overlay_of(folder: Path, html: str = "", css: str = "", captions: str = "") -> Press:
    (folder / "captions").mkdir()
    if html:
        (folder / "parcel_label.html").write_text(html)
    if css:
        (folder / "parcel_label.css").write_text(css)
    if captions:
        (folder / "captions" / "en.yaml").write_text(captions)
    return Press(overlay=folder)


def test_look_and_words_of_a_client_come_before_ours(tmp_path: Path, press: Press) -> None:
    html = '{% extends "_base.html" %}{% block body %}<p>{{ t.greeting }}</p>{{ code128(v.reference, "94", "18", t.barcode) }}{% endblock %}'
    css = '@import "douane:_base.css"; @page { size: 100mm 60mm; margin: 3mm }'
    printed = overlay_of(tmp_path, html, css, 'parcel_label: {greeting: "From all of us"}').print(
        "parcel_label", labels()[:1]
    )
    assert solid("From all of us") in solid(text_of(printed.pdf))
    assert barcodes_on(pictures_of(printed.pdf, 203)[0]) == {"Code 128": labels()[0].reference}
    assert printed.problems == ()


def test_a_file_that_the_client_does_not_have_is_ours(tmp_path: Path, press: Press) -> None:
    ours, theirs = press.print("parcel_label", labels()[:1]), overlay_of(tmp_path).print("parcel_label", labels()[:1])
    assert theirs.pdf == ours.pdf


@pytest.mark.parametrize(
    "expression",
    [
        "{{ v.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ t._words }}",
        "{{ code128.func.__globals__ }}",
        "{{ lipsum }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ self.__init__ }}",
        "{% include '../../pyproject.toml' %}",
        "{% include '/etc/hostname' %}",
        "{% import 'os' as os %}{{ os }}",
        "{{ v.headings.append('x') }}",
        "{{ range(1000000000) | list }}",
        "{{ v.unknown }}",
        "{{ 1 / 0 }}",
    ],
)
def test_a_client_s_template_reaches_nothing_but_the_view(tmp_path: Path, expression: str) -> None:
    with pytest.raises(TemplateError):
        overlay_of(tmp_path, PAGE.format(expression)).print("parcel_label", labels()[:1])


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1:9/x.png", "douane:../pyproject.toml"])
def test_a_client_s_template_fetches_nothing(tmp_path: Path, address: str) -> None:
    with pytest.raises(ForbiddenResourceError):
        overlay_of(tmp_path, PAGE.format(f'<img src="{address}">')).print("parcel_label", labels()[:1])


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("@page { size: 10mm 10mm }")
    folder = tmp_path / "client"
    folder.mkdir()
    (folder / "extra.css").symlink_to(secret)
    html = PAGE.format('<link rel="stylesheet" href="douane:extra.css">')
    with pytest.raises(ForbiddenResourceError):
        overlay_of(folder, html).print("parcel_label", labels()[:1])


def test_a_check_tries_every_document_in_every_language(tmp_path: Path) -> None:
    (tmp_path / "parcel_label.html").write_text(PAGE.format("{{ v.nothing }}"))
    (tmp_path / "parcel_labels.html").write_text("misspelt")
    faults = {(trial.template, trial.language): trial.faults for trial in check_templates(tmp_path) if trial.faults}
    # Labels that build on the parcel label fail with it.
    assert {"parcel_label", "parcel_labels"} <= {template for template, _ in faults}
    assert all("label" in template for template, _ in faults)
    assert "nothing" in faults["parcel_label", "nl"][0]
    assert "no document of this name" in faults["parcel_labels", ""][0]


@pytest.mark.parametrize("kind", [ParcelLabelView, H7SummaryView])
@pytest.mark.parametrize("filled", [True, False])
def test_samples_are_views(kind: type, filled: bool) -> None:
    view = sample(kind, filled=filled)
    assert isinstance(view, kind)
    assert replace(view) == view
    assert json.dumps(str(view))
