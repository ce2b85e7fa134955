"""Data sets become XML by the table of their message; what is missing or does not fit is named by its element."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from lxml import etree

from douane.declarations.forms import UnfitError
from douane.declarations.message import Fixed, Group, IncompleteError, Leaf, Message, Part, inside
from douane.domain.declared import Amount


class Node(NamedTuple):
    """An element to be written. `source` is the path in the data set that its text was taken from, if any."""

    tag: str
    text: str | None
    mark: tuple[str, str] | None
    children: tuple[Node, ...]
    de: str
    source: str | None


def nodes(message: Message, value: Any) -> list[Node]:
    """The elements of a data set below the root. Raises `IncompleteError`."""
    return _nodes(message.parts, value, "", 1)


def xml(message: Message, value: Any) -> bytes:
    """The XML document in UTF-8, the same bytes for the same data set. Raises `IncompleteError`.

    Lines are put together as text, which costs half of building a tree; every text was checked by its form before.
    """
    inner = f"{message.prefix}:" if message.prefix and message.qualified else ""
    root = f"{message.prefix}:{message.root}" if message.prefix else message.root
    declared = f"xmlns:{message.prefix}" if message.prefix else "xmlns"
    lines = [f"<?xml version='1.0' encoding='UTF-8'?>\n<{root} {declared}=\"{message.namespace}\""]
    for attribute in message.attributes:
        text = attribute.text if isinstance(attribute, Fixed) else _text(attribute, value)
        if text is not None and text != "false":
            lines.append(f' {attribute.tag}="{_quoted(text)}"')
    lines.append(">\n")
    _lines(nodes(message, value), inner, "  ", lines)
    lines.append(f"</{root}>\n")
    return "".join(lines).encode()


def _lines(made: Iterable[Node], prefix: str, indent: str, lines: list[str]) -> None:
    for tag, text, mark, children, _, _ in made:
        opening = f'{prefix}{tag} {mark[0]}="{_quoted(mark[1])}"' if mark else prefix + tag
        if text is not None:
            lines.append(f"{indent}<{opening}>{_escaped(text)}</{prefix}{tag}>\n")
        elif children:
            lines.append(f"{indent}<{opening}>\n")
            _lines(children, prefix, indent + "  ", lines)
            lines.append(f"{indent}</{prefix}{tag}>\n")
        else:
            lines.append(f"{indent}<{opening}/>\n")


def _escaped(text: str) -> str:
    if "&" in text or "<" in text or ">" in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def _quoted(text: str) -> str:
    return _escaped(text).replace('"', "&quot;")


def together(message: Message, documents: Sequence[bytes]) -> bytes:
    """Several documents as one, in their order, in the collection element of the message's own schema."""
    space = f"{{{message.namespace}}}" if message.collection else ""
    root = etree.Element(f"{space}{message.collection or 'Declarations'}",
                         nsmap={message.prefix: message.namespace} if message.collection else None)  # fmt: skip
    root.extend(etree.fromstring(document) for document in documents)
    etree.indent(root, "  ")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def _nodes(parts: Sequence[Part], value: Any, where: str, place: int) -> list[Node]:
    made: list[Node] = []
    for part in parts:
        if isinstance(part, Leaf):
            if part.most > 1:
                made.extend(_repeated(part, value, where))
                continue
            text = _text(part, value)
            if text is not None:
                made.append(Node(part.tag, text, _mark(part, value), (), part.de, inside(where, part.of)))
        elif isinstance(part, Group):
            made.extend(_group(part, value, where, place))
        elif isinstance(part, Fixed):
            made.append(Node(part.tag, part.text, None, (), part.de, None))
        else:
            made.append(Node(part.tag, str(place + part.first - 1), None, (), "", None))
    return made


def _group(group: Group, value: Any, where: str, place: int) -> list[Node]:
    inner = _of(group.of, value) if group.of else value
    if not group.tag:
        return _nodes(group.parts, inner, inside(where, group.of), place)
    if group.most > 1:
        if len(inner) > group.most or (group.required and not inner):
            raise IncompleteError(group.de or group.tag, f"{len(inner)} times {group.tag}; 1 to {group.most} are accepted")
        path = inside(where, group.of)
        return [
            Node(group.tag, None, None, tuple(_nodes(group.parts, one, f"{path}[{i}]", i)), group.de, None)
            for i, one in enumerate(inner, start=1)
        ]
    if inner is None:
        if group.required:
            raise IncompleteError(group.de or group.tag, f"{group.tag} is missing")
        return []
    if not group.required and not _says_something(group.parts, inner):
        return []
    children = _nodes(group.parts, inner, inside(where, group.of), place)
    return [Node(group.tag, None, None, tuple(children), group.de, None)]


def _says_something(parts: Sequence[Part], value: Any) -> bool:
    """Whether any leaf of an optional group has a value; what the message prescribes says nothing of its own."""
    for part in parts:
        if isinstance(part, Leaf):
            if _of(part.of, value) not in (None, "", ()):
                return True
        elif isinstance(part, Group):
            inner = _of(part.of, value) if part.of else value
            if part.most > 1:
                if inner:
                    return True
            elif inner is not None and _says_something(part.parts, inner):
                return True
    return False


def _of(path: str, value: Any) -> Any:
    if path == ".":
        return value
    if "." not in path:
        return getattr(value, path)
    for name in path.split("."):
        if value is None:
            return None
        value = getattr(value, name)
    return value


def _repeated(leaf: Leaf, value: Any, where: str) -> list[Node]:
    found = _of(leaf.of, value)
    if len(found) > leaf.most or (leaf.required and not found):
        raise IncompleteError(leaf.de or leaf.tag, f"{len(found)} times {leaf.tag}; 1 to {leaf.most} are accepted")
    path = inside(where, leaf.of)
    return [Node(leaf.tag, _shown(leaf, one), None, (), leaf.de, f"{path}[{i}]") for i, one in enumerate(found, start=1)]


def _text(leaf: Leaf, value: Any) -> str | None:
    found = _of(leaf.of, value)
    if found is None or found == "":
        if leaf.required:
            raise IncompleteError(leaf.de or leaf.tag, f"{leaf.tag} is missing")
        return None
    return _shown(leaf, found)


def _shown(leaf: Leaf, found: Any) -> str:
    try:
        return leaf.form.write(found)
    except UnfitError as error:
        raise IncompleteError(leaf.de or leaf.tag, f"{leaf.tag}: {error}") from error


def _mark(leaf: Leaf, value: Any) -> tuple[str, str] | None:
    if leaf.form.carried is None:
        return leaf.form.mark
    found = _of(leaf.of, value)
    return (leaf.form.carried, found.currency) if isinstance(found, Amount) and found.currency else None
