"""Nothing is acknowledged before the disk holds it: what lies there at the flush holds what is told to be kept."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from ledgers import DAY, MOMENT, entry, filled

from contingent.core.errors import InputError, LedgerError
from contingent.journeys.exchange import back_up_ledger, export_ledger
from contingent.ledger import connect, sqlite
from contingent.ledger.desk import Desk
from contingent.ledger.store import Ledger


@pytest.fixture
def on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the ledger `tmp_path/l` is as the disk has it at each flush: what a power cut would leave then."""
    left = tmp_path / "left"
    true_flush = sqlite.flush_log

    def flush(path: Path) -> None:
        true_flush(path)
        shutil.rmtree(left, ignore_errors=True)
        left.mkdir()
        for end in ("", "-wal"):
            if path.with_name(f"{path.name}{end}").exists():
                shutil.copyfile(f"{path}{end}", left / f"l{end}")

    monkeypatch.setattr(sqlite, "flush_log", flush)
    return left / "l"


def test_the_file_keeps_a_log_that_sqlite_flushes_around_a_checkpoint(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l") as ledger, ledger._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1


def test_a_file_system_without_a_shared_log_is_flushed_at_each_commit(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "l")) as raw:
        mode = type("NoLog", (), {"execute": lambda _, said: raw.execute(said.replace("=WAL", "=DELETE"))})()
        sqlite._durable(mode, 1.0)
        assert raw.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_what_is_acknowledged_is_in_what_was_flushed(tmp_path: Path, on_disk: Path) -> None:
    with Ledger.open(tmp_path / "l") as ledger:
        for n in range(5):
            row = ledger.append("forecast", f"f-{n}", {"n": n}, as_of=DAY, recorded_at=MOMENT)
            with Ledger.open(on_disk, create=False) as left:
                assert left.read(as_of=DAY)[-1] == row
        job = Desk(ledger).jobs.ask("read", {}, asked_by="me")
        with Ledger.open(on_disk, create=False) as left:
            assert Desk(left).jobs.get(job.id) == job


def test_a_row_that_another_wrote_and_has_not_flushed_is_flushed_before_it_is_acknowledged(
    tmp_path: Path, on_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ledger.open(tmp_path / "l") as ledger:
        flush = sqlite.flush_log
        monkeypatch.setattr(sqlite, "flush_log", lambda _path: None)  # the other is killed before its flush
        row = ledger.append("forecast", "f", {}, as_of=DAY, recorded_at=MOMENT)
        monkeypatch.setattr(sqlite, "flush_log", flush)
        assert ledger.append("forecast", "f", {}, as_of=DAY, recorded_at=MOMENT) == row
        with Ledger.open(on_disk, create=False) as left:
            assert left.read(as_of=DAY) == (row,)


def test_a_disk_that_cannot_flush_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_handle: int) -> None:
        raise OSError(5, "Input/output error")

    with Ledger.open(tmp_path / "l") as ledger:
        monkeypatch.setattr(sqlite, "_flush_handle", refuse)
        with pytest.raises(LedgerError, match="could not be flushed to the disk: Input/output error"):
            ledger.append("forecast", "f", {}, as_of=DAY, recorded_at=MOMENT)


def test_the_lock_is_free_while_a_writer_waits_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting, go_on = threading.Event(), threading.Event()
    true_flush = sqlite.flush_log

    def slow(path: Path) -> None:
        if not waiting.is_set():
            waiting.set()
            assert go_on.wait(20)
        true_flush(path)

    with Ledger.open(tmp_path / "l") as ledger:
        monkeypatch.setattr(connect.sqlite, "flush_log", slow)
        first = threading.Thread(target=lambda: ledger.append_many([entry("first")], recorded_at=MOMENT))
        first.start()
        assert waiting.wait(20)
        assert ledger.append("forecast", "second", {}, as_of=DAY, recorded_at=MOMENT).seq == 2
        go_on.set()
        first.join(20)
        assert ledger.verify().rows == 2


def test_a_full_disk_is_laid_to_the_copy_and_not_to_the_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = filled(tmp_path / "l")
    with closing(sqlite3.connect(":memory:")) as raw, pytest.raises(sqlite3.OperationalError) as full:
        raw.execute("PRAGMA max_page_count = 1")
        raw.execute("CREATE TABLE t (x)")
    assert full.value.sqlite_errorname == "SQLITE_FULL"

    def refuse(*_given: object) -> None:
        raise full.value

    monkeypatch.setattr(sqlite, "_copied", refuse)
    with pytest.raises(LedgerError, match=r"the back-up .*copy cannot be written: the disk is full"):
        back_up_ledger(path, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_parquet_file_that_does_not_fit_is_told_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    polars = pytest.importorskip("polars")
    path = filled(tmp_path / "l")

    def refuse(*_given: object, **_more: object) -> None:
        raise polars.exceptions.ComputeError("parquet: underlying IO error: No space left on device (os error 28)")

    monkeypatch.setattr(polars.LazyFrame, "sink_parquet", refuse)
    with pytest.raises(InputError, match="No space left on device"):
        export_ledger(path, str(tmp_path / "out.parquet"))
    assert [path.name for path in tmp_path.iterdir()] == ["l"]
