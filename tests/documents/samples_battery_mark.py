"""Battery marks for tests and pictures."""

from douane.documents.battery_mark import BatteryMarkView, battery_mark

SAMPLES: dict[str, BatteryMarkView] = {
    "short": battery_mark(["UN3481"]),
    "ordinary": battery_mark(["UN3480"]),
    "extreme": battery_mark(["UN3481", "UN3091"]),
}
TEMPLATES = ("battery_mark",)
