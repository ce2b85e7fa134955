"""Chunks of a batch, their states, and the outbox of files to be put in place; indexes for worklists."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "work",
        sa.Column("run_id", sa.Integer(), sa.ForeignKey("run.id"), primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.Column("prints", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False, index=True),
        sa.Column("consignments", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
    )
    op.create_table(
        "chunk",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("run_id", sa.Integer(), sa.ForeignKey("run.id"), nullable=False, index=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False, index=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("culprits", sa.String(), nullable=False),
        sa.Column("together", sa.Text()),
        sa.Column("tally", sa.Text()),
        sa.Column("prints", sa.Text()),
        sa.Column("content", sa.LargeBinary()),
        sa.UniqueConstraint("run_id", "number"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("run_id", sa.Integer(), sa.ForeignKey("run.id"), nullable=False, index=True),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("placed_at", sa.String(), index=True),
        sa.Column("digest", sa.String()),
        sa.UniqueConstraint("run_id", "folder"),
    )
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("manifest_id", sa.Integer(), sa.ForeignKey("manifest.id"), nullable=False, index=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("began_at", sa.String(), nullable=False),
        sa.Column("ended_at", sa.String()),
    )
    # A worklist is one outcome, newest first: answered from this index alone.
    op.create_index("ix_outcome_worklist", "outcome", ["outcome", "id"])
    op.drop_index("ix_outcome_outcome", "outcome")
    # UNIQUE (run_id, consignment_id) begins with the run already.
    op.drop_index("ix_outcome_run_id", "outcome")
    op.drop_index("ix_declaration_run_id", "declaration")


def downgrade() -> None:
    op.create_index("ix_declaration_run_id", "declaration", ["run_id"])
    op.create_index("ix_outcome_run_id", "outcome", ["run_id"])
    op.create_index("ix_outcome_outcome", "outcome", ["outcome"])
    op.drop_index("ix_outcome_worklist", "outcome")
    for table in ("legal_hold", "outbox", "chunk", "work"):
        op.drop_table(table)
