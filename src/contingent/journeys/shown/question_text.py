"""A question's view as Markdown for agents and as rows for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

from contingent.journeys.resolving.settle import outcome_words
from contingent.journeys.shown.question import QuestionView
from contingent.journeys.shown.question_factors import Factor
from contingent.journeys.shown.question_standing import Stand
from contingent.report.markup import clean
from contingent.report.numbers import day_words, estimate, percent, percent_range, spread, with_unit
from contingent.report.words import forecaster_words

COLUMNS = (
    "question", "text", "deadline", "forecaster", "as_of", "recorded_at", "middle", "low", "high", "unit", "change",
    "after_the_event", "reasoning",
)  # fmt: skip
WAYS = {
    "raises": "raises it", "lowers": "lowers it", "hardly": "hardly moves it", "unknown": "direction not known",
    "none": "not counted in",
}  # fmt: skip


def forecast_rows(view: QuestionView) -> Iterator[tuple[object, ...]]:
    """Every forecast as a row under `COLUMNS`, the newest first."""
    question = view.question
    for stand in view.stands:
        yield (
            question.id, question.text, question.deadline.isoformat(), stand.forecaster, stand.as_of.isoformat(),
            stand.recorded_at.isoformat(), stand.middle, stand.low, stand.high, stand.unit or "probability",
            stand.moved, stand.late, stand.reasoning,
        )  # fmt: skip


def question_markdown(view: QuestionView) -> str:
    """The question as Markdown: what counts, the forecasts, what they rest on, the outcome, notes."""
    question = view.question
    lines = [f"# {_line(question.text)}", "", f"As known on {day_words(view.as_of)}. State: {view.state}.", ""]
    lead = view.lead
    if lead is None:
        lines += ["No forecast: nobody here has evidence on this.", ""]
    else:
        lines += [f"**{_said(lead.last)}**, by the {forecaster_words(lead.forecaster)}, as of "
                  f"{day_words(lead.last.as_of)}.", ""]  # fmt: skip
    if view.outcome is not None:
        came = view.outcome
        word = outcome_words(came.outcome)
        lines += [f"Came out: **{word}**, known {day_words(came.resolved_on)}, by {_line(came.source)}. "
                  f"{_line(came.evidence)}", ""]  # fmt: skip
    lines += ["## What counts", "", f"- Deadline: {question.deadline.isoformat()} ({view.days_left} days)",
              f"- Decided by: {_line(question.source)}"]  # fmt: skip
    if question.threshold is not None:
        lines.append(f"- Threshold: {question.comparator} {question.threshold:g} {question.unit or ''}".rstrip())
    lines += [f"- {_line(rule)}" for rule in question.fine_print]
    if view.tracks:
        lines += ["", "## Forecasts", "", "| forecaster | as of | forecast | written down |", "|---|---|---|---|"]
        lines += [f"| {_line(forecaster_words(one.forecaster))} | {one.as_of.isoformat()} | {_said(one)} | "
                  f"{one.recorded_at.isoformat()} |" for one in view.stands]  # fmt: skip
    if view.factors:
        lines += ["", "## What it rests on", ""]
        for factor in view.factors:
            lines.append(f"- {WAYS[factor.direction]}: {_line(_factor_words(factor))}")
    for origin in view.origins:
        lines += ["", f"Asked in the brief /briefs/{origin.brief} of {origin.as_of.isoformat()}: {_line(origin.title)}"]
    if view.notes:
        lines += ["", "## Notes", ""]
        lines += [f"- {note.at.date().isoformat()}, {_line(note.author)}: {_line(note.text)}" for note in view.notes]
    return "\n".join(lines) + "\n"


def _said(stand: Stand) -> str:
    if stand.unit is None:
        return f"{percent(stand.middle)} (90 % range {percent_range(stand.low, stand.high)})"
    return f"{with_unit(estimate(stand.middle), stand.unit)} (90 % range {spread(stand.low, stand.high)})"


def _factor_words(factor: Factor) -> str:
    """What a factor is; a claim with whose it is, and whether they fight."""
    if factor.kind == "member":
        return forecaster_words(factor.name)
    if factor.kind == "counted":
        return factor.name
    party = "; claim of a party to the fighting" if factor.party else ""
    return f"“{factor.text}” (said by {factor.said_by}; {factor.name}{party})"


def _line(text: str) -> str:
    """A text from outside on one line, its marks of Markdown and HTML made harmless."""
    flat = " ".join(clean(text).split())
    for mark in "\\`*_[]<>|#":
        flat = flat.replace(mark, f"\\{mark}")
    return flat
