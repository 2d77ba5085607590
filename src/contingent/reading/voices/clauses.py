"""A sentence cut into clauses, and the verb groups in it with their tense: word lists and patterns, no parser."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from contingent.core.nouns import Tense


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence's text and the word that opens it ("if", "that", "who", "" for a plain one)."""

    start: int
    end: int
    opener: str


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """Auxiliaries and verb at [start, end): tense, whether it is negated, and whether it could be a passive."""

    start: int
    end: int
    tense: Tense
    negated: bool
    passive: bool


_SUBORDINATORS = (
    "even if|even though|only if|if|unless|whether|although|though|whereas|while|because|since|until|before|after|when|"
    "where|so that|which|who|whom|whose|but"
)
_FINITE = (
    r"is|are|was|were|has|have|had|will|would|could|can|may|might|must|should|does|do|did|cannot|won['’]t|isn['’]t|"
    r"aren['’]t|wasn['’]t|hasn['’]t|haven['’]t|doesn['’]t|don['’]t|didn['’]t"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
#: "before 2027", "until the end of May": a time, not a clause.
_A_TIME = (
    rf"(?:until|before|after|since)\s(?:\d|next|last|{_MONTHS}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|"
    r"early|late|mid|the\s(?:end|start|beginning))"
)
#: "that" opens a clause after a verb or a noun of saying; "that country" is cut too, which costs little.
_BOUNDARY = re.compile(
    rf"(?P<strong>;|\s[—–-]\s|—|:(?=\s))|,?\s(?!{_A_TIME})(?P<word>{_SUBORDINATORS}|that)\b"
    rf"|,?\s(?P<as>as)(?=\s(?:[\w’']+\s){{1,5}}?(?:{_FINITE})\b)"
    rf"|,\s(?P<comma>and|or|so|yet)\b|\s(?P<and>and|or)(?=\s(?:\w+ly\s|also\s|now\s|then\s)?(?:{_FINITE})\b)",
    re.IGNORECASE,
)
_FRONTED = re.compile(
    r"[\"“‘(\s]*(?:(?:But|And|So|Yet|Now|Then)\s)?(even if|even though|only if|if|unless|although|though|while|whereas|"
    r"when|whether|because|since|until|before|after|as)\b",
    re.IGNORECASE,
)
#: "Were Tehran to send troops, Ankara would …": a condition without an "if".
_INVERTED = re.compile(r"(?:Should|Were|Had)\s[^,;?]{4,160},\s[^;?!]{0,80}?\b(?:would|could|might|will)\b(?![^.]*\?)")
#: A comma that closes a fronted clause: not one inside a number, and not before "and" or "or" in a list.
_CLOSING_COMMA = re.compile(r",(?=[\s\"”])(?!\s(?:and|or|who|which|whose|the \w+ of)\b)(?!\s[A-Z][\w’']+,)")


def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of one sentence, in order and without gaps: they join up to `text`."""
    return _clauses(text)


@lru_cache(maxsize=256)
def _clauses(text: str) -> tuple[Clause, ...]:
    cuts: dict[int, str] = {0: ""}
    fronted = _FRONTED.match(text)
    if fronted:
        cuts[0] = fronted.group(1).lower()
    elif _INVERTED.match(text):
        cuts[0] = "if"
    for mark in _BOUNDARY.finditer(text, fronted.end() if fronted else 0):
        word = mark.group("word") or mark.group("as") or mark.group("comma") or mark.group("and") or ""
        where = mark.start(mark.lastgroup) if word and mark.lastgroup else mark.end()
        cuts.setdefault(where, word.lower())
    for start in [start for start, opener in cuts.items() if opener in _FRONTABLE]:
        following = min((c for c in cuts if c > start), default=len(text))
        comma = _CLOSING_COMMA.search(text, start, following)
        if comma:
            cuts.setdefault(comma.end(), "")
    starts = sorted(cut for cut in cuts if cut < len(text)) or [0]
    return tuple(Clause(a, b, cuts[a]) for a, b in pairwise([*starts, len(text)]))


_FRONTABLE = frozenset(
    ["even if", "even though", "only if", "if", "unless", "although", "though", "while", "whereas", "when", "because",
     "since", "until", "before", "after", "as"]
)  # fmt: skip


def clause_at(text: str, position: int) -> int:
    """The index in `clauses(text)` of the clause that holds `position`."""
    starts = [clause.start for clause in clauses(text)]
    return max(0, bisect_right(starts, position) - 1)


# --------------------------------------------------------------- verb groups

_ADVERB = (
    r"(?:not|never|already|also|still|now|only|even|just|then|recently|soon|long|since|always|ever|yet|reportedly|"
    r"allegedly|likely|probably|possibly|perhaps|\w+ly)"
)
_IRREGULAR = (
    "sent|lost|took|taken|fought|fell|fallen|struck|stricken|shot|began|begun|came|went|gone|gave|given|made|said|told|"
    "met|held|led|left|won|saw|seen|grew|grown|drove|driven|broke|broken|bought|sold|brought|built|spent|paid|put|hit|"
    "cut|set|let|ran|rose|risen|sank|sunk|fled|withdrew|withdrawn|became|become|got|had|knew|known|kept|shook|shaken|"
    "spoke|spoken|stood|swore|sworn|thought|threw|thrown|wrote|written|drew|drawn|flew|flown|found|felt|dealt|sought|"
    "forgot|froze|frozen|forbade|been|done|borne|bore|beaten|beat|burnt|lent|meant|read|rode|sprang|stole|stolen|"
    "taught|understood|undertook|undertaken|overran|overthrew|overthrown|withheld|upheld|shelled"
)
_PARTICIPLE = (
    rf"(?:{_IRREGULAR}|(?!(?:hundred|need|speed|indeed|breed|seed|feed|weed|bleed|embed|united|unmanned)\b)\w{{2,}}ed)"
)
_GROUP = re.compile(
    rf"""
    (?P<modal>(?:\b(?:will|would|could|can|may|might|must|shall|should)|\bwo(?=n['’]t)|\bca(?=n['’]t)|['’]ll)
        (?:n['’]t|not)?\b(?:\s{_ADVERB}\b)*
        (?P<perfect>\shave\b(?=(?:\s{_ADVERB})*\s{_PARTICIPLE}\b)(?:\s{_ADVERB}\b)*)?
        (?P<be>\s(?:be|been)\b(?:\s{_ADVERB}\b)*)?
        (?:\s(?P<modal_head>[\w’'-]+))?)
    |(?P<have>\b(?:has|have|had|having)(?:n['’]t)?\b(?:\s{_ADVERB}\b)*(?:\sbeen\b(?:\s{_ADVERB}\b)*)?
        (?:\s(?P<have_head>{_PARTICIPLE})\b)?)
    |(?P<is>\b(?:is|are|am|was|were|being)(?:n['’]t)?\b(?:\s{_ADVERB}\b)*(?:\sbeing\b)?
        (?:\s(?P<is_head>{_PARTICIPLE}|\w+ing)\b)?)
    |(?P<do>\b(?:does|do|did)(?:n['’]t)?\b(?:\s{_ADVERB}\b)*(?:\s(?P<do_head>[\w’-]+))?)
    |(?P<to>\bto\s(?!(?:the|a|an|his|her|its|their|this|that|these|those|which|whom|about|at|date|which)\b)
        (?:{_ADVERB}\s)*(?P<to_head>[a-z][\w-]+))
    |(?P<past>\b{_PARTICIPLE}\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_INTENT = re.compile(
    r"\b(?:plan|plans|planned|planning|intends?|intended|promised?|promises|vow(?:s|ed)?|pledge[sd]?|threaten(?:s|ed)?|"
    r"agree[sd]?|expected|likely|unlikely|set|poised|ready|prepar(?:es?|ed|ing)|want(?:s|ed)?|hope[sd]?|hoping|seeks?|"
    r"aims?|decides?|choose|chooses|offer(?:s|ed)?|due|about|going|refuse[sd]?|allow(?:s|ed|ing)?|order(?:s|ed)?|"
    r"demand(?:s|ed)?|call(?:s|ed)?|urge[sd]?|need(?:s|ed)?|try(?:ing)?|tries|tried|able|threat|bid|effort|efforts)\b"
    r"(?:\s(?:not|also|for|on|him|them|it|[A-Z]\w+|their|his|its|the|military|\w+s))*\s?$"
)
_NEGATION = re.compile(r"\b(?:not|never|cannot|hardly|scarcely)\b|n['’]t\b", re.IGNORECASE)
_PRENOMINAL = re.compile(
    r"(?:\b(?:the|a|an|his|her|its|their|our|of|many|some|these|those|more|badly|newly|well)|-)\s?$"
)


@lru_cache(maxsize=256)
def verb_groups(text: str) -> tuple[VerbGroup, ...]:
    """The verb groups of one sentence in order: "might have", "has already sent", "is estimated", "to send", "sent"."""
    found: list[VerbGroup] = []
    for mark in _GROUP.finditer(text):
        kind = mark.lastgroup or ""
        kind = next(name for name in ("modal", "have", "is", "do", "to", "past") if mark.group(name) is not None)
        if kind == "past" and _PRENOMINAL.search(text[max(0, mark.start() - 12) : mark.start()]):
            continue
        found.append(
            VerbGroup(
                start=mark.start(),
                end=mark.end(),
                tense=_tense(kind, mark, text),
                negated=bool(_NEGATION.search(mark.group())),
                passive=_passive(kind, mark),
            )
        )
    return tuple(found)


def _tense(kind: str, mark: re.Match[str], text: str) -> Tense:
    words = mark.group().lower()
    if kind == "modal":
        if mark.group("perfect"):
            return "past"
        if mark.group("be") and (mark.group("modal_head") or "").endswith("ing") and not words.startswith("will"):
            return "present"
        return "future"
    if kind == "have":
        return "past" if words.startswith("had") or mark.group("have_head") or " been" in words else "present"
    if kind == "is":
        return "past" if words.startswith("was") or words.startswith("were") else "present"
    if kind == "do":
        return "past" if words.startswith("did") else "present"
    if kind == "to":
        return "future" if _INTENT.search(text[max(0, mark.start() - 60) : mark.start()]) else "present"
    return "past"


def _passive(kind: str, mark: re.Match[str]) -> bool:
    participle = re.compile(rf"{_PARTICIPLE}$", re.IGNORECASE)
    if kind == "modal":
        return bool(mark.group("be") and mark.group("modal_head") and participle.match(mark.group("modal_head")))
    if kind == "have":
        return " been" in mark.group().lower() and mark.group("have_head") is not None
    if kind == "is":
        return bool(mark.group("is_head") and participle.match(mark.group("is_head")))
    return False


def governing_group(text: str, start: int, end: int) -> VerbGroup | None:
    """The verb group that governs [start, end): the one it lies in, else the last before it, else the first after.

    An infinitive counts like any other group: in "might have plans to send troops" it governs the troops.
    """
    clause = clauses(text)[clause_at(text, start)]
    groups = [g for g in verb_groups(text) if clause.start <= g.start < clause.end]
    inside = [g for g in groups if g.start < end and g.end > start]
    before = [g for g in groups if g.end <= start]
    after = [g for g in groups if g.start >= end]
    return inside[0] if inside else before[-1] if before else after[0] if after else None
