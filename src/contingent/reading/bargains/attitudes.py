"""Who is said to want what: cues of attitude in the article's own sentences, how sure they are, on whose word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contingent.core.nouns import Claim, Span
from contingent.reading.bargains.decisions import Decision
from contingent.reading.bargains.holders import Stage, holders_of, source_of
from contingent.reading.bargains.judgements import Cue, Judgements, Range, widened
from contingent.reading.documents.sentences import Sentence
from contingent.reading.forces.troops import AUTHOR_VOICES
from contingent.reading.questions.drafts import the
from contingent.reading.voices.attribution import Attribution
from contingent.reading.voices.clauses import clause_at, clauses
from contingent.reading.voices.hedges import find_hedges

#: modalities under which words suppose or ask, and so tell no wish
_SUPPOSED = frozenset({"question", "conditional", "suggestion", "concessive"})
_NOT = re.compile(
    r"(?:\b(?:not|never|no longer|hardly|scarcely|cannot|without|neither|nor|unlikely to|"
    r"no (?:plans?|intentions?|wish|desire|reason)|"
    r"(?:denie[sd]|refus\w+|declin\w+|fail\w*|unwilling|reluctant|hesitat\w+) (?:to\b)?)|n['’]t\b)"
    r"(?:\s+[\w’'-]+){0,4}\s*$",
    re.IGNORECASE,
)
_ENDED = re.compile(r"\b(?:stop(?:s|ped)?|ceas(?:es?|ed)|quit(?:s|ted)?)\s$", re.IGNORECASE)
_OPENS_NOT = re.compile(r"(?:not|never|n['’]t)\b", re.IGNORECASE)
_STOP = re.compile(
    r"[;?!]|\.(?=\s|$)|,?\s(?:but|while|whereas|although|though)\s|,\s(?:and|which|who|\w+ed)\s|"
    r"\sand\s(?=\w+(?:ed|s)\s(?:the|any|a|an|all|its|his|that|to|against)\b)",
    re.IGNORECASE,
)
_TRANCHES = re.compile(r"\b(?:tranches|waves|groups|batches|stages|instal?lments|rotations|little by little)\b", re.I)
_AT_ONCE = re.compile(r"\b(?:at once|in one go|all of them|simultaneously)\b", re.IGNORECASE)
_RATHER_THAN = re.compile(r"\b(?:rather than|instead of|not)\b.*", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d,]*\d|\d")
_WAR = re.compile(r"\b(?:the|this) (?:war|fighting|conflict)|both sides|the two sides|cease-?\s?fire|truce\b", re.I)
_NOTHING = re.compile(r"\s+(?:nothing|no|none)\b", re.IGNORECASE)
_DENIED = re.compile(r"\bden(?:y|ies|ied|ying)\b[^,;]*\sthat\s[^,;]*$", re.IGNORECASE)
_STOPPED = re.compile(r"\b(?:stop(?:s|ped)?|ceas(?:es|ed)|halt(?:s|ed)|suspend(?:s|ed)|end(?:s|ed))\s$", re.IGNORECASE)
_PAUSE = re.compile(r"[,;]\s|\sand\s(?:the|its|his|that)\b")
_BY = re.compile(r"\s+by\b", re.IGNORECASE)
_IF = re.compile(r"\b(?:if|unless|whether|should|were|had)\b", re.IGNORECASE)
_OWN_DEED = re.compile(r"\s+to\s(?:send|deploy|dispatch|commit|contribute)\b", re.IGNORECASE)
_WARDED = re.compile(r"\b(?:against|from|of|without|before|stop|prevent)\s$", re.IGNORECASE)
_CLAUSE = 130  # characters after a cue in which its object stands
_NEAR = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Attitude:
    """One actor's wish as one sentence tells it, on the scale from 0 to 100; `how` says it in plain words."""

    actor: str
    stretch: Range
    salience: Range | None
    cue: str
    words: str
    quote: Span
    how: str
    claims: tuple[str, ...]


def attitudes(stage: Stage, decision: Decision, judgements: Judgements) -> tuple[Attitude, ...]:
    """Every attitude towards the decision that the article's own voice tells, in the order of the text.

    Readers' comments, biographies and links are not looked at; what is only supposed or asked tells no wish.
    """
    found: list[Attitude] = []
    for index in stage.scene.readable():
        sentence = stage.scene.sentences[index]
        if sentence.segment.kind in AUTHOR_VOICES:
            found += _in_sentence(stage, index, sentence, decision, judgements)
    return tuple(found)


def _in_sentence(
    stage: Stage, index: int, sentence: Sentence, decision: Decision, judgements: Judgements
) -> Iterator[Attitude]:
    text = sentence.span.text
    matches = [
        (cue, mark) for cue in judgements.cues if decision.kind in cue.about for mark in cue.words.finditer(text)
    ]
    seen: set[tuple[str, str]] = set()
    told: list[tuple[str, int, int]] = []  # who, and the stretch of the words with what they are about
    for cue, mark in sorted(matches, key=lambda m: (m[1].start(), m[1].start() - m[1].end(), m[0].id)):
        if any(o is not mark and o.start() <= mark.start() and mark.end() <= o.end() and o.span() != mark.span()
               for _, o in matches):  # fmt: skip
            continue  # "promised to end the war" holds "end the war"
        reach = _object(text, mark, cue, decision, judgements)
        if reach is None:
            continue
        said = stage.scene.said(index, sentence.span.start + mark.start(), sentence.span.start + mark.end())
        if _supposed(text, mark, cue, said):
            continue
        holders = holders_of(stage, index, mark, cue, said)
        for holder in holders:
            if any(holder == who and low < mark.start() < high for who, low, high in told):
                continue  # "dismissed calls for a truce" is no call for one
            if (holder, cue.id) in seen or not _meant(stage, index, mark, cue, decision, holder):
                continue
            one = _attitude(stage, index, (cue, mark, reach), said, decision, judgements, holder)
            if one is not None:
                seen.add((holder, cue.id))
                told.append((holder, mark.start(), reach[0]))
                yield one


def _supposed(text: str, mark: re.Match[str], cue: Cue, said: Attribution) -> bool:
    """Whether the words only suppose or ask; a condition that somebody sets in so many words is no supposal.

    "It goes ahead even if …" says that it goes ahead: only what stands behind the "even if" is conceded.
    """
    if said.modality == "concessive":
        return clauses(text)[clause_at(text, mark.start())].opener.startswith(("even", "although", "though"))
    if said.modality == "conditional" and cue.by_speaker and said.attributed_to is not None:
        return False
    if said.modality == "conditional" and cue.object and not _IF.search(text):
        return False  # "Poland would welcome a cease-fire"
    if mark.group().split()[0].endswith("ing") and _WARDED.search(text[: mark.start()]):
        return True  # "warned against sending soldiers", "accused it of breaking the truce"
    return said.modality in _SUPPOSED


def _object(
    text: str, mark: re.Match[str], cue: Cue, decision: Decision, judgements: Judgements
) -> tuple[int, bool] | None:
    """Where the words end that the cue is about and whether they turn it round; None where they are missing."""
    if not cue.object:
        return mark.end(), False
    subject = judgements.subjects[decision.kind]
    stop = _STOP.search(text, mark.end())
    high = min(stop.start() if stop else len(text), mark.end() + _CLAUSE)
    found = subject.object.search(text, mark.end(), high)
    if found is not None:
        turned = subject.against.search(text, mark.end(), found.start()) is not None
        return found.end(), turned
    rest = text[mark.end() : high]
    if len(rest.split()) <= 3 or _BY.match(rest):  # "… to talk to M23 and Congo had refused"; "was condemned by Poland"
        return (mark.end(), False) if subject.object.search(text, 0, mark.start()) else None
    return None


def _meant(stage: Stage, index: int, mark: re.Match[str], cue: Cue, decision: Decision, holder: str) -> bool:
    """Whether the words are about this decision and the holder has the part that the cue asks for."""
    role = decision.roles.get(holder) or stage.kinds.get(holder, "state")
    if cue.only and role not in cue.only:
        return False
    text, here = stage.scene.sentences[index].span.text, stage.scene.mentions[index]
    if cue.names:
        wanted = {name for name, part in decision.roles.items() if part in cue.names}
        return any(m.name in wanted and 0 <= m.start - mark.end() <= _NEAR for m in here)
    earlier = stage.scene.sentences[index - 1] if index else None
    same = earlier is not None and earlier.segment == stage.scene.sentences[index].segment
    named = {m.name for m in here} | {holder}
    around = named | ({m.name for m in stage.scene.mentions[index - 1]} if same else set())
    if decision.kind == "ceasefire":
        alone = cue.object and len(named) == 1  # "Hungary supports the talks" of an article on one war
        return bool(around & set(decision.roles)) or _WAR.search(text) is not None or alone
    doer, recipient = decision.actor("sender") or decision.actor("giver"), decision.actor("recipient")
    if decision.kind == "aid":
        return doer in named and recipient in named
    if cue.place:
        taker = stage.scene.recipient(index, mark.start(), mark.end(), holder)
        return taker in (None, recipient, decision.actor("opponent"))
    if holder != doer and _OWN_DEED.match(text, mark.end()):
        return False  # "Seoul declined to send soldiers" is about its own
    return doer in around


def _attitude(
    stage: Stage,
    index: int,
    found: tuple[Cue, re.Match[str], tuple[int, bool]],
    said: Attribution,
    decision: Decision,
    judgements: Judgements,
    holder: str,
) -> Attitude | None:
    cue, mark, (end, turned) = found
    sentence = stage.scene.sentences[index]
    text = sentence.span.text
    clause = clauses(text)[clause_at(text, mark.start())]
    own_hedge = _is_its_own(said.hedge, text, sentence.span.start, mark)
    no = _NOT.search(text, clause.start, mark.start())
    negated = no is not None or (cue.object and _OPENS_NOT.match(mark.group()) is not None)
    negated |= cue.object and mark.group().endswith("ing") and _ENDED.search(text[: mark.start()]) is not None
    negated |= said.modality == "improbable" and not own_hedge
    negated |= said.negated and (cue.place or (cue.object and _DENIED.search(text[: mark.start()]) is not None))
    negated |= cue.object and _NOTHING.match(text, mark.end()) is not None
    stopped = cue.place and _STOPPED.search(text[: mark.start()]) is not None
    past = said.tense == "past" and said.modality in ("asserted", "estimated")
    if cue.place and past and negated and not stopped:
        return None  # not to have sent is not to refuse
    negated |= stopped
    if negated != turned:
        stretch = cue.negated
    elif cue.place:
        stretch = cue.done if past and cue.done else _asked_place(text, mark, cue, decision)
    else:
        stretch = cue.position
    shares, told = _widening(stage, index, said, holder, judgements, hedged=not own_hedge)
    says = f"not: {cue.says}" if negated != turned else "has done so before" if cue.place and past else cue.says
    return Attitude(
        actor=holder,
        stretch=widened(stretch, shares),
        salience=cue.salience,
        cue=cue.id,
        words=_excerpt(text, no.start() if no else mark.start(), end, clause.end),
        quote=sentence.span,
        how="; ".join([says, *told]),
        claims=_claims_of(
            stage.claims, sentence, holder, sentence.span.start + mark.start(), sentence.span.start + end
        ),
    )


def _is_its_own(hedge: Span | None, text: str, offset: int, mark: re.Match[str]) -> bool:
    """Whether the words of the cue are themselves what hedges: "wants to end the war", "promised to …"."""
    if hedge is not None:
        return hedge.start < offset + mark.end() and offset + mark.start() < hedge.end
    return any(h.start < mark.end() and mark.start() < h.end for h in find_hedges(text))


def _asked_place(text: str, mark: re.Match[str], cue: Cue, decision: Decision) -> Range:
    """Where on the scale what is spoken of lies: one group after the other, a number that the text names, or more."""
    stop = re.search(r"[;]|,\s(?:but|and|while)\s", text[mark.end() :])
    rest = _RATHER_THAN.sub("", text[mark.start() : mark.end() + (stop.start() if stop else len(text))])
    half = decision.gap / 2
    place: float | None = None
    if decision.tranche is not None and _TRANCHES.search(rest):
        place = decision.tranche
    elif _AT_ONCE.search(rest):
        place = 100.0
    else:
        numbers = {float(n.replace(",", "")) for n in _NUMBER.findall(rest)}
        place = max((at for value, at in decision.sizes if value in numbers), default=None)
    return cue.position if place is None else (max(0.0, place - half), min(100.0, place + half))


def _widening(
    stage: Stage, index: int, said: Attribution, holder: str, judgements: Judgements, *, hedged: bool
) -> tuple[tuple[float, ...], list[str]]:
    """The shares by which hedges, headlines and other people's words widen a stretch, and what they are, in words."""
    shares, told, by = [], [], judgements.widening
    if hedged and said.modality in by:
        shares.append(by[said.modality])
        words = said.hedge or said.cue
        told.append(f"hedged (“{' '.join(words.text.split())}”)" if words else "hedged")
    if stage.scene.sentences[index].segment.kind != "body":
        shares.append(by["headline"])
        told.append("from a headline")
    if said.attributed_to is not None:
        source = source_of(stage, index, said)
        if source == holder:
            if holder in stage.parties:
                shares.append(by["party_of_itself"])
                told.append("its own claim, as a party to the war")
        elif source in stage.parties:
            shares.append(by["on_the_word_of_a_party"])
            told.append(f"a claim of {the(source or said.attributed_to)}, a party to the war")
        else:
            shares.append(by["on_the_word_of_another"])
            told.append(f"on the word of {_source_in_words(said.attributed_to)}")
    return tuple(shares), told


def _source_in_words(source: str) -> str:
    """A source as it stands inside a sentence: "a report from the agency", "an unnamed source"."""
    if source == "unnamed":
        return "an unnamed source"
    first = source.split()[0] if source.split() else ""
    bare = first.islower() and not first.endswith("s") and first not in ("a", "an", "the", "one", "two", "some", "many")
    return f"{'an' if first[:1] in 'aeiou' else 'a'} {source}" if bare else the(source)


def _claims_of(claims: Sequence[Claim], sentence: Sentence, holder: str, start: int, end: int) -> tuple[str, ...]:
    """The claims of that sentence that the actor has a part in, else those that hold the words at [start, end)."""
    here = [c for c in claims if c.sentence.start == sentence.span.start and c.voice in AUTHOR_VOICES]
    own = [c for c in here if holder in (c.subject, c.counterparty, c.attributed_to)]
    return tuple(c.id for c in own or here if own or (c.span.start < end and start < c.span.end))


def _excerpt(text: str, start: int, end: int, stop: int) -> str:
    """The words of the cue with what they are about, cut at a clause and at a length that reads well."""
    further = _PAUSE.search(text, end, min(stop, max(end, start + 70)))
    end = further.start() if further else max(end, min(stop, start + 70))
    while end < stop and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    words = text[start:end]
    if len(words) > 110:
        words = words[:110].rsplit(" ", 1)[0]
    cut = "…" if start else ""
    return cut + " ".join(words.split()).rstrip(",;:. ") + ("…" if end < len(text.rstrip(".!? ")) else "")
