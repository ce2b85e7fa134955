"""`worker`: work for batches on other machines. `status`: how far everything is."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from douane.cli.arguments import Json, now
from douane.cli.opening import open_store

if TYPE_CHECKING:
    from douane.pipeline.working import Workplace


def worker(
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Worker processes.")] = max(1, os.cpu_count() or 1),
    once: Annotated[bool, typer.Option("--once", help="Stop when no job is left.")] = False,
    metrics_port: Annotated[int, typer.Option("--metrics-port", help="Serve metrics for Prometheus there [off].")] = 0,
) -> None:
    """Work on the chunks of batches that run with DOUANE_RUNNER=queue, over the PostgreSQL of DOUANE_DATABASE_URL."""
    import asyncio

    from douane.cli.output import say
    from douane.pipeline.observing import logs_to
    from douane.pipeline.queueing import Worker
    from douane.pipeline.stopping import stops
    from douane.pipeline.working import Workplace
    from douane.store.documents import open_documents

    logs_to(sys.stderr)
    with stops():
        place = Workplace(open_store(), open_documents(), now)
        ours = Worker(place, jobs)
        if metrics_port:
            _serve_metrics(place, metrics_port)
        say(f"Working with {jobs} processes. Stop with Ctrl+C; what is under way is done by others.")
        asyncio.run(ours.run(wait=not once))
    say(f"{ours.done} chunks done.")


def _serve_metrics(place: Workplace, port: int) -> None:
    import threading
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    from douane.pipeline.observing import metrics

    class Answer(BaseHTTPRequestHandler):
        """Answers every path with the metrics."""

        def do_GET(self) -> None:
            """One answer from the store."""
            content = metrics(place.chunks)
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name of the base class
            """Nothing: who asks is nobody's business."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def status(as_json: Json = False) -> None:
    """How many consignments stand where, which runs are under way, what waits to be put in place."""
    from douane.cli.output import product
    from douane.pipeline.observing import status as look
    from douane.pipeline.queueing import waiting_jobs
    from douane.pipeline.stopping import stops
    from douane.store.chunks import Chunks

    with stops():
        chunks = Chunks(open_store().engine)
        found, jobs = look(chunks), waiting_jobs(chunks.engine)
    if as_json:
        product({**asdict(found), "jobs": jobs})
        return
    for title, counts in (("outcomes", found.outcomes), ("runs", found.phases), ("in work", found.chunks), ("jobs", jobs)):
        said = ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items())) or "none"
        typer.echo(f"{title + ':':<12}{said}")
    typer.echo(f"{'to place:':<12}{found.outbox:,} folders")
