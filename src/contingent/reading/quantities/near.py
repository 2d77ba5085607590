"""Who stands where in a sentence: grammatical subjects, recipients, opponents, and whom a pronoun means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from contingent.reading.voices.actors import Mention
from contingent.reading.voices.citing import find_cues
from contingent.reading.voices.clauses import clause_at, clauses

_PREPOSITION = re.compile(
    r"\b(?:of|in|to|for|against|with|from|by|on|into|at|near|between|over|under|across|around|inside|outside|toward|"
    r"towards|via|within|after|before|since|like|among|upon|about)\s+(?:the\s+|a\s+|an\s+|its\s+|their\s+)?(?:[\w-]+ern\s+)?$",
    re.IGNORECASE,
)
_LISTED = re.compile(r"(?<=\s)(?:[A-Z][\w.-]+\s){0,2}[A-Z][\w.-]+(?:,|\sand|\sor)\s(?:the\s)?$")
_LIST_GOES_ON = re.compile(r"[,;.)]|\s(?:and|or)\b|$")
_PRONOUN = re.compile(r"\b(?P<he>he|his|him|she|her)\b|\b(?P<it>it|its|they|their|them)\b", re.IGNORECASE)
_OTHER_SUBJECT = re.compile(
    r"\b(?:the|an?)\s+(?:\w+\s+)?(?:army|military|government|group|militia|movement|junta|regime|navy|force|forces|"
    r"coalition|rebels|country|alliance|brigade|company|agency)\b",
    re.IGNORECASE,
)
#: what makes the name behind it an enemy
_FIGHTS = re.compile(
    r"\b(?:against|fighting|fight|fought|versus|battling|facing|at war with|war on|attacked|attacking)\s+"
    r"(?:back\s+)?(?:the\s+)?(?:[\w-]+\s+){0,2}?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What has been named before a sentence: mentions of earlier sentences in order, and the last subject."""

    recent: tuple[Mention, ...] = ()
    topic: str | None = None


def is_oblique(text: str, mention: Mention) -> bool:
    """Whether a preposition governs the name ("to Russia"), so that it is no subject.

    >>> is_oblique("sent to Russia", Mention(8, 14, "Russia", "Russia", "state"))
    True
    """
    start = mention.start
    while _LIST_GOES_ON.match(text, mention.end) and (
        listed := _LISTED.search(text, max(0, start - 40), start)
    ):  # "led by Chad, Mali and Niger"
        start = listed.start()
    return _PREPOSITION.search(text, max(0, start - 40), start) is not None


def is_possessive(text: str, mention: Mention) -> bool:
    """Whether 's follows the name, or it is an "our"."""
    return (
        mention.surface.lower() in ("our", "our own", "your", "your own")
        or text[mention.end : mention.end + 2] in ("'s", "’s")
        or (mention.surface.endswith("s") and text[mention.end : mention.end + 1] in ("'", "’"))
    )


def is_cited(text: str, mention: Mention, position: int) -> bool:
    """Whether the name only tells who says what stands at `position`: "Mali said that 30 soldiers of Chad fell".

    >>> is_cited("Mali said that 30 fell", Mention(0, 4, "Mali", "Mali", "state"), 15)
    True
    """
    return any(
        cue.source is not None and cue.start <= mention.start < cue.end and cue.low <= position < cue.high
        and not (cue.start <= position < cue.end) and cue.kind in ("report", "fear")
        for cue in find_cues(text)
    )  # fmt: skip


def subject_before(text: str, low: int, high: int, mentions: Sequence[Mention], scene: Scene) -> str | None:
    """The actor that is the grammatical subject in text[low:high]: its last name or pronoun no preposition governs.

    Where several stand side by side the first of the last clause wins: text[low:high] should be one clause.
    """
    names = _subjects(text, low, high, mentions)
    pronoun = _subject_pronoun(text, low, high, names)
    if pronoun:
        return _whom(pronoun, mentions, scene, None)
    return names[0].name if names else None


def _subjects(text: str, low: int, high: int, mentions: Sequence[Mention]) -> list[Mention]:
    """The names in text[low:high] that no preposition governs and that do not just tell who says it."""
    return [
        m for m in mentions
        if low <= m.start and m.end <= high and not is_oblique(text, m) and not is_cited(text, m, high)
    ]  # fmt: skip


_OBJECT = re.compile(r"\s(?:at|to|as|from|with|by|into)\b")  # "puts it at 40": no subject


def _subject_pronoun(text: str, low: int, high: int, names: Sequence[Mention]) -> re.Match[str] | None:
    """The last "he", "she", "it" or "they" of text[low:high], where no name follows it."""
    found = [
        p for p in _PRONOUN.finditer(text, low, high)
        if p.group().lower() in ("he", "she", "it", "they") and not _OBJECT.match(text, p.end())
    ]  # fmt: skip
    return found[-1] if found and (not names or found[-1].start() > names[-1].start) else None


def _whom(pronoun: re.Match[str], mentions: Sequence[Mention], scene: Scene, exclude: str | None) -> str | None:
    """Whom the pronoun of a sentence means, given the sentence's own mentions before it."""
    before = tuple(m for m in mentions if m.end <= pronoun.start())
    if pronoun.group("it") and not before and _OTHER_SUBJECT.search(pronoun.string, 0, pronoun.start()):
        return None  # "the army ... its": whose army, only a reader of the whole text knows
    if not before and pronoun.group().lower() == "they" and scene.recent and _WE.fullmatch(scene.recent[-1].surface):
        return None  # a party that speaks as "we" means others by "they", or its men: nobody can tell
    text, at = pronoun.string, pronoun.start()
    free = [m for m in before if not is_oblique(text, m)]
    clause = clauses(text)[clause_at(text, at)]
    owns = pronoun.group().lower() in ("its", "their") and clause.opener not in ("which", "who", "whose", "that")
    near = [m for m in free if m.start >= clause.start] if owns else []
    told = [m for m in near if not is_cited(text, m, at)]  # "Mali says Chad has lost 40 of its men"
    topic = next((m.name for m in (*told, *near, *free)), scene.topic)
    return resolve(pronoun, Scene((*scene.recent, *before), topic), exclude=exclude)


_WE = re.compile(r"(?:we|us|ours?)\b.*", re.IGNORECASE)


def nearest_subject(text: str, low: int, high: int, mentions: Sequence[Mention], scene: Scene) -> str | None:
    """As `subject_before`, but the name nearest to `high`: who does the verb that stands there."""
    adjoining = [m for m in mentions if m.end <= high and m.start >= low and not text[m.end : high].strip()]
    if adjoining and not is_possessive(text, adjoining[-1]):
        return adjoining[-1].name  # "resulted in Pyongyang providing": the verb's own subject, whatever stands before
    names = _subjects(text, low, high, mentions)
    pronoun = _subject_pronoun(text, low, high, names)
    if pronoun:
        return _whom(pronoun, mentions, scene, None)
    if not names:
        return None
    joined = [m for m in names if not (is_possessive(text, m) and m is not names[-1])]
    return (joined or names)[-1].name


def resolve(pronoun: re.Match[str], scene: Scene, *, exclude: str | None) -> str | None:
    """The actor that a pronoun means: a leader for "he", the last subject for "it" and "they"; never `exclude`.

    `exclude` is who acts on it: "another 2,000 Chadians would bolster his army" cannot mean their own leader.
    """
    recent = [m for m in reversed(scene.recent) if m.name != exclude]
    if pronoun.group("he"):
        for mention in recent:
            if mention.kind == "leader":
                return mention.name
    if scene.topic and scene.topic != exclude:
        return scene.topic
    return next((m.name for m in recent if m.kind in ("state", "armed_group", "people")), None)


def possessor(
    text: str, start: int, end: int, mentions: Sequence[Mention], scene: Scene, *, exclude: str | None = None
) -> str | None:
    """Whose things text[start:end] speaks of: the owner of "his", "its" or "Kim's" inside or right before it."""
    for mention in mentions:
        if is_possessive(text, mention) and (start <= mention.start < end or 0 <= start - mention.end <= 3):
            return mention.name
    for pronoun in _PRONOUN.finditer(text, max(0, start - 6), end):
        if pronoun.group().lower() in ("his", "her", "its", "their") and pronoun.end() > start - 2:
            return _whom(pronoun, mentions, scene, exclude)
    return None


_WHOLE = (
    r"dead|wounded|losses|casualties|fatalities|toll|army|armies|forces?|troops|strength|garrisons?|fleet|arsenal|"
    r"stockpiles?|numbers?|ranks|manpower|budget|spending|reserves?|count|figures?"
)
_KIND = r"\s(?:own|total|annual|defen[cs]e|military|combat|battle|monthly)"
#: "put its own dead at", "Mali's losses exceed": whose a thing is whose size the number tells
_SIZE_OF = re.compile(
    rf"(?P<own>\b(?:its|their|his|her))?(?:{_KIND})*\s(?P<whole>{_WHOLE})"
    r"(?:\s(?:in|on|for|of|since)\s(?:the\s|every\s|all\s)?\w+(?:\s(?:front|war|month|year|week|fighting|battle))?)?"
    r"(?:,\s[^.;:]{3,50},)?\s"
    r"(?:(?:is|are|was|were|has|have|had|now|been|to|be|put|thought|estimated|said|believed|may|might|could|would)\s)*"
    r"(?:at|by|to|of|exceed(?:s|ed)?|reach(?:es|ed)?|total(?:s|l?ed)?|number(?:s|ed)?|stands? at|stood at|is|are|was|"
    r"were|be)\s(?:(?:the|a|some|about|around|roughly|nearly)\s)*$",
    re.IGNORECASE,
)


def owner_of_size(text: str, low: int, start: int, mentions: Sequence[Mention], scene: Scene) -> str | None:
    """Whose dead, losses or forces the number at `start` counts: "puts its own dead at 40", "Mali's army numbers"."""
    mark = _SIZE_OF.search(text, max(low, start - 120), start)
    if mark is None:
        return None
    if mark.group("own"):
        pronoun = _PRONOUN.match(text, mark.start("own"))
        return _whom(pronoun, mentions, scene, None) if pronoun else None
    whole = mark.start("whole")
    return next((m.name for m in mentions if m.end <= whole and _HIS_OWN.fullmatch(text, m.end, whole)), None)


_HIS_OWN = re.compile(rf"(?:['’]s?)?(?:{_KIND})*\s")
#: "30 soldiers of Chad", "400 fighters from Hamas", "7,000 from the Republic of Korea"
_BOUGHT = re.compile(
    r"(?:['’]s\s(?:army|military|forces))?\s(?:(?:has|have|had|is|are|was|were|will|would|now|still|already)\s)*"
    r"(?:spen[dt]\w*|sen[dt]\w*|los[et]\w*|held|holds?|ha[sd]|have|keeps?|kept|own\w*|field\w*|pa(?:id|ys?)|paying|supplied|"
    r"promised|pledged|deployed|operat\w+|lent|deliver\w+|fired|used|bought|built)\b"
)
_WHICH = re.compile(r"\s(?:(?:that|which|whom)\s)?(?:the\s)?")


def held_by(text: str, end: int, mentions: Sequence[Mention]) -> str | None:
    """The subject of the relative clause right behind a quantity: "the 40 tanks that Chad has lost"."""
    behind = next((m for m in mentions if end <= m.start <= end + 16), None)
    if behind is None or not _WHICH.fullmatch(text, end, behind.start) or not _BOUGHT.match(text, behind.end):
        return None
    return behind.name


_BELONGS = re.compile(r"(?:\s[\w-]+){0,1}?\s(?:of|from)\s(?:the\s)?$", re.IGNORECASE)


def belongs_to(text: str, end: int, mentions: Sequence[Mention]) -> str | None:
    """The actor behind "of" or "from" right after a quantity: "30 soldiers of Chad were killed"."""
    behind = next((m for m in mentions if end <= m.start <= end + 30), None)
    if behind is None or _BELONGS.fullmatch(text, end, behind.start) is None:
        return None
    return (
        None if is_possessive(text, behind) and text[behind.start - 5 : behind.start].strip() == "from" else behind.name
    )


def opponent(text: str, low: int, high: int, mentions: Sequence[Mention], own: str | None) -> str | None:
    """The actor fought against in text[low:high]: "fighting against Ukraine", "at war with Chad"."""
    for mention in mentions:
        other = low <= mention.start and mention.end <= high and mention.name != own
        if other and _FIGHTS.search(text, max(low, mention.start - 50), mention.start):
            return mention.name
    return None


def _as_named(mention: Mention) -> str:
    """The place in the text's words ("Gaza", "Congo"); a state's own name in its proper letters."""
    return mention.name if mention.surface.casefold() == mention.name.casefold() else mention.surface


_REGION = (
    r"region|oblast|province|provinces|state|district|city|peninsula|front|valley|strip|border|governorate|area|"
    r"islands?|mountains|highlands|desert|coast"
)
_PLACE = re.compile(
    r"\b(?P<prep>in|into|near|around|at|across|inside|outside|on|to|over)\s+(?:the\s+)?(?:[a-z]+ern\s+)?"
    r"(?P<name>[A-Z][\w’'-]{1,30}(?:\s+[A-Z][\w-]{1,30}){0,3})(?P<kind>\s+(?:" + _REGION + r")\b)?"
)
_NOT_PLACES = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|"
    r"Thursday|Friday|Saturday|Sunday|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Ramadan|Christmas|Easter)\b"
)


def place_behind(text: str, start: int, end: int, mentions: Sequence[Mention]) -> str | None:
    """The first place in text[start:end] behind "in", "near", "across"…; "to" needs a region or front behind it."""
    for match in _PLACE.finditer(text, start, end):
        if _NOT_PLACES.match(match["name"]):
            continue
        inside = [m for m in mentions if m.start == match.start("name")]
        if match["prep"] in ("to", "on", "over", "at") and not match["kind"]:
            continue
        if inside and not match["kind"]:
            if inside[0].kind in ("state", "people") and inside[0].end >= match.end("name"):
                return _as_named(inside[0])
            if inside[0].kind != "state":
                continue
        return " ".join((match["name"] + (match["kind"] or "")).split()).rstrip("’'")
    for mention in mentions:
        if start <= mention.start < end and re.search(r"\b(?:in|into|inside|across)\s+$", text[start : mention.start]):
            return _as_named(mention)
    return None
