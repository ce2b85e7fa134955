"""Codes: the queue of goods without one, the card of an item, decisions, and the second pair of eyes."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from douane.pipeline.code_card import Card, alike, card_of, searched, settled_by
from douane.pipeline.code_queue import queue, restrictions_of, stake_on
from douane.pipeline.mending import MendingError
from douane.store import undecided
from douane.store.decisions import decisions, record
from douane.store.proposals import Proposals, SamePersonError, SettledError
from douane.web.again import Looked, look_again, order_today, tools_today
from douane.web.guards import Desk, needs
from douane.web.mends import mender_of, tools_for
from douane.web.pages import language_of, page
from douane.web.roles import May

router = APIRouter()
See = Annotated[Desk, Depends(needs(May.SEE))]
Decide = Annotated[Desk, Depends(needs(May.DECIDE))]
Second = Annotated[Desk, Depends(needs(May.SECOND))]
_SHOWN = 100
_SAME_PERSON = "Another person than the one who proposed it must confirm it."
_SETTLED = "Somebody has settled this in the meantime."


@router.get("/codes")
def codes(request: Request, desk: See) -> Response:
    """The queue, and what waits for a second person."""
    return _codes(request, desk)


def _codes(
    request: Request, desk: Desk, *, looked: Looked | None = None, said: str = "", fault: str = "", status: int = 200
) -> Response:  # fmt: skip
    engine = desk.site.engine(desk.organisation)
    rows = list(undecided.without_code(engine))
    waiting = queue(rows, stake_on(tools_today(desk)))
    latest = list(reversed(decisions(engine)))[:20]
    return page(request, "codes.html", desk, status=status, waiting=waiting[:_SHOWN], count=len(waiting),
                capped=len(rows) == undecided.MOST, proposals=Proposals(engine).waiting(), latest=latest, looked=looked,
                said=said, fault=fault)  # fmt: skip


@router.get("/codes/{run}/{row}/{item}")
def card(request: Request, desk: See, run: int, row: int, item: int, answer: str = "", words: str = "") -> Response:
    """The card of an item: candidates with evidence, the question, a search of the tariff."""
    return _card(request, desk, (run, row, item), answer=answer, words=words)


def _card(
    request: Request, desk: Desk, place: tuple[int, int, int], *, answer: str = "", words: str = "", fault: str = "",
    chosen: str = "", status: int = 200,
) -> Response:  # fmt: skip
    made, same = _made(request, desk, place, answer)
    tools = tools_for(desk, order_today(desk))
    found = searched(words, tools, language_of(request, desk))
    return page(request, "codes_card.html", desk, status=status, card=made, place=place, words=words, found=found,
                same=len(same), fault=fault, chosen=chosen, answer=answer, next=_next(desk, place))  # fmt: skip


def _made(request: Request, desk: Desk, place: tuple[int, int, int], answer: str) -> tuple[Card, list[tuple[int, int]]]:
    """The card, and the consignments with the same goods. Raises 404, and 409 where nothing can be looked at now."""
    run, row, item = place
    engine = desk.site.engine(desk.organisation)
    if undecided.one(engine, run, row) is None:
        raise HTTPException(404, "There is no such consignment.")
    try:
        received = mender_of(desk).received(run, row)
    except MendingError as error:
        raise HTTPException(409, str(error)) from error
    if received.consignment is None:
        raise HTTPException(404, "These lines are no consignment.")
    try:
        made = card_of(received.consignment, item, tools_today(desk), language=language_of(request, desk),
                       answer=answer or None)  # fmt: skip
    except LookupError as error:
        raise HTTPException(404, "There is no such item.") from error
    return made, list(dict.fromkeys(alike(undecided.without_code(engine), made.item.words)))


def _next(desk: Desk, place: tuple[int, int, int]) -> str | None:
    """The address of the next card of the queue, for save-and-next."""
    waiting = queue(undecided.without_code(desk.site.engine(desk.organisation)), stake_on(tools_today(desk)))
    return next((f"/codes/{w.run}/{w.consignment}/{w.item}" for w in waiting if (w.run, w.consignment, w.item) != place),
                None)  # fmt: skip


@router.post("/codes/{run}/{row}/{item}")
def settle(
    request: Request, desk: Decide, run: int, row: int, item: int, code: Annotated[str, Form()] = "",
    why: Annotated[str, Form()] = "", scope: Annotated[str, Form()] = "client", answer: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Settle the code of an item's goods for its client, and everywhere those goods wait."""
    place, tools = (run, row, item), tools_today(desk)
    made, same = _made(request, desk, place, answer)
    try:
        decision = settled_by(made, code, tools, every_client=scope == "every", who=desk.person.email, why=why,
                              at=desk.site.stamp())  # fmt: skip
    except ValueError as error:
        return _card(request, desk, place, answer=answer, fault=str(error), chosen=code, status=422)
    engine = desk.site.engine(desk.organisation)
    restrictions = sorted({*made.restrictions, *restrictions_of((decision.code,), tools, made.item.origin)})
    if restrictions:
        Proposals(engine).propose(decision, run=run, consignment=row, restrictions=", ".join(restrictions))
        return RedirectResponse("/codes?said=proposed", 303)
    record(engine, decision)
    return _looked(request, desk, {(run, row), *same}, decision.code)


@router.post("/code-proposals/{number}/confirm")
def confirm(request: Request, desk: Second, number: int) -> Response:
    """The second person agrees."""
    proposals = Proposals(desk.site.engine(desk.organisation))
    try:
        found = proposals.confirm(number, who=desk.person.email, at=desk.site.stamp())
    except (SamePersonError, SettledError) as error:
        return _codes(request, desk, fault=_fault(error), status=409)
    same = alike(undecided.without_code(desk.site.engine(desk.organisation)), found.decision.description)
    return _looked(request, desk, {(found.run, found.consignment), *same}, found.decision.code)


@router.post("/code-proposals/{number}/refuse")
def refuse(request: Request, desk: Second, number: int, why: Annotated[str, Form()] = "") -> Response:
    """The second person does not agree; the goods wait on."""
    if not why.strip():
        return _codes(request, desk, fault="Say why you do not agree.", status=422)
    try:
        Proposals(desk.site.engine(desk.organisation)).refuse(
            number, who=desk.person.email, at=desk.site.stamp(), why=why.strip()
        )
    except (SamePersonError, SettledError) as error:
        return _codes(request, desk, fault=_fault(error), status=409)
    return RedirectResponse("/codes?said=refused", 303)


def _fault(error: Exception) -> str:
    return _SAME_PERSON if isinstance(error, SamePersonError) else _SETTLED


def _looked(request: Request, desk: Desk, rows: Any, code: str) -> Response:
    return _codes(request, desk, looked=look_again(desk, rows, f"code {code} decided"), said=code)
