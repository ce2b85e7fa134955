"""Shift reports for tests and pictures."""

from dataclasses import replace

from douane.documents.shift_report import ExceptionLine, ManifestLine, ShiftReportView, Unreadable, bars
from tests.documents.variants import ARABIC, NAME

LINE = ManifestLine("EX8402-999-85896694.xlsx", "Example Trading", "9f" * 32, "EX8402", 1000, 912, 61, 24, 3, 0,
                    "38412.55", "3126.00", "0.00", "1204.18", 12)  # fmt: skip
OTHER = replace(LINE, name="EX8404-999-85896705.csv", consignments=250, ready=244, review=4, held=2, rejected=0,
                intrinsic_value="9120.10", customs_duty="801.00", vat="88.02", seconds=4)  # fmt: skip
REPORT = ShiftReportView(
    inbox="inbox-2026-11-21", as_of="2026-11-21", consignments=1250, ready=1156, review=65, held=26, rejected=3, todo=0,
    intrinsic_value="47532.65", customs_duty="3927.00", union_fee="0.00", vat="1292.20", manifests=(LINE, OTHER),
    exceptions=(
        ExceptionLine("Example Trading", "CLASS-OPEN", "The commodity code is not settled", 61),
        ExceptionLine("Example Trading", "IOSS-MISSING", "No IOSS number", 24),
    ),
    unreadable=(Unreadable("notes.txt", "FILE-UNKNOWN", "This is no manifest.", "Send it as CSV, Excel or XML."),),
    slowest=(LINE, OTHER), outcome_bars=bars([("ready", 1156), ("review", 65), ("held", 26), ("rejected", 3)]),
    route_bars=bars([("H7", 1201), ("H1", 37), ("T1", 12)]),
    exception_bars=bars([("CLASS-OPEN", 61), ("IOSS-MISSING", 24), ("ORIGIN-MISSING", 9)]), audit_head="c4" * 32,
)  # fmt: skip
SAMPLES: dict[str, ShiftReportView] = {
    "short": ShiftReportView("inbox", "2026-11-21", 0, 0, 0, 0, 0, 0, "0.00", "0.00", "0.00", "0.00", (), (), (), (), (), (),
                             (), ""),
    "ordinary": REPORT,
    "extreme": replace(
        REPORT, consignments=123456789, intrinsic_value="999999999.99",
        manifests=tuple(replace(LINE, name=f"{NAME}-{n}.xlsx", client=ARABIC, intrinsic_value="99999999.99", consignments=n)
                        for n in range(60)),
        exceptions=tuple(ExceptionLine(NAME, f"CODE-{n}-{'X' * 20}", NAME * 2, n) for n in range(40)),
        exception_bars=bars((f"REASON-{'X' * 30}-{n}", 10**n) for n in range(9)),
    ),
}  # fmt: skip
TEMPLATES = ("shift_report",)
