"""The application: guards around, pages and API inside."""

from __future__ import annotations

import gc
from pathlib import Path
from threading import Event as StopEvent
from threading import Thread
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from douane import __version__
from douane.web.api import create_api
from douane.web.guards import HEADERS, Limiter, SignInNeededError, add_headers
from douane.web.pages import page
from douane.web.routes import (
    audit,
    codes,
    consignments,
    dashboard,
    documents,
    errors,
    export,
    health,
    holds,
    hub,
    hub_papers,
    hub_scanners,
    oidc,
    parties,
    people,
    signing,
    tokens,
    uploads,
    worklist,
)
from douane.web.site import Site, settings_from_environment

STATIC = Path(__file__).parent / "static"
_PAGES = (
    health,
    oidc,
    audit,
    people,
    tokens,
    signing,
    uploads,
    worklist,
    errors,
    parties,
    holds,
    export,
    consignments,
    codes,
    hub,
    hub_papers,
    hub_scanners,
    dashboard,
    documents,
)


def create_app(site: Site | None = None) -> FastAPI:
    """The desk over a site."""
    app = FastAPI(title="douane", version=__version__, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.site = site or Site()
    app.state.limiter = Limiter()
    app.middleware("http")(add_headers)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.mount("/api", create_api(app.state.site, app.state.limiter))
    for module in _PAGES:
        app.include_router(module.router)
    app.add_exception_handler(SignInNeededError, _to_the_door)
    app.add_exception_handler(StarletteHTTPException, _told)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Exception, _fault)
    return app


def served() -> FastAPI:
    """The desk as the environment says, for each process that answers."""
    site = Site(settings_from_environment(), checkpoints=False)
    Thread(target=site.keep_logs_short, args=(StopEvent(),), daemon=True).start()
    app = create_app(site)
    # What is loaded stays: the collector need not look through it again and again while scanners wait.
    gc.collect()
    gc.freeze()
    return app


async def _to_the_door(request: Request, _error: Exception) -> Response:
    to = request.url.path if request.method == "GET" else "/"
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": f"/sign-in?to={quote(to)}"})
    return RedirectResponse(f"/sign-in?to={quote(to)}", 303)


async def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, StarletteHTTPException)  # noqa: S101  that is what it is registered for
    answer = page(request, "trouble.html", status=error.status_code, code=error.status_code, words=str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


async def _malformed(request: Request, _error: Exception) -> Response:
    return page(request, "trouble.html", status=422, code=422, words="Something in this form could not be read.")


async def _fault(request: Request, error: Exception) -> Response:
    """A fault in words; what is said of it stands in the log, not on the page. Here no middleware adds headers any more."""
    told = isinstance(getattr(error, "exit_code", None), int)
    words = str(error) if told else "This is a fault of douane and was noted. What you confirmed before is kept."
    answer = page(request, "trouble.html", status=503 if told else 500, code=503 if told else 500, words=words)
    answer.headers.update(HEADERS)
    return answer
