"""G3 as XML of the project's own form (`schemas/g3/g3-1.xsd`): presentation of goods to customs."""

from __future__ import annotations

from douane.declarations import writing
from douane.declarations.elements import BOOLEAN, REPRESENTATIVE, contact, document, location, means, warehouse
from douane.declarations.forms import DAY, EORI, LRN, MASS, MOMENT, OFFICE, count, digits, text
from douane.declarations.message import Group, Leaf, Message
from douane.domain.storage import G3

_PRESENTED = Group("Presented", "presented", (
    document("PreviousDocument", "previous_document", "12 01"),
    Group("Line", "lines", (
        Leaf("GoodsItemNumber", "number", count(5, least=1), "12 01 007"),
        Leaf("GrossMass", "gross_mass", MASS, "18 04", required=False),
    ), "12 01 007", most=9999, when="where only a part is presented"),
), "12 01", required=True, most=99_999)  # fmt: skip

MESSAGE = Message("g3", "PresentationNotification", "urn:douane:g3:1", G3, (
    Leaf("LRN", "lrn", LRN, "12 09"),
    warehouse(),
    Group("PersonPresenting", "", (
        Group("", "presenter", (
            Leaf("Name", "name", text(70), "13 17 016", required=False),
            Leaf("IdentificationNumber", "eori", EORI, "13 17 017"),
        )),
        contact("13 17", "presenter_contact"),
    ), "13 17", required=True),
    REPRESENTATIVE,
    Leaf("CustomsOfficeOfPresentation", "office", OFFICE, "17 09"),
    Leaf("PresentedAt", "presented_at", MOMENT, "15 09"),
    Leaf("ModeOfTransportAtTheBorder", "border_mode", digits(1), "19 03"),
    means("ArrivalTransportMeans", "arrival_means", "19 06"),
    location(),
    _PRESENTED,
), "G3: presentation notification (UCC-DA Annex B, column G3), the project's own form", attributes=(
    Leaf("acceptance", "acceptance", DAY),
    Leaf("demonstration", "demonstration", BOOLEAN, required=False),
), collection="PresentationNotifications")  # fmt: skip


def g3_xml(g3: G3) -> bytes:
    """The XML document in UTF-8, the same bytes for the same data set. Raises `IncompleteError`."""
    return writing.xml(MESSAGE, g3)
