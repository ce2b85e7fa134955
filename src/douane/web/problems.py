"""Errors of the API as problem details (RFC 9457): type, title, status, detail, instance, and what was wrong where."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import JSONResponse, Response

MEDIA_TYPE = "application/problem+json"
# The word that a program tells problems apart by, and the title that a person reads.
TITLES = {
    400: ("malformed", "The request cannot be read"),
    401: ("no-token", "A token is missing, wrong or has ended"),
    403: ("not-allowed", "The token or its owner may not do this"),
    404: ("not-here", "There is no such thing"),
    405: ("no-such-method", "This address does not know the method"),
    409: ("conflict", "The same is being worked on, or the state does not allow it"),
    413: ("too-large", "What was sent is too large"),
    415: ("wrong-media-type", "What was sent is of another kind"),
    422: ("not-valid", "A value cannot be accepted"),
    429: ("too-many", "Too many requests"),
    500: ("fault", "A fault of douane"),
    503: ("not-now", "The store does not answer"),
}


def problem(
    request: Request, status: int, detail: str, *, headers: dict[str, str] | None = None, **more: Any
) -> JSONResponse:
    """A problem as an answer. `more` are further members, such as `errors`."""
    word, title = TITLES.get(status, TITLES[500])
    body = {"type": f"/api/docs#{word}", "title": title, "status": status, "detail": detail, "instance": request.url.path}
    return JSONResponse(body | more, status, headers, MEDIA_TYPE)


def tell_problems(app: FastAPI) -> None:
    """Have an application answer every error as a problem."""
    app.add_exception_handler(StarletteHTTPException, _told)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(Exception, _fault)


async def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, StarletteHTTPException)  # noqa: S101  that is what it is registered for
    headers = dict(error.headers or {})
    return problem(request, error.status_code, str(error.detail), headers=headers)


async def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  the same
    # Where and why, but never the value: it may be a person's.
    errors = [{"where": ".".join(map(str, one["loc"])), "why": one["msg"]} for one in error.errors()]
    return problem(request, 422, "See errors for what cannot be accepted, and why.", errors=errors)


async def _fault(request: Request, error: Exception) -> Response:
    if isinstance(getattr(error, "exit_code", None), int):
        return problem(request, 503, str(error), headers={"Retry-After": "10"})
    return problem(request, 500, "The fault was noted in the log. Send the request again later.")


def described() -> dict[str, Any]:
    """The schema of a problem for the OpenAPI description."""
    text = {"type": "string"}
    return {
        "title": "Problem", "type": "object", "required": ["type", "title", "status", "detail", "instance"],
        "properties": {
            "type": text | {"description": "What kind of problem it is; the address leads to its explanation."},
            "title": text, "status": {"type": "integer"}, "detail": text, "instance": text,
            "errors": {"type": "array", "items": {"type": "object", "required": ["where", "why"],
                                                  "properties": {"where": text, "why": text}}},
        },
    }  # fmt: skip
