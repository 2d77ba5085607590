"""What makes two numbers of different texts tellings of one: subject, measure, unit, role, other side, place, part."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from contingent.core.nouns import Claim, Quantity, Role
from contingent.reading.across.amounts import amount, dimension, to_first
from contingent.reading.checks.facts import LOSSES

_POINTING = re.compile(
    r"(?:it|its|they|them|their|these|those|this|that|he|his|she|her|we|our|us|some|many|others?|both|all|there|who|"
    r"which)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|a|an|its|their|his|her)\s+|(?:'s|’s|’|')$", re.IGNORECASE)
#: roles under which a subject has many numbers that are of different things
_VAGUE_ROLES = frozenset({"duration", "distance", "rate", "share", "percent_change", "money", "area"})
#: what a range is of: "missiles with a range", "the gun has a maximum range", "drones fly", "the range of its guns is"
_RANGE_OF = re.compile(
    r"\b([\w-]{3,}?)s?\b\s+(?:with|ha(?:s|ve|d)|having|of)\s+(?:an?|the|its|their)?\s*(?:[\w-]+\s+)?range\b"
    r"|\b([\w-]{3,}?)s?\s+(?:(?:that|which)\s+)?(?:(?:can|could|may|might|will|would)\s+)?"
    r"(?:fl(?:y|ies|ew)|reach(?:es|ed)?|travel(?:s|led|ed)?|strikes?|hits?)\b"
    r"|\brange\s+of\s+(?:an?|the|its|their|his|her)\s+(?:[\w-]+\s+){0,2}?([\w-]{3,}?)s?\s+(?:is|was|were|are|exceeds?)\b"
)
_OF_WHAT = re.compile(
    r"\s+(?:worth\s+)?(?:of|in|for)\s+(?:(?:the|its|their|his|her|all|[\w-]+['’]s|[A-Z][\w-]+|new|more|further)\s+)*"
    r"([a-z][a-z-]{2,})\b"
)
#: words in a quantity that say which part of a force is counted → the part
_PARTS: Sequence[tuple[str, re.Pattern[str]]] = tuple(
    (name, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for name, words in (
        ("active", r"active(?:-duty)?"), ("reserve", r"reserves?|reservists?"), ("front", r"front(?:s|line)?"),
        ("elite", r"elite|special"), ("foreign", r"foreign|mercenar(?:y|ies)"), ("civilian", r"civilians?"),
        ("children", r"child(?:ren)?|minors?|students?|pupils?"), ("women", r"women"), ("air", r"air"),
        ("navy", r"navy|naval|marines?"), ("paramilitary", r"paramilitar(?:y|ies)|militias?"),
        ("mobilised", r"mobili[sz]ed|conscripts?|recruits?"), ("volunteer", r"volunteers?"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What a number counts; "" where the text does not say. `subject` is that of one voice alone where none is told.

    `alike` holds the words or the amount that two numbers must share where the rest does not tell what they measure.

    >>> Key("a", "killed", "soldier", "flow", "", "", "") < Key("b", "killed", "soldier", "flow", "", "", "")
    True
    """

    subject: str
    measure: str
    unit: str
    role: Role
    counterparty: str
    place: str
    scope: str
    alike: str = ""


def key_of(claim: Claim, q: Quantity, voice: str) -> Key:
    """The key of one claim as its own text gives it, nothing taken from others."""
    subject, place = name_key(claim.subject), name_key(claim.place)
    if not subject and place and q.measure in LOSSES:
        subject = f"in {place}"  # "40 killed in Kolm": the place says whose
    topic = _topic(claim) if subject and q.role in (*_VAGUE_ROLES, "range") else ""
    vague = q.role in _VAGUE_ROLES or (q.unit is None and q.measure is None)
    return Key(
        subject=subject or f"\0{voice}",
        measure=q.measure or "",
        unit=dimension(q.unit) or "",
        role=q.role,
        counterparty=name_key(claim.counterparty),
        place=place,
        scope="+".join(filter(None, (scope_of(claim.span.text), topic))),
        alike=_words(claim) if not subject else _same_number(q) if vague and not topic else "",
    )


def _words(claim: Claim) -> str:
    return " ".join(claim.span.text.casefold().split())


def _same_number(q: Quantity) -> str:
    """The amount in its dimension's first unit, to three figures."""
    found = amount(q).times(to_first(q.unit))
    return "/".join("" if x is None else f"{x:.3g}" for x in (found.value, found.low, found.high))


def _topic(claim: Claim) -> str:
    """What a share, an area or a sum of money is of, by the words right behind it ("of its territory": territory).

    A range is of what has it, by the words before it, unless that is the subject. Durations, distances and rates are of
    nothing that the words behind them name.
    """
    if isinstance(claim.detail, Quantity) and claim.detail.role == "range":
        ahead = list(_RANGE_OF.finditer(claim.sentence.text[: claim.span.start - claim.sentence.start]))
        what = next(filter(None, ahead[-1].groups()), "").casefold() if ahead else ""
        return "" if what in (name_key(claim.subject), name_key(claim.subject).removesuffix("s")) else what
    behind = claim.sentence.text[claim.span.end - claim.sentence.start :]
    found = _OF_WHAT.match(behind)
    return found.group(1).casefold() if found else ""


@lru_cache(maxsize=4096)
def name_key(name: str | None) -> str:
    """A name as threads compare it: no article, no possessive, small letters; "" for a word that only points.

    >>> name_key("The Congolese army’s"), name_key("These"), name_key(None)
    ('congolese army', '', '')
    """
    words = " ".join((name or "").split())
    if _POINTING.fullmatch(words):
        return ""
    return _ARTICLE.sub("", _ARTICLE.sub("", words)).casefold()


def scope_of(quote: str) -> str:
    """The parts of a force or of a people that the words of a number name, in one order; "" for the whole.

    >>> scope_of("1.3 million active troops"), scope_of("40 women and children"), scope_of("900 soldiers")
    ('active', 'children+women', '')
    """
    return "+".join(sorted(name for name, words in _PARTS if words.search(quote)))


def joined(keys: Mapping[str, Key], told: frozenset[str]) -> dict[str, Key]:
    """Every claim's key, what its own text leaves open filled in where all others that could be meant agree.

    `keys` are by claim; `told` are the claims in the articles' own voice, which alone fill gaps. A number with no unit,
    of no clear role ("count"), without the other side or place takes these over where the same thing is counted in one
    way only; where there are two, it stands alone. The place of losses is never filled in: a town is not a country.
    Stock, cumulative and flow never join, nor do increments and totals. The order of `keys` changes nothing.
    """
    found = dict(keys)
    _fill(found, told, "unit", same=lambda k: (k.subject, k.measure) if k.measure else None)
    _fill(found, told, "role", same=lambda k: (k.subject, k.measure, k.unit, k.scope), open_as="count")
    _fill(found, told, "counterparty", same=lambda k: (k.subject, k.measure, k.unit, k.role, k.scope))
    _fill(
        found, told, "place",
        same=lambda k: None if k.measure in LOSSES else (k.subject, k.measure, k.unit, k.role, k.scope, k.counterparty),
    )  # fmt: skip
    return found


def _fill(
    found: dict[str, Key], told: frozenset[str], field: str, *,
    same: Callable[[Key], Hashable | None], open_as: str = "",
) -> None:  # fmt: skip
    """Fill `field` of those keys where it is open with the one value that keys of the `same` thing have."""
    levels = ("stock", "cumulative", "flow") if field == "role" else None
    values: defaultdict[Hashable, set[Any]] = defaultdict(set)
    for claim in told & found.keys():
        value = getattr(found[claim], field)
        if value != open_as and (levels is None or value in levels):
            values[same(found[claim])].add(value)
    for claim, key in found.items():
        group = same(key)
        if group is None or getattr(key, field) != open_as or key.subject.startswith("\0"):
            continue
        if len(values.get(group, ())) == 1:
            (only,) = values[group]
            found[claim] = replace(key, **{field: only})
