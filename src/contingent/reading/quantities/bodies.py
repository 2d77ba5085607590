"""A body that no list names, as the subject of its clause: "the Upper Bank Relief Fund has spent 40 million"."""

from __future__ import annotations

import re

from contingent.reading.voices.citing import find_cues
from contingent.reading.voices.clauses import clause_at, clauses, verb_groups

_CAPITALS = r"[A-Z][\w’'&-]*(?:\s(?:of\s|for\s|de\s|and\s)?[A-Z][\w’'&-]*){0,5}"
#: a name that opens a clause, an aside behind it or none, and then its verb
_OPENS = re.compile(
    rf"(?:[\s\"“(]|(?:but|and|while|that|because|although|whereas)\s)*(?P<the>the\s)?(?P<name>{_CAPITALS})"
    r"(?P<aside>,\s(?:the|a|an|which|whose|based)\s[^,;]{3,90},)?\s(?=[a-z])",
)
_FRONTED = re.compile(r"[^,;]{3,80},\s(?=(?:the\s)?[A-Z])")
_BODY = re.compile(
    r"\b(?:Army|Navy|Ministry|Board|Fund|Bank|Group|Company|Corporation|Agency|Council|Commission|Committee|Union|League|"
    r"Brigade|Battalion|Division|Corps|Regiment|Front|Movement|Party|Institute|Centre|Center|Organi[sz]ation|Foundation|"
    r"Authority|Administration|Department|Office|Bureau|Service|Forces?|Guard|Legion|Network|Association|Federation|"
    r"Society|Trust|Alliance|Programme|Program|Mission|Command|Crescent|Cross|Frontières|Relief|Watch|University)\b"
)
_NO_NAME = re.compile(
    r"(?:The|A|An|This|That|These|Those|It|He|She|They|We|I|You|There|Some|Many|Most|Several|About|Nearly|Nobody|What|Who|"
    r"January|February|March|April|May|June|July|August|September|October|November|December|\w+day|In|On|At|By|For|From|"
    r"After|Before|Since|Under|Over|With|As|If|When|While|But|And|Yet|So|Both|Neither|Another|Only|One|Two|Three|Four|Five)$"
)


def body_before(text: str, position: int) -> str | None:
    """The body whose proper name is the subject of the clause that holds `position`; None where it is but a word.

    Told by a word for a body in it, an acronym, a "the" or an aside: a person's name and a word that only opens its
    sentence are none, and neither is whoever only says it.

    >>> body_before("The Upper Bank Relief Fund has spent 40 million.", 37)
    'Upper Bank Relief Fund'
    >>> body_before("Soldiers have fired 40 rounds.", 20) is None
    True
    """
    cut, here = clauses(text), clause_at(text, position)
    start = cut[here - 1 if here and cut[here].opener in ("which", "whose", "who") else here].start
    fronted = _FRONTED.match(text, start, position)
    mark = _OPENS.match(text, fronted.end() if fronted else start, position)
    if mark is None:
        return None
    the = mark.group("the") is not None
    words = mark.group("name").split()
    while words and _NO_NAME.match(words[0]):
        the = the or words[0] == "The"
        words = words[1:]
    name = " ".join(words)
    acronym = len(words) == 1 and len(name) > 2 and name.isupper()
    known = acronym or _BODY.search(name) is not None or (len(words) == 1 and mark.group("aside") is not None)
    if not words or not known or not _acts(text, mark.end(), position):
        return None
    return name


def _acts(text: str, start: int, position: int) -> bool:
    """Whether the verb at `start` is an active one of its own, and no verb of saying."""
    verb = next((g for g in verb_groups(text) if g.start <= start + 1 and g.end > start), None)
    if verb is None or verb.passive or verb.start >= position:
        return False
    cited = any(c.kind != "estimate" and c.start <= start < c.end for c in find_cues(text))
    return not cited and not any(g.start > verb.end and g.end <= position for g in verb_groups(text))
