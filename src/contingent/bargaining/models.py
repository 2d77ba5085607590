"""The five models that a negotiation is settled under, in the order in which they are told."""

from __future__ import annotations

from contingent.bargaining.model import BargainingModel


def default_models() -> tuple[BargainingModel, ...]:
    """The weighted mean and median, the challenge model, the probabilistic election, the exchange of votes."""
    from contingent.bargaining.challenge import Challenge
    from contingent.bargaining.election import Election
    from contingent.bargaining.exchange import Exchange
    from contingent.bargaining.weighted_mean import WeightedMean
    from contingent.bargaining.weighted_median import WeightedMedian

    return (WeightedMean(), WeightedMedian(), Challenge(), Election(), Exchange())
