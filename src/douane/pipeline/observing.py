"""What can be seen from outside: logs without personal data, counts for Prometheus, the state of the work."""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from douane.pipeline.queueing import waiting_jobs
from douane.store.chunks import Chunks
from douane.store.status import Status, status_of

# What may stand in a log: references, hashes, codes, counts, times. Names, addresses and numbers of persons may not.
FIELDS = frozenset({
    "event", "level", "timestamp", "logger", "run", "chunk", "file", "manifest", "lrn", "consignment", "sha256", "code",
    "count", "seconds", "state", "phase", "jobs", "worker", "exit_code", "kind", "exception_type",
})  # fmt: skip


def only_known(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every field that is not on the list, so that no person's data can slip into a log."""
    if (raised := event.pop("exc_info", None)) and isinstance(raised, tuple) and raised[0]:
        # The text of an exception may quote a value of the manifest; its type does not.
        event["exception_type"] = raised[0].__name__
    for name in [name for name in event if name not in FIELDS]:
        del event[name]
    return event


def logs_to(stream: Any, level: int = logging.INFO) -> None:
    """Write logs as JSON lines, those of the standard library too."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            only_known,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logger = logging.getLogger("douane")
    logger.handlers[:] = [handler]
    logger.setLevel(level)
    logger.propagate = False
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def metrics(chunks: Chunks) -> bytes:
    """The state of the work in the text form of Prometheus, counted in the store, so that every door says the same."""
    status = status_of(chunks.engine)
    registry = CollectorRegistry()
    for name, words, values in (
        ("douane_consignments", "Outcomes in the store", status.outcomes),
        ("douane_chunk_consignments", "Consignments in chunks of runs that are not finished", status.chunks),
        ("douane_runs", "Runs by phase", status.phases),
        ("douane_jobs", "Jobs of the queue by state", waiting_jobs(chunks.engine)),
    ):
        gauge = Gauge(name, words, ["state"], registry=registry)
        for state, count in values.items():
            gauge.labels(state).set(count)
    Gauge("douane_outbox_waiting", "Folders still to be put in place", registry=registry).set(status.outbox)
    return bytes(generate_latest(registry))


def status(chunks: Chunks) -> Status:
    """The state of the work."""
    return status_of(chunks.engine)
