"""What happened, by a lexicon of trigger words: type, who to whom, when, and how sure the text is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from contingent.core.keys import content_id
from contingent.core.nouns import Claim, Document, Event
from contingent.reading.documents.sentences import Sentence
from contingent.reading.statements.event_context import (
    REACH,
    against_government,
    kind_in_context,
    owner_of_forces,
    reduced_passive,
    same_victim,
    subtype,
)
from contingent.reading.statements.event_words import NOUNS, VERBS, Word
from contingent.reading.voices.actors import Gazetteer
from contingent.reading.voices.clauses import clause_at, clauses
from contingent.reading.voices.grounds import cues_of, time_of
from contingent.reading.voices.scene import Scene, place_in

_WORD = re.compile(r"[A-Za-z][\w’'-]*")
#: What may stand before a base form or a third person for it to be a verb and not the noun of the same spelling.
_VERB_AHEAD = re.compile(
    r"(?:\b(?:to|will|would|could|can|may|might|must|should|shall|cannot|not|and|or|never|also|who|that|which|they|we|you|"
    r"he|she|it|\w+ly)|n['’]t)\s$",
    re.IGNORECASE,
)
_PLURAL_SUBJECT = re.compile(
    r"\b(?:forces|troops|soldiers|rebels|fighters|militants|jets|drones|missiles|officials|leaders|members|nations|countries|"
    r"allies|governments|gunmen|insurgents|militias)\s$",
    re.IGNORECASE,
)
_NOUN_AHEAD = re.compile(
    r"\b(?:the|a|an|his|her|its|their|our|my|of|this|that|these|those|some|any|no|more|new|recent|further|for|such)\s(?:[\w-]+\s)?$",
    re.IGNORECASE,
)
_DETERMINER_AHEAD = re.compile(r"\b(?:the|a|an|of|his|her|its|their|this|these|those|many|some)\s$", re.IGNORECASE)
_PASSIVE_AHEAD = re.compile(
    r"\b(?:is|are|was|were|be|been|being|get|got)\s(?:already\s|also\s|now\s|still\s|not\s|being\s|\w+ly\s)*$", re.I
)
_HOW_WELL = re.compile(r"\b(?:well|poorly|badly|sparsely|better|lightly|heavily|newly|much)[\s-]$", re.IGNORECASE)
_OBJECT = re.compile(
    r"\s(?:(?:at least|no fewer than|no less than|as many as|an estimated|almost|fewer than|more than|"
    r"up to|about|around|nearly|over|some|several|many|dozens|hundreds|thousands|scores|two|"
    r"three|four|five|six|seven|eight|nine|ten|the|a|an|its|his|their)\b|\d|[A-Z])"
)
_COUNTED = re.compile(r"(?:\b\d[\d,.]*|\b(?:hundred|thousand|million|dead|and|or))\s$")
_BESIDE = re.compile(r"\s(?:alongside|beside|side by side with|on the side of|together with)\b", re.IGNORECASE)
_ALSO = re.compile(r"\b(?:and|then|or|but)\s(?:(?:has|have|had|also|then|\w+ly)\s)*$", re.IGNORECASE)
_ACCUSED_OF = re.compile(r"\b(?:accus\w+|suspect\w*|blam\w+|convict\w+)\b[^.;]{0,70}\b(?:of|for)\s$", re.IGNORECASE)
_WHAT_IS_DENIED = re.compile(
    r"\s(?:it|that|this|them|the\s(?:claim|charge|allegation|accusation|report|figure|account|[\d,.]+)s?)\b"
)
_HARMS = frozenset(
    ("kill", "wound", "capture", "seize", "displace", "abduct", "kidnap", "arrest", "detain", "bomb", "shell", "attack",
     "expel", "invade", "occupy", "besiege")
)  # fmt: skip
_OWN_FORCES = re.compile(r"\s(?:up\s)?(?:his|her|their|its)\s(?:[\w-]+\s)?(?:forces|army|troops|military|ranks)\b")
_IMPOSES = re.compile(r"\b(?:impos|lift|eas)\w*\s(?:[\w-]+\s){0,2}$", re.IGNORECASE)
_KNOWN_NOUN = re.compile(r"\b(?:the|its|his|her|their|this|that)\s(?:[\w-]+\s){0,2}$", re.IGNORECASE)
_STARTS_IT = re.compile(r"\b(?:launch|begin|start|mount|order|plan|prepar|announc|stag)\w*\s[\w\s-]*$", re.IGNORECASE)


def event_claims(
    document: Document, sentences: tuple[Sentence, ...], gazetteer: Gazetteer, as_of: date
) -> tuple[Claim, ...]:
    """One claim for each event that the text names with an actor, in order; `span` is its clause, `trigger` the word.

    `subject` is who acts and `counterparty` to whom: in a passive the one after "by" acts, and of "receive X from Y"
    the giver Y. An event whose actor the text does not name makes no claim, unless it is harm done to
    somebody named ("31 Palestinians were killed": no `subject`). Events that share a verb ("Ukraine and
    the United States have …") are one claim, under the actor named first.
    """
    scene = Scene.of(sentences, gazetteer, as_of)
    found: dict[str, Claim] = {}
    for index in scene.readable():
        last: Claim | None = None
        for start, end, kind in _triggers(sentences[index].span.text, scene, index):
            claim = _claim(document, scene, index, (start, end), kind, last)
            if claim is not None:
                last = found.setdefault(claim.id, against_government(claim, gazetteer.hosts))
    return tuple(found.values())


def _triggers(text: str, scene: Scene, index: int) -> Iterator[tuple[int, int, str]]:
    """Trigger words of one sentence as (start, end, type), in order; a noun's pattern wins over a verb inside it."""
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, int, str]] = []
    for kind, pattern in NOUNS:
        for mark in pattern.finditer(text):
            if kind == "SANCTION" and _IMPOSES.search(text[max(0, mark.start() - 30) : mark.start()]):
                continue
            found.append((mark.start(), mark.end(), kind))
            taken.append(mark.span())
    named = scene.mentions[index]
    ends = frozenset(m.end for m in named)
    ends_of_names = frozenset(m.end for m in named if m.kind != "people")  # "American ships" are no deed
    whole = frozenset(m.end for m in named if text[m.start : m.end].lower().startswith("the "))  # "The army accuses"
    for mark in _WORD.finditer(text):
        word = VERBS.get(mark.group())
        if word is None and text.isupper():
            continue
        if word is None and _in_headline(scene, index):
            word = VERBS.get(mark.group().lower())
        if word is None or any(a < mark.end() and mark.start() < b for a, b in taken):
            continue
        verb = mark.start() - 1 in whole or _is_verb(
            text, mark.start(), word, ends_of_names if word.form == "third" else ends
        )
        if verb and _followed(text, mark.end(), word):
            beside = word.lemma == "fight" and _BESIDE.match(text, mark.end())
            found.append((mark.start(), mark.end(), "COOPERATE" if beside else word.type))
    yield from sorted(found)


def _in_headline(scene: Scene, index: int) -> bool:
    return scene.sentences[index].segment.kind in ("title", "heading")


def _is_verb(text: str, start: int, word: Word, mention_ends: frozenset[int]) -> bool:
    before = text[max(0, start - 40) : start]
    if word.form == "past" and word.lemma in ("kill", "wound") and not _PASSIVE_AHEAD.search(before):
        # "2,400 soldiers killed and 5,000 wounded": who was killed, not who killed
        return not _COUNTED.search(before) and _OBJECT.match(_WORD.sub("", text[start:], 1)) is not None
    if word.form == "past" and _HOW_WELL.search(before):
        return False
    if word.form == "ing" and _ACCUSED_OF.search(text, max(0, start - 100), start):
        return True
    if word.form in ("past", "ing"):
        return not _DETERMINER_AHEAD.search(before)
    if word.lemma in ("claim", "announce", "declare") and text[start:].split(" ", 2)[1:2] == ["that"]:
        return True
    if _NOUN_AHEAD.search(before) and not _PLURAL_SUBJECT.search(before):
        return False
    return bool(_VERB_AHEAD.search(before) or _PLURAL_SUBJECT.search(before) or start - 1 in mention_ends) or (
        word.form == "third" and word.lemma in ("claim", "threaten", "accuse", "deny", "reject", "allow")
    )


def _followed(text: str, end: int, word: Word) -> bool:
    if word.follows is None:
        return True
    clause = clauses(text)[clause_at(text, max(0, end - 1))]
    limit = end + REACH if word.follows.pattern.startswith("^") else min(end + REACH, max(clause.end, end))
    return word.follows.search(text[end:limit]) is not None


def _claim(
    document: Document, scene: Scene, index: int, trigger: tuple[int, int], kind: str, last: Claim | None
) -> Claim | None:
    sentence = scene.sentences[index]
    text, offset = sentence.span.text, sentence.span.start
    start, end = trigger
    actor, recipient = _who(scene, index, start, end, kind)
    word = VERBS.get(text[start:end].lower())
    if actor is None and last is not None and word and _ALSO.search(text, max(0, start - 30), start):
        actor, recipient = last.subject, recipient or same_victim(last, kind)
    if actor is None and (recipient is None or word is None or word.lemma not in _HARMS):
        return None
    kind = kind_in_context(text, start, end, kind, word)
    clause = clauses(text)[clause_at(text, start)]
    low, high = _clean(text, clause.start, max(clause.end, end))
    said = scene.said(index, offset + start, offset + end)
    if said.modality == "suggestion":
        return None
    if _is_known(text, start, end, owned=scene.owner(index, start) is not None):
        said = replace(said, modality="asserted", hedge=None, negated=False, tense="present", probability=None)
    mark = document.span(offset + start, offset + end)
    whole = document.span(offset + min(low, start), offset + max(high, end))
    time = time_of(document, sentence, (mark.start, mark.end), said.tense, (whole.start, whole.end))
    return Claim(
        id=content_id("e", document.id, offset + start, offset + end),
        kind="event",
        voice=sentence.segment.kind,
        span=whole,
        sentence=sentence.span,
        speaker=said.speaker,
        subject=actor,
        counterparty=recipient,
        detail=Event(type=subtype(kind, text[start:high]), trigger=mark),
        place=place_in(scene, index, start, max(high, end)),
        attributed_to=said.attributed_to,
        attribution_cue=said.cue,
        hedge=said.hedge,
        modality=said.modality,
        negated=said.negated,
        tense=said.tense,
        time=time,
        chain=said.chain,
        cues=cues_of(said, time, ("trigger", mark)),
    )


def _is_known(text: str, start: int, end: int, *, owned: bool) -> bool:
    """Whether the trigger is a noun that the text takes for granted ("deploy against the Russian offensive")."""
    before = text[max(0, start - 60) : start]
    known = VERBS.get(text[start:end].lower()) is None and (owned or _KNOWN_NOUN.search(before) is not None)
    return known and not _STARTS_IT.search(before)


def _who(scene: Scene, index: int, start: int, end: int, kind: str) -> tuple[str | None, str | None]:
    """Actor and recipient of the event at [start, end)."""
    text = scene.sentences[index].span.text
    word = VERBS.get(text[start:end].lower())
    if word is None:  # a noun
        owner = scene.owner(index, start) or scene.subject(index, start)
        if kind == "AGREE":
            partners = scene.others(index, 0, len(text))
            owner = owner or (partners[0] if partners else None)
            return owner, next((name for name in partners if name != owner), None)
        return owner, scene.recipient(index, start, end, owner)
    passive = word.form == "past" and _PASSIVE_AHEAD.search(text[max(0, start - 40) : start])
    if passive or reduced_passive(text, end, word):
        done_to = scene.subject(index, start) if passive else None
        agent = scene.agent(index, end)
        if kind.startswith("STATE"):
            return done_to, agent
        return agent, done_to if done_to != agent else scene.recipient(index, start, end, agent)
    if word.form == "ing" and _ACCUSED_OF.search(text, max(0, start - 100), start):
        before = [m for m in scene.mentions[index] if m.end <= start]
        return (before[-1].name if before else None), scene.recipient(index, start, end, None)
    actor = scene.subject(index, start) or owner_of_forces(scene, index, start)
    if kind_in_context(text, start, end, kind, word) == "AID" and kind == "CONSULT":
        return actor, scene.recipient(index, start, end, actor)
    if kind == "CONSULT" and word.lemma in ("claim", "announce", "declare", "promise", "pledge", "vow"):
        return actor, None
    recipient = scene.recipient(index, start, end, actor)
    if kind == "REJECT" and recipient is None and actor and _WHAT_IS_DENIED.match(text, end):
        recipient = scene.topic_before(index, actor)
    if kind in ("COOPERATE", "AGREE") and recipient is None:
        clause = clauses(text)[clause_at(text, start)]
        rest = scene.others(index, end, len(text), actor) or scene.others(index, clause.start, start, actor)
        recipient = rest[0] if rest else None
    if kind == "AID:received":
        return recipient, actor if recipient else None
    if (
        actor is not None
        and _OWN_FORCES.match(text, end)
        and word.lemma in ("beef", "reinforce", "equip", "arm", "train")
    ):
        # "the Chadians would bolster his army": not his own, so those of the side spoken of before
        recipient = scene.topic_before(index, actor) or recipient
    return actor, recipient


def _clean(text: str, start: int, end: int) -> tuple[int, int]:
    """[start, end) without white space and closing punctuation at its ends."""
    while start < end and (text[start].isspace() or text[start] in ",;:"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".,;:"):
        end -= 1
    return start, end
