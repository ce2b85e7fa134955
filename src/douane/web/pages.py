"""Pages from templates: the reader's language, who is signed in, and nothing undefined."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from douane import __version__, places
from douane.reference.catalogue import texts
from douane.web import wording
from douane.web.guards import Desk
from douane.web.roles import May, may


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(places.TEMPLATES / "web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, extensions=["jinja2.ext.do"],
    )  # fmt: skip
    made.globals["version"] = __version__
    made.globals["May"] = May
    return made


def language_of(request: Request, desk: Desk | None) -> str:
    """The language of a page: asked for in the address, else the account's, else the browser's."""
    wished = request.query_params.get("lang") or (desk.person.language if desk else None)
    return wording.chosen(request.headers.get("accept-language"), wished)


def page(
    request: Request, template: str, desk: Desk | None = None, *, status: int = 200, **values: Any
) -> HTMLResponse:  # fmt: skip
    """A page as HTML. What htmx asks for is the same template; it takes the part it wants."""
    language = language_of(request, desk)
    return HTMLResponse(rendered(template, language, request, desk, values), status)


def rendered(template: str, language: str, request: Request, desk: Desk | None, values: Mapping[str, Any]) -> str:
    """The text of a template with its words, forms and people."""
    return _environment().get_template(template).render(
        _=wording.gettext_in(language), ngettext=wording.ngettext_in(language), language=language,
        languages=wording.LANGUAGES, path=request.url.path, query=request.url.query,
        person=desk.person if desk else None, csrf=desk.session.csrf if desk else "",
        may=partial(may, desk.person.role) if desk else (lambda _what: False),
        number=partial(wording.number, language=language), amount=partial(wording.amount, language=language),
        day=partial(wording.day, language=language), moment=partial(wording.moment, language=language),
        title_of=partial(title_of, language=language), **values,
    )  # fmt: skip


def title_of(code: str, language: str) -> str:
    """The title of a finding in the reader's language."""
    found = texts(language)
    return found[code].title if code in found else code
