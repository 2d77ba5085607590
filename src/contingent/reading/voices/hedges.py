"""Words that weaken or strengthen a statement, and the range of probability that readers give them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from contingent.core.nouns import Modality

Range = tuple[float, float]

#: What a word of likelihood means, as a range of probability. Sources: [ICD] US Intelligence Community Directive 203,
#: table of expressions of likelihood, read in the text kept at github.com/wesinator/ICD203-intel-analysis; [K] Sherman
#: Kent's scale (certain 100 %, almost certain 93 ± 6, probable 75 ± 12, even 50 ± 10, probably not 30 ± 10, almost
#: certainly not 7 ± 5), read at subsurfwiki.org/wiki/Words_of_estimative_probability; [U] general knowledge,
#: unverified. [ICD] is used where the scales differ. Kent gave "possible" no number, and in the abstract of Mosteller
#: and Youtz (Statistical Science 5, 1990) it is the word whose readings differ most: its range here is wide.
VERBAL_RANGES: dict[str, tuple[Modality, Range | None]] = {
    "certain": ("certain_future", (0.93, 0.99)),  # [K], short of 1: no statement about the future is sure
    "almost certain": ("probable", (0.95, 0.99)),  # [ICD]
    "very likely": ("probable", (0.80, 0.95)),  # [ICD]
    "likely": ("probable", (0.55, 0.80)),  # [ICD]
    "even": ("possible", (0.45, 0.55)),  # [ICD]
    "unlikely": ("improbable", (0.20, 0.45)),  # [ICD]
    "very unlikely": ("improbable", (0.05, 0.20)),  # [ICD]
    "remote": ("improbable", (0.01, 0.05)),  # [ICD]
    "possible": ("possible", (0.10, 0.60)),  # [U]
    "may": ("possible", (0.20, 0.60)),  # [U]
    "might": ("possible", (0.10, 0.50)),  # [U]
    "could": ("possible", (0.10, 0.60)),  # [U]
    "feared": ("possible", (0.10, 0.60)),  # [U]
    "expected": ("expected", (0.65, 0.95)),  # [U]
    "planned": ("expected", (0.40, 0.85)),  # [U]
    "wanted": ("possible", (0.10, 0.60)),  # [U]
    "will": ("certain_future", (0.75, 0.97)),  # [U]
    "would": ("conditional", None),  # a probability given something else
    "should": ("suggestion", None),
    "estimated": ("estimated", None),  # of a number, not of whether it is so
}


@dataclass(frozen=True, slots=True)
class Hedge:
    """A hedge at [start, end): its modality, and the probability of the *positive* content behind it.

    "is not likely to change": `probability` of a change is low and `negated` is False, the negation being inside the
    hedge; "will not change": it is low too, and `negated` is True. `epistemic`: it says how likely ("likely",
    "might"), where a bare "will" or "would" does not, so an epistemic one wins over those.
    """

    start: int
    end: int
    term: str
    modality: Modality
    probability: Range | None
    negated: bool
    ahead: bool = False  # what it governs lies in the future, whatever the tense of the words after it

    @property
    def epistemic(self) -> bool:
        """Whether it says how likely, and not only when or on what condition."""
        return self.term not in ("will", "would", "should", "estimated")


_FILL = (
    r"(?:\s(?:also|still|now|even|then|soon|eventually|ultimately|simply|just|again|only|instead|therefore|thus|yet|not|"
    r"hardly|scarcely|never))*"
)
_DEGREE = (
    r"(?P<degree{n}>very|highly|extremely|most|quite|rather|almost|nearly|virtually|all but|more than|increasingly|"
    r"less|more|so|too|at all|especially|particularly)"
)
_ADVERB = (
    r"(?P<adverb{n}>likely|unlikely|probably|possibly|perhaps|maybe|certainly|surely|undoubtedly|definitely|conceivably|"
    r"presumably|inevitably|well)"
)
_MODALS = (
    r"(?P<modal>\b(?:will|would|could|can|may|might|shall|should|won['’]t|wouldn['’]t|couldn['’]t|can['’]t|cannot|"
    r"mightn['’]t|shouldn['’]t)\b|['’]ll\b)"
)
_PATTERN = re.compile(
    rf"""
    (?P<open>\b(?:cannot|can\snot|can['’]t|could\snot|couldn['’]t|(?:is|are|was|were)(?:\snot|n['’]t)|not)\s(?:yet\s)?(?:be\s)?
        (?:rule[ds]?\sout|ruling\sout|exclude[ds]?|discounted|impossible|inconceivable|unthinkable|out\sof\sthe\squestion)\b)
    |(?P<far>\b(?:(?:is|are|was|were|remains?|seems?)\s)?(?:by\sno\smeans|far\sfrom|anything\sbut|less\sthan|in\sno\sway)\s
        (?P<of>certain|sure|guaranteed|assured|inevitable|likely)\b|\bno\s(?:guarantee|certainty|assurance)\b)
    |(?P<doubt>\bdoubts?\s(?:very\smuch\s)?(?:that|whether|if)\b)
    |(?P<out>(?<!not\s)(?<!n['’]t\s)\bout\sof\sthe\squestion\b)
    |{_MODALS}{_FILL}(?:\s(?:{_DEGREE.format(n=1)}\s)?{_ADVERB.format(n=1)}\b)?{_FILL}
        (?P<plans>\s(?:have\s(?:\w+\s)?plans|be\s(?:planning|preparing|considering)))?
    |(?P<be>(?:\b(?:is|are|was|were|be|been|seems?|seemed|appears?|looks?|remains?)(?:n['’]t)?|(?<=\w)['’](?:s|re))
        {_FILL}\s(?:{_DEGREE.format(n=2)}\s)?
        (?P<adjective>likely|unlikely|expected|certain|sure|bound|set|poised|due|about|going|slated|scheduled|doubtful|
        improbable|probable|possible|impossible|inevitable|projected|forecast|predicted|conceivable|thought\slikely)
        (?P<link>\s(?:to|that)\b)?)
    |(?P<plan>\b(?:plans?|planned|planning|intends?|intended|intending|aims?|aiming|prepar(?:es|ing)|agreed|
        promis(?:es|ed|ing)|vow(?:s|ed|ing)?|pledg(?:es|ed|ing)|decided|threaten(?:s|ed|ing)?)\s(?:not\s)?to\b)
    |(?P<want>\b(?:wants?|wanted|hop(?:es|ed|ing)|seeks?|sought|seeking|wish(?:es)?)\sto\b)
    |(?P<noun>\b(?P<size>slim|small|remote|low|no|little|outside|slight|good|strong|high|real|serious|growing|fair|even|
        greater|better|fifty-fifty|50-50)\s(?:chances?|possibility|likelihood|probability|prospect|risk|danger|odds)\b)
    |(?P<number>\b(?P<percent>\d{{1,3}}(?:\.\d+)?)(?:\spercent|\sper\scent|\s?%)(?:\s|-)(?:chance|probability|
        likelihood|odds|risk)\b)
    |(?P<alone>\b(?:(?P<pre>very|highly|most|almost|nearly|virtually)\s)?(?P<lone>likely|unlikely|probably|possibly|
        perhaps|maybe|presumably|conceivably|potentially|almost\scertainly|undoubtedly|inevitably)\b)
    |(?P<odds>\b(?:chances?|odds|likelihood|probability|prospects?)\b(?=\s(?:that|of)\b)
        (?=[^.;]{{3,120}}?\s(?:is|are|was|were|remains?|looks?)\s(?:\w+ly\s)?(?P<how>slim|small|low|remote|slight|little|good|
        strong|high|fair|even|50-50)\b))
    |(?P<relative>\b(?:greater|higher|smaller|lower)\sthe\s(?:chances?|possibility|likelihood|probability|risk|danger)\b)
    |(?P<estimate>\b(?:(?:an|is|are|was|were)\s)?estimated\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NEGATIONS = re.compile(r"\b(?:not|never|cannot|hardly|scarcely)\b|n['’]t\b", re.IGNORECASE)
#: "may", "might" and "will" that are no modals: a month, a power, a wish or a testament.
_NOUN_BEFORE = re.compile(
    r"\b(?:the|a|an|its|their|his|her|our|your|my|military|economic|naval|air|full|political|good|free|national|popular|"
    r"no|of|strong|strategic)\s$",
    re.IGNORECASE,
)
_MONTH_BEFORE = re.compile(
    r"\b(?:in|on|by|since|until|till|of|early|late|mid|last|next|from|through|this|\d+)[\s-]$", re.IGNORECASE
)
_MONTH_AFTER = re.compile(r"\s*(?:\d|of\b|and\b|to\b|[,.;:)]|$|when\b|at\b|after\b|before\b)")
_ADVERB_TERMS = {
    "likely": "likely", "probably": "likely", "presumably": "likely", "unlikely": "unlikely", "possibly": "possible",
    "perhaps": "possible", "maybe": "possible", "conceivably": "possible", "potentially": "possible",
    "well": "possible",
    "certainly": "certain", "surely": "certain", "undoubtedly": "certain", "definitely": "certain",
    "inevitably": "certain", "almost certainly": "almost certain",
}  # fmt: skip
_ADJECTIVE_TERMS = {
    "likely": "likely", "probable": "likely", "unlikely": "unlikely", "doubtful": "unlikely", "improbable": "unlikely",
    "possible": "possible", "conceivable": "possible", "impossible": "remote", "certain": "certain", "sure": "certain",
    "bound": "certain", "inevitable": "certain", "expected": "expected", "set": "expected", "poised": "expected",
    "due": "expected", "about": "expected", "slated": "expected", "scheduled": "expected", "projected": "expected",
    "forecast": "expected", "predicted": "expected", "going": "will",
}  # fmt: skip
_NEEDS_TO = frozenset(["set", "poised", "due", "about", "going", "slated", "scheduled", "bound", "sure", "certain"])
_SIZES = {
    "slim": "very unlikely", "small": "very unlikely", "remote": "remote", "low": "very unlikely", "no": "remote",
    "little": "very unlikely", "outside": "very unlikely", "slight": "very unlikely", "good": "likely",
    "strong": "very likely", "high": "very likely", "fair": "possible", "even": "even", "50-50": "even",
    "fifty-fifty": "even",
}  # fmt: skip
_BASES = {
    "won't": "will", "'ll": "will", "shall": "will", "wouldn't": "would", "couldn't": "could", "mightn't": "might",
    "shouldn't": "should",
}  # fmt: skip
_STRONGER = frozenset(["very", "highly", "extremely", "most"])
_NEARLY = frozenset(["almost", "nearly", "virtually", "all but"])


@lru_cache(maxsize=256)
def find_hedges(text: str) -> tuple[Hedge, ...]:
    """The hedges of one sentence, in order, none overlapping; "may" the month and "military might" are none."""
    found = []
    for mark in _PATTERN.finditer(text):
        hedge = _hedge(text, mark)
        if hedge is not None:
            found.append(hedge)
    return tuple(found)


def _hedge(text: str, mark: re.Match[str]) -> Hedge | None:
    start, end = mark.span()
    words = mark.group()
    if mark.group("modal"):
        return _modal(text, mark)
    if mark.group("open") or mark.group("far"):  # the negation is inside: what is not ruled out may be
        return _plain("unlikely" if (mark.group("of") or "").lower() == "likely" else "possible", start, end)
    if mark.group("doubt") or mark.group("out"):
        return _plain("unlikely" if mark.group("doubt") else "remote", start, end)
    inner = bool(_NEGATIONS.search(words))
    if mark.group("be"):
        adjective = " ".join(mark.group("adjective").lower().split())
        if adjective in _NEEDS_TO and not mark.group("link"):
            return None
        term = _graded(_ADJECTIVE_TERMS.get(adjective, "likely"), mark.group("degree2"))
        hedge = _inverted(term, start, end) if inner else _plain(term, start, end)
        to = (mark.group("link") or "").strip().lower() == "to" and not words.lower().startswith(("was", "were"))
        return replace(hedge, ahead=to)
    if mark.group("plan") or mark.group("want"):
        hedge = _plain("planned" if mark.group("plan") else "wanted", start, end)
        if inner or _NEGATIONS.search(text[max(0, start - 14) : start]):
            hedge = _inverted("planned", start, end)
        return replace(hedge, ahead=True)
    if mark.group("noun"):
        return _plain(_SIZES.get(mark.group("size").lower(), "possible"), start, end)
    if mark.group("number"):
        share = float(mark.group("percent")) / 100.0
        modality: Modality = "improbable" if share < 0.45 else "possible" if share <= 0.55 else "probable"
        return Hedge(start, end, "number", modality, (share, share), False) if share <= 1 else None
    if mark.group("alone"):
        lone = " ".join(mark.group("lone").lower().split())
        return _plain(_graded(_ADVERB_TERMS[lone], mark.group("pre")), start, end)
    if mark.group("odds"):
        return _plain(_SIZES[mark.group("how").lower()], start, mark.end("odds"))
    if mark.group("relative"):
        return Hedge(start, end, "possible", "possible", None, False)
    return _plain("estimated", start, end)


def _modal(text: str, mark: re.Match[str]) -> Hedge | None:
    """The hedge a modal verb and its adverbs make, or None where the word is no modal."""
    start, end = mark.span()
    word = mark.group("modal").lower().replace("’", "'")
    if word in ("may", "might", "will", "can") and _NOUN_BEFORE.search(text[max(0, start - 12) : start]):
        return None
    if mark.group("modal") == "May" and (
        _MONTH_BEFORE.search(text[max(0, start - 8) : start]) or _MONTH_AFTER.match(text, mark.end("modal"))
    ):
        return None
    negated = bool(_NEGATIONS.search(mark.group()))
    base = _BASES.get(word, word)
    if base in ("can", "can't", "cannot"):
        # "can" states a power; what it says of the future is only that it is possible
        return Hedge(start, end, "could", "possible", (0.01, 0.10) if negated else None, negated)
    adverb = mark.group("adverb1")
    if adverb and not (adverb.lower() == "well" and base not in ("may", "might", "could")):
        term = _graded(_ADVERB_TERMS[adverb.lower()], mark.group("degree1"))
        term = base if term == "possible" else term
    elif adverb:
        end, term = mark.start("adverb1"), base
        end = start + len(text[start:end].rstrip())
    else:
        term = base
    hedge = replace(_plain(term, start, end), ahead=base == "will")
    if not negated:
        return hedge
    low_high = hedge.probability
    return replace(hedge, probability=low_high and _complement(low_high), negated=True)


def _plain(term: str, start: int, end: int) -> Hedge:
    modality, probability = VERBAL_RANGES[term]
    return Hedge(start, end, term, modality, probability, False)


def _inverted(term: str, start: int, end: int) -> Hedge:
    """ "not likely", "not expected", "not certain": the negation is inside the probability."""
    if term in ("certain", "almost certain"):
        return Hedge(start, end, "possible", "possible", VERBAL_RANGES["possible"][1], False)
    if term in ("unlikely", "very unlikely", "remote"):
        return Hedge(start, end, "possible", "possible", (0.40, 0.70), False)
    probability = VERBAL_RANGES["unlikely"][1] if term == "likely" else VERBAL_RANGES["very unlikely"][1]
    if term in ("will", "planned"):
        return Hedge(start, end, term, VERBAL_RANGES[term][0], VERBAL_RANGES["very unlikely"][1], True)
    return Hedge(start, end, "unlikely", "improbable", probability, False)


def _graded(term: str, degree: str | None) -> str:
    degree = (degree or "").lower()
    if degree in _STRONGER and f"very {term}" in VERBAL_RANGES:
        return f"very {term}"
    if degree in _NEARLY and term == "certain":
        return "almost certain"
    return term


def _complement(probability: Range) -> Range:
    return (round(1 - probability[1], 4), round(1 - probability[0], 4))
