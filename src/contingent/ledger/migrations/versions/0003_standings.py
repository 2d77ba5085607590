"""Where each question stands, so that a list of them is paged by an index; filled from the entries when it is read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The tables of standings are there, empty: nothing of the ledger's own rows is touched."""
    op.create_table(
        "standings",
        sa.Column("question", sa.String(200), primary_key=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("place", sa.String(3)),
        sa.Column("opens", sa.String(10), nullable=False),
        sa.Column("deadline", sa.String(10), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("outcome", sa.String(40)),
        sa.Column("resolved_on", sa.String(10)),
        sa.Column("forecaster", sa.Text()),
        sa.Column("middle", sa.Float()),
        sa.Column("low", sa.Float()),
        sa.Column("high", sa.Float()),
        sa.Column("unit", sa.Text()),
        sa.Column("said_on", sa.String(10)),
        sa.Column("moved", sa.Float()),
        sa.Column("forecasters", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.String(32), nullable=False),
    )
    op.create_index("standings_by_deadline", "standings", ["state", "deadline"])
    op.create_index("standings_by_chance", "standings", ["state", "middle"])
    op.create_index("standings_by_day", "standings", ["state", "changed_at"])
    op.create_table(
        "reached",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
    )
