"""How a description is read: words, phrases, short forms, attributes, and the head of a phrase."""

from __future__ import annotations

import pytest

from douane.classification import books, lexicon
from douane.classification.attributes import AttributeReader
from douane.classification.deciding import choices, decide
from douane.classification.goods import Goods
from douane.classification.naming import Namer, strongest
from douane.classification.phrases import PhraseBook
from douane.classification.text import fingerprint, parts_of, stem, words_of
from douane.classification.vocabulary import Vocabulary

BOOKS = books.build(lexicon.goods())
NAMER = Namer(BOOKS.names, BOOKS.excluded)
ATTRIBUTES = AttributeReader(BOOKS.attributes, BOOKS.parents)


@pytest.mark.parametrize(
    ("word", "singular"),
    [
        ("dresses", "dress"),
        ("watches", "watch"),
        ("batteries", "battery"),
        ("glass", "glass"),
        ("bus", "bus"),
        ("rings", "ring"),
    ],
)
def test_plurals_are_found_under_their_singular(word: str, singular: str) -> None:
    assert stem(word) == singular


def test_parts_end_at_punctuation_and_keep_chinese_whole() -> None:
    assert [tuple(part) for part in parts_of("Women's T-shirt, 100% cotton (女士T恤)")] == [
        (("women", "t", "shirt"), ()), (("100", "cotton"), ()), (("t",), ("女士", "恤")),
    ]  # fmt: skip


def test_of_phrases_inside_one_another_the_longest_counts() -> None:
    book = PhraseBook([("phone", 1), ("phone case", 2), ("手机", 3), ("手机壳", 4)])
    assert [hit.meanings for hit in book.in_words(words_of("phone cases for phone"))] == [(2,), (1,)]
    assert [hit.phrase for hit in book.in_chinese("透明手机壳")] == ["手机壳"]


def test_words_that_stand_apart_or_turned_round_make_a_phrase() -> None:
    book = PhraseBook([("phone case", 1), ("全麦饼干", 2)])
    assert [hit.meanings for hit in book.scattered(words_of("case for phone"))] == [(1,)]
    assert [hit.meanings for hit in book.scattered(("饼干", "袋装", "全麦"))] == [(2,)]


def test_a_book_is_the_same_when_restored() -> None:
    book = PhraseBook([("phone case", 1), ("手机壳", 2), ("全麦饼干", 3)])
    again: PhraseBook[int] = PhraseBook.restored(book.state)
    assert again.in_words(("phone", "case")) == book.in_words(("phone", "case"))
    assert again.in_chinese("手机壳") == book.in_chinese("手机壳")
    assert again.scattered(("case", "phone")) == book.scattered(("case", "phone"))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("btl", "bottle"),  # a doubled consonant is typed once
        ("swimshort", "swim short"),  # joined words
        ("swimxyz", "swimxyz"),
        ("btlco", "btlco"),  # a brand is no short form
        ("bw", "body wash"),  # no word lacks vowels, though a name holds it
        ("tan", "tan"),  # a word that names use is read as it stands
    ],
)
def test_words_of_tills_are_read(typed: str, read: str) -> None:
    names = ["glass bottle", "bw film", "tan belt", *["swim cap", "board short"] * 4]
    vocabulary = Vocabulary(names, {"bw": "body wash", "tan": "self tanning"}, ["btlco"])
    assert vocabulary.read((typed,), cut=False) == (read,)


@pytest.mark.parametrize(
    ("typed", "cut", "read"),
    [("fndtn", False, "foundation"), ("nitr", True, "nitrile"), ("nitr", False, "nitr"), ("zzz", True, "zzz")],
)
def test_short_forms_are_written_out(typed: str, cut: bool, read: str) -> None:
    vocabulary = Vocabulary(["liquid foundation", "nitrile gloves"], {})
    assert vocabulary.read(("black", typed) if not cut else (typed,), cut=cut)[-1] == read


def test_the_same_words_in_another_order_say_the_same() -> None:
    assert fingerprint("Spare parts") == fingerprint("part, SPARE")


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("case for phone", "case"), ("smartphone with case", "smartphone"), ("silicone phone case", "case"), ("T-shirt for men", "shirt"),
        ("全麦 饼干 袋装", "biscuit"), ("coffee color dress", "dress"),
    ],
)  # fmt: skip
def test_the_head_of_the_phrase_names_the_good(text: str, good: str) -> None:
    number, _ = next(iter(strongest(NAMER.named(Goods(text)))))
    assert good in lexicon.goods()[number].name


def test_what_the_fields_say_counts_before_the_title() -> None:
    read = ATTRIBUTES.read(Goods("Gold ring", attributes=(("Metals Type", "Zinc Alloy"),)))
    assert read.shows("material", ["metal"])
    assert not read.shows("material", ["gold"])


def test_a_value_counts_as_what_it_is_a_kind_of() -> None:
    read = ATTRIBUTES.read(Goods("polyester dress for women"))
    assert read.shows("material", ["textile"])
    assert read.shows("gender", ["women"])


def test_a_colour_is_no_material() -> None:
    assert not ATTRIBUTES.read(Goods("ring, gold color")).shows("material", ["gold"])


def test_the_decision_table_moves_the_code_and_asks_for_what_is_missing() -> None:
    shirt = next(good for good in lexicon.goods() if good.name == "t-shirt")
    assert decide(shirt, ATTRIBUTES.read(Goods("cotton t-shirt"))).hs == "610910"
    assert decide(shirt, ATTRIBUTES.read(Goods("polyester t-shirt"))).hs == "610990"
    unknown = decide(shirt, ATTRIBUTES.read(Goods("t-shirt")))
    assert unknown.missing == "material"
    assert {"610910", "610990"} <= {code for _, code in choices(shirt, "material")}
