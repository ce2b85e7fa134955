"""Code 128: scanners read it back, no other choice of sets is shorter, and every kind of symbol is read from a page."""

from __future__ import annotations

import random

import pytest
import zxingcpp
from PIL import Image

from douane.press import barcodes, code128, symbols
from douane.press.errors import BarcodeContentError, BarcodeTooLongError
from douane.press.symbols import Symbol

MRN = "26BE0000000123456J"


def picture(symbol: Symbol) -> Image.Image:
    dots = bytearray(b"\xff" * (symbol.width * symbol.height))
    for start, end in symbol.spans:
        dots[start:end] = bytes(end - start)
    drawn = Image.frombytes("L", (symbol.width, symbol.height), bytes(dots))
    return drawn.resize((symbol.width * 3, 60 if symbol.height == 1 else symbol.height * 3), Image.Resampling.NEAREST)


def read(symbol: Symbol) -> list[tuple[str, str]]:
    return [(code.text, code.symbology_identifier) for code in zxingcpp.read_barcodes(picture(symbol))]


def texts(count: int) -> list[str]:
    chance = random.Random(128)  # noqa: S311 - for texts, not for secrets
    alphabets = ("0123456789", "0123456789", "ABCXYZabc -~/", "01A")
    return ["".join(chance.choice(chance.choice(alphabets)) for _ in range(chance.randint(1, 24))) for _ in range(count)]


def test_sets_are_chosen_for_length_as_zint_does() -> None:
    for text in (*texts(1500), "LX638558603CN", "12345678", "A1234567B", "A12", "1234", "AB1234", "123456A", "99", "9"):
        _, width = code128.spans(text)
        theirs = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_image(scale=1, add_quiet_zones=False)
        assert width == theirs.shape[1], text  # type: ignore[attr-defined]


def test_scanners_read_what_was_written() -> None:
    for text in texts(200):
        assert read(symbols.code128(text)) == [(text, "]C0")]
        assert read(symbols.code128(text, only_b=True)) == [(text, "]C0")]


def test_control_characters_are_written_in_set_a() -> None:
    spans, width = code128.spans("A\tB")
    symbol = Symbol("", width + 20, 1, tuple((start + 10, end + 10) for start, end in spans), (10, 10))
    assert zxingcpp.read_barcodes(picture(symbol))[0].bytes == b"A\tB"


def test_an_mrn_in_set_b_has_a_character_for_each_sign() -> None:
    symbol = symbols.code128(MRN, only_b=True)
    assert symbol.width == 20 + 11 * (1 + len(MRN) + 1) + 13
    assert symbols.code128(MRN).width < symbol.width
    assert read(symbol) == [(MRN, "]C0")]


@pytest.mark.parametrize(
    ("words", "text", "identifier", "found"),
    [
        ("gs1_128 94 32 centre", "(00)354012345678901235", "]C1", "(00)354012345678901235"),
        ("ean13 43 20 centre", "5412345678908", "]E0", "5412345678908"),
        ("ean13 60 20 centre", "541234567890", "]E0", "5412345678908"),
        ("qr 23", "LX638558603CN|DNE26112100000417", "]Q1", "LX638558603CN|DNE26112100000417"),
        ("datamatrix 20", "LX638558603CN", "]d1", "LX638558603CN"),
        ("gs1_datamatrix 20", "(01)09501101530003(17)260704(10)AB-123", "]d2", "(01)09501101530003(17)260704(10)AB-123"),
    ],
)
def test_every_kind_is_read_by_a_scanner(words: str, text: str, identifier: str, found: str) -> None:
    placed = barcodes.placed(words, text)
    [(seen, kind)] = read(placed.symbol)
    assert (seen, kind[:2]) == (found, identifier[:2])
    if words.startswith("gs1"):
        assert kind == identifier


@pytest.mark.parametrize(
    ("words", "text"),
    [("gs1_128 94 32 centre", "(00)123"), ("gs1_datamatrix 20", "no AI"), ("ean13 40 20 centre", "5412345678900"),
     ("ean13 40 20 centre", "54"), ("ean13 40 20 centre", "५४१२३४५६७८९०८"), ("datamatrix 20", ""), ("qr 20", "")],
)  # fmt: skip
def test_what_a_kind_cannot_carry_is_said(words: str, text: str) -> None:
    with pytest.raises(BarcodeContentError):
        barcodes.placed(words, text)


def test_logistic_labels_keep_the_smallest_module_of_gs1() -> None:
    assert float(barcodes.placed("gs1_128 94 32 centre", "(00)354012345678901235").dots * barcodes.DOT) >= 0.495
    with pytest.raises(BarcodeTooLongError):
        barcodes.placed("gs1_128 80 32 centre", "(00)354012345678901235")
