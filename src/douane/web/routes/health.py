"""Whether the desk answers, and the state of the work for Prometheus."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy import text
from starlette.responses import JSONResponse, Response

from douane.pipeline.observing import metrics
from douane.store.chunks import Chunks
from douane.store.database import READING
from douane.web.api.access import Caller, wants
from douane.web.guards import site_of
from douane.web.roles import May
from douane.web.site import HOME_ORGANISATION

router = APIRouter()


@router.get("/healthz")
def health(request: Request) -> Response:
    """200 while the store answers, else 503; it says nothing else, so that anybody may ask."""
    try:
        with site_of(request).engine(HOME_ORGANISATION).connect().execution_options(**{READING: True}) as connection:
            connection.execute(text("SELECT 1"))
    except Exception:
        return JSONResponse({"status": "store does not answer"}, 503, {"Retry-After": "10"})
    return JSONResponse({"status": "ok"})


@router.get("/metrics")
def measured(caller: Annotated[Caller, Depends(wants(May.AUDIT))]) -> Response:
    """Counts of the caller's organisation; Prometheus sends a token with the scope `audit`."""
    return Response(metrics(Chunks(caller.engine)), media_type="text/plain; version=0.0.4; charset=utf-8")
