"""The brief on a terminal: the answer first, readable at eighty columns, nothing said by colour alone."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from contingent.core.belief import Probability
from contingent.core.brief import Brief
from contingent.core.nouns import Check, Contrast, Forecast, Reading
from contingent.report.leads import (
    READER_VOICES,
    branch_labels,
    from_reader,
    headline,
    headline_forecast,
    in_sentence,
    nearest_class,
    ordered_questions,
    reader_branches,
    words_suggest,
)
from contingent.report.markup import clean
from contingent.report.numbers import (
    NBSP,
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

PERCENT = re.compile(r"(?<=\d) %")
LINES = re.compile(r"[\r\n\t]+")
WIDE = 100  # columns from which an earlier horizon fits beside the last
UNKNOWN_TOLD = 2  # questions without a forecast; those on which the text's words say something come first
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
    _say(console, answer.likely)
    if answer.difference:
        console.print()
        _say(console, answer.difference)
    if reservations := tuple(filter(None, (answer.dominated_by, *answer.caveats, *brief.warnings))):
        _heading(console, "Before you quote this")
        _list(console, reservations)
    if brief.questions:
        _heading(console, "How likely is it?")
        _questions(brief, console)
    _differences(brief, console)
    unsettled = [check for check in ordered_checks(brief.checks) if check.verdict in OPEN_VERDICTS]
    if unsettled:
        _heading(console, "Numbers that do not add up, or not in one way only")
        _list(console, map(_check_words, unsettled))
    if answer.change_our_mind:
        _heading(console, "What would change our mind")
        _list(console, answer.change_our_mind)
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


def _questions(brief: Brief, console: Console) -> None:
    """A row a question that has a forecast; below, those on which nobody here has evidence, said so."""
    wide = console.width >= WIDE
    named = [("Question", "left")] if wide else [("Question (cases it was counted in)", "left")]
    table = _table(*named, ("Yes (90 % range)", "right"), *([("Counted in", "right")] if wide else []))
    unknown: list[tuple[bool, str]] = []
    for question in ordered_questions(brief):
        forecast = headline_forecast(question.id, brief.forecasts)
        text = f"{question.text} (asked by a reader)" if question.voice in READER_VOICES else question.text
        if forecast is None:
            suggested = words_suggest(question)
            unknown.append((suggested is None, f"{text} ({suggested})" if suggested else text))
        else:
            middle, interval = belief_words(forecast.belief)
            likely, cases = f"{middle} ({interval})", _counted(forecast)
            row = (text, likely, cases) if wide else (f"{text} ({cases})" if cases else text, likely)
            table.add_row(*map(_plain, row))
    if table.row_count:
        console.print(table)
    if unknown:
        many = f"{len(unknown)} question{'' if len(unknown) == 1 else 's'}"
        _say(console, f"On {many} nobody here has evidence (the text’s own words are a claim, not evidence):")
        _list(console, [text for _, text in sorted(unknown, key=lambda item: item[0])][:UNKNOWN_TOLD])
        if len(unknown) > UNKNOWN_TOLD:
            _say(console, f"  and {len(unknown) - UNKNOWN_TOLD} more, in the page.")


def _counted(forecast: Forecast) -> str:
    found = nearest_class(forecast)
    if found is None:
        return ""
    return f"{estimate(found.events)} of {estimate(found.cases)}{'' if found.verified else ', part unread'}"


def _differences(brief: Brief, console: Console) -> None:
    """The table of branches: what each would change in the leading measure by its last day, and before if it fits."""
    scenario, outcomes = brief.scenario, brief.outcomes
    head = headline(scenario, outcomes) if scenario and outcomes else None
    if scenario is None or outcomes is None or head is None:
        return
    labels, leading = branch_labels(scenario), head.leading
    readers = reader_branches(scenario)
    _heading(console, "What difference would it make?")
    unit = unit_words(leading.unit)
    measure = in_sentence(leading.label, scenario)
    forced = any(contrast.sign_forced_by for contrast in head.contrasts)
    _say(
        console,
        f"{measure[:1].upper()}{measure[1:]}{f' ({unit})' if unit else ''}, minus that of "
        f"“{labels[scenario.reference]}”: median and 90{NBSP}% range. More: the share of paths in which it is more"
        f"{'; “assumed” where priors alone decide the direction' if forced else ''}.",
    )
    own = {(item.branch, item.day): item for item in outcomes.contrasts if item.measure == head.measure}
    before = sorted({day for _, day in own if day < head.day})[-1:] if console.width >= WIDE else []
    days = [*before, head.day]
    table = _table(("Branch", "left"), *((f"After {horizon(day)}", "right") for day in days), ("More", "right"))
    for contrast in head.contrasts:
        name = _branch_words(labels.get(contrast.branch, contrast.branch), contrast.branch in readers)
        cells = [_difference_words(own.get((contrast.branch, day))) for day in days]
        table.add_row(_plain(name), *cells, _above(contrast))
    console.print(table)


def _difference_words(contrast: Contrast | None) -> str:
    if contrast is None:
        return ""
    middle, interval = difference_words(contrast.q05, contrast.q50, contrast.q95, contrast.unit)
    return f"{middle} ({interval})" if interval else middle


def _above(contrast: Contrast) -> str:
    if contrast.q05 == contrast.q95 == contrast.mean == 0:
        return ""
    return "assumed" if contrast.sign_forced_by else percent(contrast.p_positive)


def _branch_words(label: str, reader: bool) -> str:
    return f"{label} (by a reader)" if reader else label


def _check_words(check: Check) -> str:
    telling = [reading for place, reading in enumerate(check.readings) if place == 0 or reading.fits is not False]
    told = "; ".join(" = ".join(arithmetic_words(reading)) for reading in telling)
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


def _wrapped(text: str, width: int) -> str:
    """The text in lines of `width` characters at most; a number and its unit stay together."""
    return textwrap.fill(PERCENT.sub(f"{NBSP}%", text), width, break_on_hyphens=False)


def _say(console: Console, text: str, *, style: str = "") -> None:
    console.print(_wrapped(_plain(text), console.width), style=style, markup=False, highlight=False)


def _heading(console: Console, text: str) -> None:
    console.print()
    _say(console, text, style="bold underline")


def _list(console: Console, entries: Iterable[str]) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1))
    for entry in entries:
        grid.add_row("-", Text(_wrapped(_plain(entry), console.width - 2)))
    console.print(Padding(grid, (0, 0)))


def _table(*columns: tuple[str, str]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), expand=False, show_edge=False)
    for place, (name, justify) in enumerate(columns):
        table.add_column(name, justify="right" if justify == "right" else "left", no_wrap=place > 0, overflow="fold")
    return table
