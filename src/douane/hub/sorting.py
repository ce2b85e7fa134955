"""Sorting: a plan, read from a file, says for each parcel which lane it takes, with which colour and sound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from douane import places
from douane.hub.parcel import Around, Parcel, Status, status_of
from douane.reference.yaml_file import LawFileError, read_yaml

SHIPPED = places.LAW / "hub" / "sort-plan.yaml"
HUB_TIME = ZoneInfo("Europe/Brussels")
_KEYS = {"lane", "colour", "sound", "status", "destination", "partner", "cut_off", "because"}


class PlanError(Exception):
    """A sort plan cannot be used; the message says where and why."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of a sort plan: the parcels it takes and where they go. Empty conditions take every parcel.

    `cut_off` is the time of day, hub time, after which the line takes nothing more.
    """

    lane: str
    colour: str
    sound: str
    because: str
    statuses: frozenset[Status]
    destinations: frozenset[str]
    partners: frozenset[str]
    cut_off: time | None = None

    def takes(self, parcel: Parcel, status: Status, at: datetime) -> bool:
        """Whether this line takes a parcel at a moment."""
        return (
            (not self.statuses or status in self.statuses)
            and (not self.destinations or parcel.destination in self.destinations)
            and (not self.partners or parcel.partner in self.partners)
            and (self.cut_off is None or at.astimezone(HUB_TIME).time() < self.cut_off)
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What a scan at the sorter is answered with. `misrouted` names the lane that a parcel lies in against the plan."""

    lane: str
    colour: str
    sound: str
    because: str
    misrouted: str | None = None


UNKNOWN = Answer("HOLD", "red", "long", "on no manifest: hold it")


def sorted_to(parcel: Parcel, around: Around, plan: tuple[Branch, ...], at: datetime, seen_in: str = "") -> Answer:
    """The lane for a parcel: the first line of the plan that takes it. `seen_in` is the lane it lies in when scanned."""
    status = status_of(parcel, around)
    branch = next((b for b in plan if b.takes(parcel, status, at)), None)
    if branch is None:
        return Answer("HOLD", "red", "long", f"the sort plan has no line for {status.value} to {parcel.destination or '?'}")
    astray = seen_in if seen_in and seen_in != branch.lane else None
    return Answer(branch.lane, branch.colour, branch.sound, branch.because or status.value, astray)


def read_plan(path: Path = SHIPPED) -> tuple[Branch, ...]:
    """The sort plan of a file. Raises `PlanError` with what is wrong."""
    try:
        entries = read_yaml(path)
    except (OSError, LawFileError) as error:
        raise PlanError(f"The sort plan cannot be read: {error}") from error
    if not isinstance(entries, list) or not entries:
        raise PlanError(f"{path}: a sort plan is a list of lines, each with a lane")
    return tuple(_branch(entry, path, number) for number, entry in enumerate(entries, 1))


def _branch(entry: dict[str, Any], path: Path, number: int) -> Branch:
    if unknown := set(entry) - _KEYS:
        raise PlanError(f"{path}: line {number}: unknown keys {', '.join(sorted(unknown))}")
    try:
        return Branch(
            entry["lane"], entry.get("colour", "green"), entry.get("sound", "short"), entry.get("because", ""),
            frozenset(map(Status, entry.get("status", ()))), frozenset(entry.get("destination", ())),
            frozenset(entry.get("partner", ())), time.fromisoformat(entry["cut_off"]) if "cut_off" in entry else None,
        )  # fmt: skip
    except (KeyError, ValueError) as error:
        raise PlanError(f"{path}: line {number}: {error}; a line needs a lane, known statuses, times as 18:30") from error
