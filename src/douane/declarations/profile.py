"""The project's own schema of a message, made from its table: `schemas/<kind>/<kind>-1.xsd`.

A profile says what this project writes: for a message of customs it holds the elements that are used, not all of theirs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import count
from typing import Any

from lxml import etree

from douane import places
from douane.declarations.forms import Form, text
from douane.declarations.message import Fixed, Group, Index, Leaf, Message, Part

_XS = "http://www.w3.org/2001/XMLSchema"
_NOTE = "It is the project's own profile, made from its table of elements; the schema of customs itself decides."


def path_of(message: Message) -> str:
    """Where the profile lies below the schemas folder."""
    return f"{message.kind}/{message.kind}-1.xsd"


@cache
def _compiled(path: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(places.SCHEMAS / path)))


def compiled(message: Message) -> etree.XMLSchema:
    """The profile, ready to check documents by."""
    return _compiled(path_of(message))


def faults(message: Message, document: bytes) -> list[str]:
    """What the profile says against a document; empty if it accepts it."""
    schema = compiled(message)
    parsed = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    return [] if schema.validate(parsed) else [str(error.message) for error in schema.error_log]


def xsd(message: Message) -> bytes:
    """The text of the profile."""
    root = etree.Element(f"{{{_XS}}}schema", nsmap={"xs": _XS, None: message.namespace})
    root.set("targetNamespace", message.namespace)
    root.set("elementFormDefault", "qualified" if message.qualified else "unqualified")
    root.set("version", "1.0")
    _note(root, f"{message.title}. {_NOTE}")
    if message.collection:
        inner = _complex(_add(root, "element", name=message.collection))
        _add(_add(inner, "sequence"), "element", ref=message.root, minOccurs="0", maxOccurs="unbounded")
    forms: dict[str, Form] = {}
    kind = _complex(_add(root, "element", name=message.root))
    _parts(_add(kind, "sequence"), message.parts, forms)
    for attribute in message.attributes:
        if isinstance(attribute, Fixed):
            _add(kind, "attribute", name=attribute.tag, type="xs:token", use="required")
        else:
            _add(kind, "attribute", name=attribute.tag, type=attribute.form.base,
                 use="required" if attribute.required else "optional")  # fmt: skip
    for name, form in sorted(forms.items()):
        _simple(_add(root, "simpleType", name=name), form)
    etree.indent(root, "  ")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def _parts(sequence: Any, parts: Sequence[Part], forms: dict[str, Form]) -> None:
    for alike in _by_tag(_opened(parts)):
        first = alike[0]
        least = 1 if any(_required(part) for part in alike) else 0
        most = sum(getattr(part, "most", 1) for part in alike)
        element = _add(sequence, "element", name=first.tag)
        if least != 1:
            element.set("minOccurs", str(least))
        if most != 1:
            element.set("maxOccurs", str(most))
        de = getattr(first, "de", "")
        if de:
            _note(element, de)
        if isinstance(first, Group):
            inner = [part for group in alike if isinstance(group, Group) for part in group.parts]
            _parts(_add(_complex(element), "sequence"), inner if len(alike) == 1 else _common(alike), forms)
        elif isinstance(first, Leaf):
            _leaf(element, first.form, forms)
        elif isinstance(first, Fixed):
            _fixed(element, [part for part in alike if isinstance(part, Fixed)])
        else:
            element.set("type", "xs:positiveInteger")


def _opened(parts: Sequence[Part]) -> list[Part]:
    """The parts with those of groups that add no element in their place."""
    opened: list[Part] = []
    for part in parts:
        if isinstance(part, Group) and not part.tag:
            opened.extend(_opened(part.parts))
        else:
            opened.append(part)
    return opened


def _by_tag(parts: Sequence[Part]) -> list[list[Part]]:
    """Parts that follow one another under one tag, together."""
    found: list[list[Part]] = []
    for part in parts:
        if found and found[-1][0].tag == part.tag:
            found[-1].append(part)
        else:
            found.append([part])
    return found


def _common(alike: Sequence[Part]) -> list[Part]:
    """The children of groups that share a tag: each tag once, in the order they come in, asked for where all ask."""
    groups = [_opened(part.parts) for part in alike if isinstance(part, Group)]
    tags = list(dict.fromkeys(part.tag for parts in groups for part in parts))
    merged: list[Part] = []
    for tag in tags:
        found = [part for parts in groups for part in parts if part.tag == tag]
        merged.extend(_one_of(found, everywhere=len(found) == len(groups)))
    return merged


def _one_of(found: Sequence[Part], *, everywhere: bool) -> list[Part]:
    said = [part for part in found if isinstance(part, Leaf)]
    if said:
        widest = max(said, key=lambda leaf: int(dict(leaf.form.facets).get("maxLength", "0")))
        return [replace(widest, required=everywhere and widest.required)]
    first = next((part for part in found if isinstance(part, Index)), found[0])
    if isinstance(first, Fixed):
        if not everywhere:
            return [Leaf(first.tag, "", text(len(first.text)), first.de, required=False)]
        return list({part.text: part for part in found if isinstance(part, Fixed)}.values())
    return [first]


def _required(part: Part) -> bool:
    return part.required if isinstance(part, Leaf | Group) else True


def _leaf(element: Any, form: Form, forms: dict[str, Form]) -> None:
    if form.base == "xs:boolean" or not form.facets:
        element.set("type", form.base)
        return
    name = _type_name(form, forms)
    forms[name] = form
    if form.carried is None and form.mark is None:
        element.set("type", name)
        return
    extension = _add(_add(_complex(element), "simpleContent"), "extension", base=name)
    if form.mark:
        _add(extension, "attribute", name=form.mark[0], type="xs:token", use="required", fixed=form.mark[1])
        return
    carried = _add(_add(_add(extension, "attribute", name=form.carried or "", use="optional"), "simpleType"), "restriction")
    carried.set("base", "xs:token")
    _add(carried, "pattern", value="[A-Z]{3}")


def _type_name(form: Form, forms: dict[str, Form]) -> str:
    """A name for the type of a format; formats with the same notation and other bounds are counted on."""
    stem = "T-" + re.sub(r"[^A-Za-z0-9]+", "-", form.name).strip("-")
    for number in count(1):
        name = stem if number == 1 else f"{stem}-{number}"
        if name not in forms or (forms[name].base, forms[name].facets) == (form.base, form.facets):
            return name
    raise AssertionError(stem)


def _fixed(element: Any, alike: Sequence[Fixed]) -> None:
    restriction = _add(_add(element, "simpleType"), "restriction", base="xs:token")
    for value in dict.fromkeys(part.text for part in alike):
        _add(restriction, "enumeration", value=value)
    if len(alike) > 1:
        element.attrib.pop("maxOccurs", None)


def _simple(kind: Any, form: Form) -> None:
    restriction = _add(kind, "restriction", base=form.base)
    for facet, value in form.facets:
        _add(restriction, facet, value=value)


def _complex(element: Any) -> Any:
    return _add(element, "complexType")


def _note(element: Any, words: str) -> None:
    _add(_add(element, "annotation"), "documentation").text = words


def _add(parent: Any, tag: str, **attributes: str) -> Any:
    made = etree.SubElement(parent, f"{{{_XS}}}{tag}")
    for name, value in attributes.items():
        made.set(name, value)
    return made
