"""Break-even: the value of one input at which two branches come to the same in the mean, if there is one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from contingent.core.outcomes import BreakEven, Interval
from contingent.simulating.comparing.contrast import Subject, rounded, standard_error
from contingent.simulating.comparing.efficiency import T_QUANTILE
from contingent.simulating.comparing.gather import chunk_paths
from contingent.simulating.running.runs import Runner

#: values of the input at which the branches are first run, evenly over the range
GRID = 5
#: runs that close in on each crossing
CLOSER = 3
#: standard errors that a difference must exceed to have a sign
SIGN_ERRORS = 2.0

Sample = Float[np.ndarray, " path"]
#: mean difference and its standard error of each pair at one value of the input
Measured = Callable[[float], dict["Pair", tuple[float, float]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two branches whose equality in one measure at one day is looked for; `subject.reference` is the other one.

    The input varies in both, or, where `alone`, in the first while the other keeps its prior.
    """

    subject: Subject
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """The input that is varied: what it is called, the parameters that stand for it, and the range searched."""

    name: str
    label: str
    unit: str
    parameters: tuple[str, ...]
    searched: Interval


def break_evens(runner: Runner, what: Input, pairs: Sequence[Pair], *, paths: int) -> tuple[BreakEven, ...]:
    """For each pair the value of the input at which the first branch equals the other, on `paths` common paths."""
    brief = runner.recording({pair.subject.day // runner.program.step_days for pair in pairs})
    usual = _samples(brief, pairs, paths=paths) if any(pair.alone for pair in pairs) else {}

    def measure(value: float) -> dict[Pair, tuple[float, float]]:
        varied = _samples(brief.fixed(dict.fromkeys(what.parameters, value)), pairs, paths=paths)
        found = {}
        for pair in pairs:
            s = pair.subject
            others = usual if pair.alone else varied
            difference = varied[s.branch, s.measure, s.day] - others[s.reference, s.measure, s.day]
            found[pair] = float(difference.mean()), standard_error(difference, sampling=runner.sampling)
        return found

    return solved(measure, what, pairs)


def _samples(runner: Runner, pairs: Sequence[Pair], *, paths: int) -> dict[tuple[str, str, int], Sample]:
    """The paths of every branch that a pair names, in the pair's measure on its day."""
    wanted = {
        (branch, pair.subject.measure, pair.subject.day)
        for pair in pairs
        for branch in (pair.subject.branch, pair.subject.reference)
    }
    made = runner.program
    chunk = chunk_paths(len(made.branches) * len(made.measures) * len(made.recorded))
    parts: dict[tuple[str, str, int], list[Sample]] = {key: [] for key in wanted}
    for first in range(0, paths, chunk):
        results, _ = runner(first, min(chunk, paths - first))
        for (branch, measure, day), found in parts.items():
            found.append(results.of(branch, measure)[results.days.index(day)].copy())
    return {key: np.concatenate(found) for key, found in parts.items()}


def solved(measure: Measured, what: Input, pairs: Sequence[Pair]) -> tuple[BreakEven, ...]:
    """Break-evens of a measured curve: a grid over the range, then a few runs where the sign changes.

    The first change of sign from below is taken, where both ends of it are clear of the Monte Carlo error.
    """
    if not pairs:
        return ()
    curves: dict[Pair, dict[float, tuple[float, float]]] = {pair: {} for pair in pairs}

    def look(value: float) -> None:
        for pair, found in measure(value).items():
            curves[pair][value] = found

    for value in np.linspace(*what.searched, GRID).tolist():
        look(value)
    for pair in pairs:
        for _ in range(CLOSER):
            ends = _bracket(curves[pair])
            root = None if ends is None else _between(curves[pair], ends)
            if root is None or root in curves[pair]:
                break
            look(root)
    return tuple(_told(pair, what, curves[pair]) for pair in pairs)


def _sign(mean: float, error: float) -> int:
    return 0 if mean == 0.0 or abs(mean) <= SIGN_ERRORS * error else int(np.sign(mean))


def _bracket(curve: dict[float, tuple[float, float]]) -> Interval | None:
    """The nearest values with clear and opposite signs around the first crossing."""
    before: tuple[float, int] | None = None
    for value in sorted(curve):
        sign = _sign(*curve[value])
        if sign == 0:
            continue
        if before is not None and before[1] != sign:
            return before[0], value
        before = value, sign
    return None


def _between(curve: dict[float, tuple[float, float]], ends: Interval) -> float:
    """Where a straight line through the nearest values either side of zero crosses it."""
    inside = [value for value in sorted(curve) if ends[0] <= value <= ends[1]]
    start = np.sign(curve[ends[0]][0])
    place = next(i for i, value in enumerate(inside) if np.sign(curve[value][0]) != start)
    low, high = inside[place - 1], inside[place]
    below, above = curve[low][0], curve[high][0]
    return float(low + (high - low) * below / (below - above))


def _told(pair: Pair, what: Input, curve: dict[float, tuple[float, float]]) -> BreakEven:
    ends = _bracket(curve)
    value: float | None = None
    interval: Interval | None = None
    reason: str | None = None
    if ends is None:
        reason = _reason(what, curve)
    else:
        value = _between(curve, ends)
        slope = abs(curve[ends[1]][0] - curve[ends[0]][0]) / (ends[1] - ends[0])
        error = min((abs(at - value), found[1]) for at, found in curve.items())[1]
        margin = T_QUANTILE * error / slope
        interval = (
            rounded(max(value - margin, what.searched[0]), 4), rounded(min(value + margin, what.searched[1]), 4)
        )  # fmt: skip
    subject = pair.subject
    return BreakEven(
        branch=subject.branch, against=subject.reference, measure=subject.measure, label=subject.label,
        unit=subject.unit, day=subject.day, prior=what.name, prior_label=what.label, prior_unit=what.unit,
        searched=what.searched, value=None if value is None else rounded(value, 4), interval=interval, reason=reason,
        varied=(subject.branch,) if pair.alone else (subject.branch, subject.reference),
        curve=tuple((rounded(at), rounded(mean), rounded(error)) for at, (mean, error) in sorted(curve.items())),
    )  # fmt: skip


def _reason(what: Input, curve: dict[float, tuple[float, float]]) -> str:
    low, high = what.searched
    signs = {_sign(*found) for found in curve.values()}
    span = f"of {what.label} from {low:g} to {high:g}"
    if signs == {0}:
        return f"no difference is told from the Monte Carlo error at any value {span}"
    middle = next(sign for sign in signs if sign != 0)
    word = "above" if middle > 0 else "below"
    if 0 in signs:
        return f"the branch lies {word} the other wherever the two are told apart {span}"
    return f"the branch lies {word} the other at every value {span}"
