"""The tables of the ledger, as SQLAlchemy Core sees them; the migrations make them, a test holds the two together."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

#: the newest numbered migration in `migrations/versions`
HEAD_REVISION = "0003"

metadata = MetaData()

# SQLite numbers its rows by INTEGER PRIMARY KEY only; a server needs 64 bits asked for
_SEQ = BigInteger().with_variant(Integer(), "sqlite")

entries = Table(
    "entries",
    metadata,
    Column("seq", _SEQ, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("key", String(200), nullable=False),
    Column("as_of", String(10), nullable=False),
    Column("recorded_at", String(32), nullable=False),
    Column("body_json", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("subject", String(200)),  # what chain.subject_of makes of the body, so that it can be found; not hashed
    UniqueConstraint("kind", "key", "as_of", name="entries_once"),
    Index("entries_known", "kind", "as_of"),
    Index("entries_about", "kind", "subject", "as_of"),
)

head = Table(
    "head",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="head_one"), primary_key=True, autoincrement=False),
    Column("seq", _SEQ, nullable=False),
    Column("hash", String(64), nullable=False),
)

version = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))

# The desk: what changes from day to day and is no belief. Nothing of it is hashed, exported or known as of a day.

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("request_json", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("stage", Text),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("asked_at", String(32), nullable=False),
    Column("asked_by", String(100), nullable=False),
    Column("started_at", String(32)),
    Column("ended_at", String(32)),
    Column("owner", String(64)),
    Column("lease_until", String(32)),
    Column("attempts", Integer, nullable=False),
    Column("result", String(200)),
    Column("error", Text),
    Index("jobs_waiting", "state", "asked_at"),
)

looks = Table(
    "looks",
    metadata,
    Column("reader", String(100), primary_key=True),
    Column("subject", String(200), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("looked_at", String(32), nullable=False),
)

hooks = Table(
    "hooks",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("reader", String(100), nullable=False),
    Column("address", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("subject", String(200)),
    Column("threshold", Float, nullable=False),
    Column("state", String(10), nullable=False),
    Column("made_at", String(32), nullable=False),
    Index("hooks_of", "reader"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("hook", String(32), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("body_json", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", String(32), nullable=False),
    Column("last_status", Integer),
    Column("last_error", Text),
    Column("made_at", String(32), nullable=False),
    Column("delivered_at", String(32)),
    Index("deliveries_due", "state", "next_at"),
    Index("deliveries_about", "hook", "subject", "made_at"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("made_at", String(32), nullable=False),
    Column("revoked_at", String(32)),
)

cards = Table(
    "cards",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("as_of", String(10), nullable=False),
    Column("card_json", Text, nullable=False),
    Index("cards_in_order", "seq"),
)

# Where each question stands, so that a list of them is paged by an index; derived from the entries, and made anew
# from them wherever it is missing.

standings = Table(
    "standings",
    metadata,
    Column("question", String(200), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("topic", String(40), nullable=False),
    Column("place", String(3)),
    Column("opens", String(10), nullable=False),
    Column("deadline", String(10), nullable=False),
    Column("source", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("outcome", String(40)),
    Column("resolved_on", String(10)),
    Column("forecaster", Text),
    Column("middle", Float),
    Column("low", Float),
    Column("high", Float),
    Column("unit", Text),
    Column("said_on", String(10)),
    Column("moved", Float),
    Column("forecasters", Text, nullable=False),
    Column("changed_at", String(32), nullable=False),
    Index("standings_by_deadline", "state", "deadline"),
    Index("standings_by_chance", "state", "middle"),
    Index("standings_by_day", "state", "changed_at"),
)

reached = Table(
    "reached",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("seq", BigInteger, nullable=False),
)
