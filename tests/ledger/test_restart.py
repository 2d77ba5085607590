"""A server that is ended at once under its writers loses nothing acknowledged, and they go on when it is back."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest
from ledgers import DAY, MOMENT, filled

from contingent.core.errors import LedgerError
from contingent.core.times import now
from contingent.ledger import store
from contingent.ledger.store import Ledger
from postgresql import SCRIPT, server_address

WRITERS = 8
RESTARTS = 3 * int(os.environ.get("CONTINGENT_TIMES", "1"))


@pytest.fixture(scope="module")
def own_server() -> Iterator[dict[str, str]]:
    """What the script is told so that it runs a server of this module's own: the others must not notice."""
    server_address()  # a missing server is told of in one place
    with tempfile.TemporaryDirectory(prefix="contingent-server-") as folder:
        Path(folder).chmod(0o755)  # the server runs as another user, whom pytest's own folders shut out
        told = {"CONTINGENT_POSTGRESQL_HOME": f"{folder}/home", "CONTINGENT_POSTGRESQL_FSYNC": "on"}
        yield {**os.environ, **told}
        subprocess.run([SCRIPT, "drop"], env={**os.environ, **told}, check=True, capture_output=True)


def script(told: dict[str, str], order: str = "start") -> str:
    found = subprocess.run([SCRIPT, order], env=told, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    return found.stdout.strip()


def test_writers_go_on_over_restarts_and_each_row_is_there_once(own_server: dict[str, str]) -> None:
    address = script(own_server)
    acknowledged: list[list[tuple[int, str]]] = [[] for _ in range(WRITERS)]
    faults: list[BaseException] = []
    done = threading.Event()
    with Ledger.open(address) as ledger:

        def write(number: int) -> None:
            n = 0
            try:
                while not done.is_set():
                    n += 1
                    row = ledger.append("forecast", f"w{number}-{n}", {"n": n}, as_of=DAY, recorded_at=now())
                    acknowledged[number].append((row.seq, row.key))
            except BaseException as error:
                faults.append(error)

        threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
        for thread in threads:
            thread.start()
        for _ in range(RESTARTS):
            wait_for_rows(sum(map(len, acknowledged)) + 2 * WRITERS, acknowledged, faults)
            script(own_server, "restart")
        wait_for_rows(sum(map(len, acknowledged)) + 2 * WRITERS, acknowledged, faults)
        done.set()
        for thread in threads:
            thread.join(30)
        assert faults == []
        assert ledger.verify().ok
        rows = ledger.read(as_of=date.max)
    kept = {(row.seq, row.key) for row in rows}
    assert len(kept) == len(rows)
    assert len({row.key for row in rows}) == len(rows)
    assert {one for said in acknowledged for one in said} == kept  # all threads ended: whatever is there was told


def wait_for_rows(count: int, acknowledged: list[list[tuple[int, str]]], faults: list[BaseException]) -> None:
    until = time.monotonic() + 20
    while sum(map(len, acknowledged)) < count and not faults:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_read_and_a_walk_survive_a_connection_that_was_cut(postgresql_url: str) -> None:
    with Ledger.open(filled(postgresql_url)) as ledger:
        for ask in (lambda: ledger.read(as_of=DAY), ledger.head, ledger.verify):
            expected = ask()
            cut_all(postgresql_url)
            assert ask() == expected


def test_a_cut_between_the_commit_and_its_word_leaves_the_row_once(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    true_write, cuts = store.write, []

    def write_and_be_cut(*given: object) -> object:
        end = true_write(*given)  # type: ignore[arg-type]
        if not cuts:
            cuts.append(1)
            given[0].commit()  # type: ignore[attr-defined]
            cut_all(postgresql_url)
        return end

    monkeypatch.setattr(store, "write", write_and_be_cut)
    with Ledger.open(postgresql_url) as ledger:
        row = ledger.append("forecast", "f-1", {"p": 0.1}, as_of=DAY, recorded_at=MOMENT)
        assert cuts == [1]
        assert ledger.read(as_of=DAY) == (row,)


def test_a_server_that_stays_away_is_told_of(own_server: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "BACK_SECONDS", 0.3)
    address = script(own_server)
    with Ledger.open(address) as ledger:
        script(own_server, "stop")
        with pytest.raises(LedgerError, match=r"cannot be reached|lost its server") as caught:
            ledger.append("forecast", "late", {}, as_of=DAY, recorded_at=MOMENT)
        with pytest.raises(LedgerError, match="cannot be reached"):
            Ledger.open(address)
    password = address.split(":")[2].split("@")[0]
    assert password not in str(caught.value)


def cut_all(address: str) -> None:
    """Every other connection of ours to this schema is cut by the server."""
    with psycopg.connect(server_address(), autocommit=True) as server:
        name = address.rpartition("%3D")[2]
        server.execute(
            "SELECT pg_terminate_backend(l.pid) FROM pg_stat_activity l WHERE l.pid <> pg_backend_pid() "
            "AND l.application_name = %s",
            (name,),
        )
