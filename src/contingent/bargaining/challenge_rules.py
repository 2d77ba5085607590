"""Where the challenge model's sources leave a choice, or break a law that must hold: what is chosen, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The choices on which published programs and the printed equations differ.

    Attributes:
        support: what the votes for one of two positions are divided by: the votes cast between these two ("the two",
            equation 31 as printed), or those cast over all ordered pairs of actors ("all pairs").
        votes: whether the distances that a third party votes by are taken as they are ("plain", equation 28) or raised
            to its risk exponent ("by risk").
        security: how the gains that others see in challenging an actor are added up: weighted by the others' power
            ("by power"), or each counted as one ("by head", as printed).
        compromise: which of several compromises is taken: the one that moves the actor least ("least move", as the
            text says), or the one lowest on the scale ("lowest").
    """

    support: Literal["the two", "all pairs"] = "the two"
    votes: Literal["plain", "by risk"] = "plain"
    security: Literal["by power", "by head"] = "by power"
    compromise: Literal["least move", "lowest"] = "least move"


#: what `Challenge()` uses: the printed equations, and no more of the rest than every invariance allows
INVARIANT = Rules()

#: what the table printed in 2011 was computed by, as far as it can be told; it breaks three of the invariances
AS_COMPUTED_2011 = Rules(support="all pairs", votes="by risk", security="by head", compromise="lowest")
