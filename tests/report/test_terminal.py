"""The terminal: the answer first, eighty columns, nothing by colour alone, no control over the terminal."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from rich.console import Console
from sample import (
    CHECKS,
    CLAIMS,
    DOCUMENT,
    HOSTILE,
    QUESTIONS,
    SCENARIO,
    bare_brief,
    brief_without_what_if,
    sample_brief,
)

from contingent.core.brief import Brief
from contingent.core.nouns import Reading
from contingent.report.brief.terminal import render_kept, render_reading, render_terminal


def _console(*, colour: bool = False, width: int = 80) -> Console:
    return Console(file=io.StringIO(), width=width, force_terminal=colour, color_system="standard" if colour else None)


def _shown(brief: Brief, *, width: int = 80, **more: Any) -> str:
    console = _console(width=width)
    render_terminal(brief, console, **more)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def _words(text: str) -> str:
    return " ".join(text.replace("\xa0", " ").split())


@pytest.mark.parametrize("make", [sample_brief, brief_without_what_if, bare_brief])
def test_no_line_is_wider_than_the_terminal(make: Any) -> None:
    assert max(map(len, _shown(make(), files=("out/brief.html",)).splitlines())) <= 80


def test_the_answer_stands_before_its_evidence_and_every_part_is_there() -> None:
    brief, shown = sample_brief(), _words(_shown(sample_brief(), files=("out/brief.html", "out/brief.json")))
    order = (
        brief.answer.question, brief.answer.likely, brief.answer.difference, brief.answer.dominated_by,
        brief.answer.caveats[0], "3 to 27 %", "21 to 910", CHECKS[1].explanation,
        brief.answer.change_our_mind[0], "out/brief.html",
    )  # fmt: skip
    at = 0
    for part in order:
        at = shown.index(_words(str(part)), at)


def test_a_wide_terminal_tells_more_in_the_same_rows() -> None:
    narrow, wide = (_shown(sample_brief(), width=width) for width in (80, 120))
    assert "3 of 21, part unread" in _words(narrow) and "3 of 21, part unread" in wide, "n is always shown"
    assert "After 12 months" in narrow and "After 6 months" not in narrow
    assert max(map(len, wide.splitlines())) <= 120 and len(wide.splitlines()) < len(narrow.splitlines())


def test_a_question_without_a_forecast_is_said_to_have_no_evidence() -> None:
    asked = replace(QUESTIONS[0], stated_probability=(0.55, 0.8))
    shown = _words(_shown(replace(bare_brief(), questions=(asked,), forecasts=())))
    assert "On 1 question nobody here has evidence" in shown
    assert f"{_words(asked.text)} (the article’s own words suggest 55 to 80 %)" in shown


def test_a_percentage_and_its_sign_are_never_parted() -> None:
    for width in range(40, 90):
        shown = _shown(sample_brief(), width=width).splitlines()
        assert not any(line.lstrip().startswith("% ") for line in shown)


def test_checks_that_add_up_are_not_listed_and_the_worst_comes_first() -> None:
    shown = _words(_shown(sample_brief()))
    assert shown.index("does not add up: ") < shown.index("can be read in more than one way: ")
    assert CHECKS[2].statement not in shown


def test_a_forced_sign_is_called_assumed_and_a_readers_idea_his() -> None:
    shown = _words(_shown(sample_brief()))
    assert "assumed" in shown and "(by a" in shown and "(asked by a reader)" in shown
    assert "100 %" not in shown


def test_colour_adds_nothing_but_emphasis() -> None:
    console = _console(colour=True)
    render_terminal(sample_brief(), console)
    coloured = console.file.getvalue()  # type: ignore[attr-defined]
    assert "\x1b[" in coloured and "\x1b[3" not in coloured.replace("\x1b[3m", "")


def test_text_from_outside_moves_no_cursor_and_is_no_markup_of_ours() -> None:
    evil = "\x1b[2J\x1b]0;owned\x07[bold red]x[/bold red]\u202e\rgone"
    shown = _shown(replace(sample_brief(), warnings=(evil,)))
    assert "\x1b" not in shown and "\x07" not in shown and "\u202e" not in shown and "\r" not in shown
    assert "[bold red]x[/bold red]" in shown
    assert HOSTILE in _words(_shown(sample_brief()))


def test_a_reading_is_told_by_voice_with_every_quote() -> None:
    console = _console()
    reading = Reading(document=DOCUMENT, claims=CLAIMS, checks=CHECKS, questions=QUESTIONS, scenario=SCENARIO)
    render_reading(reading, console)
    shown = _words(console.file.getvalue())  # type: ignore[attr-defined]
    assert all(_words(claim.span.text.replace("\u202e", "")) in shown for claim in CLAIMS)
    assert shown.index("The article: 13 claims") < shown.index("A reader’s comment: 3 claims")
    assert all(branch.label in shown for branch in SCENARIO.branches)


def test_a_claim_says_when_on_whose_word_and_how_surely_it_was_read_and_what_that_means() -> None:
    told = replace(CLAIMS[7], chain=("author", "the envoy", "Ostmark"), confidence=0.41, found_by=("rules", "a model"))
    console = _console()
    render_reading(
        Reading(document=DOCUMENT, claims=(CLAIMS[1], told), checks=(), questions=(), scenario=None), console
    )
    shown = _words(console.file.getvalue())  # type: ignore[attr-defined]
    assert "“since January”, 1 January 2031 to 3 March 2031" in shown
    assert "via the envoy, citing Ostmark; right in 4 of 10; found by the rules and by a model" in shown
    assert shown.count("right in") == 1 and "not whether a claim is so" in shown
    console = _console()
    render_reading(Reading(document=DOCUMENT, claims=(CLAIMS[1],), checks=(), questions=(), scenario=None), console)
    assert "ight in" not in console.file.getvalue()  # type: ignore[attr-defined]


@dataclass(frozen=True)
class _Row:
    question: str = "Will it end?"
    deadline: str = "2032-03-02"
    forecaster: str = "ensemble"
    as_of: str = "2031-03-03"
    belief: dict[str, Any] = field(
        default_factory=lambda: {"kind": "probability", "p": 0.114, "low": 0.034, "high": 0.272}
    )


def test_kept_forecasts_are_listed_and_an_empty_ledger_says_so() -> None:
    console = _console()
    quantiles = _Row(belief={"kind": "quantiles", "levels": [0.1, 0.5, 0.9], "values": [1, 20, 30], "unit": "km2"})
    render_kept([_Row(), quantiles], console)
    shown = _words(console.file.getvalue())  # type: ignore[attr-defined]
    assert "11 % (3 to 27 %)" in shown and "20 km²" in shown and "2032-03-02" in shown
    empty = _console()
    render_kept([], empty)
    assert "No forecast" in empty.file.getvalue()  # type: ignore[attr-defined]
