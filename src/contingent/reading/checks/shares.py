"""Percentages and fractions of a text against the numbers they are said to be made of: parts of a whole, changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contingent.core.nouns import Check, CheckReading, Claim
from contingent.reading.checks.facts import Facts, figure, fits, is_increment, make, quantity, quote, value
from contingent.reading.checks.pool import after, alike, amounts, before, between, family, is_loss, sentences_with
from contingent.reading.voices.clauses import clause_at, clauses, verb_groups

#: words that tie a share to the number right before it: "…, or just over 30 percent", "…, a drop of 40 percent"
_TIED = re.compile(
    r"^(?:[^,;:.(]{0,45})?[\s,;(—–-]+"
    r"(?:(?:or|that is|i\.e\.|equal to|equivalent to|which is|making|representing|some|an?|"
    r"the)\s)*"
    r"(?:(?:average|rate|share|total|rise|drop|fall|increase|decrease|decline|cut|jump|gain|reduction|surge|loss)\sof\s)?"
    r"(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_VERB_TIED = re.compile(
    r"\b(?:is|are|was|were|equals?|represents?|represent(?:ed|ing)|amount(?:s|ed|ing)? to|account(?:s|ed|ing)? for|"
    r"mak(?:es|ing) up|made up|compris\w+|by)\s(?:\w+\s){0,3}$",
    re.IGNORECASE,
)
_OF = re.compile(r"^\s(?:of|on)\s(?:[\w’'.-]+\s){0,7}$", re.IGNORECASE)
_OF_THOSE = re.compile(
    r"^\s(?:of|on)\s(?:them|these|those|whom|which|(?:the|its|their|today[’']s|that|this|all)\s[\w’'-]+)\b",
    re.IGNORECASE,
)
_OF_FORCE = re.compile(
    r"^\s(?:of|on)\s(?:the|its|their|his|our|today[’']s|all)\s(?:[\w’'-]+\s){0,2}?(?:force|army|troops|soldiers|men|"
    r"strength|garrison|contingent|presence)\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:up|down|ris\w+|rose|increas\w+|grow\w*|grew|drop\w*|fall\w*|fell|declin\w+|decreas\w+|cut\w*|jump\w*|"
    r"gain\w*|reduc\w+|surg\w+|swell\w*|expand\w*|expansion|shrank|shrink\w*|enlarg\w+|rais\w+|boost\w*|"
    r"(?:more|fewer) than in)\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:down|drop\w*|fall\w*|fell|declin\w+|decreas\w+|cut\w*|reduc\w+|shrank|shrink\w*|fewer|loss|los[et]\w*|less|lower)\b",
    re.IGNORECASE,
)
_CHANGE_OF = re.compile(r"\b(?:rise|increase|drop|fall|cut|gain|loss|growth) of\s(?:\w+\s){0,2}$")
_LEADING_OF = re.compile(r"(?:^|[.;,]\s)Of\s(?:the\s|its\s|these\s|some\s)?$")
#: "from 9,800 to 8,400 troops, a 14 percent cut": both levels and the change in one breath, in either order
_FROM_TO = re.compile(r"\bfrom\s(?:\w+\s){0,2}$", re.IGNORECASE)
_ITS_CHANGE = re.compile(r"^(?:\s[\w’'-]+){0,2},\s(?:or\s|that is,?\s)?(?:an?|the)\s(?:[\w-]+\s){0,2}$", re.IGNORECASE)
_IS_CHANGE = re.compile(
    r"^[\s-](?:rise|increase|drop|fall|decline|decrease|cut|jump|gain|reduction|growth|expansion|surge|loss)\b",
    re.IGNORECASE,
)
_CLOSE = 0.15
_FAR = 0.35
_BACK = 3  # sentences


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two numbers and what they give in percent: 100 · top / bottom."""

    part: Claim
    whole: Claim
    label: str
    top: float
    formula: str
    bottom: float

    @property
    def ids(self) -> frozenset[str]:
        """The two numbers."""
        return frozenset((self.part.id, self.whole.id))

    @property
    def percent(self) -> float:
        """The share in percent."""
        return 100.0 * self.top / self.bottom


def share_checks(facts: Facts, done: frozenset[str]) -> Iterator[Check]:
    """Every share and change of the text with the two numbers that it is made of; `done` are claims checked already.

    Words must tie a share to one of the two numbers ("…, or 30 percent", "30 percent of the 500"), and the other must
    come close; a share that nothing ties, or that no numbers come near, makes no check.
    """
    for place, inside in sentences_with(facts):
        shares = [claim for claim in inside if claim.id not in done and _stated(claim) is not None]
        pairs = [
            (claim, pair) for claim in shares if (pair := _change(facts, place, claim) or _part(facts, place, claim))
        ]
        told = {pair.ids for claim, pair in pairs if _fits(claim, pair.percent)}
        for claim, pair in pairs:
            agrees = _fits(claim, pair.percent)
            # two numbers that one share tells rightly are not what another share is of
            if agrees or (pair.ids not in told and _same_breath(claim, pair)):
                yield _check(facts, claim, pair, agrees=agrees)


def _same_breath(claim: Claim, pair: _Pair) -> bool:
    """Whether no clause of its own, with a verb of its own, holds the share apart from both numbers in its sentence."""
    text, start = claim.sentence.text, claim.sentence.start
    near = [c for c in (pair.part, pair.whole) if c.sentence.start == start]
    here = clause_at(text, claim.span.start - start)
    if not near or here in {clause_at(text, c.span.start - start) for c in near}:
        return True
    own = clauses(text)[here]
    return not any(own.start <= group.start < own.end for group in verb_groups(text))


def _stated(claim: Claim) -> float | None:
    """The share in percent; None where the claim is none."""
    q = quantity(claim)
    if q.value is None:
        return None
    if q.unit == "percent":
        return q.value
    # a plain "half" is said of anything; a third or three in four was reckoned
    return 100.0 * q.value if q.role == "share" and q.unit in (None, "fraction", "share") and 0 < q.value < 1 else None


def _check(facts: Facts, claim: Claim, pair: _Pair, *, agrees: bool) -> Check:
    return make(
        facts, "arithmetic_percent", [claim, pair.part, pair.whole],
        statement=f"{quote(pair.part.span.text)} and {quote(pair.whole.span.text)} beside {quote(claim.span.text)}",
        readings=[CheckReading(label=pair.label, formula=f"{pair.formula} = {pair.percent:.2f} %",
                               value=round(pair.percent, 6), unit="percent", fits=agrees)],
        stated=claim.span.text, tolerance="the words as they stand; for a bare number half a unit of its last digit",
        verdict="consistent" if agrees else "mismatch",
        explanation=f"The two numbers give {pair.percent:.2f} %"
        + (", as the words say." if agrees else f", which is not {quote(claim.span.text)}."),
    )  # fmt: skip


def _fits(claim: Claim, percent: float) -> bool:
    if quantity(claim).unit == "percent":
        return fits(claim, percent)
    stated, low, high = _stated(claim) or 0.0, 0.9, 1.1
    low, high = {
        "=": (0.95, 1.05), "<~": (0.85, 1.0), ">~": (1.0, 1.15), ">": (1.0, 9.0), ">=": (1.0, 9.0), "<": (0.0, 1.0),
        "<=": (0.0, 1.0),
    }.get(quantity(claim).comparator, (low, high))  # fmt: skip
    return stated * low <= percent <= stated * high


def _off(claim: Claim, percent: float) -> float:
    stated = _stated(claim) or 0.0
    return abs(percent - stated) / stated if stated else 9.0


# ------------------------------------------------------------------- changes


def _change(facts: Facts, place: int, claim: Claim) -> _Pair | None:
    """From one level to another, or an addition to a level, where the words speak of a change."""
    words = before(facts, claim, 80) + after(facts, claim, 12)
    if quantity(claim).role != "percent_change" and not _CHANGE.search(words):
        return None
    here = [c for c in amounts(facts, place) if c.id != claim.id]
    down = _DOWN.search(words) is not None
    pairs = [_between(old, new) for old in here for new in here
             if old is not new and _levels(old, new) and (value(old) > value(new)) == down]  # fmt: skip
    pairs += [_added(more, level) for more in here if is_increment(more) or _says_change(facts, more)
              for level in (*here, *amounts(facts, place, back=_BACK)) if level.id != more.id and alike(more, level)
              and value(level) > 0]  # fmt: skip
    if is_force_change(here):
        pairs += [_added(more, level) for more in here if is_increment(more) for level in _levels_told(facts, more)]
    said = _from_to(facts, claim, here)
    if said is not None:
        return said
    # two levels and no third: said of them, however wide of the mark
    return _nearest(claim, pairs, _FAR if len(here) == 2 and len(pairs) == 1 else _CLOSE)


def _from_to(facts: Facts, claim: Claim, here: Sequence[Claim]) -> _Pair | None:
    """The two levels of "from A to B, a N percent rise", whatever they come to: the words leave no other reading."""
    behind = [c for c in here if c.span.end <= claim.span.start]
    if len(behind) != 2 or not _IS_CHANGE.match(after(facts, claim)) or quantity(claim).unit != "percent":
        return None
    old, new = behind
    if not (_levels(old, new) and _FROM_TO.search(before(facts, old)) and between(facts, old, new).strip() == "to"):
        return None
    return _between(old, new) if _ITS_CHANGE.match(between(facts, new, claim)) else None


def is_force_change(here: Sequence[Claim]) -> bool:
    """Whether soldiers or people are added in the sentence: their force may have been told of long before."""
    return any(is_increment(c) and quantity(c).unit in ("soldier", "person") for c in here)


def _levels_told(facts: Facts, more: Claim) -> list[Claim]:
    """Strengths of forces told before an addition."""
    told = [c for c in facts.numbers if c.span.start < more.span.start and quantity(c).unit == "soldier"]
    return [c for c in told if quantity(c).role == "stock" and value(c) > 0 and not is_increment(c) and not is_loss(c)]


def _levels(old: Claim, new: Claim) -> bool:
    return alike(old, new) and not is_increment(old) and not is_increment(new) and value(old) != value(new)


def _says_change(facts: Facts, more: Claim) -> bool:
    return _CHANGE_OF.search(before(facts, more)) is not None


def _between(old: Claim, new: Claim) -> _Pair:
    a, b = value(old), value(new)
    return _Pair(new, old, "the change over what it was", abs(b - a),
                 f"({figure(max(a, b))} - {figure(min(a, b))}) / {figure(a)}", a)  # fmt: skip


def _added(more: Claim, level: Claim) -> _Pair:
    return _Pair(more, level, "the addition over what was there", value(more),
                 f"{figure(value(more))} / {figure(value(level))}", value(level))  # fmt: skip


# --------------------------------------------------------- parts of a whole


def _part(facts: Facts, place: int, claim: Claim) -> _Pair | None:
    """A part over its whole, one of them tied to the share by the words."""
    here = [c for c in amounts(facts, place) if c.id != claim.id]
    near = [c for c in amounts(facts, place, back=_BACK) if c.id != claim.id]
    ahead = [c for c in here if c.span.start >= claim.span.end]
    whole = next((c for c in ahead if _OF.match(between(facts, claim, c).rstrip() + " ")), None)
    behind = [c for c in here if c.span.end <= claim.span.start]
    lead = next((c for c in behind if _LEADING_OF.search(before(facts, c))), None)
    tied = behind[-1] if behind and _is_tied(facts, behind[-1], claim) else None
    if whole is not None:
        return _nearest(claim, [_share(c, whole) for c in _under(near, whole)], _CLOSE if tied else _CLOSE / 3)
    if lead is not None:
        told = amounts(facts, place, back=_BACK + 2)
        return _nearest(claim, [_share(c, lead) for c in _under(told, lead)], _CLOSE / 1.5)
    if tied is not None:
        return _of_tied(facts, place, claim, tied)
    if _OF_THOSE.match(after(facts, claim)) and near:
        biggest = max((c for c in near if c.span.end <= claim.span.start), key=value, default=None)
        return _nearest(claim, [_share(c, biggest) for c in _under(near, biggest)], _CLOSE / 3) if biggest else None
    return None


def _is_tied(facts: Facts, part: Claim, claim: Claim) -> bool:
    words = between(facts, part, claim)
    return len(words) <= 70 and (_TIED.match(words) is not None or _VERB_TIED.search(words) is not None)


def _of_tied(facts: Facts, place: int, claim: Claim, tied: Claim) -> _Pair | None:
    """The whole of a part that stands right before its share: near by, or the force that the words name."""
    near = [c for c in amounts(facts, place, back=_BACK) if c.id != tied.id and alike(tied, c)]
    pairs = [_share(tied, c) for c in near if value(c) > value(tied) and c.span.start < claim.span.start]
    found = _nearest(claim, pairs, _CLOSE)
    if found is None and _OF_FORCE.match(after(facts, claim)):
        told = [c for c in facts.numbers if c.span.start < claim.span.start and value(c) > value(tied)]
        told = [c for c in told if family(c) == "people" and not is_loss(c) and not is_increment(c)]
        found = _nearest(claim, [_share(tied, c) for c in told], _CLOSE)
    if found is None:  # two numbers of the sentence and no third: said of them, however wide of the mark
        own = [c for c in near if c.sentence.start == claim.sentence.start and c.span.start < claim.span.start]
        both = re.search(r"\b(?:average|rate|share)\sof\s|\b(?:or|that is)\s", between(facts, tied, claim))
        found = _nearest(claim, [_share(tied, own[0])], _FAR) if len(own) == 1 and both else None
    return found


def _under(numbers: Sequence[Claim], whole: Claim) -> list[Claim]:
    return [c for c in numbers if c.id != whole.id and alike(c, whole) and value(c) < value(whole)]


def _share(part: Claim, whole: Claim) -> _Pair:
    return _Pair(part, whole, "part over whole", value(part), f"{figure(value(part))} / {figure(value(whole))}",
                 value(whole))  # fmt: skip


def _nearest(claim: Claim, pairs: Sequence[_Pair], reach: float) -> _Pair | None:
    """The pair of the share's own sentence, else the one that the words fit, else the nearest; None beyond `reach`."""

    def rank(pair: _Pair) -> tuple[int, bool, float]:
        away = sum(c.sentence.start != claim.sentence.start for c in (pair.part, pair.whole))
        return away, not _fits(claim, pair.percent), round(_off(claim, pair.percent), 3)

    return min((p for p in pairs if _off(claim, p.percent) <= reach), key=rank, default=None)
