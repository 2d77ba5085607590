"""A fresh place for a ledger on each kind of database, for the tests.

A test folder takes these fixtures in by `from postgresql import engine, fresh_place, postgresql_url, where` in its
`conftest.py`. Under CI a missing server is a failure, elsewhere a skip.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from proof.row import Missing
from proof.servers import postgresql
from proof.servers.postgresql import drop_schema, new_schema

ENGINES = ("sqlite", "postgresql")


def server_address() -> str:
    """The address of the running server: one for the whole session, and for the next one."""
    try:
        return postgresql.server_address()
    except Missing as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    """The address of an empty place for a ledger, gone after the test."""
    address = new_schema(server_address())
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
