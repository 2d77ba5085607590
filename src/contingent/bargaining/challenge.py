"""The challenge model: actors press each other to give way, round by round, and the weighted median is the outcome.

Bueno de Mesquita's expected utility model as Scholz, Calbert and Smith (2011) replicate it. In each round every actor
compares, for every other, what it would gain by challenging him with what he would gain by challenging it: the chance
to prevail comes from what all others would throw in on either side (salience × capability × how much nearer one of the
two positions is), whoever is challenged resists only as far as he cares (salience), and how much risk an actor takes
follows from how exposed its position is. An actor that expects to lose a conflict gives way, one that has little to set
against a challenge meets it part of the way; all move at once. It ends when nobody who has power moves any more. Actors
look one round ahead, know each other's positions, salience and capability, and deal with one issue at a time; nobody
bluffs and nobody can leave. The published account is not complete, contradicts the numbers printed with it, and breaks
laws that an outcome should obey: `challenge_rules` names each choice, docs/decisions/0031 tells what matches.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from contingent.bargaining.challenge_offers import next_positions
from contingent.bargaining.challenge_rules import INVARIANT, Rules
from contingent.bargaining.challenge_support import Actors, prevails, prevails_among_all
from contingent.bargaining.challenge_utility import SAME, expected_gains, plain_gains, risk_exponent
from contingent.bargaining.model import Draws, Settled, Table
from contingent.bargaining.weighted_median import weighted_median
from contingent.bargaining.weighted_power import weighted_power

#: after this many rounds a draw counts as unsettled, and its last round as its outcome
ROUNDS = 20
#: an actor that moves by less than this share of the first range stands still
STILL = 1e-3
#: cells of a table of pairs of actors, by draw, worked out at a time: they stay in the processor's cache
CELLS = 28_800


class Challenge:
    """Settles each issue by rounds of challenges; `rules` says how where the sources leave a choice."""

    name = "challenge"
    label = "Challenges (expected utility)"
    joint = False

    def __init__(self, *, rules: Rules = INVARIANT, rounds: int = ROUNDS) -> None:
        self.rules = rules
        self.rounds = rounds

    def settle(self, tables: Sequence[Table], *, seed: int) -> tuple[Settled, ...]:
        """One outcome a table, in their order; nothing is drawn, so the seed changes nothing.

        `rounds` counts those in which somebody with power still moved, `settled` says whether they came to an end.

        Raises:
            ValueRangeError: what `weighted_power` says.
        """
        del seed
        return tuple(self._settle(table) for table in tables)

    def _settle(self, table: Table) -> Settled:
        power = np.ascontiguousarray(weighted_power(table).T)
        position, salience = np.array(table.position.T, order="C"), np.ascontiguousarray(table.salience.T)
        counted = power > 0.0
        low = np.where(counted, position, np.inf).min(axis=0)
        high = np.where(counted, position, -np.inf).max(axis=0)
        lowest, highest = position.min(axis=0), position.max(axis=0)
        span = np.where(high - low > SAME, high - low, 1.0)
        rounds = np.zeros(len(span))
        moving = np.flatnonzero(high - low > SAME)
        strip = max(1, CELLS // len(position) ** 2)
        for _ in range(self.rounds):
            if not moving.size:
                break
            before = position[:, moving]
            for at in range(0, moving.size, strip):
                some = moving[at : at + strip]
                after = self._round(position[:, some], power[:, some], salience[:, some], span[some])
                position[:, some] = np.clip(after, lowest[some], highest[some])
            moves = np.where(counted[:, moving], np.abs(position[:, moving] - before), 0.0).max(axis=0)
            moving = moving[moves > STILL * span[moving]]
            rounds[moving] += 1.0
        settled = np.ones(len(span), dtype=bool)
        settled[moving] = False
        final = np.ascontiguousarray(position.T)
        outcome = np.clip(weighted_median(final, np.ascontiguousarray(power.T)), low, high)
        return Settled(issue=table.issue, outcome=outcome, final=final, rounds=rounds, settled=settled)

    def _round(self, position: Actors, power: Actors, salience: Actors, span: Draws) -> Actors:
        """Every actor's position after one round; `span` is the range of the first positions of those with power."""
        counted = power > 0.0
        place = position / span
        # an actor without power may stand outside the range of the others: as far away as the range is long, at most
        distance = np.minimum(np.abs(place[:, None] - place[None]), 1.0)
        heads = power if self.rules.security == "by power" else counted.astype(float)
        two = self.rules.support == "the two"
        chance = prevails(place, power) if two else prevails_among_all(distance, power, np.ones_like(power))
        risk = risk_exponent(plain_gains(distance, chance, salience), heads, counted)
        if not two and self.rules.votes == "by risk":
            chance = prevails_among_all(distance, power, risk)
        own, others = expected_gains(distance, chance, salience, risk)
        return next_positions(position, own=own, others=others, heard=counted, compromise=self.rules.compromise)
