"""What stands in the goods lexicon, and what is wrong with it: `make lexicon`.

Prints goods, names and headings per language; then every contradiction: codes that do not exist, a name in two entries, a
name in the script of another language, rows and questions about unknown attributes. Ends with 1 where there is one.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator

from douane.classification import lexicon
from douane.classification.lexicon import Good
from douane.classification.text import is_chinese
from douane.reference import harmonized


def problems(goods: tuple[Good, ...]) -> Iterator[str]:
    """Every contradiction, named by its good."""
    for good in goods:
        yield from _of_codes(good)
        yield from _of_scripts(good)
        yield from _of_attributes(good)
    yield from _of_names(goods)


def _of_codes(good: Good) -> Iterator[str]:
    for code in good.codes:
        if code not in harmonized.subheadings():
            yield f"{good.name}: {code} is no subheading of {harmonized.EDITION}"


def _of_scripts(good: Good) -> Iterator[str]:
    for language, names in good.names.items():
        for name in names:
            if is_chinese(name) != (language == "zh"):
                yield f"{good.name}: “{name}” is not written as {language} is"


def _of_attributes(good: Good) -> Iterator[str]:
    values = {(value.attribute, value.value) for value in lexicon.attribute_values()}
    told = [(attribute, value) for row in good.when for attribute, wanted in row.conditions for value in wanted]
    yield from (
        f"{good.name}: {attribute} has no value {value}" for attribute, value in told if (attribute, value) not in values
    )
    known = {attribute for attribute, _ in values}
    yield from (f"{good.name}: asks for {asked}, which is no attribute" for asked in good.ask if asked not in known)


def _of_names(goods: tuple[Good, ...]) -> Iterator[str]:
    holders: dict[tuple[str, str], set[str]] = defaultdict(set)
    for good in goods:
        for language, names in good.names.items():
            for name in names:
                holders[language, name.lower()].add(good.name)
    for (language, name), owners in holders.items():
        if len(owners) > 1:
            yield f"“{name}” ({language}) stands in {', '.join(sorted(owners))}"
    for name, times in Counter(good.name for good in goods).items():
        if times > 1:
            yield f"{name}: {times} goods have this name"


def main() -> None:
    """Print the counts and the contradictions."""
    goods = lexicon.goods()
    headings = {code[:4] for code in harmonized.subheadings()}
    held = {code[:4] for good in goods for code in good.codes}
    names = {language: sum(len(good.names.get(language, ())) for good in goods) for language in lexicon.LANGUAGES}
    print(f"{len(goods)} goods, {len(lexicon.brands())} brands, {len(held & headings)} of {len(headings)} headings")
    print(", ".join(f"{count} names in {language}" for language, count in names.items()))
    codes = {code for good in goods for code in good.codes}
    print(f"{len(codes)} subheadings, {sum(bool(good.when) for good in goods)} decision tables")
    found = list(problems(goods))
    print("\n".join(found) or "no contradictions")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
