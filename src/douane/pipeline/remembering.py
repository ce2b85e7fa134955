"""What people decided about goods, as a run needs it: read from the store once, looked up for each item."""

from __future__ import annotations

from douane.classification.persons import PersonDecisions
from douane.domain.consignment import Consignment
from douane.store import database
from douane.store.decisions import decisions


def kept_decisions() -> PersonDecisions:
    """The decisions of the store; none where there is no store yet. Raises `StoreError`."""
    if not database.exists():
        return PersonDecisions()
    engine = database.connect()
    try:
        return PersonDecisions(decisions(engine))
    finally:
        engine.dispose()  # workers are forked later and must not share a connection


def clients_of(consignment: Consignment) -> tuple[str, ...]:
    """The names and numbers by which a client of ours may be known: the seller, the merchant, the exporter."""
    trade = consignment.ecommerce
    merchant = (trade.merchant_code, trade.merchant_name, trade.platform_code, trade.platform_name) if trade else ()
    parties = [party for party in (consignment.seller, consignment.exporter) if party]
    known = [value for p in parties for value in (p.eori, p.vat, p.uscc, p.name, p.name_local)]
    return tuple(dict.fromkeys(value for value in (*known, *merchant) if value))
