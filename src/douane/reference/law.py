"""Law as dated data: every rate, threshold and list of `law/` asked on a day, with its legal source.

A value holds from its date until the next date of the same parameter; `null` ends it. Asking for a value on a day
answers or raises `NotInForceError`; it never returns `None`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from douane import places
from douane.reference.yaml_file import LawFileError, read_yaml

Unit = Literal["EUR", "CNY", "percent", "count", "days", "choice", "flag", "list"]
Content = Decimal | str | bool | frozenset[str]
FOLDERS = ("eu", "be", "cn")


class NotInForceError(LookupError):
    """The parameter has no value on that day. `unconfirmed` tells why, where the law itself is not certain."""

    def __init__(self, name: str, on: date, unconfirmed: str | None) -> None:
        reason = f": {unconfirmed}" if unconfirmed else ""
        super().__init__(f"{name} has no value on {on.isoformat()}{reason}")
        self.name, self.on, self.unconfirmed = name, on, unconfirmed


class Parameter(BaseModel):
    """One entry of a law file. Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: str
    unit: Unit
    reference: str
    values: dict[date, Any]
    choices: tuple[str, ...] = ()
    unconfirmed: str | None = None

    @model_validator(mode="after")
    def _values_have_the_unit(self) -> Parameter:
        for day, value in self.values.items():
            if value is not None and not self._fits(value):
                raise ValueError(f"the value of {day} is no {self.unit}: {value!r}")
        return self

    def _fits(self, value: object) -> bool:
        match self.unit:
            case "choice":
                return value in self.choices
            case "flag":
                return isinstance(value, bool)
            case "list":
                return isinstance(value, list) and all(isinstance(entry, str) for entry in value)
            case _:
                # Numbers stand in quotation marks, so that no binary fraction ever touches them.
                return isinstance(value, str) and Decimal(value).is_finite()


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter's value on a day, with where it comes from."""

    name: str
    content: Content
    since: date
    reference: str
    unconfirmed: str | None


class LawOnDay:
    """The law of one day."""

    def __init__(self, on: date, parameters: Mapping[str, Parameter], version: str) -> None:
        self.on = on
        self.version = version
        self._parameters = parameters
        self._values = {name: value for name, p in parameters.items() if (value := _on(name, p, on))}

    def value(self, name: str) -> Value:
        """The value with its source. Raises `NotInForceError`; `KeyError` for a name that no file holds."""
        found = self._values.get(name)
        if found is None:
            raise NotInForceError(name, self.on, self._parameters[name].unconfirmed)
        return found

    def in_force(self, name: str) -> bool:
        """Whether the parameter has a value on this day. Raises `KeyError` for a name that no file holds."""
        self._parameters[name]  # a name that no file holds is a mistake in the code, not an end of validity
        return name in self._values

    def number(self, name: str) -> Decimal:
        """The value of a parameter in EUR, CNY, percent, count or days."""
        content = self.value(name).content
        if not isinstance(content, Decimal):
            raise TypeError(f"{name} is no number")
        return content

    def codes(self, name: str) -> frozenset[str]:
        """The value of a list parameter."""
        content = self.value(name).content
        if not isinstance(content, frozenset):
            raise TypeError(f"{name} is no list")
        return content

    def choice(self, name: str) -> str:
        """The value of a choice parameter."""
        content = self.value(name).content
        if not isinstance(content, str):
            raise TypeError(f"{name} is no choice")
        return content

    def flag(self, name: str) -> bool:
        """The value of a flag, `False` where it is not in force."""
        return self.in_force(name) and self.value(name).content is True

    def unconfirmed(self, name: str) -> str | None:
        """What about the parameter is not certain in law, also where it has no value."""
        return self._parameters[name].unconfirmed


class Law:
    """All parameters of a law folder. `version` is the digest of the files, so that a result names its law."""

    def __init__(self, parameters: Mapping[str, Parameter], version: str) -> None:
        self.parameters = parameters
        self.version = version
        self.on = lru_cache(maxsize=64)(self._on)

    def _on(self, day: date) -> LawOnDay:
        return LawOnDay(day, self.parameters, self.version)

    @classmethod
    def load(cls, folder: Path = places.LAW) -> Law:
        """Read the folders `eu`, `be` and `cn`. Raises `LawFileError` with file and line or parameter."""
        parameters: dict[str, Parameter] = {}
        digest = hashlib.sha256()
        for path in sorted(path for name in FOLDERS for path in (folder / name).glob("*.yaml")):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
            for key, entry in read_yaml(path).items():
                try:
                    parameters[f"{path.parent.name}.{path.stem}.{key}"] = Parameter.model_validate(entry)
                except (ValidationError, ArithmeticError) as error:
                    raise LawFileError(f"{path}: {key}: {error}") from error
        return cls(parameters, digest.hexdigest()[:12])


def _on(name: str, parameter: Parameter, day: date) -> Value | None:
    since = max((start for start in parameter.values if start <= day), default=None)
    if since is None or parameter.values[since] is None:
        return None
    raw = parameter.values[since]
    content: Content
    match parameter.unit:
        case "list":
            content = frozenset(raw)
        case "choice" | "flag":
            content = raw
        case _:
            content = Decimal(raw)
    return Value(name, content, since, parameter.reference, parameter.unconfirmed)
