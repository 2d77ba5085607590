"""If this, then that: explicit, implied, correlative and open what-ifs, each with its antecedent and consequent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from contingent.core.keys import content_id
from contingent.core.nouns import Claim, Conditional, ConditionalType, Document, Modality, Span
from contingent.reading.documents.sentences import Sentence
from contingent.reading.statements import conditional_cues as cues
from contingent.reading.voices.actors import Gazetteer
from contingent.reading.voices.attribution import attribute
from contingent.reading.voices.citing import find_cues, without_citation
from contingent.reading.voices.clauses import verb_groups
from contingent.reading.voices.scene import Scene

_Bounds = tuple[int, int]
_MOST = 8  # conditions read in one sentence


@dataclass(frozen=True, slots=True)
class _Found:
    """A conditional in a sentence's own offsets."""

    type: ConditionalType
    marker: str
    span: _Bounds
    antecedent: _Bounds | None
    consequent: _Bounds | None


def conditional_claims(
    document: Document, sentences: tuple[Sentence, ...], gazetteer: Gazetteer, as_of: date
) -> tuple[Claim, ...]:
    """One claim for each conditional, in order: `antecedent` and `consequent` are spans of the document.

    `consequent` is None for an open what-if and for an embedded question without a purpose. A commenter's "How
    about …" is no conditional; nothing is read in pingbacks, biographies and links. `subject` is who acts in the
    antecedent, or in the consequent where the antecedent names nobody.
    """
    scene = Scene.of(sentences, gazetteer, as_of)
    made: list[Claim] = []
    for index in scene.readable():
        if sentences[index].segment.kind != "heading":
            made += [_claim(document, scene, index, found) for found in _in_sentence(sentences[index].span.text)]
    return tuple(made)


def _in_sentence(text: str) -> tuple[_Found, ...]:
    """The conditionals of one sentence, none overlapping: where two patterns fit, the more explicit one."""
    kept: list[_Found] = []
    for reader in (_explicit, _how_could, _correlative, _inverted, _without, _whether, _means, _implicit):
        for found in reader(text):
            if not any(found.span[0] < k.span[1] and k.span[0] < found.span[1] for k in kept):
                kept.append(found)
    return tuple(sorted(kept, key=lambda found: found.span))


def _explicit(text: str) -> Iterator[_Found]:
    for mark in islice(cues.IF.finditer(text), _MOST):
        marker = " ".join(mark.group("marker").lower().split())
        if cues.NO_IF_BEFORE.search(text[max(0, mark.start() - 14) : mark.start()]) or (
            marker == "if" and cues.NO_IF_AFTER.match(text, mark.end())
        ):
            continue
        aside = cues.ASIDE.match(text, mark.end())
        found = _around(text, mark.start(), aside.end() if aside else mark.end(), marker)
        if found is not None:
            yield found


def _around(text: str, start: int, end: int, marker: str) -> _Found | None:
    """The conditional whose marker stands at [start, end): its clause, and the main clause after or before it."""
    stops = list(cues.SENTENCE_BREAK.finditer(text))
    low = max((m.end() for m in stops if m.end() <= start), default=0)
    high = min((m.start() for m in stops if m.start() >= end), default=len(text))
    question = text[high:].rstrip('"”’) ').endswith("?") or text[:high].rstrip('"”’) ').endswith("?")
    if marker == "what if":
        span = _trim(text, start, high, keep_mark=True) or (start, end)
        return _Found("what_if", "what if", span, _trim(text, end, high), None)
    before = _trim(text, low, start)
    if question and before and cues.OPEN_QUESTION.search(text, *before):
        return _Found("what_if", "if", _trim(text, low, high, keep_mark=True) or before, _trim(text, end, high), None)
    kind: ConditionalType = "concessive" if marker == "even if" else "causal"
    main = (
        before is not None
        and not cues.UNFINISHED.search(text[slice(*before)])
        and len(text[slice(*before)].split()) >= 2
        and _has_verb(text, *before)
    )
    comma = _main_clause_comma(text, end, high)
    antecedent: _Bounds | None
    consequent: _Bounds | None
    if main:
        antecedent, consequent = _trim(text, end, high), before
    elif comma is not None:
        antecedent, consequent = _trim(text, end, comma), _trim(text, comma + 1, _main_end(text, comma + 1, high))
    else:
        return None
    if antecedent is not None and consequent is not None:
        antecedent = (antecedent[0], without_citation(text, *antecedent))
        consequent = (consequent[0], without_citation(text, *consequent))
    if antecedent is None or consequent is None or antecedent[0] >= antecedent[1] or consequent[0] >= consequent[1]:
        return None
    if marker.startswith("assuming") and not _has_verb(text, *antecedent):
        return None  # "assuming office"
    if kind == "causal" and cues.EPISTEMIC.match(text[slice(*antecedent)]):
        kind = "epistemic"
    first = min(start, consequent[0])
    return _Found(kind, marker, (first, max(antecedent[1], consequent[1])), antecedent, consequent)


def _has_verb(text: str, start: int, end: int) -> bool:
    return any(start <= group.start < end for group in verb_groups(text)) or bool(
        re.search(r"\b(?:\w{3,}s|seem|win|lose|fight|remain)\b", text[start:end])
    )


def _main_clause_comma(text: str, start: int, end: int) -> int | None:
    """Where the clause that begins at `start` ends: the first comma that a clause with a verb follows."""
    for mark in re.finditer(r",(?=[\s\"”])", text[start:end]):
        at = start + mark.start()
        rest = text[at + 1 : end].strip()
        words = text[start:at].split()
        if not words or re.match(r"(?:and|or|who|which|whose|where|including|such as)\b", rest):
            continue
        if len(rest.split()) >= 2 and _has_verb(text, at, end):
            return at
    return None


def _main_end(text: str, start: int, end: int) -> int:
    """Where the main clause after a condition ends: at ", and" with a new subject, else at `end`."""
    for mark in re.finditer(r",\sand\s(?=(?:the|it|he|she|they|this|that|[A-Z]\w+)\b)", text[start:end]):
        at = start + mark.start()
        if _has_verb(text, start, at):
            return at
    return end


def _how_could(text: str) -> Iterator[_Found]:
    for mark in cues.HOW_COULD.finditer(text):
        span = _trim(text, mark.start("marker"), mark.end(), keep_mark=True)
        if span is not None:
            yield _Found("what_if", mark.group("marker").lower(), span, mark.span("antecedent"), None)


def _correlative(text: str) -> Iterator[_Found]:
    for mark in cues.CORRELATIVE.finditer(text):
        if any(cues.NO_COMPARATIVE.fullmatch(mark.group(name)) for name in ("one", "two")):
            continue
        consequent = _trim(text, *mark.span("consequent"))
        if consequent is not None:
            marker = f"the {mark.group('one')} …, the {mark.group('two')}"
            yield _Found("correlative", marker, (mark.start(), consequent[1]), mark.span("antecedent"), consequent)


def _inverted(text: str) -> Iterator[_Found]:
    mark = cues.INVERTED.match(text)
    if mark:
        yield _pair("causal", mark)


def _without(text: str) -> Iterator[_Found]:
    mark = cues.WITHOUT.match(text)
    if mark and (mark.group("marker").lower() != "with" or cues.MORE.search(mark.group("antecedent"))):
        yield _pair("implicit", mark)


def _pair(kind: ConditionalType, mark: re.Match[str]) -> _Found:
    consequent = _trim(mark.string, *mark.span("consequent")) or mark.span("consequent")
    return _Found(
        kind, mark.group("marker").lower(), (mark.start("marker"), consequent[1]), mark.span("antecedent"), consequent
    )


def _whether(text: str) -> Iterator[_Found]:
    for mark in cues.WHETHER.finditer(text):
        body = _trim(text, *mark.span("body"))
        if body is None:
            continue
        modal = re.search(rf"\b{cues.MODAL}\b", text[slice(*body)])
        after = body[0] + modal.end() if modal else body[0]
        purposes = list(cues.PURPOSE.finditer(text, after, body[1]))
        last = purposes[-1] if purposes else None
        antecedent = _trim(text, body[0], last.start()) if last else body
        consequent = _trim(text, last.end(), body[1]) if last else None
        yield _Found("embedded_question", "whether", (mark.start(), body[1]), antecedent, consequent)


def _means(text: str) -> Iterator[_Found]:
    for cue in find_cues(text):
        if cue.kind not in ("report", "imagined") or cue.low < cue.end:
            continue
        mark = cues.MEANS.match(text, cue.high if cue.high <= cue.end else cue.end, cue.high)
        if mark is None:
            continue
        end = _first_clause_end(text, mark.start("consequent"), mark.end("consequent"))
        antecedent, consequent = _trim(text, *mark.span("antecedent")), _trim(text, mark.start("consequent"), end)
        if antecedent and consequent:
            yield _Found("causal", mark.group("marker"), (cue.start, consequent[1]), antecedent, consequent)


def _first_clause_end(text: str, start: int, end: int) -> int:
    """Where "and" with a new subject and verb begins after a first clause in [start, end), else `end`."""
    for mark in cues.NEW_CLAUSE.finditer(text, start, end):
        if any(start <= group.start < mark.start() for group in verb_groups(text)) and _has_verb(text, mark.end(), end):
            return mark.start()
    return end


def _implicit(text: str) -> Iterator[_Found]:
    if text.rstrip('"”’) ').endswith("?"):
        return
    mark = cues.IMPLICIT.match(text)
    if (
        mark is None
        or cues.QUOTED_IN.search(mark.group("antecedent"))
        or (mark.group("modal").lower() != "would" and not cues.CHANGES.match(mark.group("rest")))
    ):
        return
    stop = cues.SENTENCE_BREAK.search(text, mark.start("rest"))
    consequent = _trim(text, mark.start("modal"), stop.start() if stop else mark.end("rest"))
    if consequent is not None:
        span = (mark.start("antecedent"), consequent[1])
        yield _Found("implicit", mark.group("modal").lower(), span, mark.span("antecedent"), consequent)


def _trim(text: str, start: int, end: int, *, keep_mark: bool = False) -> _Bounds | None:
    """[start, end) without white space and punctuation at its ends (`keep_mark`: a final "?" stays); None if empty."""
    closing = " \t\r\n,;:.\"”’'—–-)" + ("" if keep_mark else "?!")
    while start < end and text[start] in ' \t\r\n,;:."“”—–-(':
        start += 1
    while end > start and text[end - 1] in closing:
        end -= 1
    return (start, end) if end > start and any(c.isalnum() for c in text[start:end]) else None


_MODALITY: dict[ConditionalType, Modality] = {
    "what_if": "question", "embedded_question": "question", "concessive": "concessive",
}  # fmt: skip


def _claim(document: Document, scene: Scene, index: int, found: _Found) -> Claim:
    sentence = scene.sentences[index]
    offset = sentence.span.start
    start, end = offset + found.span[0], offset + found.span[1]
    spoken = found.consequent or found.antecedent or found.span
    said = attribute(sentence, offset + spoken[0], offset + spoken[1], scene.mentions[index])
    subject = _actor(scene, index, found)
    others = scene.others(index, *found.span, subject)
    return Claim(
        id=content_id("c", document.id, start, end),
        kind="conditional",
        voice=sentence.segment.kind,
        span=document.span(start, end),
        sentence=sentence.span,
        speaker=said.speaker,
        subject=subject,
        counterparty=others[0] if others else None,
        detail=Conditional(
            type=found.type,
            marker=found.marker,
            antecedent=_span(document, offset, found.antecedent),
            consequent=_span(document, offset, found.consequent),
        ),
        attributed_to=scene.source(index, said),
        attribution_cue=said.cue,
        hedge=said.hedge,
        modality=_MODALITY.get(found.type, "conditional"),
        negated=said.negated,
        tense="future" if found.type != "concessive" else said.tense,
    )


def _actor(scene: Scene, index: int, found: _Found) -> str | None:
    """Who acts: the first actor of the antecedent, its pronoun's owner, else the first of the consequent."""
    text = scene.sentences[index].span.text
    parts = (found.antecedent, found.consequent)
    for part in reversed(parts) if found.type == "epistemic" else parts:
        if part is None:
            continue
        pronoun = re.match(r"(?:he|she|it)\b", text[part[0] : part[1]], re.IGNORECASE)
        if pronoun:
            owner = scene.referent(index, part[0])
            if owner is not None:
                return owner
        named = scene.others(index, *part)
        if named:
            return named[0]
    return None


def _span(document: Document, offset: int, bounds: _Bounds | None) -> Span | None:
    return document.span(offset + bounds[0], offset + bounds[1]) if bounds else None
