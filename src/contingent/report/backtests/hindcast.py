"""Windows of a hindcast, scored, as a backtest: figures, what they say of persistence and of coverage, charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from contingent.report.backtests.backtest import Chart, Figure, Panel, Verdict, against, figure_words
from contingent.report.backtests.charts import Outlook, Score, hindcast_chart, pit_chart, score_chart
from contingent.report.numbers import NBSP, day_words, estimate, percent, signed, spread, unit_words
from contingent.scoring.pit import pit_counts, uniformity
from contingent.scoring.windows import OWN, Mean, Windows

#: the 90 % interval should hold the outcome in so many percent of the windows
COVERAGE = (85, 95)
#: the persistence drawn beside our forecast
BESIDE = "persistence_90d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One published series at one horizon: what it is called, its unit, its windows, who competes with us in it.

    `baselines` and `ablations` are forecasters in `windows`; an ablation pairs its name with what it leaves out.
    `allowed` pairs an event that our forecasts allow for with how likely, on average, they took it to be. `since` is
    the day from which its origins are taken, where not all are.
    """

    series: str
    horizon: str
    label: str
    unit: str
    windows: Windows
    baselines: tuple[str, ...]
    ablations: tuple[tuple[str, str], ...] = ()
    allowed: tuple[tuple[str, float], ...] = ()
    since: date | None = None

    @property
    def name(self) -> str:
        """The slice's name in the figures."""
        return f"horizon={self.horizon} series={self.series}{f' from={self.since}' if self.since else ''}"

    @property
    def title(self) -> str:
        """The slice in words."""
        origins = f", origins from {day_words(self.since)}" if self.since else ""
        return f"{self.label}, {self.horizon.removesuffix('m')} months ahead, {unit_words(self.unit)}{origins}"

    @property
    def words(self) -> str:
        """The slice in words, and how many windows it has and how many are independent."""
        return f"{self.title}: {_count(self.windows) if self.windows.windows else 'no window'}"

    def later(self, day: date) -> Slice | None:
        """The windows begun on `day` or later; None where that is none of them or all."""
        windows = self.windows.since(day)
        if len(windows.windows) in (0, len(self.windows.windows)):
            return None
        return replace(self, windows=windows, since=day)

    def present(self, names: Sequence[str]) -> list[str]:
        """Those of the names that had something to say in some window."""
        return [name for name in names if name in self.windows.forecasters]


def figures(found: Slice, *, seed: int) -> list[Figure]:
    """Every figure of a slice: CRPS, interval scores, coverage, bias, the difference to us, and how even our PIT is."""
    rows: list[Figure] = []

    def add(who: str, metric: str, value: float, n: int, interval: tuple[float, float] | None) -> None:
        rows.append(Figure(forecaster=who, slice=found.name, metric=metric, value=value, n=n, interval=interval))

    windows = found.windows
    for who in found.present([OWN, *found.baselines, *(name for name, _ in found.ablations)]):
        means = {
            "CRPS": windows.crps(who, seed=seed),
            "difference": windows.difference(OWN, who, seed=seed) if who != OWN else None,
            "MIS90": windows.interval_score(who, seed=seed),
            "coverage90": windows.coverage(who, level=90),
            "coverage50": windows.coverage(who, level=50),
            "bias": windows.bias(who, seed=seed),
        }
        for metric, mean in means.items():
            if mean is not None:
                add(who, metric, mean.value, mean.n, mean.interval)
    pits = windows.pits(OWN)
    if pits.size >= 2:
        even = uniformity(pits, overlap=_overlap(windows), seed=seed)
        add(OWN, "PIT p", even.p_value, even.n, None)
    return rows


def verdicts(found: Slice, *, seed: int, chosen_before: date | None = None) -> list[Verdict]:
    """Whether every persistence baseline is beaten, by how much and why not; and whether the intervals held.

    `chosen_before` parts the origins on which the form of our forecast was chosen from the later ones, which are then
    told apart.
    """
    if not found.present([OWN]):
        why = "The series is too short for a window with a known outcome."
        return [Verdict(kind="no data", text="Nothing to compare.", why=why, about=found.words)]
    later = found.later(chosen_before) if chosen_before else None
    return [_against_baselines(found, later, seed=seed), _calibration(found, seed=seed)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contest:
    """Ours against every baseline of a slice: differences, ratios of scores, and whose ratio is the highest."""

    differences: Mapping[str, Mean]
    ratios: Mapping[str, float]
    strongest: str
    words: str


def _contest(found: Slice, *, seed: int) -> _Contest | None:
    windows = found.windows
    differences = {name: windows.difference(OWN, name, seed=seed) for name in found.present(found.baselines)
                   if windows.of(OWN, name).windows}  # fmt: skip
    if not differences:
        return None
    ratios = {name: _ratio(found, name, seed=seed) for name in differences}
    strongest = max(ratios, key=lambda name: ratios[name])
    common = windows.of(OWN, strongest)
    ours, theirs = common.crps(OWN, seed=seed), common.crps(strongest, seed=seed)
    words = (
        f"{figure_words('CRPS', ours.value)}{NBSP}{unit_words(found.unit)} against "
        f"{figure_words('CRPS', theirs.value)} of {strongest}, the strongest of {len(differences)} baselines "
        f"({_beside(ratios[strongest])})"
    )
    if ours.n < len(windows.of(OWN).windows):
        words += f", over the {ours.n} windows that both have"
    bare = nearest_bare(found, ratios)
    if bare is not None and bare != strongest:
        words += f"; against {bare}, the nearest of the bare values, {_beside(ratios[bare])}"
    return _Contest(differences=differences, ratios=ratios, strongest=strongest, words=words)


def nearest_bare(found: Slice, ratios: Mapping[str, float]) -> str | None:
    """Of the forecasters in `ratios` that say one value and no spread, the one that ours beats by least."""
    bare = [name for name in ratios if not found.windows.pits(name).size]
    return max(bare, key=lambda name: ratios[name], default=None)


def below_bare(found: Slice, *, seed: int) -> bool | None:
    """Whether our mean CRPS lies below that of every bare baseline; None where there is nothing to compare."""
    contest = _contest(found, seed=seed) if found.present([OWN]) else None
    bare = nearest_bare(found, contest.ratios) if contest else None
    return None if contest is None or bare is None else contest.ratios[bare] < 1


def _against_baselines(found: Slice, later: Slice | None, *, seed: int) -> Verdict:
    contest = _contest(found, seed=seed)
    if contest is None:
        return Verdict(kind="no data", text="No baseline could be made.", about=found.words)
    ratios, nearest = contest.ratios, contest.differences[contest.strongest]
    lost = sorted((name for name in ratios if contest.differences[name].value >= 0), key=lambda name: -ratios[name])
    text = f"Mean CRPS {contest.words}."
    if lost:
        text += f" Not beaten: {', '.join(f'{name} ({_beside(ratios[name])})' for name in lost)}."
    why = _why_not(found, seed=seed) if lost else _how_sure(nearest.interval, found.windows)
    kind = "not beaten" if lost else against(nearest.value, nearest.interval)
    return Verdict(kind=kind, text=text, why=f"{why}{_apart(later, seed=seed)}", about=found.words)


def _apart(later: Slice | None, *, seed: int) -> str:
    """The same contest on the origins after those on which the form was chosen."""
    contest = _contest(later, seed=seed) if later and later.present([OWN]) else None
    if later is None or contest is None:
        return ""
    n = len(later.windows.of(OWN).windows)
    return f" From {later.since} on alone ({n} origins): {contest.words}."


def _how_sure(interval: tuple[float, float] | None, windows: Windows) -> str:
    if interval is None:
        return (
            f"No interval of the difference can be made: {_count(windows)}, and a block bootstrap needs two blocks "
            f"of {windows.block} windows. Chance is not excluded."
        )
    chance = "chance is not excluded" if interval[0] <= 0 <= interval[1] else "chance alone would hardly do it"
    return f"90% interval of the difference {spread(*interval, sign=True)}, over {_count(windows)}: {chance}."


def _why_not(found: Slice, *, seed: int) -> str:
    """What our forecast would have scored without each of its parts, best first, and where its medians lay."""
    own = found.windows.crps(OWN, seed=seed).value
    parts = {
        words: found.windows.crps(name, seed=seed).value / own - 1
        for name, words in found.ablations
        if found.present([name])
    }
    # of parts that are worth the same to a percent, the one that leaves out least
    worth = {round(-100 * share): words for words, share in reversed(parts.items()) if share < -0.01}
    told = [f"without {worth[percents]} it would be {percents}% lower" for percents in sorted(worth, reverse=True)]
    bias = found.windows.bias(OWN, seed=seed).value
    lay = (
        f"Its medians lay {figure_words('bias', abs(bias))} {'above' if bias > 0 else 'below'} what happened on average"
    )
    allowed = [f" It took {event} to be {percent(p)} likely on average." for event, p in found.allowed]
    return f"{lay}{'; ' if told else ''}{', '.join(told)}.{''.join(allowed)}"


def _calibration(found: Slice, *, seed: int) -> Verdict:
    windows = found.windows
    wide, narrow = windows.coverage(OWN, level=90), windows.coverage(OWN, level=50)
    assert wide is not None and narrow is not None  # ours is never a bare value
    text = (
        f"The 90% interval held {100 * wide.value:.0f}% of {wide.n} outcomes, the 50% interval "
        f"{100 * narrow.value:.0f}%."
    )
    pits = windows.pits(OWN)
    why = ""
    if pits.size >= 2:
        even = uniformity(pits, overlap=_overlap(windows), seed=seed)
        side = "low: more came than was expected" if pits.mean() > 0.5 else "high: less came than was expected"
        why = (
            f"Mean PIT {pits.mean():.2f} (.5 is right; ours lay {side}). Right forecasts with windows that overlap so "
        )
        why += f"would be as uneven or more with probability {figure_words('PIT p', even.p_value)}."
    # in whole percents: 20 of 21 is the nearest that 21 windows come to 95
    share = round(100 * wide.value)
    low, high = wide.interval or (0.0, 1.0)
    sure = f"With {windows.independent:.1f} independent windows its own 90% range is {_percents(low, high)}"
    if COVERAGE[0] <= share <= COVERAGE[1]:
        return Verdict(kind="coverage held", text=text, why=f"{sure}. {why}", about=found.words)
    text += f" That is {'more' if share > COVERAGE[1] else 'less'} than the {COVERAGE[0]} to {COVERAGE[1]}% asked for."
    if low <= 0.9 <= high:
        why = f"{sure}: these windows cannot tell it from 90%. {why}"
        return Verdict(kind="undecided", text=text, why=why, about=found.words)
    return Verdict(kind="coverage missed", text=text, why=f"{sure}. {why}", about=found.words)


def charts(slices: Sequence[Slice], *, seed: int) -> list[Chart]:
    """Forecasts beside what happened, scores beside those of others, and PIT histograms: a panel a slice."""
    told = [found for found in slices if found.present([OWN])]
    if not told:
        return []
    return [
        Chart(
            title="What was expected, and what happened",
            note="By origin: the blue line is the median of what was expected, the dark band half, the pale band 90% "
            f"of it; dots are what happened; dashes are {BESIDE}. Windows overlap: neighbouring dots share most days.",
            panels=tuple(_outlook_panel(found) for found in told),
        ),
        Chart(
            title="Mean CRPS of every forecaster",
            note="Less is better. A line is the 90% interval by blocks of neighbours, where two blocks fit; an arrow: "
            "off the scale, at more than three times the best.",
            panels=tuple(_score_panel(found, seed=seed) for found in told),
        ),
        Chart(
            title="Where in our forecasts the outcomes fell",
            note="The PIT histogram: how many outcomes fell into each fifth of their forecast. If forecasts are right "
            "all are equally likely (dashes), though few independent windows are seldom even.",
            panels=tuple(_pit_panel(found) for found in told),
        ),
    ]


def _outlook_panel(found: Slice) -> Panel:
    own = found.windows.of(OWN).windows
    outlooks = [
        Outlook(origin=w.origin, quantiles=w.scores[OWN].quantiles, outcome=w.outcome,
                beside=w.scores[BESIDE].quantiles[2] if BESIDE in w.scores else None)
        for w in own
    ]  # fmt: skip
    held = sum(bool(w.scores[OWN].in90) for w in own)
    return Panel(
        name=found.title,
        spec=hindcast_chart(outlooks),
        description=f"{len(own)} origins from {own[0].origin} to {own[-1].origin}; what happened lay in the 90 % band "
        f"of {held} of them.",
    )


def _score_panel(found: Slice, *, seed: int) -> Panel:
    names = found.present([OWN, *found.baselines, *(name for name, _ in found.ablations)])
    scores = []
    for name in names:
        mean = found.windows.crps(name, seed=seed)
        scores.append(Score(name=name, value=mean.value, interval=mean.interval, own=name.startswith(OWN)))
    best = min(scores, key=lambda item: item.value)
    return Panel(
        name=found.title,
        spec=score_chart(scores),
        description=f"Least mean CRPS: {best.name} with {estimate(best.value, 3)} {unit_words(found.unit)}.",
    )


def _pit_panel(found: Slice) -> Panel:
    counts = pit_counts(found.windows.pits(OWN))
    return Panel(
        name=found.title,
        spec=pit_chart(counts),
        description=f"Outcomes by fifth of the forecast, lowest first: {', '.join(map(str, counts))}.",
    )


def _overlap(windows: Windows) -> float:
    return windows.windows[0].horizon_days / windows.step_days


def _count(windows: Windows) -> str:
    n = len(windows.windows)
    return f"{n} window{'' if n == 1 else 's'}, about {windows.independent:.1f} of them independent"


def _ratio(found: Slice, name: str, *, seed: int) -> float:
    """Our mean CRPS over that of `name`, on the windows both have."""
    common = found.windows.of(OWN, name)
    theirs = common.crps(name, seed=seed).value
    return common.crps(OWN, seed=seed).value / theirs if theirs > 0 else float("inf")


def _beside(ratio: float) -> str:
    """A ratio of scores in print, as a change in percent where it is not out of all proportion."""
    return f"{signed(100 * (ratio - 1))}%" if ratio < 10 else "more than tenfold"


def _percents(low: float, high: float) -> str:
    return f"{100 * low:.0f} to {100 * high:.0f}%"
