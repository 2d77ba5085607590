"""A PostgreSQL server on loopback, started by the project's own script: a shared one, or one of a row's own."""

from __future__ import annotations

import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import quote

import psycopg

from proof.row import Missing

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "postgresql"
_START_SECONDS = 600  # the first start may install the server


@cache
def server_address() -> str:
    """The address of the shared server: one for every process, left running for the next.

    Raises:
        Missing: it cannot be started.
    """
    return ordered("start")


def ordered(order: str, **told: str) -> str:
    """What the script says when it has done the order: the address of its server, after a start.

    Raises:
        Missing: it could not.
    """
    try:
        found = subprocess.run(
            [SCRIPT, order], capture_output=True, text=True, timeout=_START_SECONDS, check=False,
            env={**os.environ, **told},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(f"scripts/postgresql cannot be run: {error}") from error
    if found.returncode:
        said = found.stderr.strip().splitlines()
        raise Missing(f"scripts/postgresql: {said[-1] if said else 'no word'}")
    return found.stdout.strip()


def new_schema(server: str | None = None) -> str:
    """The address of a new, empty schema; on the shared server unless told otherwise."""
    server = server or server_address()
    name = f"t_{secrets.token_hex(8)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    return f"{server}?application_name={name}&options={quote(f'-csearch_path={name}', safe='')}"


def drop_schema(address: str) -> None:
    """The schema of an address is gone, with whoever still used it."""
    name = address.rpartition("%3D")[2]
    with psycopg.connect(address.partition("?")[0], autocommit=True) as connection:
        connection.execute("SET lock_timeout = '5s'")
        connection.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE".encode())


class OwnServer:
    """A server whose data lie in a folder of its own, flushed to the disk at each commit as real data must be."""

    def __init__(self, home: Path) -> None:
        self._told = {"CONTINGENT_POSTGRESQL_HOME": str(home), "CONTINGENT_POSTGRESQL_FSYNC": "on"}
        self.home = home
        self.address = ""

    def start(self) -> str:
        """It runs; its address. Raises Missing where it does not start."""
        self.address = ordered("start", **self._told)
        return self.address

    def restart(self) -> str:
        """It was ended at once, as by a power cut, and runs again at the same address."""
        return ordered("restart", **self._told)

    def stop(self) -> None:
        """It is down; its data stay."""
        ordered("stop", **self._told)

    def drop(self) -> None:
        """It is down, and its data are gone."""
        ordered("drop", **self._told)


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """A running server that nobody else notices, gone afterwards.

    Raises:
        Missing: it cannot be started.
    """
    with tempfile.TemporaryDirectory(prefix="contingent-server-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # it runs as another user, who must find its way in
        server = OwnServer(Path(folder) / "home")
        try:
            server.start()
            yield server
        finally:
            server.drop()
