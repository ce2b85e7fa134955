from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from douane import places
from douane.declarations import ceb_xml
from douane.declarations.ceb_form import FORMS, NAMESPACE, parts
from douane.declarations.ceb_xml import CebError, CebMessage, read_ceb, schema_faults, with_guids
from douane.declarations.ceb_xml import ceb_xml as write
from douane.declarations.signature import Signer, signed
from tests.conftest import REFERENCE
from tests.declarations.ceb.making import TRANSFER, documents_of, messages_of, order_line, retail

KINDS = sorted(FORMS)
IMPORT = [kind for kind in KINDS if kind not in ceb_xml._EXPORT]
XS = "{http://www.w3.org/2001/XMLSchema}"


def message(kind: str) -> CebMessage:
    return CebMessage(kind, documents_of(kind), TRANSFER)


def complete(made: CebMessage, signer: Signer) -> bytes:
    """As it is sent: CEB621 has to be signed."""
    document = write(made)
    return signed(document, signer) if FORMS[made.kind].signed else document


def official(kind: str) -> etree.XMLSchema | None:
    path = REFERENCE / "schemas" / "china-ceb" / ("ceb-export.xsd" if kind in ceb_xml._EXPORT else "ceb-import.xsd")
    return etree.XMLSchema(etree.parse(str(path))) if path.exists() else None


@pytest.mark.parametrize("kind", KINDS)
def test_an_ordinary_message_is_accepted_by_the_official_schema(kind: str, signer: Signer, reference: Path) -> None:
    document = complete(message(kind), signer)
    checked = official(kind)
    assert checked is not None
    assert checked.validate(etree.fromstring(document)), checked.error_log
    assert schema_faults(document, kind) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_message_that_the_formats_allow_is_accepted_and_read_back(kind: str, signer: Signer) -> None:
    checked = official(kind)
    seen = {"examples": 0}

    @settings(max_examples=1000, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(messages_of(kind))
    def accepted(made: CebMessage) -> None:
        seen["examples"] += 1
        document = complete(made, signer)
        assert schema_faults(document, kind) == []
        assert checked is None or checked.validate(etree.fromstring(document)), checked.error_log
        assert read_ceb(document) == with_guids(made)

    accepted()
    assert seen["examples"] >= 1000


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_data_sets_give_the_same_bytes(kind: str) -> None:
    assert write(message(kind)) == write(message(kind))


def test_guids_come_from_the_content() -> None:
    one = with_guids(message("ceb311"))
    other = with_guids(CebMessage("ceb311", (replace(documents_of("ceb311")[0], order_no="ORDER-0009"),), TRANSFER))
    assert len(one.documents[0].guid) == 36
    assert one.documents[0].guid == one.documents[0].guid.upper()
    assert one.documents[0].guid != other.documents[0].guid
    assert one.guid != one.documents[0].guid
    assert with_guids(one) == one


def leaves(element: Any, *, without_empty: bool) -> list[tuple[str, str]]:
    kept = []
    for e in element.iter(f"{{{NAMESPACE}}}*"):
        text = (e.text or "").strip()
        if len(e) or text or not without_empty:
            kept.append((etree.QName(e).localname, text))
    return kept


@pytest.mark.parametrize("kind", IMPORT)
def test_an_official_sample_is_written_again_as_it_was(kind: str, reference: Path) -> None:
    """Equal after canonicalisation but for three things.

    The signature is the sender's own and cannot be made again; blanks between elements differ; an optional element that is
    empty says nothing and is not written.
    """
    sample = etree.parse(str(reference / "samples" / "china-ceb" / f"{kind.upper()}Message.xml"),
                         etree.XMLParser(remove_blank_text=True)).getroot()  # fmt: skip
    again = etree.fromstring(write(read_ceb(etree.tostring(sample))), etree.XMLParser(remove_blank_text=True))
    for signature in sample.findall("{http://www.w3.org/2000/09/xmldsig#}Signature"):
        sample.remove(signature)
    for element in [e for e in sample.iter() if isinstance(e.tag, str) and not len(e) and not (e.text or "").strip()]:
        element.getparent().remove(element)
    etree.cleanup_namespaces(sample)
    etree.cleanup_namespaces(again)
    assert etree.tostring(again, method="c14n") == etree.tostring(sample, method="c14n")


@pytest.mark.parametrize("kind", KINDS)
def test_data_set_and_own_schema_name_the_same_elements_in_the_same_order(kind: str) -> None:
    name = "ceb-export-1.xsd" if kind in ceb_xml._EXPORT else "ceb-import-1.xsd"
    root = etree.parse(str(places.SCHEMAS / "ceb" / name)).getroot()
    form = FORMS[kind]
    pairs = [(form.head or form.document, form.value)] + ([(form.line_element, form.line)] if form.line else [])
    for type_name, value in pairs:
        complex_type = root.find(f"{XS}complexType[@name='{type_name}']")
        assert complex_type is not None
        stated = [(e.get("name"), e.get("minOccurs") == "0") for e in complex_type.iter(f"{XS}element")]
        assert stated == [(part.tag.name, part.optional) for part in parts(value)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"order_no": "x" * 61}, "OrderHead/orderNo"),
        ({"order_no": " "}, "OrderHead/orderNo: is missing"),
        ({"goods_value": Decimal("1.000001")}, "OrderHead/goodsValue"),
        ({"goods_value": Decimal("1E+19")}, "OrderHead/goodsValue"),
        ({"consignee_district": "44"}, "OrderHead/consigneeDistrict"),
        ({"lines": ()}, "OrderList: 0 lines"),
        ({"lines": tuple(order_line(i) for i in range(1, 101))}, "OrderList: 100 lines"),
        ({"lines": (order_line(1, unit="7"),)}, "OrderList 1/unit"),
        ({"currency": "300"}, "OrderHead/currency: has to be 142"),
        ({"consignee": "a\x0bb"}, "consignee"),
    ],
)
def test_what_does_not_fit_is_refused_in_words_and_never_cut(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(CebError, match=words.replace("(", r"\(")):
        write(CebMessage("ceb311", (replace(retail().order, **changes),), TRANSFER))


def test_a_message_holds_at_most_a_hundred_documents() -> None:
    order = retail().order
    assert len(read_ceb(write(CebMessage("ceb311", (order,) * 100, TRANSFER))).documents) == 100
    with pytest.raises(CebError, match="101 documents"):
        write(CebMessage("ceb311", (order,) * 101, TRANSFER))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=80).map(str.encode))
def test_whatever_is_no_message_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(CebError):
        read_ceb(content)


@pytest.mark.parametrize("cut", ["<ceb:orderNo>ORDER-0001</ceb:orderNo>", "<ceb:goodsValue>182</ceb:goodsValue>"])
def test_a_message_that_lacks_something_says_what(cut: str) -> None:
    text = write(message("ceb311")).decode()
    assert cut in text
    with pytest.raises(CebError, match=r"is missing, line \d+"):
        read_ceb(text.replace(cut, "").encode())
    with pytest.raises(CebError, match="is no number"):
        read_ceb(text.replace("<ceb:goodsValue>182", "<ceb:goodsValue>1e2").encode())
