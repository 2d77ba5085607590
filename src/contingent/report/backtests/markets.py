"""What prices did after events and what of it could be foretold, as a backtest: figures, what they say, drawings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from contingent.core.exposure import LEAST_YEARS, MOST_Q
from contingent.report.backtests.backtest import Chart, Figure, Panel, Verdict, against
from contingent.report.numbers import spread
from contingent.report.touches.charts import Move, forest_chart, hundredths, placebo_chart
from contingent.report.touches.words import ahead_words, chance, window_words
from contingent.scoring.clusters import cluster_interval
from contingent.scoring.compare import Comparison, compare

OWN, UNCONDITIONAL, SCALED, WALK = "contingent", "unconditional", "unconditional_scaled", "random_walk"
#: whom a direction and a size are held against; at another volatility the share of rises is the same
RIVALS = {"Brier": (UNCONDITIONAL, WALK), "CRPS": (UNCONDITIONAL, SCALED, WALK)}
PLAIN = {UNCONDITIONAL: "the unconditional distribution",
         SCALED: "the unconditional distribution at the same recent volatility", WALK: "the random walk"}  # fmt: skip
BESIDE = {UNCONDITIONAL: "all past windows", SCALED: "the same, at today's volatility", WALK: "random walk"}
DIFFERENCES = {"Brier": "Brier difference", "CRPS": "difference"}
#: placebo drawings of the surest findings
DRAWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecasts:
    """Forecasts of one instrument after events, held against what came; CRPS in units of recent volatility."""

    years: tuple[int, ...]
    brier: Mapping[str, np.ndarray]
    crps: Mapping[str, np.ndarray]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One look: an instrument over one window after one kind of event. Means and `placebo` are in percent."""

    kind: str
    kind_label: str
    instrument: str
    label: str
    monthly: bool
    window_days: int
    events: int
    first: date
    last: date
    mean: float
    interval: tuple[float, float] | None
    p: float
    q: float
    up: float
    usual_up: float
    placebo: np.ndarray
    forecasts: Forecasts | None
    q_rarer: float | None = None
    q_commoner: float | None = None

    @property
    def name(self) -> str:
        """The instrument and the window."""
        return f"{self.label}, {window_words(self.window_days)}"

    @property
    def study_slice(self) -> str:
        """The table of studies that it stands in."""
        return f"study, {'monthly' if self.monthly else 'daily'}, {self.kind}"

    @property
    def pool(self) -> str:
        """The table of forecasts that it is pooled into."""
        return f"forecasts, {'monthly' if self.monthly else 'daily'}, {self.window_days}"

    @property
    def own_slice(self) -> str:
        """The table of its own forecasts, kinds of events together."""
        return f"forecasts, {self.instrument}, {self.window_days}"


def figures(looks: Sequence[Looked], *, seed: int) -> list[Figure]:
    """Studies first, daily before monthly; then forecasts pooled over instruments by window; then each instrument's."""
    rows: list[Figure] = []
    for look in sorted(looks, key=lambda one: one.monthly):
        rows += _study_figures(look)
    for name, pooled in (*grouped(looks, "pool").items(), *grouped(looks, "own_slice").items()):
        rows += _forecast_figures(name, pooled, seed=seed)
    return rows


def grouped(looks: Sequence[Looked], by: str) -> dict[str, list[Looked]]:
    """The looks with forecasts by one of their slices, daily before monthly, short windows first."""
    found: dict[str, list[Looked]] = {}
    for look in sorted(looks, key=lambda one: (one.monthly, one.window_days if by == "pool" else 0)):
        if look.forecasts is not None:
            found.setdefault(str(getattr(look, by)), []).append(look)
    return found


def _study_figures(look: Looked) -> list[Figure]:
    told = {
        "mean, %": look.mean,
        "p": look.p,
        "q": look.q,
        **_beside(look),
        "rose": look.up,
        "usually rose": look.usual_up,
    }
    return [
        Figure(
            forecaster=look.name, slice=look.study_slice, metric=metric, value=value, n=look.events,
            interval=look.interval if metric == "mean, %" else None,
        )
        for metric, value in told.items()
    ]  # fmt: skip


def _beside(look: Looked) -> dict[str, float]:
    """q with half and with twice as many events a year, where there were enough."""
    told = {"q, rarer": look.q_rarer, "q, commoner": look.q_commoner}
    return {metric: q for metric, q in told.items() if q is not None}


def _forecast_figures(name: str, looks: Sequence[Looked], *, seed: int) -> list[Figure]:
    years, scores = pooled_scores(looks)
    rows = []
    for who in (OWN, UNCONDITIONAL, SCALED, WALK):
        for rule, values in scores.items():
            own = values[who]
            rows.append(_figure(who, name, rule, own, years, seed=seed))
            if who in RIVALS[rule]:
                rows.append(_figure(who, name, DIFFERENCES[rule], values[OWN] - own, years, seed=seed))
    return rows


def _figure(who: str, name: str, metric: str, values: np.ndarray, years: np.ndarray, *, seed: int) -> Figure:
    return Figure(
        forecaster=who, slice=name, metric=metric, value=float(values.mean()), n=int(values.size),
        interval=cluster_interval(values, years, seed=seed),
    )  # fmt: skip


def pooled_scores(looks: Sequence[Looked]) -> tuple[np.ndarray, dict[str, dict[str, np.ndarray]]]:
    """The years of all forecasts and their scores by rule and forecaster."""
    told = [look.forecasts for look in looks if look.forecasts is not None]
    years = np.array([year for one in told for year in one.years], dtype=np.int64)
    return years, {
        "Brier": {who: np.concatenate([one.brier[who] for one in told]) for who in told[0].brier},
        "CRPS": {who: np.concatenate([one.crps[who] for one in told]) for who in told[0].crps},
    }


# ------------------------------------------------------------------ what they say


def verdicts(looks: Sequence[Looked], *, seed: int) -> list[Verdict]:
    """Of each window, whether direction and size after events beat the best of the plain forecasts."""
    told = []
    for pooled in grouped(looks, "pool").values():
        years, scores = pooled_scores(pooled)
        for rule, subject in (("Brier", "Direction"), ("CRPS", "Size")):
            told.append(_verdict(pooled[0], subject, rule, scores[rule], years, seed=seed))
    return told


def pool_words(look: Looked) -> str:
    """The forecasts that one is pooled with, in words."""
    return f"{'Monthly' if look.monthly else 'Daily'} series, {ahead_words(look.window_days)}"


def _verdict(
    look: Looked, subject: str, rule: str, scores: Mapping[str, np.ndarray], years: np.ndarray, *, seed: int
) -> Verdict:
    compared = {who: _versus(scores, who, years, seed=seed) for who in RIVALS[rule]}
    kinds = {who: against(one.difference, one.interval) for who, one in compared.items()}
    lost = [who for who, kind in kinds.items() if kind == "not beaten"]
    behind = [PLAIN[who] for who in lost]
    unsure = [PLAIN[who] for who, kind in kinds.items() if kind == "ahead"]
    won = [PLAIN[who] for who, kind in kinds.items() if kind == "beaten"]
    parts = [
        *([f"does not beat {_listed(behind, 'or')} out of sample"] if behind else []),
        *([f"is ahead of {_listed(unsure, 'and')}, though chance is not excluded"] if unsure else []),
        *([f"beats {_listed(won, 'and')} out of sample"] if won else []),
    ]
    ours = float(scores[OWN].mean())
    beside = ", ".join(f"{float(scores[who].mean()):.4f} of {who}" for who in RIVALS[rule])
    return Verdict(
        kind="not beaten" if lost else "ahead" if unsure else "beaten",
        text=f"{subject}: the forecast from past events {'; it '.join(parts)}.",
        why=f"{rule} {ours:.4f} against {beside}; {_apart(compared)}.",
        about=pool_words(look),
    )


def _versus(scores: Mapping[str, np.ndarray], who: str, years: np.ndarray, *, seed: int) -> Comparison:
    return compare(scores[OWN], scores[who], years.tolist(), seed=seed, least_clusters=LEAST_YEARS)


def _apart(compared: Mapping[str, Comparison]) -> str:
    told = []
    for who, one in compared.items():
        chance = " to ".join(map(_fine, one.interval)) if one.interval else f"{one.clusters} years, too few for a range"
        told.append(f"less {who} {_fine(one.difference)} ({chance})")
    return "; ".join(told)


def _fine(value: float) -> str:
    return f"{'+' if value >= 0 else '−'}{abs(value):.4f}"


def _listed(parts: Sequence[str], word: str) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def summary(looks: Sequence[Looked], *, tried: int, seed: int) -> str:
    """What stands out of all looks, and in how many windows past events foretold anything."""
    out = sorted((look for look in looks if look.q <= MOST_Q), key=lambda look: look.q)
    moves = "; ".join(
        f"{_short(look)} {window_words(look.window_days)} of {look.kind_label} {hundredths(look.mean)}% "
        f"(q {chance(look.q)})"
        for look in out
    )
    begun = f"Of {tried} looks at prices after jumps of geopolitical risk"
    stand = f"{len(out)} stand{'s' if len(out) == 1 else ''} out" if out else "none stands out"
    found = f"{begun}, {stand} from chance at a false discovery rate of 10%{': ' if out else ''}{moves}."
    return " ".join(filter(None, (found, _steady_words(out), _skill_words(looks, seed=seed))))


def _steady_words(out: Sequence[Looked]) -> str:
    """Whether what stands out still does with events made rarer and commoner."""
    if not out:
        return ""
    rarer, commoner = (
        sum(q is not None and q <= MOST_Q for q in told)
        for told in ([one.q_rarer for one in out], [one.q_commoner for one in out])
    )
    return (
        f"Of {'these' if len(out) > 1 else 'this'}, {rarer or 'none'} would stand out with half as many events a year "
        f"and {commoner or 'none'} with twice as many{'' if min(rarer, commoner) == len(out) else ': weak evidence'}."
    )


def _skill_words(looks: Sequence[Looked], *, seed: int) -> str:
    """Whether events foretold anything that all past days, at the same volatility, did not."""
    won, windows = {}, grouped(looks, "pool")
    for rule, rival in (("Brier", UNCONDITIONAL), ("CRPS", SCALED)):
        won[rule] = 0
        for pooled in windows.values():
            years, scores = pooled_scores(pooled)
            one = _versus(scores[rule], rival, years, seed=seed)
            won[rule] += against(one.difference, one.interval) == "beaten"
    if not windows:
        return "No forecast could be scored: too few events come after the years of tuning."
    begun = "Once the day's news is known, the forecast from past events"
    if not any(won.values()):
        return (
            f"{begun} does not beat the unconditional distribution out of sample, in direction or, at the same recent "
            f"volatility, in size, in any of {len(windows)} windows."
        )
    return (
        f"{begun} beats the unconditional distribution out of sample in direction in {won['Brier'] or 'none'} and, at "
        f"the same recent volatility, in size in {won['CRPS'] or 'none'} of {len(windows)} windows."
    )


# ------------------------------------------------------------------ as drawings


def charts(looks: Sequence[Looked], *, seed: int) -> list[Chart]:
    """What daily prices did by window, what chance makes of the surest findings, and the skill of forecasts."""
    daily = [look for look in looks if not look.monthly]
    surest = sorted(looks, key=lambda look: (look.p, look.name))[:DRAWN]
    drawn = [
        Chart(
            title="What daily prices did, beyond what they do anyway",
            note="Mean cumulative abnormal return in percent, with its 90 % interval by resampled years; blue stands "
            "out at a false discovery rate of 10 % among all looks.",
            panels=tuple(_forest(days, [look for look in daily if look.window_days == days])
                         for days in sorted({look.window_days for look in daily})),
        ),
        Chart(
            title="What chance makes of the surest findings",
            note="Grey: the mean abnormal return in percent when the same calendar of events is moved elsewhere in "
            "history, days near events left out. Orange: the mean that was found.",
            panels=tuple(_placebo(look) for look in surest if look.placebo.size),
        ),
        Chart(
            title="What past events were worth to a forecast",
            note="Share of a baseline's mean score that the forecast from past events saved, in percent, with its 90 % "
            "interval by resampled years; right of nought is better than the baseline, blue beyond chance.",
            panels=tuple(_skill(rule, looks, seed=seed) for rule in RIVALS),
        ),
    ]  # fmt: skip
    return [chart for chart in drawn if chart.panels]


def _brief(look: Looked) -> str:
    """A window where there is little room."""
    count, unit = (look.window_days // 30, "month") if look.monthly else (look.window_days, "day")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _short(look: Looked) -> str:
    """What an instrument is called where there is little room."""
    return look.label.partition(",")[0]


def _forest(days: int, looks: Sequence[Looked]) -> Panel:
    moves = [
        Move(name=f"{_short(look)}: {look.kind_label}", value=look.mean,
             low=(look.interval or (look.mean, look.mean))[0], high=(look.interval or (look.mean, look.mean))[1],
             own=look.q <= MOST_Q)
        for look in sorted(looks, key=lambda one: one.label)
    ]  # fmt: skip
    told = "; ".join(f"{one.name} {hundredths(one.value)}% ({spread(one.low, one.high, sign=True)})" for one in moves)
    return Panel(name=window_words(days).capitalize(), spec=forest_chart(moves), description=f"{told}.")


def _placebo(look: Looked) -> Panel:
    name = f"{_short(look)}, {window_words(look.window_days)}, {look.kind_label}"
    low, high = np.quantile(look.placebo, (0.05, 0.95)).tolist()
    return Panel(
        name=f"{name}: p {chance(look.p)}, q {chance(look.q)}",
        spec=placebo_chart(look.placebo, look.mean),
        description=f"Found {hundredths(look.mean)}%; of chance's means 90% lie from {spread(low, high, sign=True)}%.",
    )


def _skill(rule: str, looks: Sequence[Looked], *, seed: int) -> Panel:
    moves = []
    for pooled in grouped(looks, "pool").values():
        years, scores = pooled_scores(pooled)
        for who in RIVALS[rule]:
            one = _versus(scores[rule], who, years, seed=seed)
            mean = float(scores[rule][who].mean())
            if mean <= 0.0:  # never wrong: nobody can save a share of its score
                continue
            low, high = one.interval or (one.difference, one.difference)
            moves.append(
                Move(name=f"{_brief(pooled[0])}: {BESIDE[who]}", value=-100 * one.difference / mean,
                     low=-100 * high / mean, high=-100 * low / mean,
                     own=one.interval is not None and high < 0.0)
            )  # fmt: skip
    told = "; ".join(f"{one.name}: {hundredths(one.value)}% ({spread(one.low, one.high, sign=True)})" for one in moves)
    subject = "Direction" if rule == "Brier" else "Size"
    return Panel(name=f"{subject} ({rule})", spec=forest_chart(moves), description=f"{told}.")
