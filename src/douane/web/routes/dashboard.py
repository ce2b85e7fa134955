"""The dashboard: how the day goes, what holds things back, what is owed, how fast parcels are released."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from douane.pipeline.hub_stock import landing_to_release
from douane.reference.catalogue import texts
from douane.store.figures import RunFigures, run_figures
from douane.store.hub import HubStore
from douane.web import board_figures as figures
from douane.web import wording
from douane.web.charts import Chart, lying, standing
from douane.web.guards import Desk, needs
from douane.web.pages import language_of, page
from douane.web.roles import May

router = APIRouter()
See = Annotated[Desk, Depends(needs(May.SEE, May.AUDIT))]


@router.get("/dashboard")
def dashboard(request: Request, desk: See) -> Response:
    """The dashboard of the person's organisation."""
    language = language_of(request, desk)
    runs = run_figures(desk.site.engine(desk.organisation))
    today = desk.site.today()
    of_today: Counter[str] = Counter()
    for bar in figures.by_hour(runs, today):
        of_today.update(dict(zip(figures.OUTCOMES, map(int, bar.values), strict=True)))
    return page(request, "dashboard.html", desk, charts=_charts(desk, language, runs), of_today=of_today,
                received=of_today.total(), share=_share(of_today))  # fmt: skip


def _share(of_today: Counter[str]) -> Decimal | None:
    received = of_today.total()
    return (Decimal(of_today["ready"]) * 100 / received).quantize(Decimal("0.1")) if received else None


def _charts(desk: Desk, language: str, runs: list[RunFigures]) -> list[Chart]:
    _ = wording.gettext_in(language)
    show = partial(wording.number, language=language)
    today, now = desk.site.today(), desk.site.now()
    outcomes = (_("Ready"), _("To review"), _("Held"), _("Rejected"))
    titles = {code: text.title for code, text in texts(language).items()}
    times = landing_to_release(HubStore(desk.site.engine(desk.organisation)))
    return [
        standing("today", _("Received today, by hour"), outcomes, figures.by_hour(runs, today), show),
        standing("days", _("Received in 14 days"), outcomes, figures.by_day(runs, today), show),
        standing("rate", _("Straight through, in %"), ("%",), figures.straight_through(runs, today), show, ("press",),
                 most=100),
        lying("ages", _("Waiting for a person, by age"), figures.ageing(runs, now), show, "look"),
        lying("codes", _("What holds consignments back"), figures.by_code(runs, titles), show, "bad"),
        lying("clients", _("Not ready, by client"), figures.by_client(runs, _("no client named")), show, "bad"),
        standing("amounts", _("Duty, fee and VAT in EUR"), (_("Customs duty"), _("Union handling fee"), _("VAT")),
                 figures.amounts(runs, today), lambda value: show(Decimal(value).quantize(Decimal(1))),
                 ("press", "soft", "good")),
        standing("releases", _("Parcels by hours from landing to release"), (_("Parcels"),), figures.releases(times), show,
                 ("press",)),
    ]  # fmt: skip
