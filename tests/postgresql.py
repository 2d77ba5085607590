"""A PostgreSQL server for the tests, started by the project's own script, and a fresh schema of it for each test.

A test folder takes these fixtures in by `from postgresql import engine, fresh_place, postgresql_url, where` in its
`conftest.py`. Under CI a missing server is a failure, elsewhere a skip.
"""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "scripts" / "postgresql"
ENGINES = ("sqlite", "postgresql")


@cache
def server_address() -> str:
    """The address of the running server: one for the whole session, and for the next one."""
    try:
        found = subprocess.run([SCRIPT], capture_output=True, text=True, timeout=600, check=False)
        said = found.stderr.strip().splitlines()
        fault = f"scripts/postgresql: {said[-1] if said else 'no word'}" if found.returncode else None
    except (OSError, subprocess.TimeoutExpired) as error:
        fault = f"scripts/postgresql cannot be run: {error}"
    if fault is None:
        return found.stdout.strip()
    if os.environ.get("CI"):
        pytest.fail(fault)
    pytest.skip(fault)


def new_schema() -> str:
    """The address of a new, empty schema."""
    name = f"t_{secrets.token_hex(8)}"
    with psycopg.connect(server_address(), autocommit=True) as server:
        server.execute(f"CREATE SCHEMA {name}".encode())
    return f"{server_address()}?application_name={name}&options={quote(f'-csearch_path={name}', safe='')}"


def drop_schema(address: str) -> None:
    """The schema of an address is gone, with whoever still used it."""
    name = address.rpartition("%3D")[2]
    with psycopg.connect(server_address(), autocommit=True) as server:
        server.execute("SET lock_timeout = '5s'")
        server.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE".encode())


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    """The address of an empty place for a ledger, gone after the test."""
    address = new_schema()
    yield address
    drop_schema(address)


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    if request.param == "postgresql":
        server_address()
    return str(request.param)


@pytest.fixture
def fresh_place(engine: str, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Makes a new empty place for a ledger at each call, gone after the test."""
    made: list[str] = []

    def make() -> str:
        made.append(str(tmp_path / f"ledger-{len(made)}.sqlite") if engine == "sqlite" else new_schema())
        return made[-1]

    yield make
    if engine == "postgresql":
        for address in made:
            drop_schema(address)


@pytest.fixture
def where(fresh_place: Callable[[], str]) -> str:
    """An empty place for a ledger on each kind of database."""
    return fresh_place()
