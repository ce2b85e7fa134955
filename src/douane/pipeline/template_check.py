"""Clients' own templates, tried before anyone prints with them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from douane.documents.battery_mark import BatteryMarkView
from douane.documents.ceb_list import CebListView
from douane.documents.customs_lists import ParcelListView
from douane.documents.duty_statement import DutyStatementView
from douane.documents.export_accompanying import ExportAccompanyingView
from douane.documents.h7_list import H7ListView
from douane.documents.h7_summary import H7SummaryView
from douane.documents.hand_over import HandOverView
from douane.documents.house_label import HouseLabelView
from douane.documents.import_declaration import ImportDeclarationView
from douane.documents.invoice import InvoiceView
from douane.documents.item_label import ItemLabelView
from douane.documents.logistic_label import LogisticLabelView
from douane.documents.outturn_report import OutturnReportView
from douane.documents.packing_list import PackingListView
from douane.documents.parcel_label import ParcelLabelView
from douane.documents.payment_notice import PaymentNoticeView
from douane.documents.piece_label import PieceLabelView
from douane.documents.postal import PostalView
from douane.documents.road_waybill import RoadWaybillView
from douane.documents.shift_report import ShiftReportView
from douane.documents.status_label import StatusLabelView
from douane.documents.transit_accompanying import TransitAccompanyingView
from douane.documents.uld_tag import UldTagView
from douane.press.captions import LANGUAGES
from douane.press.errors import PressError
from douane.press.printer import Press
from douane.press.samples import sample

VIEWS: dict[str, type[Any]] = {
    "h7_summary": H7SummaryView,
    "parcel_label": ParcelLabelView,
    "parcel_label_a6": ParcelLabelView,
    "battery_mark": BatteryMarkView,
    "house_label": HouseLabelView,
    "item_label": ItemLabelView,
    "logistic_label": LogisticLabelView,
    "piece_label": PieceLabelView,
    "status_label": StatusLabelView,
    "uld_tag": UldTagView,
    "commercial_invoice": InvoiceView,
    "proforma_invoice": InvoiceView,
    "packing_list": PackingListView,
    "export_accompanying": ExportAccompanyingView,
    "transit_accompanying": TransitAccompanyingView,
    "import_declaration": ImportDeclarationView,
    "h7_list": H7ListView,
    "duty_statement": DutyStatementView,
    "payment_notice": PaymentNoticeView,
    "cn22": PostalView,
    "cn23": PostalView,
    "outturn_report": OutturnReportView,
    "release_list": ParcelListView,
    "hold_list": ParcelListView,
    "pallet_sheet": ParcelListView,
    "hand_over": HandOverView,
    "shift_report": ShiftReportView,
    "ceb_list": CebListView,
    "road_waybill": RoadWaybillView,
}
"""What each template is given."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One template in one language, and what was wrong with it; nothing where it can be used."""

    template: str
    language: str
    faults: tuple[str, ...]


def check_templates(overlay: Path) -> list[Trial]:
    """Print each document with the templates of a folder over ours, with all that a view can hold and with the least."""
    press = Press(overlay=overlay)
    return [_trial(press, template, language) for template in VIEWS for language in LANGUAGES] + _strangers(overlay)


def _trial(press: Press, template: str, language: str) -> Trial:
    faults: list[str] = []
    for filled in (True, False):
        try:
            printed = press.print(template, [sample(VIEWS[template], filled=filled)], language=language)
        except PressError as error:
            faults.append(str(error))
        else:
            faults += [f"{problem.field}: {problem.message}" for problem in printed.problems]
    return Trial(template, language, tuple(dict.fromkeys(faults)))


def _strangers(overlay: Path) -> list[Trial]:
    """Pages that no document is called like, so that nobody waits for them to be used. Parts begin with a line."""
    return [
        Trial(path.stem, "", (f"there is no document of this name; there are {', '.join(VIEWS)}",))
        for path in sorted(overlay.glob("*.html"))
        if path.stem not in VIEWS and not path.stem.startswith("_")
    ]
