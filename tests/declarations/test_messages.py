"""Every message over 1,000 made-up data sets: its profile and the official schema accept it, and it reads back as it was."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from douane import places
from douane.declarations import profile, writing
from douane.declarations.message import leaves
from douane.declarations.messages import MESSAGES
from douane.declarations.reading import restore
from tests.declarations import official
from tests.declarations.generated import data_sets

_MANY = settings(
    max_examples=int(os.environ.get("DOUANE_EXAMPLES", "1000")), deadline=None, suppress_health_check=list(HealthCheck)
)


def over_many(check: Callable[[str, Any], None]) -> Callable[[str], None]:
    """Run a check over 1,000 data sets of the message that the test is about."""

    def run(kind: str) -> None:
        @_MANY
        @given(st.data())
        def each(data: st.DataObject) -> None:
            check(kind, data.draw(data_sets(MESSAGES[kind])))

        each()

    return run


@pytest.mark.parametrize("kind", sorted(MESSAGES))
def test_the_profile_accepts_whatever_is_written_and_it_reads_back_the_same(kind: str) -> None:
    def check(kind: str, value: Any) -> None:
        message = MESSAGES[kind]
        document = writing.xml(message, value)
        assert profile.faults(message, document) == []
        if (official.FOLDER / "schemas").is_dir() and kind in official.SCHEMAS:
            assert official.faults(official.FOLDER, kind, document) == []
        known = {"declaration.acceptance": value.declaration.acceptance} if hasattr(value, "envelope") else {}
        if kind == "h7-dk":
            known["envelope.prepared"] = value.envelope.prepared
        again = restore(message, document, known=known)
        assert again.unknown == ()
        assert writing.xml(message, again.value) == document

    over_many(check)(kind)


@pytest.mark.parametrize("kind", sorted(official.SCHEMAS))
def test_the_official_schemas_are_there_to_check_by(kind: str, reference: Path) -> None:
    assert official.faults(reference, kind, b"<nothing/>") != []


@pytest.mark.parametrize("kind", sorted(MESSAGES))
def test_the_profile_in_the_schemas_folder_is_the_one_of_the_table(kind: str) -> None:
    message = MESSAGES[kind]
    assert (places.SCHEMAS / profile.path_of(message)).read_bytes() == profile.xsd(message)


@pytest.mark.parametrize("kind", sorted(MESSAGES))
def test_every_element_but_those_of_the_envelope_names_its_data_element(kind: str) -> None:
    unnamed = [path for path, leaf in leaves(MESSAGES[kind].parts) if not leaf.de and not path.startswith("envelope")]
    assert unnamed == []
