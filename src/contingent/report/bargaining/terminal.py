"""A bargain on a terminal: the answer, then every issue with all models side by side on one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contingent.core.bargaining import BargainReport, Issue, IssueOutcome, ModelOutcome
from contingent.report.bargaining.words import (
    agreement_words,
    amount,
    at,
    deadline_words,
    gives_way_words,
    headline,
    matters_words,
    scale_words,
    short,
    source_words,
    told_issues,
)
from contingent.report.console import bullets, heading, plain, say
from contingent.report.numbers import percent

if TYPE_CHECKING:
    from rich.console import Console

TRACK, WITHIN, MIDDLE, LEAST = "·", "━", "●", "┊"
LABEL, NARROW = 29, 60  # columns a model's label may take; below so many columns no strip is drawn
LEGEND = f"{TRACK * 2}{WITHIN * 2}{MIDDLE}{WITHIN * 2}{TRACK * 2} is the scale, 90 % of the draws, and their median."
STRIP_LEAST, STRIP_MOST = 16, 50


def render_bargain(made: BargainReport, console: Console) -> None:
    """The answer is on the console, then every issue: models on one scale, agreement, who gives way, who matters."""
    say(console, made.bargain.negotiation.title, style="bold")
    say(console, source_words(made))
    console.print()
    for words in headline(made):
        say(console, words)
    told = told_issues(made)
    for issue, outcome in told:
        _issue(issue, outcome, console, alone=len(told) == 1)
    _how(made, console, several=len(told) > 1)


def _issue(issue: Issue, outcome: IssueOutcome, console: Console, *, alone: bool) -> None:
    heading(console, issue.title)
    say(console, scale_words(issue))
    rows = [*outcome.models, outcome.pooled] if len(outcome.models) > 1 else list(outcome.models)
    _strips(issue, rows, console)
    for words in (
        None if alone else agreement_words(issue, outcome),
        _chances(issue, outcome),
        deadline_words(issue, outcome),
        gives_way_words(issue, outcome),
        matters_words(issue, outcome),
    ):
        if words is not None:
            say(console, words)


def _strips(issue: Issue, rows: list[ModelOutcome], console: Console) -> None:
    """One line a model: its median, 90 % range, and both on the scale."""
    cells = [
        (plain(short(row))[:LABEL], amount(at(row, 0.5), issue),
         f"{amount(at(row, 0.05), issue)} to {amount(at(row, 0.95), issue)}")
        for row in rows
    ]  # fmt: skip
    names = ("Model", "Median", "90 % range")
    wide = [max(len(name), *(len(cell[place]) for cell in cells)) for place, name in enumerate(names)]
    room = min(STRIP_MOST, console.width - sum(wide) - 6)
    drawn = room >= STRIP_LEAST and console.width >= NARROW
    ends = f"{amount(issue.low, issue)}{amount(issue.high, issue):>{max(room - len(amount(issue.low, issue)), 1)}}"
    lines = [_line(names, wide, ends if drawn else "")]
    lines += [
        _line(cell, wide, _strip(row, issue, room) if drawn else "") for cell, row in zip(cells, rows, strict=True)
    ]
    for place, line in enumerate(lines):
        bold = "bold" if len(rows) > 1 and place == len(lines) - 1 else "dim" if place == 0 else ""
        console.print(line, style=bold, no_wrap=True, overflow="crop", markup=False, highlight=False)


def _line(cells: tuple[str, str, str], wide: list[int], strip: str) -> str:
    label, middle, span = cells
    return f"{label:<{wide[0]}}  {middle:>{wide[1]}}  {span:>{wide[2]}}  {strip}".rstrip()


def _strip(row: ModelOutcome, issue: Issue, room: int) -> str:
    marks = [TRACK] * room
    for place in range(_place(at(row, 0.05), issue, room), _place(at(row, 0.95), issue, room) + 1):
        marks[place] = WITHIN
    if issue.threshold is not None:
        marks[_place(issue.threshold, issue, room)] = LEAST
    marks[_place(at(row, 0.5), issue, room)] = MIDDLE
    return "".join(marks)


def _place(value: float, issue: Issue, room: int) -> int:
    share = (value - issue.low) / (issue.high - issue.low)
    return min(max(round(share * (room - 1)), 0), room - 1)


def _chances(issue: Issue, outcome: IssueOutcome) -> str | None:
    """P(yes) of every model and of all."""
    if outcome.pooled.yes is None or issue.threshold is None:
        return None
    each = ", ".join(f"{short(model)} {percent(model.yes.p)}" for model in outcome.models if model.yes is not None)
    asked = issue.decision or f"{amount(issue.threshold, issue)} or more"
    return f"{asked} ({LEAST} marks {amount(issue.threshold, issue)}, from where on it is a yes; unscored): {each}."


def _how(made: BargainReport, console: Console, *, several: bool) -> None:
    heading(console, "Before you quote this")
    influences = any(outcome.influences for _, outcome in told_issues(made))
    notes = [
        *([LEGEND] if console.width >= NARROW else []),
        "All models weigh equally; none is known to be right.",
        *([] if not several or influences else ["--issue ID tells whose change would move an issue furthest."]),
        *made.bargain.negotiation.notes,
        *made.bargain.notes,
    ]
    bullets(console, notes)
    say(console, f"{made.bargain.draws:,} draws, seed {made.bargain.seed}.")
