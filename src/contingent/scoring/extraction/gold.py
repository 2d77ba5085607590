"""What people found in an article: the values that a reading is held against, each at its place in the text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TypeVar

from contingent.core.documents import SegmentKind, Span
from contingent.scoring.extraction.places import Folded, moved

#: the article's own voice; what stands elsewhere is never a fact of the article
ARTICLE: frozenset[SegmentKind] = frozenset({"title", "heading", "body"})

V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSegment:
    """A part of the article with one voice."""

    kind: SegmentKind
    span: Span | None
    author: str | None = None
    posted: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldTime:
    """The days that a number is about, each open where None."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldQuantity:
    """A number as people read it. An empty set of `roles` or `modalities`: not annotated in our words, not scored.

    `segment` is the kind of the part it stands in; `time` None: the text gives none, or nobody said.
    """

    id: str
    segment: SegmentKind
    span: Span | None
    value: float | None
    low: float | None = None
    high: float | None = None
    comparator: str = "="
    unit: str | None = None
    subject: str | None = None
    counterparty: str | None = None
    roles: frozenset[str] = frozenset()
    speaker: str = "author"
    attributed_to: str | None = None
    modalities: frozenset[str] = frozenset()
    negated: bool | None = None
    time: GoldTime | None = None
    coref_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldTrap:
    """Words that look like a number, or like a condition, and are none."""

    span: Span | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldConditional:
    """A conditional, of one of `types`."""

    id: str
    segment: SegmentKind
    span: Span | None
    types: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldForecast:
    """A statement about the future; `settleable` None: people would not say."""

    id: str
    segment: SegmentKind
    span: Span | None
    probability: tuple[float, float] | None = None
    settleable: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldEvent:
    """What happened: PLOVER types that fit, who did it, and to whom (empty: nobody is named)."""

    id: str
    span: Span | None
    types: frozenset[str]
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldAttribution:
    """Words that cite somebody, whom, through whom, and the ids of what rests on them."""

    span: Span | None
    holder: str
    chain: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldCheck:
    """Arithmetic or consistency that a careful reader tests: kinds that fit, ids of its numbers, the verdict."""

    id: str
    kinds: frozenset[str]
    inputs: tuple[str, ...] = ()
    verdict: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldActor:
    """A name in the text, and whose it is."""

    span: Span | None
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """All that people found in one article, and the day it is to be read as of.

    Spans count in the text the gold was written for. `text_of(other)` moves them; where a span is None its words are
    not in the text as read, which is a miss like any other.
    """

    name: str
    path: str
    as_of: date
    text: Folded
    about_conflict: bool | None = None
    split: str | None = None
    segments: tuple[GoldSegment, ...] = ()
    quantities: tuple[GoldQuantity, ...] = ()
    quantity_negatives: tuple[GoldTrap, ...] = ()
    conditionals: tuple[GoldConditional, ...] = ()
    conditional_traps: tuple[GoldTrap, ...] = ()
    forecasts: tuple[GoldForecast, ...] = ()
    events: tuple[GoldEvent, ...] = ()
    attributions: tuple[GoldAttribution, ...] = ()
    checks: tuple[GoldCheck, ...] = ()
    actors: tuple[GoldActor, ...] = ()

    def moved_to(self, other: Folded) -> Gold:
        """The same gold with every span where its words stand in `other`, another rendering of the article."""
        if other.raw == self.text.raw:
            return self

        def placed(item: V) -> V:
            span: Span | None = getattr(item, "span", None)
            return item if span is None else replace(item, span=moved(span, self.text, other))  # type: ignore[type-var]

        return _each(replace(self, text=other), placed)


def _each(gold: Gold, change: Callable[[Any], Any]) -> Gold:
    """The gold with every item that has a span changed; segments keep theirs, they are compared by their words."""
    kept = {"segments", "checks"}
    lists = {f.name: getattr(gold, f.name) for f in fields(gold) if f.name not in kept}
    changed: dict[str, Any] = {k: tuple(map(change, v)) for k, v in lists.items() if isinstance(v, tuple)}
    return replace(gold, **changed)
