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
#: what is tried on an actor, to see how far the outcome moves
Change = Literal["at the low end", "at the high end", "indifferent"]


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
    that it answers, `deadline` the day by which. `also` are further questions on the same scale, each with its own
    threshold: the same outcome answers them.
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
    also: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if not (math.isfinite(self.high - self.low) and self.low < self.high):
            raise ValueRangeError(
                f"issue {self.id!r} has a scale from {self.low} to {self.high}; wanted two finite numbers, low < high, "
                "of a finite difference"
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
        if any(not self.low <= threshold <= self.high for _, threshold in self.also):
            raise ValueRangeError(
                f"issue {self.id!r} has further thresholds {self.also}; wanted each from {self.low} to {self.high}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Negotiation:
    """Issues that are bargained over together; an actor is known by its name across them.

    `round_days` is how long a round of talks takes, in days, for models that go by rounds (None: the house's own).
    """

    id: str
    title: str
    issues: tuple[Issue, ...]
    source: str
    as_of: date | None = None
    notes: tuple[str, ...] = ()
    round_days: Prior | None = None

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
    in which it had not settled when its rounds were up. `by_deadline` is the share of draws in which it had settled by
    the issue's deadline (None: no rounds, no deadline, or no day from which it would count). `also` are the shares of
    yes to the issue's further questions, by their ids.
    `same_as` is the model that it equals in every draw because it looks across issues and found nothing to trade here:
    it is shown, and not counted a second time (None: it speaks for itself).
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
    by_deadline: Probability | None = None
    also: tuple[tuple[str, Probability], ...] = ()
    same_as: str | None = None

    def chance(self, question: str, issue: Issue) -> Probability | None:
        """The share of draws that are a yes to the question of that id on this model's issue; None where none is."""
        return self.yes if issue.question == question else dict(self.also).get(question)


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """How far the outcome moves, in the scale's units, with one thing about one actor changed.

    `change` says what: "at the low end" and "at the high end" (its position moved there), "indifferent" (salience 0).
    `moves` is for each model, by name, the difference to its median unchanged, `move` the mean of those that count
    (see `IssueOutcome.counted`); `yes` their mean difference of the probability of yes.
    """

    actor: str
    change: Change
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
    the highest model. Only models that are `counted` are mixed.
    """

    issue: str
    models: tuple[ModelOutcome, ...]
    pooled: ModelOutcome
    spread: float
    agree: bool
    rule: str
    influences: tuple[Influence, ...]
    coalition: Coalition

    @property
    def counted(self) -> tuple[ModelOutcome, ...]:
        """The models that speak for themselves on this issue: each once, and all with equal weights."""
        return tuple(model for model in self.models if model.same_as is None)


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

    def answering(self, question: str) -> tuple[Issue, IssueOutcome, float] | None:
        """The first issue that answers the question of that id, where it settles, and from where on that is a yes.

        None where no issue does.
        """
        for issue in self.negotiation.issues:
            own = ((issue.question, issue.threshold), *issue.also)
            threshold = next((value for name, value in own if name == question), None)
            if threshold is not None:
                return issue, self.of(issue.id), threshold
        return None


#: the version of the published shape of `bargain.json`
BARGAIN_SCHEMA_VERSION = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class BargainProvenance:
    """What a bargain was made with: enough to make it again. `issue` is the one told in full, where one was asked for.

    `input` is the file's own name or address, `uncertainty` the factor on the spread of bare numbers in it.
    """

    contingent: str
    schema: str
    input: str
    sha256: str
    uncertainty: float
    issue: str | None
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BargainReport:
    """The published shape of `bargain.json`: the negotiation, where it settles, and how that was worked out."""

    schema_version: str
    bargain: Bargain
    provenance: BargainProvenance
    cpu_seconds: float | None = None
