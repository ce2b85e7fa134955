"""The names under which answers may know a message that we hand out, beside its LRN."""

from __future__ import annotations

from douane.declarations.ceb_form import FORMS
from douane.declarations.ceb_xml import read_ceb, with_guids

_NAMES = (("lrn", "own_no"), ("guid", "guid"), ("order", "order_no"), ("payment", "payment_transaction"),
          ("waybill", "logistics_no"))  # fmt: skip


def names_of(kind: str, content: bytes) -> tuple[tuple[str, str], ...]:
    """Pairs of name and value; none for European messages, which answers know by LRN and MRN. Raises `CebError`."""
    if kind not in FORMS:
        return ()
    message = with_guids(read_ceb(content))
    return tuple(
        (name, value)
        for document in message.documents
        for name, attribute in _NAMES
        if name != "lrn" and (value := getattr(document, attribute, None))
    )
