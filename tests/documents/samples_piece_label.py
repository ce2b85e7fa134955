"""Cargo labels of IATA Resolution 606 for tests and pictures."""

from douane.documents.piece_label import PieceLabelView, piece_label
from tests.documents.variants import NAME, WORDS

SAMPLES: dict[str, PieceLabelView] = {
    "short": piece_label("", 1, 1),
    "ordinary": piece_label(
        "99985896694", 3, 12, airline="Example Air Cargo", origin="SZX", destination="LGG", house="LX638558603CN",
        house_piece="1/2", weight="1.089", handling="Keep dry · e-commerce",
    ),
    "extreme": piece_label(
        "999-85896694", 99_999, 99_999, airline=NAME, origin="SZX", destination="LGG", house="HAWB-" + "7" * 30,
        house_piece="1000/1000", weight="12345.678", handling=WORDS[:160],
    ),
}  # fmt: skip
TEMPLATES = ("piece_label",)
