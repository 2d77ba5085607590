"""The first tables: the chain of entries, its head, and triggers that refuse to edit what was written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

GENESIS = "0" * 64
SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# A seat belt against slips, not against malice: whoever may drop a trigger is caught by the chain instead.
SQLITE_TRIGGERS = (
    """CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
       BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: a row cannot be changed'); END""",
    """CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
       BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: a row cannot be removed'); END""",
    """CREATE TRIGGER entries_continue BEFORE INSERT ON entries
       WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM entries)
         OR NEW.previous <> coalesce((SELECT hash FROM entries ORDER BY seq DESC LIMIT 1), '"""
    + GENESIS
    + """')
       BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: a row must continue the chain'); END""",
    """CREATE TRIGGER head_forward BEFORE UPDATE ON head WHEN NEW.seq <= OLD.seq OR NEW.id <> OLD.id
       BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: its head only moves forward'); END""",
    """CREATE TRIGGER head_stays BEFORE DELETE ON head
       BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: its head cannot be removed'); END""",
)


def upgrade() -> None:
    """An empty database holds the tables, an empty chain, and on SQLite the triggers."""
    op.create_table(
        "entries",
        sa.Column("seq", SEQ, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("as_of", sa.String(10), nullable=False),
        sa.Column("recorded_at", sa.String(32), nullable=False),
        sa.Column("body_json", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.UniqueConstraint("kind", "key", "as_of", name="entries_once"),
    )
    op.create_index("entries_known", "entries", ["kind", "as_of"])
    head = op.create_table(
        "head",
        sa.Column(
            "id", sa.Integer(), sa.CheckConstraint("id = 1", name="head_one"), primary_key=True, autoincrement=False
        ),
        sa.Column("seq", SEQ, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": GENESIS}])
    if op.get_bind().dialect.name == "sqlite":
        for trigger in SQLITE_TRIGGERS:
            op.execute(trigger)
