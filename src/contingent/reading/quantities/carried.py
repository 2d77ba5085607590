"""Whose a number is that leaves it to the number before: "72 wounded", "three quarters of them", "the remaining 40"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from contingent.core.nouns import Claim, Document, Quantity

_STATUS = (
    r"killed|dead|wounded|injured|missing|captured|taken prisoner|detained|casualties|deaths|losses|others?|more|each|"
    r"damaged|destroyed|lost|abandoned"
)
#: a number with no noun of its own, but for what became of those counted
_BARE = re.compile(
    rf"(?:[^A-Za-z]|\b(?:hundreds?|thousands?|(?:mi|bi|tri)llion|crore|lakh|and)\b)*(?:\b(?:{_STATUS})\b\W*)*"
)
_MODIFIERS = (
    r"the|a|an|some|about|around|another|roughly|nearly|almost|only|just|over|under|more|less|fewer|than|at|least|most|"
    r"up|to|no|as|many|well|perhaps|approximately|further|few|little|or|between|from|total|of|close|with|leaving|left|"
    r"plus|including|among|said|to be|were|was|have|had|been|believed"
)
#: between two numbers of one list nothing else is told
_LIST = re.compile(
    rf"(?:\s?(?:{_STATUS}))?\s?(?:,|and|,\sand|or|,\sor|,\splus|plus|with|as well as)(?:\s(?:{_MODIFIERS}))*\s"
)
_SUM = re.compile(
    r"[^.;:]{0,40}?,?\s(?:which|that)\s(?:makes?|made|means?|brings?|comes? to|adds up to)\s[^.;:]{0,20}"
    r"|,\s(?:a|for a)\stotal\sof\s"
    r"|,\s(?:in all|altogether|making)(?:\s(?:" + _MODIFIERS + r"))*\s|\s?[:(]\s?(?:a total of\s)?"
)
_APPOSED = re.compile(
    rf"(?:\s(?:{_STATUS}|of them))?(?:\s(?:in|over|within|during|since)\s[^,;:]{{2,30}})?"
    rf",\s(?:or\s|that is\s|that is,\s|i\.e\.\s)?(?:(?:{_MODIFIERS})\s)*",
    re.IGNORECASE,
)
_OF_THEM = re.compile(
    r"\s*(?:of\s(?:them|these|those|whom|the\s(?:dead|wounded|captured|missing|fallen|men|total))\b)", re.IGNORECASE
)
_PART_OF = re.compile(r"\bof\s(?:them|these|whom|the\s(?:dead|wounded|captured|missing|fallen|total))\b", re.IGNORECASE)
_REST = re.compile(r"\b(?:the\s(?:remaining|other|rest)|(?:the\s)?remainder)\b", re.IGNORECASE)
_NAMED = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][a-z]+")
_TIMES = frozenset(("duration", "range", "rate"))
_BACK = 2  # sentences
_NEXT = 70  # characters between two numbers of a list
_PLACED = re.compile(r"\b(?:in|on|near|at)\s(?:the\s)?[A-Z]\w+")
#: the sums of one bill: "$40 million over two years: $30 million for tents and $10 million for food"
_ITEM = re.compile(
    r"(?:\s(?:over|for|on|in|to|towards?)\s[^.;]{2,60}?)?(?::|,|,?\sand)"
    r"(?:\s(?:the rest|another|some|about|a further),?)*\s"
)
_LOOK_BACK = 20  # claims
_FAR = 400  # characters


def carried(claims: Sequence[Claim], document: Document) -> tuple[Claim, ...]:
    """The claims in their order, those without an owner given that of the number before which they go on to tell of.

    A number of a list ("300 Chadians killed and 700 wounded"), a sum or a share set beside it ("or three quarters"),
    and a part of those counted in this sentence or the two before ("80 of them", "the remaining 40"). Where the words
    between name somebody else, it stays open.
    """
    made: list[Claim] = []
    for claim, following in zip_longest(claims, claims[1:]):
        if following is not None and _out_of(claim, following, document.text):
            claim = replace(claim, subject=following.subject)
        made.append(_with_owner(claim, made, document.text))
    return tuple(made)


def _out_of(claim: Claim, following: Claim, text: str) -> bool:
    """Whether `claim` is a part of the next number: "eighteen of 24 Malian battalions"."""
    gap = text[claim.span.end : following.span.start]
    open_ = claim.subject is None and following.subject is not None and isinstance(following.detail, Quantity)
    return (
        open_
        and not _is_time(claim)
        and re.fullmatch(r"\s(?:out\s)?of\s(?:the|its|their)?\s?|\s", gap) is not None
        and ("of" in gap or claim.span.text.endswith(" of"))
    )


def _with_owner(claim: Claim, earlier: Sequence[Claim], text: str) -> Claim:
    here = claim.detail
    if claim.subject is not None or not isinstance(here, Quantity) or here.role in _TIMES or not earlier:
        return claim
    before = next((c for c in reversed(earlier) if not _is_time(c)), earlier[-1])
    one_sentence = before.sentence.start == claim.sentence.start
    if one_sentence and before.subject and before.span.end <= claim.span.start and _goes_on(before, claim, text):
        return replace(claim, subject=before.subject)
    whole = _whole(claim, earlier, text)
    return replace(claim, subject=whole.subject) if whole is not None else claim


def _is_time(claim: Claim) -> bool:
    return isinstance(claim.detail, Quantity) and claim.detail.role in _TIMES


def _goes_on(before: Claim, claim: Claim, text: str) -> bool:
    """Whether `claim` is the next number of a list, or a sum or share set beside the one before."""
    there, here = before.detail, claim.detail
    if not isinstance(there, Quantity) or not isinstance(here, Quantity) or there.role in _TIMES:
        return False
    gap = text[before.span.end : claim.span.start]
    if len(gap) > _NEXT or _NAMED.search(_PLACED.sub("", gap)):
        return False
    if here.unit == "percent" or here.role == "share":
        return _APPOSED.fullmatch(gap) is not None
    alike = here.unit == there.unit or here.unit is None
    if not alike or there.role == "share":
        return False
    if here.measure == there.measure == "money" and here.unit == there.unit and _ITEM.fullmatch(gap):
        return True
    bare = _BARE.fullmatch(claim.span.text) is not None and not _OWN_NOUN.match(text, claim.span.end)
    listed = _LIST.fullmatch(gap) is not None and (bare or here.measure == "money")
    return listed or _SUM.fullmatch(gap) is not None


_OWN_NOUN = re.compile(
    rf"\s(?!(?:{_STATUS}|in|on|at|since|during|after|of|were|was|are|had|have|for|and|or|but)\b)[a-z]+"
)


def _whole(claim: Claim, earlier: Sequence[Claim], text: str) -> Claim | None:
    """The number that `claim` is a part of ("40 of them", "the remaining 30"): the last of people with an owner."""
    part = _OF_THEM.match(text, claim.span.end) or _PART_OF.search(claim.span.text)
    rest = _REST.search(text, max(claim.sentence.start, claim.span.start - 14), claim.span.end)
    if not (part or rest):
        return None
    earlier = earlier[-_LOOK_BACK:]
    starts = list(dict.fromkeys(c.sentence.start for c in earlier))[-_BACK - 1 :]
    near = [c for c in earlier if c.sentence.start in starts and c.voice == claim.voice and _is_count(c)]
    if not near or (len({c.subject for c in near}) > 1 and (rest or len({c.subject for c in near[-2:]}) > 1)):
        return None  # the rest is not of the last part told, but of the whole
    other = near[-1]
    between = text[other.span.end : claim.span.start]
    names = _NAMED.search(between) if other.sentence.start == claim.sentence.start else None
    return other if not names and len(between) < _FAR else None


def _is_count(claim: Claim) -> bool:
    """Whether the claim counts what parts can be taken of; whose prisoners are, their holder's or not, is open."""
    detail = claim.detail
    if not isinstance(detail, Quantity) or detail.role in (*_TIMES, "share") or detail.unit == "percent":
        return False
    return detail.measure not in ("captured", "hostages", "money") or claim.subject is None
