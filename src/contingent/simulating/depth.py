"""What a what-if is told beyond its contrasts: Sobol' indices, what separates branches, break-evens, efficiencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from contingent.core.interventions import Arrival, Branch
from contingent.core.keys import stream_key
from contingent.core.outcomes import BreakEven, Efficiency, Outcomes, Sensitivity
from contingent.simulating.comparing.breakeven import Input, Pair, break_evens
from contingent.simulating.comparing.contrast import Subject, rounded
from contingent.simulating.comparing.discover import discover
from contingent.simulating.comparing.efficiency import efficiency
from contingent.simulating.comparing.gather import Gathering
from contingent.simulating.comparing.indices import REPLICATES, ROWS, Evaluate, Indices, Outputs, sobol_indices
from contingent.simulating.comparing.sensitivity import LISTED, SMALLEST_SHARE, ends_of
from contingent.simulating.drawing.parameters import ParameterDraws
from contingent.simulating.running.runs import Runner

if TYPE_CHECKING:
    from contingent.simulating.world import Prepared

#: the measure that leads, and those whose differences a thorough search goes through
AREA = "area_km2"
SEARCHED = (AREA, "losses_attacker", "losses_defender")
#: the dial whose break-even is asked for, and its range: from persons who add nothing to such as add more than natives
QUALITY, QUALITY_RANGE = "initial_quality", (0.0, 1.5)


#: branch, measure and day of a contrast
Place = tuple[str, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much is run beyond the contrasts' own paths.

    `rows` of inputs for Sobol' indices, of the `leading` priors (None: of all); `paths` behind each point of a
    break-even curve; and whether more than the net area is looked into.
    """

    rows: int
    leading: int | None
    paths: int
    all_measures: bool


#: what the readable engine can do in about a second and a half for six branches of 36 steps, and a compiled one too
MODEST = Effort(rows=112, leading=6, paths=2**10, all_measures=False)
THOROUGH = Effort(rows=ROWS, leading=None, paths=2**13, all_measures=True)


def deepened(outcomes: Outcomes, ready: Prepared, gathering: Gathering) -> Outcomes:
    """The outcomes with all that a full what-if tells; the contrasts themselves stay what they are."""
    effort = MODEST if ready.runner.engine.name == "numpy" else THOROUGH
    last = [subject for subject in ready.subjects if subject.day == gathering.days[-1]]
    moving = [subject for subject in last if np.any(gathering.difference(*_place(subject)))]
    chosen = [subject for subject in moving if effort.all_measures or subject.measure == AREA]
    found, notes = indexed(outcomes.sensitivity, ready.runner, chosen, gathering, effort=effort)
    known: dict[Place, list[Sensitivity]] = {}
    for row in outcomes.sensitivity:
        known.setdefault((row.branch, row.measure, row.day), []).append(row)
    sensitivity = [row for one in last for row in found.get(_place(one), known.get(_place(one), []))]
    searched = [subject for subject in chosen if subject.measure in SEARCHED]
    drawn = gathering.draws()
    return replace(
        outcomes,
        sensitivity=tuple(sensitivity),
        discoveries=tuple(discover(drawn, gathering.difference(*_place(one)), one) for one in searched),
        break_evens=_break_evens(ready, gathering, last, paths=effort.paths),
        efficiencies=_efficiencies(ready, gathering, last),
        notes=(*outcomes.notes, *notes),
    )


def _place(subject: Subject) -> Place:
    return subject.branch, subject.measure, subject.day


def indexed(
    known: Sequence[Sensitivity], runner: Runner, subjects: Sequence[Subject], gathering: Gathering, *, effort: Effort
) -> tuple[dict[Place, list[Sensitivity]], tuple[str, ...]]:
    """Both Sobol' indices of each subject, the largest total first; and in words, what no prior accounts for."""
    if not subjects:
        return {}, ()
    names = _leading(known, subjects, effort.leading)
    found = sobol_indices(
        _evaluated(runner, subjects), runner.parameters, seed=runner.seed, rows=effort.rows,
        correlation=runner.correlation, names=names,
    )  # fmt: skip
    drawn = gathering.draws()
    correlated = frozenset(runner.correlation.names if runner.correlation is not None else ())
    rows: dict[Place, list[Sensitivity]] = {}
    notes: list[str] = []
    for output, subject in enumerate(subjects):
        place = _place(subject)
        rows[place] = _told(found, output, subject, drawn, gathering.difference(*place), correlated)
        if subject.measure == AREA:
            notes.append(_left_over(found, output, subject, all_named=names is None))
    return rows, tuple(notes)


def _left_over(found: Indices, output: int, subject: Subject, *, all_named: bool) -> str:
    def percent(share: float) -> str:
        return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"

    rest = f", and the priors not listed move {percent(found.rest[output])} of what is left" * (not all_named)
    return (
        f"Chance, not any prior, makes up {percent(found.chance[output])} of the variance of one path's difference in "
        f"net area between {subject.branch} and {subject.reference}{rest}."
    )


def _leading(known: Sequence[Sensitivity], subjects: Sequence[Subject], most: int | None) -> tuple[str, ...] | None:
    """The priors with the largest shares of any of the subjects, at most so many; None for all."""
    if most is None:
        return None
    asked = {_place(subject) for subject in subjects}
    shares: dict[str, float] = {}
    for row in known:
        if (row.branch, row.measure, row.day) in asked:
            shares[row.prior] = max(row.share, shares.get(row.prior, 0.0))
    return tuple(sorted(shares, key=lambda name: (-shares[name], name))[:most])


def _evaluated(runner: Runner, subjects: Sequence[Subject]) -> Evaluate:
    """Differences of the subjects for rows of inputs, each on the same `REPLICATES` paths of a stream of chance."""
    day = subjects[0].day
    # chance of its own, apart from the paths that the contrasts rest on; never mirrored
    apart = replace(
        runner.recording((day // runner.program.step_days,)),
        seed=stream_key("indices", runner.seed),
        sampling="sobol",
    )

    def evaluate(rows: ParameterDraws, stream: int) -> Outputs:
        many = replace(
            rows,
            uniforms=np.repeat(rows.uniforms, REPLICATES, axis=1),
            values=np.repeat(rows.values, REPLICATES, axis=1),
        )
        results = apart.run(many, stream * many.draws)
        at = results.days.index(day)
        return np.stack(
            [
                (results.of(s.branch, s.measure)[at] - results.of(s.reference, s.measure)[at]).reshape(-1, REPLICATES)
                for s in subjects
            ]
        )

    return evaluate


def _told(
    found: Indices, output: int, subject: Subject, drawn: ParameterDraws, difference: np.ndarray,
    correlated: frozenset[str],
) -> list[Sensitivity]:  # fmt: skip
    rows = []
    places = {parameter.name: row for row, parameter in enumerate(drawn.parameters)}
    for i, name in enumerate(found.names):
        share, total = found.first[output, i], found.total[output, i]
        if max(share, total) < SMALLEST_SHARE:
            continue
        rows.append(
            replace(
                ends_of(drawn, places[name], difference, subject, share=float(share)),
                share_interval=_ends(found.first_interval[output, i]),
                total=rounded(float(total), 4),
                total_interval=_ends(found.total_interval[output, i]),
                replicates=REPLICATES,
                correlated=name in correlated,
            )
        )
    return sorted(rows, key=lambda row: (-(row.total or 0.0), row.prior))[:LISTED]


def _ends(interval: np.ndarray) -> tuple[float, float]:
    return rounded(float(interval[0]), 4), rounded(float(interval[1]), 4)


def _efficiencies(ready: Prepared, gathering: Gathering, subjects: Sequence[Subject]) -> tuple[Efficiency, ...]:
    """Area for the attacker's own casualties, and for those of each contingent where it grows."""
    growing = {branch.id for branch in ready.scenario.branches if _grows(branch)}
    return tuple(
        efficiency(gathering, subject, area=AREA, sampling=ready.runner.sampling)
        for subject in subjects
        if subject.measure == "losses_attacker"
        or (subject.measure.startswith("contingent_casualties:") and subject.branch in growing)
    )


def _break_evens(
    ready: Prepared, gathering: Gathering, subjects: Sequence[Subject], *, paths: int
) -> tuple[BreakEven, ...]:
    """Initial quality at which each branch with newcomers adds nothing, and at which two such branches are equal.

    Of two branches it is varied in both, and then in the one that adds less, the other's being what its prior says.
    """
    known = {parameter.name: parameter for parameter in ready.runner.parameters}
    by_branch = {subject.branch: subject for subject in subjects if subject.measure == AREA}
    growing = [branch.id for branch in ready.scenario.branches if _grows(branch) and branch.id in by_branch]
    if not growing or QUALITY not in known:
        return ()
    dials = [name for contingent in ready.program.contingents for name in contingent.dial(QUALITY)]
    pairs = [Pair(subject=by_branch[branch]) for branch in growing]
    for two in combinations(growing, 2):
        less, more = sorted(two, key=lambda branch: gathering.mean(*_place(by_branch[branch])))
        subject = replace(by_branch[less], reference=more)
        pairs += [Pair(subject=subject), Pair(subject=subject, alone=True)]
    what = Input(
        name=QUALITY, label=known[QUALITY].label, unit=known[QUALITY].prior.unit,
        parameters=tuple(dict.fromkeys((QUALITY, *dials))), searched=QUALITY_RANGE,
    )  # fmt: skip
    return break_evens(ready.runner, what, pairs, paths=paths)


def _grows(branch: Branch) -> bool:
    """Whether anybody arrives in the branch who was not there on day 0."""
    return any(isinstance(what, Arrival) and what.tranches > 0 for what in branch.interventions)
