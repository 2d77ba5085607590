"""A connection that is cut, and a server that stays away. Restarts under writers: row R3 of the proof."""

from __future__ import annotations

import psycopg
import pytest
from ledgers import DAY, MOMENT, filled

from contingent.core.errors import LedgerError
from contingent.ledger import store
from contingent.ledger.store import Ledger
from postgresql import server_address
from proof.servers.postgresql import own_server


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


def test_a_server_that_stays_away_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "BACK_SECONDS", 0.3)
    server_address()  # a missing server is told of in one place
    with own_server() as server, Ledger.open(server.address) as ledger:
        server.stop()
        with pytest.raises(LedgerError, match=r"cannot be reached|lost its server") as caught:
            ledger.append("forecast", "late", {}, as_of=DAY, recorded_at=MOMENT)
        with pytest.raises(LedgerError, match="cannot be reached"):
            Ledger.open(server.address)
    password = server.address.split(":")[2].split("@")[0]
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
