"""The patterns of the own XML beside the parser and the schema: they may say no too often, never yes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from douane.intake import manifest_element, manifest_facets
from douane.intake.manifest_element import NAMESPACE
from douane.intake.manifest_pattern import patterns
from douane.intake.manifest_pieces import Cut, read
from douane.intake.manifest_xml import XmlManifest, schema
from douane.intake.reading import Limits, Source
from tests.conftest import ROOT

EXAMPLE = (ROOT / "examples" / "import-50.xml").read_text(encoding="utf-8")
XS = manifest_facets.XS
_root = etree.parse(str(manifest_element.SCHEMA)).getroot()
TYPES = {part.get("name"): part for part in _root if part.tag in (f"{XS}simpleType", f"{XS}complexType")}
SIMPLE = ["xs:boolean", "SaleType", "PostalCategory", "Date", "ItemNumber", "Count", "Mass", "Quantity", "Amount", "Text2",
          "Text3", "Text4", "Text17", "Text35", "Text60", "Text70", "Text100", "Text256", "Text512"]  # fmt: skip

_digits = st.text("0123456789", max_size=22)
_texts = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="<&\r"), max_size=6),
    st.builds(lambda n, sign: sign * n, st.sampled_from([1, 2, 3, 4, 5, 17, 18, 35, 36, 60, 70, 71, 100, 101, 256, 512, 513]),
              st.sampled_from(["a", "汉", "\U0001f600", " ", "a ", "é"])),
    st.builds(lambda sign, whole, point, rest: sign + whole + point + rest, st.sampled_from(["", "-", "+", " "]), _digits,
              st.sampled_from(["", ".", ",", ".."]), _digits),
    st.builds("{:04}-{:02}-{:02}".format, st.integers(0, 2100), st.integers(0, 13), st.integers(0, 32)),
    st.sampled_from(["true", "false", "1", "0", "yes", "B2C", "b2c", "C2C ", "gift", "sale of goods", "", "NaN", "１２", "1e3"]),
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pattern")


def _checker(name: str) -> etree.XMLSchema:
    """A schema of its own for one simple type."""
    kind = name if name.startswith("xs:") else f"m:{name}"
    own = etree.fromstring(
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:m="{NAMESPACE}" targetNamespace="{NAMESPACE}">'
        f'<xs:element name="v" type="{kind}"/></xs:schema>'
    )
    if name in TYPES:
        own.append(etree.fromstring(etree.tostring(TYPES[name])))
    return etree.XMLSchema(own)


@pytest.mark.parametrize("name", SIMPLE)
def test_what_an_expression_matches_the_schema_accepts(name: str) -> None:
    expression = re.compile(manifest_facets.accepted(name, TYPES))
    checker = _checker(name)

    @given(_texts)
    @settings(max_examples=400, deadline=None)
    def holds(text: str) -> None:
        element = etree.Element(f"{{{NAMESPACE}}}v")
        try:
            element.text = text
        except ValueError:
            return
        if expression.fullmatch(text):
            assert checker.validate(element), text

    holds()


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("Date", ["2024-02-28", "2026-12-31"], ["2026-02-30", "2026-04-31", "0000-01-01", "2026-1-1"]),
        ("Mass", ["0.170", "-1", "1234567890.123456"], ["1.1234567", "12345678901", ".5", "1."]),
        ("Text3", ["EUR", ""], ["EURO"]), ("SaleType", ["B2C"], ["B2X", "b2c"]),
    ],
)  # fmt: skip
def test_expressions_know_their_bounds(name: str, good: list[str], bad: list[str]) -> None:
    expression = re.compile(manifest_facets.accepted(name, TYPES))
    assert all(expression.fullmatch(text) for text in good)
    assert not any(expression.fullmatch(text) for text in bad)


def test_an_unknown_form_of_type_is_refused() -> None:
    with pytest.raises(ValueError, match="Airport"):
        manifest_facets.accepted("Airport", TYPES)


def test_the_example_is_taken_by_the_narrow_pattern_as_a_whole() -> None:
    text, count = EXAMPLE, 0
    position = text.index("<Consignment>")
    while taken := patterns().take(text, position, 1):
        assert taken.plain
        assert not taken.doubts
        count += 1
        position = taken.end
        if not text.startswith("<Consignment>", position):
            break
    assert count == text.count("</Consignment>") == 50


_ITEM = [(e.get("name"), e.get("type")) for e in TYPES["Item"].iter(f"{XS}element")]


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_consignment_that_the_narrow_pattern_takes_is_valid(data: st.DataObject) -> None:
    text = "<Consignment><Reference>P1</Reference>" + data.draw(
        st.sampled_from(["", "<Procedure>F48</Procedure>" * 9, "<Procedure>F48</Procedure>" * 10, "<Seller></Seller>",
                         "<Document><Type>N380</Type><Number>1</Number></Document>" * 2, "<IOSS>1</IOSS>", "<Postal></Postal>",
                         "<PreviousDocument><Type>N337</Type></PreviousDocument>", "<Ecommerce><Paid>1.5</Paid></Ecommerce>"])
    ) + "<Item>"  # fmt: skip
    for name, kind in _ITEM:
        if name == "Number" or data.draw(st.booleans()):
            if name in ("Attribute", "Document"):
                text += "<Attribute><Name>a</Name><Value>b</Value></Attribute>" if name == "Attribute" else ""
                continue
            value = "1" if kind in ("ItemNumber", "Count", "Mass", "Quantity", "Amount", "xs:boolean") else "a"
            text += f"<{name}>{data.draw(st.one_of(st.just(value), _texts)).replace(chr(0), '')}</{name}>"
    text += "</Item></Consignment>"
    taken = patterns().take(text, 0, 1)
    try:
        root = etree.fromstring(f'<Manifest xmlns="{NAMESPACE}">{text}</Manifest>')
    except (etree.XMLSyntaxError, ValueError):
        return
    if taken and not taken.doubts:
        assert schema().validate(root[0]), schema().error_log
        assert len(taken.rows) == 1


_SPOILT = ["&amp;", "&#65;", "&#xd;", "<!-- x -->", "<![CDATA[x]]>", "]]>", "  ", "\r\n", "\r", "\t", "e\u0301", "\ufffd", "\u202e",
           "<x/>", "<", "&", ">", "=A(1", "'", '"', "</Item>", "</Consignment>", "<Item>", "<Consignment>", "<?p q?>", "\u2502",
           "\x01", "9" * 40, "x" * 600, "", "<Item a='1'>", "</Manifest>", "<Brand></Brand>", "<Brand/>", " \u2502", "\uffff"]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 9000), st.sampled_from(_SPOILT), st.integers(0, 12)), min_size=1, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=400)
def test_pattern_and_parser_read_the_same(folder: Path, changes: list[tuple[int, str, int]]) -> None:
    end = EXAMPLE.index("</Consignment>", 9000) + len("</Consignment>")
    text = EXAMPLE[:end] + "\n</Manifest>\n"
    for at, new, removed in changes:
        text = text[:at] + new + text[at + removed :]
    path = folder / "spoilt.xml"
    path.write_bytes(text.encode("utf-8"))
    quick, slow = (XmlManifest(Source(path, path.name), Limits()) for _ in range(2))
    assert list(quick.consignments()) == list(slow.by_element())
    assert (quick.findings, quick.header) == (slow.findings, slow.header)


@pytest.mark.parametrize("change", ["\r\n", "\ufeff", "wrong", "long"])
def test_usual_and_wrong_manifests_are_read_in_pieces(tmp_path: Path, change: str) -> None:
    text = {"\r\n": EXAMPLE.replace("\n", "\r\n"), "\ufeff": "\ufeff" + EXAMPLE, "wrong": EXAMPLE.replace("<GrossMass>", "<GrossMass>x"),
            "long": EXAMPLE.replace("<Unit>", "<Unit>long")}[change]  # fmt: skip
    path = tmp_path / "manifest.xml"
    path.write_bytes(text.encode("utf-8"))
    quick, slow = (XmlManifest(Source(path, path.name), Limits()) for _ in range(2))
    received = list(quick.consignments())
    assert received == list(slow.by_element())
    assert len(received) == 50
    cut = Cut(Source(path, path.name), Limits())
    assert sum(piece.content.count(b"</Consignment>") for piece in cut.pieces()) == 50
    assert cut.whole
    assert all(read(piece, "manifest.xml").whole for piece in Cut(Source(path, path.name), Limits()).pieces())
