"""What the pages of questions say of values, days and people, and where they are."""

from __future__ import annotations

from urllib.parse import quote

from contingent.journeys.shown.question import QuestionView
from contingent.journeys.shown.question_factors import Direction
from contingent.journeys.shown.question_standing import Stand
from contingent.report.leads import READER
from contingent.report.numbers import estimate, exact, percent, percent_range, signed, spread, with_unit
from contingent.report.words import forecaster_words
from contingent.web.pages.words import many

DIRECTIONS: dict[Direction, tuple[str, str]] = {
    "raises": ("▲", "raises it"), "lowers": ("▼", "lowers it"), "hardly": ("•", "hardly moves it"),
    "unknown": ("?", "direction not known"), "none": ("–", "not counted in"),
}  # fmt: skip
STATES = {"open": "Open", "due": "Due: the deadline has passed", "settled": "Settled", "void": "Void"}


def address_of(question: str) -> str:
    """Where the page of a question is."""
    return f"/questions/{quote(question, safe='')}"


def who_words(forecaster: str) -> str:
    """Who forecasts, in words; a person by name.

    >>> who_words("base_rate"), who_words("reader:Ada")
    ('base rate', 'Ada (a reader)')
    """
    name = forecaster.removeprefix(READER)
    return forecaster_words(forecaster) if name == forecaster else f"{name} (a reader)"


def value_words(value: float, unit: str | None) -> str:
    """A probability, or a number with its unit."""
    return percent(value) if unit is None else with_unit(estimate(value), unit, value)


def range_words(stand: Stand) -> str:
    """The 90 % range of a forecast; where its author gave none, so it says."""
    if stand.low == stand.high:
        return "no range given"
    if stand.unit is None:
        return percent_range(stand.low, stand.high)
    return spread(stand.low, stand.high, unit=stand.unit)


def moved_words(moved: float | None, unit: str | None) -> str:
    """A change, in points of a percentage or in the unit."""
    if moved is None:
        return ""
    return f"{signed(100 * moved)} points" if unit is None else with_unit(signed(moved), unit, moved)


def outcome_words(view: QuestionView) -> str:
    """How the question came out."""
    if view.outcome is None:
        return ""
    value = view.outcome.outcome
    if value is None:
        return "Void"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return with_unit(exact(value), view.question.unit or view.unit, value)


def left_words(days: int) -> str:
    """How far the deadline is.

    >>> left_words(3), left_words(0), left_words(-1)
    ('3 days left', 'ends today', '1 day overdue')
    """
    if days == 0:
        return "ends today"
    count = many(abs(days), "day")
    return f"{count} left" if days > 0 else f"{count} overdue"
