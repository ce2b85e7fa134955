"""Requests about a declaration that customs has: amendment (IE413, CC513C) and invalidation (IE414, CC514C), own profile.

A request names the declaration by LRN and MRN; an amendment carries the whole new message, as customs asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import etree

from douane.declarations.answers.answer import UnreadableAnswerError, local

NAMESPACE = "urn:douane:answer:1"
_NS = f"{{{NAMESPACE}}}"
AMENDMENTS, INVALIDATIONS = ("IE413", "CC513C"), ("IE414", "CC514C")


@dataclass(frozen=True, slots=True)
class Request:
    """A request: its message name, the declaration it is about, why, when (ISO 8601 in UTC), and the new message."""

    message: str
    lrn: str
    mrn: str | None
    why: str
    at: str
    content: bytes | None = None


def request_name(kind: str, *, amendment: bool) -> str:
    """The message that asks for it: AES has its own numbers, everything else those of import."""
    return (AMENDMENTS if amendment else INVALIDATIONS)["515" in kind or kind == "b1"]


def request_xml(request: Request) -> bytes:
    """The request as XML of the own profile (`schemas/answers/answers-1.xsd`)."""
    root = etree.Element(_NS + request.message, nsmap={None: NAMESPACE})
    _add(root, "preparationDateAndTime", request.at)
    operation = _add(root, "Declaration")
    _add(operation, "LRN", request.lrn)
    if request.mrn:
        _add(operation, "MRN", request.mrn)
    _add(operation, "justification", request.why)
    if request.content is not None:
        new = etree.fromstring(request.content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        _add(root, "Message").append(new)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def read_request(root: Any) -> Request | None:
    """The request in a root element; `None` if it is none. Raises `UnreadableAnswerError` where parts are missing."""
    if local(root) not in (*AMENDMENTS, *INVALIDATIONS):
        return None
    texts = {local(element): (element.text or "").strip() for element in root.iter(f"{_NS}*")}
    if not texts.get("LRN") or "justification" not in texts:
        raise UnreadableAnswerError(f"{local(root)} names no LRN or gives no reason")
    inner = next((element[0] for element in root.iter(f"{_NS}Message") if len(element)), None)
    content = bytes(etree.tostring(inner)) if inner is not None else None
    return Request(local(root), texts["LRN"], texts.get("MRN"), texts["justification"],
                   texts.get("preparationDateAndTime", ""), content)  # fmt: skip


def _add(parent: Any, name: str, text: str | None = None) -> Any:
    element = etree.SubElement(parent, _NS + name)
    element.text = text
    return element
