"""`contingent serve`: it opens with the examples, says in one sentence why it cannot, and stops without a trace."""

from __future__ import annotations

import importlib.util
import socket
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from contingent.cli import app
from contingent.core.errors import InputError
from contingent.journeys.examples import EXAMPLES
from contingent.ledger.store import Ledger
from contingent.web.serving import Wanted, is_loopback, serve
from proof.servers.service import Server, all_gone


def never(_address: str) -> None:
    raise AssertionError("it must not start")


def test_a_new_ledger_has_the_examples_when_its_address_is_told_and_a_second_start_adds_nothing(tmp_path: Path) -> None:
    where, log = tmp_path / "ledger.sqlite", tmp_path / "log"
    with Server(str(where), log, "--examples", "--paths", "256") as server:
        with Ledger.open(where) as ledger:
            told = [row.body["document"]["origin"] for row in ledger.read(as_of=date.max, kind="brief")]
            rows = ledger.head()
        assert sorted(told) == sorted(EXAMPLES)
        assert server.get("/inbox.json")["briefs"] == 2
        workers = server.workers()
        assert server.stop() == 0
    assert all_gone(workers)
    with Server(str(where), log, "--examples") as server:
        assert server.stop() == 0
    with Ledger.open(where) as ledger:
        assert ledger.head() == rows
    assert "Traceback" not in log.read_text()


def test_a_port_that_is_taken_is_named_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(InputError, match=rf"port {port} on 127.0.0.1 cannot be used .*--port 0 takes a free one"):
            serve(Wanted(ledger=tmp_path / "ledger.sqlite", port=port), ready=never)


def test_an_address_that_is_not_of_this_machine_is_refused_in_words(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        from contingent.ledger.desk import Desk

        Desk(ledger).tokens.add("ada", "0" * 64)
    with pytest.raises(InputError, match=r"192\.0\.2\.1"):
        serve(Wanted(ledger=tmp_path / "ledger.sqlite", host="192.0.2.1", port=0), ready=never)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org"])
def test_it_opens_to_others_only_where_a_token_exists(host: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no token exists"):
        serve(Wanted(ledger=tmp_path / "ledger.sqlite", host=host, port=0), ready=never)


def test_loopback_is_what_only_this_machine_reaches() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost", "LOCALHOST")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "", "10.0.0.1", "localhost.example.org")))


def test_without_its_packages_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec

    def without(name: str, *rest: Any) -> Any:
        return None if name == "uvicorn" else find(name, *rest)

    monkeypatch.setattr(importlib.util, "find_spec", without)
    done = CliRunner().invoke(app, ["serve"])
    assert isinstance(done.exception, InputError)
    assert 'pip install "contingent[serve]"' in str(done.exception)


def test_a_process_for_articles_and_one_for_dials_stand_beside_the_server(tmp_path: Path) -> None:
    with Server(str(tmp_path / "ledger.sqlite"), tmp_path / "log") as server:
        until = time.monotonic() + 60
        while len(server.workers()) < 3 or server.reader() is None:  # and one that tidies up after Python's own
            assert time.monotonic() < until
            time.sleep(0.05)
