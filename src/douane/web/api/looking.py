"""What programs may look at: runs, consignments, findings in words, documents, the state of the work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Query
from starlette.responses import FileResponse

from douane import __version__
from douane.pipeline.records import finding_json, restored_finding
from douane.store import paging
from douane.store.status import status_of
from douane.store.worklist import ManifestRow, Whole, Worklist
from douane.web.api.access import Caller, wants
from douane.web.api.handing_in import After, Most
from douane.web.api.shapes import (
    ConsignmentFindings,
    ConsignmentShape,
    DocumentShape,
    FindingShape,
    Number,
    OutcomeName,
    Page,
    RunShape,
    StatusShape,
    WholeShape,
)
from douane.web.roles import May

router = APIRouter(prefix="/v1")
See = Annotated[Caller, Depends(wants(May.SEE))]
Language = Literal["en", "fr", "nl", "de", "zh"]
_BYTES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get("/status", tags=["status"])
def status(caller: See) -> StatusShape:
    """The state of the work."""
    found = status_of(caller.engine)
    return StatusShape(version=__version__, consignments=found.outcomes, chunks=found.chunks, runs=found.phases)


@router.get("/runs", tags=["runs"])
def runs(caller: See, after: After = 0, most: Most = 50) -> Page[RunShape]:
    """Runs, newest first."""
    lists = Worklist(caller.engine)
    numbers = paging.runs(caller.engine, after, most)
    items = [RunShape.of(row, lists.counts(row.run)) for row in filter(None, map(lists.manifest, numbers))]
    return Page(items=items, next=numbers[-1] if len(numbers) == most else None)


@router.get("/runs/{run}", tags=["runs"])
def one_run(caller: See, run: Number) -> RunShape:
    """A run and what it came to."""
    return RunShape.of(_run(caller, run), Worklist(caller.engine).counts(run))


@router.get("/runs/{run}/consignments", tags=["consignments"])
def consignments(
    caller: See, run: Number, outcome: OutcomeName | None = None,
    code: Annotated[str | None, Query(pattern=r"^[A-Z0-9-]{1,60}$", description="The code of a finding.")] = None,
    after: After = 0, most: Most = 50,
) -> Page[ConsignmentShape]:  # fmt: skip
    """Consignments of a run in the order of the manifest."""
    _run(caller, run)
    rows = paging.consignments(caller.engine, run, outcome, code, after, most)
    return Page(items=list(map(ConsignmentShape.of, rows)), next=rows[-1].consignment if len(rows) == most else None)


@router.get("/consignments", tags=["consignments"])
def found(
    caller: See, reference: Annotated[str, Query(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")]
) -> list[ConsignmentShape]:
    """Consignments of current runs by the beginning of a reference, or by an LRN."""
    return list(map(ConsignmentShape.of, Worklist(caller.engine).find(reference)))


@router.get("/runs/{run}/consignments/{consignment}", tags=["consignments"])
def one_consignment(caller: See, run: Number, consignment: Number, lang: Language = "en") -> WholeShape:
    """A consignment with its findings, the arithmetic of its amounts and its data sets."""
    whole = Worklist(caller.engine).whole(run, consignment)
    if whole is None:
        raise HTTPException(404, "This run has no such consignment.")
    return _whole(whole, lang)


@router.get("/runs/{run}/findings", tags=["findings"])
def findings(
    caller: See, run: Number, lang: Language = "en", after: After = 0, most: Most = 50
) -> Page[ConsignmentFindings]:  # fmt: skip
    """The findings of a run, consignment by consignment, with where they stand and what to do."""
    _run(caller, run)
    rows = paging.findings(caller.engine, run, after, most)
    items = [
        ConsignmentFindings(
            consignment=row, reference=reference, outcome=outcome, findings=list(_words(kept, lang))
        )
        for row, reference, outcome, kept in rows
    ]  # fmt: skip
    return Page(items=items, next=rows[-1][0] if len(rows) == most else None)


@router.get("/runs/{run}/documents", tags=["documents"])
def documents(caller: See, run: Number) -> list[DocumentShape]:
    """The files that a run has written: labels, documents, declarations, lists."""
    _run(caller, run)
    folder = _folder(caller, run)
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    return [DocumentShape(name=path.relative_to(folder).as_posix(), size=path.stat().st_size) for path in files]


@router.get("/runs/{run}/documents/{name:path}", tags=["documents"], response_class=FileResponse, responses=_BYTES)
def document(caller: See, run: Number, name: str) -> FileResponse:
    """One of these files."""
    _run(caller, run)
    folder = _folder(caller, run).resolve()
    path = (folder / name.replace("\x00", "")).resolve()
    # What leads out of the folder of the run is not here.
    if not path.is_relative_to(folder) or not path.is_file():
        raise HTTPException(404, "This run has written no such file.")
    return FileResponse(path, media_type="application/octet-stream", filename=path.name)


def _run(caller: Caller, run: int) -> ManifestRow:
    row = Worklist(caller.engine).manifest(run)
    if row is None:
        raise HTTPException(404, "There is no such run.")
    return row


def _folder(caller: Caller, run: int) -> Path:
    return caller.site.folder(caller.person.organisation) / "runs" / str(run)


def _whole(whole: Whole, language: str) -> WholeShape:
    row = ConsignmentShape.of(whole.row).model_dump()
    findings = list(_words(whole.findings, language))
    return WholeShape(**row, findings=findings, assessment=whole.assessment, declarations=dict(whole.declarations))


def _words(kept: list[dict[str, Any]], language: str) -> Iterator[FindingShape]:
    for one in kept:
        yield FindingShape(**finding_json(restored_finding(dict(one)), language))
