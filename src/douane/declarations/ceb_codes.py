"""Codes of the Chinese messages: countries, currencies and units in three digits, from `law/codes/china.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from douane import places
from douane.reference.yaml_file import LawFileError, read_yaml

Digits = Annotated[str, StringConstraints(pattern=r"^\d{3}$")]


class CodeList(BaseModel):
    """One list. Unknown keys are errors; `unconfirmed` says in words what is not certain."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: str
    reference: str
    unconfirmed: str | None = None
    codes: dict[str, Digits]


class UnknownCodeError(LookupError):
    """A code that the Chinese list does not hold; the words name both."""

    def __init__(self, what: str, code: str | None) -> None:
        super().__init__(f"{code!r} is not in the Chinese list of {what} (law/codes/china.yaml)")
        self.what, self.code = what, code


@cache
def code_lists(path: Path = places.LAW / "codes" / "china.yaml") -> Mapping[str, CodeList]:
    """The lists `countries`, `currencies` and `units`. Raises `LawFileError`."""
    try:
        return {name: CodeList.model_validate(raw) for name, raw in read_yaml(path).items()}
    except ValidationError as error:
        raise LawFileError(f"{path}: {error}") from error


def china_code(what: str, code: str | None) -> str:
    """The three digits for an ISO or UN/ECE code; three digits stay as they are. Raises `UnknownCodeError`."""
    if code and len(code) == 3 and code.isascii() and code.isdigit():
        return code
    found = code_lists()[what].codes.get(code or "")
    if found is None:
        raise UnknownCodeError(what, code)
    return found
