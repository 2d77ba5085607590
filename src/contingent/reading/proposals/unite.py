"""Two readers' claims as one reading: what both found, what one did, how far they agree, and where they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from contingent.core.belief import check_probability
from contingent.core.nouns import Claim, ClaimKind, Event
from contingent.reading.forces.troops import in_order
from contingent.reading.proposals.dispose import Candidate

RULES = "rules"
ALL = "all"
_SHARED = 0.5  # of the shorter of two stretches, at least so much must be common for them to be one item


@dataclass(frozen=True, slots=True, kw_only=True)
class Sureness:
    """How sure a claim is by which readers found it: judgements, until a model has been scored against gold files."""

    both: float
    halves: float
    model_only: float

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Sureness:
        """That of the table "reader_prompt"."""
        told = table["confidence"]
        return cls(both=told["both"], halves=told["halves"], model_only=told["model_only"])

    def where_both(self, rules: float | None) -> float:
        """A claim that both found, where the rules' own are right in a share `rules` (None: never measured).

        >>> round(Sureness(both=0.9, halves=0.5, model_only=0.5).where_both(0.8), 3)
        0.9
        """
        return self.both if rules is None else 1.0 - (1.0 - rules) * self.halves


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Where two readers found the same item and said another thing of it: ours is kept, theirs is told."""

    claim: str
    quote: str
    what: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How many items of a kind both readers found, and how many only one of them."""

    kind: str
    both: int
    rules: int
    model: int

    @property
    def share(self) -> float | None:
        """Found by both, of all found by either; None where neither found anything."""
        return self.both / (self.both + self.rules + self.model) if self.both + self.rules + self.model else None

    @property
    def f1(self) -> float | None:
        """The F-measure of one reader held against the other; None where neither found anything.

        It is the positive specific agreement, which kappa approaches as the items that neither marks grow many.
        Source: Hripcsak and Rothschild 2005, doi:10.1197/jamia.M1733, abstract.
        """
        twice = 2 * self.both
        return twice / (twice + self.rules + self.model) if self.both + self.rules + self.model else None


@dataclass(frozen=True, slots=True, kw_only=True)
class United:
    """The claims of both readers, their agreement by kind and over all, and every disagreement."""

    claims: tuple[Claim, ...]
    agreement: tuple[Agreement, ...]
    disagreements: tuple[Disagreement, ...]


def unite(rules: Sequence[Claim], candidates: Sequence[Candidate], *, model: str, sureness: Sureness) -> United:
    """The union: the rules' claims, unchanged but for who found them and how sure that makes them, and the model's own.

    An item is the same where the kind is and the words overlap: each is matched once, the greatest overlap first.
    """
    pairs = _matched(rules, candidates)
    by_model = {candidates[theirs].claim.id for theirs in pairs.values()}
    claims: list[Claim] = []
    disagreements: list[Disagreement] = []
    for number, claim in enumerate(rules):
        if number not in pairs:
            claims.append(claim)
            continue
        both = replace(claim, found_by=(*claim.found_by, model), confidence=sureness.where_both(claim.confidence))
        claims.append(both)
        disagreements += _disagreements(claim, candidates[pairs[number]])
    taken = {claim.id for claim in claims}
    for candidate in candidates:
        own = candidate.claim
        if own.id in by_model or own.id in taken:
            continue
        claims.append(
            replace(own, found_by=(model,), confidence=check_probability(sureness.model_only, name="model_only"))
        )
        disagreements += [
            Disagreement(claim=own.id, quote=own.span.text, what=what, ours=ours, theirs=theirs)
            for what, ours, theirs in candidate.differs
        ]
    return United(claims=in_order(claims), agreement=_agreement(claims, model), disagreements=tuple(disagreements))


def _matched(rules: Sequence[Claim], candidates: Sequence[Candidate]) -> dict[int, int]:
    """The rules' claims by number, each with the number of the candidate that is the same item."""
    likely = [
        (-shared, i, j)
        for j, candidate in enumerate(candidates)
        for i, claim in enumerate(rules)
        if (shared := _shared(claim, candidate.claim)) > 0
    ]
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for _, i, j in sorted(likely):
        if i not in pairs and j not in used:
            pairs[i] = j
            used.add(j)
    return pairs


def _shared(ours: Claim, theirs: Claim) -> float:
    """How much of two items' words is common to both, of all their words; 0 where they are not the same item."""
    if ours.kind != theirs.kind:
        return 0.0
    (a, b), (c, d) = _place(ours), _place(theirs)
    common = min(b, d) - max(a, c)
    if common <= 0 or common < _SHARED * min(b - a, d - c):
        return 0.0
    return common / (max(b, d) - min(a, c))


def _place(claim: Claim) -> tuple[int, int]:
    span = claim.detail.trigger if isinstance(claim.detail, Event) else claim.span
    return span.start, span.end


def _disagreements(ours: Claim, theirs: Candidate) -> list[Disagreement]:
    differs = list(theirs.differs)
    for what in ("subject", "counterparty"):
        here, there = getattr(ours, what), getattr(theirs.claim, what)
        if there is not None and here is not None and there != here:
            differs.append((what, here, there))
    return [
        Disagreement(claim=ours.id, quote=ours.span.text, what=what, ours=here, theirs=there)
        for what, here, there in differs
    ]


def _agreement(claims: Sequence[Claim], model: str) -> tuple[Agreement, ...]:
    def told(kind: str, some: Sequence[Claim]) -> Agreement:
        both = sum(model in claim.found_by and RULES in claim.found_by for claim in some)
        alone = sum(claim.found_by == (model,) for claim in some)
        return Agreement(kind=kind, both=both, rules=len(some) - both - alone, model=alone)

    kinds = [told(kind, [claim for claim in claims if claim.kind == kind]) for kind in get_args(ClaimKind)]
    return (*kinds, told(ALL, claims))
