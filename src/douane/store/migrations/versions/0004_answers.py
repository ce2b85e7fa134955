"""States of declarations, answers received, versions, reasons of gaps in the numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lodged",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("eori", sa.String(), nullable=False),
        sa.Column("lrn", sa.String(length=22), nullable=False, index=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("consignment_id", sa.Integer(), sa.ForeignKey("consignment.id"), nullable=False, index=True),
        sa.Column("reference", sa.String(), index=True),
        sa.Column("state", sa.String(), nullable=False, index=True),
        sa.Column("mrn", sa.String(), index=True),
        sa.UniqueConstraint("eori", "lrn", "kind"),
    )
    op.create_table(
        "lodged_name",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("lodged_id", sa.Integer(), sa.ForeignKey("lodged.id"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False, index=True),
        sa.UniqueConstraint("lodged_id", "name", "value"),
    )
    op.create_table(
        "lodged_version",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("lodged_id", sa.Integer(), sa.ForeignKey("lodged.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.UniqueConstraint("lodged_id", "number"),
    )
    op.create_table(
        "answer_file",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("sha256", sa.String(length=64), nullable=False, unique=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.String(), nullable=False),
    )
    op.create_table(
        "lodged_fact",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("lodged_id", sa.Integer(), sa.ForeignKey("lodged.id"), nullable=False),
        sa.Column("fact", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("mrn", sa.String()),
        sa.Column("version", sa.Integer()),
        sa.Column("note", sa.Text()),
        sa.Column("answer_id", sa.Integer(), sa.ForeignKey("answer_file.id")),
        sa.Column("told_at", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.UniqueConstraint("lodged_id", "fact"),
    )
    op.create_table(
        "number_gap",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("eori", sa.String(), nullable=False),
        sa.Column("lrn", sa.String(length=22), nullable=False, index=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("noted_at", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.UniqueConstraint("eori", "lrn", "reason"),
    )


def downgrade() -> None:
    for name in ("number_gap", "lodged_fact", "answer_file", "lodged_version", "lodged_name", "lodged"):
        op.drop_table(name)
