"""Fixtures of the service's tests: a ledger with one real brief, a ledger with a track record, a client on either."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from own_address import HERE

from contingent.journeys.brief import make_brief
from contingent.journeys.keep import keep_brief
from contingent.ledger.store import Ledger
from contingent.sources.articles import read_article
from contingent.web.app import application
from contingent.web.service import Service
from postgresql import engine, fresh_place, where
from proof.made_ledgers import nouns_of_many, put

__all__ = ["engine", "fresh_place", "where"]  # the kinds of database that a test runs on
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "reinforcements.md"


@pytest.fixture(scope="session")
def made_brief_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed ledger file that holds the brief of the example article, simulated on few paths; only to be copied."""
    where = tmp_path_factory.mktemp("brief") / "ledger.sqlite"
    keep_brief(make_brief(read_article(str(EXAMPLE), io.BytesIO()), as_of=None, draws=1 << 8), where)
    return where


@pytest.fixture(scope="session")
def made_settled_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed ledger file with sixty settled questions in six countries, called twice by two forecasters."""
    where = tmp_path_factory.mktemp("settled") / "ledger.sqlite"
    put(where, *nouns_of_many(60))
    return where


@pytest.fixture
def brief_ledger(made_brief_ledger: Path, tmp_path: Path) -> Path:
    """The test's own copy of the ledger with the example's brief."""
    return Path(shutil.copy(made_brief_ledger, tmp_path / "ledger.sqlite"))


@pytest.fixture
def settled_ledger(made_settled_ledger: Path, tmp_path: Path) -> Path:
    """The test's own copy of the ledger with a track record."""
    return Path(shutil.copy(made_settled_ledger, tmp_path / "settled.sqlite"))


@pytest.fixture
def empty_ledger(tmp_path: Path) -> Path:
    """Where a ledger is made when it is first opened."""
    return tmp_path / "empty.sqlite"


@pytest.fixture
def service_on() -> Iterator[Callable[[Path], Service]]:
    """The service on a ledger file; closed after the test."""
    opened: list[Ledger] = []

    def start(where: Path) -> Service:
        opened.append(Ledger.open(where))
        return Service(ledger=opened[-1])

    yield start
    for ledger in opened:
        ledger.close()


@pytest.fixture
def service(brief_ledger: Path, service_on: Callable[[Path], Service]) -> Service:
    """The service on the ledger with the example's brief."""
    return service_on(brief_ledger)


@pytest.fixture
def client_on(service_on: Callable[[Path], Service]) -> Callable[[Path], TestClient]:
    """A client of the service on a ledger file; it follows no redirect by itself."""

    def client_of(where: Path) -> TestClient:
        return TestClient(application(service_on(where)), base_url=HERE, follow_redirects=False)

    return client_of


@pytest.fixture
def client(service: Service) -> TestClient:
    """A client of the service on the ledger with the example's brief; it follows no redirect by itself."""
    return TestClient(application(service), base_url=HERE, follow_redirects=False)


@pytest.fixture
def settled_client(settled_ledger: Path, client_on: Callable[[Path], TestClient]) -> TestClient:
    """A client of the service on the ledger with a track record."""
    return client_on(settled_ledger)
