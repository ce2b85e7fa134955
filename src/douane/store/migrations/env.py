"""Alembic's entry: migrations run on the connection that the store gives."""

from alembic import context
from sqlmodel import SQLModel

from douane.store import batch_tables, decision_tables, tables  # noqa: F401  the tables register themselves

context.configure(connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata,
                  render_as_batch=True)  # fmt: skip
context.run_migrations()
