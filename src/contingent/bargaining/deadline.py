"""The chance that a model that goes by rounds has settled by a day: its rounds, and how long a round takes."""

from __future__ import annotations

from datetime import date

import numpy as np

from contingent.bargaining.combine import share
from contingent.bargaining.drawing import draw_prior
from contingent.bargaining.model import Settled
from contingent.core.bargaining import Issue, Negotiation
from contingent.core.belief import Prior, Probability

#: half of all rounds take less than a month, nine in ten from eight days to four months
ROUND_DAYS = Prior(
    name="round_days", family="lognormal", parameters=(30.0, 0.8), unit="day",
    source="a judgement of ours: no measured length of a round of talks stands behind it", verified=False,
)  # fmt: skip


def by_deadline(settled: Settled, issue: Issue, negotiation: Negotiation, *, seed: int) -> Probability | None:
    """The share of draws settled within the rounds that fit between the negotiation's day and the issue's deadline.

    None: the model has no rounds, the issue no deadline, or the negotiation no day. One length of a round is drawn a
    draw, from a stream of its own. A draw that never settled has not by the deadline either; one that settles in its
    first round, or in which nobody moves at all, needs one round's days.
    """
    if settled.rounds is None or issue.deadline is None or negotiation.as_of is None:
        return None
    days = days_left(negotiation.as_of, issue.deadline)
    prior = negotiation.round_days or ROUND_DAYS
    each = draw_prior(prior, "round days", seed, draws=len(settled.rounds))
    done = np.maximum(settled.rounds, 1.0) * each <= days
    if settled.settled is not None:
        done &= settled.settled.astype(bool)
    return share(done)


def days_left(as_of: date, deadline: date) -> int:
    """Days from one day to the other; 0 where the deadline has passed."""
    return max((deadline - as_of).days, 0)
