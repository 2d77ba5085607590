"""Nothing is acknowledged, or seen by others, before the disk holds it; a copy that did not fit is none."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from ledgers import filled

from contingent.core.errors import InputError, LedgerError
from contingent.journeys.exchange import back_up_ledger, export_ledger
from contingent.ledger import sqlite
from contingent.ledger.store import Ledger

#: 2 is FULL
PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "fullfsync": 1}
STRACE = shutil.which("strace")
APPENDER = """
import os, sys
from datetime import date
from contingent.core.times import now
from contingent.ledger.desk import Desk
from contingent.ledger.store import Ledger

with Ledger.open(sys.argv[1]) as ledger:
    for n in range(3):
        ledger.append("forecast", f"f-{n}", {"n": n}, as_of=date(2024, 11, 18), recorded_at=now())
        os.write(1, b"kept")
    Desk(ledger).jobs.ask("read", {}, asked_by="me")
    os.write(1, b"kept")
"""


def test_every_connection_to_a_file_flushes_its_log_at_each_commit(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l") as made, Ledger.open(tmp_path / "l") as found:
        for ledger in (made, found):
            with ledger._engine.connect() as one, ledger._engine.connect() as other:  # the pool's second, too
                for connection in (one, other):
                    asked = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS]
                    assert dict(zip(PRAGMAS, asked, strict=True)) == PRAGMAS


def test_a_file_system_without_a_shared_log_is_flushed_at_each_commit(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "l")) as raw:
        mode = type("NoLog", (), {"execute": lambda _, said: raw.execute(said.replace("=WAL", "=DELETE"))})()
        sqlite._durable(mode, 1.0)
        assert raw.execute("PRAGMA synchronous").fetchone()[0] == 2


@pytest.mark.skipif(STRACE is None, reason="what a process asks of the system is seen by strace alone")
@pytest.mark.parametrize("name", ["new/deeper/l", "link"])
def test_between_two_acknowledgements_the_log_was_flushed(name: str, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to("elsewhere/l")
    log = tmp_path / "calls"
    watched = [str(STRACE), "-f", "-y", "-e", "trace=fsync,fdatasync,write", "-o", str(log)]
    done = subprocess.run(
        [*watched, sys.executable, "-c", APPENDER, str(tmp_path / name)], capture_output=True, text=True, check=False
    )
    if "ptrace" in done.stderr:
        pytest.skip("no process may be watched here")
    assert (done.returncode, done.stdout) == (0, "kept" * 4), done.stderr
    calls = re.split(r'write\(1<.*"kept"', log.read_text(encoding="utf-8"))
    real = (tmp_path / name).resolve()
    assert [f"<{real}-wal>" in between for between in calls[:-1]] == [True] * 4
    for folder in real.parents[: len(Path(name).parts)]:  # its name, and that of each folder that was made for it
        assert f"<{folder}>" in calls[0]


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
    pq = pytest.importorskip("pyarrow.parquet")
    path = filled(tmp_path / "l")

    def refuse(*_given: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(pq.ParquetWriter, "write_batch", refuse)
    with pytest.raises(InputError, match="No space left on device"):
        export_ledger(path, str(tmp_path / "out.parquet"))
    assert [path.name for path in tmp_path.iterdir()] == ["l"]


def test_a_back_up_whose_log_did_not_fit_into_its_file_is_none_and_the_last_one_stays(tmp_path: Path) -> None:
    path = tmp_path / "copy"
    path.write_text("the last one", encoding="utf-8")
    refused = pytest.raises(LedgerError, match=r"the back-up .*copy cannot be written: the disk is full")
    with refused, sqlite.staged(path) as fresh:
        fresh.write_text("half of it", encoding="utf-8")
        Path(f"{fresh}-wal").write_text("the rest", encoding="utf-8")  # as SQLite leaves it, in silence
    assert path.read_text(encoding="utf-8") == "the last one"
    assert [one.name for one in tmp_path.iterdir()] == ["copy"]
