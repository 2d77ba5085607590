"""Every key that TOML holds is found on the line where it is written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_texts import EXAMPLES, SMALL

from contingent.simulating.scenario_file.positions import Place, line_at, lines_of


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    if place:
        yield place
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places(inner, (*place, number))


@pytest.mark.parametrize("text", [SMALL, *(path.read_text(encoding="utf-8") for path in EXAMPLES)])
def test_every_key_of_a_file_has_a_line_and_stands_on_it(text: str) -> None:
    lines, written = lines_of(text), text.split("\n")
    for place in places(tomllib.loads(text)):
        if len(place) == 1 and place[0] in ("branch", "thresholds", "every_branch"):
            continue  # an array of tables has no line of its own, its items have
        if place in lines and isinstance(place[-1], str):
            assert place[-1] in written[lines[place] - 1], place
        assert 1 <= line_at(place, lines) <= len(written)


def test_multiline_texts_quotes_dots_and_inline_tables_keep_their_lines() -> None:
    head = 'a = """\n[not]\na table"""\n"b c".d = 1 # x = 2\n'
    text = head + "[[t]]\nk = [\n  1,\n  { z = 3 },\n]\n[t.u]\nv = 1\n[[t]]\nk = 2\n"
    lines = lines_of(text)
    assert lines["a",] == 1
    assert lines["b c", "d"] == 4
    assert lines["t", 0, "k", 1, "z"] == 8
    assert lines["t", 0, "u", "v"] == 11
    assert lines["t", 1, "k"] == 13
    assert line_at(("t", 1, "missing"), lines) == 12


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SMALL.split("\n")), max_size=30))
def test_whatever_is_toml_has_lines(rows: list[str]) -> None:
    text = "\n".join(rows)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    lines = lines_of(text)
    assert all(1 <= line_at(place, lines) <= len(rows) + 1 for place in places(raw))
