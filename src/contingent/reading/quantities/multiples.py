"""How many times, and what share or change, told in words that count nothing: "ten to one", "a third larger".

Found for claims only, beside the numbers that `find_quantities` gives: "twice that number", "doubled", "tenfold", "six
for every defender", "half as much again" (unit "times"), "one chance in four" (a fraction), "a fifth more" (percent).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from contingent.core.nouns import Role
from contingent.reading.quantities.find import Found
from contingent.reading.quantities.numbers import parse_number
from contingent.reading.quantities.tokens import tokenize
from contingent.reading.quantities.wording import made
from contingent.reading.quantities.words import PARTS

_NUMBER = (
    r"(?:\d+(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|(?:a|one) hundred|(?:a|one) thousand)"
)
_PART = r"half|third|quarter|fifth|sixth|seventh|eighth|tenth"
_BUT = r"(?!\s*(?:percent|per cent|%|million|billion|o'clock|in the (?:morning|afternoon)|a\.?m\b|p\.?m\b))"
_MEASURED = r"(?!\s*(?:minutes?|hours?|days?|nights?|weeks?|months?|years?|miles?|kilometres?|dollars?|\d))"
_MORE = r"(?:more|larger|bigger|greater|higher|longer|heavier|stronger|wider|older|dearer|faster|deeper)"
_LESS = r"(?:less|fewer|smaller|lower|shorter|lighter|weaker|cheaper|slower|younger)"
#: words in whose presence "2 to 1" is a result rather than a ratio
_RESULT = re.compile(r"\b(?:score\w*|goals?|match|votes?|voted|beat|won|lost|lose|defeat\w*)\b", re.IGNORECASE)
_ODDS = re.compile(r"\b(?:outnumber\w*|odds|ratio|superior\w*|advantage)\b", re.IGNORECASE)
_KILL = re.compile(r"\b(?:kill|wound|injur|captur|arrest|detain)\w*\s+$", re.IGNORECASE)
_PEOPLE_NEXT = re.compile(
    r"\s*(?:$|[,.;:!?)—–]|(?:of|or|and|but|that|if|this|to|has|have|had|is|are|was|were|would|will|can|could|may|"
    r"says?|said|think|believes?|wants?|lives?|needs?|fled|died|dies)\b|(?:\w+\s)?(?:people|persons|adults|children|"
    r"families|households|voters|soldiers|troops|men|women|homes|residents|refugees|recruits|civilians)\b)",
    re.IGNORECASE,
)
_DOUBLED = {"doubl": 2.0, "trebl": 3.0, "tripl": 3.0, "quadrupl": 4.0, "halv": 0.5}

_TO_ONE = re.compile(rf"\b(?P<n>{_NUMBER})(?:\s+to\s+(?:one|1)|-to-(?:one|1))\b{_BUT}", re.IGNORECASE)
_NOT_THAT = re.compile(rf",?\s+(?:not|rather than|instead of)\s+(?P<n>{_NUMBER})(?=[.,;:!?]|$)", re.IGNORECASE)
_FOR_EVERY = re.compile(
    rf"\b(?P<n>{_NUMBER})(?:\s+[a-z-]+){{0,2}}?\s+for\s+(?:each|every)\b{_MEASURED}(?:\s+[a-z]+)?", re.IGNORECASE
)
_FOR_EVERY_FIRST = re.compile(
    rf"\bfor\s+(?:each|every)\s+(?!day|week|month|year|hour|mile)[a-z-]+(?:\s+[a-z]+){{0,3}}?,?\s+(?P<all>(?P<n>{_NUMBER})"
    r"\s+(?:more|others?))\b",
    re.IGNORECASE,
)
_OCCASIONS = re.compile(
    r"\b(?P<n>twice|thrice|double|treble|triple|quadruple)\s+(?=(?:as|the|that|this|those|what|its|their|his|her|our|"
    r"last|today's)\b)(?:(?:that|this)\s+(?:number|figure|many|much|amount|sum)\b|(?:as)\s+(?:many|much|large|big)\b)?",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?P<n>doubl|trebl|tripl|quadrupl|halv)(?:ed|es?|ing)\b(?=\s*(?:$|[,.;:)]|(?:in|to|from|since|over|its|their|his|"
    r"her|our|the|by|within|between|during|after|this|last|again|every|and)\b))(?!\s+the\s+standard)",
    re.IGNORECASE,
)
_AS_MUCH = re.compile(
    rf"\b(?P<n>half|(?:a|one)\s+(?:{_PART})|(?:two|three)[\s-](?:thirds|quarters|fifths))\s+as\s+(?:many|much|large|big|"
    r"long|high)\b(?P<again>(?:\s+\w+)?\s+again\b)?",
    re.IGNORECASE,
)
_PART_MORE = re.compile(
    rf"\b(?P<n>(?:a|one)\s+(?:{_PART})|two[\s-]thirds|three[\s-]quarters)\s+(?:(?P<more>{_MORE})|{_LESS})\b"
    r"(?!\s+or\s+less)",
    re.IGNORECASE,
)
_CHANCE = re.compile(
    rf"\b(?P<n>one|1|{_NUMBER})(?P<noun>\s+chances?|\s+times?|\s+cases?)?\s+(?:in|out\s+of)\s+(?:every\s+)?"
    rf"(?P<of>{_NUMBER})\b{_MEASURED}",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"\b(?:by|for|than|almost|nearly|about)\s+(?P<n>half)(?=[.,;:!?]|$|\s+(?:and|but|by|since|this|last)\b)",
    re.IGNORECASE,
)
_ANY = re.compile(
    r"\b(?:to[\s-](?:one|1)|for\s+(?:each|every)|twice|thrice|doubl\w+|trebl\w+|tripl\w+|quadrupl\w+|halv\w+|half|chances?|"
    r"in|out\s+of|third|quarter|fifth|sixth|seventh|eighth|tenth|thirds|quarters|fifths)\b",
    re.IGNORECASE,
)


def with_multiples(text: str, found: Sequence[Found]) -> tuple[Found, ...]:
    """`found` with every multiple of the sentence, left to right, none overlapping: it replaces what it overlaps.

    A multiple has the unit "times" ("twice the 33": 2; "half as much": 0.5), a share the unit "fraction" ("one chance
    in four": 0.25), a change told by a part the unit "percent" ("a third larger": 33.3, "a fifth less": -20).

    >>> [(f.quantity.value, f.quantity.unit) for f in with_multiples("They were outnumbered by ten to one.", ())]
    [(10.0, 'times')]
    """
    kept = [_as_times(f) for f in found]
    if not _ANY.search(text):
        return tuple(kept)
    for multiple in _multiples(text):
        touched = [f for f in kept if f.start < multiple.end and multiple.start < f.end]
        if any(f.measured and f.quantity.unit not in ("times", "percent") for f in touched):
            continue  # "$10 to one person", "three times a week"
        if any(f.quantity.unit in ("times", "fraction") and f.start <= multiple.start for f in touched):
            continue  # read already, with its modifier
        kept = [f for f in kept if f not in touched] + [multiple]
    return tuple(sorted(kept, key=lambda f: f.start))


def _as_times(found: Found) -> Found:
    """The number counted in "times", where find_quantities writes the singular."""
    if found.quantity.unit != "time":
        return found
    return replace(found, quantity=replace(found.quantity, unit="times"))


def _multiples(text: str) -> Iterator[Found]:
    """Every multiple, those that several patterns would read once."""
    done: list[tuple[int, int]] = []
    stated = tuple(_stated(text))
    tokens = tokenize(text) if stated else ()
    for start, end, value, unit, role in stated:
        if any(start < high and low < end for low, high in done):
            continue
        done.append((start, end))
        yield made(text, tokens, (start, end), value, unit=unit, role=role)


def _stated(text: str) -> Iterator[tuple[int, int, float, str, Role]]:
    for mark in _TO_ONE.finditer(text):
        near = (text, max(0, mark.start() - 40), mark.start())
        if _RESULT.search(*near) and not _ODDS.search(*near):
            continue
        yield *mark.span(), _value(mark["n"]), "times", "rate"
        other = _NOT_THAT.match(text, mark.end())
        if other:
            yield *other.span("n"), _value(other["n"]), "times", "rate"
    for mark in _FOR_EVERY.finditer(text):
        yield *mark.span(), _value(mark["n"]), "times", "rate"
    for mark in _FOR_EVERY_FIRST.finditer(text):
        yield *mark.span("all"), _value(mark["n"]), "times", "rate"
    for mark in _OCCASIONS.finditer(text):
        value = {"thrice": 3.0, "treble": 3.0, "triple": 3.0, "quadruple": 4.0}.get(mark["n"].lower(), 2.0)
        yield mark.start(), len(mark.group().rstrip()) + mark.start(), value, "times", "share"
    for mark in _VERB.finditer(text):
        yield *mark.span(), _DOUBLED[mark["n"].lower()], "times", "share"
    for mark in _AS_MUCH.finditer(text):
        yield *mark.span(), _part(mark["n"]) + (1.0 if mark["again"] else 0.0), "times", "share"
    for mark in _PART_MORE.finditer(text):
        change = 100.0 * _part(mark["n"])
        yield *mark.span(), change if mark["more"] else -change, "percent", "percent_change"
    for mark in _CHANCE.finditer(text):
        share = _value(mark["n"]) / _value(mark["of"])
        if share < 1 and (mark["noun"] or _is_share(text, mark)):
            yield *mark.span(), share, "fraction", "share"
    for mark in _HALF.finditer(text):
        yield *mark.span("n"), 0.5, "fraction", "share"


def _is_share(text: str, mark: re.Match[str]) -> bool:
    """Whether "two in three" is a share, not so many in so many places: "killed two in three raids"."""
    return not _KILL.search(text, 0, mark.start()) and _PEOPLE_NEXT.match(text, mark.end()) is not None


def _value(words: str) -> float:
    return 1.0 if words.lower() == "one" else parse_number(words) or 1.0


def _part(words: str) -> float:
    """What "half", "a third", "two thirds", "three-quarters" spell."""
    top, *rest = re.split(r"[\s-]+", words.lower())
    if not rest:
        return 1.0 / PARTS[top]
    return {"two": 2.0, "three": 3.0}.get(top, 1.0) / PARTS[rest[0].rstrip("s")]
