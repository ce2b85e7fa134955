"""All declarations that are written as XML, by their kind on the command line."""

from __future__ import annotations

from douane.declarations import b1_xml, g3_xml, g4_xml, h1_xml, h7_dk, h7_nl, h7_xml, t1_xml
from douane.declarations.message import Message

MESSAGES: dict[str, Message] = {
    message.kind: message
    for message in (
        h7_xml.MESSAGE,
        h7_dk.MESSAGE,
        h7_nl.MESSAGE,
        h1_xml.MESSAGE,
        b1_xml.MESSAGE,
        t1_xml.MESSAGE,
        g3_xml.MESSAGE,
        g4_xml.MESSAGE,
    )
}
