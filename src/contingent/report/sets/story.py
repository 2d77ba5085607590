"""What the scores of question sets say: verdicts on the figures asked for, reliability, drawings, worst forecasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from contingent.report.backtests.backtest import Chart, Deviation, Figure, Panel, Verdict, against
from contingent.report.backtests.charts import Score, lead_chart, reliability_chart, score_chart
from contingent.report.numbers import day_words, estimate, percent
from contingent.report.sets.figures import COVERAGE, DATASET, MARKETS, OWN, Picked, SetCases, brier, interval
from contingent.scoring.reliability import wilson

#: slice → the Brier score asked for on it (../shared/design/FORECASTING.md and issue 4)
TARGETS: Mapping[str, float] = {
    "source=acled": 0.0740, "source=wikipedia": 0.0360, "source=dbnomics": 0.225, "source=fred": 0.2430,
    "source=yfinance": 0.2500, DATASET: 0.167,
}  # fmt: skip
#: bins of reliability that a verdict is given on hold at least so many rows
LEAST_IN_BIN = 100
BINS = 10
WORST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class BinHeld:
    """One bin of reliability: what was said on average, what came, and its interval by clusters."""

    said: float
    came: float
    low: float
    high: float
    n: int

    @property
    def held(self) -> bool:
        """Whether what was said lies within the interval of what came."""
        return self.low <= self.said <= self.high


def bins_held(cases: SetCases, picked: Picked, *, coverage: float = COVERAGE) -> list[BinHeld]:
    """The bins of a tenth that hold rows of ours, each with the wider of Wilson's interval and that by clusters."""
    said = cases.said[OWN]
    place = np.minimum((said * BINS).astype(int), BINS - 1)
    out = []
    for number in range(BINS):
        here = picked & (place == number)
        n = int(here.sum())
        if not n:
            continue
        came, mean = float(cases.happened[here].mean()), float(said[here].mean())
        off = cases.happened[here] - said[here]
        drawn = interval(cases, here, off, coverage=coverage)
        # around what came, as wide as the difference from what was said is uncertain
        ends = [wilson(float(cases.happened[here].sum()), n, coverage=coverage)]
        if drawn is not None:
            ends.append((max(mean + drawn[0], 0.0), min(mean + drawn[1], 1.0)))
        low, high = max(ends, key=lambda one: one[1] - one[0])
        out.append(BinHeld(said=mean, came=came, low=low, high=high, n=n))
    return out


# ------------------------------------------------------------------- verdicts


def verdicts(cases: SetCases, rows: Sequence[Figure]) -> list[Verdict]:
    """Each figure asked for, the frozen price, and reliability, with what chance leaves open."""
    cells = {(row.forecaster, row.slice, row.metric): row for row in rows}
    told = [_target(cells, name, target) for name, target in TARGETS.items() if (OWN, name, "Brier") in cells]
    if (OWN, MARKETS, "Brier less frozen_price") in cells:
        told.append(_price(cells))
    told.append(_reliable(cases))
    return told


def _target(cells: Mapping[tuple[str, str, str], Figure], name: str, target: float) -> Verdict:
    own = cells[OWN, name, "Brier"]
    low, high = own.interval or (own.value, own.value)
    gain = cells.get((OWN, name, "Brier less template_rate"))
    beside = "" if gain is None or gain.interval is None else (
        f"Less the template rate on the same rows {_signed(gain.value)}, {_signed(gain.interval[0])} to "
        f"{_signed(gain.interval[1])}."
    )  # fmt: skip
    words = name.removeprefix("source=")
    return Verdict(
        kind=against(own.value - target, (low - target, high - target)),
        text=f"{words}: Brier {_four(own.value)} against the {_four(target)} asked for, over {own.n:,} rows.",
        why=f"90 % interval {_four(low)} to {_four(high)}. {beside}".rstrip(),
        about="Brier scores asked for",
    )


def _price(cells: Mapping[tuple[str, str, str], Figure]) -> Verdict:
    own, theirs = cells[OWN, MARKETS, "Brier"], cells["frozen_price", MARKETS, "Brier"]
    gain = cells[OWN, MARKETS, "Brier less frozen_price"]
    low, high = gain.interval or (gain.value, gain.value)
    return Verdict(
        kind=against(gain.value, gain.interval),
        text=f"Resolved markets: Brier {_four(own.value)} against {_four(theirs.value)} of the frozen price, over "
        f"{own.n:,} markets.",
        why=f"Difference {_signed(gain.value)}, 90 % interval {_signed(low)} to {_signed(high)}: ours is the price "
        "itself, hardly moved.",
        about="Markets",
    )


def _reliable(cases: SetCases) -> Verdict:
    """Whether every bin of enough rows holds what was said; a few misses of many bins may be chance."""
    every = np.ones(cases.n, dtype=bool)
    bins = [one for one in bins_held(cases, every) if one.n >= LEAST_IN_BIN]
    missed = [one for one in bins if not one.held]
    each = 1.0 - (1.0 - COVERAGE) / max(len(bins), 1)
    together = all(one.held for one in bins_held(cases, every, coverage=each) if one.n >= LEAST_IN_BIN)
    outside = "; ".join(
        f"said {percent(one.said)}, came {percent(one.came)} ({percent(one.low)} to {percent(one.high)}) of {one.n:,}"
        for one in missed
    )
    at_once = (
        f"All {len(bins)} lie within intervals so wide that a right forecaster keeps all of them nine times in ten."
        if together
        else "That is more than chance: not all lie within intervals that a right forecaster keeps nine times in ten."
    )
    return Verdict(
        kind="coverage held" if not missed else "undecided" if together else "coverage missed",
        text=f"Reliability lies within its 90% interval in {len(bins) - len(missed)} of {len(bins)} bins with at least "
        f"{LEAST_IN_BIN} rows.",
        why=(
            f"Outside: {outside}. Of ten bins of a right forecaster one would lie outside. {at_once} " if missed else ""
        )
        + "An interval is the wider of Wilson's and that by question, set and month of resolution.",
        about="Reliability",
    )


# ------------------------------------------------------------------- drawings


def charts(cases: SetCases, rows: Sequence[Figure], *, learning: Mapping[str, Sequence[tuple[float, float]]],
           learned_from: str) -> list[Chart]:  # fmt: skip
    """Scores beside baselines, reliability, Brier by horizon, and the score as more sets had resolved."""
    drawn = [
        Chart(
            title="Brier scores, ours and the baselines'",
            note="Less is better. A line is the 90 % interval by question, set and month of resolution.",
            panels=tuple(_score_panel(name, rows) for name in (DATASET, MARKETS)
                         if any(row.slice == name for row in rows)),
        ),
        Chart(
            title="What was said, and what came true",
            note="Rows by tenth of the probability; figures at the top count them. A line is the wider of Wilson's "
            "90 % interval and that by question, set and month of resolution.",
            panels=tuple(_bins_panel(words, bins_held(cases, picked))
                         for words, picked in _kinds(cases).items()),
        ),
    ]  # fmt: skip
    by_horizon = _horizons(rows)
    if by_horizon:
        drawn.append(
            Chart(
                title="How far ahead",
                note="Brier score by days from the due day to the day of resolution. Few sets are old enough to have "
                "resolved at the longest.",
                panels=tuple(_curve_panel(name, curves, "days ahead") for name, curves in by_horizon.items()),
            )
        )
    if learning:
        drawn.append(
            Chart(
                title="As more sets had resolved",
                note=f"Brier score of the leads on {learned_from}, taught by the labels of only so many of the oldest "
                "sets.",
                panels=(_curve_panel("data questions", learning, "sets taught by"),),
            )
        )
    return drawn


def _kinds(cases: SetCases) -> dict[str, Picked]:
    every = {"all rows": np.ones(cases.n, dtype=bool), "data questions": ~cases.market, "markets": cases.market}
    return {name: picked for name, picked in every.items() if picked.any()}


def _score_panel(name: str, rows: Sequence[Figure]) -> Panel:
    chosen = [row for row in rows if (row.slice, row.metric) == (name, "Brier")]
    most = max(row.n for row in chosen)
    chosen = [row for row in chosen if row.n == most]
    scores = [Score(name=row.forecaster, value=row.value, interval=row.interval, own=row.forecaster == OWN)
              for row in chosen]  # fmt: skip
    told = ", ".join(f"{row.forecaster} {estimate(row.value, 3)}" for row in chosen)
    return Panel(name=name, spec=score_chart(scores), description=f"Brier: {told}.")


def _bins_panel(words: str, bins: Sequence[BinHeld]) -> Panel:
    told = "; ".join(f"said {percent(one.said)}, came {percent(one.came)} of {one.n:,}" for one in bins)
    drawn = [(one.said, one.came, one.low, one.high, one.n) for one in bins]
    return Panel(name=words, spec=reliability_chart(drawn), description=f"{told}.")


def _horizons(rows: Sequence[Figure]) -> dict[str, dict[str, list[tuple[float, float]]]]:
    """By source, the Brier score of ours and of the template rate at each horizon; sources with one are left out."""
    found: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for row in rows:
        if row.metric == "Brier" and " horizon=" in row.slice:
            source, days = row.slice.removeprefix("source=").split(" horizon=")
            curves = found.setdefault(source, {})
            curves.setdefault(row.forecaster, []).append((float(days.removesuffix("d")), row.value))
    return {name: curves for name, curves in found.items() if all(len(points) > 1 for points in curves.values())}


def _curve_panel(name: str, curves: Mapping[str, Sequence[tuple[float, float]]], label: str) -> Panel:
    told = "; ".join(
        f"{who}: " + ", ".join(f"{estimate(score, 3)} at {x:g}" for x, score in points)
        for who, points in curves.items()
    )
    return Panel(name=name, spec=lead_chart(curves, own=OWN, x_label=label), description=f"Brier by {label}. {told}.")


# --------------------------------------------------------------------- errors


def worst(cases: SetCases, *, count: int = WORST) -> tuple[Deviation, ...]:
    """Our `count` worst forecasts of data questions and as many of markets, one a question, the worst first."""
    score = brier(cases.said[OWN], cases.happened)
    out = []
    for kind, picked in ((DATASET, ~cases.market), (MARKETS, cases.market)):
        order = [int(place) for place in np.argsort(-score, kind="stable") if picked[place]]
        seen: dict[int, int] = {}
        for place in order:
            seen.setdefault(int(cases.clusters["question"][place]), place)
        out += [_deviation(cases, place, float(score[place]), kind) for place in list(seen.values())[:count]]
    return tuple(out)


def _deviation(cases: SetCases, place: int, score: float, kind: str) -> Deviation:
    beside = cases.said["frozen_price" if cases.market[place] else "template_rate"][place]
    return Deviation(
        what=f"{cases.source[place]}: {cases.text[place]}",
        when=day_words(cases.resolved[place]),
        said=percent(float(cases.said[OWN][place])),
        happened="yes" if cases.happened[place] else "no",
        score=score,
        note=""
        if np.isnan(beside)
        else f"{'price' if cases.market[place] else 'template rate'} {percent(float(beside))}",
        case=kind,
    )


def _four(value: float) -> str:
    return f"{value:.4f}".removeprefix("0")


def _signed(value: float) -> str:
    return f"{'+' if value >= 0 else '−'}{_four(abs(value))}"
