"""XML becomes a data set again by the table of its message; elements that the table does not know are told, not lost."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from lxml import etree

from douane.declarations.message import Fixed, Group, Leaf, Message, Part
from douane.domain.declared import Amount

_EMPTY = {str: "", int: 0, Decimal: Decimal(0), bool: False}


class UnreadableMessageError(Exception):
    """The document is no such message; the words say what it is."""

    exit_code = 3


class Restored(NamedTuple):
    """A data set that was read, and the paths of elements that it has no attribute for."""

    value: Any
    unknown: tuple[str, ...]


def restore(message: Message, document: bytes, *, known: Mapping[str, Any] | None = None) -> Restored:
    """The data set of a document. `known` adds what the message does not carry, by attribute path.

    Raises `UnreadableMessageError`.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(document, parser)
        if root.tag != f"{{{message.namespace}}}{message.root}":
            raise UnreadableMessageError(f"the document begins with {root.tag}, which is no {message.root}")
        unknown: list[str] = []
        found = _collect(message.parts, list(root), message.root, unknown)
        for attribute in message.attributes:
            if isinstance(attribute, Leaf) and attribute.tag in root.attrib:
                _put(found, attribute.of, attribute.form.read(root.get(attribute.tag)))
        for path, value in (known or {}).items():
            _put(found, path, value)
        return Restored(built(message.carries, found), tuple(unknown))
    except (etree.XMLSyntaxError, ArithmeticError, ValueError) as error:
        raise UnreadableMessageError(f"the document is no {message.root}: {error}") from error


def _collect(parts: Sequence[Part], elements: list[Any], path: str, unknown: list[str] | None) -> dict[str, Any]:
    """What the elements say, by attribute; the elements that were understood are taken out of the list."""
    found: dict[str, Any] = {}
    for part in parts:
        if isinstance(part, Leaf) and part.most > 1:
            mine = [element for element in elements if _name(element) == part.tag]
            for element in mine[: part.most]:
                elements.remove(element)
                _listed(found, part.of).append(_value(part, element))
        elif isinstance(part, Leaf):
            element = _take(elements, part.tag)
            if element is not None and (element.text or "").strip():
                _put(found, part.of, _value(part, element))
        elif isinstance(part, Group):
            shared = sum(isinstance(other, Group) and other.tag == part.tag for other in parts) > 1
            _group(part, elements, path, unknown, found, shared=shared)
        else:
            _take(elements, part.tag)
    if unknown is not None:
        unknown.extend(f"{path}/{_name(element)}" for element in elements)
    return found


def _group(
    group: Group, elements: list[Any], path: str, unknown: list[str] | None, found: dict[str, Any], *, shared: bool
) -> None:
    if not group.tag:
        _merge(found, group.of, _collect(group.parts, elements, path, None))
        return
    mine = [element for element in elements if _name(element) == group.tag]
    if shared:
        mine = [element for element in mine if _is_meant(group, element)]
    for element in mine[: group.most]:
        elements.remove(element)
        inner = _collect(group.parts, list(element), f"{path}/{group.tag}", unknown)
        if group.most > 1:
            _listed(found, group.of).append(inner.get(".", inner))
        else:
            _merge(found, group.of, inner)


def _is_meant(group: Group, element: Any) -> bool:
    """Whether an element has the texts that the message prescribes for this group: several groups may share a tag."""
    for part in group.parts:
        if isinstance(part, Fixed):
            child = next((inner for inner in element if _name(inner) == part.tag), None)
            if child is None or (child.text or "").strip() != part.text:
                return False
    return True


def _value(leaf: Leaf, element: Any) -> Any:
    read = leaf.form.read(element.text.strip())
    return Amount(read, element.get(leaf.form.carried, "")) if leaf.form.carried else read


def _name(element: Any) -> str:
    return str(etree.QName(element).localname)


def _take(elements: list[Any], tag: str) -> Any:
    for element in elements:
        if _name(element) == tag:
            elements.remove(element)
            return element
    return None


def _inside(found: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    *above, last = path.split(".") if path != "." else ["."]
    for name in above:
        found = found.setdefault(name, {})
    return found, last


def _put(found: dict[str, Any], path: str, value: Any) -> None:
    holder, name = _inside(found, path)
    holder[name] = value


def _listed(found: dict[str, Any], path: str) -> list[Any]:
    holder, name = _inside(found, path)
    listed: list[Any] = holder.setdefault(name, [])
    return listed


def _merge(found: dict[str, Any], path: str, inner: dict[str, Any]) -> None:
    holder = found
    if path:
        above, name = _inside(found, path)
        holder = above.setdefault(name, {})
    for name, value in inner.items():
        if isinstance(value, dict) and isinstance(holder.get(name), dict):
            _merge(holder, name, value)
        elif isinstance(value, list):
            holder.setdefault(name, []).extend(value)
        else:
            holder[name] = value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def built(kind: Any, data: dict[str, Any]) -> Any:
    """A data set from nested dictionaries of its attributes; what is absent and may be, is empty."""
    hints = _hints(kind)
    given = {}
    for field in fields(kind):
        if field.name in data:
            given[field.name] = _fitted(hints[field.name], data[field.name])
        elif field.default is MISSING and field.default_factory is MISSING:
            given[field.name] = _absent(hints[field.name])
    return kind(**given)


def _fitted(hint: Any, value: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return tuple(_fitted(inner, one) for one in value)
    if is_dataclass(hint) and isinstance(value, dict):
        return built(hint, value)
    return value


def _absent(hint: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        return None
    if get_origin(hint) is tuple:
        return ()
    if is_dataclass(hint):
        return built(hint, {})
    if hint in _EMPTY:
        return _EMPTY[hint]
    raise ValueError(f"{getattr(hint, '__name__', hint)} is missing")
