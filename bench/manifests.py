"""Large manifests for benchmarks, made from the examples' goods."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "make.py"


def maker() -> ModuleType:
    """The script that makes the examples."""
    spec = importlib.util.spec_from_file_location("examples_make", EXAMPLES)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["examples_make"] = module
    spec.loader.exec_module(module)
    return module


def xml(folder: Path, parcels: int) -> Path:
    """A manifest in own XML."""
    path = folder / f"{parcels}.xml"
    make = maker()
    make.write_xml(path, make.parcels(parcels, seed=1))
    return path


def csv(folder: Path, parcels: int) -> Path:
    """A manifest in CSV."""
    path = folder / f"{parcels}.csv"
    make = maker()
    make.write_csv(path, [row for rows in make.parcels(parcels, seed=1) for row in rows])
    return path
