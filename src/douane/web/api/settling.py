"""Codes of goods, settled by program."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from starlette.responses import JSONResponse

from douane.classification.goods import Goods
from douane.classification.persons import PersonDecision, client_key, good_key
from douane.pipeline.order import Tools
from douane.reference import harmonized
from douane.reference.nomenclature import edition_on
from douane.store.decisions import decisions, record
from douane.web.api.access import Caller, Key, digest_of, once, wants
from douane.web.api.handing_in import After, Most
from douane.web.api.shapes import DecisionShape, DecisionWanted, Page
from douane.web.roles import May

router = APIRouter(prefix="/v1/decisions", tags=["decisions"])
Decide = Annotated[Caller, Depends(wants(May.DECIDE))]
See = Annotated[Caller, Depends(wants(May.SEE))]


@router.get("")
def settled(
    caller: See, client: Annotated[str | None, Query(max_length=200)] = None, after: After = 0, most: Most = 50
) -> Page[DecisionShape]:
    """The codes that people have settled, oldest first; `after` counts decisions."""
    kept = decisions(caller.engine, None if client is None else client_key(client))[after : after + most]
    items = [DecisionShape(**{name: getattr(one, name) for name in DecisionShape.model_fields}) for one in kept]
    return Page(items=items, next=after + most if len(kept) == most else None)


@router.post("", status_code=201, response_model=DecisionShape)
def settle(request: Request, caller: Decide, wanted: DecisionWanted, key: Key = None) -> JSONResponse:
    """Settle the code of a good: it counts for this client from the next run on, while the edition of the tariff holds."""

    def work() -> DecisionShape:
        today = caller.site.today()
        edition = edition_on(today, wanted.market)
        known = edition.exists(wanted.code) if edition else wanted.code[:6] in harmonized.subheadings()
        name = Tools(today).edition_name(wanted.market)
        if not known:
            raise HTTPException(422, f"There is no code {wanted.code} in {name}.")
        goods = Goods(wanted.description, (), tuple(wanted.attributes.items()))
        decision = PersonDecision(client_key(wanted.client), wanted.market, wanted.description, good_key(goods),
                                  wanted.code, caller.who, wanted.why, caller.site.stamp(), name)  # fmt: skip
        record(caller.engine, decision)
        return DecisionShape(**{field: getattr(decision, field) for field in DecisionShape.model_fields})

    return once(caller, key, digest_of(request, wanted.model_dump()), 201, work)
