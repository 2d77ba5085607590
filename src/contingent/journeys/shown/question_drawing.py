"""A question's view as its chart: who said what since when, on the scale of the forecast that leads."""

from __future__ import annotations

from collections.abc import Sequence

from contingent.core.nouns import Question
from contingent.journeys.shown.question import QuestionView
from contingent.journeys.shown.question_standing import Stand, Track
from contingent.report.charts import Spec
from contingent.report.leads import READER
from contingent.report.question_charts import SHORT, Days, Line, Point, Role, chart_words, forecast_chart
from contingent.report.words import forecaster_words

#: forecasts of one forecaster are drawn so many pixels apart, at least
PIXELS_APART = 10
ROLES: dict[str, Role] = {"headline": "headline", "member": "member", "reader": "reader", "words": "words"}


def drawing_of(view: QuestionView, *, width: int) -> Spec | None:
    """The chart of the forecasts over time, `width` pixels wide; None where there is none."""
    lines = lines_of(view, width=width)
    if not lines:
        return None
    return forecast_chart(
        lines, days_of(view), width=width, unit=view.unit, threshold=_threshold(view.question, view.unit)
    )


def drawing_words(view: QuestionView, *, width: int) -> str:
    """What the chart of that width shows, in words."""
    return chart_words(lines_of(view, width=width), days_of(view), view.unit)


def lines_of(view: QuestionView, *, width: int) -> list[Line]:
    """The forecasters whose forecasts are of the kind of the leading one: probabilities, or numbers of one unit."""
    unit, apart = view.unit, days_apart(view, width=width)
    return [
        Line(
            name=short_name(track.forecaster),
            role=ROLES[track.role],
            points=tuple(
                Point(day=stand.as_of, middle=stand.middle, low=stand.low, high=stand.high)
                for stand in _drawn(track, unit, apart)
            ),
        )
        for track in view.tracks
        if _comparable(track, unit)
    ]


def days_apart(view: QuestionView, *, width: int) -> int:
    """Of how many days the last forecast is drawn: 1, every one of them, unless they are too many to be told apart."""
    most = width // PIXELS_APART
    if max((len(track.stands) for track in view.tracks), default=0) <= most:
        return 1
    days = [stand.as_of for track in view.tracks for stand in track.stands]
    return max(2, -(-(max(days) - min(days)).days // most))


def _drawn(track: Track, unit: str | None, apart: int) -> Sequence[Stand]:
    """The forecasts of a unit, or the last of each so many days."""
    found = [stand for stand in track.stands if stand.unit == unit]
    if apart == 1:
        return found
    return list({stand.as_of.toordinal() // apart: stand for stand in found}.values())


def days_of(view: QuestionView) -> Days:
    """The days that the chart spans."""
    settled = view.outcome.resolved_on if view.outcome else None
    until = min(day for day in (view.as_of, view.question.deadline, settled) if day is not None)
    return Days(
        opens=view.question.opens, deadline=view.question.deadline, until=until, settled=settled, outcome=_came(view)
    )


def short_name(forecaster: str) -> str:
    """Who forecasts, in a word or two: a reader by name."""
    return SHORT.get(forecaster) or forecaster_words(forecaster).removeprefix(READER)


def _comparable(track: Track, unit: str | None) -> bool:
    return any(stand.unit == unit for stand in track.stands)


def _came(view: QuestionView) -> float | None:
    """What came out, on the scale of the chart: 0 or 1 for No and Yes where it shows probabilities."""
    outcome = view.outcome.outcome if view.outcome else None
    if outcome is None:
        return None
    if view.unit is None:
        from contingent.journeys.track_record.standing import HELD  # late: numpy

        if isinstance(outcome, bool):
            return float(outcome)
        threshold, held = view.question.threshold, HELD.get(view.question.comparator)
        return None if threshold is None or held is None else float(held(outcome, threshold))
    return None if isinstance(outcome, bool) else float(outcome)


def _threshold(question: Question, unit: str | None) -> float | None:
    return question.threshold if unit is not None and unit == question.unit else None
