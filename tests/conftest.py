"""What tests share: a data folder of their own, the loaded tariff if there is one, the reference material beside the checkout."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from douane import places
from douane.domain.consignment import Address, Consignment, GoodsItem, Party, ProductIds, SaleType
from douane.reference.law import Law

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT.parent / "shared" / "reference"
TARIFF = places.tariff_home()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test touches the user's own store; a tariff that `make` has loaded may be read."""
    folder = tmp_path / "home"
    monkeypatch.setenv("DOUANE_HOME", str(folder))
    monkeypatch.setenv("DOUANE_TARIFF", str(TARIFF))
    monkeypatch.delenv("DOUANE_DATABASE_URL", raising=False)
    return folder


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of official schemas and samples."""
    if not REFERENCE.is_dir():
        assert os.environ.get("CI") != "true", "CI has the reference material"
        pytest.skip("the reference material is not beside this checkout")
    return REFERENCE


@pytest.fixture(scope="session")
def law() -> Law:
    return Law.load()


TODAY = date(2026, 11, 22)


def make_item(**changes: Any) -> GoodsItem:
    """A goods item with nothing wrong."""
    item = GoodsItem(
        number=1, description="Women's T-shirt of cotton", quantity=Decimal(1), unit="PCE", gross_mass=Decimal("0.2"),
        net_mass=Decimal("0.18"), value=Decimal("20.00"), currency="EUR", freight=Decimal(0), origin="CN",
        commodity_code="610910", product_ids=ProductIds("SKU-1", "MF-1", "6291041500213"), line=2,
    )  # fmt: skip
    return replace(item, **changes)


def make_consignment(*items: GoodsItem, **changes: Any) -> Consignment:
    """A distance sale under IOSS to Liège with nothing wrong."""
    consignment = Consignment(
        reference="LX638558603CN", items=items or (make_item(),), manifest="test.csv", mawb="999-85896694",
        uld="PMC10000EX", sale_type=SaleType.B2C, ioss="IM0561234567", incoterm="DDP", line=2,
        exporter=Party(name="Shenzhen Muster Trading Co., Ltd", address=Address(city="Shenzhen", country="CN")),
        importer=Party(name="Marie Voorbeeld", address=Address("Rue du Modèle 12", "4000", "Liège", None, "BE")),
    )  # fmt: skip
    return replace(consignment, **changes)


@pytest.fixture
def run_cli(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command line in this process: exit code, stdout, stderr."""
    import sys

    from douane import cli

    def run(*arguments: object) -> tuple[int, str, str]:
        old = sys.argv
        sys.argv = ["douane", *map(str, arguments)]
        capfd.readouterr()
        try:
            code = cli._main()
        finally:
            sys.argv = old
        out, err = capfd.readouterr()
        return code, out, err

    return run
