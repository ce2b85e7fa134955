"""The sticker that says whether goods may move: HOLD, RELEASE or SEIZED (DOMAIN §7), A6 portrait.

The three differ without colour: white on black, black in a frame, white on black in a double frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from douane.documents.wording import day

State = Literal["hold", "release", "seized"]


@dataclass(frozen=True, slots=True)
class StatusLabelView:
    """Everything that the sticker shows. `reference` is the parcel or house waybill number; `reasons` are codes."""

    state: State
    reference: str
    mawb: str
    mrn: str
    reasons: tuple[str, ...]
    authority: str
    dated: str
    operator: str


def status_label(
    state: State, reference: str, *, mawb: str = "", mrn: str = "", reasons: Sequence[str] = (), authority: str = "",
    on: date | None = None, operator: str = "",
) -> StatusLabelView:  # fmt: skip
    """The sticker. `release` and `seized` are words of customs: say them only when their answer does."""
    return StatusLabelView(state, reference, mawb, mrn, tuple(dict.fromkeys(reasons)), authority, day(on), operator)
