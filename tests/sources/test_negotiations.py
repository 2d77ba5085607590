"""Negotiations read from lists, tables and TOML: what they say, and every fault with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from contingent.core.bargaining import Negotiation
from contingent.core.errors import ScenarioError, ValueRangeError
from contingent.sources.negotiation_toml import negotiation_toml
from contingent.sources.negotiations import negotiation_kind, read_negotiation

LISTS = """'#A'\t'USA'\t'United States'\t''
'#A'\t'EU'\t'EU'\t''
'#A'\t'Late'\t'Late'\t''
'#P'\t'cap'\t'A cap'\t''
'#P'\t'money'\t'Money'\t''
'#M'\t'cap'\t0
'#M'\t'cap'\t100
'#M'\t'money'\t-10
'#M'\t'money'\t10
'#D'\t'USA'\t'cap'\t10.0\t0.9\t0.26
'#D'\t'EU'\t'cap'\t50.0\t0.4\t0.156
'#D'\t'EU'\t'money'\t5.0\t0.4\t0.156
"""
TABLE = """actor,position,position_low,position_high,salience,capability,quote,source,threshold,decision
North,20,10,30,0.5,1.0,"We stay, whatever comes.",a speech,60,Does it come?
South,70,,,0.8,2,,,,
"""
TOML = """title = "Talks"
as_of = 2025-01-01
[[issue]]
id = "it"
threshold = 50
deadline = 2025-06-01
[[issue.actor]]
name = "North"
position = 20
salience = { value = 0.5 }
capability = { median = 1.0, log_sd = 0.3, source = "a count" }
[[issue.actor]]
name = "South"
position = { low = 60, high = 80 }
salience = 0.9
capability = 2
source = "a guess"
"""


def read(text: str, *, uncertainty: float = 0.0) -> Negotiation:
    return read_negotiation(text, origin="talks.txt", uncertainty=uncertainty)


def numbers(found: Negotiation) -> dict[tuple[str, str], tuple[float, ...]]:
    """(issue, actor) → its three values, of a negotiation of points."""
    return {
        (issue.id, one.actor): tuple(p.parameters[0] for p in (one.position, one.salience, one.capability))
        for issue in found.issues
        for one in issue.stances
    }


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (LISTS, "lists"),
        (LISTS.replace("'", ""), "lists"),
        (TABLE, "csv"),
        (TABLE.replace(",", ";"), "csv"),
        ("\ufeff" + TABLE, "csv"),
        (TOML, "toml"),
        ("# a remark\n" + TOML, "toml"),
        ("The issue is money, said the minister.\n\nNobody moved, and position was taken.", None),
        ("# What would they do?\n\nA text in Markdown.", None),
        ("", None),
    ],
)
def test_the_form_is_told_by_the_content(text: str, kind: str | None) -> None:
    assert negotiation_kind(text) == kind


def test_lists_say_actors_scales_and_stances_and_a_missing_stance_is_none() -> None:
    found = read(LISTS)
    assert numbers(found) == {
        ("cap", "United States"): (10.0, 0.9, 0.26),
        ("cap", "EU"): (50.0, 0.4, 0.156),
        ("money", "EU"): (5.0, 0.4, 0.156),
    }
    assert [(one.title, one.low, one.high) for one in found.issues] == [("A cap", 0.0, 100.0), ("Money", -10.0, 10.0)]
    assert found.issues[0].stances[0].provenance == "talks.txt, line 10"
    assert any("On 1 of 4 pairs" in note for note in found.notes)
    assert any("Late" in note for note in found.notes)


def test_lists_may_be_parted_by_semicolons_without_quotes() -> None:
    plain = LISTS.replace("'", "").replace("\t", ";")
    assert numbers(read(plain)) == numbers(read(LISTS))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "'#D'\t'USA'\t'money'\t99\t0.9\t0.26",
            r"line 13: the position 99 lies off the scale; .* from -10 to 10",
        ),
        ("'#D'\t'USA'\t'money'\t9\t75\t0.26", r"line 13: the salience is 75; wanted .* 75 % is written 0.75"),
        ("'#D'\t'USA'\t'money'\t9\t0.5\t-1", r"line 13: the capability is -1; wanted .* at least 0"),
        ("'#D'\t'USA'\t'money'\tmuch\t0.5\t1", r"line 13: the position is 'much'; wanted a number"),
        ("'#D'\t'USA'\t'money'\tnan\t0.5\t1", r"line 13: the position is 'nan'; wanted a number"),
        ("'#D'\t'USA'\t'cap'\t9\t0.5\t1", r"line 13: USA on cap stands in the file before"),
        ("'#D'\t'Nobody'\t'cap'\t9\t0.5\t1", r"line 13: 'Nobody' is no actor of a line before"),
        ("'#D'\t'USA'\t'none'\t9\t0.5\t1", r"line 13: 'none' is no issue of a line before"),
        ("'#D'\t'USA'\t'money'\t9", r"line 13: has 4 fields.*wanted a stance: actor, issue, position"),
        ("'#A'\t'" + 20_000 * "x" + "'", r"line 13: a field has 20,000 letters; wanted a line of fields of at most"),
        ("'#X'\t'USA'", r"line 13: begins with '#X'; wanted one of #A, #P, #M, #D"),
        ("'#P'\t'new'\n'#D'\t'USA'\t'new'\t9\t0.5\t1", r"issue new has 0 marks of its scale; wanted two #M lines"),
    ],
)
def test_a_fault_in_lists_is_named_with_its_line(line: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        read(LISTS + line + "\n")


def test_a_table_says_ranges_quotes_and_what_it_decides() -> None:
    (issue,) = read(TABLE).issues
    north, south = issue.stances
    assert (issue.threshold, issue.decision, issue.low, issue.high) == (60.0, "Does it come?", 0.0, 100.0)
    assert (north.position.family, north.position.parameters) == ("normal", (20.0, 6.08))
    assert (north.quote, north.provenance) == ("We stay, whatever comes.", "a speech")
    assert (south.position.family, south.position.parameters, south.quote) == ("point", (70.0,), None)
    assert south.provenance == "talks.txt, line 3"


def test_a_range_alone_is_equally_likely_all_over() -> None:
    (issue,) = read("actor,position_low,position_high,salience,capability\nA,10,30,0.5,1\n").issues
    assert (issue.stances[0].position.family, issue.stances[0].position.parameters) == ("uniform", (10.0, 30.0))


def test_a_range_that_lies_unevenly_around_its_number_is_told() -> None:
    table = "actor,position,position_low,position_high,salience,capability,capability_low,capability_high\n"
    even = read(table + "A,20,10,30,0.5,2,1,4\n")  # a capability is even as a ratio
    assert not any("unevenly" in note for note in even.notes)
    assert any(note.startswith("1 range lies unevenly") for note in read(table + "A,20,5,40,0.5,2,1,4\n").notes)
    assert any(note.startswith("2 ranges lie unevenly") for note in read(table + "A,20,5,40,0.5,2,1,3\n").notes)


def test_a_table_of_several_issues_puts_each_row_at_its_own() -> None:
    text = "actor,issue,position,salience,capability,high\nA,x,1,0.5,1,10\nB,x,2,0.5,1,\nA,y,90,0.5,1,\n"
    assert numbers(read(text)) == {("x", "A"): (1, 0.5, 1), ("x", "B"): (2, 0.5, 1), ("y", "A"): (90, 0.5, 1)}
    assert [one.high for one in read(text).issues] == [10.0, 100.0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("actor,position,salience\nA,1,1\n", r"line 1: capability is lacking; wanted actor, position, salience"),
        ("actor,position,salience,capability,mood\n", r"line 1: mood is no column here"),
        ("actor,position,position_low,salience,capability\n", r"line 1: position has one end of a range"),
        ("actor,position,salience,capability\n", r"has no rows"),
        ("actor;positon;salience;capability\nA;1;1;1\n", r"line 1: positon is no column here"),
        ("actor,position,salience,capability\nA,1,0.5\n", r"line 2: has 3 cells; wanted 4"),
        ("actor,position,salience,capability\n,1,0.5,1\n", r"line 2: actor is empty"),
        ("actor,position,salience,capability\nA,x,0.5,1\n", r"line 2: position is 'x'; wanted a number"),
        ("actor,position,salience,capability\nA,,0.5,1\n", r"line 2: position of A lacks a number; wanted one"),
        ("actor,position,salience,capability\nA,120,0.5,1\n", r"line 2: the position 120 lies off the scale"),
        ("actor,position,salience,capability\nA,1,0.5,1\nA,2,0.5,1\n", r"has A twice"),
        (
            "actor,position,position_low,position_high,salience,capability\nA,50,60,70,0.5,1\n",
            r"line 2: position of A goes from 60.0 to 70.0 around 50.0",
        ),
        (
            "actor,position,salience,capability,threshold\nA,1,0.5,1,50\nB,1,0.5,1,60\n",
            r"line 3: threshold is '60', and '50' further up",
        ),
        ("actor,position,salience,capability,deadline\nA,1,0.5,1,soon\n", r"line 2: deadline is 'soon'; wanted a day"),
        (
            "actor,position,salience,capability,low,high\nA,5,0.5,1,100,0\n",
            r"line 2: the scale goes from 100 to 0; wanted low below high",
        ),
        (
            "actor,position,salience,capability,decision\nA,5,0.5,1,Is it?\n",
            r"line 2: names a decision, but no threshold",
        ),
        (
            "actor,position,salience,capability,capability_low,capability_high\nA,5,0.5,1,0,9\n",
            r"line 2: capability of A goes from 0 around 1; wanted a low end above 0",
        ),
    ],
)
def test_a_fault_in_a_table_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        read(text)


def test_toml_says_forms_of_numbers_and_their_sources() -> None:
    found = read(TOML)
    (issue,) = found.issues
    north, south = issue.stances
    assert (found.title, found.as_of, issue.deadline) == ("Talks", date(2025, 1, 1), date(2025, 6, 1))
    assert north.capability.family == "lognormal" and north.capability.source == "a count" and north.capability.verified
    assert not north.position.verified and south.position.verified
    assert south.position.parameters == (60.0, 80.0) and south.position.source == "a guess"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("position = 20", "position = 120", r"line 9: issue 1, actor 1, position: the position 120 lies off the scale"),
        ("position = 20", "postion = 20", r"line 9: .*is no key here; wanted position"),
        ("salience = 0.9", "salience = 9", r"line 15: .*the salience is 9; wanted a number from 0 to 1"),
        ("capability = 2", "capability = -2", r"line 16: .*found -2; wanted values from 0"),
        ("capability = 2\n", "", r"line 12: .*lacks capability"),
        ("threshold = 50", "threshold = 500", r"line 3: .*has the threshold 500"),
        ('name = "South"', 'name = "North"', r"line 3: .*has North twice"),
        ("position = 20", "position = 20 %", r"line 9: .*wanted a share without the sign"),
        ("threshold = 50", 'decision = "Is it?"', r"line 3: .*names a decision, but no threshold"),
        ("deadline = 2025-06-01", 'deadline = "soon"', r"line 6: .*found soon; wanted a date"),
    ],
)
def test_a_fault_in_toml_is_named_with_its_line(old: str, new: str, message: str) -> None:
    assert old in TOML
    with pytest.raises(ScenarioError, match=message):
        read(TOML.replace(old, new))


def test_what_cannot_be_printed_is_refused_in_toml_and_a_blank_in_a_table() -> None:
    for text in ("\\u0001", "\\u202e"):
        with pytest.raises(ScenarioError, match=r"source: found .*that can be printed"):
            read(TOML.replace("position = 20", f'position = {{ value = 20, source = "a{text}b" }}'))
    with pytest.raises(ScenarioError, match=r"line 12: .*lacks capability"):  # halves of letters hide no fault
        read(TOML.replace("capability = 2\n", "") + "# \udcff\n")
    head = "actor,position,salience,capability,source\n"
    with pytest.raises(ScenarioError, match=r"line 2: a cell has 2,001 letters; wanted at most 2,000"):
        read(f"{head}A,1,0.5,1,{'a' * 2001}\n")
    table = read(f"{head}A,1,0.5,1,a\x01b\n")
    assert table.issues[0].stances[0].provenance == "a b"
    assert read(negotiation_toml(table)).issues == table.issues


def test_bare_numbers_get_the_spread_that_is_asked_for_and_others_keep_theirs() -> None:
    north, south = read(TOML, uncertainty=2.0).issues[0].stances
    assert (north.position.family, north.position.parameters) == ("normal", (20.0, 12.2))
    assert (north.salience.family, north.capability.parameters) == ("point", (1.0, 0.3))
    assert (south.position.family, south.salience.parameters) == ("uniform", (0.9, 0.122))
    assert south.capability.parameters == (2.0, 0.4)
    exact = read(LISTS).issues[0].stances[0]
    assert {exact.position.family, exact.salience.family, exact.capability.family} == {"point"}


def test_more_than_a_negotiation_may_hold_is_refused() -> None:
    with pytest.raises(ScenarioError, match="wanted a negotiation of at most 2,000,000"):
        read_negotiation("# x\n" * 600_000, origin="a.toml")


def test_a_stated_zero_stays_zero() -> None:
    (issue,) = read("actor,position,salience,capability\nA,0,0,1\nB,9,1,0\n", uncertainty=1.0).issues
    nobody, weak = issue.stances
    assert (nobody.salience.family, nobody.salience.parameters, nobody.position.family) == ("point", (0.0,), "normal")
    assert (weak.capability.family, weak.capability.parameters) == ("point", (0.0,))


def test_what_bare_numbers_were_taken_for_is_told() -> None:
    assert any("within 20 % of the scale" in note for note in read(LISTS, uncertainty=2.0).notes)
    assert any("taken as exact" in note for note in read(LISTS).notes)


@pytest.mark.parametrize("factor", [-1.0, 11.0, float("nan")])
def test_a_spread_that_is_none_is_refused(factor: float) -> None:
    with pytest.raises(ValueRangeError, match="--uncertainty is"):
        read(LISTS, uncertainty=factor)


@pytest.mark.parametrize("name", ["further_troops.toml", "ceasefire.csv"])
def test_the_examples_can_be_read(name: str) -> None:
    path = Path(__file__).resolve().parents[2] / "examples" / "negotiations" / name
    found = read_negotiation(path.read_text(encoding="utf-8"), origin=name)
    assert all(issue.threshold is not None for issue in found.issues[:1])
    assert all(not one.position.verified for issue in found.issues for one in issue.stances)


@pytest.mark.shared
@pytest.mark.parametrize(("name", "issues", "actors", "stances"), [("cop21", 13, 15, 181), ("copenhagen", 7, 11, 75)])
def test_the_shared_files_are_whole(shared: Path, name: str, issues: int, actors: int, stances: int) -> None:
    text = (shared / "data" / "bargaining" / f"{name}.csv").read_text(encoding="utf-8")
    found = read_negotiation(text, origin=f"{name}.csv")
    assert (len(found.issues), len(found.actors)) == (issues, actors)
    assert sum(len(issue.stances) for issue in found.issues) == stances == text.count("'#D'")
