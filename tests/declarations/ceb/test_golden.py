"""One parcel of each direction from manifest to each Chinese message and Cargo-XML, with the trace; reviewed by eye.

`DOUANE_WRITE_GOLDEN=1` writes the files again, to be looked at before they are kept.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from douane.declarations.ceb_form import FORMS
from douane.declarations.ceb_trace import traced
from douane.declarations.ceb_xml import schema_faults
from tests.cli.test_going_out import SETTINGS

FOLDER = Path(__file__).parents[1] / "golden"
CASES = [("ceb303", "to-liege"), ("ceb505", "to-liege"), ("ceb603", "to-liege"), ("xfhl", "to-liege"), ("xfzb", "to-liege"),
         ("ceb311", "to-china"), ("ceb411", "to-china"), ("ceb511", "to-china"), ("ceb621", "to-china")]  # fmt: skip


@pytest.mark.parametrize(("kind", "manifest"), CASES)
def test_a_manifest_becomes_the_message_that_was_reviewed(
    kind: str, manifest: str, run_cli: Callable[..., tuple[int, str, str]], tmp_path: Path, home: Path
) -> None:
    home.mkdir(exist_ok=True)
    (home / "douane.toml").write_text(SETTINGS, encoding="utf-8")
    out = tmp_path / "message.xml"
    code, trace, err = run_cli(
        "declare", kind, FOLDER / f"{manifest}.csv", "--out", out, "--as-of", "2026-11-22", "--trace"
    )
    assert code == 0, err
    kept, told = FOLDER / f"{kind}.xml", FOLDER / f"{kind}.trace"
    if os.environ.get("DOUANE_WRITE_GOLDEN"):
        kept.write_bytes(out.read_bytes())
        if trace:
            told.write_text(trace, encoding="utf-8")
    assert out.read_bytes() == kept.read_bytes()
    if kind in FORMS:
        assert trace == told.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", [kind for kind, _ in CASES if kind in FORMS])
def test_what_was_reviewed_keeps_its_schema_and_names_every_source(kind: str) -> None:
    content = (FOLDER / f"{kind}.xml").read_bytes()
    # A list into China is complete only with its signature; test_signature.py has that.
    assert all("xmldsig" in fault for fault in schema_faults(content, kind))
    assert FORMS[kind].signed or schema_faults(content, kind) == []
    assert not [line for line in traced(content) if line.endswith("the data set")]
