"""The tables of the ledger, as SQLAlchemy Core sees them; the migrations make them, a test holds the two together."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

#: the newest numbered migration in `migrations/versions`
HEAD_REVISION = "0001"

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
    UniqueConstraint("kind", "key", "as_of", name="entries_once"),
    Index("entries_known", "kind", "as_of"),
)

head = Table(
    "head",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="head_one"), primary_key=True, autoincrement=False),
    Column("seq", _SEQ, nullable=False),
    Column("hash", String(64), nullable=False),
)

version = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
