"""Events of the hub, append-only, and the states that they lead to."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _text(name: str, *, nullable: bool = False, key: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=nullable, primary_key=key)


def upgrade() -> None:
    op.create_table("hub_flight", _text("name", key=True), _text("landed_at", nullable=True))
    op.create_table(
        "hub_uld", _text("name", key=True), _text("flight"), _text("state"), _text("condition"),
        _text("received_at", nullable=True), _text("closed_at", nullable=True),
    )  # fmt: skip
    op.create_table(
        "hub_waybill", _text("name", key=True), _text("flight"), _text("presented_at", nullable=True), _text("mrn")
    )  # fmt: skip
    op.create_table(
        "hub_parcel",
        sa.Column("id", sa.Integer(), primary_key=True),
        *(_text(name) for name in ("reference", "flight", "uld", "waybill", "house", "bag", "destination", "partner")),
        sa.Column("pieces", sa.Integer(), nullable=False),
        *(_text(name) for name in ("mass", "customs", "procedure", "mrn", "holds")),
        sa.Column("unexpected", sa.Boolean(), nullable=False),
        sa.Column("damaged", sa.Boolean(), nullable=False),
        *(_text(name) for name in ("found_uld", "place", "lane", "truck")),
        *(_text(name, nullable=True) for name in ("found_at", "declared_at", "released_at", "out_at", "seen_at")),
        sa.UniqueConstraint("reference"),
    )
    op.create_table(
        "hub_event",
        sa.Column("id", sa.Integer(), primary_key=True),
        _text("device"),
        sa.Column("number", sa.BigInteger(), nullable=False),
        *(_text(name) for name in ("kind", "subject", "at", "received_at", "who", "uld", "place", "reason", "mrn")),
        sa.Column("skew", sa.Float(), nullable=False),
        _text("refused", nullable=True),
        sa.Column("alarm", sa.Text(), nullable=True),
        sa.UniqueConstraint("device", "number"),
    )
    for table, columns in {
        "hub_uld": ("flight",),
        "hub_waybill": ("flight",),
        "hub_parcel": ("flight", "uld", "waybill", "found_uld", "truck"),
        "hub_event": ("subject",),
    }.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])
