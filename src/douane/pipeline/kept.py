"""What was received and what is asked, as bytes that another process can work from."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from douane.intake.assemble import Received
from douane.pipeline.order import Order

_LEVEL = 1


@cache
def _received() -> TypeAdapter[list[Received]]:
    return TypeAdapter(list[Received])


@cache
def _order() -> TypeAdapter[Order]:
    return TypeAdapter(Order)


def packed(received: Sequence[Received]) -> bytes:
    """Consignments as received, deflated. JSON and not pickle: whoever writes the store must not run code in workers."""
    adapter = _received()
    try:
        content = adapter.dump_json(list(received), exclude_defaults=True)
    except PydanticSerializationError:
        # Half of a UTF-16 pair, as a JSON file may hold it, is no character; it is shown as one that cannot be read.
        content = adapter.dump_json(adapter.validate_python(_readable(adapter.dump_python(list(received)))))
    return zlib.compress(content, _LEVEL)


def unpacked(content: bytes) -> list[Received]:
    """The consignments of `packed`."""
    return _received().validate_json(zlib.decompress(content))


def order_json(order: Order) -> str:
    """A work order as JSON."""
    return _order().dump_json(order).decode()


def order_of(text: str) -> Order:
    """The work order of `order_json`."""
    return _order().validate_json(text)


def _readable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {key: _readable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_readable(one) for one in value]
    return value
