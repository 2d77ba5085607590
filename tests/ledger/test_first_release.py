"""A ledger that the first release wrote opens, verifies and scores the same after its tables were brought up to date.

`first_release.sql` is the dump of such a ledger, made by that release's own code before there was a second migration:
a brief, forecasts that were revised, resolutions with their evidence, one of them corrected. `first_release.json` is
what that code said of it: its head and its track record.
"""

from __future__ import annotations

import json
import math
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contingent.core.times import parse_date
from contingent.journeys.recorded import record_at
from contingent.journeys.track_record.score import track_record
from contingent.ledger.chain import Head, subject_of
from contingent.ledger.schema import HEAD_REVISION
from contingent.ledger.store import Ledger
from contingent.report.track_record.record import track_record_json

HERE = Path(__file__).resolve().parent
SAID = json.loads((HERE / "first_release.json").read_text(encoding="utf-8"))
HEAD = Head(**SAID["head"])
FIGURES = {name: SAID["track_record"][name] for name in ("counts", "rows", "reliability")}  # not the words


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """The first release's own file, before anything newer has opened it."""
    path = tmp_path / "first.sqlite"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript((HERE / "first_release.sql").read_text(encoding="utf-8"))
    return path


def raw_rows(path: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(
            "SELECT seq, kind, key, as_of, recorded_at, body_json, previous, hash FROM entries ORDER BY seq"
        ).fetchall()


def same(one: Any, other: Any) -> bool:
    """Equal, numbers to a millionth: a library's next version may round the last digit otherwise."""
    if isinstance(one, float) or isinstance(other, float):
        return (
            isinstance(one, int | float) and isinstance(other, int | float) and math.isclose(one, other, rel_tol=1e-6)
        )
    if isinstance(one, dict) and isinstance(other, dict):
        # what a later release says besides is its own; what the first said must still be said
        return all(name in other and same(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def test_the_dump_is_what_the_first_release_wrote(first: Path) -> None:
    with closing(sqlite3.connect(first)) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
        assert "subject" not in {column[1] for column in raw.execute("PRAGMA table_info(entries)")}
    assert HEAD_REVISION > "0001"


def test_it_is_brought_up_to_date_without_a_change_to_any_row_and_verifies_to_the_same_head(first: Path) -> None:
    before = raw_rows(first)
    with Ledger.open(first, create=False) as ledger:
        found = ledger.verify(HEAD)
        assert (found.ok, found.rows, found.head) == (True, SAID["rows"], HEAD)
        rows = ledger.read(as_of=date.max)
    assert raw_rows(first) == before
    assert [row.subject for row in rows] == [subject_of(row.kind, row.body_json) for row in rows]
    assert {row.kind for row in rows if row.subject} == {"question", "forecast", "resolution"}


def test_its_triggers_still_refuse_an_edit(first: Path) -> None:
    Ledger.open(first).close()
    with closing(sqlite3.connect(first)) as raw:
        for statement in ("UPDATE entries SET subject = NULL WHERE seq = 3", "DELETE FROM entries", "DELETE FROM head"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw.execute(statement)


def test_its_track_record_is_the_one_that_the_first_release_told(first: Path) -> None:
    as_of = parse_date(SAID["as_of"])
    told = json.loads(track_record_json(track_record(record_at(first, as_of=as_of))))
    assert told["counts"]["settled"] == 15
    assert told["counts"]["corrected"] == 1
    assert same(FIGURES, told)


def test_it_goes_to_another_kind_of_database_and_back_link_for_link(first: Path, where: str) -> None:
    with Ledger.open(first) as source, Ledger.open(where) as other, source.every_row() as (_, rows):
        assert other.take_in(rows) == SAID["rows"]
        assert other.verify(HEAD).ok
        as_of = parse_date(SAID["as_of"])
        assert same(FIGURES, json.loads(track_record_json(track_record(record_at(where, as_of=as_of)))))


def test_a_row_that_was_tampered_with_before_is_found_after(first: Path) -> None:
    with closing(sqlite3.connect(first)) as raw:
        raw.execute("DROP TRIGGER entries_no_update")
        raw.execute("UPDATE entries SET body_json = CAST(x'ff7b' AS TEXT) WHERE seq = 7")
        raw.execute("CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'no'); END")
        raw.commit()
    with Ledger.open(first) as ledger:
        assert ledger.verify().first_broken == 7
