"""Earlier prices say which prices are far too low."""

from __future__ import annotations

from decimal import Decimal

import pytest

from douane.compliance.price_history import PaidBefore, PriceHistory, Spread, too_low
from tests.compliance.cases import found, parcel

PRICE_CODES = {"PRICE-BELOW-EARLIER"}
# 21 prices from 90 to 110: median 100, deviations 0, 1, 1, ... 10, 10 with the median 5.
HISTORY = PriceHistory.of(PaidBefore("610910", "CN", Decimal(price)) for price in range(90, 111))


def test_median_and_deviation_by_hand() -> None:
    assert HISTORY.spreads["610910", "CN"] == Spread(21, 100.0, 5.0)


@pytest.mark.parametrize(
    ("value", "fires"), [("13.86", True), ("14.04", False), ("18.00", False), ("8.00", True), ("40.00", False)]
)
def test_price_below_earlier_fires_below_three_deviations(value: str, *, fires: bool) -> None:
    """0.18 kg: z = 0.6745 × (price − 100) / 5 is −3 at EUR 77.76 a kilogram, that is EUR 14.00."""
    assert ("PRICE-BELOW-EARLIER" in found(parcel(value=Decimal(value)), prices=HISTORY)) is fires


def test_other_goods_other_origins_and_short_histories_say_nothing() -> None:
    cheap = {"value": Decimal("1.00")}
    assert "PRICE-BELOW-EARLIER" in found(parcel(**cheap), prices=HISTORY)
    assert "PRICE-BELOW-EARLIER" not in found(parcel(**cheap, origin="VN"), prices=HISTORY)
    assert "PRICE-BELOW-EARLIER" not in found(parcel(**cheap, commodity_code="610990"), prices=HISTORY)
    short = PriceHistory.of(PaidBefore("610910", "CN", Decimal(100)) for _ in range(19))
    assert "PRICE-BELOW-EARLIER" not in found(parcel(**cheap), prices=short)


def test_equal_prices_have_no_deviation_and_the_share_decides() -> None:
    flat = Spread(30, 10.0, 0.0)
    assert too_low(5.0, flat, 3, 50) is None
    assert too_low(4.99, flat, 3, 50) == "50 % of the median EUR 10.00 of 30 earlier prices"


def test_one_wild_price_moves_nothing() -> None:
    wild = PriceHistory.of(
        [*(PaidBefore("610910", "CN", Decimal(p)) for p in range(90, 111)), PaidBefore("610910", "CN", Decimal(10**6))]
    )
    assert wild.spreads["610910", "CN"].median == 100.5
