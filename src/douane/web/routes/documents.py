"""Documents: what each run has printed, seen, printed, joined for the printer, and everything of a run as a package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response, StreamingResponse

from douane.pipeline.printing import KINDS
from douane.store.audit import append
from douane.store.worklist import Worklist
from douane.web import papers
from douane.web.guards import Desk, needs
from douane.web.pages import page
from douane.web.papers import NoSuchPaperError, Paper
from douane.web.roles import May

router = APIRouter()
See = Annotated[Desk, Depends(needs(May.SEE))]
_PDF = "application/pdf"
_RUNS = 50
_LISTED = 200


def _folder(desk: Desk) -> Path:
    return desk.site.folder(desk.organisation) / "runs"


def kind_of(paper: Paper) -> str:
    """The kind of a paper, as `printing.KINDS` names it; empty for lists and messages."""
    return next((kind for kind, told in KINDS.items() if told[1] == paper.name), "")


@router.get("/documents")
def documents(request: Request, desk: See) -> Response:
    """The documents of the latest runs, by kind, to be seen or joined for the printer."""
    folder = _folder(desk)
    rows = Worklist(desk.site.engine(desk.organisation)).manifests(_RUNS)
    listed = [(row, [p for p in papers.papers_of(folder, row.run) if p.prints]) for row in rows]
    return page(request, "documents.html", desk, rows=listed, kind_of=kind_of)


@router.get("/documents/{run}")
def of_run(request: Request, desk: See, run: int, show: str = "") -> Response:
    """All files of a run, one of them shown."""
    manifest = Worklist(desk.site.engine(desk.organisation)).manifest(run)
    if manifest is None:
        raise HTTPException(404, "There is no such manifest.")
    found = papers.papers_of(_folder(desk), run)
    shown = next((p for p in found if p.prints and show in ("", p.name)), None)
    return page(request, "documents_run.html", desk, manifest=manifest, papers=found[:_LISTED], count=len(found),
                shown=shown, kind_of=kind_of)  # fmt: skip


@router.get("/documents/{run}/all.zip")
def package(desk: See, run: int) -> Response:
    """All files of a run as one zip; that it was taken is noted in the audit."""
    try:
        content = papers.packed(_folder(desk), run)
    except NoSuchPaperError as error:
        raise HTTPException(404, "This run has written no files.") from error
    with desk.site.engine(desk.organisation).begin() as connection:
        append(connection, desk.site.stamp(), desk.person.email, "files of a run downloaded", {"run": run})
    return StreamingResponse(_pieces(content), media_type="application/zip", headers=_saved(f"run-{run}.zip"))


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    with content:
        while piece := content.read(1 << 18):
            yield piece


def _saved(name: str, how: str = "attachment") -> dict[str, str]:
    return {"Content-Disposition": f"{how}; filename*=utf-8''{quote(name)}"}


@router.get("/documents/{run}/file/{name:path}")
def file(desk: See, run: int, name: str, *, save: bool = False) -> Response:
    """One file of a run: a PDF is shown, anything else or with `save` is downloaded."""
    try:
        path = papers.path_of(_folder(desk), run, name)
    except NoSuchPaperError as error:
        raise HTTPException(404, "This run has no such file.") from error
    inline = path.suffix == ".pdf" and not save
    media = _PDF if path.suffix == ".pdf" else "application/octet-stream"
    return FileResponse(path, media_type=media, headers=_saved(f"{run}-{path.name}", "inline" if inline else "attachment"))


@router.post("/documents/print")
async def print_all(request: Request, desk: See) -> Response:
    """The chosen documents as one PDF, in the order of the page; `paper` is the run, a slash and the file's name."""
    chosen = [str(one).partition("/") for one in (await request.form()).getlist("paper")]
    try:
        wanted = [(int(run), name) for run, _, name in chosen]
        content = await run_in_threadpool(papers.joined, _folder(desk), wanted)
    except (NoSuchPaperError, ValueError) as error:
        raise HTTPException(422, "Choose at least one document that is there.") from error
    return Response(content, media_type=_PDF, headers=_saved("documents.pdf", "inline"))
