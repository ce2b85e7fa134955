"""Payment notices for tests and pictures."""

from datetime import date
from decimal import Decimal

from douane.documents.payment_notice import Due, Payee, PaymentNoticeView, payment_notice, structured_communication
from tests.documents import fictional
from tests.documents.variants import ARABIC, LONG, WORDS, framed

PAYEE = Payee("Exemple Déclarations SA", "BE71 0961 2345 6769", "GKCCBEBB")
DUES = (
    Due("Customs duty, 3 lines", "LX638558603CN", Decimal("9.00")),
    Due("Import VAT", "LX638558603CN", Decimal("10.71")),
    Due("Presentation to customs", "DNE26112100000417", Decimal("15.00")),
)
NUMBER = structured_communication(2026112204)
SAMPLES: dict[str, PaymentNoticeView] = {
    "short": payment_notice(fictional.BUYER, PAYEE, (), framed("PN-1"), communication=structured_communication(0)),
    "ordinary": payment_notice(
        fictional.BUYER, PAYEE, DUES, framed("PN-2026-0417"), communication=NUMBER, due=date(2026, 12, 6)
    ),
    "extreme": payment_notice(
        LONG, Payee("É" * 70, PAYEE.iban, "GKCCBEBBXXX"),
        tuple(Due(WORDS if n == 1 else ARABIC, "R" * 35, Decimal("9999999.99")) for n in range(50)),
        framed("PN-" + "9" * 30), communication=structured_communication(9999999999), due=date(2026, 12, 6),
    ),
}  # fmt: skip
TEMPLATES = ("payment_notice",)
