"""More paths until the Monte Carlo error is small beside the effect, or a budget ends; and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from contingent.core.errors import ValueRangeError
from contingent.core.outcomes import Refinement, Sampling
from contingent.simulating.comparing.contrast import Subject, half_width
from contingent.simulating.comparing.gather import Gathering, Spread, aligned, here

#: an effect below this share of the reference's own half-width is lost in what the war does anyway: it need not be
#: known to any more digits than one of that size
FAINT = 0.02
#: an error so many times too large is told no further
HOPELESS = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How far to refine: until every mean difference is known to `error` of itself, or `paths` have been run.

    `stop` is asked before each round and ends it where it says so (a clock, a user who gives up): the number of paths
    then depends on the machine, but is recorded, and the same number asked for outright gives the same answer.
    """

    paths: int
    error: float = 0.02
    stop: Callable[[], bool] | None = None

    def __post_init__(self) -> None:
        if self.paths <= 0 or not 0.0 < self.error < 1.0:
            raise ValueRangeError(
                f"a budget of {self.paths} paths down to an error of {self.error:g}; wanted at least 1 path and an "
                "error between 0 and 1 of the effect"
            )

    @property
    def rule(self) -> str:
        """In words, which error is small enough."""
        return (
            f"the standard error of a mean difference is at most {100 * self.error:g} % of it, or of "
            f"{100 * FAINT:g} % of the half-width of the reference's own 90 % range where the difference is smaller"
        )


def refined(
    gathering: Gathering,
    subjects: Sequence[Subject],
    *,
    start: int,
    sampling: Sampling,
    budget: Budget | None,
    spread: Spread = here,
) -> Refinement:
    """The gathering has run `start` paths, then twice as many, and so on, until all is precise or the budget ends.

    Without a budget it runs `start` paths and says how precise they are. With one, every round but the last is rounded
    up to a number from which a gathering can go on.
    """
    goal = budget or Budget(paths=start)
    paths = start if budget is None else min(aligned(start), goal.paths)
    rounds: list[int] = []
    while True:
        gathering.extend(paths, spread=spread)
        rounds.append(paths)
        ratios = _ratios(gathering, subjects, sampling=sampling, error=goal.error)
        precise = all(ratio <= 1.0 for ratio in ratios.values())
        spent = paths >= goal.paths or (goal.stop is not None and goal.stop())
        if budget is None or precise or spent:
            break
        paths = min(aligned(2 * paths), goal.paths)
    worst = max(ratios, key=lambda subject: ratios[subject], default=None)
    return Refinement(
        sampling=sampling,
        paths=paths,
        rounds=tuple(rounds),
        stopped="fixed" if budget is None else "precise" if precise else "budget",
        budget_paths=None if budget is None else budget.paths,
        rule=goal.rule,
        contrasts=len(ratios),
        unmet=sum(ratio > 1.0 for ratio in ratios.values()),
        worst=None if worst is None else float(f"{ratios[worst]:.3g}"),
        worst_contrast=None if worst is None else (worst.branch, worst.measure, worst.day),
    )


def _ratios(
    gathering: Gathering, subjects: Sequence[Subject], *, sampling: Sampling, error: float
) -> dict[Subject, float]:
    """The standard error of each contrast over what is allowed; 0 where nothing differs at all."""
    noises: dict[tuple[str, int], float] = {}
    found = {}
    for subject in subjects:
        place = subject.branch, subject.measure, subject.day
        own = gathering.error(*place, sampling=sampling)
        found[subject] = 0.0
        if own > 0.0:
            key = subject.measure, subject.day
            if key not in noises:
                noises[key] = half_width(gathering.values(subject.reference, *key))
            allowed = error * max(abs(gathering.mean(*place)), FAINT * noises[key])
            found[subject] = min(own / allowed, HOPELESS) if allowed > 0.0 else HOPELESS
    return found
