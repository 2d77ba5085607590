"""Words around a number that bend it, and small counts: "within 10 days", "no better than", "a single brigade"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from contingent.core.nouns import Comparator, Quantity, Role
from contingent.reading.quantities.find import Found
from contingent.reading.quantities.modifiers import bounds, modifiers_before
from contingent.reading.quantities.nouns import field_noun, is_plural, singular
from contingent.reading.quantities.numbers import Number, parse_number
from contingent.reading.quantities.tokens import Token, tokenize, wordset

_HANDFUL = 20.0  # up to here a count of things of the talk itself is no news
_WITHIN = re.compile(r"\b(?:within|inside)\s+(?:the\s+(?:next|first|coming)\s+)?$", re.IGNORECASE)
_PARALLEL_END = re.compile(
    r"\b(?P<word>for|with|in|at|by)\s+(?P<n>\d{1,3}|[a-z]+(?:-[a-z]+)?)(?=[.;!?]|$)", re.IGNORECASE
)
_HELD = re.compile(r"\b(?:holds?|held|holding|keeps?|kept)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_NO = re.compile(r"\b(?:no|not)\s+$", re.IGNORECASE)
_EXCEEDS = re.compile(r"\bexceed(?:s|ed)?\s+(?:the\s+)?$", re.IGNORECASE)
_SAYING = re.compile(r",?\s+(?:who\s+|have\s+|has\s+)?(?:said|says?|told|confirmed|reported|familiar with)\b")
_ACCORDING = re.compile(r"\baccording to\s+$", re.IGNORECASE)
#: what a text counts of itself: a handful of these is talk
_TALK = wordset(
    "reason way point question side thing option part kind sort issue problem factor case scenario possibility aspect "
    "word line view lesson choice hand term half example argument conclusion answer camp front country nation "
    "government leader capital neighbour neighbor party other one type category element theme topic fact extreme "
    "step stage phase paragraph section chapter page item note piece letter sentence column post comment version "
    "respect sense level goal aim thought mind world name time occasion"
)
_TIME = r"day|week|month|year|decade|century|hour|generation"
_FORMATION = (
    r"brigade|division|battalion|regiment|battlegroup|company of troops|squadron|corps|platoon|soldier|tank|warship|"
    r"missile|aircraft|submarine|frigate|shell|helicopter|battery|gun"
)
_A_ONE = re.compile(
    rf"\b(?P<cue>more than|less than|over|at least|nearly|almost|about|around|up to|within|inside|just under|just over|"
    rf"no more than|under)\s+(?:a|an)\s+(?P<noun>{_TIME}|{_FORMATION})\b(?!\s*(?:and a half|or))",
    re.IGNORECASE,
)
_SINGLE = re.compile(rf"\b(?:a|one)\s+single\s+(?P<noun>(?:[a-z-]+\s)?(?:{_FORMATION})|day|hour|week|night)\b", re.I)
_OF_WHOLE = re.compile(r"^\W*of\s+(?:the|its|their|our|his|her|those|these|all|some|about|roughly|\d)", re.IGNORECASE)
_PART = re.compile(
    r"[,;]\s+(?:(?:some|about|only|at least|nearly|almost|roughly|all but|just|fully|perhaps)\s+)?"
    r"(?P<n>\d[\d,]*|[a-z]+(?:-[a-z]+)?)\s+(?:(?:were|was|are|is|have|has|had|remain|remained|died|did|do|would|will|"
    r"could|came|went|stayed|fled|survived|got|made|reached|still|never|returned)\b)",
    re.IGNORECASE,
)
FORCE_OF = re.compile(
    r"\b(?:battle ?groups?|brigades?|divisions?|garrisons?|battalions?|regiments?|corps|contingents?|detachments?|"
    r"task force|(?<!work )(?<!sales )(?<!labour )forces?|army|armies|militias?|expedition|columns?|legions?)\s+"
    r"(?:of|(?:that |which )?(?:numbers|numbered|numbering)|some|about)\s+$",
    re.IGNORECASE,
)
#: "dismissed the 320 as fiction", "the 500 that crossed daily": below a thousand a bare number needs such words
_THE = re.compile(
    r"\bthe\s+(?P<n>\d{2,3})(?=\s+(?P<which>that|who|it|they|he|she|we|which)\b|\s+(?:as|were|was|are|is|had|have)\b|[.,;:)])"
)


_SMALL_FORCE = re.compile(
    r"\b(?:of|numbers|numbered|numbering)\s+(?P<n>\d{2,3})(?=\s+(?:[a-z]+ed|held|in|at|was|were|is)\b|[.,;:)])"
)
#: "Arrests rose to 1,200", "the number of villages burned reached 90": the subject is what is counted
_SUBJECT = re.compile(
    r"(?:\b(?:numbers?|totals?|count|tally|toll) of\s+(?:[a-z-]+\s+){0,2}?"
    r"(?P<many>[a-z]+s|people|men|women|children)\b[^.;:,\d]{0,40}|"
    r"\b(?P<noun>[A-Za-z]+)\s+(?:have\s+|has\s+|had\s+|also\s+|then\s+)*(?:rose|risen|rise|fell|fallen|fall|reached|reach|"
    r"totall?ed|climbed|stood|stand|grew|grown|dropped|hit|topped|surpassed|jumped|closed|opened|traded)\s+)"
    r"(?:(?:to|at|by|from)\s+)?(?:[a-z]+\s+){0,2}$",
    re.IGNORECASE,
)
_NO_COUNT = re.compile(
    r"\b(?:index|closed at|ranked|ranks|page|room|flight|route|altitude|serial|postcode|code|hotline|degrees|"
    r"temperature|magnitude|frequency|channel|model|version|verse)\b[^.;,]{0,30}$",
    re.IGNORECASE,
)
_FIGURES = wordset("numbers figures estimates totals counts losses ranks forces ours theirs others these those they it")
_VALUES = wordset(
    "exports imports sales reserves revenues prices costs shares stocks debts profits earnings wages taxes loans bonds "
    "yields rates funds receipts deposits assets index market temperatures"
)
_CUES: dict[str, Comparator] = {
    "more than": ">", "over": ">", "less than": "<", "under": "<", "at least": ">=", "nearly": "<~", "almost": "<~",
    "about": "~", "around": "~", "up to": "<=", "within": "<=", "inside": "<=", "just under": "<~", "just over": ">~",
    "no more than": "<=",
}  # fmt: skip


def made(text: str, tokens: tuple[Token, ...], span: tuple[int, int], value: float, *, unit: str, role: Role) -> Found:
    """The quantity of `value` in `unit` at text[span], with the modifiers that stand before it."""
    start, end = span
    first = next((i for i, t in enumerate(tokens) if t.end > start), len(tokens))
    modifiers = modifiers_before(tokens, first, value, text=text)
    low, high = bounds(modifiers.comparator, _number(start, end, value))
    quantity = Quantity(
        value=value, low=low, high=high, comparator=modifiers.comparator, approx_cue=modifiers.cue, unit=unit, role=role
    )
    begin = tokens[modifiers.first].start if modifiers.cue and modifiers.first < first else start
    return bent(text, Found(begin, end, quantity, end, end))


def bent(text: str, found: Found) -> Found:
    """The number with the bound that the words right before it set, where its own modifier tells none or the opposite.

    "within 10 days" and "inside five years" are at most that long; "no better than one in five" is at most that;
    what "exceeds 40,000" is more. Prisoners and hostages that someone holds are a stock.
    """
    quantity = found.quantity
    if quantity.measure in ("captured", "hostages") and quantity.role == "flow" and _search(_HELD, text, found):
        return bent(text, replace(found, quantity=replace(quantity, role="stock")))
    within = quantity.role == "duration" and quantity.comparator == "=" and _search(_WITHIN, text, found)
    if within:
        return _bound(text, found, within.start(), "<=")
    no = _search(_NO, text, found) if quantity.comparator in (">", ">~") else None
    if no:
        return _bound(text, found, no.start(), "<=")
    exceeds = _search(_EXCEEDS, text, found) if quantity.comparator == "=" else None
    return _bound(text, found, exceeds.start(), ">") if exceeds else found


def _search(pattern: re.Pattern[str], text: str, found: Found) -> re.Match[str] | None:
    return pattern.search(text, max(0, found.start - 30), found.start)


def _bound(text: str, found: Found, start: int, sense: Comparator) -> Found:
    quantity = found.quantity
    if quantity.value is None:
        return found
    low, high = bounds(sense, _number(found.start, found.end, quantity.value))
    cue = " ".join(text[start : found.start].split())
    cue = f"{cue} {quantity.approx_cue}" if quantity.approx_cue else cue
    return replace(found, start=start, quantity=replace(quantity, low=low, high=high, comparator=sense, approx_cue=cue))


def _number(start: int, end: int, value: float) -> Number:
    return Number(start, end, 0, 0, value, value, value, "words")


def is_aside(text: str, found: Found) -> bool:
    """Whether the number counts those who speak ("two diplomats said") or parts of the talk ("two reasons").

    Things in the world count from two on: "nine truces", "16 donors", "three bridges".
    """
    quantity = found.quantity
    if quantity.measure not in (None, "people") or not 0 < (quantity.value or 0) <= _HANDFUL:
        return False
    if _SAYING.match(text, found.end) or _ACCORDING.search(text, max(0, found.start - 20), found.start):
        return True
    if quantity.measure is not None or quantity.role != "count":
        return False
    words = text[found.head_start : found.head_end].lower().split()
    told = quantity.value != 1 and quantity.unit is not None
    return not told or (bool(words) and singular(words[-1]) in _TALK)


def with_small_counts(text: str, found: Sequence[Found], told: frozenset[float] = frozenset()) -> tuple[Found, ...]:
    """`found` with the ones that a text weighs ("a single brigade", "more than a decade") and parts of a whole told.

    `told` are the sizes counted before, which "the 320" may mean.

    >>> [f.quantity.value for f in with_small_counts("It took more than a decade.", ())]
    [1.0]
    """
    small = (*_ones(text), *_parts(text, found), *_definite(text, found, told), *_parallels(text, found))
    more = [f for f in small if not any(f.start < g.end and g.start < f.end for g in found)]
    return tuple(sorted((*found, *more), key=lambda f: f.start)) if more else tuple(found)


def _ones(text: str) -> Iterator[Found]:
    for mark in _A_ONE.finditer(text):
        sense = _CUES[mark["cue"].lower()]
        low, high = bounds(sense, _number(*mark.span(), 1.0))
        yield _one(mark, Quantity(value=1.0, low=low, high=high, comparator=sense, approx_cue=mark["cue"]))
    for mark in _SINGLE.finditer(text):
        yield _one(mark, Quantity(value=1.0))


def _one(mark: re.Match[str], quantity: Quantity) -> Found:
    words = mark["noun"].lower().split()
    noun = field_noun(words)
    start, end = mark.span("noun")
    if noun is None or re.fullmatch(_TIME + "|night", words[-1]):
        timed = re.fullmatch(_TIME + "|night", words[-1]) is not None
        quantity = replace(
            quantity, unit=words[-1], measure="time" if timed else None, role="duration" if timed else "count"
        )
        return Found(mark.start(), mark.end(), quantity, start, end, measured=timed)
    return Found(mark.start(), mark.end(), replace(quantity, unit=noun.term, measure=noun.measure), start, end)


def _parts(text: str, found: Sequence[Found]) -> Iterator[Found]:
    """ "Of the 253 people seized, 134 are still held": the part, in the unit of the whole."""
    if not found or not _OF_WHOLE.match(text):
        return
    whole = found[0]
    total = whole.quantity.value
    opens = re.fullmatch(r"\W*of\s+(?:\w+\s+)?", text[: whole.start] or "-", re.IGNORECASE)
    if whole.measured or whole.quantity.unit is None or total is None or opens is None:
        return
    for mark in _PART.finditer(text, whole.end):
        value = parse_number(mark["n"])
        if value is not None and 2 <= value <= total and not (mark["n"].isdigit() and _yearlike(value, total)):
            tokens = tokenize(text)
            part = made(text, tokens, mark.span("n"), value, unit=whole.quantity.unit, role=whole.quantity.role)
            yield replace(part, quantity=replace(part.quantity, measure=whole.quantity.measure))


def _yearlike(value: float, total: float) -> bool:
    """Whether the number may be a year in a whole of thousands: "Of the 9,000 sent, in 2014 ..."."""
    return 1900 <= value <= 2100 and total >= value


def _definite(text: str, found: Sequence[Found], told: frozenset[float]) -> Iterator[Found]:
    """ "the 320" that was counted before, "the 33 it counted": numbers below a thousand that name nothing."""
    for mark in _THE.finditer(text):
        value, (start, end) = float(mark["n"]), mark.span()
        again = value in told
        if (again or mark["which"]) and not any(f.start < end and start < f.end for f in found):
            yield Found(start, end, Quantity(value=value), end, end, definite=True)
    for force in _SMALL_FORCE.finditer(text):
        start, end = force.span("n")
        if FORCE_OF.search(text, 0, start) and not any(f.start < end and start < f.end for f in found):
            yield Found(start, end, Quantity(value=float(force["n"])), end, end)


def _parallels(text: str, found: Sequence[Found]) -> Iterator[Found]:
    """ "With food for ten days they do worse than with food for thirty": the unit behind the same word."""
    for mark in _PARALLEL_END.finditer(text):
        value, (start, end) = parse_number(mark["n"]), mark.span("n")
        opened = re.compile(rf"\b{mark['word']}\s+$", re.IGNORECASE)
        like = [f for f in found if f.end <= start and opened.search(text, 0, f.start) and f.quantity.unit is not None]
        if value is None or value < 2 or not like or like[-1].quantity.role in ("share", "percent_change"):
            continue
        quantity = like[-1].quantity
        same = Quantity(value=value, unit=quantity.unit, measure=quantity.measure, role=quantity.role)
        yield Found(start, end, same, end, end, measured=like[-1].measured)


def own_noun(text: str, found: Found) -> tuple[str | None, str | None] | None:
    """What the number's own subject says is counted: unit and measure; (None, None) where it is no count.

    None where the sentence gives the number no subject, so that it counts what was counted before.

    >>> text = "Arrests rose to 1,200."
    >>> own_noun(text, Found(16, 21, Quantity(value=1200.0), 21, 21))
    ('arrest', None)
    """
    if _NO_COUNT.search(text, max(0, found.start - 60), found.start):
        return None, None
    mark = _SUBJECT.search(text, max(0, found.start - 120), found.start)
    word = (mark["many"] or mark["noun"]).lower() if mark else ""
    if not is_plural(word) or word in _FIGURES:
        return (None, None) if word in _VALUES else None
    if word in _VALUES:
        return None, None
    noun = field_noun([word])
    return (noun.term, noun.measure) if noun else (singular(word), None)
