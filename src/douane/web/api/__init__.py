"""The API: the same jobs as JSON under `/api/v1`, described by OpenAPI and explained at `/api/docs`."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import Response

from douane import __version__
from douane.web.api import handing_in, hooks, looking, settling
from douane.web.guards import Limiter, site_of
from douane.web.pages import page
from douane.web.problems import MEDIA_TYPE, TITLES, described, tell_problems
from douane.web.site import Site

_PARTS = (handing_in, looking, settling, hooks)
_TAKES_BODY = ("post", "put", "patch")
_ALWAYS = (400, 401, 403, 404, 409, 422, 429, 503)
_WITH_BODY = (413,)


def create_api(site: Site, limiter: Limiter) -> FastAPI:
    """The application below `/api`; it shares the site and the limits of the desk."""
    api = FastAPI(
        title="douane", version=__version__, openapi_url="/v1/openapi.json", docs_url=None, redoc_url=None,
        summary="Manifests in, customs-ready work out.",
        description="Every request carries a token (`Authorization: Bearer …`), made on your account's page. "
        "Errors are problem details (RFC 9457).",
    )  # fmt: skip
    api.state.site, api.state.limiter = site, limiter
    for part in _PARTS:
        api.include_router(part.router)
    api.add_api_route("/docs", _explained, include_in_schema=False)
    tell_problems(api)
    plain = api.openapi
    api.openapi = lambda: api.openapi_schema or _with_problems(plain())  # type: ignore[method-assign]
    return api


def _with_problems(schema: dict[str, Any]) -> dict[str, Any]:
    """Every operation may answer with a problem; the description says with which."""
    schema["components"]["schemas"]["Problem"] = described()
    for name in ("HTTPValidationError", "ValidationError"):
        schema["components"]["schemas"].pop(name, None)
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path in schema["paths"].values():
        for method, operation in path.items():
            for status in (*_ALWAYS, *(_WITH_BODY if method in _TAKES_BODY else ())):
                operation["responses"][str(status)] = {"description": TITLES[status][1], "content": content}
    return schema


def _explained(request: Request) -> Response:
    """The description as a page; it needs no script and nothing from elsewhere."""
    return page(request, "help_api.html", api=request.app.openapi(), titles=TITLES,
                origin=site_of(request).settings.address)  # fmt: skip
