"""Rules on goods that leave: each fires on its smallest mistake and stays silent on the mended twin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from douane.domain.consignment import Address, Consignment, Direction, Document, SaleType
from tests.compliance.cases import GHENT, export, findings, found
from tests.conftest import TODAY

INVOICE = Document("N380", "INV-2026-17")


def sale(**changes: object) -> Consignment:
    """A sale of chocolate between businesses with all its papers."""
    made = export(description="Milk chocolate bars with hazelnuts", commodity_code="180632")
    return replace(made, sale_type=SaleType.B2B, incoterm="CPT", order="PO-9", documents=(INVOICE, Document("519", "CBEL18012201010001")),
                   **changes)  # fmt: skip


ABROAD = replace(GHENT, address=Address("High Street 1", "SW1A 1AA", "London", None, "GB"))
NO_PAPERS = (Document("519", "CBEL18012201010001"),)
MISTAKES: list[tuple[str, Callable[[], Consignment], Callable[[], Consignment]]] = [
    ("EXPORTER-OUTSIDE-UNION", lambda: sale(exporter=ABROAD), sale),
    ("STATISTICAL-VALUE-UNKNOWN",
     lambda: replace(sale(), incoterm="DAP", items=(replace(sale().items[0], freight=None),)), sale),
    ("EXPORT-PROOF-OPEN", lambda: replace(sale(), documents=NO_PAPERS), sale),
    ("EXPORT-PROOF-OPEN", lambda: replace(sale(), order=None), sale),
    ("INCOTERM-DDP-CHINA", lambda: replace(sale(), incoterm="DDP"), lambda: replace(sale(), incoterm="DAP")),
    ("INCOTERM-EXW-EXPORT", lambda: replace(sale(), incoterm="EXW"), lambda: replace(sale(), incoterm="FCA")),
    ("FOOD-NOT-REGISTERED", lambda: replace(sale(), documents=(INVOICE,)), sale),
    ("FOOD-LABEL", sale, lambda: replace(sale(), items=(replace(sale().items[0], commodity_code="610910"),))),
]  # fmt: skip
CODES = {code for code, _, _ in MISTAKES}


@pytest.mark.parametrize(("code", "wrong", "mended"), MISTAKES, ids=[f"{i}-{m[0]}" for i, m in enumerate(MISTAKES)])
def test_a_rule_fires_on_the_mistake_and_not_on_its_twin(
    code: str, wrong: Callable[[], Consignment], mended: Callable[[], Consignment]
) -> None:
    assert code in found(wrong(), direction=Direction.EXPORT)
    assert code not in found(mended(), direction=Direction.EXPORT)


def test_a_number_in_a_column_of_the_manifest_will_do() -> None:
    item = replace(sale().items[0], attributes=(("GACC_Registration", "CBEL18012201010001"),))
    assert "FOOD-NOT-REGISTERED" not in found(
        replace(sale(), documents=(INVOICE,), items=(item,)), direction=Direction.EXPORT
    )


@pytest.mark.parametrize(
    ("on", "act"),
    [
        (date(2021, 12, 31), None),
        (date(2022, 1, 1), "GACC Decree 248"),
        (date(2026, 5, 31), "GACC Decree 248"),
        (date(2026, 6, 1), "GACC Decree 280"),
    ],
)
def test_decree_280_follows_decree_248_in_june_2026(on: date, act: str | None) -> None:
    said = findings(replace(sale(), documents=(INVOICE,)), direction=Direction.EXPORT, on=on)
    acts = [dict(f.facts)["act"] for f in said if f.code == "FOOD-NOT-REGISTERED"]
    assert acts == ([act] if act else [])


@pytest.mark.parametrize(("on", "standard"), [(date(2027, 3, 15), "GB 7718-2011"), (date(2027, 3, 16), "GB 7718-2025")])
def test_labels_change_their_standard_in_march_2027(on: date, standard: str) -> None:
    said = findings(sale(), direction=Direction.EXPORT, on=on)
    assert [f.expected for f in said if f.code == "FOOD-LABEL"] == [standard]


def test_private_parcels_need_neither_registration_nor_label() -> None:
    gift = replace(sale(), sale_type=SaleType.C2C, documents=())
    assert not {"FOOD-NOT-REGISTERED", "FOOD-LABEL"} & found(gift, direction=Direction.EXPORT)


def test_meat_needs_a_recommendation_and_chocolate_does_not() -> None:
    def how(code: str) -> str:
        item = replace(sale().items[0], commodity_code=code)
        said = findings(replace(sale(), documents=(INVOICE,), items=(item,)), direction=Direction.EXPORT, on=TODAY)
        return next(dict(f.facts)["how"] for f in said if f.code == "FOOD-NOT-REGISTERED")

    assert how("160100") == "FASFC must recommend the maker"
    assert how("180632") == "the maker registers by itself"
