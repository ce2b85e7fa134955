"""What specific duties are counted in, as TARIC codes them and as the Combined Nomenclature writes them.

Source: TARIC measurement units and qualifiers; Reg. (EEC) 2658/87 Annex I, Part One, Section II.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum


class Counted(StrEnum):
    """What is counted, with its base unit. A value is the name in words that a trace shows."""

    NET_MASS = "kg net mass"
    GROSS_MASS = "kg gross mass"
    DRAINED_MASS = "kg net drained mass"
    DRY_MASS = "kg net of dry matter"
    STANDARD_SUGAR = "kg of sugar of standard quality"
    SUCROSE = "kg net × % sucrose"
    LACTIC_MATTER = "kg of lactic matter"
    DRY_LACTIC_MATTER = "kg of dry lactic matter"
    ALCOHOL_MASS = "kg of total alcohol"
    PURE_ALCOHOL = "l of pure alcohol"
    VOLUME = "hl"
    ALCOHOL = "% vol × hl"
    ITEMS = "items"
    PAIRS = "pairs"
    METRES = "m"
    SQUARE_METRES = "m²"
    CUBIC_METRES = "m³"


_ONE, _TEN, _HUNDRED, _THOUSAND = Decimal(1), Decimal(10), Decimal(100), Decimal(1000)

# Blanks, strokes and full stops are left out: “100 kg / net drained wt” is “100KGNETDRAINEDWT”.
UNITS: dict[str, tuple[Decimal, Counted]] = {
    "KGM": (_ONE, Counted.NET_MASS), "KG": (_ONE, Counted.NET_MASS), "KGNET": (_ONE, Counted.NET_MASS),
    "DTN": (_HUNDRED, Counted.NET_MASS), "100KG": (_HUNDRED, Counted.NET_MASS), "100KGNET": (_HUNDRED, Counted.NET_MASS),
    "TNE": (_THOUSAND, Counted.NET_MASS), "TONNE": (_THOUSAND, Counted.NET_MASS),
    "DTNG": (_HUNDRED, Counted.GROSS_MASS), "100KGGROSS": (_HUNDRED, Counted.GROSS_MASS),
    "100KGBR": (_HUNDRED, Counted.GROSS_MASS),
    "DTNE": (_HUNDRED, Counted.DRAINED_MASS), "100KGNETDRAINEDWT": (_HUNDRED, Counted.DRAINED_MASS),
    "100KGEDA": (_HUNDRED, Counted.DRAINED_MASS), "KGME": (_ONE, Counted.DRAINED_MASS),
    "DTNM": (_HUNDRED, Counted.DRY_MASS), "100KGNETDRY": (_HUNDRED, Counted.DRY_MASS),
    "DTNR": (_HUNDRED, Counted.STANDARD_SUGAR), "100KGSTDQUAL": (_HUNDRED, Counted.STANDARD_SUGAR),
    "DTNZ": (_HUNDRED, Counted.SUCROSE), "100KGNET%SACCHAR": (_HUNDRED, Counted.SUCROSE),
    "KGMP": (_ONE, Counted.LACTIC_MATTER), "KGLACTICMATTER": (_ONE, Counted.LACTIC_MATTER),
    "KGMT": (_ONE, Counted.DRY_LACTIC_MATTER), "KGDRYLACTICMATTER": (_ONE, Counted.DRY_LACTIC_MATTER),
    "KGMA": (_ONE, Counted.ALCOHOL_MASS), "KGTOTALC": (_ONE, Counted.ALCOHOL_MASS),
    "LPA": (_ONE, Counted.PURE_ALCOHOL),
    "HLT": (_ONE, Counted.VOLUME), "HL": (_ONE, Counted.VOLUME), "KLT": (_TEN, Counted.VOLUME),
    "LTR": (Decimal("0.01"), Counted.VOLUME),
    "ASVX": (_ONE, Counted.ALCOHOL), "ASVHLT": (_ONE, Counted.ALCOHOL), "%VOLHL": (_ONE, Counted.ALCOHOL),
    "NAR": (_ONE, Counted.ITEMS), "ITEM": (_ONE, Counted.ITEMS), "PST": (_ONE, Counted.ITEMS),
    "CEN": (_HUNDRED, Counted.ITEMS), "MIL": (_THOUSAND, Counted.ITEMS), "1000ITEMS": (_THOUSAND, Counted.ITEMS),
    "1000PST": (_THOUSAND, Counted.ITEMS),
    "NPR": (_ONE, Counted.PAIRS), "PA": (_ONE, Counted.PAIRS),
    "MTR": (_ONE, Counted.METRES), "M": (_ONE, Counted.METRES), "100M": (_HUNDRED, Counted.METRES),
    "KMT": (_THOUSAND, Counted.METRES),
    "MTK": (_ONE, Counted.SQUARE_METRES), "M2": (_ONE, Counted.SQUARE_METRES),
    "MTQ": (_ONE, Counted.CUBIC_METRES), "M3": (_ONE, Counted.CUBIC_METRES),
}  # fmt: skip

# UN/ECE Recommendation 20 codes (and the trade's words) in which goods lines state their quantity.
QUANTITY_UNITS: dict[str, tuple[Decimal, Counted]] = {
    "PCE": (_ONE, Counted.ITEMS), "NAR": (_ONE, Counted.ITEMS), "H87": (_ONE, Counted.ITEMS), "C62": (_ONE, Counted.ITEMS),
    "EA": (_ONE, Counted.ITEMS), "CEN": (_HUNDRED, Counted.ITEMS), "MIL": (_THOUSAND, Counted.ITEMS),
    "NPR": (_ONE, Counted.PAIRS), "PR": (_ONE, Counted.PAIRS),
    "LTR": (Decimal("0.01"), Counted.VOLUME), "HLT": (_ONE, Counted.VOLUME), "MLT": (Decimal("0.00001"), Counted.VOLUME),
    "LPA": (_ONE, Counted.PURE_ALCOHOL), "MTR": (_ONE, Counted.METRES), "MTK": (_ONE, Counted.SQUARE_METRES),
    "MTQ": (_ONE, Counted.CUBIC_METRES),
}  # fmt: skip
