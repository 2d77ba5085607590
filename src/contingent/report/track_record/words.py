"""A track record in sentences: what it comes to, what its slices are called, what to know before quoting it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from contingent.report.numbers import day_words, estimate, unit_words
from contingent.report.track_record.record import Counts
from contingent.scoring.figure import Figure
from contingent.scoring.track import ALL, BASE_RATE, HALF, Called


def summary_words(counts: Counts, scored: Sequence[Figure], own: str, as_of: date) -> str:
    """What a record comes to: the score of our own forecaster beside the baselines, and whether that is chance."""
    cells = {(one.forecaster, one.metric): one for one in scored if one.slice == ALL}
    mine = cells.get((own, "Brier"))
    if mine is None:
        units = [one for one in scored if one.metric == "CRPS" and one.forecaster == own]
        told = "; ".join(f"{estimate(one.value, 3)} {unit_words(one.slice[5:])} over {one.n:,}" for one in units)
        return f"Of the questions settled through {day_words(as_of)}, {own} forecast numbers: mean CRPS {told}."
    rate = cells[(BASE_RATE, "Brier")]
    around = f" (90% {mine.interval[0]:.3f} to {mine.interval[1]:.3f})" if mine.interval else ""
    said = (
        f"Of {counts.settled:,} questions settled through {day_words(as_of)}, {own} had called {mine.n:,} before the "
        f"event: mean Brier score {mine.value:.3f}{around}, where the base rate so far has "
        f"{rate.value:.3f} and always one half 0.25. "
    )
    gap = cells.get((own, f"Brier less {BASE_RATE}"))
    if gap is None or gap.interval is None:
        return said + "These are too few to tell whether that is skill."
    if gap.interval[1] < 0:
        return said + "It beats the base rate, and the 90% interval of the difference leaves out 0."
    if gap.interval[0] > 0:
        return said + "It is worse than the base rate, and the 90% interval of the difference leaves out 0."
    return said + f"It is {'lower' if gap.value < 0 else 'not lower'} than the base rate, but chance is not excluded."


def slice_labels(scored: Sequence[Figure]) -> tuple[tuple[str, str], ...]:
    """The words of each slice."""
    found = {}
    for name in dict.fromkeys(one.slice for one in scored):
        kind, _, value = name.partition("=")
        words = {"topic": value.replace("_", " "), "unit": f"In {unit_words(value)}"}.get(kind, value)
        found[name] = words or "All settled questions"
    return tuple({**found, "time-weighted": "Mean over the days that forecasts stood"}.items())


def notes_of(primary: Sequence[Called]) -> tuple[str, ...]:
    """What to know before quoting a record made of these cases."""
    impossible = Counter(case.forecaster for case in primary if case.said == (0.0 if case.came else 1.0))
    said = [
        "Scored is the last forecast of each forecaster before the event. What was written down after the event, or on "
        "the day it became known, does not count, whatever day it claims to rest on.",
        "A forecast written down later than the day it rests on counts from the day it was written down.",
        f"{HALF} always says 50%. {BASE_RATE} says how often questions of the topic settled by the day of the last "
        "forecast came true, leaning on all topics, and these on one half, with the weight of two questions each.",
        "Intervals resample questions, or the countries, sources or months of their deadlines, whichever is widest. "
        "Questions that hang together otherwise, as those of one article do, make them too narrow.",
        "By time ahead counts the last forecast in each band; over the days, every day from the first forecast to the "
        "event counts the forecast that stood. Both hold other questions, or weigh them otherwise, than the whole.",
        "CRPS of draws is that of their step function; of quantiles, twice the mean quantile loss.",
    ]
    said += [
        f"{name} called impossible what happened, {n:,} times: its log loss is infinite and not shown; for the peer "
        "score it counts as 0.1%."
        for name, n in sorted(impossible.items())
    ]
    return tuple(said)
