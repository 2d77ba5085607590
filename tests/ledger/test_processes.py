"""Several processes write one ledger without gaps, and a killed one loses nothing that was acknowledged."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date

import pytest

from contingent.ledger.store import Ledger

#: twenty kills on each kind of database; CONTINGENT_TIMES=50 makes a thousand of them, for a long look
KILLED_AFTER = [0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 10, 13, 17, 21, 27, 34, 44, 55]
TIMES = int(os.environ.get("CONTINGENT_TIMES", "1"))

WRITER = """
import sys
from datetime import date
from contingent.core.times import now
from contingent.ledger.store import Ledger

path, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
with Ledger.open(path) as ledger:
    for n in range(count):
        body = {"n": n, "text": "x" * 500}
        row = ledger.append("forecast", f"{name}-{n}", body, as_of=date(2024, 11, 18), recorded_at=now())
        print(row.seq, row.hash, flush=True)
"""


def writer(path: str, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_four_processes_append_fifty_rows_each_to_a_ledger_that_none_of_them_found(where: str) -> None:
    writers = [writer(where, f"w{n}", 50) for n in range(4)]
    said = [process.communicate(timeout=60)[0].splitlines() for process in writers]
    assert [process.returncode for process in writers] == [0] * 4
    with Ledger.open(where, create=False) as ledger:
        rows = ledger.read(as_of=date.max)
        assert ledger.verify().ok
    assert [row.seq for row in rows] == list(range(1, 201))
    assert sorted(line for lines in said for line in lines) == sorted(f"{row.seq} {row.hash}" for row in rows)


@pytest.mark.parametrize("rows_before_the_kill", KILLED_AFTER * TIMES)
def test_nothing_acknowledged_is_lost_to_a_kill(rows_before_the_kill: int, where: str) -> None:
    acknowledged: list[str] = []
    with writer(where, "w", 1_000_000) as process:
        assert process.stdout is not None
        acknowledged += [process.stdout.readline().strip() for _ in range(rows_before_the_kill)]
        process.kill()
        whole_lines = process.stdout.read().rpartition("\n")[0]  # the kill may have cut the last one
        acknowledged += whole_lines.splitlines()
    with Ledger.open(where) as ledger:
        kept = {f"{row.seq} {row.hash}" for row in ledger.read(as_of=date.max)}
        found = ledger.verify()
    assert found.ok, found
    assert len(acknowledged) >= rows_before_the_kill
    assert set(acknowledged) <= kept
    assert len(kept) <= len(acknowledged) + 1
