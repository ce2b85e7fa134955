"""Rules on parties and references: names, addresses, identifiers, waybills (DOMAIN §1.8, §1.12, §11)."""

from __future__ import annotations

from collections.abc import Iterator

from douane.compliance.rule import Case, rule
from douane.domain.consignment import Direction
from douane.domain.finding import Finding
from douane.domain.identifiers import (
    awb_fault,
    eori_fault,
    looks_like_s10,
    mrn_fault,
    s10_fault,
    uld_fault,
    vat_fault,
)  # fmt: skip
from douane.reference.code_lists import INCOTERMS, SEA_INCOTERMS, countries, postcode_fits

_LONGEST_REFERENCE = 35
_MRN_LENGTH = 18


@rule("EXPORTER-INCOMPLETE")
def exporter_has_name_and_country(case: Case) -> Iterator[Finding]:
    """The exporter is named with the country he is established in (D.E. 13 01 016 and 018)."""
    exporter = case.consignment.exporter
    if not (exporter.name or exporter.name_local):
        yield case.note("EXPORTER-INCOMPLETE", "sender_name", what="name")
    if not exporter.address.country:
        yield case.note("EXPORTER-INCOMPLETE", "sender_country", what="country")


@rule("IMPORTER-INCOMPLETE")
def importer_has_name_and_address(case: Case) -> Iterator[Finding]:
    """The importer is named with his full address (D.E. 13 04 016 and 018)."""
    importer = case.consignment.importer
    present = (
        ("recipient_name", importer.name or importer.name_local), ("recipient_street", importer.address.street),
        ("recipient_city", importer.address.city), ("recipient_country", importer.address.country),
    )  # fmt: skip
    for field, value in present:
        if not value:
            yield case.note("IMPORTER-INCOMPLETE", field, what=field.removeprefix("recipient_"))


@rule("COUNTRY-UNKNOWN", "ROUTE-OUTSIDE-UNION", "POSTCODE-FORM")
def addresses_are_in_countries_that_exist(case: Case) -> Iterator[Finding]:
    """Countries are codes of ISO 3166-1, and goods imported into the Union go to a consignee in the Union."""
    for prefix, party in (("sender", case.consignment.exporter), ("recipient", case.consignment.importer)):
        country, postcode = party.address.country, party.address.postcode
        if country is None:
            continue
        if country not in countries():
            yield case.note("COUNTRY-UNKNOWN", f"{prefix}_country", country)
        elif postcode and not postcode_fits(country, postcode):
            yield case.note("POSTCODE-FORM", f"{prefix}_postcode", postcode, country=country)
    destination = case.consignment.importer.address.country
    outside = destination in countries() - case.law.codes("eu.territory.member_states")
    if outside and case.direction is Direction.IMPORT:
        yield case.note("ROUTE-OUTSIDE-UNION", "recipient_country", destination)


@rule("EORI-FORM", "VAT-FORM")
def operator_numbers_are_right(case: Case) -> Iterator[Finding]:
    """An operator is identified by an EORI number (D.E. 13 xx 017) or a VAT number with its check digits."""
    for prefix, party in (("sender", case.consignment.exporter), ("recipient", case.consignment.importer)):
        if party.eori and (fault := eori_fault(party.eori)):
            yield case.note("EORI-FORM", f"{prefix}_eori", party.eori, fault.expected)
        if party.vat and prefix == "recipient" and (fault := vat_fault(party.vat)):
            yield case.note("VAT-FORM", f"{prefix}_vat", party.vat, fault.expected)


@rule("REFERENCE-LONG", "S10-CHECK-DIGIT")
def parcel_number_fits_its_field(case: Case) -> Iterator[Finding]:
    """The reference number has at most 35 characters (D.E. 12 08); a postal number has its check digit (UPU S10)."""
    reference = case.consignment.reference
    if len(reference) > _LONGEST_REFERENCE:
        yield case.note("REFERENCE-LONG", "parcel", reference, str(_LONGEST_REFERENCE))
    elif looks_like_s10(reference) and (fault := s10_fault(reference)):
        yield case.note("S10-CHECK-DIGIT", "parcel", reference, fault.expected)


@rule("AWB-FORM", "ULD-FORM", "MRN-FORM")
def transport_references_are_right(case: Case) -> Iterator[Finding]:
    """Waybills, unit load devices and previous documents are named by numbers of their own form."""
    consignment = case.consignment
    if consignment.mawb and (fault := awb_fault(consignment.mawb)):
        yield case.note("AWB-FORM", "mawb", consignment.mawb, fault.expected)
    if consignment.uld and (fault := uld_fault(consignment.uld)):
        yield case.note("ULD-FORM", "uld", consignment.uld, fault.expected)
    previous = consignment.previous_document
    if previous and len(previous.reference) == _MRN_LENGTH and (fault := mrn_fault(previous.reference)):
        yield case.note("MRN-FORM", "previous_document", previous.reference, fault.expected)


@rule("INCOTERM-UNKNOWN", "INCOTERM-SEA-ONLY")
def incoterm_suits_goods_that_fly(case: Case) -> Iterator[Finding]:
    """FAS, FOB, CFR and CIF are for sea and inland waterway transport only (Incoterms 2020)."""
    term = case.consignment.incoterm
    if term and term not in INCOTERMS:
        yield case.note("INCOTERM-UNKNOWN", "incoterm", term)
    elif term in SEA_INCOTERMS:
        yield case.note("INCOTERM-SEA-ONLY", "incoterm", term)


RULES = (
    exporter_has_name_and_country,
    importer_has_name_and_address,
    addresses_are_in_countries_that_exist,
    operator_numbers_are_right,
    parcel_number_fits_its_field,
    transport_references_are_right,
    incoterm_suits_goods_that_fly,
)
