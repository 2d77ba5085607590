"""Quantity claims: each number of an article with its owner, other side, source, hedge, tense and antecedent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from contingent.core.keys import content_id
from contingent.core.nouns import Claim, Document, Quantity, SegmentKind, Span, When
from contingent.reading.dates.mentions import find_dates
from contingent.reading.documents.sentences import Sentence
from contingent.reading.quantities.find import Found, find_quantities
from contingent.reading.quantities.near import Scene, is_oblique
from contingent.reading.quantities.owners import Parties, parties
from contingent.reading.voices.actors import Gazetteer, Mention, find_actors
from contingent.reading.voices.attribution import attribute
from contingent.reading.voices.standing import named_or_meant

#: counts in these voices are no news: books written, headlines of other articles
_SILENT: frozenset[SegmentKind] = frozenset(("author_bio", "pingback", "related"))
_OPEN = frozenset(
    ("possible", "probable", "conditional", "question", "suggestion", "concessive", "expected", "improbable")
)
_LOSSES = frozenset(("killed", "wounded", "captured", "missing", "casualties"))
_LONGEST = 2000  # characters of a sentence read at once
_HANDFUL = 20.0  # up to here a count of things no conflict is measured in is talk
_COUNTED_AGAIN = 1000.0  # an indefinite number below this is not taken for an earlier one
_REINFORCING = re.compile(
    r"\b(?:beef\w* up|reinforc\w*|bolster\w*|forces?|troops|army|front|deploy\w*)\b", re.IGNORECASE
)
#: "its army numbers about …": what is counted stands before the verb
_ARMY_NUMBERS = re.compile(
    r"\b(?:army|armed forces|force|garrison|militia|expedition)\b[^.;:\d]{0,40}\b(?:numbers|numbered|counts|counted)\s"
    r"(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_MEN = re.compile(r"\bmen$", re.IGNORECASE)
_UNDER_ARMS = re.compile(
    r"\b(?:army|armies|troops|commands?|in the (?:line|field)|at the front|divisions?|brigades?|battalions?|"
    r"under arms)\b",
    re.I,
)
_SAYING = re.compile(r",?\s+(?:who\s+|have\s+|has\s+)?(?:said|says?|told|confirmed|reported|familiar with)\b")
_ACCORDING = re.compile(r"\baccording to\s+$", re.IGNORECASE)
_WAR = re.compile(
    r"\b(?:war|fight\w*|fought|attack\w*|invad\w*|invasion|offensive|shell(?:ed|ing)|bomb(?:ed|ing)|strikes?|clash\w*|"
    r"against|battl\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A quantity in its sentence, before it is told apart from those spoken of earlier."""

    found: Found
    claim: Claim
    transfer: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """What the text has told so far: drafts by value, and whose soldiers were counted."""

    by_value: dict[float, list[_Draft]]
    armies: set[str]

    def add(self, draft: _Draft) -> None:
        """Keep `draft` for the numbers that follow."""
        quantity = _quantity(draft.claim)
        if quantity.value is not None and draft.claim.coref_of is None:
            self.by_value.setdefault(quantity.value, []).append(draft)
        if quantity.unit == "soldier" and draft.claim.subject:
            self.armies.add(draft.claim.subject)


def quantity_claims(
    document: Document, sentences: Sequence[Sentence], gazetteer: Gazetteer, as_of: date
) -> tuple[Claim, ...]:
    """One claim for every quantity in title, headings, body and readers' comments, in the order of the text.

    `subject` is whose the things counted are (a sender, an owner, a victim), `counterparty` the recipient or the
    other side. `coref_of` names the earlier claim that a number refers back to ("the 10,000"): it takes over its
    parties and unit, not its bound. A reader's numbers keep his voice. Leaders are read as in office on `as_of`.
    """
    drafts: list[_Draft] = []
    told = _Told({}, set())
    scene = Scene()
    fighting: set[str] = set()
    readable = tuple(_readable(document, sentences))
    for sentence, mentions in zip(
        readable, named_or_meant([s.span.text for s in readable], gazetteer, as_of), strict=True
    ):
        text = sentence.span.text
        if sentence.segment.kind not in _SILENT:
            for found in (f for f in find_quantities(text) if not _is_aside(text, f)):
                draft = _resolved(_draft(document, sentence, found, mentions, scene), told, mentions, text)
                drafts.append(draft)
                told.add(draft)
            if _WAR.search(text) and sentence.segment.kind != "reader_comment":
                fighting |= {m.name for m in mentions if m.kind in ("state", "armed_group", "people")}
        subjects = [m for m in mentions if not is_oblique(text, m)]
        scene = Scene((*scene.recent, *mentions)[-40:], subjects[0].name if subjects else scene.topic)
    warring = fighting & _named_in_fighting(drafts)
    return tuple(
        replace(draft.claim, belligerent_claim=True) if _cites(draft.claim, warring, gazetteer, as_of) else draft.claim
        for draft in drafts
    )


def _readable(document: Document, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """The sentences; one of thousands of words (a table, a list) in stretches, so that time grows with its length."""
    for sentence in sentences:
        start, end = sentence.span.start, sentence.span.end
        while end - start > _LONGEST:
            cut = document.text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
            cut = cut if cut > start else start + _LONGEST
            yield replace(sentence, span=document.span(start, cut))
            start = cut
        yield sentence if start == sentence.span.start else replace(sentence, span=document.span(start, end))


def _draft(document: Document, sentence: Sentence, found: Found, mentions: tuple[Mention, ...], scene: Scene) -> _Draft:
    text, offset = sentence.span.text, sentence.span.start
    whose: Parties = parties(text, found, mentions, scene)
    quantity = _men_as_soldiers(text, found, mentions, whose.subject)
    start, end = offset + found.start, offset + found.end
    said = attribute(sentence, start, end, mentions)
    claim = Claim(
        id=content_id("q", document.id, start, end),
        kind="quantity",
        voice=sentence.segment.kind,
        span=Span(start=start, end=end, text=document.text[start:end]),
        sentence=sentence.span,
        speaker=said.speaker,
        subject=whose.subject,
        counterparty=whose.counterparty,
        detail=quantity,
        place=whose.place,
        attributed_to=said.attributed_to,
        attribution_cue=said.cue,
        hedge=said.hedge,
        modality=said.modality,
        negated=said.negated,
        tense=said.tense,
        time=_time(sentence, found, document),
    )
    return _Draft(found, claim, whose.transfer)


def _men_as_soldiers(text: str, found: Found, mentions: Sequence[Mention], owner: str | None) -> Quantity:
    """The quantity, an armed group's or an army's men, and what an army "numbers", counted as soldiers."""
    quantity = found.quantity
    if quantity.unit is None and quantity.role == "count" and _ARMY_NUMBERS.search(text, 0, found.start):
        return replace(quantity, unit="soldier", measure="troops", role="stock")
    many = quantity.measure == "people" and (quantity.high or quantity.value or 0) >= _COUNTED_AGAIN
    if many and quantity.unit == "person" and _MEN.search(text[: found.head_end]) and _UNDER_ARMS.search(text):
        return replace(quantity, unit="soldier", measure="troops")
    armed = any(m.name == owner and m.kind == "armed_group" for m in mentions)
    if not armed or quantity.unit != "person" or not text[: found.head_end].lower().endswith(" men"):
        return quantity
    return replace(quantity, unit="soldier", measure="troops" if quantity.measure == "people" else quantity.measure)


def _is_aside(text: str, found: Found) -> bool:
    """Whether the number counts those who speak ("two diplomats said") or a handful of anything ("two reasons")."""
    quantity = found.quantity
    if quantity.measure not in (None, "people") or not 0 < (quantity.value or 0) <= _HANDFUL:
        return False
    if quantity.measure is None and quantity.role == "count":
        return True
    return bool(_SAYING.match(text, found.end) or _ACCORDING.search(text, max(0, found.start - 20), found.start))


def _time(sentence: Sentence, found: Found, document: Document) -> When | None:
    """The date named nearest to the quantity in its sentence."""
    dates = find_dates(sentence.span.text, document.published)
    if not dates:
        return None
    nearest = min(dates, key=lambda d: (max(d.start - found.end, found.start - d.end, 0), d.start))
    span = document.span(sentence.span.start + nearest.start, sentence.span.start + nearest.end)
    return When(
        first=nearest.first, last=nearest.last, basis="stated", evidence=f"“{span.text}”", words=span.text, span=span
    )


def _quantity(claim: Claim) -> Quantity:
    if not isinstance(claim.detail, Quantity):
        raise TypeError(f"claim {claim.id} holds a {type(claim.detail).__name__}; wanted a Quantity")
    return claim.detail


def _resolved(draft: _Draft, told: _Told, mentions: Sequence[Mention], text: str) -> _Draft:
    """The draft with its antecedent, and with what it takes over from it."""
    draft = _peoples_as_soldiers(draft, told, mentions, text)
    antecedent = _antecedent(draft, told.by_value.get(_quantity(draft.claim).value or 0.0, []))
    if antecedent is None:
        return draft
    claim, quantity, source = draft.claim, _quantity(draft.claim), _quantity(antecedent)
    unit, measure = quantity.unit or source.unit, quantity.measure
    if quantity.unit is None:
        measure = source.measure
    inherits = (draft.found.definite and not draft.transfer) or claim.subject is None
    claim = replace(
        claim,
        coref_of=antecedent.coref_of or antecedent.id,
        subject=antecedent.subject if inherits and antecedent.subject else claim.subject,
        counterparty=antecedent.counterparty if inherits or claim.counterparty is None else claim.counterparty,
        detail=replace(quantity, unit=unit, measure=measure),
    )
    return replace(draft, claim=claim)


def _peoples_as_soldiers(draft: _Draft, told: _Told, mentions: Sequence[Mention], text: str) -> _Draft:
    """ "100,000 more North Koreans" are soldiers where that state's soldiers were counted and forces are spoken of."""
    quantity, found = _quantity(draft.claim), draft.found
    named = any(m.kind == "people" and found.head_start <= m.start < found.end for m in mentions)
    if quantity.unit not in ("person",) or quantity.measure != "people" or not named:
        return draft
    if draft.claim.subject not in told.armies or not _REINFORCING.search(text):
        return draft
    return replace(draft, claim=replace(draft.claim, detail=replace(quantity, unit="soldier", measure="troops")))


def _antecedent(draft: _Draft, earlier: Sequence[_Draft]) -> Claim | None:
    """The earlier claim that the quantity refers to; one in the title only where the text has none."""
    fits = [d.claim for d in earlier if _refers(draft, d)]
    return next((claim for claim in fits if claim.voice != "title"), fits[0] if fits else None)


def _refers(draft: _Draft, other: _Draft) -> bool:
    here, there = _quantity(draft.claim), _quantity(other.claim)
    if (here.value, here.role == "tranche") != (there.value, there.role == "tranche") or here.value is None:
        return False
    if here.role in ("tranche", "share", "percent_change", "duration", "rate"):
        return False
    bare = here.unit is None
    if not bare and (here.unit != there.unit or _loss(here) != _loss(there)):
        return False
    if draft.claim.voice != "reader_comment" and other.claim.voice == "reader_comment":
        return False
    if draft.found.definite or (bare and here.value >= _COUNTED_AGAIN):
        return there.unit is not None
    same = draft.claim.subject is not None and draft.claim.subject == other.claim.subject
    both_open = draft.claim.modality in _OPEN and other.claim.modality in _OPEN
    return same and both_open and here.value >= _COUNTED_AGAIN and other.claim.voice != "title"


def _loss(quantity: Quantity) -> str | None:
    return quantity.measure if quantity.measure in _LOSSES else None


def _named_in_fighting(drafts: Sequence[_Draft]) -> set[str]:
    """Actors whose soldiers or losses are counted, or who are fought or struck."""
    names: set[str] = set()
    for draft in drafts:
        if draft.claim.voice != "reader_comment" and _quantity(draft.claim).measure in ("troops", "reserve", *_LOSSES):
            names |= {name for name in (draft.claim.subject, draft.claim.counterparty) if name}
    return names


def _cites(claim: Claim, warring: set[str], gazetteer: Gazetteer, as_of: date) -> bool:
    """Whether the one the claim is attributed to fights in this document."""
    source = claim.attributed_to
    return bool(source and warring and any(m.name in warring for m in find_actors(source, gazetteer, as_of)))
