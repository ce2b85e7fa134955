"""What people decide: codes for goods, matches of parties; prices seen; quotas used."""

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
