"""Answers of China Customs to the CEB messages: CEB312, 412, 512, 622 and, on the export side, CEB304, 506, 604."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from douane import places
from douane.declarations.answers.answer import Answer, Reason, UnreadableAnswerError, identity, local, texts_below
from douane.declarations.ceb_form import NAMESPACE
from douane.domain.life import Event
from douane.reference.yaml_file import LawFileError, read_yaml

_ANSWERED = {"CEB312Message": "ceb311", "CEB412Message": "ceb411", "CEB512Message": "ceb511", "CEB622Message": "ceb621",
             "CEB304Message": "ceb303", "CEB506Message": "ceb505", "CEB604Message": "ceb603"}  # fmt: skip
_KEYS = (
    ("lrn", "copNo"),
    ("guid", "guid"),
    ("order", "orderNo"),
    ("payment", "payTransactionId"),
    ("waybill", "logisticsNo"),
)
_BEIJING = timezone(timedelta(hours=8))
_MOMENT = re.compile(r"(\d{14})(\d{3})\Z", re.ASCII)
# What the platform writes of a field: `[Code:1371;Desc:…]`, or the tag's name in brackets or before a colon.
_CODE = re.compile(r"\[Code:(\w+);Desc:([^\]]*)\]")
_TAG = re.compile(r"\b([a-z][A-Za-z0-9]{2,29})\b")
_NOT_TAGS = frozenset({"guid"})


class Status(BaseModel):
    """One status: what happened, and its words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    event: Event
    words: str


@cache
def statuses(path: Path = places.LAW / "codes" / "china_answers.yaml") -> Mapping[str, Status]:
    """The statuses by their code. Raises `LawFileError`."""
    try:
        return {code: Status.model_validate(raw) for code, raw in read_yaml(path).items()}
    except ValidationError as error:
        raise LawFileError(f"{path}: {error}") from error


def is_chinese(root: Any) -> bool:
    """Whether a root element is an answer to a CEB message."""
    return str(root.tag).startswith(f"{{{NAMESPACE}}}") and local(root) in _ANSWERED


def answers(root: Any) -> Iterator[Answer]:
    """The answers in a message, one for each document. Raises `UnreadableAnswerError`."""
    kind = _ANSWERED[local(root)]
    for element in root:
        if not local(element).endswith("Return"):
            continue
        said = texts_below(element)
        status = said.get("returnStatus", "")
        found = _status(status, element)
        info = said.get("returnInfo") or ""
        yield Answer(
            id=identity(element),
            message=local(root).removesuffix("Message"),
            event=found.event,
            at=_moment(said.get("returnTime", ""), element),
            keys=tuple((name, said[tag]) for name, tag in _KEYS if tag in said),
            of=kind,
            # The number of the list is what customs calls it; it is no MRN, but stands where one would.
            mrn=said.get("invtNo"),
            reasons=tuple(_reasons(info)) if found.event is Event.REJECTED else (),
            words=f"{status}: {found.words}; {info}",
            line=element.sourceline,
        )


def _status(code: str, element: Any) -> Status:
    if re.match(r"-\d+\Z", code):
        return Status(event=Event.REJECTED, words="refused by the platform's check (处理异常)")
    found = statuses().get(code)
    if found is None:
        raise UnreadableAnswerError(f"{local(element)}, line {element.sourceline}: the status {code!r} is not known here")
    return found


def _moment(text: str, element: Any) -> str:
    """YYYYMMDDhhmmssSSS of Beijing as ISO 8601 in UTC."""
    found = _MOMENT.match(text)
    wrong = UnreadableAnswerError(f"{local(element)}: returnTime {text!r} is no moment of 17 digits")
    if found is None:
        raise wrong
    try:
        moment = datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=_BEIJING, microsecond=int(found[2]) * 1000)
    except ValueError as error:
        raise wrong from error
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _reasons(info: str) -> Iterator[Reason]:
    coded = list(_CODE.finditer(info))
    for found in coded:
        yield Reason(_pointer(found[2]), found[1], found[2] or None)
    if not coded:
        yield Reason(_pointer(info), None, info or None)


def _pointer(words: str) -> str | None:
    from douane.declarations.pointers import CEB_FIELDS

    tags = [tag for tag in _TAG.findall(words) if tag in CEB_FIELDS and tag not in _NOT_TAGS]
    line = re.search(r"(?:gnum|序号)\D{0,3}(\d{1,4})", words)
    named = next((tag for tag in tags if tag != "gnum"), tags[0] if tags else None)
    if named is None:
        return None
    return f"List[{line[1]}]/{named}" if line else named
