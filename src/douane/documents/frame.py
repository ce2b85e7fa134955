"""What stands around every office document: its number, its day, and from which law data and on which day it was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from douane.documents.wording import day


@dataclass(frozen=True, slots=True)
class FrameView:
    """Number and day (ISO 8601) of the document, law data, day of printing (empty where not given), demonstration mark."""

    number: str
    dated: str
    law_version: str
    printed: str
    demonstration: bool


def frame(
    number: str, dated: date | None, *, law_version: str = "", printed: date | None = None, demonstration: bool = False
) -> FrameView:
    """The frame of a document. The days are arguments: nothing printed asks the clock."""
    return FrameView(number, day(dated), law_version, day(printed), demonstration)
