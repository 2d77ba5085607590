"""What is said of the future without a modal verb: outlooks, expectations, odds, what is planned and not ruled out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from contingent.core.nouns import Modality
from contingent.reading.voices.hedges import VERBAL_RANGES, Range


@dataclass(frozen=True, slots=True)
class Outlook:
    """Words at [start, end) that say how likely something ahead is; `whole` where its own words are the statement."""

    start: int
    end: int
    modality: Modality
    probability: Range | None
    whole: tuple[int, int] | None = None


_PREDICATE = re.compile(
    r"\b(?:is|are|was|were|remains?|seems?|looks?|appears?)(?P<nt>n['’]t)?\s"
    r"(?P<not>(?:not|no longer|hardly|scarcely|by no means)\s)?(?:\w+ly\s|now\s|still\s|also\s)?(?:considered|"
    r"thought|judged|deemed|held|reckoned|seen as|regarded as)?\s?"
    r"(?:(?P<degree>very|highly|most|quite|more than|all but|almost)\s)?(?P<word>likely|unlikely|possible|impossible|"
    r"improbable|inevitable|conceivable|out of the question|off the table|on the cards|ruled out|unthinkable)"
    r"(?P<but>\s(?:but|though|if|and)\s(?:not|hardly|far from)\s(?:very\s)?(?:likely|certain|probable|imminent|"
    r"inevitable))?"
    r"(?=\s*(?:$|[,.;:!?”\"’)—–]|\b(?:but|and|or|before|this|until|while|although|because|now|soon|in|at|by|"
    r"unless|if)\b))",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"(?:[;:“\"—–(]|,\s(?=[a-z]))\s?(?:(?:but|and|so|yet|that|which|although|though|while)\s)?|\bthat\s"
)
_PUT_ODDS = re.compile(
    r"\b(?:puts?|putting|gives?|gave|rates?|rated|sees?|estimates?|estimated|reckons?|reckoned)\s(?P<whole>(?:the|"
    r"its|their|his)?\s?"
    r"(?:chances?|odds|probability|likelihood|risk)\s(?:of|that)\s[^;?!]{3,140}?\s(?:at|as)\s(?P<odds>[^,;:?!]{2,40}))",
    re.IGNORECASE,
)
_EXPECTS = re.compile(
    r"\b(?P<word>expects?|anticipates?|hopes?|intends?|aims?)\sto\s(?!have\b|be able\b)[a-z]",
    re.IGNORECASE,
)
_IS_TO = re.compile(
    r"\b(?:is|are)\sto\s(?!blame\b|date\b|some\b|the\b|a\b|an\b|be\s(?:found|seen|believed|sure|fair|honest|"
    r"expected)\b)"
    r"(?:be\s)?[a-z]{3,}\b(?=[^,;.]*\b(?:by|in|on|next|this|from|until|later|before|after|within|tomorrow|soon)\b)",
    re.IGNORECASE,
)
_PLEDGES = re.compile(
    r"\b(?:has|have|had)?\s?(?:pledged|promised|committed|earmarked)\s(?=(?:a|an|the|some|up|about|at|more|"
    r"another|\d|[$€£]|"
    r"two|three|four|five|six|ten|twenty|hundreds|thousands|millions|billions)\b)",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b(?:by|before|until|within|in|over)\s(?:the\s)?(?:end of|early|late|mid|next|coming|"
    r"\w+\s(?:days|weeks|months|years)\b|"
    r"(?:19|20)\d\d|spring|summer|autumn|fall|winter)",
    re.IGNORECASE,
)
_NOT_RULED_OUT = re.compile(
    r"\b(?:(?:not|never|cannot|hardly)\s(?:be\s)?(?:rul(?:e|es|ed|ing)|exclud(?:e|es|ed)|dismiss(?:ed)?)|n['’]t\srule|"
    r"refus(?:es|ed)\sto\srule)\sout\b",
    re.IGNORECASE,
)
_SMALL_ODDS = re.compile(
    r"\b(?:there\s(?:is|was|remains|seems)|sees?|saw|holds? out)\s"
    r"(?P<size>little|no|scant|slim|some|every|a (?:good|fair|real|slim|small|slight|"
    r"strong))\s(?:real\s)?(?:prospect|chance|likelihood|possibility|hope|danger|risk|sign)\s(?:of|that)\b",
    re.IGNORECASE,
)
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twenty": 20, "hundred": 100, "half": 0.5,
}  # fmt: skip
_IN = re.compile(r"\b(?P<a>\w+)\s(?:chances?\s)?(?:in|out of)\s(?:a\s)?(?P<b>\w+)\b", re.IGNORECASE)
_PERCENT = re.compile(r"\b(?P<p>\d{1,3}(?:\.\d+)?)\s?(?:percent|per cent|%)", re.IGNORECASE)
_ABOVE = re.compile(r"\b(?<!no )(?:better|more|higher|greater) than\b|\b(?:over|above|at least)\b", re.IGNORECASE)
_BELOW = re.compile(
    r"\bno (?:better|more|higher|greater) than\b|\b(?:less|worse|lower|fewer) than\b|\b(?:under|below|at most)\b",
    re.IGNORECASE,
)
_SIZES = {
    "little": "very unlikely", "no": "remote", "scant": "very unlikely", "slim": "very unlikely",
    "small": "very unlikely", "slight": "very unlikely", "good": "likely", "strong": "very likely",
}  # fmt: skip
_TERMS = {
    "likely": "likely", "unlikely": "unlikely", "possible": "possible", "impossible": "remote",
    "improbable": "unlikely", "inevitable": "certain", "conceivable": "possible", "out of the question": "remote",
    "off the table": "remote", "on the cards": "likely", "ruled out": "remote", "unthinkable": "remote",
}  # fmt: skip
_OPPOSITE = {
    "likely": "unlikely", "unlikely": "possible", "possible": "remote", "remote": "possible", "certain": "possible",
}  # fmt: skip


def find_outlooks(text: str) -> Iterator[Outlook]:
    """The outlooks of one sentence; they may overlap hedges, which come first where both are read."""
    for mark in _PREDICATE.finditer(text):
        term = _TERMS[mark["word"].lower()]
        if mark["not"] or mark["nt"]:
            term = _OPPOSITE.get(term, "unlikely")
        elif mark["degree"] and f"very {term}" in VERBAL_RANGES:
            term = f"very {term}"
        if mark["but"]:
            term = "unlikely"
        first = max((m.end() for m in _STARTS.finditer(text, 0, mark.start())), default=0)
        if len(text[first : mark.start()].split()) >= 1:
            yield replace(_of(term, mark.start(), mark.end()), whole=(first, mark.end()))
    for mark in _PUT_ODDS.finditer(text):
        share = odds(mark["odds"])
        if share is not None:
            modality: Modality = "improbable" if share[1] < 0.45 else "possible" if share[0] <= 0.55 else "probable"
            yield Outlook(mark.start(), mark.end(), modality, share, mark.span("whole"))
    for mark in _EXPECTS.finditer(text):
        term = {"hope": "wanted", "expe": "expected", "anti": "expected"}.get(mark["word"].lower()[:4], "planned")
        yield _of(term, mark.start(), mark.end())
    for mark in _IS_TO.finditer(text):
        yield _of("expected", mark.start(), mark.end())
    for mark in _PLEDGES.finditer(text):
        if _DATED.search(text, mark.end()):
            yield _of("planned", mark.start(), mark.end())
    for mark in _NOT_RULED_OUT.finditer(text):
        yield _of("possible", mark.start(), mark.end())
    for mark in _SMALL_ODDS.finditer(text):
        size = mark["size"].lower().removeprefix("a ")
        yield _of(_SIZES.get(size, "possible"), mark.start(), mark.end())


def odds(words: str) -> Range | None:
    """The probability in words of odds, with room for their modifier; None where they name none.

    >>> odds("one in five"), odds("no better than one in five"), odds("better than three in four"), odds("30 percent")
    ((0.2, 0.2), (0.0, 0.2), (0.75, 1.0), (0.3, 0.3))
    """
    share: float | None = None
    if mark := _PERCENT.search(words):
        share = float(mark["p"]) / 100
    elif mark := _IN.search(words):
        top, bottom = (_number(mark[name]) for name in ("a", "b"))
        share = top / bottom if top and bottom else None
    elif re.search(r"\b(?:even|fifty-fifty|50-50)\b", words, re.IGNORECASE):
        share = 0.5
    if share is None or not 0 <= share <= 1:
        return None
    if _BELOW.search(words):
        return 0.0, share
    return (share, 1.0) if _ABOVE.search(words) else (share, share)


def _number(word: str) -> float | None:
    return _NUMBERS.get(word.lower()) or (float(word) if word.isdigit() else None)


def _of(term: str, start: int, end: int) -> Outlook:
    modality, probability = VERBAL_RANGES[term]
    return Outlook(start, end, modality, probability)
