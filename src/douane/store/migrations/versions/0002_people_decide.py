"""What people decide: codes for goods, matches of parties; prices seen; quotas used."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _rulings()
    _seen()
    _quotas()
    _goods()


def _rulings() -> None:
    op.create_table(
        "party_ruling",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("party", sa.String(64), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("entity", "digest", "ruling", "who", "day")),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("list_version", sa.String(), nullable=False),
    )
    op.create_index("ix_party_ruling_pair", "party_ruling", ["party", "entity"])


def _seen() -> None:
    op.create_table(
        "seen",
        sa.Column("consignment_id", sa.Integer(), sa.ForeignKey("consignment.id"), primary_key=True, autoincrement=False),
        sa.Column("item", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("run_id", sa.Integer(), sa.ForeignKey("run.id"), nullable=False, index=True),
        sa.Column("shipper", sa.String(), nullable=False),
        sa.Column("consignee", sa.String(), nullable=False),
        *(sa.Column(name, sa.String()) for name in ("day", "ioss", "total", "hs6", "origin")),
        sa.Column("words", sa.Text(), nullable=False),
        *(sa.Column(name, sa.String()) for name in ("value", "mass", "pieces")),
        sa.Column("far", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_seen_goods", "seen", ["hs6", "origin"])


def _quotas() -> None:
    op.create_table(
        "quota_draw",
        sa.Column("buyer", sa.String(64), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("order_number", sa.String(), primary_key=True),
        sa.Column("consignment_id", sa.Integer(), sa.ForeignKey("consignment.id"), nullable=False),
        sa.Column("run_id", sa.Integer(), sa.ForeignKey("run.id"), nullable=False, index=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("used_before", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
    )


def _goods() -> None:
    op.create_table(
        "goods_decision",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("client", sa.String(), nullable=False, index=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("market", "code", "who", "at", "edition")),
        sa.Column("good", sa.String(length=64), nullable=False, index=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("description", "why")),
    )
