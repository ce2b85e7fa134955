"""Chunks of a batch, their states, and the outbox of files to be put in place."""

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
