"""One consignment of each kind from manifest to message, with the trace of each element; reviewed by eye.

`DOUANE_WRITE_GOLDEN=1` writes the files again, to be looked at before they are kept.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from douane.declarations import profile
from douane.declarations.messages import MESSAGES
from tests.declarations import official

FOLDER = Path(__file__).parent / "golden"
CASES = [("h7", "import"), ("h7-nl", "import"), ("g4", "import"), ("g3", "import"), ("emergency-csv", "import"),
         ("h1", "business"), ("t1", "onward"), ("b1", "export")]  # fmt: skip


@pytest.mark.parametrize(("kind", "manifest"), CASES)
def test_a_manifest_becomes_the_message_that_was_reviewed(
    kind: str, manifest: str, run_cli: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    out = tmp_path / "declaration"
    code, trace, err = run_cli(
        "declare", kind, FOLDER / f"{manifest}.csv", "--out", out, "--as-of", "2026-11-22", "--trace"
    )
    assert code == 0, err
    kept, told = FOLDER / f"{kind}.{'csv.out' if kind.endswith('csv') else 'xml'}", FOLDER / f"{kind}.trace"
    if os.environ.get("DOUANE_WRITE_GOLDEN"):
        kept.write_bytes(out.read_bytes())
        told.write_text(trace, encoding="utf-8")
    assert out.read_bytes() == kept.read_bytes()
    assert trace == told.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", [kind for kind, _ in CASES if kind in MESSAGES])
def test_what_was_reviewed_is_accepted_by_the_profile(kind: str) -> None:
    assert profile.faults(MESSAGES[kind], (FOLDER / f"{kind}.xml").read_bytes()) == []


@pytest.mark.parametrize("kind", ["h7-nl", "b1", "t1"])
def test_what_was_reviewed_is_accepted_by_the_official_schema(kind: str, reference: Path) -> None:
    assert official.faults(reference, kind, (FOLDER / f"{kind}.xml").read_bytes()) == []


def test_the_trace_of_an_export_leads_to_its_line() -> None:
    trace = (FOLDER / "b1.trace").read_text(encoding="utf-8")
    assert "descriptionOfGoods  18 05" in trace
    assert "← manifest: description (line 2)" in trace
