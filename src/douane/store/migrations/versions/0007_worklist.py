"""What consignments are searched by beside their reference, and when they arrive; the worklist of one run."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("mawb", "hawb", "uld", "order_number", "arrival"):
        op.add_column("consignment", sa.Column(name, sa.String(), nullable=True))
    for name in ("lrn", "mawb", "hawb", "uld", "order_number"):
        op.create_index(f"ix_consignment_{name}", "consignment", [name])
    op.create_index("ix_outcome_of_run", "outcome", ["run_id", "outcome", "id"])
