"""Battles are read with their negatives, by `as_of`, and none is dropped without being counted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from battle_rows import HEAD, cells, file_text
from contingent.core.errors import DataError
from contingent.sources.battles import BATTLES_FILE, BattleRows, read_battles

DAY = date(2024, 11, 18)


def read(folder: Path, *rows: dict[str, object], as_of: date = DAY) -> BattleRows:
    (folder / BATTLES_FILE).write_text(file_text(rows), encoding="utf-8")
    return read_battles(folder, as_of=as_of)


@pytest.mark.shared
def test_the_file_of_the_contributors_has_the_battles_it_is_said_to_have(shared: Path) -> None:
    found = read_battles(shared / "data" / "war", as_of=DAY)
    assert found.read == len(found.rows) == 657
    assert not found.unusable
    results = [battle.result for battle in found.rows]
    assert [results.count(kind) for kind in ("attacker won", "draw", "defender won")] == [397, 43, 217]
    assert round(sum(battle.attacker_won for battle in found.rows) / 657, 3) == 0.604
    assert len({battle.war for battle in found.rows}) == 63
    assert (min(battle.year for battle in found.rows), max(battle.year for battle in found.rows)) == (1600, 1982)
    assert sum((battle.surprise or 0) < 0 for battle in found.rows) == 15
    assert sum(battle.air is None for battle in found.rows) == 32
    assert any("397 attacker won, 43 draws, 217 defender won" in note for note in found.notes)
    assert found.provenance["sha256"] == found.checksum


@pytest.mark.shared
def test_a_long_battle_is_long(shared: Path) -> None:
    by_name = {battle.name: battle for battle in read_battles(shared / "data" / "war", as_of=DAY).rows}
    assert by_name["YPRES III"].days == 130.0  # 2 in the column duration1, which spans starts only
    assert by_name["NIEUPORT"].days == pytest.approx(5 / 24)
    assert by_name["NIEUPORT"].fighting_days == 1.0


@pytest.mark.shared
def test_what_was_fought_later_is_not_read(shared: Path) -> None:
    found = read_battles(shared / "data", as_of=date(1918, 1, 1))
    assert max(battle.year for battle in found.rows) == 1917
    assert found.data_through <= date(1918, 1, 1)
    assert found.read == len(found.rows) + sum(found.unusable.values()) == 657


def test_a_battle_counts_once_it_is_over(tmp_path: Path) -> None:
    rows = [cells(wina="-1.0"), cells(datetime_max="1900-05-04T18:00:00"), cells(datetime_max="")]
    assert len(read(tmp_path, *rows, as_of=date(1900, 5, 3)).rows) == 1
    found = read(tmp_path, *rows, as_of=date(1900, 5, 4))
    assert (len(found.rows), found.data_through, found.unusable) == (2, date(1900, 5, 4), {"not over by as_of": 1})
    assert len(read(tmp_path, *rows, as_of=date(1900, 12, 31)).rows) == 3  # a battle without an end may end its year


def test_a_war_under_a_misspelt_name_is_no_war_of_its_own(tmp_path: Path) -> None:
    names = ("World War II of 1939-194", "World War II of 1939-1945")
    found = read(tmp_path, *(cells(war4=name, wina="-1.0") for name in names))
    assert {battle.war for battle in found.rows} == {names[1]}


@settings(max_examples=25, deadline=None)
@given(faults=st.lists(st.sampled_from(["war4", "year", "A_str", "D_str", "wina", ""]), min_size=1, max_size=12))
def test_used_and_unusable_rows_are_all_rows(faults: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    rows = [cells(wina="-1.0"), *(cells(**({fault: "", "datetime_max": ""} if fault else {})) for fault in faults)]
    found = read(tmp_path_factory.mktemp("battles"), *rows)
    assert len(found.rows) == 1 + faults.count("")
    assert found.read == len(found.rows) + sum(found.unusable.values()) == len(rows)


def test_a_battle_without_a_year_is_dated_by_its_end(tmp_path: Path) -> None:
    found = read(tmp_path, cells(year="", datetime_min=""))
    assert (found.rows[0].year, found.rows[0].days, found.rows[0].fighting_days) == (1900, None, 1.0)
    assert any(note.startswith("1 battles without a start") for note in found.notes)


def test_codes_keep_their_signs_and_unknown_is_not_zero(tmp_path: Path) -> None:
    row = cells(aeroa="9", surpa="-3", cea="-2.0", fortsa="-1.0", postype="9", kmda="-6.4", parent="7.0")
    battle = read(tmp_path, row).rows[0]
    assert (battle.air, battle.surprise, battle.posture_type) == (None, -3, None)
    assert battle.judgements == {"combat effectiveness": -2} and battle.influences == {"fortifications": -1}
    assert (battle.advance_km, battle.duplicate_of) == (-6.4, 7)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"wina": "2.0"}, "line 2: wina is '2.0'; wanted -1, 0 or 1"),
        ({"wina": "0.5"}, "line 2: wina is '0.5'; wanted a whole number"),
        ({"A_cas": "many"}, "line 2: A_cas is 'many'; wanted a number"),
        ({"A_cas": "nan"}, "wanted a finite number"),
        ({"D_arty": "-4"}, "D_arty is -4.0; wanted 0 or more"),
        ({"datetime_min": "1 May"}, "datetime_min is '1 May'"),
        ({"datetime_max": "1900-04-01T00:00:00"}, "before it starts"),
        ({"isqno": ""}, "needs a number"),
        ({"wina": ""}, "negative codes"),
        ({"year": "1950.0"}, "no usable battle by 1940"),
    ],
)
def test_a_broken_battle_is_named(changed: dict[str, object], words: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=words) as caught:
        read(tmp_path, cells(**changed), as_of=date(1940, 1, 1))
    assert "\n" not in str(caught.value)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=f"no {BATTLES_FILE}"):
        read_battles(tmp_path, as_of=DAY)
    place = tmp_path / BATTLES_FILE
    place.write_text("isqno,war4\n1,A\n", encoding="utf-8")
    with pytest.raises(DataError, match="has no column year"):
        read_battles(tmp_path, as_of=DAY)
    place.write_text(",".join(HEAD) + "\n1,2\n", encoding="utf-8")
    with pytest.raises(DataError, match="line 2, has another number of cells"):
        read_battles(tmp_path, as_of=DAY)
    place.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="no CSV text"):
        read_battles(tmp_path, as_of=DAY)
