"""What a replay of ForecastBench says in words: summary, names of slices, and what to know before quoting it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from contingent.forecasting.calibrate import Calibration, Curve
from contingent.forecasting.sets.walk import LABEL_LAG_DAYS
from contingent.journeys.backtests.forecastbench_walk import LEARNT_ON, Walked
from contingent.report.backtests.backtest import Figure
from contingent.report.sets.figures import DATASET, MARKETS, OVERALL, OWN, SetCases
from contingent.sources.forecastbench import LICENCE, SOURCE, ForecastBench

FIRST = date(2025, 10, 26)
ABLATION, LEARNING, BOARD = "ablation", "learning", "leaderboard"
#: what was chosen by people who saw the sets that are scored, or some of them
CHOSEN_IN_VIEW = (
    "Calibration: the map that all data questions share was picked from about a dozen variants by its score on these "
    "sets; they differ by .001. A candidate must gain two standard errors on older sets; the rule asked for one until "
    "that was seen to cost .0002 here.",
    "Intervals: the clusters they allow for were widened three times, each time after a look at bins of reliability "
    "that had missed. A bin that holds now is weaker evidence than one that held at once.",
    "ACLED and DBnomics: the ceiling on ACLED's chances and the table of how far stations' temperatures spread were "
    "settled with the later sets in view. Most of what both gain comes from two plain things: the season's climate at "
    "the station, and sets whose frozen values are all zero, read as missing.",
    "FRED and Wikipedia: the variances of policy rates, market prices and quantities were set with the later sets in "
    "view; the gain from seasons rests on one year of labels; the calendar of published ranks was found on all labels.",
)


def summary(cases: SetCases, rows: Sequence[Figure]) -> str:
    """The answer in two sentences."""
    cells = {(row.forecaster, row.slice, row.metric): row for row in rows}
    parts = []
    for name, words, beside in ((DATASET, "data questions", "template_rate"), (MARKETS, "markets", "frozen_price")):
        if (OWN, name, "Brier") in cells:
            own, other = cells[OWN, name, "Brier"], cells[beside, name, "Brier"]
            parts.append(
                f"{own.n:,} rows of {words}: Brier {own.value:.4f} against {other.value:.4f} of the "
                f"{beside.replace('_', ' ')}"
            )
    return (
        f"{len(set(cases.due))} sets, forecast from their text and from what had resolved by their freeze day. "
        f"{'; '.join(parts)}. One half would have .2500."
    )


def slice_words(name: str) -> str:
    """A slice's name for readers."""
    words = {
        DATASET: "All data questions", MARKETS: "Markets that resolved after the forecast was due",
        OVERALL: "Both, each kind counting one half",
    }  # fmt: skip
    if name in words:
        return words[name]
    if name.startswith(BOARD):
        return (
            f"The benchmark's own leaderboard, {name.removeprefix(f'{BOARD}, ')}: other rows, adjusted for difficulty"
        )
    if name.startswith(ABLATION):
        return f"What each part is worth, {name.removeprefix(f'{ABLATION}, ')}: ours with one part left out"
    if name.startswith(LEARNING):
        who = "the leads" if name.endswith(OWN) else "the template rate"
        return f"Data questions of the newest {LEARNT_ON} sets, {who} taught by the labels of the oldest sets"
    return name.replace("source=", "").replace("template=", "· ").replace("horizon=", "· ").replace("set=", "Set due ")


def notes(read: ForecastBench, walked: Walked, cases: SetCases) -> tuple[str, ...]:
    """Data dates, counts, clusters, what is selection, and what these scores are not."""
    picked = sorted({f"{group}: {name} ({one.due})" for one in walked.chosen for group, name in one.by_group.items()
                     if name != "lead"})  # fmt: skip
    data = int((~cases.market).sum())
    months = np.unique(cases.clusters["month of resolution"]).size
    return (
        f"{data:,} data rows and {cases.n - data:,} markets of {len(set(cases.due))} sets due {min(cases.due)} to "
        f"{max(cases.due)}; {np.unique(cases.clusters['question']).size:,} questions, {months} months of resolution. A "
        f"set was forecast as of its freeze day, with {walked.steps[0].labels:,} labels at the first and "
        f"{walked.steps[-1].labels:,} at the last; a label counts from {LABEL_LAG_DAYS} day after its resolution.",
        "Rows of one question share their fate; so do rows of one set, whose changes are counted from one day, and "
        "rows that resolve in one month: weather, interest rates and prices of neighbouring days move as one. "
        "Intervals allow for all three at once, and are never narrower than by the widest of them.",
        "Skill and selection: within the walk nothing leaks; weights, maps and the choice between candidates at a set "
        "come from older sets. But people who had these very sets at hand made choices that the walk does not make "
        "again, so the scores are somewhat too good. Those choices are the next four.",
        *CHOSEN_IN_VIEW,
        f"Choices other than the lead: {'; '.join(picked) if picked else 'none'}. The "
        f"shared map of the newest set: {_map_words(walked.chosen[-1].shared)}.",
        "Text alone: no member saw a history of the series. With histories the same members have more to go by.",
        "The leaderboard is scored on other samples of questions, adjusted for difficulty, and reaches later days: it "
        "is an anchor, no comparison row by row.",
        "A question that resolves at several horizons counts once for each; sources have unequal numbers of rows.",
        *(f"{note}." for note in read.notes),
    )


def _map_words(shared: Calibration) -> str:
    """A map in numbers."""
    if isinstance(shared, Curve):
        return f"log-odds times {shared.yes:.2f} {shared.shift:+.2f}, from {shared.cases:.1f} effective cases"
    return f"{len(shared.said)} steps, trusted {shared.trust:.0%}"


def made(read: ForecastBench, walked: Walked, *, as_of: date, seed: int, first: date) -> tuple[tuple[str, str], ...]:
    """The command that makes it again, the members, the data."""
    since = "" if first == FIRST else f" --sets-from {first}"
    return (
        ("Make it again", f"contingent backtest forecastbench --data DIR --as-of {as_of} --seed {seed}{since}"),
        ("Members", ", ".join(walked.steps[0].said)),
        ("Data", f"{SOURCE}; {LICENCE}; {read.files} files, sha256 {read.checksum}"),
        ("Data through", read.data_through.isoformat()),
    )
