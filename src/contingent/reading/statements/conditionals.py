"""If this, then that: explicit, implied, correlative and open what-ifs, each with its antecedent and consequent."""

from __future__ import annotations

import re
from datetime import date

from contingent.core.keys import content_id
from contingent.core.nouns import Claim, Conditional, ConditionalType, Document, Modality, Span
from contingent.reading.documents.sentences import Sentence
from contingent.reading.statements.conditional_cues import is_question
from contingent.reading.statements.conditional_forms import Found, in_sentence
from contingent.reading.voices.actors import Gazetteer
from contingent.reading.voices.grounds import cues_of, time_of
from contingent.reading.voices.scene import Scene


def conditional_claims(
    document: Document, sentences: tuple[Sentence, ...], gazetteer: Gazetteer, as_of: date
) -> tuple[Claim, ...]:
    """One claim for each conditional, in order: `antecedent` and `consequent` are spans of the document.

    `consequent` is None for an open what-if and for an embedded question without a purpose. What a commenter asks
    ("How about …", "What if …?") is no conditional; nothing is read in pingbacks, biographies and links. `subject` is
    who acts in the antecedent, or in the consequent where the antecedent names nobody.
    """
    scene = Scene.of(sentences, gazetteer, as_of)
    made: list[Claim] = []
    for index in scene.readable():
        text, kind = sentences[index].span.text, sentences[index].segment.kind
        if kind == "heading" or (kind == "reader_comment" and is_question(text)):
            continue
        made += [_claim(document, scene, index, found) for found in in_sentence(text)]
    return tuple(made)


_MODALITY: dict[ConditionalType, Modality] = {
    "what_if": "question", "embedded_question": "question", "concessive": "concessive",
}  # fmt: skip


def _claim(document: Document, scene: Scene, index: int, found: Found) -> Claim:
    sentence = scene.sentences[index]
    offset = sentence.span.start
    start, end = offset + found.span[0], offset + found.span[1]
    spoken = found.consequent or found.antecedent or found.span
    said = scene.said(index, offset + spoken[0], offset + spoken[1])
    subject = _actor(scene, index, found)
    others = scene.others(index, *found.span, subject)
    tense = "future" if found.type != "concessive" else said.tense
    time = time_of(document, sentence, (start, start + 1), tense, (start, end))
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
        attributed_to=said.attributed_to,
        attribution_cue=said.cue,
        hedge=said.hedge,
        modality=_MODALITY.get(found.type, "conditional"),
        negated=said.negated,
        tense=tense,
        time=time,
        chain=said.chain,
        cues=cues_of(said, time, ("marker", _marker(document, scene, index, found))),
    )


def _marker(document: Document, scene: Scene, index: int, found: Found) -> Span | None:
    """Where the first word of the marker stands in the conditional; None where it is only implied."""
    offset = scene.sentences[index].span.start
    text = document.text[offset + found.span[0] : offset + found.span[1]]
    mark = re.search(rf"\b{re.escape(found.marker.split(' …')[0])}\b", text, re.IGNORECASE)
    start = offset + found.span[0]
    return document.span(start + mark.start(), start + mark.end()) if mark else None


def _actor(scene: Scene, index: int, found: Found) -> str | None:
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


def _span(document: Document, offset: int, bounds: tuple[int, int] | None) -> Span | None:
    return document.span(offset + bounds[0], offset + bounds[1]) if bounds else None
