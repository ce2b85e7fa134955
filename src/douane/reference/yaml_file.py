"""YAML files read strictly: a duplicate key is an error that names file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


class LawFileError(Exception):
    """A file of law or code lists is wrong; the message names file, line and what to change."""

    exit_code = 70


class _StrictLoader(yaml.CSafeLoader):
    """The C loader, which keeps the last of two equal keys silently, with that silence taken away."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                line = key_node.start_mark.line + 1
                raise LawFileError(
                    f"{key_node.start_mark.name}:{line}: the key {key!r} stands twice; remove one of the two"
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Any:
    """The content of a YAML file. Raises `LawFileError` for duplicate keys and broken syntax."""
    with path.open("rb") as file:
        loader = _StrictLoader(file)
        try:
            return loader.get_single_data()
        except yaml.YAMLError as error:
            raise LawFileError(f"{path}: {error}") from error
        finally:
            loader.dispose()
