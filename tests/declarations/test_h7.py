from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from douane.declarations.h7_dataset import h7_dataset
from douane.declarations.h7_xml import NAMESPACE, h7_xml, schema_faults, together
from douane.declarations.message import IncompleteError
from douane.domain.assessment import Assessment, Route, Routing
from douane.domain.consignment import Address, Consignment, Document, Party, ProductIds
from douane.domain.h7 import H7
from douane.pipeline.settings import Settings, office
from tests.conftest import TODAY, make_consignment, make_item

NS = {"h": NAMESPACE}


def made(consignment: Consignment, procedure: tuple[str, ...] = ("F48",)) -> H7:
    assessment = Assessment(Routing(Route.H7, procedure, "", ""))
    codes = ["6109100010"] * len(consignment.items)
    return h7_dataset(consignment, codes, assessment, office(Settings()), lrn="L26-0000000001", acceptance=TODAY)


def text(h7: H7, path: str) -> list[str]:
    return [e.text or "" for e in etree.fromstring(h7_xml(h7)).iterfind(path, NS)]


def test_the_schema_accepts_an_ordinary_parcel() -> None:
    assert schema_faults(h7_xml(made(make_consignment()))) == []


def test_elements_say_what_the_manifest_said() -> None:
    h7 = made(make_consignment())
    assert text(h7, ".//h:HSSubheading") == ["610910"]
    assert text(h7, ".//h:AdditionalProcedure") == ["F48"]
    assert text(h7, ".//h:AdditionalFiscalReference/h:VATIdentificationNumber") == ["IM0561234567"]
    assert text(h7, ".//h:SupportingDocument/h:Type") == ["C127", "C128", "C129"]
    assert text(h7, ".//h:TransportDocument/h:Type") == ["N741"]
    assert text(h7, ".//h:IntrinsicValue/h:Amount") == ["20.00"]


def test_no_standard_identifier_is_declared_as_y081() -> None:
    h7 = made(make_consignment(make_item(product_ids=ProductIds("S", "M"))))
    assert text(h7, ".//h:AdditionalReference/h:Type") == ["Y081"]


def test_the_ioss_number_stands_under_f48_only() -> None:
    assert made(make_consignment(), ("F53",)).fiscal_references == ()


def test_the_demonstration_declarant_marks_the_data_set() -> None:
    assert etree.fromstring(h7_xml(made(make_consignment()))).get("demonstration") == "true"


def test_a_previous_document_makes_a_standard_declaration() -> None:
    h7 = made(make_consignment(previous_document=Document("N337", "21DE27364916384836")))
    assert (h7.additional_type, made(make_consignment()).additional_type) == ("A", "D")


@pytest.mark.parametrize(
    ("consignment", "element"),
    [
        (make_consignment(make_item(gross_mass=None)), "18 04"),
        (make_consignment(make_item(value=None)), "14 14"),
        (make_consignment(make_item(description=None)), "18 05"),
        (make_consignment(importer=Party(name="N" * 71, address=Address("S", "1", "C", None, "BE"))), "13 04"),
        (make_consignment(exporter=Party(address=Address(country="CN"))), "13 01"),
    ],
)
def test_what_is_missing_or_too_long_is_named_by_its_element(consignment: Consignment, element: str) -> None:
    with pytest.raises(IncompleteError) as error:
        made(consignment)
    assert error.value.element.startswith(element)


def test_several_data_sets_in_one_file_follow_the_schema() -> None:
    one = h7_xml(made(make_consignment()))
    both = together([one, one])
    assert schema_faults(both) == []
    assert len(etree.fromstring(both)) == 2


letters = st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Zs", "Zl", "Zp"))
words = st.text(letters, min_size=1, max_size=35)


@settings(max_examples=1000, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(letters, min_size=1, max_size=512), st.decimals("0", "99999999999999", places=2),
            st.decimals("0.000001", "9999999", places=6), st.one_of(st.none(), st.integers(0, 99999999)),
            st.one_of(st.none(), words), st.booleans(),
        ),
        min_size=1, max_size=4,
    ),
    words, st.one_of(st.none(), st.text(letters, min_size=1, max_size=17)), st.booleans(),
)  # fmt: skip
def test_whatever_fits_its_fields_is_accepted_by_the_schema(
    lines: list[tuple[str, Decimal, Decimal, int | None, str | None, bool]], name: str, postcode: str | None, ioss: bool
) -> None:
    items = [
        make_item(number=i, description=description, value=value, gross_mass=gross, packages=packages,
                  product_ids=ProductIds(sku, sku, None, none_declared), freight=None)
        for i, (description, value, gross, packages, sku, none_declared) in enumerate(lines, start=1)
    ]  # fmt: skip
    consignment = make_consignment(*items, importer=Party(name=name, address=Address(name, postcode, name, None, "BE")))
    h7 = made(replace(consignment, mawb=None) if ioss else consignment, ("F48",) if ioss else ("F53",))
    assert schema_faults(h7_xml(h7)) == []
