"""Quantity claims: each number of an article with its owner, other side, source, hedge, tense and antecedent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from contingent.core.keys import content_id
from contingent.core.nouns import Claim, Document, Quantity, SegmentKind, Span
from contingent.reading.documents.sentences import Sentence
from contingent.reading.quantities.arms import Setting, men_as_soldiers, same_losses
from contingent.reading.quantities.carried import carried
from contingent.reading.quantities.cue_words import approximator, role_words
from contingent.reading.quantities.elided import Counted, numbers_of, remembered
from contingent.reading.quantities.find import Found
from contingent.reading.quantities.near import Scene, is_oblique
from contingent.reading.quantities.owners import Parties, parties
from contingent.reading.voices.actors import Gazetteer, Mention, find_actors
from contingent.reading.voices.attribution import attribute, settled
from contingent.reading.voices.background import Background
from contingent.reading.voices.discourse import backgrounds
from contingent.reading.voices.grounds import cues_of, time_of
from contingent.reading.voices.standing import named_or_meant

#: counts in these voices are no news: books written, headlines of other articles
_SILENT: frozenset[SegmentKind] = frozenset(("author_bio", "pingback", "related"))
_OPEN = frozenset(
    ("possible", "probable", "conditional", "question", "suggestion", "concessive", "expected", "improbable")
)
_LOSSES = frozenset(("killed", "wounded", "captured", "missing", "casualties"))
_COUNTED_AGAIN = 1000.0  # an indefinite number below this is not taken for an earlier one
_REINFORCING = re.compile(
    r"\b(?:beef\w* up|reinforc\w*|bolster\w*|forces?|troops|army|front|deploy\w*)\b", re.IGNORECASE
)
_HANDFUL = 20.0  # up to here a number told again may be another
_PRECISE = 3  # figures of a number that two counts seldom share by chance
_BARE = re.compile(
    r"(?:(?:the|these|those|some|about|around|all|another|nearly|almost|only|just|that)\s)*"
    r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|several|hundreds?|thousands?)"
    r"(?:[\s-](?:hundred|thousand|million|billion|crore|lakh))*(?:\smore)?",
    re.IGNORECASE,
)
_GOVERNMENT = re.compile(r"\b(?:government|army|regime|loyalist|state)\b", re.IGNORECASE)
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
class _Around:
    """What a sentence names, what its neighbours tell of its voice, and what the text spoke of before it.

    `hosts` are the states in which armed groups act.
    """

    mentions: tuple[Mention, ...]
    behind: Background
    scene: Scene
    hosts: Mapping[str, str]
    setting: Setting


@dataclass(frozen=True, slots=True)
class _Told:
    """What the text has told so far: drafts by value, and whose soldiers were counted.

    Of drafts between which no later number could tell the first alone is kept, so that time grows with the text.
    """

    by_value: dict[float, dict[tuple[object, ...], _Draft]]
    armies: set[str]

    def add(self, draft: _Draft) -> None:
        """Keep `draft` for the numbers that follow."""
        quantity = _quantity(draft.claim)
        if quantity.value is not None and draft.claim.coref_of is None:
            claim = draft.claim
            alike = (
                quantity.role == "tranche", quantity.unit, quantity.measure, claim.subject, claim.voice, claim.modality
            )  # fmt: skip
            self.by_value.setdefault(quantity.value, {}).setdefault(alike, draft)
        if quantity.unit == "soldier" and draft.claim.subject:
            self.armies.add(draft.claim.subject)

    def like(self, draft: _Draft) -> tuple[_Draft, ...]:
        """The drafts of the same number, in the order of the text."""
        return tuple(self.by_value.get(_quantity(draft.claim).value or 0.0, {}).values())


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
    counts: tuple[Counted, ...] = ()
    scene = Scene()
    fighting: set[str] = set()
    named = named_or_meant([s.span.text for s in sentences], gazetteer, as_of)
    for sentence, mentions, behind in zip(sentences, named, backgrounds(sentences, named), strict=True):
        text = sentence.span.text
        if sentence.segment.kind not in _SILENT:
            around = _Around(mentions, behind, scene, gazetteer.hosts, Setting.of(document, sentence))
            here = []
            for found in numbers_of(text, counts):
                draft = _resolved(_draft(document, sentence, found, around), told, mentions, text)
                drafts.append(draft)
                here.append(replace(found, quantity=_quantity(draft.claim)))
                told.add(draft)
            counts = remembered(text, here, counts)
            if _WAR.search(text) and sentence.segment.kind != "reader_comment":
                fighting |= {m.name for m in mentions if m.kind in ("state", "armed_group", "people")}
        subjects = [m for m in mentions if not is_oblique(text, m)]
        scene = Scene((*scene.recent, *mentions)[-40:], subjects[0].name if subjects else scene.topic)
    warring = fighting & _named_in_fighting(drafts)
    claims = (
        replace(draft.claim, belligerent_claim=True) if _cites(draft.claim, warring, gazetteer, as_of) else draft.claim
        for draft in drafts
    )
    return same_losses(carried(tuple(claims), document))


def _draft(document: Document, sentence: Sentence, found: Found, around: _Around) -> _Draft:
    text, offset, mentions = sentence.span.text, sentence.span.start, around.mentions
    whose = _with_government(text, found, parties(text, found, mentions, around.scene), around.hosts)
    quantity = men_as_soldiers(text, found, mentions, whose.subject, around.setting)
    start, end = offset + found.start, offset + found.end
    said = settled(attribute(sentence, start, end, mentions, around.behind))
    time = time_of(document, sentence, (start, end), said.tense)
    bent, part = approximator(text, found), role_words(text, found)
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
        time=time,
        chain=said.chain,
        cues=cues_of(
            said, time,
            ("approximator", document.span(offset + bent[0], offset + bent[1]) if bent else None),
            ("role", document.span(offset + part[0], offset + part[1]) if part else None),
        ),
    )  # fmt: skip
    return _Draft(found, claim, whose.transfer)


def _with_government(text: str, found: Found, whose: Parties, hosts: Mapping[str, str]) -> Parties:
    """The parties; "300 government troops" killed by an armed group are those of the state it acts in."""
    state = hosts.get(whose.counterparty or "")
    if whose.subject is not None or state is None or not _GOVERNMENT.search(text, found.start, found.end):
        return whose
    return replace(whose, subject=state)


def _quantity(claim: Claim) -> Quantity:
    if not isinstance(claim.detail, Quantity):
        raise TypeError(f"claim {claim.id} holds a {type(claim.detail).__name__}; wanted a Quantity")
    return claim.detail


def _resolved(draft: _Draft, told: _Told, mentions: Sequence[Mention], text: str) -> _Draft:
    """The draft with its antecedent, and with what it takes over from it."""
    draft = _peoples_as_soldiers(draft, told, mentions, text)
    antecedent = _antecedent(draft, told.like(draft))
    if antecedent is None:
        return draft
    claim, quantity, source = draft.claim, _quantity(draft.claim), _quantity(antecedent)
    bare = _is_bare(claim)
    unit = source.unit if bare else quantity.unit or source.unit
    measure = source.measure if bare else quantity.measure
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
    as_many = (_quantity(d.claim) for d in told.like(draft) if _same_owner(d, draft))
    # "another 5,000 Germans", not "5,000 Malians cannot go home"
    again = quantity.role == "increment" and any(q.unit == "soldier" and q.role != "tranche" for q in as_many)
    if not again and (draft.claim.subject not in told.armies or not _REINFORCING.search(text)):
        return draft
    return replace(draft, claim=replace(draft.claim, detail=replace(quantity, unit="soldier", measure="troops")))


def _same_owner(one: _Draft, other: _Draft) -> bool:
    return one.claim.subject is not None and one.claim.subject == other.claim.subject


def _antecedent(draft: _Draft, earlier: Sequence[_Draft]) -> Claim | None:
    """The earlier claim that the quantity refers to; one in the title only where the text has none."""
    here = _quantity(draft.claim)
    if here.value is None or here.role in ("tranche", "share", "percent_change", "duration", "rate"):
        return None
    in_title = None
    for other in earlier:
        if _refers(draft, other):
            if other.claim.voice != "title":
                return other.claim
            in_title = in_title or other.claim
    return in_title


def _refers(draft: _Draft, other: _Draft) -> bool:
    here, there = _quantity(draft.claim), _quantity(other.claim)
    if (here.value, here.role == "tranche") != (there.value, there.role == "tranche") or here.value is None:
        return False
    bare = _is_bare(draft.claim)
    people = {here.unit, there.unit} <= {"soldier", "person"}
    again = here.role == "increment" and people and draft.claim.subject == other.claim.subject
    if not bare and not again and (here.unit != there.unit or _loss(here) != _loss(there)):
        return False
    if draft.claim.voice != "reader_comment" and other.claim.voice == "reader_comment":
        return False
    if draft.found.definite or (bare and here.value >= _COUNTED_AGAIN):
        return there.unit is not None
    if other.claim.voice == "title" and draft.claim.voice != "title":
        told = other.claim.modality == "asserted" and here.value > _HANDFUL
        return told and here.unit == there.unit  # a headline's number, told in the text; what it asks is open
    if here.value > _HANDFUL and figures_told(here.value) >= _PRECISE and here.unit == there.unit:
        return here.measure == there.measure  # 527 dead are the 527 dead told of before
    same = draft.claim.subject is not None and draft.claim.subject == other.claim.subject
    both_open = draft.claim.modality in _OPEN and other.claim.modality in _OPEN
    return same and both_open and here.value >= _COUNTED_AGAIN


def _is_bare(claim: Claim) -> bool:
    """Whether the number stands alone: its noun is left out, or was only carried over from another number."""
    return _quantity(claim).unit is None or _BARE.fullmatch(claim.span.text) is not None


def figures_told(value: float) -> int:
    """How many figures of a number are not trailing zeros.

    >>> figures_told(527.0), figures_told(20000.0), figures_told(1.5)
    (3, 1, 2)
    """
    return len(f"{value:.6f}".rstrip("0").replace(".", "").strip("0"))


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
