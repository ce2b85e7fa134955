"""Vectors of DOMAIN §3.4, §4.7 and §10: numbers computed by others, right and wrong ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from douane.domain.commodity import commodity_fault
from douane.domain.identifiers import KINDS, Reason, gs1_check_digit, mrn_check_digit

RIGHT = [
    ("mrn", "21DE12345678901234"), ("mrn", "21DE27364916384836"), ("mrn", "26ESH7A000067964R6"),
    ("mrn", "26ESH7A000067965R5"), ("mrn", "26ESH7A000067966R4"), ("awb", "999-12345675"), ("awb", "12312345675"),
    ("s10", "RA473124829GB"), ("gtin", "6291041500213"), ("sscc", "006141411234567890"), ("sscc", "106141411234567897"),
    ("eori", "BE0308357159"), ("eori", "BE0417497106"), ("vat", "BE0308357159"), ("ogm", "090933755493"),
    ("resident-id", "11010519491231002X"), ("uscc", "91330100799655058B"), ("uscc", "91110108551385082Q"),
    ("uscc", "91440300708461136T"), ("container", "CSQU3054383"), ("ioss", "IM0561234567"), ("ioss", "IM9001234567"),
    ("uld", "PMC12345CV"), ("uld", "AKE1234EX"), ("lrn", "L26-0000000001"), ("office", "BE212000"),
    ("iban", "BE71096123456769"), ("bic", "GEBABEBB"), ("eori", "NL123456789"), ("eori", "FR12345678901234"),
]  # fmt: skip

WRONG = [
    ("mrn", "21DE27364916384835", Reason.CHECK_DIGIT), ("mrn", "21DE2736491638483", Reason.FORMAT),
    ("awb", "999-12345676", Reason.CHECK_DIGIT), ("s10", "RA473124828GB", Reason.CHECK_DIGIT),
    ("gtin", "6291041500214", Reason.CHECK_DIGIT), ("gtin", "62910415002", Reason.FORMAT),
    ("sscc", "006141411234567891", Reason.CHECK_DIGIT), ("eori", "BE0308357158", Reason.CHECK_DIGIT),
    ("eori", "be0308357159", Reason.FORMAT), ("eori", "NL12345678", Reason.FORMAT), ("ogm", "090933755494", Reason.CHECK_DIGIT),
    ("resident-id", "110105194912310021", Reason.CHECK_DIGIT), ("resident-id", "11010519491331002X", Reason.FORMAT),
    ("uscc", "91330100799655058A", Reason.CHECK_DIGIT), ("uscc", "9133010079965505IB", Reason.FORMAT),
    ("container", "CSQU3054384", Reason.CHECK_DIGIT), ("ioss", "IM12", Reason.FORMAT), ("ioss", "IN0561234567", Reason.FORMAT),
    ("ioss", "IM1561234567", Reason.PART), ("ioss", " IM0561234567", Reason.FORMAT), ("iban", "BE71096123456760", Reason.CHECK_DIGIT),
    ("lrn", "L" * 23, Reason.FORMAT), ("uld", "PMC1CV", Reason.FORMAT), ("office", "BE2120", Reason.FORMAT),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "number"), RIGHT)
def test_right_numbers_are_accepted(kind: str, number: str) -> None:
    assert KINDS[kind](number) is None


@pytest.mark.parametrize(("kind", "number", "reason"), WRONG)
def test_wrong_numbers_are_refused_for_their_reason(kind: str, number: str, reason: Reason) -> None:
    fault = KINDS[kind](number)
    assert fault is not None
    assert fault.reason is reason
    assert fault.expected


def test_wrong_check_digit_says_the_right_one() -> None:
    fault = KINDS["gtin"]("6291041500214")
    assert fault is not None
    assert fault.expected.endswith("3")


def test_letters_count_as_in_iso_6346_not_from_ten_upwards() -> None:
    assert [mrn_check_digit(n[:17]) for n in ("21DE12345678901234", "26ESH7A000067964R6", "26ESH7A000067966R4")] == [
        "4",
        "6",
        "4",
    ]


@given(st.text(max_size=30))
def test_no_text_makes_a_check_fail_otherwise_than_by_a_fault(text: str) -> None:
    for check in KINDS.values():
        fault = check(text)
        assert fault is None or fault.expected


@given(st.from_regex(r"[0-9]{7}|[0-9]{11,13}|[0-9]{17}", fullmatch=True))
def test_one_changed_digit_is_always_seen(body: str) -> None:
    digit = gs1_check_digit(body)
    for position, old in enumerate(body):
        changed = body[:position] + str((int(old) + 1) % 10) + body[position + 1 :]
        assert gs1_check_digit(changed) != digit


@pytest.mark.parametrize("code", ["610910", "61091000", "6109100010", "970510"])
def test_commodity_codes_have_six_eight_or_ten_digits(code: str) -> None:
    assert commodity_fault(code) is None


@pytest.mark.parametrize("code", ["61091", "6109.10", "00", "770000", "980100", "000000", "61091000101", "６１０９１０"])
def test_other_texts_are_no_commodity_codes(code: str) -> None:
    assert commodity_fault(code) is not None
