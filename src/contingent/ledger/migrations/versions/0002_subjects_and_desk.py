"""What a row is about, to be found by it; the triggers of PostgreSQL; and the desk: tables of what is no belief."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_BATCH = 2000
#: kind → the field of its body that names the question it is about, as this migration fixed it
_ABOUT = {"question": "id", "forecast": "question", "resolution": "question", "note": "question"}

_NO_UPDATE_SQLITE = """CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
       BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: a row cannot be changed'); END"""

# The same seat belt as SQLite's, and TRUNCATE, which SQLite does not know. The schema is the table's own, whatever
# the search path of whoever writes.
_POSTGRESQL = (
    """CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         RAISE EXCEPTION 'the ledger is append-only: %', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
       END $$""",
    """CREATE FUNCTION ledger_continue() RETURNS trigger LANGUAGE plpgsql AS $$
       DECLARE
         last_seq bigint;
         last_hash text;
       BEGIN
         EXECUTE format('SELECT seq, hash FROM %I.entries ORDER BY seq DESC LIMIT 1', TG_TABLE_SCHEMA)
           INTO last_seq, last_hash;
         IF NEW.seq <> coalesce(last_seq, 0) + 1 OR NEW.previous <> coalesce(last_hash, repeat('0', 64)) THEN
           RAISE EXCEPTION 'the ledger is append-only: a row must continue the chain'
             USING ERRCODE = 'integrity_constraint_violation';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
       FOR EACH ROW EXECUTE FUNCTION ledger_refuse('a row cannot be changed')""",
    """CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
       FOR EACH ROW EXECUTE FUNCTION ledger_refuse('a row cannot be removed')""",
    """CREATE TRIGGER entries_no_truncate BEFORE TRUNCATE ON entries
       FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('its rows cannot be removed')""",
    """CREATE TRIGGER entries_continue BEFORE INSERT ON entries
       FOR EACH ROW EXECUTE FUNCTION ledger_continue()""",
    """CREATE TRIGGER head_forward BEFORE UPDATE ON head
       FOR EACH ROW WHEN (NEW.seq <= OLD.seq OR NEW.id <> OLD.id)
       EXECUTE FUNCTION ledger_refuse('its head only moves forward')""",
    """CREATE TRIGGER head_stays BEFORE DELETE ON head
       FOR EACH ROW EXECUTE FUNCTION ledger_refuse('its head cannot be removed')""",
    """CREATE TRIGGER head_no_truncate BEFORE TRUNCATE ON head
       FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('its head cannot be removed')""",
)


def upgrade() -> None:
    """Every row says what it is about, nothing else of it has changed; PostgreSQL has triggers; the desk is empty."""
    dialect = op.get_bind().dialect.name
    op.add_column("entries", sa.Column("subject", sa.String(200)))
    if dialect == "sqlite":
        op.execute("DROP TRIGGER entries_no_update")
    _fill_subjects(as_bytes=dialect == "sqlite")
    op.create_index("entries_about", "entries", ["kind", "subject", "as_of"])
    if dialect == "sqlite":
        op.execute(_NO_UPDATE_SQLITE)
    else:
        for statement in _POSTGRESQL:
            op.execute(statement)
    _make_work()
    _make_readers()


def _fill_subjects(*, as_bytes: bool) -> None:
    """Each row's subject is that of its body; a row that was tampered with, even beyond reading, is no obstacle."""
    bind = op.get_bind()
    entries = sa.table("entries", *map(sa.column, ("seq", "kind", "body_json", "subject")))
    body = sa.cast(entries.c.body_json, sa.LargeBinary) if as_bytes else entries.c.body_json
    asked = (
        sa.select(entries.c.seq, body.label("body"), entries.c.kind)
        .where(entries.c.kind.in_(tuple(_ABOUT)))
        .order_by(entries.c.seq)
        .limit(_BATCH)
    )
    fill = sa.update(entries).where(entries.c.seq == sa.bindparam("at")).values(subject=sa.bindparam("about"))
    found = bind.execute(asked).all()
    while found:
        filled = [{"at": row.seq, "about": _subject(row.kind, row.body)} for row in found]
        bind.execute(fill, filled)
        found = bind.execute(asked.where(entries.c.seq > found[-1].seq)).all()


def _subject(kind: str, body: bytes | str | None) -> str | None:
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else str(body)
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return None
    about = held.get(_ABOUT[kind]) if isinstance(held, dict) else None
    return about if isinstance(about, str) and 0 < len(about) <= 200 and about.isprintable() else None


def _make_work() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("request_json", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("stage", sa.Text()),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.String(32), nullable=False),
        sa.Column("asked_by", sa.String(100), nullable=False),
        sa.Column("started_at", sa.String(32)),
        sa.Column("ended_at", sa.String(32)),
        sa.Column("owner", sa.String(64)),
        sa.Column("lease_until", sa.String(32)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(200)),
        sa.Column("error", sa.Text()),
    )
    op.create_index("jobs_waiting", "jobs", ["state", "asked_at"])
    op.create_table(
        "cards",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.String(10), nullable=False),
        sa.Column("card_json", sa.Text(), nullable=False),
    )
    op.create_index("cards_in_order", "cards", ["seq"])


def _make_readers() -> None:
    op.create_table(
        "looks",
        sa.Column("reader", sa.String(100), primary_key=True),
        sa.Column("subject", sa.String(200), primary_key=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("looked_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "hooks",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("reader", sa.String(100), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(200)),
        sa.Column("threshold", sa.Float(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
    )
    op.create_index("hooks_of", "hooks", ["reader"])
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("hook", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("body_json", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.String(32), nullable=False),
        sa.Column("last_status", sa.Integer()),
        sa.Column("last_error", sa.Text()),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("delivered_at", sa.String(32)),
    )
    op.create_index("deliveries_due", "deliveries", ["state", "next_at"])
    op.create_index("deliveries_about", "deliveries", ["hook", "subject", "made_at"])
    op.create_table(
        "tokens",
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.Column("revoked_at", sa.String(32)),
    )
