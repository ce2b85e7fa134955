"""What HarfBuzz sets is what Pango sets: the same glyphs, at the same places, in the same lines."""

from __future__ import annotations

import random
import re

import pytest

from douane.press import weasy
from douane.press.printer import Press
from douane.press.skeletons import collapsed, take_apart
from douane.press.typesetting import Setter
from douane.press.weasy import Place
from tests.press.conftest import labels

LETTERS = " · · ABCDEFG abcdefgh ijk lmnop éüł ,. 0123456789    中国广东省深圳市宝安区中国广东省"
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz éüßłøŞ ,.'-/0123456789  中国广东省深圳市宝安区、。（）"


@pytest.fixture(scope="module")
def setters() -> list[tuple[Setter, Place]]:
    press = Press()
    press.print("parcel_label", labels()[:1])
    assert press._stamper is not None
    family = next(iter(press._stamper._families.values()))
    setters = [slot.setter for slot in family.setters.values()]
    return [(one, one._place) for one in setters if one._wraps and one._space == "normal"]


def plain(operators: bytes) -> bytes:
    """Without adjustments of nothing and without breaks between strings of one face."""
    return re.sub(rb">-?0<|><|>0(?=\])", lambda found: b">" if found[0] == b">0" else b"", operators)


def assert_same(setter: Setter, place: Place, made: tuple[weasy.Line, ...], text: str) -> None:
    lines, *_ = weasy.lines_of(text, place, setter._fonts)
    assert len(made) == len(lines), text
    for ours, theirs in zip(made, lines, strict=True):
        assert plain(ours.operators) == plain(theirs.operators), text
        assert (ours.across, ours.baseline) == pytest.approx((theirs.across, theirs.baseline), abs=1e-6), text


def test_lines_are_broken_where_pango_breaks_them(setters: list[tuple[Setter, Place]]) -> None:
    compared = 0
    for seed in range(6000):
        chance = random.Random(seed)  # noqa: S311 - for texts, not for secrets
        text = collapsed("".join(chance.choice(LETTERS) for _ in range(chance.randint(1, 150))))
        setter, place = chance.choice(setters)
        broken = setter._broken(text)
        if broken:
            compared += 1
            assert_same(setter, place, setter._stacked(broken).lines, text)
    assert compared > 400


def test_single_lines_have_the_glyphs_and_the_height_of_pango(setters: list[tuple[Setter, Place]]) -> None:
    for seed in range(1500):
        chance = random.Random(seed)  # noqa: S311 - for texts, not for secrets
        text = collapsed("".join(chance.choice(SIGNS) for _ in range(chance.randint(1, 8))))
        setter, place = chance.choice(setters)
        shaped = setter._faces.shape(text) if text else None
        if shaped is not None and shaped.width <= place.width:
            assert_same(setter, place, setter._stacked([(text, shaped)]).lines, text)


def test_a_page_is_taken_apart_at_its_marks() -> None:
    parts = take_apart(
        '<title>A &amp; B</title><body><p data-fit="name" data-sizes="8">C &lt; D</p><p data-field="x"><b>bold</b></p>'
        '<svg data-barcode="qr 23">E&amp;F</svg><p data-field="y"></p></body>'
    )
    assert parts.title == "A & B"
    assert parts.texts == ("C < D", "")
    assert parts.barcodes == (("qr 23", "E&F"),)
    other = take_apart('<title>x</title><body><p data-fit="name" data-sizes="8">other</p><p data-field="x"><b>bold</b></p>'
                       '<svg data-barcode="qr 23">G</svg><p data-field="y">z</p></body>')  # fmt: skip
    assert other.skeleton == parts.skeleton
    assert take_apart("<body><p>other</p></body>").skeleton != parts.skeleton


@pytest.mark.parametrize(
    ("text", "result"), [("  a \n b\r", "a b"), ("a b", "a b"), ("a\u00a0 b", "a\u00a0 b"), ("\f", "")]
)
def test_blanks_are_joined_as_css_joins_them(text: str, result: str) -> None:
    assert collapsed(text) == result
