"""Code disposes: what a model proposed becomes a claim only as far as the text, read by our own rules, bears it out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from contingent.core.keys import content_id
from contingent.core.nouns import (
    Assertion,
    Claim,
    Conditional,
    ConditionalType,
    Document,
    Event,
    Modality,
    Quantity,
    Tense,
)
from contingent.reading.documents.sentences import Sentence
from contingent.reading.proposals.conditions import MODAL, is_marker, leads
from contingent.reading.proposals.locate import Bounds, find_quote
from contingent.reading.proposals.numbers import number_at, number_differs
from contingent.reading.proposals.replies import Proposal
from contingent.reading.proposals.windows import Window
from contingent.reading.statements.event_words import NOUNS, VERBS
from contingent.reading.voices.actors import Gazetteer, Mention, find_actors
from contingent.reading.voices.attribution import attribute
from contingent.reading.voices.grounds import cues_of, time_of

#: what makes a statement one about what is to come, beside the tense of its verb
_AHEAD = re.compile(
    r"\b(?:will|shall|would|could|may|might|expect(?:s|ed)?|(?:un)?likely|(?:im)?probabl[ey]|(?:im)?possible|chances?|odds|"
    r"(?:is|are) (?:to be|about to|due to|set to|going to|unable to)|plans? to|intends? to|bound to|forecast|predicts?|"
    r"out of the question|imminent|inevitable)\b|\w(?:'|’)ll\b|\bwon(?:'|’)t\b",
    re.IGNORECASE,
)
#: what turns a proposal's name for a source or a party into nobody
_NOBODY = frozenset(("author", "the author", "unknown", "none", "null", "n/a", "unnamed", "the text", "the article"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A claim that the text bears out, and what the model said of it otherwise: (what, ours, the model's)."""

    claim: Claim
    differs: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposed:
    """What was left of proposals: candidates in the order they came, and how many items or labels fell, by reason."""

    candidates: tuple[Candidate, ...]
    dropped: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What proposals are held against: the document, its sentences, and who is named in them on a day."""

    document: Document
    sentences: Sequence[Sentence]
    gazetteer: Gazetteer
    as_of: date
    named: dict[int, tuple[Mention, ...]] = field(default_factory=dict)

    def mentions(self, sentence: Sentence) -> tuple[Mention, ...]:
        """The actors named in a sentence; offsets count in its own text."""
        if sentence.index not in self.named:
            self.named[sentence.index] = tuple(find_actors(sentence.span.text, self.gazetteer, self.as_of))
        return self.named[sentence.index]


def dispose(proposals: Sequence[Proposal], window: Window, grounds: Grounds) -> Disposed:
    """The claims that are left of what was proposed for a window.

    Each stands in one sentence of the window at a quote found there; speaker, hedge, modality, tense and time are read
    by our rules from that sentence, a number by our grammar. Of the model's own words nothing is kept but where a
    statement stands, what kind it is, and whom it names, if he is named in the sentence.
    """
    parts = [(part.start, part.end) for part in window.parts]
    dropped: Counter[str] = Counter()
    kept: dict[str, Candidate] = {}
    for proposal in proposals:
        place = find_quote(grounds.document.text, parts, proposal.quote, proposal.sentence)
        if isinstance(place, str):
            dropped[place] += 1
            continue
        sentence = next((s for s in grounds.sentences if s.span.start <= place[0] and place[1] <= s.span.end), None)
        if sentence is None:
            dropped["across_sentences"] += 1
            continue
        made = _READERS[proposal.kind](proposal, place, sentence, grounds, dropped)
        if isinstance(made, str):
            dropped[made] += 1
        elif made.claim.id in kept:
            dropped["said_twice"] += 1
        else:
            kept[made.claim.id] = made
    return Disposed(candidates=tuple(kept.values()), dropped={why: count for why, count in dropped.items() if count})


# ---------------------------------------------------------------- kinds


def _quantity(
    proposal: Proposal, place: Bounds, sentence: Sentence, grounds: Grounds, dropped: Counter[str]
) -> Candidate | str:
    found = number_at(proposal, place, sentence)
    if isinstance(found, str):
        return found
    offset = sentence.span.start
    start, end = offset + found.start, offset + found.end
    quantity = found.quantity
    differs = list(number_differs(proposal, quantity, dropped))
    return _candidate(proposal, ("q", start, end), (start, end), (sentence, quantity), grounds, (dropped, differs))


def _event(
    proposal: Proposal, place: Bounds, sentence: Sentence, grounds: Grounds, dropped: Counter[str]
) -> Candidate | str:
    trigger = _inside(proposal.trigger, place, grounds)
    if trigger is None:
        return "trigger_not_in_quote"
    known, said = _types_of(grounds.document.text[slice(*trigger)]), proposal.event_type
    kind = said if said in known else next(iter(known)) if len(known) == 1 else None
    if kind is None:
        return "trigger_of_no_event"
    if _named(proposal.subject, sentence, grounds) not in {mention.name for mention in grounds.mentions(sentence)}:
        return "actor_not_in_sentence"
    if attribute(sentence, *trigger, grounds.mentions(sentence)).modality == "suggestion":
        return "a_suggestion"
    dropped["type_replaced"] += said is not None and said != kind
    differs = [("type", kind, said)] if said is not None and said != kind else []
    detail = Event(type=kind, trigger=grounds.document.span(*trigger))
    return _candidate(proposal, ("e", *trigger), place, (sentence, detail), grounds, (dropped, differs))


def _types_of(words: str) -> frozenset[str]:
    """The types of event that our lexicon reads in the words: none for a name, a pronoun, a verb it does not know.

    >>> sorted(_types_of("invaded")), sorted(_types_of("Tuesday"))
    (['ASSAULT'], [])
    """
    verbs = [VERBS[word] for word in re.findall(r"[a-z][\w’'-]*", words.lower()) if word in VERBS]
    nouns = [kind for kind, pattern in NOUNS if pattern.search(words)]
    return frozenset(kind.split(":")[0] for kind in (*(word.type for word in verbs), *nouns))


def _conditional(
    proposal: Proposal, place: Bounds, sentence: Sentence, grounds: Grounds, dropped: Counter[str]
) -> Candidate | str:
    kind = proposal.conditional_type
    antecedent, consequent = (_inside(words, place, grounds) for words in (proposal.antecedent, proposal.consequent))
    marker = _inside(proposal.marker, place, grounds)
    if antecedent is None or (consequent is None and proposal.consequent is not None):
        return "part_not_in_quote"
    if consequent is not None and antecedent[0] < consequent[1] and consequent[0] < antecedent[1]:
        return "parts_overlap"
    words = grounds.document.text[slice(*marker)] if marker else ""
    led = grounds.document.text[max(0, marker[0] - 2) : marker[1]] if marker else ""
    if kind is None or not is_marker(kind, led):
        return "no_marker"
    if consequent is not None and marker is not None and leads(marker, consequent, grounds.document.text):
        return "parts_swapped"
    if kind == "what_if" and "?" not in sentence.span.text:
        return "no_question"
    if kind == "implicit" and not MODAL.search(proposal.quote):
        return "no_modal"
    if consequent is None and kind not in ("what_if", "embedded_question"):
        return "no_consequent"
    span = grounds.document.span
    detail = Conditional(
        type=kind,
        marker=" ".join(words.lower().split()),
        antecedent=span(*antecedent),
        consequent=span(*consequent) if consequent else None,
    )
    return _candidate(proposal, ("c", *place), place, (sentence, detail), grounds, (dropped, []))


def _assertion(
    proposal: Proposal, place: Bounds, sentence: Sentence, grounds: Grounds, dropped: Counter[str]
) -> Candidate | str:
    said = attribute(sentence, *place, grounds.mentions(sentence))
    words = grounds.document.text[slice(*place)]
    if said.modality in ("suggestion", "concessive") or not (said.tense == "future" or _AHEAD.search(words)):
        return "not_about_the_future"
    if len(words.split()) < 3:
        return "no_clause"
    # whether it could be settled is for our own rules, which did not take it for a statement: it is asked as nothing
    detail = Assertion(proposition=" ".join(words.split()), probability=said.probability, settleable=False)
    return _candidate(proposal, ("a", *place), place, (sentence, detail), grounds, (dropped, []))


_SUPPOSED: dict[ConditionalType, Modality] = {
    "what_if": "question", "embedded_question": "question", "concessive": "concessive",
}  # fmt: skip
_READERS = {"quantity": _quantity, "event": _event, "conditional": _conditional, "assertion": _assertion}


# ---------------------------------------------------------------- what all claims have


def _candidate(
    proposal: Proposal,
    identity: tuple[str, int, int],
    place: Bounds,
    stated: tuple[Sentence, Quantity | Event | Conditional | Assertion],
    grounds: Grounds,
    noted: tuple[Counter[str], list[tuple[str, str, str]]],
) -> Candidate:
    sentence, detail = stated
    dropped, differs = noted
    document = grounds.document
    said = attribute(sentence, *place, grounds.mentions(sentence))
    names: dict[str, str | None] = {}
    for what in ("subject", "counterparty", "attributed_to"):
        words = getattr(proposal, what)
        if words is None or words.strip().lower() in _NOBODY:
            continue
        names[what] = _named(words, sentence, grounds)
        dropped["name_not_in_sentence"] += names[what] is None
    holder = names.get("attributed_to")
    if holder is not None and said.attributed_to is not None and holder not in said.attributed_to:
        differs.append(("attributed to", said.attributed_to, holder))
    if proposal.modality is not None and detail.kind != "conditional" and proposal.modality != said.modality:
        differs.append(("modality", said.modality, proposal.modality))
    tense: Tense = "future" if detail.kind in ("assertion", "conditional") else said.tense
    time = time_of(document, sentence, place, tense)
    claim = Claim(
        id=content_id(identity[0], document.id, *identity[1:]),
        kind=detail.kind,
        voice=sentence.segment.kind,
        span=document.span(*place),
        sentence=sentence.span,
        speaker=said.speaker,
        subject=names.get("subject"),
        counterparty=names.get("counterparty"),
        detail=detail,
        attributed_to=said.attributed_to or holder,
        attribution_cue=said.cue,
        hedge=said.hedge,
        modality=_SUPPOSED.get(detail.type, "conditional") if isinstance(detail, Conditional) else said.modality,
        negated=said.negated,
        tense=tense,
        time=time,
        chain=said.chain or ((said.speaker, holder) if holder else ()),
        cues=cues_of(said, time),
    )
    return Candidate(claim=claim, differs=tuple(differs))


def _inside(words: str | None, place: Bounds, grounds: Grounds) -> Bounds | None:
    """Where the words stand within the quote; None where they do not, or more than once."""
    found = find_quote(grounds.document.text, [place], words) if words else "quote_not_found"
    return None if isinstance(found, str) else found


def _named(words: str | None, sentence: Sentence, grounds: Grounds) -> str | None:
    """Whom the words name, if the sentence does: by the actor's canonical name, else in the sentence's words."""
    if words is None or len(words) > 120:
        return None
    for mention in grounds.mentions(sentence):
        if mention.name.lower() == words.strip().lower():
            return mention.name
    found = find_quote(sentence.span.text, [(0, len(sentence.span.text))], words)
    if found == "ambiguous_quote":
        found = _first(sentence.span.text, words)
    if isinstance(found, str):
        return None
    for mention in grounds.mentions(sentence):
        if mention.start < found[1] and found[0] < mention.end:
            return mention.name
    return " ".join(sentence.span.text[slice(*found)].split())


def _first(text: str, words: str) -> Bounds | str:
    at = text.find(words.strip())
    return (at, at + len(words.strip())) if at >= 0 else "quote_not_found"
