"""Many machines: chunks as jobs of Procrastinate, in the same PostgreSQL and the same transaction as the consignments."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence

import procrastinate
from procrastinate import jobs as procrastinate_jobs
from sqlalchemy import Connection, Engine, text

from douane.pipeline.pool import Limits, Pool
from douane.pipeline.runner import Tell, progress_of
from douane.pipeline.stopping import StoppedError
from douane.pipeline.working import Workplace
from douane.store.database import StoreError

log = logging.getLogger(__name__)

QUEUE, TASK = "chunks", "douane.chunk"
_POLL = 0.2
_STALLED = 15.0
_ATTEMPTS = 5
_SETTING_UP = 0x70726F637261

_DEFER = text("""
SELECT procrastinate_defer_jobs_v1(array_agg(
         ROW(:queue, :task, 0, NULL, NULL, jsonb_build_object('chunk', wanted.chunk), NULL)::procrastinate_job_to_defer_v1))
  FROM unnest(CAST(:chunks AS integer[])) AS wanted(chunk)
 WHERE NOT EXISTS (SELECT 1 FROM procrastinate_jobs AS job
                    WHERE job.task_name = :task AND job.status IN ('todo', 'doing')
                      AND (job.args->>'chunk')::integer = wanted.chunk)
HAVING count(*) > 0
""")
_FAILED = text("""
SELECT count(*) FROM procrastinate_jobs AS job JOIN chunk ON chunk.id = (job.args->>'chunk')::integer
 WHERE job.task_name = :task AND job.status = 'failed' AND chunk.run_id = :run AND chunk.state = :state
   AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs AS again
                    WHERE again.task_name = :task AND again.args = job.args AND again.status IN ('todo', 'doing'))
""")
_ALIVE = text("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds'")
_CANCEL = text("""
UPDATE procrastinate_jobs SET status = 'cancelled' WHERE task_name = :task AND status = 'todo'
   AND (args->>'chunk')::integer IN (SELECT id FROM chunk WHERE run_id = :run)
""")


def set_up(engine: Engine) -> None:
    """Procrastinate's own tables in our database, once. Raises `StoreError` where the database is no PostgreSQL."""
    if engine.dialect.name != "postgresql":
        raise StoreError(
            "Workers on many machines need PostgreSQL: set DOUANE_DATABASE_URL=postgresql://… on every machine."
        )
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _SETTING_UP})
        if connection.execute(text("SELECT to_regclass('procrastinate_jobs')")).scalar() is None:
            connection.exec_driver_sql(procrastinate.schema.SchemaManager.get_schema().replace("%", "%%"))


class Queue:
    """The runner that hands chunks to workers elsewhere; it does no work itself."""

    def __init__(self, place: Workplace, say: Callable[[str], None], *, patience: float = _STALLED) -> None:
        set_up(place.store.engine)
        self._place, self._say, self._patience = place, say, patience

    def submit(self, connection: Connection, chunks: Sequence[int]) -> None:
        """Enqueue the chunks in the transaction that stores them; one that is on its way already is left alone."""
        if chunks:
            connection.execute(_DEFER, {"queue": QUEUE, "task": TASK, "chunks": list(chunks)})

    def pump(self) -> None:
        """Workers elsewhere need no help."""

    def wait(self, run: int, state: str, tell: Tell) -> None:
        """Look into our own tables until no chunk is in `state`. Raises `StoppedError` where jobs have failed for good."""
        quiet = time.monotonic()
        while self._place.chunks.waiting(run, state):
            tell(progress_of(self._place.chunks, run))
            time.sleep(_POLL)
            if time.monotonic() - quiet > self._patience:
                quiet = time.monotonic()
                self._look(run, state)

    def cancel(self, run: int) -> None:
        """Begin no further chunk of the run."""
        with self._place.store.engine.begin() as connection:
            connection.execute(_CANCEL, {"task": TASK, "run": run})

    def close(self) -> None:
        """Jobs that are under way go on without us."""

    def _look(self, run: int, state: str) -> None:
        with self._place.store.engine.connect() as connection:
            failed = connection.execute(_FAILED, {"task": TASK, "run": run, "state": state}).scalar_one()
            alive = connection.execute(_ALIVE).scalar_one()
        if failed:
            raise StoppedError(
                f"{failed} chunks have failed {_ATTEMPTS} times; the log of the workers says why. Mend that and run the "
                "same command again to go on."
            )
        if not alive:
            self._say("No worker answers. Start one with: douane worker")


class Worker:
    """One worker process of a machine: takes jobs and has them done by supervised child processes."""

    def __init__(self, place: Workplace, jobs: int, limits: Limits | None = None, *, stalled: float = _STALLED) -> None:
        set_up(place.store.engine)
        self._place, self._jobs, self._stalled = place, jobs, stalled
        self._pool = Pool(jobs, place, limits)
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self.done = 0

    async def run(self, *, wait: bool = True) -> None:
        """Take jobs until stopped, or until none is left where `wait` is false. A database that went away is waited for."""
        try:
            while True:
                try:
                    return await self._session(wait=wait)
                except (procrastinate.exceptions.ConnectorException, OSError) as error:
                    log.warning("the database does not answer (%s); trying again", type(error).__name__)
                    self._pool.close()
                    await asyncio.sleep(1)
        finally:
            self._pool.close()

    async def _session(self, *, wait: bool) -> None:
        app = self._app()
        async with app.open_async():
            beside = [asyncio.create_task(self._pumping()), asyncio.create_task(self._retrying(app))]
            try:
                await app.run_worker_async(
                    queues=[QUEUE], concurrency=self._jobs, wait=wait, fetch_job_polling_interval=min(1.0, self._stalled),
                    update_heartbeat_interval=self._stalled / 5, stalled_worker_timeout=self._stalled,
                    delete_jobs=procrastinate_jobs.DeleteJobCondition.SUCCESSFUL,
                )  # fmt: skip
            finally:
                for task in beside:
                    task.cancel()

    def _app(self) -> procrastinate.App:
        url = self._place.store.engine.url.set(drivername="postgresql")
        app = procrastinate.App(
            connector=procrastinate.PsycopgConnector(
                conninfo=url.render_as_string(hide_password=False), min_size=1, max_size=4
            )
        )

        @app.task(name=TASK, queue=QUEUE, retry=procrastinate.RetryStrategy(max_attempts=_ATTEMPTS, wait=1))
        async def work_on(chunk: int) -> None:
            await self._done(chunk)

        return app

    async def _done(self, chunk: int) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[chunk] = future
        self._pool.submit([chunk])
        try:
            await future
        finally:
            self._waiting.pop(chunk, None)

    async def _pumping(self) -> None:
        while True:
            try:
                finished = self._pool.pump()
            except Exception as error:
                # Each of the jobs is tried again by its strategy; late or twice does no harm.
                self._pool.close()
                self._pool.cancel()
                for future in self._waiting.values():
                    if not future.done():
                        future.set_exception(error)
                finished = []
            self.done += len(finished)
            for chunk in finished:
                future_of = self._waiting.get(chunk)
                if future_of and not future_of.done():
                    future_of.set_result(None)
            await asyncio.sleep(0.01 if self._waiting else 0.05)

    async def _retrying(self, app: procrastinate.App) -> None:
        """Jobs of a worker that died are put back; Procrastinate leaves that to its users."""
        while True:
            await asyncio.sleep(self._stalled / 3)
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=self._stalled):
                log.warning("job %s is stalled and put back", job.id)
                await app.job_manager.retry_job(job)


def waiting_jobs(engine: Engine) -> dict[str, int]:
    """How many jobs stand in which state; empty where the database has no queue."""
    if engine.dialect.name != "postgresql":
        return {}
    with engine.connect() as connection:
        if connection.execute(text("SELECT to_regclass('procrastinate_jobs')")).scalar() is None:
            return {}
        rows = connection.execute(text("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status"))
        return {str(row[0]): int(row[1]) for row in rows}
