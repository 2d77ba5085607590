"""Whose voice goes on from sentence to sentence: quotations over several sentences, pronouns before verbs of saying."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import groupby

from contingent.core.nouns import Span
from contingent.reading.documents.sentences import Sentence
from contingent.reading.voices.actors import PERSONS, Mention
from contingent.reading.voices.attribution import PRONOUNS
from contingent.reading.voices.background import NOTHING, Background, Quotation
from contingent.reading.voices.citing import Cue, find_cues
from contingent.reading.voices.clauses import verb_groups
from contingent.reading.voices.naming import source_name
from contingent.reading.voices.sides import LEAST_OWN, OUR_OWN, STATEMENT, issuer_name
from contingent.reading.voices.turns import turns

_FEWEST_WORDS = 4  # a quotation of fewer words is a term, not speech
_GAP = 90  # characters between two quotations in which no more than "he said" can stand
_PARAGRAPH = 2  # characters between two sentences from which on a new paragraph begins
_PERSON = re.compile(
    r"\b(?:spokes(?:man|woman|person)|official|officer|minister|president|premier|chancellor|diplomat|general|colonel|"
    r"major|captain|admiral|commander|chief|aide|adviser|advisor|analyst|expert|researcher|envoy|ambassador|secretary|"
    r"director|governor|mayor|lawmaker|senator|king|emir|doctor|resident|witness|soldier|fighter|leader|historian|"
    r"economist|professor|author|critic|planner|deputy|head|chairman|coordinator|source|person|man|woman)\b",
    re.IGNORECASE,
)
_TWO_NAMES = re.compile(r"\b[A-Z][a-zé’'-]+\s[A-Z][\w’'-]+")
_BODY = re.compile(
    r"\b(?:ministry|army|military|navy|agency|group|government|network|monitor|report|statement|office|command|committee|"
    r"council|bank|paper|newspaper|institute|company|staff|department|commission|organi[sz]ation|movement|alliance|mission|"
    r"police|parliament|embassy|study|survey|militia|force|bureau|service|union|league|court|party|think tank)\b",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"\b(?:\w+(?:ials|ats|ysts|erts|ces|sses|ers|ors|ents|tators|ides|itors|tes|men)|people|authorities|police|allies)\b",
    re.IGNORECASE,
)
_SINGULAR_BODY = re.compile(r"\b(?:Forces|Nations|States|Emirates|Netherlands|Philippines)\b")
_OPENING_PLURAL = re.compile(r"(?:The\s)?(?:[A-Z][\w-]+\s)?[A-Za-z][\w-]*(?:ors|ers|ats|ials|ysts|erts|ents|tes)$")
#: "Tom Varga, who runs a ferry, is not convinced.": a name of two or three words, its owner told in an aside.
_OPENING_PERSON = re.compile(
    r"(?:(?:Dr|Mr|Mrs|Ms|Prof|Gen|Col|Capt|General|Colonel|Professor)\.?\s)?(?P<name>[A-Z][a-zé’'-]+\s[A-Z][\w’'-]+(?:\s[A-Z][\w-]+)?)"
    r"(?:,\s(?:an?|the|who|whose|\d\d|head|chief|director|then|now|once)\b)"
)
_OPENING_NAME = re.compile(
    r"(?:The\s)?(?P<name>[A-Z][\w.’'-]+(?:\s[A-Z][\w’'-]+){0,3})(?:,\s(?:the|a|an|which|whose)\b|\s(?:has|had|is|was|will|said|says)\b)"
)
_OPENERS = frozenset(
    ("It", "He", "She", "They", "This", "That", "There", "Nobody", "What", "Who", "One", "Nothing", "I", "We")
)
_OPENS = re.compile(r"(?<![\w’'])[\"“‘](?=\S)|“")
_CLOSES = re.compile(r"”|(?<=\S)\"(?!\w)|(?<=[,.!?])’(?!\w)")
_PAIRS = {"“": "”", '"': '"', "‘": "’"}


@dataclass(frozen=True, slots=True)
class _Holder:
    """Somebody cited: his name as a claim gives it, where it was told, and what pronouns may mean him."""

    name: str
    cue: Span
    pronouns: frozenset[str]


def backgrounds(sentences: Sequence[Sentence], mentions: Sequence[tuple[Mention, ...]]) -> tuple[Background, ...]:
    """The background of each sentence of one document; `mentions` are those of each sentence, in its own offsets.

    A pronoun before a verb of saying is the one cited in the sentence before, where his kind fits: "he" a person, "it"
    a body, "they" several; a wrong referent is worse than none, so anything else stays open. A quotation that fills
    whole sentences is spoken by whom its first or last sentence cites, and one that follows its "…, he said." too.
    """
    found: list[Background] = []
    rows = list(zip(sentences, mentions, strict=True))
    for _, group in groupby(rows, key=lambda row: row[0].segment.id):
        found += _in_segment(list(group))
    issuer = _issuer(rows)
    if issuer is None:
        return tuple(found)
    return tuple(
        replace(behind, issuer=issuer) if sentence.segment.kind in ("title", "heading", "body") else behind
        for (sentence, _), behind in zip(rows, found, strict=True)
    )


def _issuer(rows: Sequence[tuple[Sentence, tuple[Mention, ...]]]) -> tuple[str, Span] | None:
    """The body that speaks in a document which its title calls its statement, and which says "this Command" or "we"."""
    for sentence, mentions in rows:
        title = sentence.span.text
        mark = STATEMENT.match(title) if sentence.segment.kind == "title" else None
        if mark is None:
            continue
        start, end = mark.span("of" if mark.group("of") else "by")
        named = [m for m in mentions if start <= m.start and m.end <= end and m.kind not in PERSONS]
        own = sum(1 for s, _ in rows if s.segment.kind == "body" and OUR_OWN.search(_unquoted(s.span.text)))
        if own < LEAST_OWN or not (named or _BODY.search(title, start, end)):
            return None
        words = issuer_name(title[start:end])
        owner = next((m.name for m in named if m.end - m.start >= 0.6 * (end - start)), words)
        offset = sentence.span.start
        return owner, Span(start=offset + mark.start(), end=offset + mark.end(), text=mark.group())
    return None


def _unquoted(text: str) -> str:
    return re.sub(r"“[^”]*”|\"[^\"]*\"", " ", text)


def _in_segment(rows: Sequence[tuple[Sentence, tuple[Mention, ...]]]) -> list[Background]:
    holders: list[_Holder | None] = []
    pronouns: list[tuple[tuple[str, str], ...]] = []
    for index, (sentence, mentions) in enumerate(rows):
        before = [h for h in holders[max(0, index - 2) : index] if h is not None]
        known = {p: h.name for h in before for p in h.pronouns}
        if index:
            known = {**_opening(rows[index - 1]), **known}
        if (own := _opening_name(sentence, mentions)) is not None:
            known["it"] = own
        row = tuple(known.items())
        pronouns.append(row)
        holders.append(_holder(sentence, mentions, Background(pronouns=row), before))
    quotations = [*_quotations(rows, holders), *turns(rows)]
    made = []
    for (sentence, _), row in zip(rows, pronouns, strict=True):
        here = tuple(q for q in quotations if q.start < sentence.span.end and sentence.span.start < q.end)
        made.append(Background(quotations=here, pronouns=row) if here or row else NOTHING)
    return made


def _cues(sentence: Sentence) -> list[Cue]:
    return [c for c in find_cues(sentence.span.text) if c.kind == "report" and c.source is not None]


def _holder(
    sentence: Sentence, mentions: tuple[Mention, ...], behind: Background, before: Sequence[_Holder]
) -> _Holder | None:
    """The one whom a sentence cites last; None where it cites nobody that can be told."""
    cues = _cues(sentence)
    if not cues:
        return None
    cue = cues[-1]
    said = source_name(sentence.span.text, cue.source, mentions)
    name = behind.meant(said)
    span = _span(sentence, cue)
    if name.lower() in PRONOUNS or name == "unnamed":
        return None
    if name != said:  # a pronoun whose owner is known keeps him in view
        return next((_Holder(h.name, span, h.pronouns) for h in before if h.name == name), None)
    start, end = cue.source or (0, 0)
    kinds = {m.kind for m in mentions if start <= m.start and m.end <= end}
    return _Holder(name, span, frozenset(_pronouns_of(sentence.span.text[start:end], kinds)))


def _span(sentence: Sentence, cue: Cue) -> Span:
    start, end = sentence.span.start + cue.start, sentence.span.start + cue.end
    return Span(start=start, end=end, text=sentence.span.text[cue.start : cue.end])


def _pronouns_of(words: str, kinds: AbstractSet[str]) -> Iterator[str]:
    head = re.split(r"\s(?:of|in|at|on|from|for|with|who|familiar|briefed|close)\b", words)[0]
    if _PLURAL.search(head) and not _SINGULAR_BODY.search(head) and not _BODY.search(head):
        yield "they"
    elif (
        _PERSON.search(head)
        or bool(kinds & PERSONS)
        or (_TWO_NAMES.search(head) and not kinds and not _BODY.search(head))
    ):
        yield from ("he", "she")
    elif _BODY.search(head) or kinds & {"state", "alliance", "armed_group", "organ"}:
        yield "it"


def _opening(row: tuple[Sentence, tuple[Mention, ...]]) -> dict[str, str]:
    """Whom a sentence that cites nobody is about, by pronoun: several people or one person with whom it opens.

    A leader is meant by "he" where the sentence names no other one.
    """
    sentence, mentions = row
    text = sentence.span.text
    first = next((g.start for g in verb_groups(text[:200])), None)
    words = text[:first].strip() if first else ""
    if _OPENING_PLURAL.fullmatch(words):
        return {"they": words.removeprefix("The ")}
    leaders = {m.surface for m in mentions if m.kind in PERSONS}
    if len(leaders) == 1:
        return dict.fromkeys(("he", "she"), min(leaders))
    person = _OPENING_PERSON.match(text)
    if person and not leaders and not any(m.start < person.end("name") for m in mentions):
        return dict.fromkeys(("he", "she"), person.group("name"))
    return {}


def _opening_name(sentence: Sentence, mentions: tuple[Mention, ...]) -> str | None:
    """The body with whose name a sentence opens ("Bluewater, the older line, …; it now says …"), no person's."""
    mark = _OPENING_NAME.match(sentence.span.text)
    if mark is None or mark.group("name") in _OPENERS:
        return None
    named = [m for m in mentions if m.start < mark.end("name") and mark.start("name") < m.end]
    if any(m.kind in (*PERSONS, "people") for m in named) or (_TWO_NAMES.search(mark.group("name")) and not named):
        return None
    return source_name(sentence.span.text, mark.span("name"), mentions)


def _quotations(
    rows: Sequence[tuple[Sentence, tuple[Mention, ...]]], holders: Sequence[_Holder | None]
) -> Iterator[Quotation]:
    """The quotations of a segment that are somebody's speech, each with its speaker."""
    last: tuple[int, _Holder | None, bool] = (-_GAP * 2, None, False)  # end, speaker, whether it was left open
    for start, end, left_open in _quoted(rows):
        inside = [i for i, (s, _) in enumerate(rows) if s.span.start < end and start < s.span.end]
        speaker = _speaker(holders, inside, (start, end))
        near = start - last[0] <= _GAP and (last[2] or _said_between(rows, last[0], start))
        goes_on = last[1] if near else None
        speaker = speaker or goes_on
        last = (end, speaker, left_open)
        if speaker is not None:
            yield Quotation(start=start, end=end, name=speaker.name, cue=speaker.cue)


def _speaker(holders: Sequence[_Holder | None], inside: Sequence[int], bounds: tuple[int, int]) -> _Holder | None:
    """Whom the words right before or right behind a quotation cite: `He said: "…"`, `"…," he said`."""
    near = [*inside[:1], *inside[-1:]] + [i - 1 for i in inside[:1] if i]
    for index in dict.fromkeys(near):
        holder = holders[index]
        if holder is None:
            continue
        before, behind = bounds[0] - holder.cue.end, holder.cue.start - bounds[1]
        if -2 <= before <= 8 or -2 <= behind <= 4:
            return holder
    return None


def _said_between(rows: Sequence[tuple[Sentence, tuple[Mention, ...]]], end: int, start: int) -> bool:
    """Whether nothing but one citation stands between two quotations."""
    words = "".join(
        s.span.text[max(0, end - s.span.start) : max(0, start - s.span.start)]
        for s, _ in rows if s.span.start < start and end < s.span.end
    )  # fmt: skip
    return len(verb_groups(words)) <= 1 and "." not in words.strip().rstrip(".")


def _quoted(rows: Sequence[tuple[Sentence, tuple[Mention, ...]]]) -> Iterator[tuple[int, int, bool]]:
    """(start, end, left open) of each quotation of some length; one left open ends with its paragraph."""
    opened: tuple[int, str] | None = None
    end_before = 0
    words = 0
    for sentence, _ in rows:
        text, offset = sentence.span.text, sentence.span.start
        if opened and offset - end_before >= _PARAGRAPH:
            if words >= _FEWEST_WORDS:
                yield opened[0], end_before, True
            opened = None
        position = 0
        while position < len(text):
            if opened is None:
                mark = _OPENS.search(text, position)
                if mark is None:
                    break
                opened, words, position = (offset + mark.start(), _PAIRS[mark.group()]), 0, mark.end()
                continue
            close = next((m for m in _CLOSES.finditer(text, position) if m.group() == opened[1]), None)
            stop = close.start() if close else len(text)
            words += len(text[position:stop].split())
            if close is None:
                break
            if words >= _FEWEST_WORDS:
                yield opened[0], offset + close.end(), False
            opened, position = None, close.end()
        end_before = sentence.span.end
    if opened and words >= _FEWEST_WORDS:
        yield opened[0], end_before, True
