"""`hub`: what is expected, scans and answers, outturn, storage, sorting, hand-over, clocks."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from douane.cli.arguments import BRUSSELS, AsOf, Json, MappingName, today

if TYPE_CHECKING:
    from douane.hub.events import Kind
    from douane.store.hub import HubStore

EXIT_FINDINGS = 1
EXIT_USAGE = 2

app = typer.Typer(
    no_args_is_help=True, help="The hub, landing to dock-out: breakdown, storage, sorting, hand-over, clocks."
)
Who = Annotated[str, typer.Option("--who", envvar="USER", help="Who does this; it stands in the events.")]
Unit = Annotated[str, typer.Argument(metavar="UNIT", help="A ULD, or a master waybill.")]


def hub_store() -> HubStore:
    """The hub of the store that the environment names. Raises `StoreError`."""
    from douane.store.database import connect
    from douane.store.hub import HubStore

    return HubStore(connect())


def moment() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  a door


def _clock(moment: datetime | None) -> str:
    """A moment on the clock of the hub."""
    return moment.astimezone(BRUSSELS).strftime("%Y-%m-%d %H:%M:%S") if moment else "–"


def misused(text: str) -> typer.Exit:
    """Say what is wrong with a call."""
    typer.echo(text, err=True)
    return typer.Exit(EXIT_USAGE)


@app.command()
def expect(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Manifests of what is on its way.")],
    flight: Annotated[str, typer.Option("--flight", help="Flight and date, as XY701/2026-11-22 [from the manifest].")] = "",
    partner: Annotated[str, typer.Option("--partner", help="Who takes the parcels over.")] = "",
    mapping: MappingName = None,
) -> None:
    """Put the parcels of manifests on the list of what is expected."""
    from douane.intake.mapping import named
    from douane.intake.recognise import open_manifest
    from douane.pipeline.hub import announce, announced

    store = hub_store()
    chosen = named(mapping) if mapping else None
    for path in files:
        parcels = []
        for received in open_manifest(path, mapping=chosen).consignments():
            consignment = received.consignment
            if consignment is not None and consignment.reference:
                day = consignment.arrival.isoformat() if consignment.arrival else ""
                told = "/".join(filter(None, (consignment.flight, day)))
                parcels.append(announced(consignment, flight or told, partner))
        new = announce(store, parcels)
        typer.echo(f"{path.name}: {len(parcels)} parcels, {new} new on the list", err=True)


@app.command()
def events(
    file: Annotated[Path, typer.Argument(metavar="FILE|-", help="The queue of a scanner: one event a line, as JSON.")],
    who: Who = "scanner",
    as_json: Json = False,
) -> None:
    """Take the queue of a scanner, in its order. What came before changes nothing."""
    from douane.cli.output import product
    from douane.pipeline.hub import record
    from douane.pipeline.hub_records import read_events, recorded_json

    received_at = moment()
    text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    answers = record(hub_store(), list(read_events(text.splitlines(), received_at, who)), received_at)
    refused = [a for a in answers if a.refused and not a.again]
    alarms = [a for a in answers if a.alarm and not a.again]
    again = sum(a.again for a in answers)
    typer.echo(f"{len(answers)} events: {again} known before, {len(refused)} refused, {len(alarms)} alarms", err=True)
    for answer in refused:
        typer.echo(f"refused  {answer.event.name}  {answer.refused}", err=True)
    for answer in alarms:
        typer.echo(f"alarm    {answer.event.name}  {answer.alarm}", err=True)
    if as_json:
        product([recorded_json(a) for a in answers])
    if refused or alarms:
        raise typer.Exit(EXIT_FINDINGS)


@app.command()
def sort(
    reference: Annotated[str, typer.Argument(help="The parcel that is scanned.")],
    lane: Annotated[str, typer.Option("--in", help="The lane that the parcel lies in, at later scans.")] = "",
    device: Annotated[str, typer.Option("--device", help="The scanner.")] = "sorter",
    plan: Annotated[Path | None, typer.Option("--plan", help="The sort plan [sort-plan.yaml in the data folder].")] = None,
    who: Who = "sorter",
    as_json: Json = False,
) -> None:
    """Say which lane a parcel takes, with colour and sound."""
    from douane import places
    from douane.cli.output import product
    from douane.hub.events import Event, Kind
    from douane.hub.sorting import SHIPPED, read_plan
    from douane.pipeline.hub import scan_at_sorter

    at, own = moment(), places.home() / "sort-plan.yaml"
    event = Event(device, int(at.timestamp() * 1e6), Kind.SORTED, reference, at, who, place=lane)
    answer = scan_at_sorter(hub_store(), event, read_plan(plan or (own if own.exists() else SHIPPED)), at)
    if as_json:
        product({"lane": answer.lane, "colour": answer.colour, "sound": answer.sound, "because": answer.because,
                 "misrouted": answer.misrouted})  # fmt: skip
    else:
        astray = f"; it lies in {answer.misrouted}: wrong lane" if answer.misrouted else ""
        typer.echo(f"{answer.lane}  ({answer.colour}, {answer.sound}): {answer.because}{astray}")
    if answer.misrouted:
        raise typer.Exit(EXIT_FINDINGS)


@app.command()
def outturn(unit: Unit, as_json: Json = False) -> None:
    """Manifested against found, with every discrepancy and what was decided on it."""
    from douane.cli.output import product
    from douane.pipeline import hub
    from douane.pipeline.hub_records import outturn_json

    found = hub.outturn(hub_store(), unit)
    if found is None:
        raise misused(f"{unit} is no ULD or master waybill that is known here. Announce it: douane hub expect MANIFEST")
    if as_json:
        product(outturn_json(found))
    else:
        typer.echo(f"{found.unit}: {found.found_pieces} of {found.expected_pieces} pieces, "
                   f"{found.found_mass} of {found.expected_mass} kg")  # fmt: skip
        for d in found.discrepancies:
            typer.echo(f"  {d.difference.value:<14} {d.parcel:<20} {d.remark}  →  {d.action or 'OPEN'}")
    if found.open:
        raise typer.Exit(EXIT_FINDINGS)


@app.command()
def note(
    parcel: Annotated[str, typer.Argument(help="The parcel.")],
    difference: Annotated[str, typer.Argument(help="shortage, overage, damage, mis-sort or part shipment.")],
    action: Annotated[str, typer.Argument(help="What is done about it.")],
    who: Who = "desk",
) -> None:
    """Decide on a discrepancy, so that its ULD can be closed."""
    from douane.hub.events import Kind
    from douane.pipeline.hub import DIFFERENCES

    if difference not in DIFFERENCES:
        raise misused(f"{difference} is no discrepancy; choose one of: {', '.join(DIFFERENCES)}")
    _one(Kind.NOTED, parcel, who, place=difference, reason=action)


@app.command()
def close(uld: Annotated[str, typer.Argument(help="The ULD.")], who: Who = "desk") -> None:
    """Close a ULD; refused while a discrepancy is open."""
    from douane.hub.events import Kind

    _one(Kind.ULD_CLOSED, uld, who)


@app.command("hand-over")
def hand_over(
    truck: Annotated[str, typer.Argument(help="The truck.")],
    receiver: Annotated[str, typer.Option("--to", help="Who signs for it.")],
    who: Who = "dock",
) -> None:
    """Let a truck go: all that is on it leaves, or nothing does while one parcel may not."""
    from douane.hub.events import Kind

    _one(Kind.DISPATCHED, truck, who, place=truck, reason=receiver)


def _one(kind: Kind, subject: str, who: str, *, place: str = "", reason: str = "") -> None:
    from douane.hub.events import Event
    from douane.pipeline.hub import record

    at = moment()
    event = Event(f"desk {who}", int(at.timestamp() * 1e6), kind, subject, at, who, place=place, reason=reason)
    answer = record(hub_store(), [event], at)[0]
    for said in filter(None, (answer.refused, answer.alarm)):
        typer.echo(said, err=True)
    if answer.refused or answer.alarm:
        raise typer.Exit(EXIT_FINDINGS)
    typer.echo(f"{subject}: {event.kind.value}", err=True)


@app.command()
def parcel(
    reference: Annotated[str, typer.Argument(help="The parcel.")], as_of: AsOf = None, as_json: Json = False
) -> None:  # fmt: skip
    """Where a parcel is and why, its storage record, its clocks, and all that happened to it."""
    from douane.cli.output import product
    from douane.hub.clocks import clocks_of
    from douane.pipeline.hub import parcel_with_events
    from douane.pipeline.hub_records import clocks_json, parcel_json, storage_json
    from douane.reference.law import Law

    store = hub_store()
    known = parcel_with_events(store, reference)
    if known is None:
        raise misused(f"{reference} is not known here: it is on no manifest that was announced, and was never scanned.")
    found, around, happened = known
    on = as_of or today()
    _, _, mrn = store.reading(lambda hub: hub.waybills()).get(found.waybill, ("", None, ""))
    clocks = clocks_of(found, around)
    record = storage_json(found, around, happened, mrn, on, Law.load().on(on))
    if as_json:
        product({**parcel_json(found, around), "storage": record, "clocks": clocks_json(clocks),
                 "events": [{"at": e.at.isoformat(), "kind": e.kind.value, "who": e.who, "place": e.place, "uld": e.uld,
                             "reason": e.reason, "skew": e.skew} for e in happened]})  # fmt: skip
        return
    shown = parcel_json(found, around)
    typer.echo(f"{reference}: {shown['status']}  {clocks.blocked_by or ''}")
    for leg in (*clocks.legs, clocks.total):
        took = "before the presentation" if leg.prelodged else leg.took or ""
        typer.echo(f"  {leg.name:<24} {_clock(leg.start)}  →  {_clock(leg.stop)}   {took}")
    if record["clock"] and record["ended"] is None:
        clock = record["clock"]
        typer.echo(f"  in storage: day {clock['days']} of 90, last day {clock['last_day']}")
    for e in happened:
        typer.echo(f"  {_clock(e.at)}  {e.kind.value:<13} {e.place or e.uld:<14} {e.reason}  ({e.who})")


@app.command("release-list")
def release_list(
    partner: Annotated[str, typer.Option("--partner", help="Only what this partner takes over.")] = "",
    truck: Annotated[str, typer.Option("--truck", help="Only what is loaded on this truck.")] = "",
    uld: Annotated[str, typer.Option("--uld", help="Only what was found in this ULD.")] = "",
) -> None:
    """The parcels that may leave, as CSV."""
    from douane.pipeline import hub, hub_records

    typer.echo(hub_records.release_list(hub.may_go(hub_store(), partner=partner, truck=truck, uld=uld)), nl=False)


@app.command()
def stock(as_of: AsOf = None, as_json: Json = False) -> None:
    """What is here, what is in temporary storage and for how long, and which lots are still to be discharged."""
    from douane.cli.output import product
    from douane.pipeline.hub_stock import stock_now
    from douane.reference.law import Law

    on = as_of or today()
    found = stock_now(hub_store(), on, Law.load().on(on))
    if as_json:
        product(found)
        return
    typer.echo(f"{found['here']} parcels here: " + ", ".join(f"{n} {s}" for s, n in found["statuses"].items()))
    for step in found["warnings"]:
        typer.echo(f"  {step['parcels']} parcels past day {step['day']}: {', '.join(step['first'])}")
    for lot in found["lots"]:
        typer.echo(f"  {lot['waybill']}: {lot['available']} available, {lot['reserved']} reserved, {lot['drawn']} drawn, "
                   f"{lot['remaining']} remaining, {lot['missing']} missing of {lot['total']}")  # fmt: skip


@app.command()
def clocks(
    by: Annotated[str, typer.Option("--by", help="flight, partner or day.")] = "flight", as_json: Json = False
) -> None:  # fmt: skip
    """Landing to dock-out, with percentiles for each flight, partner or day, against 24 and 72 hours."""
    from douane.cli.output import product
    from douane.pipeline.hub_records import percentiles_json
    from douane.pipeline.hub_stock import GROUPS, board

    if by not in GROUPS:
        raise misused(f"--by {by}: choose one of {', '.join(GROUPS)}")
    rows = board(hub_store(), by, moment())
    if as_json:
        product([percentiles_json(row.total) | {"late": row.late, "blocks": row.blocks} for row in rows])
        return
    for row in rows:
        total = row.total
        typer.echo(f"{total.group:<24} {total.measured:>7} out   p50 {total.p50 or '–'}   p95 {total.p95 or '–'}   "
                   f"within 24 h {total.within[0]}, 72 h {total.within[1]}   late {row.late}")  # fmt: skip
        for why, count in row.blocks.items():
            typer.echo(f"{'':<24} {count:>7} × {why}")


@app.command()
def alarms(as_json: Json = False) -> None:
    """The latest alarms, newest first."""
    from douane.cli.output import product
    from douane.pipeline.hub_records import recorded_json

    found = hub_store().reading(lambda hub: hub.alarms())
    if as_json:
        product([recorded_json(a) for a in found])
        return
    for answer in found:
        typer.echo(f"{_clock(answer.event.at)}  {answer.event.name:<12}  {answer.alarm}")


@app.command()
def simulate(
    parcels: Annotated[int, typer.Option("--parcels", min=1, help="Parcels of the day.")] = 10_000,
    flights: Annotated[int, typer.Option("--flights", min=1, help="Flights of the day.")] = 12,
    seed: Annotated[int, typer.Option("--seed", help="The same seed is the same day.")] = 1,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Play a made-up day into an empty hub: flights, breakdown, customs, trucks."""
    from dataclasses import asdict

    from douane.cli.output import product
    from douane.hub.simulating import simulated_day
    from douane.pipeline.hub_day import ending, play

    store = hub_store()
    if store.reading(lambda hub: hub.count()):
        raise misused(
            "There are parcels at this hub already. Play a day in an empty one: set DOUANE_HOME to an empty folder"
        )
    day = as_of or today()
    start = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    refused, raised = play(store, simulated_day(seed, start, parcels=parcels, flights=flights))
    ended = ending(store, refused, raised)
    if as_json:
        product(asdict(ended) | {"total": None if ended.total is None else str(ended.total.p50)})
        return
    typer.echo(f"{ended.parcels} parcels: " + ", ".join(f"{n} {s}" for s, n in ended.statuses.items()))
    typer.echo(f"stock {ended.stock}, scans say {ended.scanned}; {ended.refused} events refused, {ended.alarms} alarms")
    typer.echo(f"discrepancies {ended.discrepancies}, {ended.open_discrepancies} open; ULDs {ended.ulds}")
    typer.echo(f"state {ended.digest}")
