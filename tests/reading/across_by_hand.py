"""Readings by hand: a text of one sentence a number, and the claims that a reader would find in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contingent.core.nouns import Claim, Document, Quantity, Reading, Segment, SegmentKind

DAY = date(2031, 3, 3)


@dataclass(frozen=True, kw_only=True)
class Said:
    """A sentence and what it counts; `fields` are those of the claim, `words` the number's own."""

    sentence: str
    words: str
    value: float | None = 10_000.0
    comparator: Any = "="
    low: float | None = None
    high: float | None = None
    unit: str | None = "soldier"
    measure: str | None = "troops"
    role: Any = "flow"
    subject: str | None = "Ostmark"
    counterparty: str | None = "Sudmark"
    source: str | None = None
    fields: tuple[tuple[str, Any], ...] = ()
    voice: SegmentKind = "body"

    def but(self, **changed: Any) -> Said:
        """The same, with something changed; unknown names are fields of the claim."""
        own = {name: changed.pop(name) for name in list(changed) if name in Said.__dataclass_fields__}
        return replace(self, **{**own, "fields": (*own.get("fields", self.fields), *changed.items())})


def reading(
    *told: Said, day: date | None = DAY, name: str = "a text", bounds: tuple[date | None, date | None] = (None, None)
) -> Reading:
    """A reading of a text made of these sentences, in order."""
    text = f"{name}\n" + "\n".join(one.sentence for one in told)
    body = Segment(id="body", kind="body", start=0, end=len(text))
    document = Document(
        id=f"doc-{name}", text=text, segments=(body,), origin=f"{name}.txt", title=name, published=day,
        not_before=bounds[0], not_after=bounds[1],
    )  # fmt: skip
    claims, at = [], len(name) + 1
    for one in told:
        claims.append(_claim(document, one, at))
        at += len(one.sentence) + 1
    return Reading(document=document, claims=tuple(claims), checks=(), questions=(), scenario=None)


def _claim(document: Document, one: Said, at: int) -> Claim:
    start = at + one.sentence.index(one.words)
    plain = Claim(
        id=f"{document.id}-{start}", kind="quantity", voice=one.voice,
        span=document.span(start, start + len(one.words)), sentence=document.span(at, at + len(one.sentence)),
        speaker="author", subject=one.subject, counterparty=one.counterparty,
        detail=Quantity(value=one.value, low=one.low, high=one.high, comparator=one.comparator, unit=one.unit,
                        measure=one.measure, role=one.role),
        attributed_to=one.source, chain=("author", one.source) if one.source else (),
    )  # fmt: skip
    return replace(plain, **dict(one.fields))


SENT = Said(sentence="Ostmark has sent 10,000 soldiers to Sudmark.", words="10,000 soldiers")
KILLED = Said(
    sentence="Westmark has lost 2,500 soldiers killed.", words="2,500 soldiers killed", value=2500.0, measure="killed",
    role="cumulative", subject="Westmark", counterparty=None,
)  # fmt: skip
