"""Who sends soldiers to whom: how many are there already, how many are spoken of, and in what tranches."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contingent.core.nouns import Claim, Quantity

AUTHOR_VOICES = frozenset({"title", "heading", "body"})
#: modalities under which a statement says that something may be, not that it is
OPEN_MODALITIES = frozenset(
    {"possible", "probable", "improbable", "expected", "certain_future", "conditional", "question", "suggestion",
     "concessive"}
)  # fmt: skip
_SOLDIERS = re.compile(
    r"(?:soldier|troop|fighter|personnel|recruit|volunteer|conscript|mercenar(?:y|ies)|reservist|combatant|force|man|men)s?"
    r"(?:/(?:tranche|battalion|brigade|wave|batch|unit|rotation))?$"
)
_NOT_SENT = frozenset(
    {"killed", "wounded", "casualties", "missing", "captured", "prisoners", "reserve", "losses", "dead"}
)
_SENDS = (
    r"sen[dt]s?|sending|deploy\w*|dispatch\w*|despatch\w*|commit(?:s|ted|ting)?|contribut\w*|lend(?:s|ing)?|lent|"
    r"pour\w*|arriv\w*|transfer\w*|airlift\w*|bring\w*|brought|mobili[sz]\w*|call\w* up|conscript\w*|"
    r"rais(?:e|es|ed|ing)|recruit\w*|rotat\w*"
)
_SENDING = re.compile(rf"\b(?:{_SENDS})\b", re.IGNORECASE)
_SENDS_SOLDIERS = re.compile(
    r"\b(?:sen[dt]s?|sending|deploy\w*|dispatch\w*)\s(?:(?!to\b|for\b)[\w,.]+\s){0,4}(?:troops|soldiers|fighters|mercenaries|"
    r"peacekeepers|men|divisions?|brigades?|battalions?)\b",
    re.IGNORECASE,
)
_COMING = re.compile(
    rf"\b(?:{_SENDS}|reinforc\w*|beef\w* up|add(?:s|ed|ing)?|another|additional|tranches?)\b", re.IGNORECASE
)
_PRESENT = re.compile(r"\b(?:already|alongside|stationed|operat\w+|present|side by side|fighting (?:for|with))\b", re.I)
_INCREMENT = re.compile(r"\b(?:another|more|additional|extra|further|reinforcements?|fresh)\b", re.IGNORECASE)
_IN_FORCE = re.compile(r"\bmore than\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A number of soldiers that may yet be sent, with the claims that speak of it.

    `increment` and `total` say in which sense they do: on top of those already there, or with them. Both: the text
    uses both, and the reader must be shown both readings.
    """

    value: float
    claims: tuple[Claim, ...]
    increment: bool
    total: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reinforcement:
    """What a text says about soldiers of `sender` for `recipient` (None: for its own side, or the text is silent).

    `already` is what the text reports as sent, with its claims; `tranche` the size of one group, where it says so.
    Proposals come with the most mentioned number first.
    """

    sender: str
    recipient: str | None
    already: float | None
    already_claims: tuple[Claim, ...]
    proposals: tuple[Proposal, ...]
    tranche: Claim | None

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim behind it, in the order of the text."""
        parts = [*self.already_claims, *(c for p in self.proposals for c in p.claims)]
        return in_order([*parts, self.tranche] if self.tranche else parts)


def in_order(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims once each, in the order of the text."""
    unique = {claim.id: claim for claim in claims}
    return tuple(sorted(unique.values(), key=lambda c: (c.span.start, c.span.end, c.id)))


def by_author(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims in the article's own voice (title, headings, body), in the order of the text."""
    return in_order(claim for claim in claims if claim.voice in AUTHOR_VOICES)


def without_names(text: str, names: Iterable[str]) -> str:
    """The text without actors' names, whose words say nothing ("Rapid Support Forces" is no support).

    >>> without_names("aid to the Rapid Support Forces", ["Rapid Support Forces"])
    'aid to the  '
    """
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " ")
    return text


def amount(quantity: Quantity) -> float | None:
    """One number for a quantity: its value, else the middle of its range, else its bound."""
    if quantity.value is not None:
        return quantity.value
    if quantity.low is not None and quantity.high is not None:
        return (quantity.low + quantity.high) / 2
    return quantity.low if quantity.low is not None else quantity.high


def speaks_of_sending(text: str) -> bool:
    """Whether a text speaks of soldiers being sent or raised, not only of what they would do."""
    return _SENDING.search(text) is not None


def sends_soldiers(text: str) -> bool:
    """Whether what a text sends is soldiers, so that "help" in it is no help with arms.

    >>> sends_soldiers("sent 500 troops to help the army"), sends_soldiers("sent arms to help the troops")
    (True, False)
    """
    return _SENDS_SOLDIERS.search(text) is not None


def counts_soldiers(claim: Claim) -> bool:
    """Whether the claim counts soldiers who live and serve (no losses, reserves, shares or rates)."""
    detail = claim.detail
    return (
        isinstance(detail, Quantity)
        and (bool(_SOLDIERS.match(detail.unit or "")) or (detail.unit is None and detail.role == "tranche"))
        and detail.measure not in _NOT_SENT
        and detail.role not in ("share", "percent_change", "rate")
        and (amount(detail) or 0) > 0
    )


def is_open(claim: Claim) -> bool:
    """Whether the claim says that something may be or will be, rather than that it is."""
    return claim.modality in OPEN_MODALITIES or claim.tense == "future"


def is_tranche(claim: Claim) -> bool:
    """Whether the claim gives the size of one group of several."""
    detail = claim.detail
    return isinstance(detail, Quantity) and (detail.role == "tranche" or "/" in (detail.unit or ""))


def says_increment(claim: Claim) -> bool:
    """Whether the words of the claim mean "on top of those already there"."""
    detail = claim.detail
    return (isinstance(detail, Quantity) and detail.role == "increment") or bool(
        _INCREMENT.search(_IN_FORCE.sub("", claim.span.text))
    )


def reinforcements(claims: Sequence[Claim]) -> tuple[Reinforcement, ...]:
    """What the article's own voice says about soldiers who may yet be sent, the most spoken of first.

    A sender of whom the text only reports soldiers already sent, and none to come, is left out.
    """
    troops = [claim for claim in by_author(claims) if counts_soldiers(claim)]
    named = _with_senders(troops)
    found = []
    for sender in dict.fromkeys(sender for _, sender in named):
        one = _of_sender(sender, [claim for claim, whose in named if whose == sender])
        if one is not None:
            found.append(one)
    weight = {
        r.sender: (sum(len(p.claims) for p in r.proposals), r.proposals[0].value if r.proposals else 0) for r in found
    }
    return tuple(sorted(found, key=lambda r: (weight[r.sender], r.sender), reverse=True))


def _with_senders(troops: Sequence[Claim]) -> list[tuple[Claim, str]]:
    """Each claim with its sender: its own subject, that of the claim it refers to, or the sender the text talks of."""
    own = {claim.id: claim.subject for claim in troops}
    senders = Counter(c.subject for c in troops if c.subject and is_open(c) and _COMING.search(c.sentence.text))
    usual = min(senders, key=lambda s: (-senders[s], s)) if senders else None
    same = {
        _amount(c): c.subject for c in reversed(troops) if c.subject and is_open(c) and _COMING.search(c.sentence.text)
    }
    pairs = []
    for claim in troops:
        sender = claim.subject or own.get(claim.coref_of or "")
        if sender is None and is_open(claim) and says_increment(claim):
            sender = same.get(_amount(claim))  # "another 2,000" are those spoken of under the same number
        if sender is None and is_open(claim) and (is_tranche(claim) or says_increment(claim)):
            sender = usual
        if sender is not None:
            pairs.append((claim, sender))
    return pairs


def _of_sender(sender: str, claims: Sequence[Claim]) -> Reinforcement | None:
    partners = Counter(
        c.counterparty
        for c in claims
        if c.counterparty and c.counterparty != sender and _COMING.search(c.sentence.text)
    )
    recipient = min(partners, key=lambda p: (-partners[p], p)) if partners else None
    there = [c for c in claims if not is_open(c) and not is_tranche(c) and _is_sent(c, recipient)]
    already = _amount(there[0]) if there else None
    sent = {c.id for c in there}
    spoken: dict[float, list[Claim]] = {}
    for claim in claims:
        if is_tranche(claim) or not is_open(claim) or claim.coref_of in sent:
            continue
        value = _amount(claim)
        if (value == already and not says_increment(claim)) or not _is_sent(claim, recipient):
            continue
        spoken.setdefault(value, []).append(claim)
    tranches = [c for c in claims if is_tranche(c)]
    if not spoken and not tranches:
        return None
    proposals = [
        Proposal(
            value=value,
            claims=in_order(which),
            increment=any(map(says_increment, which)),
            total=already is not None and not all(map(says_increment, which)),
        )
        for value, which in spoken.items()
    ]
    return Reinforcement(
        sender=sender,
        recipient=recipient,
        already=already,
        already_claims=in_order(c for c in there if _amount(c) == already),
        proposals=tuple(sorted(proposals, key=lambda p: (-len(p.claims), -p.value))),
        tranche=tranches[0] if tranches else None,
    )


def _is_sent(claim: Claim, recipient: str | None) -> bool:
    """Whether the claim speaks of soldiers on their way or arrived, rather than of the size of an army."""
    if _COMING.search(claim.sentence.text) or says_increment(claim) or claim.coref_of is not None:
        return True
    beside = claim.counterparty is None or claim.counterparty == recipient
    return recipient is not None and beside and _PRESENT.search(claim.sentence.text) is not None


def _amount(claim: Claim) -> float:
    assert isinstance(claim.detail, Quantity)  # `counts_soldiers` let only quantities through
    return amount(claim.detail) or 0.0
