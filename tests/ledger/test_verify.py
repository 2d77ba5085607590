"""No change of a stored row goes unseen, and a chain that is whole is said to be whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ledgers import COLUMNS as ALL_COLUMNS
from ledgers import MOMENT, entry, filled, hands, tamper

from contingent.core.errors import LedgerError
from contingent.ledger.chain import GENESIS, Head
from contingent.ledger.store import Ledger
from postgresql import drop_schema, new_schema

ROWS = 6
COLUMNS = ("kind", "key", "as_of", "recorded_at", "body_json", "previous", "hash", "subject")
seqs = st.integers(1, ROWS)
values = (
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
    | st.integers(-9, 9)
    | st.binary(max_size=4)
)


class Whole:
    """A filled ledger, and copies of it to spoil, one at a time."""

    def __init__(self, engine: str, folder: Path) -> None:
        self.place = str(folder / "copy.sqlite") if engine == "sqlite" else new_schema()
        filled(self.place, ROWS)
        with Ledger.open(self.place) as ledger:
            self.rows, self.head = ledger.read(as_of=MOMENT.date()), ledger.head()

    def copy(self) -> str:
        """Where the copy is: every row and the head as they were."""
        marks = ", ".join("?" * 9)
        with hands(self.place) as run:
            run("DELETE FROM entries")
            for row in self.rows:
                run(f"INSERT INTO entries ({ALL_COLUMNS}) VALUES ({marks})",
                    tuple(getattr(row, name) for name in ALL_COLUMNS.split(", ")))  # fmt: skip
            run("DELETE FROM head")
            run("INSERT INTO head (id, seq, hash) VALUES (1, ?, ?)", (self.head.seq, self.head.hash))
        return self.place


@pytest.fixture(scope="module")
def whole(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    made = Whole(engine, tmp_path_factory.mktemp("whole"))
    yield made
    if engine == "postgresql":
        drop_schema(made.place)


def verified(path: str, expected: Head | None = None) -> Any:
    with Ledger.open(path, create=False) as ledger:
        return ledger.verify(expected)


def test_a_whole_chain_is_whole(whole: Whole, where: str) -> None:
    path = whole.copy()
    found = verified(path)
    assert (found.ok, found.rows, found.first_broken, found.reason) == (True, ROWS, None, None)
    assert verified(path, found.head).ok
    with Ledger.open(where) as empty:
        assert (empty.verify().ok, empty.verify().rows) == (True, 0)
        assert empty.verify(Head(seq=0, hash=GENESIS)).ok


@settings(max_examples=60, deadline=None)
@given(seq=seqs, column=st.sampled_from(COLUMNS), value=values)
@example(seq=ROWS, column="recorded_at", value="2024-11-18T12:30:00.000001+00:00")
@example(seq=1, column="body_json", value='{"p":0.1,"why":"\\u00e9"} ')
def test_a_changed_field_is_found_where_it_is(whole: Whole, seq: int, column: str, value: object) -> None:
    path = whole.copy()
    kept = value if "://" not in path else value.decode("latin-1") if isinstance(value, bytes) else str(value)
    if not tamper(
        path, (f"UPDATE OR IGNORE entries SET {column} = ? WHERE seq = ? AND {column} <> ?", (kept, seq, kept))
    ):
        assert verified(path).ok  # the value that was there, or one that the file itself refused
        return
    found = verified(path)
    assert not found.ok
    assert found.first_broken == seq
    assert found.rows == seq - 1


@settings(max_examples=20, deadline=None)
@given(seq=seqs, place=st.integers(0, 300), column=st.sampled_from(COLUMNS), flip=st.integers(1, 255))
@example(seq=1, place=2, column="key", flip=3).via("discovered failure")
@example(seq=2, place=2, column="subject", flip=1)  # q-0 turned into q-1: no hash covers it
def test_one_changed_byte_is_found(whole: Whole, seq: int, place: int, column: str, flip: int) -> None:
    path = whole.copy()
    old = getattr(whole.rows[seq - 1], column).encode()
    place %= len(old)
    new = old[:place] + bytes([old[place] ^ flip]) + old[place + 1 :]  # no longer UTF-8, as often as not
    as_text = "CAST(? AS TEXT)" if "://" not in path else "convert_from(?, 'UTF8')"
    if not tamper(path, (f"UPDATE OR IGNORE entries SET {column} = {as_text} WHERE seq = ?", (new, seq))):
        assert verified(path).ok  # "f-1" turned into "f-2": the file itself refuses a key that is taken
        return
    found = verified(path)
    assert not found.ok
    assert found.first_broken == seq


@settings(max_examples=15, deadline=None)
@given(gone=st.sets(seqs, min_size=1), renumber=st.booleans())
def test_removed_rows_are_found(whole: Whole, gone: set[int], renumber: bool) -> None:
    path = whole.copy()
    marks = ",".join("?" * len(gone))
    statements = [(f"DELETE FROM entries WHERE seq IN ({marks})", tuple(gone))]
    if renumber:
        kept = [seq for seq in range(1, ROWS + 1) if seq not in gone]
        statements += [("UPDATE entries SET seq = ? WHERE seq = ?", pair) for pair in enumerate(kept, start=1)]
    tamper(path, *statements)
    found = verified(path)
    assert not found.ok
    assert found.first_broken == min(gone)


@settings(max_examples=10, deadline=None)
@given(one=seqs, two=seqs)
def test_swapped_rows_are_found(whole: Whole, one: int, two: int) -> None:
    path = whole.copy()
    moves = ((-1, one), (one, two), (two, -1))
    tamper(path, *(("UPDATE entries SET seq = ? WHERE seq = ?", move) for move in moves))
    found = verified(path)
    assert found.ok == (one == two)
    assert one == two or found.first_broken == min(one, two)


@pytest.mark.parametrize("seq", [0, ROWS + 1, ROWS + 2, -1])
def test_an_inserted_row_is_found(whole: Whole, seq: int) -> None:
    path = whole.copy()
    rest = ALL_COLUMNS.partition("key, ")[2]
    copy = f"INSERT INTO entries SELECT CAST(? AS INTEGER), kind, 'new', {rest} FROM entries"
    tamper(path, (copy + " WHERE seq = 3", (seq,)))
    assert not verified(path).ok


@pytest.mark.parametrize("head", [(3, "0" * 64), (ROWS, "0" * 64), (99, "0" * 64), None])
def test_a_changed_head_is_found(whole: Whole, head: tuple[int, str] | None) -> None:
    path = whole.copy()
    tamper(path, ("DELETE FROM head", ()) if head is None else ("UPDATE head SET seq = ?, hash = ?", head))
    assert not verified(path).ok


@pytest.mark.parametrize("seq", [b"6", "six", 6.5])
def test_a_head_that_is_no_number_is_found(tmp_path: Path, seq: object) -> None:
    path = filled(tmp_path / "l", ROWS)
    tamper(path, ("UPDATE head SET seq = ?", (seq,)))
    assert verified(str(path)).first_broken == ROWS + 1


def test_a_second_record_of_the_head_is_found_and_nothing_is_appended_beside_it(tmp_path: Path) -> None:
    path = filled(tmp_path / "l", ROWS)
    tamper(
        path,
        ("PRAGMA ignore_check_constraints = ON", ()),
        ("INSERT INTO head (id, seq, hash) SELECT 2, seq, hash FROM head", ()),
    )
    assert not verified(str(path)).ok
    with Ledger.open(path) as ledger, pytest.raises(LedgerError, match="ledger verify"):
        ledger.append("forecast", "new", {}, as_of=MOMENT.date(), recorded_at=MOMENT)


def test_a_tail_cut_off_together_with_the_head_is_found_only_against_a_head_noted_elsewhere(whole: Whole) -> None:
    path = whole.copy()
    before = verified(path).head
    tamper(
        path,
        ("DELETE FROM entries WHERE seq > 4", ()),
        ("UPDATE head SET seq = 4, hash = (SELECT hash FROM entries WHERE seq = 4)", ()),
    )
    assert verified(path).ok  # what the docstring says it cannot tell
    found = verified(path, before)
    assert (found.ok, found.first_broken) == (False, 5)


def test_a_ledger_rewritten_as_a_whole_is_found_only_against_a_head_noted_elsewhere(whole: Whole, where: str) -> None:
    noted = verified(whole.copy()).head
    with Ledger.open(where) as forged:
        forged.append_many([entry(f"f-{n}", {"p": 0.99}) for n in range(ROWS)], recorded_at=MOMENT)
        assert forged.verify().ok
        assert not forged.verify(noted).ok


def test_nothing_is_appended_to_a_chain_with_a_broken_end(whole: Whole) -> None:
    path = whole.copy()
    tamper(path, ("DELETE FROM entries WHERE seq = ?", (ROWS,)))
    with Ledger.open(path) as ledger, pytest.raises(LedgerError, match="ledger verify"):
        ledger.append("forecast", "new", {"p": 0.5}, as_of=MOMENT.date(), recorded_at=MOMENT)
