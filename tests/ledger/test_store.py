"""What is appended stays, once, in order, and is read back as of a day."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledgers import COLUMNS, DAY, MOMENT, REFUSALS, entry, filled, hands

from contingent.core.errors import LedgerError
from contingent.ledger.chain import Head
from contingent.ledger.store import Ledger

SPOILT = COLUMNS.replace("body_json", "'{}'")
REST = COLUMNS.partition("key, ")[2]


def test_a_row_comes_back_as_it_was_given(where: str) -> None:
    body = {"p": 0.07, "because": ["é", None, True], "lone": "\ud800", "nul": "\0"}
    with Ledger.open(where) as ledger:
        row = ledger.append("forecast", "f-1", body, as_of=DAY, recorded_at=MOMENT)
    with Ledger.open(where, create=False) as ledger:
        assert ledger.read(as_of=DAY) == (row,)
        assert ledger.head() == Head(seq=1, hash=row.hash)
    assert (row.seq, row.body, row.as_of) == (1, body, "2024-11-18")


def test_the_same_key_and_body_are_kept_once_however_often_they_come(where: str) -> None:
    with Ledger.open(where) as ledger:
        first = ledger.append("forecast", "f-1", {"a": 1, "b": 2}, as_of=DAY, recorded_at=MOMENT)
        again = ledger.append("forecast", "f-1", {"b": 2, "a": 1}, as_of=DAY, recorded_at=MOMENT + timedelta(days=1))
        later = ledger.append("forecast", "f-1", {"a": 1, "b": 2}, as_of=DAY + timedelta(days=9), recorded_at=MOMENT)
        other_kind = ledger.append("question", "f-1", {"a": 1, "b": 3}, as_of=DAY, recorded_at=MOMENT)
        assert first == again == later
        assert [row.seq for row in ledger.read(as_of=date.max)] == [1, other_kind.seq] == [1, 2]


def test_the_same_key_with_another_body_is_refused_and_nothing_is_written(where: str) -> None:
    with Ledger.open(where) as ledger:
        kept = ledger.append("forecast", "f-1", {"p": 0.1}, as_of=DAY, recorded_at=MOMENT)
        for day in (DAY, DAY - timedelta(days=1), DAY + timedelta(days=1)):
            with pytest.raises(LedgerError, match="another content"):
                ledger.append("forecast", "f-1", {"p": 0.2}, as_of=day, recorded_at=MOMENT)
        assert ledger.read(as_of=date.max) == (kept,)


def test_what_becomes_known_for_an_earlier_day_is_a_row_of_its_own(where: str) -> None:
    with Ledger.open(where) as ledger:
        ledger.append("document", None, {"text": "x"}, as_of=DAY, recorded_at=MOMENT)
        earlier = ledger.append("document", None, {"text": "x"}, as_of=DAY - timedelta(days=30), recorded_at=MOMENT)
        assert earlier.seq == 2
        assert ledger.read(as_of=DAY - timedelta(days=1)) == (earlier,)
        assert ledger.verify().ok


def test_many_are_appended_all_or_none(where: str) -> None:
    with Ledger.open(where) as ledger:
        ledger.append("forecast", "taken", {"p": 0.1}, as_of=DAY, recorded_at=MOMENT)
        with pytest.raises(LedgerError):
            ledger.append_many([entry("new"), entry("taken", {"p": 0.9})], recorded_at=MOMENT)
        with pytest.raises(LedgerError):
            ledger.append_many([entry("new"), entry("new", {"p": 0.9})], recorded_at=MOMENT)
        assert len(ledger.read(as_of=DAY)) == 1
        rows = ledger.append_many([entry("new"), entry("taken", {"p": 0.1}), entry("new")], recorded_at=MOMENT)
        assert [row.seq for row in rows] == [2, 1, 2]
        assert ledger.append_many([], recorded_at=MOMENT) == ()
        assert ledger.verify().rows == 2


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.integers(0, 40), min_size=1, max_size=12), asked=st.integers(-1, 41))
def test_a_read_gives_what_was_known_by_that_day_and_nothing_later(
    days: list[int], asked: int, fresh_place: Callable[[], str]
) -> None:
    with Ledger.open(fresh_place()) as ledger:
        ledger.append_many(
            [entry(f"f-{n}", as_of=DAY + timedelta(days=day)) for n, day in enumerate(days)], recorded_at=MOMENT
        )
        known = ledger.read(as_of=DAY + timedelta(days=asked), kind="forecast")
    assert [row.key for row in known] == [f"f-{n}" for n, day in enumerate(days) if day <= asked]


def test_a_read_can_be_narrowed_to_a_kind_and_a_key(where: str) -> None:
    with Ledger.open(where) as ledger:
        ledger.append_many([entry("a"), entry("b"), entry("a", kind="question")], recorded_at=MOMENT)
        assert [row.seq for row in ledger.read(as_of=DAY, kind="forecast")] == [1, 2]
        assert [row.seq for row in ledger.read(as_of=DAY, key="a")] == [1, 3]
        with pytest.raises(LedgerError, match="wanted one of"):
            ledger.read(as_of=DAY, kind="rumour")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET body_json = '{}' WHERE seq = 2",
        "UPDATE entries SET subject = 'q-9' WHERE seq = 2",
        "DELETE FROM entries WHERE seq = 6",
        f"INSERT INTO entries SELECT 3, kind, 'new', {REST} FROM entries WHERE seq = 3",
        f"INSERT INTO entries SELECT 99, kind, 'new', {REST} FROM entries WHERE seq = 3",
        f"INSERT INTO entries SELECT 7, kind, 'new', {REST} FROM entries WHERE seq = 3",
        "UPDATE head SET seq = 3",
        "DELETE FROM head",
    ],
)
def test_the_database_itself_refuses_an_edit(statement: str, where: str) -> None:
    with hands(filled(where), past_triggers=False) as run, pytest.raises(REFUSALS, match="append"):
        run(statement)


def test_the_file_refuses_a_row_put_over_another_and_the_server_a_table_emptied_at_once(where: str) -> None:
    statements = (
        ("TRUNCATE entries", "TRUNCATE head", "TRUNCATE entries, head CASCADE")
        if "://" in where
        else (f"INSERT OR REPLACE INTO entries SELECT {SPOILT} FROM entries WHERE seq = 3",)
    )
    with hands(filled(where), past_triggers=False) as run:
        for statement in statements:
            with pytest.raises(REFUSALS, match="append"):
                run(statement)


def test_an_export_taken_in_elsewhere_is_the_same_chain(fresh_place: Callable[[], str]) -> None:
    out = io.StringIO()
    with Ledger.open(filled(fresh_place())) as source, Ledger.open(fresh_place()) as copy:
        assert source.export_jsonl(out) == 6
        lines = out.getvalue().splitlines(keepends=True)
        assert copy.import_jsonl(lines[:4]) == 4
        assert copy.import_jsonl(lines) == 2
        assert copy.import_jsonl(lines) == 0
        assert copy.head() == source.head()
        assert copy.read(as_of=DAY) == source.read(as_of=DAY)
        assert copy.verify(source.head()).ok


def test_an_import_that_does_not_hold_leaves_nothing_behind(fresh_place: Callable[[], str]) -> None:
    out = io.StringIO()
    with Ledger.open(filled(fresh_place())) as source:
        source.export_jsonl(out)
    lines = out.getvalue().splitlines()
    changed = [*lines[:3], lines[3].replace('"p": 0.4', '"p": 0.9'), *lines[4:]]
    renamed = [lines[0].replace('"forecast"', '"rumour"'), *lines[1:]]
    with Ledger.open(fresh_place()) as copy:
        for wrong in (changed, lines[1:], [*lines[:2], lines[3]], [lines[0], "no json"], ["{}"], ["[1]"], renamed):
            with pytest.raises(LedgerError, match=r"Nothing was imported|wanted one of"):
                copy.import_jsonl(wrong)
        assert copy.head().seq == 0
        copy.append("forecast", "own", {"p": 1}, as_of=DAY, recorded_at=MOMENT)
        with pytest.raises(LedgerError, match="row 1 here is another one"):
            copy.import_jsonl(lines)
