"""Whose side soldiers would join, where the sentence about them does not say: read from its neighbours, else open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from contingent.core.nouns import Claim, Event, Quantity
from contingent.reading.forces.sides import Sides
from contingent.reading.forces.troops import Reinforcement, amount, by_author

_HELPS = re.compile(
    r"\b(?:help\w*|support\w*|reinforc\w*|bolster\w*|strength\w*|boost\w*|enlarg\w*|increas\w*|beef\w* up|swell\w*|"
    r"join\w*|alongside|beside|on the side of|on behalf of|defend\w*|rescue\w*)\b",
    re.IGNORECASE,
)
_FACES = re.compile(
    r"\b(?:fac(?:e|es|ed|ing)|confront\w*|against|fight(?:s|ing)?(?! (?:alongside|beside|on|for|with))|attack\w*|"
    r"invad\w*|strik(?:e|es|ing)|outnumber\w*|oppos\w*)\b",
    re.IGNORECASE,
)
_FRIENDLY = frozenset({"AID", "SUPPORT", "COOPERATE"})


def with_sides(helped: Sequence[Reinforcement], claims: Sequence[Claim], sides: Sides) -> tuple[Reinforcement, ...]:
    """The same, a third party's missing recipient filled in where the text shows whose friend the sender is.

    First by the sentences with the number ("to help A", "would enlarge B's force", "A would face"), then by what else
    the text reports the sender to give. Without such words the recipient stays None.
    """
    told = by_author(claims)
    return tuple(
        replace(help_, recipient=_friend(help_, told, sides)) if _is_open(help_, sides) else help_ for help_ in helped
    )


def _is_open(help_: Reinforcement, sides: Sides) -> bool:
    return sides.side_of(help_.recipient) is None and sides.side_of(help_.sender) is None


def _friend(help_: Reinforcement, told: Sequence[Claim], sides: Sides) -> str | None:
    values = {p.value for p in help_.proposals}
    own = {c.id for c in help_.claims}
    about = {
        c.sentence.start: c.sentence.text
        for c in told
        if c.id in own or (isinstance(c.detail, Quantity) and amount(c.detail) in values)
    }
    votes: Counter[str] = Counter()
    for start, text in about.items():
        beside = [c for c in told if c.sentence.start == start]
        named = {name for c in beside for name in (c.subject, c.counterparty) if sides.side_of(name)}
        if len(named) == 1:
            side = named.pop() or ""
            if _HELPS.search(text):
                votes[side] += 2
            elif _FACES.search(text):
                votes[sides.enemy_of(side)] += 2
    for claim in told:
        given = isinstance(claim.detail, Event) and claim.detail.type.split(":")[0] in _FRIENDLY and not claim.negated
        if given and claim.subject == help_.sender and sides.side_of(claim.counterparty):
            votes[claim.counterparty or ""] += 1
    best = votes.most_common(2)
    tied = len(best) == 2 and best[0][1] == best[1][1]
    return best[0][0] if best and not tied else help_.recipient
