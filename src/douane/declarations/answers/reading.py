"""A file of answers becomes answers, whatever system it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from lxml import etree

from douane.declarations.answers import china, eu, provider
from douane.declarations.answers.answer import Answer, UnreadableAnswerError, local

_LARGEST = 64 << 20


def read_answers(content: bytes) -> tuple[Answer, ...]:
    """All answers of a file; the same one told twice in it counts once. Raises `UnreadableAnswerError`."""
    if len(content) > _LARGEST:
        raise UnreadableAnswerError("the file has more than 64 MB; answers come in smaller ones")
    root = parsed(content)
    if china.is_chinese(root):
        found = tuple(china.answers(root))
    elif eu.is_european(root):
        found = tuple(eu.answers(root))
    elif provider.is_fault(root):
        found = tuple(provider.answers(root))
    elif local(root) == "Answers":
        found = tuple(answer for element in root for answer in eu.answers(element))
    else:
        raise UnreadableAnswerError(f"{local(root)} is no answer that is read here")
    return tuple({answer.id: answer for answer in found}.values())


def parsed(content: bytes) -> Any:
    """The root element, read without network, entities and comments. Raises `UnreadableAnswerError`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableAnswerError(f"this is no XML: {error}") from error


def singles(root: Any) -> Iterator[Any]:
    """The declarations of a file: its root, or what stands in a collection of several (`H7Declarations`)."""
    if local(root).endswith("Declarations"):
        yield from (element for element in root if local(element))
    else:
        yield root


def written(element: Any) -> bytes:
    """An element as a document of its own."""
    root = deepcopy(element)
    root.tail = None
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"
