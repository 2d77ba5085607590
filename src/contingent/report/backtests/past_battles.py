"""Wars held out one by one, scored, as a backtest: figures by battle and by war, what they say, charts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from contingent.report.backtests.backtest import Chart, Figure, Panel, Verdict, against, figure_words
from contingent.report.backtests.charts import Score, pit_chart, reliability_chart, score_chart
from contingent.report.numbers import estimate
from contingent.scoring.clusters import cluster_interval
from contingent.scoring.pit import pit_counts
from contingent.scoring.reliability import reliability
from contingent.scoring.rules import brier, log_score
from contingent.simulating.past_battles.battle import ERAS, era_words
from contingent.simulating.past_battles.holdout import HeldOut, LossScores
from contingent.simulating.past_battles.losses import SIDES

OWN, CODED, BOUND = "contingent", "contingent_surprise", "hindsight"
BASE = "base_rate"
#: the log loss to beat: what a plain logit of structural inputs and coded surprise reached with wars held out in groups
TARGET = 0.647
WINNER, BY_WAR, FORWARD = "winner, each war held out", "winner, mean over wars", "winner, earlier wars only"
LOSSES = {side: f"losses of the {side}, each war held out" for side in SIDES}

#: a log loss above this share of the base rate's is hardly a gain
CLOSE = 0.95

Values = np.ndarray
Cells = Mapping[tuple[str, str, str], Figure]


def figures(found: Sequence[HeldOut], *, seed: int) -> list[Figure]:
    """Every figure: winners by battle, by war, by era and with earlier wars only; losses of either side."""
    rows = _winner_figures(WINNER, found, lambda one: one.chances, seed=seed)
    rows += _rule_figures(found, seed=seed)
    rows += _war_means(found, seed=seed)
    rows += _winner_figures(FORWARD, [one for one in found if one.forward], lambda one: one.forward, seed=seed)
    for place, side in enumerate(SIDES):
        rows += _loss_figures(LOSSES[side], place, found, seed=seed)
    for era in range(len(ERAS)):
        rows += _winner_figures(f"winner, era={era_words(era)}", found, lambda one: one.chances, seed=seed, era=era)
    return rows


def _winner_figures(
    name: str,
    found: Sequence[HeldOut],
    chances: Callable[[HeldOut], Mapping[str, Values]],
    *,
    seed: int,
    era: int | None = None,
) -> list[Figure]:
    if not found:
        return []
    war = np.concatenate([np.full(one.won.size, place) for place, one in enumerate(found)])
    won = np.concatenate([one.won for one in found])
    kept = np.ones(won.size, dtype=bool) if era is None else np.concatenate([one.era for one in found]) == era
    if not kept.any():
        return []
    rows = []
    losses: dict[str, Values] = {}
    for who in chances(found[0]):
        said = np.concatenate([chances(one)[who] for one in found])
        pairs = list(zip(said.tolist(), won.tolist(), strict=True))
        losses[who] = np.array([log_score(p, came) for p, came in pairs])
        scores = {
            "log loss": losses[who],
            "Brier": np.array([brier(p, came) for p, came in pairs]),
            "accuracy": ((said > 0.5) == won).astype(float),
        }
        if who != BASE and BASE in losses:
            scores["log loss less base_rate"] = losses[who] - losses[BASE]
        for metric, values in scores.items():
            rows.append(_figure(who, name, metric, values[kept], war[kept], seed=seed))
    return rows


def _rule_figures(found: Sequence[HeldOut], *, seed: int) -> list[Figure]:
    """How often the bare rules are right, who give no probability."""
    war = np.concatenate([np.full(one.won.size, place) for place, one in enumerate(found)])
    return [
        _figure(f"{rule}_bare", WINNER, "accuracy",
                np.concatenate([one.rules[rule] == one.won for one in found]).astype(float), war, seed=seed)
        for rule in found[0].rules
    ]  # fmt: skip


def _war_means(found: Sequence[HeldOut], *, seed: int) -> list[Figure]:
    """The mean over wars of the mean over their battles: a war of one battle counts as much as a world war."""
    each = np.arange(len(found))
    rows = []
    for who in found[0].chances:
        for metric, rule in (("log loss", log_score), ("Brier", brier)):
            means = [
                np.mean([rule(p, came) for p, came in zip(one.chances[who].tolist(), one.won.tolist(), strict=True)])
                for one in found
            ]
            rows.append(_figure(who, BY_WAR, metric, np.array(means), each, seed=seed))
    return rows


def _loss_figures(name: str, place: int, found: Sequence[HeldOut], *, seed: int) -> list[Figure]:
    told = [one for one in found if one.losses]
    if not told:
        return []
    war = np.concatenate([np.full(len(next(iter(one.losses.values())).crps), i) for i, one in enumerate(told)])
    rows = []
    for who in told[0].losses:
        scores = {metric: _joined(told, who, part)[:, place] for metric, part in _LOSS_PARTS.items()}
        if who != OWN and OWN in told[0].losses:
            scores["difference"] = _joined(told, OWN, _LOSS_PARTS["CRPS"])[:, place] - scores["CRPS"]
        for metric, values in scores.items():
            rows.append(_figure(who, name, metric, values, war, seed=seed))
    return rows


_LOSS_PARTS: Mapping[str, Callable[[LossScores], Values]] = {
    "CRPS": lambda scores: scores.crps,
    "log score": lambda scores: scores.log_score,
    "coverage90": lambda scores: scores.inside.astype(float),
}


def _joined(found: Sequence[HeldOut], who: str, part: Callable[[LossScores], Values]) -> Values:
    return np.concatenate([part(one.losses[who]) for one in found])


def _figure(who: str, name: str, metric: str, values: Values, war: Values, *, seed: int) -> Figure:
    return Figure(
        forecaster=who, slice=name, metric=metric, value=float(values.mean()), n=int(values.size),
        interval=cluster_interval(values, war, seed=seed),
    )  # fmt: skip


# ------------------------------------------------------------------ what they say


def verdicts(rows: Sequence[Figure]) -> list[Verdict]:
    """Whether the log loss of the design page is beaten, with and without coded surprise, and the regressions."""
    cells = {(row.forecaster, row.slice, row.metric): row for row in rows}
    told = []
    for who, words in (
        (OWN, "from forces, posture, materiel, air and ground alone"),
        (CODED, "with surprise as it was coded"),
    ):
        if (who, WINNER, "log loss") in cells:
            told.append(_against_target(cells, who, words))
    if (OWN, FORWARD, "log loss less base_rate") in cells:
        told.append(_against_time(cells))
    told += [_against_regression(cells, side) for side in SIDES if (OWN, LOSSES[side], "CRPS") in cells]
    return told


_BESIDE_REGRESSION = {
    "beaten": "better", "ahead": "better, though perhaps by chance", "not beaten": "no better",
}  # fmt: skip


def sentence(rows: Sequence[Figure], told: Sequence[Verdict]) -> str:
    """The answer in two sentences: who wins beside the base rate and a coin, and losses beside the best regression."""
    cells = {(row.forecaster, row.slice, row.metric): row for row in rows}
    parts = []
    if (OWN, WINNER, "log loss") in cells:
        own, base = cells[OWN, WINNER, "log loss"], cells[BASE, WINNER, "log loss"]
        parts.append(
            f"Who wins is hardly to be told from what stood before a battle: our log loss is {_loss(own.value)}, that "
            f"of always saying the base rate {_loss(base.value)}, that of a coin {_loss(math.log(2))}."
            if own.value > CLOSE * base.value
            else f"Who wins: our log loss is {_loss(own.value)}, the base rate's {_loss(base.value)}, a coin's "
            f"{_loss(math.log(2))}."
        )
    kinds = {verdict.about: verdict.kind for verdict in told}
    words = []
    for side, name in LOSSES.items():
        if name in kinds:
            held = figure_words("coverage90", cells[OWN, name, "coverage90"].value)
            words.append(f"for the {side} {_BESIDE_REGRESSION[kinds[name]]} (our 90% interval held {held} of them)")
    if words:
        parts.append(f"Losses, beside the strongest regression: {'; '.join(words)}.")
    return " ".join(parts)


def _against_target(cells: Cells, who: str, words: str) -> Verdict:
    own, base = cells[who, WINNER, "log loss"], cells[BASE, WINNER, "log loss"]
    gain = cells[who, WINNER, "log loss less base_rate"]
    off = own.value - TARGET
    text = (
        f"Who wins, {words}: log loss {_loss(own.value)} against the {_loss(TARGET)} asked for "
        f"({_loss(abs(off))} {'above' if off > 0 else 'below'}) and {_loss(base.value)} of the base rate."
    )
    by_war = [cells[name, BY_WAR, "log loss"].value for name in (who, BASE)]
    low, high = own.interval or (own.value, own.value)
    why = [
        f"Its own 90 % interval by resampled wars is {_loss(low)} to {_loss(high)}.",
        f"Less the base rate {_apart(gain)}; as a mean over wars {_loss(by_war[0])} against {_loss(by_war[1])}.",
        "Forces before a battle say little of its end, and the figure asked for knew coded surprise."
        if who == OWN
        else "Surprise comes before the outcome, but its coders knew that outcome: a forecast made in time knows less.",
    ]
    return Verdict(kind=against(off, (low - TARGET, high - TARGET)), text=text, why=" ".join(why), about=WINNER)


def _against_time(cells: Cells) -> Verdict:
    own, base = cells[OWN, FORWARD, "log loss"], cells[BASE, FORWARD, "log loss"]
    gain = cells[OWN, FORWARD, "log loss less base_rate"]
    text = f"From wars that were over before: log loss {_loss(own.value)} against {_loss(base.value)} of the base rate."
    why = f"Less the base rate {_apart(gain)}. Earlier wars do not teach what later ones turn on, such as the air."
    return Verdict(kind=against(gain.value, gain.interval), text=text, why=why, about=FORWARD)


def _against_regression(cells: Cells, side: str) -> Verdict:
    name = LOSSES[side]
    others = [row for (who, where, metric), row in cells.items() if (where, metric) == (name, "CRPS") and who != OWN]
    own, other = cells[OWN, name, "CRPS"], min(others, key=lambda row: row.value)
    apart, held = cells[other.forecaster, name, "difference"], cells[OWN, name, "coverage90"]
    return Verdict(
        kind=against(apart.value, apart.interval),
        text=f"Losses of the {side}: mean CRPS of log losses {_loss(own.value)} against {_loss(other.value)} of "
        f"{other.forecaster}, the strongest of {len(others)} regressions; our 90% interval held "
        f"{figure_words('coverage90', held.value)}.",
        why=f"Difference {_apart(apart)}. Two world wars are half of the battles: a few wars decide such a difference.",
        about=name,
    )


def _apart(difference: Figure) -> str:
    low, high = difference.interval or (difference.value, difference.value)
    chance = ", so that chance is not excluded" if low <= 0 <= high else ""
    return f"{_signed(difference.value)}, 90 % interval by resampled wars {_signed(low)} to {_signed(high)}{chance}"


def _loss(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _signed(value: float) -> str:
    return f"{'+' if value >= 0 else '−'}{_loss(abs(value))}"


# ------------------------------------------------------------------ as drawings


def charts(found: Sequence[HeldOut], rows: Sequence[Figure]) -> list[Chart]:
    """Scores with their intervals, how true the probabilities are, and where in our forecasts the losses fell."""
    drawn = [
        Chart(
            title="Log loss, ours and others'",
            note="Who wins, each war held out: less is better. A line is the 90 % interval by resampled wars.",
            panels=tuple(_score_panel(words, name, "log loss", rows)
                         for name, words in ((WINNER, "by battle"), (BY_WAR, "mean over wars"))),
        ),
        Chart(
            title="What was said, and what came true",
            note="Battles by tenth of the probability that the attacker wins; a line is Wilson's 90 % interval, which "
            "takes battles of one war for independent.",
            panels=tuple(_reliability_panel(who, found) for who in (OWN, CODED) if who in found[0].chances),
        ),
    ]  # fmt: skip
    told = [one for one in found if OWN in one.losses]
    if told:
        drawn.append(
            Chart(
                title="Where in our forecasts the losses fell",
                note="The PIT histogram: battles by fifth of their forecast. If forecasts are right all are equal.",
                panels=tuple(_pit_panel(place, side, told) for place, side in enumerate(SIDES)),
            )
        )
    return drawn


def _score_panel(words: str, name: str, metric: str, rows: Sequence[Figure]) -> Panel:
    chosen = [row for row in rows if row.slice == name and row.metric == metric]
    scores = [
        Score(name=row.forecaster, value=row.value, interval=row.interval, own=row.forecaster.startswith(OWN))
        for row in chosen
    ]
    told = ", ".join(f"{row.forecaster} {estimate(row.value, 3)}" for row in chosen)
    return Panel(name=words, spec=score_chart(scores), description=f"{metric}: {told}.")


def _reliability_panel(who: str, found: Sequence[HeldOut]) -> Panel:
    pairs = [pair for one in found for pair in zip(one.chances[who].tolist(), one.won.tolist(), strict=True)]
    bins = [one for one in reliability(pairs).bins if one.n]
    drawn = [(one.forecast_sum / one.n, one.events / one.n, *one.interval(), one.n) for one in bins]
    told = "; ".join(f"said {said:.0%}, came {came:.0%} of {n}" for said, came, _, _, n in drawn)
    return Panel(name=who, spec=reliability_chart(drawn), description=f"{told}.")


def _pit_panel(place: int, side: str, found: Sequence[HeldOut]) -> Panel:
    counts = pit_counts(np.concatenate([one.losses[OWN].pit[:, place] for one in found]))
    return Panel(
        name=f"losses of the {side}",
        spec=pit_chart(counts),
        description=f"Battles by fifth of the forecast, lowest first: {', '.join(map(str, counts))}.",
    )
