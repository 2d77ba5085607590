"""Numbers that leave their noun out: what they count is told by the sentence or was counted last.

"Some 500,000 crossed", "the remaining 38,000", "up from 3.75 million", "614 votes to 486", "115 a day": such a number
takes the unit of the last count that fits it, in its sentence or in the few before. A wrong unit is worse than none:
where two counts fit alike, or the last one is of another order of magnitude, it stays without.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from contingent.core.nouns import Quantity, Role
from contingent.reading.quantities.find import Found, find_quantities
from contingent.reading.quantities.multiples import with_multiples
from contingent.reading.quantities.nouns import LIVING, field_noun, is_plural, singular
from contingent.reading.quantities.wording import FORCE_OF, bent, is_aside, own_noun, with_small_counts

_BACK = 4  # sentences in which what a number counts is looked for
_KEPT = 40  # counts remembered
_FAR = 1000.0  # a number so many times greater or smaller than the last counts something else
_ALIKE = 30.0  # within this a number in a parallel place is told in the same unit
_MANY = 1000.0
_TOO_MANY = 1e9  # no war loses so many: "the fund lost 2 billion"
_HANDFUL = 20.0  # a count up to here is no antecedent, but of "them"
_SHARES = frozenset(("percent", "percentage_point", "fraction", "times", "time"))
_LOSSES = frozenset(("killed", "wounded", "captured", "missing", "displaced", "casualties"))
_SCALE = re.compile(r"\b(?:thousand|lakh|million|crore|billion|trillion)s?\b|(?<=\d)(?:m|bn|k|tn)\b", re.IGNORECASE)
_CHANGE_OF = re.compile(
    r"\b(?:rise|increase|jump|gain|growth|addition|surge|drop|fall|decline|decrease|cut|reduction|loss)\s+of\s+$",
    re.IGNORECASE,
)
#: between two numbers told in one unit
_PARALLEL = re.compile(
    r"\W{0,2}\s*(?:(?:up|down)\s+)?(?:to|against|versus|from|and|or|but not|not|than|rather than|instead of|"
    r"compared (?:with|to))\s+(?:only\s+|just\s+|the\s+)?",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:from|to|compared (?:with|to)|against|as against|than)\s+(?:(?:only|just|the|some)\s+)?$", re.IGNORECASE
)
_MONEY_TALK = re.compile(
    r"\b(?:cost\w*|budget\w*|spen[dt]\w*|pa(?:y|id|ys|ying)|bills?|prices?|worth|fund\w*|debts?|loans?|revenues?|"
    r"rais(?:e|ed|ing)|expenditure|deficit|outlay|salar\w+|fee|fees|that is|makes?|arrive at|amounts? to|rupees?)\b",
    re.IGNORECASE,
)
_LIVING_VERB = re.compile(
    r"\s*(?:(?:have|has|had|were|was|are|is|would|will|could|may|might|to)\s+(?:be\s+|been\s+|already\s+|since\s+)?)?"
    r"(?:fled|flee|died?|dead|killed|wounded|injured|missing|crossed|cross|returned?|went|go|gone|left|leave|"
    r"surrendered|deserted|escaped|enlisted|volunteered|served?|fought|fight|marched|joined|stayed|live[ds]?|starv\w+|"
    r"hungry|homeless|displaced|refused|wounded)\b",
    re.IGNORECASE,
)
_LIVING_BEFORE = re.compile(
    r"\b(?:kill(?:ed|ing|s)?|wound(?:ed|ing)|taken in|took in|takes in|host(?:s|ed|ing)?|shelter(?:s|ed|ing)?|"
    r"evacuat\w+|captur\w+|recruit(?:ed|ing)|enlist\w*|mobili[sz]\w+|conscript\w+|boast\w* of|displac\w+|bur(?:y|ied))"
    r"\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_THEM = re.compile(r"\s*of\s+(?:them|whom|which|these|those|ours|theirs)\b", re.IGNORECASE)
_THEM_LAST = re.compile(r"\bof\s+(?:them|whom|which|these|those|ours|theirs)$", re.IGNORECASE)
_PER = re.compile(
    r"\b(?:an?|per|each|every)\s+(?P<per>day|week|month|year|hour)\b|\b(?P<ly>dai|week|month|year)ly\b", re.I
)
_PER_BEHIND = re.compile(
    r"\s+(?:that|which|who)\s+\w+\s+(?:\w+\s+)?(?:(?:a|every|each)\s+(?P<per>day|week|month|year)|(?P<ly>dai|week|month|year)ly)\b",
    re.IGNORECASE,
)
_SAME_FIGURE = re.compile(
    r"\b(?:puts?|putting|set|sets|revised)\s+(?:it|that|the (?:figure|number|toll))\s+(?:at|to)\s+$"
)
#: "12 of the agency's 13,000 staff": what the part counts is the noun of the whole
_WHOLE = re.compile(r"\s*of\s+(?:the|its|their|his|her|our|those|these|all)\b[^,.;:]{0,40}$", re.IGNORECASE)


_OWNER = re.compile(r"\bof\s[^,;]*['’]s?$")
_BESIDE = re.compile(r"\b(?P<noun>[A-Za-z]+),\s+(?:and\s+|with\s+)?$")
_WORDS = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a number counted: unit, measure and role, how many, with which scale word, in which sentence."""

    unit: str
    measure: str | None
    role: Role
    size: float
    scale: str
    measured: bool
    sentence: int


def numbers_of(text: str, before: Sequence[Counted]) -> tuple[Found, ...]:
    """The quantities of a sentence that an article claims: those found, small counts and multiples, each with a unit
    where it can be told, without those that only number the speakers or the talk."""
    small = with_small_counts(text, find_quantities(text), frozenset(c.size for c in before))
    found = with_multiples(text, small)
    told = with_units(text, [bent(text, f) for f in found], before)
    return tuple(f for f in told if not (is_aside(text, f) or _names_nothing(f)))


def _names_nothing(found: Found) -> bool:
    """Whether a small "the 320" is of nothing that was counted: a model, a bus, a road."""
    quantity = found.quantity
    return found.definite and quantity.unit is None and quantity.role == "count" and (_size(quantity) or 0.0) < _MANY


def with_units(text: str, found: Sequence[Found], before: Sequence[Counted]) -> tuple[Found, ...]:
    """The numbers of a sentence, each that names nothing in the unit of what it counts where the words tell that.

    `before` are the counts of earlier sentences, in order, their `sentence` 1 for the last one, 2 for that before.

    >>> from contingent.reading.quantities.find import find_quantities
    >>> text = "The motion passed by 614 votes to 486."
    >>> [f.quantity.unit for f in with_units(text, find_quantities(text), ())]
    ['vote', 'vote']
    """
    done: list[Found] = []
    for one, following in zip_longest(found, found[1:]):
        one = _of_the_whole(text, one, following)
        billions = one.quantity.unit == "person" and (_size(one.quantity) or 0.0) >= _TOO_MANY
        bare = (one.quantity.unit is None or (billions and one.head_start >= one.head_end)) and (
            one.quantity.value is not None or one.quantity.low is not None
        )
        if bare:
            here = [c for f in done if (c := counted(text, f, 0)) is not None]
            one = _told(text, one, (*before, *here), done[-1] if done else None)
        done.append(one)
    return tuple(done)


def remembered(text: str, found: Sequence[Found], before: Sequence[Counted]) -> tuple[Counted, ...]:
    """The counts so far, with those of a sentence behind the earlier ones; the oldest are forgotten."""
    aged = (replace(c, sentence=c.sentence + 1) for c in before if c.sentence < _BACK)
    return (*aged, *(c for f in found if (c := counted(text, f, 1)) is not None))[-_KEPT:]


def counted(text: str, found: Found, sentence: int) -> Counted | None:
    """What a number counts, to be taken up by one that names nothing; None for shares, lengths of time and the like."""
    quantity = found.quantity
    size = _size(quantity)
    if quantity.unit is None or size is None or size <= 0 or quantity.unit.split("/")[0] in _SHARES:
        return None
    if quantity.role in ("duration", "share", "percent_change"):
        return None
    return Counted(
        quantity.unit, quantity.measure, quantity.role, size, _scale(text, found), found.measured, sentence
    )  # fmt: skip


def _of_the_whole(text: str, found: Found, following: Found | None) -> Found:
    """ "12 of the agency's 13,000 staff" counts staff: the part has the noun of the whole right behind it."""
    if following is None or following.measured:
        return found
    between = text[found.end : following.start].strip()
    owner = _OWNER.search(text, found.start, found.end) is not None and between == ""
    if not (owner or (found.quantity.unit is None and _WHOLE.fullmatch(between))):
        return found
    whole = following.quantity
    if whole.unit is None or whole.unit in _SHARES or (_size(whole) or 0.0) < (_size(found.quantity) or 0.0):
        return found
    return replace(found, quantity=replace(found.quantity, unit=whole.unit, measure=whole.measure))


def _told(text: str, found: Found, before: Sequence[Counted], last: Found | None) -> Found:
    """The number in the unit that the words around it or the counts before tell; as it was where nothing does."""
    quantity = found.quantity
    if FORCE_OF.search(text, max(0, found.start - 60), found.start) and not _broken(quantity):
        return replace(found, quantity=replace(quantity, unit="soldier", measure="troops", role="stock"))
    if _them(text, found) and not any(c.sentence == 0 and c.size >= (_size(quantity) or 0.0) for c in before):
        noun = _plural_before(text, found)
        if noun is not None:
            return replace(found, quantity=replace(quantity, unit=noun[0], measure=quantity.measure or noun[1]))
    own = own_noun(text, found)
    if own is not None:  # it has a subject of its own, whatever was counted before
        unit, measure = own
        return replace(found, quantity=replace(quantity, unit=unit, measure=quantity.measure or measure))
    same = _antecedent(text, found, before, last)
    return found if same is None else replace(found, quantity=_as(text, found, same))


def _antecedent(text: str, found: Found, before: Sequence[Counted], last: Found | None) -> Counted | None:
    """The count whose unit the number takes; None where none fits."""
    size = _size(found.quantity) or 0.0
    again = [c for c in reversed(before) if c.size == size and not c.measured] if found.definite else []
    if again:
        return again[0]
    scale = _scale(text, found)
    here = [c for c in before if c.sentence == 0]
    fits = [c for c in reversed(here) if c.size / _ALIKE <= size <= c.size * _ALIKE]
    beside = last is not None and _PARALLEL.fullmatch(text, last.end, found.start) is not None
    if fits and (beside or _FROM.search(text, max(0, found.start - 24), found.start)):
        return fits[0] if scale == fits[0].scale or not fits[0].measured else None
    money = [c for c in reversed(before) if c.measure == "money" and c.scale == scale]
    if scale and money and not _them(text, found):
        last_said = before[-1] if before else None
        if _MONEY_TALK.search(text) or last_said is money[0]:
            return money[0]
    return _last_count(text, found, before) if scale or not _broken(found.quantity) else None


def _last_count(text: str, found: Found, before: Sequence[Counted]) -> Counted | None:
    """The last count of things or people, where it fits the number and nothing else does as well."""
    size = _size(found.quantity) or 0.0
    them = _them(text, found)
    counts = [c for c in reversed(before) if not c.measured and (them or c.size > _HANDFUL)]
    if _LIVING_VERB.match(text, found.end) or _LIVING_BEFORE.search(text, max(0, found.start - 50), found.start):
        counts = [c for c in counts if c.unit in LIVING]
    elif not them:
        counts = [c for c in counts if not _rival(c, counts)]
    if not counts:
        return None
    nearest = counts[0]
    return nearest if nearest.size / _FAR <= size <= nearest.size * _FAR and (them or size > _HANDFUL) else None


def _rival(count: Counted, counts: Sequence[Counted]) -> bool:
    """Whether the sentence of a count in an earlier sentence also counted something of another kind."""
    if count.sentence == 0:
        return False
    kinds = {_kind(c) for c in counts if c.sentence == count.sentence}
    return len(kinds) > 1


def _kind(count: Counted) -> str:
    unit = count.unit.split("/")[0]
    return "soldier" if unit == "soldier" else "living" if unit in LIVING else unit


def _as(text: str, found: Found, same: Counted) -> Quantity:
    """The number counting what `same` did: its unit (per day if the words say so), its measure, its part."""
    quantity = found.quantity
    unit, _, per = same.unit.partition("/")
    rate = _PER.search(text, found.start, found.end) or _PER_BEHIND.match(text, found.end)
    again = _SAME_FIGURE.search(text, 0, found.start) is not None
    if rate:
        unit = f"{unit}/{(rate['per'] or rate['ly'].replace('dai', 'day')).lower()}"
    elif again and per:
        unit = same.unit
    role: Role = "rate" if rate else quantity.role
    if _CHANGE_OF.search(text, 0, found.start):
        role = "increment"
    elif role == "count" and (same.role in ("stock", "cumulative", "flow") or same.measured or (again and per)):
        role = "money" if same.measure == "money" and not per else same.role
    measure = same.measure if same.measure == "money" else quantity.measure or same.measure
    role = "money" if measure == "money" and role != "rate" and "/" not in unit else role
    if quantity.measure in ("people", "troops") and same.measure in _LOSSES:
        measure = quantity.measure
    return replace(quantity, unit=unit, measure=measure, role=role)


def _size(quantity: Quantity) -> float | None:
    return next((abs(v) for v in (quantity.value, quantity.high, quantity.low) if v), None)


def _broken(quantity: Quantity) -> bool:
    """Whether the number has decimals: nobody is counted in tenths."""
    return quantity.value is not None and not float(quantity.value).is_integer()


def _scale(text: str, found: Found) -> str:
    scale = _SCALE.search(text, found.start, found.end)
    return scale.group().lower().rstrip("s") if scale else ""


def _plural_before(text: str, found: Found) -> tuple[str, str | None] | None:
    """What "of them" means in its sentence: the plural right before the number, else the last that news counts."""
    beside = _BESIDE.search(text, 0, found.start)
    if beside and is_plural(beside["noun"].lower()):
        word = beside["noun"].lower()
        noun = field_noun([word])
        return (noun.term, noun.measure) if noun else (singular(word), None)
    words = (w.lower() for w in reversed(_WORDS.findall(text, 0, found.start)))
    last = next((noun for w in words if is_plural(w) and (noun := field_noun([w])) is not None), None)
    return (last.term, last.measure) if last else None


def _them(text: str, found: Found) -> bool:
    """Whether "of them", "of ours" and the like stand in the number's words or behind them."""
    return (_THEM.match(text, found.end) or _THEM_LAST.search(text[found.start : found.end])) is not None
