"""What checks are made of: the article's own numbers in order, who has how many, and how figures are written."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from contingent.core.keys import content_id
from contingent.core.nouns import Check, CheckReading, Claim, Document, Quantity, Verdict
from contingent.reading.documents.sentences import Sentence, sentences
from contingent.reading.forces.troops import AUTHOR_VOICES, Reinforcement, is_open, is_tranche, reinforcements

LOSSES = frozenset({"killed", "wounded", "casualties", "captured", "missing", "displaced", "hostages"})
_PEOPLE = frozenset({"soldier", "person", None})
_INCREMENT = re.compile(r"\b(?:another|(?<!\bno )more(?! than)|additional|extra|further|fresh|reinforcements?)\b", re.I)


@dataclass(frozen=True, eq=False)
class Facts:
    """The claims of one document, sorted by place, so that their order in the argument changes nothing."""

    document: Document
    claims: tuple[Claim, ...]

    @cached_property
    def numbers(self) -> tuple[Claim, ...]:
        """Quantity claims in the article's own voice, in the order of the text."""
        return tuple(c for c in self.claims if c.kind == "quantity" and c.voice in AUTHOR_VOICES)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the article's own voice."""
        return tuple(s for s in sentences(self.document) if s.segment.kind in AUTHOR_VOICES)

    @cached_property
    def reinforcements(self) -> tuple[Reinforcement, ...]:
        """Who sends soldiers to whom, as far as the claims tell."""
        return reinforcements(self.claims)

    @cached_property
    def forces(self) -> tuple[Claim, ...]:
        """Claims that give the strength of a force that somebody has now."""
        sent = {claim.id for r in self.reinforcements for claim in r.claims}
        return tuple(c for c in self.numbers if is_force(c) and c.id not in sent)

    @cached_property
    def _by_sentence(self) -> dict[int, list[Claim]]:
        starts = [s.span.start for s in self.sentences]
        table: dict[int, list[Claim]] = {}
        for claim in self.numbers:
            place = bisect_right(starts, claim.span.start) - 1
            if place >= 0 and claim.span.start < self.sentences[place].span.end:
                table.setdefault(place, []).append(claim)
        return table

    @cached_property
    def _places(self) -> dict[str, int]:
        return {claim.id: place for place, claims in self._by_sentence.items() for claim in claims}

    def inside(self, place: int) -> list[Claim]:
        """The numbers of the sentence `self.sentences[place]`, in order."""
        return self._by_sentence.get(place, [])

    def in_sentence(self, claim: Claim) -> tuple[Claim, ...]:
        """The other numbers of the claim's sentence, in order."""
        return tuple(c for c in self.inside(self._places.get(claim.id, -1)) if c.id != claim.id)

    def near(self, claim: Claim) -> tuple[Claim, ...]:
        """Numbers of the sentences just before and just after the claim's, in order."""
        place = self._places.get(claim.id, -2)
        return (*self.inside(place - 1), *self.inside(place + 1))


def quantity(claim: Claim) -> Quantity:
    """The claim's number; only for claims of kind "quantity"."""
    if not isinstance(claim.detail, Quantity):
        raise TypeError(f"claim {claim.id} holds {claim.detail.kind}; wanted a quantity")
    return claim.detail


def value(claim: Claim) -> float:
    """The one number that stands for the claim: its value, else a bound; 0 where it has none."""
    q = quantity(claim)
    return next((x for x in (q.value, q.low, q.high) if x is not None), 0.0)


def counts_people(claim: Claim) -> bool:
    """Whether the claim counts people in service or people without further word, and not losses."""
    q = quantity(claim)
    return q.unit in _PEOPLE and q.measure not in LOSSES and q.role not in ("share", "percent_change", "rate")


def is_force(claim: Claim) -> bool:
    """Whether the claim tells how many soldiers somebody has now (no reserve, no reinforcement, no loss)."""
    q = quantity(claim)
    return (
        q.unit == "soldier" and q.role == "stock" and q.measure not in (*LOSSES, "reserve") and value(claim) > 0
        and not is_open(claim) and not is_tranche(claim) and claim.coref_of is None and claim.subject is not None
    )  # fmt: skip


def is_increment(claim: Claim) -> bool:
    """Whether the claim's words add its number to what is there ("another", "more")."""
    return quantity(claim).role == "increment" or _INCREMENT.search(claim.span.text) is not None


def comparable(a: Claim, b: Claim) -> bool:
    """Whether two numbers count the same kind of thing, so that their ratio or sum means something."""
    one, other = quantity(a), quantity(b)
    if one.unit in _PEOPLE and other.unit in _PEOPLE:
        return (one.unit is not None or other.unit is not None) and not (
            one.measure in LOSSES and other.measure in LOSSES and one.measure != other.measure
        )
    return one.unit == other.unit


def names(subject: str | None, text: str) -> bool:
    """Whether the text names a state by its name, its people or its adjective ("Ukraine": "Ukrainian")."""
    if not subject:
        return False
    stem = re.sub(r"[aey]$", "", subject)
    return re.search(rf"\b{re.escape(stem)}\w*", text, re.IGNORECASE) is not None


def figure(x: float) -> str:
    """A number as a reader writes it: thousands apart, at most two decimals.

    >>> figure(1300000), figure(1.5)
    ('1,300,000', '1.5')
    """
    return f"{x:,.0f}" if float(x).is_integer() else f"{x:,.2f}".rstrip("0").rstrip(".")


def fits(claim: Claim, computed: float) -> bool:
    """Whether a computed number agrees with the stated one, its modifier taken at its word.

    "Nearly 20" holds from 18 to 20, "over 20" from 20 to 22, "about 20" from 18 to 22 (a tenth to either side, or
    the claim's own bounds); a bare number to half a unit of its last digit.
    """
    q = quantity(claim)
    stated = value(claim)
    tenth = abs(stated) * 0.1
    low, high = {
        "~": (stated - tenth, stated + tenth),
        "<~": (stated - tenth, stated),
        ">~": (stated, stated + tenth),
        ">=": (stated, float("inf")),
        ">": (math.nextafter(stated, math.inf), float("inf")),
        "<=": (float("-inf"), stated),
        "<": (float("-inf"), math.nextafter(stated, -math.inf)),
        "=": (stated - rounding(claim), stated + rounding(claim)),
    }[q.comparator]
    if q.comparator in ("~", "<~", ">~") and q.low is not None and q.high is not None:
        low, high = min(low, q.low), max(high, q.high)
    return low <= computed <= high


def rounding(claim: Claim) -> float:
    """Half a unit of the last digit that a stated number shows ("20": 0.5, "7.5": 0.05)."""
    decimals = re.search(r"\d\.(\d+)", claim.span.text)
    return 0.5 * 10.0 ** -(len(decimals.group(1)) if decimals else 0)


def ratio(label: str, top: float, bottom: float, *, unit: str, fit: bool | None = None) -> CheckReading:
    """A quotient with its formula; in percent where `unit` is "percent"."""
    scale = 100.0 if unit == "percent" else 1.0
    result = round(scale * top / bottom, 6)
    shown = f"{result:.2f} %" if unit == "percent" else f"{result:.2f}"
    return CheckReading(
        label=label, formula=f"{figure(top)} / {figure(bottom)} = {shown}", value=result, unit=unit, fits=fit
    )


def make(  # noqa: PLR0913 - a check has this many parts, and each rule names those that it fills
    facts: Facts,
    kind: str,
    claims: Iterable[Claim],
    *,
    statement: str,
    readings: Sequence[CheckReading] = (),
    verdict: Verdict,
    explanation: str,
    stated: str | None = None,
    tolerance: str | None = None,
) -> Check:
    """A check whose id depends on its document, kind and claims alone."""
    ordered = sorted({c.id: c for c in claims}.values(), key=lambda c: (c.span.start, c.span.end, c.id))
    return Check(
        id=content_id("k", facts.document.id, kind, statement, [c.id for c in ordered]),
        kind=kind,
        statement=statement,
        claims=tuple(c.id for c in ordered),
        readings=tuple(readings),
        stated=stated,
        tolerance=tolerance,
        verdict=verdict,
        explanation=explanation,
    )


def quote(text: str) -> str:
    """Words of the article, marked as such, on one line."""
    return "“" + " ".join(text.split()) + "”"
