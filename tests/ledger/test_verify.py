"""No change of a stored row goes unseen, and a chain that is whole is said to be whole."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ledgers import MOMENT, entry, filled, tamper

from contingent.core.errors import LedgerError
from contingent.ledger.chain import GENESIS, Head
from contingent.ledger.store import Ledger

ROWS = 6
COLUMNS = ("kind", "key", "as_of", "recorded_at", "body_json", "previous", "hash")
seqs = st.integers(1, ROWS)
values = (
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
    | st.integers(-9, 9)
    | st.binary(max_size=4)
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("whole") / "ledger.sqlite", ROWS)


def copied(whole: Path) -> Path:
    return Path(shutil.copyfile(whole, whole.with_name("copy.sqlite")))


def verified(path: Path, expected: Head | None = None) -> Any:
    with Ledger.open(path, create=False) as ledger:
        return ledger.verify(expected)


def test_a_whole_chain_is_whole(whole: Path, tmp_path: Path) -> None:
    found = verified(whole)
    assert (found.ok, found.rows, found.first_broken, found.reason) == (True, ROWS, None, None)
    assert verified(whole, found.head).ok
    with Ledger.open(tmp_path / "empty") as empty:
        assert (empty.verify().ok, empty.verify().rows) == (True, 0)
        assert empty.verify(Head(seq=0, hash=GENESIS)).ok


@settings(max_examples=60, deadline=None)
@given(seq=seqs, column=st.sampled_from(COLUMNS), value=values)
@example(seq=ROWS, column="recorded_at", value="2024-11-18T12:30:00.000001+00:00")
@example(seq=1, column="body_json", value='{"p":0.1,"why":"\\u00e9"} ')
def test_a_changed_field_is_found_where_it_is(whole: Path, seq: int, column: str, value: object) -> None:
    path = copied(whole)
    if not tamper(
        path, (f"UPDATE OR IGNORE entries SET {column} = ? WHERE seq = ? AND {column} <> ?", (value, seq, value))
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
def test_one_changed_byte_is_found(whole: Path, seq: int, place: int, column: str, flip: int) -> None:
    path = copied(whole)
    with Ledger.open(path) as ledger:
        old = getattr(ledger.read(as_of=MOMENT.date())[seq - 1], column).encode()
    place %= len(old)
    new = old[:place] + bytes([old[place] ^ flip]) + old[place + 1 :]  # no longer UTF-8, as often as not
    if not tamper(path, (f"UPDATE OR IGNORE entries SET {column} = CAST(? AS TEXT) WHERE seq = ?", (new, seq))):
        assert verified(path).ok  # "f-1" turned into "f-2": the file itself refuses a key that is taken
        return
    found = verified(path)
    assert not found.ok
    assert found.first_broken == seq


@settings(max_examples=15, deadline=None)
@given(gone=st.sets(seqs, min_size=1), renumber=st.booleans())
def test_removed_rows_are_found(whole: Path, gone: set[int], renumber: bool) -> None:
    path = copied(whole)
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
def test_swapped_rows_are_found(whole: Path, one: int, two: int) -> None:
    path = copied(whole)
    moves = ((-1, one), (one, two), (two, -1))
    tamper(path, *(("UPDATE entries SET seq = ? WHERE seq = ?", move) for move in moves))
    found = verified(path)
    assert found.ok == (one == two)
    assert one == two or found.first_broken == min(one, two)


@pytest.mark.parametrize("seq", [0, ROWS + 1, ROWS + 2, -1])
def test_an_inserted_row_is_found(whole: Path, seq: int) -> None:
    path = copied(whole)
    copy = "INSERT INTO entries SELECT ?, kind, 'new', as_of, recorded_at, body_json, previous, hash FROM entries"
    tamper(path, (copy + " WHERE seq = 3", (seq,)))
    assert not verified(path).ok


@pytest.mark.parametrize("head", [(3, "0" * 64), (ROWS, "0" * 64), (99, "0" * 64), None])
def test_a_changed_head_is_found(whole: Path, head: tuple[int, str] | None) -> None:
    path = copied(whole)
    tamper(path, ("DELETE FROM head", ()) if head is None else ("UPDATE head SET seq = ?, hash = ?", head))
    assert not verified(path).ok


def test_a_tail_cut_off_together_with_the_head_is_found_only_against_a_head_noted_elsewhere(whole: Path) -> None:
    path = copied(whole)
    before = verified(path).head
    tamper(
        path,
        ("DELETE FROM entries WHERE seq > 4", ()),
        ("UPDATE head SET seq = 4, hash = (SELECT hash FROM entries WHERE seq = 4)", ()),
    )
    assert verified(path).ok  # what the docstring says it cannot tell
    found = verified(path, before)
    assert (found.ok, found.first_broken) == (False, 5)


def test_a_ledger_rewritten_as_a_whole_is_found_only_against_a_head_noted_elsewhere(
    whole: Path, tmp_path: Path
) -> None:
    noted = verified(whole).head
    with Ledger.open(tmp_path / "forged") as forged:
        forged.append_many([entry(f"f-{n}", {"p": 0.99}) for n in range(ROWS)], recorded_at=MOMENT)
        assert forged.verify().ok
        assert not forged.verify(noted).ok


def test_nothing_is_appended_to_a_chain_with_a_broken_end(whole: Path) -> None:
    path = copied(whole)
    tamper(path, ("DELETE FROM entries WHERE seq = ?", (ROWS,)))
    with Ledger.open(path) as ledger, pytest.raises(LedgerError, match="ledger verify"):
        ledger.append("forecast", "new", {"p": 0.5}, as_of=MOMENT.date(), recorded_at=MOMENT)
