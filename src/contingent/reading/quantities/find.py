"""Quantities of a sentence: number, modifiers, unit and part, each with the exact words it stands in.

Policy on "one". The word counts where somebody could check the count: before a unit of measure ("one kilometre"; of
time only if modified or hyphenated: "at least one day", "a one-year truce"); before or for a person, soldier, weapon,
formation or place that conflict news counts ("one soldier", "one dead", "one of the tanks"); and in a share ("one in
five"). Elsewhere it is little more than an article or a pronoun and is refused: "one report", "one of the worst days",
"no one", "at one point". Other traditions count it before every noun (NewsQuant does); `ones=True` reads it that way.

Policy on changes. "Rose from 20 to 30" is two quantities, which hold at different times, the earlier one pointing to
the later (`Found.changes_to`); "from 20 to 30" without a verb of change, "20-30" and "between 20 and 30" are one range.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from contingent.core.nouns import Comparator, Quantity
from contingent.reading.quantities.items import items_in
from contingent.reading.quantities.measures import Head
from contingent.reading.quantities.modifiers import Modifiers, bounds
from contingent.reading.quantities.neighbours import Item
from contingent.reading.quantities.roles import MILITARY, is_strength, measure_of, role_of
from contingent.reading.quantities.tokens import Token, tokenize

Tokens = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity at `text[start:end]`; `text[head_start:head_end]` is its noun phrase or unit (empty: none)."""

    start: int
    end: int
    quantity: Quantity
    head_start: int
    head_end: int
    definite: bool = False  # "the", "these": it refers to a quantity already spoken of
    measured: bool = False  # in a unit of measure or of money, rather than by a noun
    vague: bool = False  # a vague plural: "millions of", "several hundred"
    changes_to: int | None = None  # where the later level of a change starts: "rose from 20 to 30 tanks"


@dataclass(frozen=True, slots=True)
class _Counted:
    """What the quantity before counts: its unit and measure."""

    unit: str
    measure: str | None


@dataclass(frozen=True, slots=True)
class _Context:
    """What a quantity may take from its sentence: a noun left out, and whether armed forces are spoken of."""

    carried: _Counted | None
    military: bool


_DIGIT_OR_WORD = re.compile(
    r"[0-9½¼¾⅓⅔]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w{3,5}teen|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|scores|half|tens|"
    r"twice|thrice|double|triple|treble|quadruple|\w{2,9}fold|lakhs?|crores?|thirds?|quarters?|zero)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[.;:!?](?=\s)|,\s+(?:which|who|while|but|although|though|whereas|however)\b|\b(?:while|whereas|although)\b"
)


def find_quantities(text: str, *, ones: bool = False) -> tuple[Found, ...]:
    """Every quantity of one sentence, left to right, none overlapping; offsets count in `text`.

    Dates, times, names with numbers ("G7", "T-72", "Article 5"), list numbers and "one" as an article are refused.
    A noun left out is carried over from the quantity before ("80,000 troops dead and 400,000 wounded"). With `ones`,
    "one" counts before every noun.

    >>> [(q.quantity.value, q.quantity.unit) for q in find_quantities("At least 10,000 troops and twenty tanks")]
    [(10000.0, 'soldier'), (20.0, 'tank')]
    """
    if not _DIGIT_OR_WORD.search(text):
        return ()
    tokens = tokenize(text)
    items = items_in(tokens, text, ones=ones)
    military = bool(items) and MILITARY.search(text) is not None
    found: list[Found] = []
    carried: _Counted | None = None  # soldiers or persons, for a noun left out
    last: _Counted | None = None  # any noun, for "of them"
    for item in items:
        one = _found(item, tokens, text, _Context(last if item.head.them else carried, military))
        found.append(one)
        quantity = one.quantity
        living = item.head.noun is not None and item.head.noun.group in ("soldier", "person")
        if quantity.unit and living:
            carried = _Counted(quantity.unit.split("/")[0], quantity.measure)
        if quantity.unit and item.head.words:
            last = _Counted(quantity.unit.split("/")[0], quantity.measure)
    return tuple(found)


def _clause(text: str, start: int, end: int) -> tuple[str, str]:
    """The words of the clause before and behind the quantity."""
    before, behind = text[max(0, start - 160) : start], text[end : end + 120]
    cuts = list(_CLAUSE.finditer(before))
    if cuts:
        before = before[cuts[-1].end() :]
    cut = _CLAUSE.search(behind)
    return before, behind[: cut.start()] if cut else behind


def _found(item: Item, tokens: Tokens, text: str, context: _Context) -> Found:
    head, modifiers = item.head, item.modifiers
    start, end = tokens[item.first].start, tokens[item.last - 1].end
    before, behind = _clause(text, start, end)
    carried = context.carried.measure if context.carried else None
    measure = measure_of(head, before=before, behind=behind, carried=carried)
    unit = _term(item, measure, context)
    role = role_of(head, modifiers, measure, before=before, behind=behind, fraction=unit == "fraction")
    if unit in (None, "soldier") and role == "count" and not head.words and is_strength(before):
        unit, role = "soldier", "stock"
    if measure in (None, "people") and unit == "soldier":
        measure = "troops"
    value, low, high, comparator = _sense(item)
    quantity = Quantity(
        value=value, low=low, high=high, comparator=comparator, approx_cue=_cue(item, tokens, text),
        unit=_rated(unit, head, modifiers), measure=measure, role=role,
    )  # fmt: skip
    empty = head.noun_first >= head.noun_last
    head_start = end if empty else tokens[head.noun_first].start
    head_end = end if empty else tokens[head.noun_last - 1].end
    later = tokens[item.changes_to].start if item.changes_to is not None else None
    return Found(
        start, end, quantity, head_start, head_end, definite=modifiers.definite, measured=head.unit is not None,
        vague=item.number.form == "vague", changes_to=later,
    )  # fmt: skip


def _sense(item: Item) -> tuple[float | None, float | None, float | None, Comparator]:
    """Value, low, high and comparator of a number with its modifiers; a range and a vague plural have no value."""
    comparator = item.modifiers.comparator
    if comparator == "=" and item.behind is not None:
        comparator = item.behind.sense
    if item.range_high is not None:
        return None, item.number.value, item.range_high.value, comparator
    if item.number.form == "vague" and comparator in ("=", "~"):
        comparator = ">="
    return item.number.value, *bounds(comparator, item.number), comparator


def _cue(item: Item, tokens: Tokens, text: str) -> str | None:
    """The words that bend the number's sense, as written."""
    number = item.number
    if item.modifiers.cue is not None:
        return item.modifiers.cue
    if number.form == "vague":
        of = item.head.of_whole and tokens[number.last].lower == "of"
        return text[number.start : tokens[number.last].end if of else number.end]
    if item.behind is not None:
        return text[tokens[item.behind.first].start : tokens[item.behind.last - 1].end]
    return None


def _rated(unit: str | None, head: Head, modifiers: Modifiers) -> str | None:
    """The unit with its denominator: "soldier/tranche", "USD/day"."""
    per = head.per
    if per is None and head.each and modifiers.tranche:
        per = "tranche"
    return f"{unit}/{per}" if unit and per else unit


def _term(item: Item, measure: str | None, context: _Context) -> str | None:
    """The singular term counted; a noun left out is carried over or told by the state of what is counted."""
    head, carried = item.head, context.carried
    broken = item.number.value is not None and not item.number.value.is_integer()
    if broken and not head.words and head.unit is None and item.number.form != "fraction":
        return None  # nobody is counted in tenths: "the index lost ground, to 1,334.2"
    if item.number.form == "fraction" and head.unit is None:
        return "fraction"
    term = head.term
    if head.noun is not None and head.noun.term == "person" and head.words[-1] in ("men", "casualties", "prisoners"):
        return "soldier" if context.military or head.where else "person"
    if term is not None and head.noun is None and head.unit is None and head.words[-1] == "boots":
        return "soldier" if context.military else term
    if term is not None:
        return "person" if head.people else term
    if carried is not None and (head.status or head.where or measure or head.them):
        return carried.unit
    if measure in ("killed", "wounded", "captured", "missing", "displaced", "casualties", "hostages"):
        return "person"
    if head.where or head.status == "strong" or (item.modifiers.tranche and context.military):
        return "soldier"
    return None
