from __future__ import annotations

from dataclasses import replace

from douane.documents.parcel_label import parcel_label
from douane.domain.assessment import Route, Routing
from douane.press.strictness import texts_of
from tests.documents import fictional


def test_a_label_says_where_the_parcel_goes_and_what_customs_asks() -> None:
    view = parcel_label(fictional.consignment(), fictional.ROUTING, lrn=fictional.LRN)
    assert (view.route, view.procedures) == ("H7", "F48")
    assert (view.recipient.postcode, view.recipient.city, view.recipient.country) == ("4460", "Grâce-Hollogne", "BE")
    assert view.weight == "1.089"
    assert view.matrix == "LX638558603CN|DNE26112100000417"
    assert view.headings == ("610910", "732393", "392690")


def test_settled_codes_stand_before_given_ones_and_each_heading_once() -> None:
    view = parcel_label(fictional.consignment(), fictional.ROUTING, codes=["6109100010", "6109902000", "6109100090"])
    assert view.headings == ("610910", "610990")


def test_without_an_lrn_the_matrix_is_the_parcel_number() -> None:
    assert parcel_label(fictional.consignment(), fictional.ROUTING).matrix == "LX638558603CN"


def test_pieces_are_counted_as_in_the_data_set() -> None:
    ordinary = fictional.consignment()
    first, second, third = ordinary.items

    def pieces(*packages: int | None) -> str:
        items = [replace(item, packages=n) for item, n in zip((first, second, third), packages, strict=True)]
        return parcel_label(replace(ordinary, items=tuple(items)), fictional.ROUTING).pieces

    assert pieces(1, 0, 0) == "1"
    assert pieces(None, None, None) == "1"
    assert pieces(2, None, 3) == "5"


def test_an_unknown_weight_stays_unknown() -> None:
    ordinary = fictional.consignment()
    items = (replace(ordinary.items[0], gross_mass=None), *ordinary.items[1:])
    assert parcel_label(replace(ordinary, items=items), fictional.ROUTING).weight is None
    assert parcel_label(replace(ordinary, items=()), fictional.ROUTING).weight is None


def test_no_ioss_number_telephone_or_identity_number_is_on_it() -> None:
    texts = " ".join(text for _, text in texts_of(parcel_label(fictional.consignment(), fictional.ROUTING)))
    for private in (fictional.IOSS, "+32 4 555 01 23", "11010519491231002X"):
        assert private not in texts


def test_any_route_can_be_on_it() -> None:
    for route in Route:
        assert parcel_label(fictional.consignment(), Routing(route, (), "", "")).route == route.value
