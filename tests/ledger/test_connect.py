"""Every fault of the database is one sentence that says what to do, and costs nothing that was kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from ledgers import DAY, MOMENT, entry, filled
from sqlalchemy import create_engine

from contingent.core.errors import LedgerError
from contingent.ledger.migrate import scripts
from contingent.ledger.place import place_of
from contingent.ledger.rows import question_of
from contingent.ledger.schema import HEAD_REVISION, metadata
from contingent.ledger.store import Ledger


@contextmanager
def refused(words: str) -> Iterator[None]:
    with pytest.raises(LedgerError, match=words) as caught:
        yield
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 1


def test_the_migrations_make_the_tables_that_the_program_uses(tmp_path: Path) -> None:
    path = filled(tmp_path / "l")
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()
    assert scripts().get_heads() == [HEAD_REVISION]


def test_an_address_names_the_same_file_as_a_path(tmp_path: Path) -> None:
    assert place_of(f"sqlite:///{tmp_path}/l") == place_of(str(tmp_path / "l")) == place_of(tmp_path / "l")
    assert place_of(tmp_path / "l").path == tmp_path / "l"
    for wrong in ("mysql://host/ledger", "", "a\0b"):
        with refused("wanted"):
            place_of(wrong)


def test_a_ledger_that_is_not_there_is_not_made_where_it_is_only_read(tmp_path: Path) -> None:
    with refused("there is no ledger at"):
        Ledger.open(tmp_path / "l", create=False)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_no_ledger_and_stays_empty_where_it_is_only_read(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    with refused("no ledger"):
        Ledger.open(tmp_path / "empty", create=False)
    assert (tmp_path / "empty").stat().st_size == 0
    with refused("cannot be opened"):
        Ledger.open(tmp_path / ("a" * 300), create=False)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "l").write_bytes(b"Dear diary, " * 400)
    with refused("no SQLite database"):
        Ledger.open(tmp_path / "l")
    assert (tmp_path / "l").read_bytes().startswith(b"Dear diary")


def test_a_folder_and_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    with refused("cannot be opened"):
        Ledger.open(tmp_path)
    (tmp_path / "file").touch()
    with refused("cannot be made"):
        Ledger.open(tmp_path / "file" / "ledger.sqlite")


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (["CREATE TABLE recipes (name TEXT)"], "not a ledger"),
        (["CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('9999')"], "Update"),
        (["CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('ab1')"], "another"),
    ],
)
def test_a_database_of_another_kind_or_of_a_later_version(statements: list[str], words: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "l")) as raw, raw:
        for statement in statements:
            raw.execute(statement)
    with refused(words):
        Ledger.open(tmp_path / "l")


def test_a_lock_that_is_held_too_long(tmp_path: Path) -> None:
    path = filled(tmp_path / "l")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Ledger.open(path, busy_seconds=0.05) as ledger:
            with refused("locked by another process for more than 0.05 seconds"):
                ledger.append("forecast", "new", {}, as_of=DAY, recorded_at=MOMENT)
            assert ledger.verify().rows == 6  # a reader does not wait
        other.execute("ROLLBACK")
    with closing(sqlite3.connect(tmp_path / "fresh", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with refused("locked"):
            Ledger.open(tmp_path / "fresh", busy_seconds=0.05)


def test_a_file_that_may_not_be_written(tmp_path: Path) -> None:
    with Ledger.open(filled(tmp_path / "l")) as ledger:
        with ledger._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only=ON")  # the same refusal as a read-only file, also for root
        with refused("read-only"):
            ledger.append("forecast", "new", {}, as_of=DAY, recorded_at=MOMENT)


def test_a_full_disk_loses_nothing_and_the_ledger_goes_on_when_there_is_space(tmp_path: Path) -> None:
    with Ledger.open(filled(tmp_path / "l")) as ledger:
        with ledger._engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 3}")
        many = [entry(f"new-{n}", {"text": "x" * 5000}) for n in range(20)]
        with refused("disk is full"):
            ledger.append_many(many, recorded_at=MOMENT)
        assert ledger.verify().rows == 6
        with ledger._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=100000")
        assert len(ledger.append_many(many, recorded_at=MOMENT)) == 20
        assert ledger.verify().rows == 26


def test_a_damaged_file(tmp_path: Path) -> None:
    path = filled(tmp_path / "l", rows=200)
    raw = bytearray(path.read_bytes())
    raw[4096:] = b"\xff" * (len(raw) - 4096)
    path.write_bytes(raw)
    with refused("is damaged"), Ledger.open(path) as ledger:
        ledger.append("forecast", "new", {}, as_of=DAY, recorded_at=MOMENT)


def test_threads_of_one_process_take_turns_and_do_not_wait_for_ever(tmp_path: Path) -> None:
    with Ledger.open(filled(tmp_path / "l"), busy_seconds=0.05) as ledger:
        with ledger.writing(), refused("locked by another thread for more than 0.05 seconds"):
            ledger.append("forecast", "new", {}, as_of=DAY, recorded_at=MOMENT)
        assert ledger.append("forecast", "new", {}, as_of=DAY, recorded_at=MOMENT).seq == 7


def test_what_one_question_is_about_is_found_by_its_index(tmp_path: Path) -> None:
    with Ledger.open(filled(tmp_path / "l")) as ledger, ledger.reading() as connection:
        for kind, key, subject, index in (
            (None, None, "q-1", "entries_about"),
            ("forecast", None, "q-1", "entries_about"),
            ("forecast", "f-1", None, "autoindex"),
            (None, "f-1", None, "autoindex"),
        ):
            query = question_of(as_of=DAY, kind=kind, key=key, subject=subject)
            told = query.compile(connection, compile_kwargs={"literal_binds": True})
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {told}").fetchall()
            assert index in str(plan), plan
