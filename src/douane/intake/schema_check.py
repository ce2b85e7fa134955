"""Schema errors in the reader's words: the field, its value, what would be accepted, the line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from douane.domain.finding import Finding
from douane.intake.xml_file import local
from douane.reference.catalogue import finding

_NAME = re.compile(r"Element '(?:\{[^}]*\})?(\w+)'")
_WORDS = (
    (re.compile(r"The value(?: '(?P<v>.*)')? has a length of '\d+'; this "
                r"exceeds the allowed maximum length of '(?P<e>\d+)'", re.S),
     "at most {e} characters"),
    (re.compile(r"The value(?: '(?P<v>.*)')? has a length of '\d+'; this "
                r"underruns the allowed minimum length of '(?P<e>\d+)'", re.S),
     "at least {e} characters"),
    (re.compile(r"The value(?: '(?P<v>.*)')? has a length of '\d+'; this "
                r"differs from the allowed length of '(?P<e>\d+)'", re.S),
     "exactly {e} characters"),
    (re.compile(r"The value '(?P<v>.*)' is not an element of the set \{(?P<e>.*)\}", re.S), "one of {e}"),
    (re.compile(r"The value '(?P<v>.*)' is not accepted by the pattern '(?P<e>.*)'", re.S), "the form {e}"),
    (re.compile(r"The value '(?P<v>.*)' has more (?:fractional )?digits than are allowed \('(?P<e>\d+)'\)", re.S),
     "at most {e} digits"),
    (re.compile(r"': '(?P<v>.*)' is not a valid value of the (?:atomic|union|local atomic) type '(?P<e>[^']*)'", re.S),
     "a value of the type {e}"),
    (re.compile(r"This element is not expected\. Expected is (?:one of )?\( (?P<e>.*) \)(?P<v>)", re.S), "{e}"),
    (re.compile(r"Missing child element\(s\)\. Expected is (?:one of )?\( (?P<e>.*) \)(?P<v>)", re.S), "{e}"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """How a format names its fields: the field key for an element and its parent, and which elements are goods items.

    `strict` says that the schema is the whole format; a profile that is not says only that it does not know an element.
    """

    key_of: Callable[[str, str], str]
    items: str
    strict: bool = True


def check(element: Any, schema: etree.XMLSchema, words: Words, reference: str | None) -> list[Finding]:
    """What a schema refuses in an element, one finding for each place. An empty list if nothing."""
    try:
        if schema.validate(element):
            return []
    except etree.XMLSchemaValidateError as fault:
        text = plain(str(fault))
        return [finding("SCHEMA-VALUE", field=local(element), value="", expected=text, line=element.sourceline,
                        consignment=reference)]  # fmt: skip
    return explained(schema.error_log, element, words, reference)


def explained(errors: Iterable[Any], element: Any, words: Words, reference: str | None) -> list[Finding]:
    """The errors of a schema in the reader's words, one finding for each element of a line."""
    findings: list[Finding] = []
    seen: set[tuple[int, str]] = set()
    numbers = {item: i for i, item in enumerate(e for e in element if local(e) == words.items)}
    for error in errors:
        found = _NAME.search(error.message)
        name = found[1] if found else ""
        if (error.line, name) in seen:
            continue
        seen.add((error.line, name))
        findings.append(_finding(error, name, element, words, numbers, reference))
    return findings


def _finding(
    error: Any, name: str, element: Any, words: Words, numbers: dict[Any, int], reference: str | None
) -> Finding:  # fmt: skip
    part = next((e for e in element.iter(f"{{*}}{name}") if e.sourceline == error.line), element) if name else element
    owner = part if part is element or local(part) == words.items else part.getparent()
    value, expected = _facts(error.message)
    misplaced = "not expected" in error.message or "Missing child" in error.message
    if value is None and not misplaced and part is not None:
        value = (part.text or "").strip()[:200] or None
    code = "SCHEMA-VALUE"
    if misplaced:
        code = "SCHEMA-ELEMENT" if words.strict or "Missing" in error.message else "ELEMENT-UNKNOWN"
    item = owner
    while item is not None and item is not element and item not in numbers:
        item = item.getparent()
    return finding(
        code, field=words.key_of("" if owner is None else local(owner), name), value=value or name, expected=expected,
        line=error.line, consignment=reference, item=numbers[item] + 1 if item in numbers else None,
    )  # fmt: skip


def _facts(message: str) -> tuple[str | None, str | None]:
    for pattern, words in _WORDS:
        if found := pattern.search(message):
            expected = re.sub(r"\{[^}]*\}", "", found["e"]).replace("'", "").replace("xs:", "")
            return (found["v"] or "")[:200] or None, words.format(e=expected)
    return None, plain(message)


def plain(message: str) -> str:
    """A message of the XML library without namespaces and line breaks."""
    return " ".join(re.sub(r"\{[^}]*\}", "", message).split())
