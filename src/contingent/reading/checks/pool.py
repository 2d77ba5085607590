"""Which numbers of a text can be set against each other: those near by that count the same kind of thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contingent.core.nouns import Claim
from contingent.reading.checks.facts import Facts, quantity

_PEOPLE = frozenset(
    ("soldier", "person", "civilian", "prisoner", "hostage", "refugee", "fighter", "sailor", "vote", "voter", "worker",
     "staff", "man", "woman", "child", "migrant")
)  # fmt: skip
_NO_AMOUNT = frozenset(("percent", "fraction", "times", "time", "share", "ratio"))
_SPANS = frozenset(("day", "hour", "week", "month", "year", "decade", "minute", "century"))
_DIGITS = re.compile(r"[1-9]\d*?(?=0*$)")
_LIKE_FORCES = frozenset(("killed", "wounded", "casualties", "captured", "missing"))


def family(claim: Claim) -> str | None:
    """What a number counts, broadly: all people are one family, and a rate counts what is above its stroke.

    None where the text leaves the noun out.
    """
    unit = quantity(claim).unit
    if unit is None:
        return None
    head = unit.partition("/")[0]
    return "people" if head in _PEOPLE else head


def is_amount(claim: Claim) -> bool:
    """Whether the claim is one number of things or money (no share, no time, no vague plural)."""
    q = quantity(claim)
    return (
        q.value is not None
        and q.value > 0
        and q.role not in ("share", "percent_change", "range", "duration")
        and q.unit not in _NO_AMOUNT
        and q.unit not in _SPANS
    )


def alike(one: Claim, other: Claim) -> bool:
    """Whether two numbers count the same family of things; one whose noun is left out goes with any."""
    first, second = family(one), family(other)
    return first == second or first is None or second is None


def amounts(facts: Facts, place: int, *, back: int = 0, ahead: int = 0) -> list[Claim]:
    """The amounts of the sentence at `place`, of `back` before it and `ahead` after it, in the order of the text."""
    return [c for c in around(facts, place, back=back, ahead=ahead) if is_amount(c)]


def around(facts: Facts, place: int, *, back: int = 0, ahead: int = 0) -> Iterator[Claim]:
    """Every number of those sentences, in the order of the text."""
    for at in range(place - back, place + ahead + 1):
        yield from facts.inside(at)


def sentences_with(facts: Facts) -> Iterator[tuple[int, list[Claim]]]:
    """(place, its numbers) for each sentence of the article's own voice that has any."""
    for place in range(len(facts.sentences)):
        inside = facts.inside(place)
        if inside:
            yield place, inside


def figures_shown(x: float) -> int:
    """How many figures of a number are not trailing zeros.

    >>> figures_shown(83000), figures_shown(11559), figures_shown(2.5), figures_shown(1_110_000_000)
    (2, 5, 2, 3)
    """
    found = _DIGITS.search(f"{x:.4f}".rstrip("0").replace(".", "") or "0")
    return len(found.group()) if found else 0


def between(facts: Facts, one: Claim, other: Claim) -> str:
    """The words between two claims, whichever comes first."""
    first, second = sorted((one, other), key=lambda c: c.span.start)
    return facts.document.text[first.span.end : second.span.start]


def before(facts: Facts, claim: Claim, most: int = 60) -> str:
    """Up to `most` characters of its sentence that stand right before a claim."""
    return facts.document.text[max(claim.sentence.start, claim.span.start - most) : claim.span.start]


def after(facts: Facts, claim: Claim, most: int = 60) -> str:
    """Up to `most` characters of its sentence that stand right after a claim."""
    return facts.document.text[claim.span.end : min(claim.sentence.end, claim.span.end + most)]


def is_loss(claim: Claim) -> bool:
    """Whether the claim counts dead, wounded, captured or missing people."""
    return quantity(claim).measure in _LIKE_FORCES
