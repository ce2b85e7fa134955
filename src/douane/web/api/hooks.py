"""Webhooks: addresses of the organisation that are told of events."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import JSONResponse

from douane.store.webhooks import Webhooks
from douane.web.api.access import Caller, Key, digest_of, once, wants
from douane.web.api.shapes import Done, HookShape, HookWanted, Number
from douane.web.roles import May
from douane.web.secrets import new_key
from douane.web.webhooks import UnsafeAddressError, safe_address

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"])
Work = Annotated[Caller, Depends(wants(May.WORK))]


@router.get("")
def hooks(caller: Work) -> list[HookShape]:
    """The addresses that are told of events."""
    return list(map(HookShape.of, Webhooks(caller.engine).all()))


@router.post("", status_code=201, response_model=HookShape)
def add(request: Request, caller: Work, wanted: HookWanted, key: Key = None) -> JSONResponse:
    """Add an address. The secret that signs what is sent there is in this answer and in no other."""
    url = str(wanted.url)

    def work() -> HookShape:
        try:
            safe_address(url, allowed=caller.site.settings.hook_networks)
        except UnsafeAddressError as error:
            raise HTTPException(422, str(error)) from error
        kept, secret, at = Webhooks(caller.engine), new_key(), caller.site.stamp()
        number = kept.add(url, secret, " ".join(sorted(set(wanted.events))), at=at, who=caller.who)
        added = next(hook for hook in kept.all() if hook.id == number)
        return HookShape.of(added).model_copy(update={"secret": secret})

    return once(caller, key, digest_of(request, wanted.model_dump()), 201, work)


@router.delete("/{number}")
def end(caller: Work, number: Number) -> Done:
    """Tell an address no more."""
    if not Webhooks(caller.engine).end(number, at=caller.site.stamp(), who=caller.who):
        raise HTTPException(404, "There is no such webhook.")
    return Done(done=True)
