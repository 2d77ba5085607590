"""Where a ledger is: a file, or a PostgreSQL database; never shown with its password."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from contingent.core.errors import LedgerError

_SQLITE_PREFIX = "sqlite:///"
_SERVERS = ("postgresql", "postgres", "postgresql+psycopg")
_WANTED = "wanted a file path, sqlite:///PATH or postgresql://USER@HOST:PORT/DATABASE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A ledger's place: a `path`, or the `url` of a server's database; `shown` is how it is told, without secrets."""

    shown: str
    path: Path | None = None
    url: URL | None = field(default=None, repr=False)


def place_of(where: str | os.PathLike[str]) -> Place:
    """The place that a path, an `sqlite:///` or a `postgresql://` address names.

    Raises:
        LedgerError: an address of another database, or one that cannot be read; never with its password.
    """
    text = os.fspath(where)
    scheme, separator, _ = text.partition("://")
    if separator and scheme in _SERVERS:
        return _server(text)
    if text.startswith(_SQLITE_PREFIX):
        text = text[len(_SQLITE_PREFIX) :]
    elif separator and scheme.replace("+", "").isalnum():
        raise LedgerError(f"the ledger is at a {scheme}:// address; {_WANTED}")
    if not text or "\0" in text:
        raise LedgerError(f"the ledger's path is {text!r}; {_WANTED}")
    return Place(path=Path(text), shown=text)


def _server(text: str) -> Place:
    try:
        url = make_url(text).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError, TypeError):
        url = None
    # a password with one of these unescaped would end up in what is taken for the host, and be shown
    if url is None or any("@" in part for part in (url.host or "", url.database or "")) or not text.isprintable():
        raise LedgerError(
            "the ledger's address cannot be read; wanted postgresql://USER:PASSWORD@HOST:PORT/DATABASE, with @ : / ? # "
            "and % of the password written as %40 %3A %2F %3F %23 %25, or without a password and PGPASSWORD set."
        ) from None
    bare = URL.create("postgresql", username=url.username, host=url.host, port=url.port, database=url.database)
    return Place(url=url, shown=bare.render_as_string())
