"""Commercial and pro-forma invoices for tests and pictures."""

from decimal import Decimal

from douane.documents.invoice import InvoiceTerms, InvoiceView, invoice
from tests.documents.variants import ARABIC, bare, crowded, exported, framed

TERMS = InvoiceTerms(
    payment="30 days net", place="Shenzhen", reason="sale", marks="EX-0417 / 1–7", discount=Decimal("59.00"),
    origin_statement="The goods named above are of Belgian origin.",
)  # fmt: skip
LONGEST = InvoiceTerms("C" * 35, "letter of credit " * 6, "P" * 35, "replacement " * 8, "MARK/" * 20, ARABIC, Decimal(5))
SAMPLES: dict[str, InvoiceView] = {
    "short": invoice(bare(), InvoiceTerms(), framed("INV-1")),
    "ordinary": invoice(exported(), TERMS, framed("INV-2026-0417")),
    "extreme": invoice(crowded(), LONGEST, framed("INV-" + "9" * 31)),
}
TEMPLATES = ("commercial_invoice", "proforma_invoice")
