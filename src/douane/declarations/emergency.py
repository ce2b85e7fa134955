"""The emergency file of IDMS-H7: the elements of H7 under their data element numbers, as CSV and as XLSX (DOMAIN §1.10).

Belgium takes it with prior consent when IDMS is down; the declarations are lodged again afterwards. One row for each
goods item, semicolons between cells. The same data sets give the same bytes.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from douane.domain.consignment import Document
from douane.domain.h7 import H7, H7Item
from douane.domain.numbers import text_of

# D.E. number and name; those that stand under several numbers name all of them.
COLUMNS = (
    ("12 09", "LRN"), ("11 02", "Additional declaration type"), ("13 05 017", "Declarant"), ("13 06 017", "Representative"),
    ("13 06 030", "Representative status"), ("12 08", "UCR"), ("12 01", "Previous documents"),
    ("12 05", "Transport documents"), ("13 01 016", "Exporter name"), ("13 01 018 019", "Exporter street"),
    ("13 01 018 021", "Exporter postcode"), ("13 01 018 022", "Exporter city"), ("13 01 018 020", "Exporter country"),
    ("13 04 016", "Importer name"), ("13 04 017", "Importer identification"), ("13 04 018 019", "Importer street"),
    ("13 04 018 021", "Importer postcode"), ("13 04 018 022", "Importer city"), ("13 04 018 020", "Importer country"),
    ("13 16 031", "Fiscal reference role"), ("13 16 034", "VAT identification"), ("16 15 045", "Location type"),
    ("16 15 046", "Location qualifier"), ("16 15 036", "Location UN/LOCODE"), ("18 04 GS", "Gross mass of the shipment"),
    ("11 03", "Goods item number"), ("11 10", "Additional procedure"), ("12 03", "Supporting documents"),
    ("12 04", "Additional references"), ("14 14 012", "Currency"), ("14 14 014", "Intrinsic value"),
    ("14 15 012", "Transport costs currency"), ("14 15 014", "Transport costs"), ("18 02", "Supplementary units"),
    ("18 04", "Gross mass"), ("18 05", "Description of goods"), ("18 06 004", "Number of packages"),
    ("18 09 056", "HS subheading"),
)  # fmt: skip
# No clock: a workbook says when it was made, and a ZIP archive too.
_MADE = datetime(2021, 7, 1)  # noqa: DTZ001
_ZIPPED = (2021, 7, 1, 0, 0, 0)


def emergency_csv(declarations: Iterable[H7]) -> bytes:
    """The CSV file in UTF-8 with a mark at its beginning, as spreadsheet programs want it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(f"{number} {name}" for number, name in COLUMNS)
    for h7 in declarations:
        writer.writerows([_plain(cell) for cell in row] for row in rows(h7))
    return text.getvalue().encode("utf-8-sig")


def emergency_xlsx(declarations: Iterable[H7]) -> bytes:
    """The XLSX file; every cell is text, so that no leading zero is lost and nothing becomes a formula."""
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = _MADE
    sheet = book.create_sheet("H7")
    sheet.append([f"{number} {name}" for number, name in COLUMNS])
    for h7 in declarations:
        for row in rows(h7):
            sheet.append([f"'{cell}" if cell.startswith("=") else cell for cell in row])
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        ExcelWriter(book, archive).save()
    return _without_clock(raw.getvalue())


def rows(h7: H7) -> Iterator[Sequence[str]]:
    """The rows of a data set, a cell for each column."""
    return ([*_of_declaration(h7), *_of_item(item)] for item in h7.items)


def _of_declaration(h7: H7) -> list[str]:
    fiscal = h7.fiscal_references[0] if h7.fiscal_references else None
    represented = h7.representative
    cells = [h7.lrn, h7.additional_type, h7.declarant.eori, represented.eori if represented else None,
             str(represented.status) if represented else None, h7.ucr, _listed(h7.previous_documents),
             _listed(h7.transport_documents)]  # fmt: skip
    for party, number in ((h7.exporter, ()), (h7.importer, (h7.importer.eori,))):
        address = party.address
        cells += [party.name, *number, address.street, address.postcode, address.city, address.country]
    cells += [fiscal.role if fiscal else None, fiscal.number if fiscal else None, h7.location.type,
              h7.location.qualifier, h7.location.unlocode, text_of(h7.gross_mass)]  # fmt: skip
    return [cell or "" for cell in cells]


def _of_item(item: H7Item) -> list[str]:
    costs = item.transport_costs
    return [
        str(item.number), " ".join(item.additional_procedures), _listed(item.supporting_documents),
        _listed(item.additional_references), item.intrinsic_value.currency, f"{item.intrinsic_value.amount:.2f}",
        costs.currency if costs else "", f"{costs.amount:.2f}" if costs else "",
        text_of(item.supplementary_units) if item.supplementary_units is not None else "", text_of(item.gross_mass),
        item.description, str(item.packages), item.hs6,
    ]  # fmt: skip


def _listed(documents: Sequence[Document]) -> str:
    return " | ".join(f"{document.type} {document.reference}".strip() for document in documents)


def _plain(cell: str) -> str:
    """A cell that no spreadsheet program takes for a formula (OWASP ASVS 5.0, V1.2.10)."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠") else cell


def _without_clock(archive: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            new.writestr(zipfile.ZipInfo(name, _ZIPPED), old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()
