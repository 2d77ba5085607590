"""Who is cited in a sentence: cues of reporting with the words of the source and the stretch they cover."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from contingent.reading.voices.clauses import clause_at, clauses, verb_groups

CueKind = Literal["report", "fear", "promise", "imagined", "agentless", "estimate"]


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue at [start, end) that cites `source` (None: nobody is named) for what stands in [low, high)."""

    start: int
    end: int
    low: int
    high: int
    source: tuple[int, int] | None
    kind: CueKind


_SAY = (
    "says?|said|claims?|claimed|reports?|reported|estimates?|estimated|states?|stated|argues?|argued|believes?|believed|"
    "thinks?|thought|warns?|warned|notes?|noted|announces?|announced|adds?|added|asserts?|asserted|alleges?|alleged|"
    "insists?|insisted|suggests?|suggested|indicates?|indicated|reveals?|revealed|confirms?|confirmed|denies|denied|"
    "acknowledges?|acknowledged|admits?|admitted|assess|assesses|assessed|concludes?|concluded|predicts?|predicted|"
    "forecasts?|maintains?|maintained|contends?|contended|declares?|declared|explains?|explained|writes?|wrote|"
    "expects?|expected|doubts?|doubted|suspects?|suspected|hopes?|hoped|shows?|showed|finds?|found|points? out|"
    "pointed out|"
    "tells?|told|saying|claiming|arguing|reporting|warning|adding|noting|signals?|signalled|signaled|understands?|"
    "considers?|considered"
)
_FEAR = "fears?|feared|worries|worry|worried"
_PROMISE = (
    "promised?|promises|promising|vows?|vowed|vowing|pledges?|pledged|pledging|threatens?|threatened|swears?|swore"
)
_ADVERB = r"(?:also|now|still|even|never|already|repeatedly|recently|publicly|later|once|just|further|\w+ly)"
_AUX = (
    r"(?:(?:has|have|had|is|are|was|were|did|does|do|will|would|may|might|could|can)(?:\snot)?\s)?"
    rf"(?:{_ADVERB}\s)*(?:been\s)?"
)
#: These take a hearer before their "that": "signals the Russian people that".
_TELL = (
    "tells?|told|telling|warn(?:s|ed|ing)?|signals?|signal+ed|assure[sd]?|remind(?:s|ed)?|inform(?:s|ed)?|promise[sd]?"
)
_DETERMINED = re.compile(
    r"\b(?:the|a|an|his|her|its|their|these|those|any|no|of|one|some|new|recent|official)\s$", re.IGNORECASE
)
#: When it was said, between the verb and what was said: "said on Monday that", "said last week they".
_WHEN = (
    r"(?:(?:(?:late|early)\s)?(?:on|in)\s[A-Z]\w+(?:\s\d{1,2})?|(?:last|this)\s(?:week|month|year|[A-Z]\w+)|yesterday|"
    r"today|earlier|in a statement)"
)
_THAT = re.compile(
    rf"(?P<aux>\b{_AUX})\b(?:(?P<verb>(?P<fear>{_FEAR})|(?P<promise>{_PROMISE})|{_SAY})\s(?:{_WHEN},?\s)?|"
    rf"(?:{_TELL})\s(?!that\b)(?:[\w’'-]+\s){{1,5}}?)(?P<that>that)\b",
    re.IGNORECASE,
)
_BARE_SAY = (
    "says|said|claims|claimed|warns|warned|believes|believed|thinks|thought|insists|insisted|predicts|predicted|expects|"
    "reports|reported|estimates|estimated|argues|argued|announced|alleges|alleged|suspects|suspected|puts|put|"
    "stated|added|fears|feared|told reporters"
)
#: Without "that" the verb must follow its subject directly and open a clause; case matters ("United States").
_BARE = re.compile(
    rf"(?<=[\w’'”\"),])\s(?:(?:has|have|had)\s)?(?P<verb>{_BARE_SAY})(?P<when>\s{_WHEN})?\s"
    r"(?!that\b|by\b|to\b|in\b|of\b|as\b|at\b|on\b|for\b|(?:last|this)\s(?:week|month|year)\b|yesterday\b)"
    r"(?=[\w“\"‘])|(?<=[\w’'”\")])\s(?P<claims>claims|claimed)\sto\s(?=have\b)"
)
#: "The minister, Ann Lee, said": what stands between two commas before the verb.
_APPOSITION = re.compile(r"[\w’'”]\s?,\s(?:[A-Z]|the\s|an?\s|who\s)[^,;.]{2,80},$")
_NOT_SUBJECT = re.compile(
    r"\b(?:the|a|an|his|her|its|their|our|my|these|those|some|such|of|in|by|to|from|no|any|other|many|all|is|are|was|were|be|"
    r"been|has|have|had|not|and|or|new|recent|official|earlier|previous|several|its own|with|for|on|as|being|an?)$",
    re.IGNORECASE,
)
_PROMISE_TO = re.compile(
    rf"(?P<aux>\b(?:(?:has|have|had)\s)?(?:{_ADVERB}\s)*)\b(?P<verb>{_PROMISE})\s(?:not\s)?to\b", re.IGNORECASE
)
_ACCORDING = re.compile(
    r"\b(?:according to|in the words of|in the view of|per)\s(?P<source>[^,;.()]{2,90})", re.IGNORECASE
)
_AFTER = re.compile(
    rf"[,”\"’]\s(?P<source>(?:[\w.’'&-]+\s){{1,9}}?)(?P<verb>says|said|claims|claimed|adds|added|warned|warns|reported|reports|wrote|"
    r"told reporters|noted|announced|stated|insisted|estimates|estimated|believes)"
    rf"(?=\s?(?:[,.;]|$|on\b|in\b|late\b|last\b|\w+day\b|{_ADVERB}\b))"
)
_INVERTED = re.compile(
    r"[,”\"’?!]\s(?P<verb>says|said|claims|claimed|adds|added|warned|wrote|reports|reported)\s(?P<source>[A-Z][^,;.]{1,80}|the\s[^,;.]{2,80})"
)
_PASSIVE = re.compile(
    rf"\b(?:is|are|was|were|been|be|being)\s(?:{_ADVERB}\s|not\s)*(?P<verb>estimated|believed|thought|said|reported|expected|seen|"
    r"considered|understood|alleged|rumoured|rumored|feared|assumed|projected|predicted|regarded|viewed|described|known)"
    r"(?:\sby\s(?P<source>[^,;.]{2,60}?))?\s(?P<link>to\shave\b|to\b|as\b|that\b)",
    re.IGNORECASE,
)
_SOFT = re.compile(
    r"\b(?P<estimate>an\sestimated|estimated)\b|\b(?P<adverb>reportedly|allegedly|purportedly|supposedly)\b",
    re.IGNORECASE,
)
#: A number, in digits or words, as it follows "estimated".
_NUMBER = re.compile(
    r"\s[$€£~]?(?:\d[\d.,]*|(?:a|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|half|tens|"
    r"hundreds|thousands|millions)\b)(?:\s(?:hundred|thousand|million|billion|of|to|and|\d[\d.,]*))*",
    re.IGNORECASE,
)
_ESTIMATE_OF = re.compile(
    r"(?P<source>[A-Z][\w.’'&-]*(?:\s[\w.’'&-]+){0,5}?)[’']?s?\s(?:estimates?|figures?|count|assessments?)\s(?:of|puts?|suggests?)\b"
)
_STOP = re.compile(r";|,?\s(?:but|while|whereas|although|however)\b", re.IGNORECASE)
_IMAGINED = re.compile(r"\b(?:can|could|may|might|would)\s", re.IGNORECASE)


@lru_cache(maxsize=256)
def find_cues(text: str) -> tuple[Cue, ...]:
    """The cues of reporting in one sentence, in order of their place."""
    found = [*_with_that(text), *_without_that(text), *_promises(text), *_sourced_phrases(text), *_agentless(text)]
    unique = {(cue.start, cue.end, cue.kind): cue for cue in found if cue.low < cue.high and not _own_voice(text, cue)}
    return tuple(sorted(unique.values(), key=lambda cue: (cue.start, cue.end)))


def _own_voice(text: str, cue: Cue) -> bool:
    """Whether the source is the speaker himself, or a thing that "threatens to" happen."""
    if cue.source is None:
        return False
    source = text[slice(*cue.source)]
    thing = cue.kind == "promise" and "threat" in text[cue.start : cue.end].lower()
    return source.lower() in ("i", "we", "you", "one") or (thing and not re.search(r"\b(?:[A-Z]|he\b|she\b)", source))


_WHO_HE_IS = re.compile(
    r",\s(?:an?|the|who|whose|head|chief)\s[^;]{2,120}|\s(?:on|in|last|this|yesterday)\b[^,;]{0,40}"
)


def without_citation(text: str, start: int, end: int) -> int:
    """Where [start, end) ends without a source named at its end (", according to the army", ", the minister said")."""
    for cue in find_cues(text):
        last = cue.end >= end - 2 or _WHO_HE_IS.fullmatch(text, cue.end, end) is not None
        if cue.kind == "report" and start < cue.start < end and cue.low <= start and last:
            return start + len(text[start : cue.start].rstrip(' ,\n"”'))
    return end


def _scope_end(text: str, start: int) -> int:
    stop = _STOP.search(text, start)
    return stop.start() if stop else len(text)


def _with_that(text: str) -> Iterator[Cue]:
    for mark in _THAT.finditer(text):
        noun = _DETERMINED.search(text[max(0, mark.start() - 12) : mark.start()])  # "the claim that …"
        source = None if noun else _source_before(text, mark.start())
        kind: CueKind = "fear" if mark.group("fear") else "promise" if mark.group("promise") else "report"
        if _IMAGINED.match(mark.group("aux")):
            kind = "imagined"
        if re.match(r"(?:is|are|was|were)\b", mark.group("aux"), re.IGNORECASE):
            continue  # a passive: `_agentless` has it
        start = source[0] if source else mark.start()
        yield Cue(start, mark.end(), mark.end(), _scope_end(text, mark.end()), source, kind)


def _without_that(text: str) -> Iterator[Cue]:
    for mark in _BARE.finditer(text):
        if _NOT_SUBJECT.search(text[max(0, mark.start() - 14) : mark.start()]):
            continue
        if text[: mark.start()].endswith(",") and not _APPOSITION.search(text[: mark.start()]):
            continue
        source = _source_before(text, mark.start())
        if source is None:
            continue
        verb = "claims" if mark.group("claims") else "verb"
        kind: CueKind = "fear" if mark.group(verb).startswith("fear") else "report"
        end = max(mark.end(verb), mark.end("when"))
        yield Cue(source[0], end, mark.end(), _scope_end(text, mark.end()), source, kind)


def _promises(text: str) -> Iterator[Cue]:
    for mark in _PROMISE_TO.finditer(text):
        source = _source_before(text, mark.start())
        start = source[0] if source else mark.start()
        clause = clauses(text)[clause_at(text, mark.start())]
        yield Cue(start, mark.end(), mark.end(), clause.end, source, "promise")


def _sourced_phrases(text: str) -> Iterator[Cue]:
    for mark in _ACCORDING.finditer(text):
        yield Cue(mark.start(), mark.end(), 0, len(text), _trimmed(text, *mark.span("source")), "report")
    inverted = [m for m in _INVERTED.finditer(text) if not _APPOSITION.search(text[: m.start() + 1])]
    for mark in [*_AFTER.finditer(text), *inverted]:
        source = _trimmed(text, *mark.span("source"))
        high = len(text) if text[mark.end() : mark.end() + 1] == "," else mark.start() + 1
        start = source[0] if source and source[0] < mark.start("verb") else mark.start("verb")
        yield Cue(start, mark.end(), 0, high, source, "report")
    for mark in _ESTIMATE_OF.finditer(text):
        source = _trimmed(text, *mark.span("source"))
        yield Cue(mark.start(), mark.end(), mark.end(), _scope_end(text, mark.end()), source, "report")


def _agentless(text: str) -> Iterator[Cue]:
    for mark in _PASSIVE.finditer(text):
        source = _trimmed(text, *mark.span("source")) if mark.group("source") else None
        clause = clauses(text)[clause_at(text, mark.start())]
        yield Cue(mark.start(), mark.end(), clause.start, _scope_end(text, mark.end()), source, "agentless")
    for mark in _SOFT.finditer(text):
        if mark.group("estimate"):
            number = _NUMBER.match(text, mark.end())
            if number:
                yield Cue(mark.start(), mark.end(), mark.start(), number.end(), None, "estimate")
        else:
            yield Cue(mark.start(), mark.end(), 0, len(text), None, "agentless")


_CLAUSE_HEAD = re.compile(
    r"[;:—–(“\"]|\b(?:that|but|and|while|because|although|as|if|which|when|since|whereas)\b", re.IGNORECASE
)
_TRAILING = re.compile(rf"(?:\s|,|\b(?:{_ADVERB}|has|have|had|did|does|who|which|is|are|was|were)\b)+$", re.IGNORECASE)
_LEADING = re.compile(
    r"(?:\s|[,\"“”‘(]|\b(?:but|and|so|yet|however|meanwhile|moreover|also|still|then|now|today|yesterday)\b)+",
    re.IGNORECASE,
)


def _source_before(text: str, end: int) -> tuple[int, int] | None:
    """The noun phrase that ends before `end` and is the subject of the cue there."""
    low = max(0, end - 160)
    heads = [m.end() for m in _CLAUSE_HEAD.finditer(text, low, end)]
    # "Ukraine and the United States say": an "and" close to the verb joins two subjects
    start = next((h for h in reversed(heads) if not _joins(text, h, end)), low)
    chunk = text[start:end]
    parts = [p.strip() for p in chunk.split(",")]
    if len(parts) > 1:
        apposition = chunk.rstrip().endswith(",") and len(parts) > 2 and parts[0][:1].isupper()
        start = start if apposition else start + chunk.rstrip(" ,").rfind(",") + 1
        end = start + len(parts[0]) + (len(chunk) - len(chunk.lstrip())) if apposition else end
    return _trimmed(text, start, end)


def _joins(text: str, head: int, end: int) -> bool:
    """Whether the "and" that ends at `head` joins two subjects and not two clauses."""
    if not text[:head].lower().endswith((" and", " or")) or len(text[head:end].split()) > 4:
        return False
    return not any(head - 30 <= group.start < head for group in verb_groups(text))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """[start, end) without adverbs, auxiliaries and punctuation at its ends; None where nothing is left."""
    leading = _LEADING.match(text, start, end)
    start = leading.end() if leading else start
    trailing = _TRAILING.search(text[start:end])
    end = start + trailing.start() if trailing else end
    return (start, end) if end > start and any(c.isalnum() for c in text[start:end]) else None
