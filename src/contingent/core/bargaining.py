"""Who wants what on an issue, how much, and with what weight; and where models of bargaining see it settle.

A decision ("does A send B?") is an issue with a `threshold`: an outcome at or above it is a yes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal

from contingent.core.belief import Prior, Probability
from contingent.core.errors import ValueRangeError

#: the three numbers that bargaining models want of an actor
StanceInput = Literal["position", "salience", "capability"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """One actor on one issue: where it stands on the scale, how much it cares (0 to 1), what it can bring to bear.

    `position` is in the scale's own units; `capability` is at least 0, and only its ratios matter. `provenance` says
    where they come from; `quote` are the words of the text that they rest on (None: no text says so), `claims` its ids.
    """

    actor: str
    position: Prior
    salience: Prior
    capability: Prior
    provenance: str = ""
    quote: str | None = None
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A scale from `low` to `high`, both ends named, and the actors who have a stance on it.

    Where `threshold` is given, an outcome at or above it is a yes to `decision`; `question` is the id of the question
    that it answers, `deadline` the day by which.
    """

    id: str
    title: str
    stances: tuple[Stance, ...]
    low: float = 0.0
    high: float = 100.0
    low_label: str = ""
    high_label: str = ""
    unit: str = ""
    threshold: float | None = None
    decision: str | None = None
    question: str | None = None
    deadline: date | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueRangeError(
                f"issue {self.id!r} has a scale from {self.low} to {self.high}; wanted two finite numbers, low < high"
            )
        if not self.stances:
            raise ValueRangeError(f"issue {self.id!r} has no actors; wanted at least one with a position")
        names = [stance.actor for stance in self.stances]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueRangeError(f"issue {self.id!r} has {', '.join(twice)} twice; wanted each actor once")
        if self.threshold is not None and not self.low <= self.threshold <= self.high:
            raise ValueRangeError(
                f"issue {self.id!r} has the threshold {self.threshold}; wanted one from {self.low} to {self.high}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Negotiation:
    """Issues that are bargained over together; an actor is known by its name across them."""

    id: str
    title: str
    issues: tuple[Issue, ...]
    source: str
    as_of: date | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [issue.id for issue in self.issues]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice or not names:
            raise ValueRangeError(
                f"negotiation {self.id!r} has issues {', '.join(names) or 'none'}; wanted at least one, each id once"
            )

    @property
    def actors(self) -> tuple[str, ...]:
        """Every actor of any issue, in order of first appearance."""
        return tuple(dict.fromkeys(stance.actor for issue in self.issues for stance in issue.stances))


# ----------------------------------------------------------------- what comes out


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Where a model leaves an actor: its median position before and after, and a 90 % range of the latter."""

    actor: str
    before: float
    after: float
    after_low: float
    after_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOutcome:
    """One model's distribution of one issue's outcome, in the scale's units, over draws of the uncertain inputs.

    `yes` is the share of draws at or above the threshold with its Monte Carlo interval (None: no threshold).
    `rounds` is the median number of rounds until the model settles (None: it has none), `unsettled` the share of draws
    in which it had not settled when its rounds were up.
    """

    model: str
    label: str
    mean: float
    levels: tuple[float, ...]
    values: tuple[float, ...]
    yes: Probability | None
    shifts: tuple[Shift, ...] = ()
    rounds: float | None = None
    unsettled: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """How far one actor moves the outcome, the models pooled: its median with one thing of this actor changed.

    `change` says what: "at the low end" and "at the high end" (its position moved there), "indifferent" (salience 0).
    `move` is the difference to the outcome unchanged, `moves` the same for each model by name; `yes` the difference of
    the probability of yes.
    """

    actor: str
    change: Literal["at the low end", "at the high end", "indifferent"]
    move: float
    moves: tuple[tuple[str, float], ...]
    yes: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coalition:
    """Who stands with whom: `together[i][j]` is the share of draws in which both lie on one side of the outcome."""

    actors: tuple[str, ...]
    together: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueOutcome:
    """What all models make of one issue: each one's distribution, their equal mixture, and how far they agree.

    `spread` is the distance between the highest and the lowest median of the models, as a share of the scale; `agree`
    whether it stays within what `rule` says. `pooled.yes` is the mean of the models', its interval from the lowest to
    the highest model.
    """

    issue: str
    models: tuple[ModelOutcome, ...]
    pooled: ModelOutcome
    spread: float
    agree: bool
    rule: str
    influences: tuple[Influence, ...]
    coalition: Coalition


@dataclass(frozen=True, slots=True, kw_only=True)
class Bargain:
    """A negotiation and where it settles; same negotiation, draws and seed, same outcomes."""

    negotiation: Negotiation
    draws: int
    seed: int
    issues: tuple[IssueOutcome, ...]
    notes: tuple[str, ...] = ()

    def of(self, issue: str) -> IssueOutcome:
        """The outcome of the issue with that id."""
        return next(one for one in self.issues if one.issue == issue)
