"""Laws of the table of actors: days in order, one holder of an office at a time, every row with its source."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from datetime import date
from importlib import resources
from itertools import pairwise
from typing import Any

import pytest

_TABLE: dict[str, Any] = tomllib.loads((resources.files("contingent") / "data" / "gazetteer.toml").read_text("utf-8"))
_DAYS = ("since", "elected", "until")
#: offices that several hold side by side
_SHARED = frozenset(("council", "deputy", "military", "envoy", "intelligence", "spokesman", "spokeswoman"))


def _dated() -> list[dict[str, Any]]:
    rows = [*_TABLE["leader"], *_TABLE["title"]]
    for state in _TABLE["state"]:
        rows += [s for key in ("names", "seats", "organs") for s in state.get(key, ()) if not isinstance(s, str)]
    return rows


@pytest.mark.parametrize("row", _dated(), ids=lambda row: row["name"])
def test_days_are_dates_in_order(row: dict[str, Any]) -> None:
    days = {key: row[key] for key in _DAYS if key in row}
    assert days and all(type(day) is date for day in days.values())
    assert days.get("elected", date.min) < days.get("since", date.max)
    assert days.get("since", date.min) < days.get("until", date.max)


def test_no_two_leaders_hold_one_office_of_one_state_at_a_time() -> None:
    held: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in _TABLE["leader"]:
        held[row["state"], row["office"]].append(row)
    for (state, office), rows in held.items():
        for one, two in pairwise(sorted(rows, key=lambda row: row["since"])):
            if office in _SHARED and one["name"] != two["name"]:
                continue
            assert one.get("until", date.max) <= two["since"], (state, office, one["name"], two["name"])


def test_no_two_in_office_at_once_go_by_one_name_unless_they_stand_for_one_actor() -> None:
    named: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _TABLE["leader"]:
        for name in {row["name"], *row.get("names", ())}:
            named[name].append(row)
    for name, rows in named.items():
        for one, two in pairwise(sorted(rows, key=lambda row: row["since"])):
            apart = one.get("until", date.max) <= two.get("elected", two["since"])
            assert apart or one["state"] == two["state"], name


def test_every_dated_row_names_a_source_that_was_read_or_says_that_none_was() -> None:
    sources = set(_TABLE["sources"])
    used = {row["source"] for row in (*_TABLE["leader"], *_TABLE["title"])}
    assert used - {"unverified"} == sources, "a source nobody cites, or one that is not described"
    read = sum(row["source"] != "unverified" for row in _TABLE["leader"])
    assert read >= len(_TABLE["leader"]) // 2


def test_every_state_group_and_alliance_stands_once_and_leaders_belong_to_one_of_them() -> None:
    names = [row["name"] for key in ("state", "alliance", "armed_group") for row in _TABLE[key]]
    assert len(names) == len(set(names))
    assert {row["state"] for row in (*_TABLE["leader"], *_TABLE["title"])} <= set(names)
    assert {row["host"] for row in _TABLE["armed_group"] if "host" in row} <= set(names)


def test_no_spelling_stands_for_two_states_or_groups() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for key in ("state", "alliance", "armed_group"):
        for row in _TABLE[key]:
            spelled = [row["name"], *(s for k in ("names", "demonyms", "seats", "organs") for s in row.get(k, ()))]
            for spelling in spelled:
                owners[spelling if isinstance(spelling, str) else spelling["name"]].add(row["name"])
    assert not {spelling: who for spelling, who in owners.items() if len(who) > 1}
    assert not set(owners) & set(_TABLE["not_actors"])
