"""The brief on a terminal: the answer first, readable at eighty columns, nothing said by colour alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from contingent.core.belief import Probability
from contingent.core.brief import Brief
from contingent.core.nouns import Check, Claim, Forecast, Reading
from contingent.report.bargaining.who_wants_what import render_bargaining
from contingent.report.brief.claim_words import SURENESS, any_sure, cited_words, reading_words, when_words
from contingent.report.console import bullets, columns, heading, plain, say
from contingent.report.leads import (
    READER_VOICES,
    bargained_alone,
    from_reader,
    headline_forecast,
    nearest_class,
    ordered_questions,
    words_suggest,
)
from contingent.report.numbers import (
    belief_words,
    estimate,
    percent,
    percent_range,
    unit_words,
)
from contingent.report.sections.checks import arithmetic_words, ordered_checks
from contingent.report.touches.terminal import render_touches
from contingent.report.whatif.terminal import WIDE, branch_words, differences
from contingent.report.words import VERDICTS, VOICES, detail_words

if TYPE_CHECKING:
    from rich.console import Console

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
    say(console, answer.question, style="bold")
    console.print()
    say(console, answer.likely)
    if answer.two_ways:
        console.print()
        say(console, answer.two_ways)
    if answer.difference:
        console.print()
        say(console, answer.difference)
    if answer.expected:
        console.print()
        say(console, answer.expected)
    if reservations := tuple(filter(None, (answer.dominated_by, *answer.caveats, *brief.warnings))):
        heading(console, "Before you quote this")
        bullets(console, reservations)
    if brief.questions:
        heading(console, "How likely is it?")
        _questions(brief, console)
    render_bargaining(brief, console)
    if brief.scenario is not None and brief.outcomes is not None:
        differences(brief.scenario, brief.outcomes, console)
    render_touches(brief.touched, console)
    unsettled = [check for check in ordered_checks(brief.checks) if check.verdict in OPEN_VERDICTS]
    if unsettled:
        heading(console, "Numbers that do not add up, or not in one way only")
        bullets(console, map(_check_words, unsettled))
    if answer.change_our_mind:
        heading(console, "What would change our mind")
        bullets(console, answer.change_our_mind)
    if files:
        heading(console, "Written")
        for file in files:
            console.print(plain(file), soft_wrap=True, markup=False, highlight=False)


def render_reading(reading: Reading, console: Console) -> None:
    """What a reader found in an article: claims by voice, checks, questions, and the branches of its what-if."""
    say(console, reading.document.title or "An article without a title", style="bold")
    voices = dict.fromkeys(claim.voice for claim in reading.claims)
    for voice in sorted(voices, key=lambda voice: voice in READER_VOICES):
        own = sorted((claim for claim in reading.claims if claim.voice == voice), key=lambda claim: claim.span.start)
        heading(console, f"{VOICES[voice]}: {len(own)} claim{'' if len(own) == 1 else 's'}")
        bullets(console, map(_claim_words, own))
    if any_sure(reading.claims):
        console.print()
        say(console, SURENESS)
    if reading.checks:
        heading(console, "Checks")
        bullets(console, map(_check_words, ordered_checks(reading.checks)))
    if reading.questions:
        heading(console, "Questions")
        bullets(console, (f"{question.text} ({question.source})" for question in reading.questions))
    if reading.scenario:
        heading(console, "What if")
        bullets(console, (branch_words(branch.label, from_reader(branch)) for branch in reading.scenario.branches))
    if warnings := tuple(filter(None, (reading.unfit and f"No brief: {reading.unfit}", *reading.warnings))):
        heading(console, "Warnings")
        bullets(console, warnings)


def render_kept(rows: Sequence[Kept], console: Console) -> None:
    """The forecasts that a ledger holds, in the order given."""
    if not rows:
        say(console, "No forecast has been kept yet.")
        return
    table = columns(("Question", "left"), ("By", "left"), ("As of", "left"), ("Forecast", "right"), ("Whose", "left"))
    for row in rows:
        table.add_row(*map(plain, (row.question, row.deadline, row.as_of, _kept_words(row.belief), row.forecaster)))
    console.print(table)


def _questions(brief: Brief, console: Console) -> None:
    """A row a question that has a forecast; below, those on which nobody here has evidence, said so."""
    wide = console.width >= WIDE
    named = [("Question", "left")] if wide else [("Question (cases it was counted in)", "left")]
    table = columns(*named, ("Yes (90 % range)", "right"), *([("Counted in", "right")] if wide else []))
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
            table.add_row(*map(plain, row))
    if table.row_count:
        console.print(table)
    if unknown:
        many = f"{len(unknown)} question{'' if len(unknown) == 1 else 's'}"
        say(console, f"On {many} nobody here has evidence (the text’s own words are a claim, not evidence):")
        bullets(console, [text for _, text in sorted(unknown, key=lambda item: item[0])][:UNKNOWN_TOLD])
        if len(unknown) > UNKNOWN_TOLD:
            say(console, f"  and {len(unknown) - UNKNOWN_TOLD} more, in the page.")


def _counted(forecast: Forecast) -> str:
    found = nearest_class(forecast)
    if found is None:
        return "no cases: unscored models of bargaining alone" if bargained_alone(forecast) else ""
    return f"{estimate(found.events)} of {estimate(found.cases)}{'' if found.verified else ', part unread'}"


def _claim_words(claim: Claim) -> str:
    """A claim in a line or two: its words, what they state, when, on whose word, and how surely it was read."""
    told = (
        f"{claim.kind}: {detail_words(claim)}", when_words(claim.time), cited_words(claim),
        *reading_words(claim),
    )  # fmt: skip
    return f"“{claim.span.text}” {'; '.join(filter(None, told))}"


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
