"""Runs the numbered migrations inside the caller's transaction, so that a ledger is upgraded whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

FOLDER = Path(__file__).parent / "migrations"


def scripts() -> ScriptDirectory:
    """The shipped migrations."""
    return ScriptDirectory(str(FOLDER))


def upgrade(connection: Connection) -> None:
    """Every migration that the database lacks has run on `connection`; the caller commits."""
    directory = scripts()

    def missing(revision: Any, _context: Any) -> Any:
        return directory._upgrade_revs("head", revision)  # what `alembic upgrade head` runs; there is no public name

    environment = EnvironmentContext(Config(), directory, fn=missing)
    with environment:
        environment.configure(connection=connection)
        environment.run_migrations()
