"""The brief on a terminal: the answer first, readable at eighty columns, nothing said by colour alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from contingent.core.belief import Probability
from contingent.core.brief import Brief
from contingent.core.nouns import Check, Contrast, Forecast, Question, Reading
from contingent.report.leads import (
    READER_VOICES,
    branch_labels,
    from_reader,
    headline,
    headline_forecast,
    in_sentence,
    lead_question,
    nearest_class,
    reader_branches,
)
from contingent.report.markup import clean
from contingent.report.numbers import (
    belief_words,
    difference_words,
    estimate,
    horizon,
    percent,
    percent_range,
    unit_words,
)
from contingent.report.sections.checks import arithmetic_words, ordered_checks
from contingent.report.words import VERDICTS, VOICES, detail_words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

LINES = re.compile(r"[\r\n\t]+")
OPEN_VERDICTS = ("mismatch", "ambiguous")


class Kept(Protocol):
    """A forecast as a ledger gives it back, with its question in words."""

    @property
    def question(self) -> str: ...
    @property
    def deadline(self) -> str: ...
    @property
    def forecaster(self) -> str: ...
    @property
    def as_of(self) -> str: ...
    @property
    def belief(self) -> Mapping[str, Any]: ...


def render_terminal(brief: Brief, console: Console, *, files: tuple[str, ...] = ()) -> None:
    """The answer, its weakness, questions, differences, open checks, and where `files` lie are on the console."""
    answer = brief.answer
    _say(console, answer.question, style="bold")
    console.print()
    for sentence in (answer.likely, answer.difference):
        if sentence:
            _say(console, sentence)
            console.print()
    if answer.dominated_by or answer.caveats:
        _heading(console, "Before you quote this")
        _list(console, filter(None, (answer.dominated_by, *answer.caveats)))
    if brief.questions:
        _heading(console, "How likely is it?")
        console.print(_questions(brief))
    _differences(brief, console)
    unsettled = [check for check in ordered_checks(brief.checks) if check.verdict in OPEN_VERDICTS]
    if unsettled:
        _heading(console, "Numbers that do not add up, or not in one way only")
        _list(console, map(_check_words, unsettled))
    if answer.change_our_mind:
        _heading(console, "What would change our mind")
        _list(console, answer.change_our_mind)
    if brief.warnings:
        _heading(console, "Warnings")
        _list(console, brief.warnings)
    if files:
        _heading(console, "Written")
        for file in files:
            console.print(_plain(file), soft_wrap=True, markup=False, highlight=False)


def render_reading(reading: Reading, console: Console) -> None:
    """What a reader found in an article: claims by voice, checks, questions, and the branches of its what-if."""
    _say(console, reading.document.title or "An article without a title", style="bold")
    voices = dict.fromkeys(claim.voice for claim in reading.claims)
    for voice in sorted(voices, key=lambda voice: voice in READER_VOICES):
        own = sorted((claim for claim in reading.claims if claim.voice == voice), key=lambda claim: claim.span.start)
        _heading(console, f"{VOICES[voice]}: {len(own)} claim{'' if len(own) == 1 else 's'}")
        _list(console, (f"“{claim.span.text}” {claim.kind}: {detail_words(claim)}" for claim in own))
    if reading.checks:
        _heading(console, "Checks")
        _list(console, map(_check_words, ordered_checks(reading.checks)))
    if reading.questions:
        _heading(console, "Questions")
        _list(console, (f"{question.text} ({question.source})" for question in reading.questions))
    if reading.scenario:
        _heading(console, "What if")
        _list(console, (_branch_words(branch.label, from_reader(branch)) for branch in reading.scenario.branches))
    if reading.warnings:
        _heading(console, "Warnings")
        _list(console, reading.warnings)


def render_kept(rows: Sequence[Kept], console: Console) -> None:
    """The forecasts that a ledger holds, in the order given."""
    if not rows:
        _say(console, "No forecast has been kept yet.")
        return
    table = _table(("Question", "left"), ("By", "left"), ("As of", "left"), ("Forecast", "right"), ("Whose", "left"))
    for row in rows:
        table.add_row(*map(_plain, (row.question, row.deadline, row.as_of, _kept_words(row.belief), row.forecaster)))
    console.print(table)


def _questions(brief: Brief) -> Table:
    lead = lead_question(brief.document, brief.claims, brief.questions)
    ordered = sorted(brief.questions, key=lambda question: question is not lead)
    table = _table(("Question", "left"), ("Yes", "right"), ("90 % range", "right"), ("Counted in", "right"))
    for question in ordered:
        table.add_row(*map(_plain, _question_row(question, headline_forecast(question.id, brief.forecasts))))
    return table


def _question_row(question: Question, forecast: Forecast | None) -> tuple[str, str, str, str]:
    text = f"{question.text} (asked by a reader)" if question.voice in READER_VOICES else question.text
    if forecast is None:
        return text, "none", "", ""
    found = nearest_class(forecast)
    counted = ""
    if found:
        counted = f"{estimate(found.events)} of {estimate(found.cases)}{'' if found.verified else ', part unread'}"
    return text, *belief_words(forecast.belief), counted


def _differences(brief: Brief, console: Console) -> None:
    """The table of branches: what each would change in the leading measure by its last day."""
    scenario, outcomes = brief.scenario, brief.outcomes
    head = headline(scenario, outcomes) if scenario and outcomes else None
    if scenario is None or outcomes is None or head is None:
        return
    labels, leading = branch_labels(scenario), head.leading
    readers = reader_branches(scenario)
    _heading(console, "What difference would it make?")
    unit = unit_words(leading.unit)
    measure = in_sentence(leading.label, scenario)
    _say(
        console,
        f"Difference in {measure}{f' ({unit})' if unit else ''} from “{labels[scenario.reference]}” after "
        f"{horizon(head.day)}, path by path. More: the share of paths above it; “assumed” where a prior alone decides "
        "the sign.",
    )
    table = _table(("Branch", "left"), ("Median", "right"), ("90 % range", "right"), ("More", "right"))
    for contrast in head.contrasts:
        name = _branch_words(labels.get(contrast.branch, contrast.branch), contrast.branch in readers)
        middle, interval = difference_words(contrast.q05, contrast.q50, contrast.q95, contrast.unit)
        table.add_row(_plain(name), middle, interval, _above(contrast))
    console.print(table)


def _above(contrast: Contrast) -> str:
    if contrast.q05 == contrast.q95 == contrast.mean == 0:
        return ""
    return "assumed" if contrast.sign_forced_by else percent(contrast.p_positive)


def _branch_words(label: str, reader: bool) -> str:
    return f"{label} (by a reader)" if reader else label


def _check_words(check: Check) -> str:
    told = "; ".join(" = ".join(arithmetic_words(reading)) for reading in check.readings)
    return f"{VERDICTS[check.verdict]}: {check.statement}{f' ({told})' if told else ''}. {check.explanation}"


def _kept_words(belief: Mapping[str, Any]) -> str:
    if belief.get("kind") == "probability":
        known = Probability(p=belief["p"], low=belief["low"], high=belief["high"])
        return f"{percent(known.p)} ({percent_range(known.low, known.high)})"
    values = belief["values"]
    return f"{estimate(values[len(values) // 2])} {unit_words(belief['unit'])}".rstrip()


# ------------------------------------------------------------------ plain text on a terminal


def _plain(text: str) -> str:
    """One line without control sequences: a text from outside can move no cursor and colour nothing."""
    return clean(LINES.sub(" ", text))


def _say(console: Console, text: str, *, style: str = "") -> None:
    console.print(_plain(text), style=style, markup=False, highlight=False)


def _heading(console: Console, text: str) -> None:
    console.print()
    _say(console, text, style="bold underline")


def _list(console: Console, entries: Iterable[str]) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1))
    for entry in entries:
        grid.add_row("-", Text(_plain(entry)))
    console.print(Padding(grid, (0, 0)))


def _table(*columns: tuple[str, str]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), expand=False)
    for place, (name, justify) in enumerate(columns):
        table.add_column(name, justify="right" if justify == "right" else "left", no_wrap=place > 0, overflow="fold")
    return table
