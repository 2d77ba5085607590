"""Forecasts of question sets, scored: by source, horizon, template; each mean with an interval by clusters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from jaxtyping import Bool, Float, Int

from contingent.core.errors import ValueRangeError
from contingent.report.backtests.backtest import Figure
from contingent.scoring.multiway import multiway_interval
from contingent.scoring.probabilities import briers, log_scores, where_said

OWN = "contingent"
DATASET, MARKETS, OVERALL = "all dataset", "resolved markets", "overall"
#: what ours is set against, row by row: data questions, markets
BESIDE = {False: "template_rate", True: "frozen_price"}
COVERAGE = 0.9
_SHOWN = ("always_half", "base_rate", "template_rate", "frozen_price")

Values = Float[np.ndarray, " case"]
Picked = Bool[np.ndarray, " case"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCases:
    """Rows that resolved, as columns: what was asked, what came of it, and what every forecaster said (NaN: nothing).

    `clusters` number, for each way to hang together, the cluster a row lies in: its question; its set, whose due day
    every change is counted from; the month in which it resolved. `horizon` is in days, 0 for a market.
    """

    source: tuple[str, ...]
    template: tuple[str, ...]
    horizon: Int[np.ndarray, " case"]
    market: Picked
    clusters: Mapping[str, Int[np.ndarray, " case"]]
    due: tuple[date, ...]
    resolved: tuple[date, ...]
    text: tuple[str, ...]
    happened: Picked
    said: Mapping[str, Values]

    @property
    def n(self) -> int:
        """How many rows there are."""
        return len(self.source)

    def at(self, test: Callable[[int], bool]) -> Picked:
        """Which rows pass a test of their place."""
        return np.array([test(place) for place in range(self.n)], dtype=bool)


def brier(said: Values, happened: Picked) -> Values:
    """The Brier score of each probability; NaN where nothing was said."""
    return where_said(briers, said, happened)


def log_loss(said: Values, happened: Picked) -> Values:
    """The log score of each probability; NaN where nothing was said."""
    return where_said(log_scores, said, happened)


METRICS: Mapping[str, Callable[[Values, Picked], Values]] = {"Brier": brier, "log loss": log_loss}


def interval(
    cases: SetCases, picked: Picked, column: Values, *, weight: Values | None = None, coverage: float = COVERAGE
) -> tuple[float, float] | None:
    """The interval of the mean of a column over the picked rows where it has a value.

    Rows that share a question, a set or a month of resolution may share their fate. A column and `weight` have one
    value for each picked row. None where all lie in one cluster.
    """
    spoke = np.isfinite(column)
    if not spoke.any():
        return None
    ways = [numbers[picked][spoke] for numbers in cases.clusters.values()]
    ways = [way for way in ways if np.unique(way).size > 1]
    if not ways:
        return None
    own = None if weight is None else weight[spoke]
    return multiway_interval(column[spoke], ways, weight=own, coverage=coverage)


# ------------------------------------------------------------------ figures


def slices(cases: SetCases) -> dict[str, Picked]:
    """Every slice by name: all data questions, all markets, both, each source, then horizons, templates and sets."""
    source = np.array(cases.source)
    template, due = np.array(cases.template), np.array([day.isoformat() for day in cases.due])
    found = {DATASET: ~cases.market, MARKETS: cases.market, OVERALL: np.ones(cases.n, dtype=bool)}
    order = [name for kind in (False, True) for name in sorted(set(source[cases.market == kind].tolist()))]
    found |= {f"source={name}": source == name for name in order}
    for name in order:
        own = source == name
        for label in dict.fromkeys(template[own & (template != "")].tolist()):
            found[f"source={name} template={label}"] = own & (template == label)
        for days in sorted(set(cases.horizon[own & ~cases.market].tolist())):
            found[f"source={name} horizon={days}d"] = own & (cases.horizon == days)
    for name in sorted(set(due.tolist())):
        found[f"set={name}"] = due == name
    return {name: picked for name, picked in found.items() if picked.any()}


def folded(names: Sequence[str]) -> tuple[str, ...]:
    """The slices of a source's templates and horizons, of single markets and of sets: on the page, but closed."""
    markets = {f"source={name}" for name in ("infer", "manifold", "metaculus", "polymarket")}
    return tuple(name for name in names if name.count("=") > 1 or name.startswith("set=") or name in markets)


def figures(cases: SetCases, *, leads: Sequence[str] = ()) -> tuple[Figure, ...]:
    """Brier score and log loss of every forecaster on every slice, and ours less a baseline's row by row.

    `leads` are members beside the baselines that are told where they speak. The closed slices have ours and a baseline.

    Raises:
        ValueRangeError: no row.
    """
    if not cases.n:
        raise ValueRangeError("no row had resolved; wanted at least one to score. Use a later --as-of.")
    found = slices(cases)
    closed = set(folded(tuple(found)))
    rows: list[Figure] = []
    for name, picked in found.items():
        brief = name in closed
        shown = [OWN, *(one for one in _SHOWN if not brief or one in BESIDE.values()), *(() if brief else leads)]
        rows += _slice(cases, name, picked, [one for one in shown if one in cases.said])
    return tuple(rows)


def _slice(cases: SetCases, name: str, picked: Picked, shown: Sequence[str]) -> list[Figure]:
    """The figures of one slice; over both kinds of rows only who speaks on all of them."""
    happened, market = cases.happened[picked], cases.market[picked]
    weight = halves(market) if name == OVERALL else None
    columns: dict[tuple[str, str], Values] = {}
    for who in shown:
        spoke = np.isfinite(cases.said[who][picked])
        if spoke.all() or (spoke.any() and who in BESIDE.values() and name != OVERALL):
            columns |= {(who, metric): rule(cases.said[who][picked], happened) for metric, rule in METRICS.items()}
    for kind, who in BESIDE.items():
        if (market == kind).all() and (who, "Brier") in columns:
            columns |= {
                (OWN, f"{metric} less {who}"): columns[OWN, metric] - columns[who, metric] for metric in METRICS
            }
    return [_figure(cases, picked, who, name, metric, column, weight) for (who, metric), column in columns.items()]


def _figure(
    cases: SetCases, picked: Picked, who: str, name: str, metric: str, column: Values, weight: Values | None = None
) -> Figure:
    spoke = np.isfinite(column)
    ends = interval(cases, picked, column, weight=weight)
    if ends is not None and metric in METRICS:
        ends = max(ends[0], 0.0), ends[1]
    return Figure(
        forecaster=who, slice=name, metric=metric, n=int(spoke.sum()), interval=ends,
        value=float(np.average(column[spoke], weights=None if weight is None else weight[spoke])),
    )  # fmt: skip


def halves(market: Picked) -> Values:
    """A weight for each row so that data questions and markets count one half each, as the benchmark has it."""
    n = {kind: int((market == kind).sum()) for kind in (False, True)}
    if not all(n.values()):
        return np.ones(market.size)
    return np.where(market, 0.5 * market.size / n[True], 0.5 * market.size / n[False])


def compared(cases: SetCases, variants: Mapping[str, Values], *, name: str) -> tuple[Figure, ...]:
    """Variants of our forecaster on data questions and on markets, as slices `name`, each also less ours row by row.

    A variant that says of a kind what ours says is left out there: its figures would be ours again.
    """
    rows: list[Figure] = []
    for where, picked in ((DATASET, ~cases.market), (MARKETS, cases.market)):
        if not picked.any():
            continue
        happened = cases.happened[picked]
        ours = brier(cases.said[OWN][picked], happened)
        for who, said in {OWN: cases.said[OWN], **variants}.items():
            if who != OWN and np.array_equal(said[picked], cases.said[OWN][picked]):
                continue
            columns = {metric: rule(said[picked], happened) for metric, rule in METRICS.items()}
            if who != OWN:
                columns["Brier less contingent"] = columns["Brier"] - ours
            rows += [_figure(cases, picked, who, f"{name}, {where}", metric, one) for metric, one in columns.items()]
    return tuple(rows)
