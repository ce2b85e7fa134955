"""The official schemas, ready to check by, or a skip that says why not."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lxml import etree

from tests.conftest import REFERENCE as FOLDER

__all__ = ["FOLDER", "SCHEMAS", "faults", "schema"]

# The root of CC515C is inferred, not official: its own comment says so; the types below it are official.
SCHEMAS = {
    "h7-dk": "dk-h7/H7_XSDS/DMS_H7_V1.9.xsd",
    "h7-nl": "nl-deco/DECO.Declaration_2p00.xsd",
    "b1": "eu-aes/CC515C.inferred.xsd",
    "t1": "eu-ncts/cc015c.xsd",
}


@cache
def schema(reference: Path, kind: str) -> etree.XMLSchema:
    """The official schema of a message."""
    return etree.XMLSchema(etree.parse(str(reference / "schemas" / SCHEMAS[kind])))


def faults(reference: Path, kind: str, document: bytes) -> list[str]:
    """What the official schema says against a document."""
    checked = schema(reference, kind)
    return [] if checked.validate(etree.fromstring(document)) else [str(error.message) for error in checked.error_log]
