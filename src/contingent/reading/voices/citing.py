"""Who is cited in a sentence: cues of reporting with the words of the source and the stretch they cover."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from contingent.reading.voices import saying
from contingent.reading.voices.clauses import clause_at, clauses, verb_groups

CueKind = Literal["report", "fear", "promise", "imagined", "agentless", "estimate", "label"]


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue at [start, end) that cites `source` (None: nobody is named) for what stands in [low, high).

    `denies`: the source says that it is not so. A "label" cites only in a headline ("Kyiv: 400 killed").
    """

    start: int
    end: int
    low: int
    high: int
    source: tuple[int, int] | None
    kind: CueKind
    denies: bool = False


@lru_cache(maxsize=256)
def find_cues(text: str) -> tuple[Cue, ...]:
    """The cues of reporting in one sentence, in order of their place."""
    found = [
        *_with_that(text), *_without_that(text), *_promises(text), *_denials(text), *_sourced_phrases(text),
        *_quoted(text), *_agentless(text), *_labels(text),
    ]  # fmt: skip
    found = _with_shared_sources(text, found)
    found += _inner(text, found)
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
    stop = saying.STOP.search(text, start)
    return stop.start() if stop else len(text)


def _with_that(text: str) -> Iterator[Cue]:
    for mark in saying.THAT.finditer(text):
        noun = saying.DETERMINED.search(text[max(0, mark.start() - 12) : mark.start()])  # "the claim that …"
        source = None if noun else _source_before(text, mark.start())
        kind: CueKind = "fear" if mark.group("fear") else "promise" if mark.group("promise") else "report"
        aux = mark.group("aux")
        if saying.IMAGINED.match(aux):
            kind = "imagined"
        if re.match(r"(?:is|are|was|were)\b", aux, re.IGNORECASE):
            continue  # a passive: `_agentless` has it
        denies = False
        if kind == "report" and saying.NOT.search(aux):
            denies = saying.NOT_BELIEVED.match(mark.group("verb") or "") is not None
            kind = "report" if denies else "imagined"  # "did not say that": it is left open
        start = source[0] if source else mark.start()
        yield Cue(start, mark.end(), mark.end(), _scope_end(text, mark.end()), source, kind, denies)


def _without_that(text: str) -> Iterator[Cue]:
    for mark in saying.BARE.finditer(text):
        if saying.NOT_SUBJECT.search(text[max(0, mark.start() - 14) : mark.start()]):
            continue
        if text[: mark.start()].endswith(",") and not saying.APPOSITION.search(text[: mark.start()]):
            continue
        source = _source_before(text, mark.start())
        if source is None:
            continue
        if text[: source[0]].lower().endswith("as "):
            continue  # "as the minister put it": read below
        verb = "claims" if mark.group("claims") else "verb"
        kind: CueKind = "fear" if mark.group(verb).startswith("fear") else "report"
        end = max(mark.end(verb), mark.end("when"))
        yield Cue(source[0], end, mark.end(), _scope_end(text, mark.end()), source, kind)
    for mark in [p for pattern in (saying.SPEAK_OF, saying.ACCUSE, saying.SAID_COLON) for p in pattern.finditer(text)]:
        source = _source_before(text, mark.start())
        if source is not None and not saying.NOT_SUBJECT.search(text[max(0, mark.start() - 14) : mark.start()]):
            yield Cue(source[0], mark.end() - 1, mark.end(), _scope_end(text, mark.end()), source, "report")
    for mark in saying.AND_SAID.finditer(text):
        yield Cue(mark.start("verb"), mark.end("verb"), mark.end(), _scope_end(text, mark.end()), None, "report")


def _denials(text: str) -> Iterator[Cue]:
    for mark in saying.DENIAL.finditer(text):
        if text[: mark.start()].lower().endswith(("nor ", "neither ")):
            continue
        source = _source_before(text, mark.start())
        open_ = saying.NOT.search(mark.group("aux")) is not None  # "did not deny that"
        start = source[0] if source else mark.start()
        high = _scope_end(text, mark.end())
        yield Cue(start, mark.end(), mark.end(), high, source, "imagined" if open_ else "report", not open_)
    for mark in saying.UNCONFIRMED.finditer(text):
        source = _source_before(text, mark.start())
        start = source[0] if source else mark.start()
        yield Cue(start, mark.end(), mark.end(), _scope_end(text, mark.end()), source, "imagined")


def _promises(text: str) -> Iterator[Cue]:
    for mark in saying.PROMISE_TO.finditer(text):
        source = _source_before(text, mark.start())
        start = source[0] if source else mark.start()
        clause = clauses(text)[clause_at(text, mark.start())]
        yield Cue(start, mark.end(), mark.end(), clause.end, source, "promise")


def _sourced_phrases(text: str) -> Iterator[Cue]:
    for mark in [*saying.ACCORDING.finditer(text), *saying.AS_SAID.finditer(text)]:
        yield Cue(mark.start(), mark.end(), 0, len(text), _trimmed(text, *mark.span("source")), "report")
    inverted = [m for m in saying.INVERTED.finditer(text) if not saying.APPOSITION.search(text[: m.start() + 1])]
    for mark in [*saying.AFTER.finditer(text), *inverted]:
        source, end = _trimmed(text, *mark.span("source")), mark.end()
        if source and _PREPOSITION.match(text, source[0]):
            continue  # ", by most estimates,"
        named = saying.NAME_BEHIND.match(text, end) if mark.start("source") > mark.start("verb") else None
        if named:  # "said the director, Ann Lee"
            source, end = named.span("name"), named.end()
        high = len(text) if text[end : end + 1] in (",", ":") else mark.start() + 1
        start = source[0] if source and source[0] < mark.start("verb") else mark.start("verb")
        yield Cue(start, end, 0, high, source, "report")
    for mark in saying.ESTIMATE_OF.finditer(text):
        source = _trimmed(text, *mark.span("source"))
        yield Cue(mark.start(), mark.end(), mark.end(), _scope_end(text, mark.end()), source, "report")


def _quoted(text: str) -> Iterator[Cue]:
    """ "X was quoted by Y as saying", "Y quoted X as saying": both are cited, Y for what X said."""
    for mark in [*saying.QUOTED.finditer(text), *saying.QUOTES.finditer(text)]:
        before, high = _source_before(text, mark.start()), _scope_end(text, mark.end())
        named = mark.groupdict()
        passive = "outer" in named
        other = _trimmed(text, *mark.span("outer" if passive else "inner")) if any(named.values()) else None
        outer, inner = (other, before) if passive else (before, other)
        if outer:  # its scope is the wider by its own words: it is further from what was said
            yield Cue(outer[0], mark.end(), mark.end() - 1, high, outer, "report")
        if inner:
            yield Cue(inner[0], mark.end(), mark.end(), high, inner, "report")


def _agentless(text: str) -> Iterator[Cue]:
    for mark in saying.PASSIVE.finditer(text):
        source = _trimmed(text, *mark.span("source")) if mark.group("source") else None
        clause = clauses(text)[clause_at(text, mark.start())]
        yield Cue(mark.start(), mark.end(), clause.start, _scope_end(text, mark.end()), source, "agentless")
    for mark in saying.THOUGHT_TO.finditer(text):
        yield Cue(mark.start() + 1, mark.end(), mark.start() + 1, _scope_end(text, mark.end()), None, "agentless")
    for mark in saying.SOFT.finditer(text):
        if mark.group("estimate"):
            number = saying.NUMBER.match(text, mark.end())
            if number:
                yield Cue(mark.start(), mark.end(), mark.start(), number.end(), None, "estimate")
        else:
            kind: CueKind = "estimate" if mark.group("by") or mark.group("noun") else "agentless"
            yield Cue(mark.start(), mark.end(), 0, len(text), None, kind)


def _labels(text: str) -> Iterator[Cue]:
    ahead, behind = saying.LABEL.match(text), saying.LABEL_BEHIND.search(text)
    if ahead:
        yield Cue(0, ahead.end("source") + 1, ahead.end(), len(text), ahead.span("source"), "label")
    elif behind and len(text[: behind.start()].split()) >= 3:
        yield Cue(behind.start("source"), behind.end(), 0, behind.start(), behind.span("source"), "label")


def _with_shared_sources(text: str, found: Sequence[Cue]) -> list[Cue]:
    """The cues; one that follows an "and" takes the source of the one before it, or the sentence's subject."""
    kept: list[Cue] = []
    for cue in sorted(found, key=lambda c: (c.start, c.end)):
        if cue.source is None and cue.kind in ("report", "fear", "promise"):
            before = text[: cue.start].rstrip()
            if before.lower().endswith((" and", " but")):
                earlier = [
                    c for c in kept if c.source and c.end <= cue.start and c.kind in ("report", "fear", "promise")
                ]
                source = earlier[-1].source if earlier else _opening_subject(text, cue.start)
                cue = replace(cue, source=source) if source else cue
            if cue.source is None and before.endswith(" who"):  # "their colonel, who added that"
                source = _source_before(text, len(before) - len(" who"))
                verb = _SAID_AHEAD.match(text, *source) if source else None
                source = (verb.end(), source[1]) if source and verb else source
                cue = replace(cue, source=source) if source else cue
            if cue.source is None and any(c.low == cue.low and c.source for c in found):
                continue  # the same verb, found with its subject by another pattern
        kept.append(cue)
    return kept


_SAID_AHEAD = re.compile(r"(?:says?|said|claim(?:s|ed)|add(?:s|ed)|warn(?:s|ed)|jok(?:es|ed)|wrote|report(?:s|ed))\s")


def _opening_subject(text: str, end: int) -> tuple[int, int] | None:
    """The words before the sentence's first verb, where they are few and no other clause begins before `end`."""
    first = next((g.start for g in verb_groups(text) if g.start < end), None)
    if first is None or len(text[:first].split()) > 6 or len(clauses(text[:end])) > 2:
        return None
    return _trimmed(text, 0, first)


_BESIDE = 90  # characters between a verb of saying and the "citing" that goes with it


def _inner(text: str, found: Sequence[Cue]) -> list[Cue]:
    """Whom a source cites itself: "Yonhap, quoting KCNA", "reported on Monday, citing two officials"."""
    made: list[Cue] = []
    for mark in saying.CITING.finditer(text):
        inner = _trimmed(text, *mark.span("inner"))
        near = [
            c for c in found
            if c.start < mark.end() and mark.start() - c.end < _BESIDE and c.kind == "report"
            and (c.end > mark.start() or not saying.STOP.search(text, c.end, mark.start()))
        ]  # fmt: skip
        if inner is None:
            continue
        outer = next((c for c in near if c.start < mark.start() < c.end), near[-1] if near else None)
        low, high = (outer.low, outer.high) if outer else (0, mark.start())
        made.append(Cue(mark.start(), inner[1], low, high, inner, "report"))
    return made


_CLAUSE_HEAD = re.compile(
    r"[;:—–(“\"]|\b(?:that|but|and|while|because|although|as|if|which|who|when|since|whereas)\b", re.IGNORECASE
)
_PREPOSITION = re.compile(r"(?:by|in|for|at|of|with|on|from|as|to)\s", re.IGNORECASE)
_TRAILING = re.compile(
    rf"(?:\s|,|\b(?:{saying.ADVERB}|has|have|had|did|does|who|which|is|are|was|were)\b)+$", re.IGNORECASE
)
#: "figures from the ministry on Monday": the day is no part of the source
_WHEN_BEHIND = re.compile(
    r"\s(?:(?:late\s|early\s)?on\s\w+day|last\s(?:week|month|year|\w+day)|this\s(?:week|month|year)|yesterday|today|"
    r"earlier|late\s\w+day|on condition of anonymity|in a statement)\b.*$"
)
_LEADING = re.compile(
    r"(?:\s|[,\"“”‘(]|\b(?:but|and|so|yet|however|meanwhile|moreover|also|still|then|now|today|yesterday)\b)+",
    re.IGNORECASE,
)


def _source_before(text: str, end: int) -> tuple[int, int] | None:
    """The noun phrase that ends before `end` and is the subject of the cue there."""
    end = len(text[:end].rstrip())
    if text[:end].endswith(","):
        aside = saying.APPOSITION.search(text[max(0, end - 160) : end])
        if aside:  # "The minister, who arrived as it began, said": he stands before the first comma
            end = max(0, end - 160) + aside.start() + 1
    low = max(0, end - 160)
    heads = [m.end() for m in _CLAUSE_HEAD.finditer(text, low, end) if not _is_relative(text, m)]
    # "Ukraine and the United States say": an "and" close to the verb joins two subjects
    start = next((h for h in reversed(heads) if not _joins(text, h, end)), low)
    commas = [m.end() for m in _COMMA.finditer(text, start, start + len(text[start:end].rstrip(" ,")))]
    start = commas[-1] if commas else start
    relative = _RELATIVE.search(text, start, end)
    return _trimmed(text, start, relative.start() if relative and relative.start() > start + 2 else end)


_COMMA = re.compile(r",(?!\d)")
_RELATIVE = re.compile(
    r"\s(?:that|which|who)\s(?=(?:has|have|had|is|are|was|were|\w+(?:s|ed)|runs?|keeps?|kept|led|fought)\b)"
)


def _is_relative(text: str, head: re.Match[str]) -> bool:
    """Whether a "that", "which" or "who" opens a clause about the noun before it, and not what somebody says."""
    if head.group().lower() not in ("that", "which", "who"):
        return False
    return _RELATIVE.match(text, head.start() - 1) is not None and not any(
        mark.start("that") == head.start() for mark in saying.THAT.finditer(text)
    )


def _joins(text: str, head: int, end: int) -> bool:
    """Whether the "and" that ends at `head` joins two subjects and not two clauses."""
    if not text[:head].lower().endswith((" and", " or")) or len(text[head:end].split()) > 4:
        return False
    return not any(head - 30 <= group.start < head for group in verb_groups(text))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """[start, end) without adverbs, auxiliaries and punctuation at its ends; None where nothing is left."""
    leading = _LEADING.match(text, start, end)
    start = leading.end() if leading else start
    when = _WHEN_BEHIND.search(text[start:end])
    end = start + when.start() if when else end
    trailing = _TRAILING.search(text[start:end])
    end = start + trailing.start() if trailing else end
    return (start, end) if end > start and any(c.isalnum() for c in text[start:end]) else None
