"""A back-up taken while others write is one moment of the ledger, whole; and a ledger that may only be read is read."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from ledgers import DAY, MOMENT, filled

from contingent.core.errors import LedgerError
from contingent.core.times import now
from contingent.journeys.exchange import back_up_ledger, verify_ledger
from contingent.ledger.store import Ledger


def test_a_back_up_taken_while_others_write_is_whole_and_a_beginning_of_the_chain(where: str, tmp_path: Path) -> None:
    filled(where, 300)
    stop, written = threading.Event(), threading.Event()

    def write() -> None:
        with Ledger.open(where) as ledger:
            n = 0
            while not stop.is_set():
                n += 1
                ledger.append("forecast", f"new-{n}", {"n": n}, as_of=DAY, recorded_at=now())
                written.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert written.wait(20)
        done = [back_up_ledger(where, tmp_path / "copy.sqlite") for _ in range(5)]
    finally:
        stop.set()
        writer.join(20)
    assert done[0].rows > 300
    assert [one.rows for one in done] == sorted(one.rows for one in done)
    found = verify_ledger(tmp_path / "copy.sqlite", expected=done[-1].head)
    assert (found.ok, found.rows) == (True, done[-1].rows)
    for one in done:
        assert verify_ledger(where, expected=one.head).ok  # each was a moment of this very chain
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_back_up_goes_on_as_a_ledger_of_its_own(where: str, tmp_path: Path) -> None:
    back_up_ledger(filled(where), tmp_path / "copy.sqlite")
    with Ledger.open(tmp_path / "copy.sqlite") as copy:
        assert copy.append("forecast", "new", {}, as_of=DAY, recorded_at=MOMENT).seq == 7
        assert copy.verify().ok
    assert verify_ledger(where).rows == 6


def test_nothing_is_put_over_the_ledger_itself_or_a_ledger_in_use(tmp_path: Path) -> None:
    path, other = filled(tmp_path / "l"), filled(tmp_path / "other", 3)
    (tmp_path / "link").symlink_to(path)
    for same in (path, tmp_path / "link"):
        with pytest.raises(LedgerError, match="the ledger itself"):
            back_up_ledger(path, same)
    with Ledger.open(other) as used:
        used.append("forecast", "new", {}, as_of=DAY, recorded_at=MOMENT)
        with pytest.raises(LedgerError, match="in use"):
            back_up_ledger(path, other)
        assert used.verify().rows == 4
    with pytest.raises(LedgerError, match="cannot be written"):
        back_up_ledger(path, tmp_path / "l" / "deep")
    assert back_up_ledger(path, other).rows == 6
    assert verify_ledger(other).rows == 6


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger in a folder that says it may not be written (the tests may be root's, who may write anything)."""
    (tmp_path / "locked").mkdir()
    path = filled(tmp_path / "locked" / "l")
    true_access = os.access
    monkeypatch.setattr(os, "access", lambda at, mode: mode != os.W_OK and true_access(at, mode))
    return path


def test_a_ledger_that_may_not_be_written_is_read_and_no_file_is_made_beside_it(locked: Path, tmp_path: Path) -> None:
    before = locked.read_bytes()
    with Ledger.open(locked, create=False) as ledger:
        assert ledger.verify().rows == 6
        assert len(ledger.read(as_of=DAY)) == 6
        assert [path.name for path in locked.parent.iterdir()] == ["l"]
        with pytest.raises(LedgerError, match="read-only"):
            ledger.append("forecast", "new", {}, as_of=DAY, recorded_at=MOMENT)
    assert back_up_ledger(locked, tmp_path / "copy").rows == 6
    assert locked.read_bytes() == before


def test_an_older_ledger_that_may_not_be_written_is_not_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(tmp_path / "l")) as raw:
        raw.executescript((Path(__file__).parent / "first_release.sql").read_text(encoding="utf-8"))
    true_access = os.access
    monkeypatch.setattr(os, "access", lambda at, mode: mode != os.W_OK and true_access(at, mode))
    with pytest.raises(LedgerError, match="read-only"):
        verify_ledger(tmp_path / "l")


def test_a_ledger_behind_a_link_that_may_not_be_written_is_read_with_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "link").symlink_to("shared/l")
    with Ledger.open(tmp_path / "shared" / "l") as used:
        used.append("forecast", "new", {}, as_of=DAY, recorded_at=MOMENT)  # in the log alone
        true_access = os.access
        monkeypatch.setattr(os, "access", lambda at, mode: mode != os.W_OK and true_access(at, mode))
        assert verify_ledger(tmp_path / "link").rows == 1


def test_a_link_as_target_of_a_back_up_stays_a_link_and_what_it_leads_to_is_not_overwritten_in_use(
    tmp_path: Path,
) -> None:
    path = filled(tmp_path / "l")
    (tmp_path / "far").mkdir()
    (tmp_path / "link").symlink_to("far/copy")
    assert back_up_ledger(path, tmp_path / "link").rows == 6
    assert (tmp_path / "link").is_symlink()
    assert verify_ledger(tmp_path / "far" / "copy").rows == 6
    with Ledger.open(tmp_path / "far" / "copy") as used:
        used.append("forecast", "new", {}, as_of=DAY, recorded_at=MOMENT)
        with pytest.raises(LedgerError, match="in use"):
            back_up_ledger(path, tmp_path / "link")
