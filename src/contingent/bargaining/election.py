"""A probabilistic Condorcet election: the actors' positions stand against each other, and one of them is drawn.

Assumptions, as in KTAB's Spatial Model of Politics without its bargaining rounds:

- the options are the positions of those who have weight; positions that are the same are one option;
- an actor's utility of an option is 1 less its distance on the scale (neutral to risk), its weight its capability times
  its salience, shared out to 1;
- between two options an actor votes for the nearer, the harder the more it has to gain (`Proportional`); the votes are
  informal, so the chance that one option beats another is its share of the support for the two (`Linear`);
- whichever option is the favourite is challenged by the others in proportion to the support that each has against it
  times its chance to win; an option's probability is the share of time that it is the favourite (`MarkovIncentive`).
  KTAB's two other forms are at hand: equal chances to challenge (`MarkovUniform`), and the probability that the option
  beats each of the others given that some option does (`Conditional`);
- one option a draw is chosen by these probabilities: how the vote falls is itself uncertain, and the distribution over
  draws shows it. Nobody's own position changes.

Read in github.com/lsyaseen/KTAB (a copy of KAPSARC's, MIT licence): kmodel.cpp (vote, vProb, condPCE, markovUniformPCE,
markovIncentivePCE), markov-incentives.tex (Wise, draft 4) and logged runs, whose probabilities this repeats to the
digits that their printed inputs allow. What was chosen and why: decision record 32.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from jaxtyping import Bool, Float

from contingent.bargaining.model import ByActor, Draws, Settled, Table
from contingent.bargaining.weighted_power import weighted_power
from contingent.core.keys import stream_key

VotingRule = Literal["Binary", "PropBin", "Proportional", "PropCbc", "Cubic"]
VictoryModel = Literal["Linear", "Square", "Quartic", "Octic"]
ElectionForm = Literal["Conditional", "MarkovUniform", "MarkovIncentive"]
Utility = Float[np.ndarray, "draw actor option"]
Pairwise = Float[np.ndarray, "draw option option"]
ByOption = Float[np.ndarray, "draw option"]

#: positions that lie no further apart are one option
SAME = 1e-9
#: gains in utility from which a binary vote is a whole one
WHOLE = 1e-8
#: halvings of the distance to the standing chances of the Markov forms: the 2²⁰th step
DOUBLINGS = 20
#: draws that are worked on together, so that a pair of options by draw stays in the processor's cache
BLOCK = 128

#: how hard an actor votes for an option, by what it has to gain from it (at least 0)
_RESPONSES: Mapping[VotingRule, Callable[[Any], Any]] = {
    "Binary": lambda gain: np.minimum(gain / WHOLE, 1.0),
    "PropBin": lambda gain: 0.8 * gain + 0.2 * np.minimum(gain / WHOLE, 1.0),
    "Proportional": lambda gain: gain,
    "PropCbc": lambda gain: 0.5 * gain + 0.5 * gain**3,
    "Cubic": lambda gain: gain**3,
}
_EXPONENTS: Mapping[VictoryModel, int] = {"Linear": 1, "Square": 2, "Quartic": 4, "Octic": 8}


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """Each issue by an election of its own; `voting`, `victory` and `form` bear KTAB's names."""

    name = "election"
    label = "Election (one position wins, by the odds of pairwise votes)"
    joint = False

    voting: VotingRule = "Proportional"
    victory: VictoryModel = "Linear"
    form: ElectionForm = "MarkovIncentive"

    def settle(self, tables: Sequence[Table], *, seed: int) -> tuple[Settled, ...]:
        """The option chosen in each draw; positions stay.

        Every option runs against a clock of its own, named by issue and by the first of its holders by name, so that
        the draw hangs neither on the order of actors nor on which end of the scale is called low.

        Raises:
            ValueRangeError: what `weighted_power` says.
        """
        return tuple(
            Settled(issue=table.issue, outcome=self._drawn(table, seed), final=table.position) for table in tables
        )

    def probabilities(self, table: Table) -> ByActor:
        """The probability of each actor's position in each draw, at the first by name of those who share it.

        Rows sum to 1; who has no weight, or shares a position with one of an earlier name, has 0.
        """
        found = np.empty_like(table.position)
        weight = weighted_power(table)
        alive = _alive(table, weight)
        for start in range(0, len(found), BLOCK):
            rows = slice(start, start + BLOCK)
            at = table.position[rows]
            support = supports(weight[rows], 1.0 - np.abs(at[:, :, None] - at[:, None, :]), self.voting)
            found[rows] = option_probabilities(support, alive[rows], victory=self.victory, form=self.form)
        return found

    def expected(self, table: Table) -> Draws:
        """The mean of the options in each draw, by their probabilities."""
        return np.asarray(np.sum(self.probabilities(table) * table.position, axis=1))

    def _drawn(self, table: Table, seed: int) -> Draws:
        clocks = np.stack([_clock(table.issue, actor, seed, len(table.position)) for actor in table.actors], axis=1)
        with np.errstate(divide="ignore"):
            chosen = np.argmin(clocks / self.probabilities(table), axis=1)
        return np.take_along_axis(table.position, chosen[:, None], axis=1)[:, 0]


def supports(weight: ByActor, utility: Utility, voting: VotingRule) -> Pairwise:
    """The support for the option of the row against that of the column, summed over all actors who prefer it."""
    response = _RESPONSES[voting]
    found = np.zeros((len(utility), utility.shape[2], utility.shape[2]))
    for actor in range(utility.shape[1]):
        of = utility[:, actor]
        gain = np.maximum(of[:, :, None] - of[:, None, :], 0.0)
        found += weight[:, actor, None, None] * response(gain)
    return found


def option_probabilities(
    support: Pairwise,
    alive: Bool[np.ndarray, "draw option"] | None = None,
    *,
    victory: VictoryModel = "Linear",
    form: ElectionForm = "MarkovIncentive",
) -> ByOption:
    """The probability of each option, rows summing to 1; options that are not `alive` take no part and have 0.

    Two options with the same support, or none at all, beat each other with probability ½.
    """
    standing = np.ones(support.shape[:2], dtype=bool) if alive is None else alive
    beats = _victories(support, victory)
    if form == "Conditional":
        return _conditional(beats, standing)
    pairs = standing[:, :, None] & standing[:, None, :]
    if form == "MarkovUniform":
        challenge = np.where(pairs, 1.0, 0.0)
    else:
        challenge = np.where(pairs, support * beats, 0.0)
        alone = np.sum(challenge, axis=1) <= 0.0
        option = np.arange(support.shape[1])
        challenge[:, option, option] = np.where(alone, 1.0, challenge[:, option, option])
    return _stationary(beats, challenge / np.maximum(np.sum(challenge, axis=1, keepdims=True), 1e-300), standing)


def _victories(support: Pairwise, victory: VictoryModel) -> Pairwise:
    """The probability that the option of the row beats that of the column; a pair of them sums to 1."""
    against = np.swapaxes(support, 1, 2)
    larger = np.maximum(support, against)
    with np.errstate(invalid="ignore", divide="ignore"):
        # by the larger of the two first: high powers of small shares would vanish
        won, lost = (side / larger for side in (support, against))
        won, lost = won ** _EXPONENTS[victory], lost ** _EXPONENTS[victory]
        return np.where(larger > 0.0, won / (won + lost), 0.5)


def _conditional(beats: Pairwise, alive: Bool[np.ndarray, "draw option"]) -> ByOption:
    with np.errstate(divide="ignore"):
        logs = np.sum(np.where(alive[:, None, :], np.log(beats), 0.0), axis=2)
    logs = np.where(alive, logs, -np.inf)
    best = np.max(logs, axis=1, keepdims=True)
    # where every option is sure to lose to some other, none is the winner: they are alike
    found = np.where(np.isfinite(best), np.exp(logs - np.where(np.isfinite(best), best, 0.0)), alive)
    return np.asarray(found / np.sum(found, axis=1, keepdims=True))


def _stationary(beats: Pairwise, challenge: Pairwise, alive: Bool[np.ndarray, "draw option"]) -> ByOption:
    """Where the chances come to stand, from equal ones: `challenge` is who stands up against the column's favourite."""
    moves = beats * challenge
    option = np.arange(beats.shape[1])
    stays = np.sum(beats * np.swapaxes(challenge, 1, 2), axis=2)
    moves[:, option, option] += stays
    step = (moves + np.eye(len(option))) / 2.0
    for _ in range(DOUBLINGS):
        step = step @ step
    found = np.maximum(np.where(alive, (step @ alive[:, :, None].astype(float))[:, :, 0], 0.0), 0.0)
    return np.asarray(found / np.sum(found, axis=1, keepdims=True))


def _alive(table: Table, weight: ByActor) -> Bool[np.ndarray, "draw actor"]:
    """Whose position is an option of its own: those with weight, of equal ones the first by name."""
    alive = weight > 0.0
    by_name = sorted(range(len(table.actors)), key=lambda column: table.actors[column])
    for rank, later in enumerate(by_name):
        for earlier in by_name[:rank]:
            same = np.abs(table.position[:, later] - table.position[:, earlier]) <= SAME
            alive[:, later] &= ~(same & alive[:, earlier])
    return alive


def _clock(issue: str, actor: str, seed: int, draws: int) -> Draws:
    """Exponential times from the stream of these names; of clocks at these rates the first to ring is the choice."""
    stream = np.random.Generator(np.random.Philox(key=stream_key("election", issue, actor, seed)))
    return np.asarray(stream.standard_exponential(draws))
