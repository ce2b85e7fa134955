"""Handing files in by program: streamed, known bytes recognised, columns confirmed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from douane.intake.mapping import MappingError
from douane.intake.reading import UnreadableError
from douane.store import paging
from douane.store import uploads as states
from douane.web.api.access import Caller, Key, digest_of, once, wants
from douane.web.api.shapes import Number, Page, Shape, TakenIn, UploadShape, Words
from douane.web.receiving import Receiver, UploadRefusedError
from douane.web.recognition import keep_mapping, proposed_columns
from douane.web.roles import May
from douane.web.routes.uploads import take_in

router = APIRouter(prefix="/v1/uploads", tags=["uploads"])
Work = Annotated[Caller, Depends(wants(May.WORK, May.EXPORT))]
See = Annotated[Caller, Depends(wants(May.SEE))]
After = Annotated[int, Query(ge=0, le=2**31 - 1, description="`next` of the page before; 0 for the first.")]
Most = Annotated[int, Query(alias="limit", ge=1, le=200)]
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"multipart/form-data": {"schema": {
            "type": "object", "required": ["files"],
            "properties": {"files": {"type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"}}},
        }}},
    }
}  # fmt: skip


class ColumnShape(Shape):
    """A column of a table that waits for its owner: its heading, first values, and the field it seems to hold."""

    heading: str
    samples: list[str]
    field: str | None
    why: str


class ColumnsShape(Shape):
    """The columns of an upload in the state `asked`, and the fields to choose from."""

    columns: list[ColumnShape]
    fields: list[str]


class MappingWanted(Shape):
    """Which column (counted from 0) holds which field; columns left out are kept with the goods."""

    columns: dict[Annotated[str, Field(pattern=r"^\d{1,4}$")], Words]
    name: Annotated[str, Field(max_length=100)] = ""


@router.post("", status_code=201, response_model=TakenIn, openapi_extra=_BODY)
async def hand_in(
    request: Request,
    caller: Work,
    direction: Literal["auto", "import", "export"] = "auto",
    as_of: Annotated[date | None, Query(ge=date(2000, 1, 1), le=date(2100, 1, 1))] = None,
    key: Key = None,
) -> Response:
    """Hand in one or more files. They run one after another; ask for the upload to see how far it is."""
    folder = caller.site.folder(caller.person.organisation) / "uploads"
    receiver = Receiver(folder, caller.site.settings.largest_upload)
    try:
        await receiver.take(request)
    except UploadRefusedError as error:
        raise HTTPException(413 if "MB" in str(error) else 422, str(error)) from error
    if not receiver.files:
        raise HTTPException(422, "There is no file in this form, or only empty ones. Send them as parts named “files”.")
    fields = {"direction": direction, "as_of": as_of.isoformat() if as_of else ""}

    def work() -> TakenIn:
        numbers = [take_in(caller.desk, file, fields) for file in receiver.files]
        return TakenIn(uploads=[_upload(caller, number) for number in numbers])

    said = digest_of(request, [file.sha256 for file in receiver.files], fields)
    return await run_in_threadpool(once, caller, key, said, 201, work)


@router.get("")
def handed_in(caller: See, after: After = 0, most: Most = 50) -> Page[UploadShape]:
    """What was handed in, newest first."""
    numbers = paging.uploads(caller.engine, after, most)
    items = [_upload(caller, number) for number in numbers]
    return Page(items=items, next=numbers[-1] if len(numbers) == most else None)


@router.get("/{number}")
def upload(caller: See, number: Number) -> UploadShape:
    """An upload: its state and, as soon as there is one, its run."""
    return _upload(caller, number)


@router.get("/{number}/columns")
def columns(caller: Work, number: Number) -> ColumnsShape:
    """The columns of an upload in the state `asked`."""
    asked = proposed_columns(_asked(caller, number))
    if asked is None:
        raise HTTPException(409, "This file has no columns to confirm.")
    told = [ColumnShape(heading=c.heading, samples=list(c.samples), field=c.key, why=c.why) for c in asked.columns]
    return ColumnsShape(columns=told, fields=list(asked.fields))


@router.post("/{number}/mapping", response_model=UploadShape)
def confirm(request: Request, caller: Work, number: Number, wanted: MappingWanted, key: Key = None) -> JSONResponse:
    """Say which column holds which field. It is kept and used for every file with these headings."""

    def work() -> UploadShape:
        path = _asked(caller, number)
        try:
            name = keep_mapping(path, wanted.columns, wanted.name)
        except (MappingError, UnreadableError) as error:
            raise HTTPException(422, str(error)) from error
        uploads = caller.site.uploads(caller.person.organisation)
        uploads.change(number, caller.site.stamp(), state=states.WAITING, mapping=name)
        return _upload(caller, number)

    return once(caller, key, digest_of(request, wanted.model_dump()), 200, work)


def _asked(caller: Caller, number: int) -> Path:
    found = caller.site.uploads(caller.person.organisation).get(number)
    if found is None:
        raise HTTPException(404, "There is no such upload.")
    if found.state != states.ASKED:
        raise HTTPException(409, f"This upload is {found.state}; nothing is asked about it.")
    return Path(found.path)


def _upload(caller: Caller, number: int) -> UploadShape:
    found = caller.site.uploads(caller.person.organisation).get(number)
    if found is None:
        raise HTTPException(404, "There is no such upload.")
    return UploadShape.of(found)
