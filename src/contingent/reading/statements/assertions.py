"""What the text says will, may or is expected to happen: each clause with its hedge, its range and its actor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from contingent.core.keys import content_id
from contingent.core.nouns import Assertion, Claim, Document, Modality
from contingent.reading.documents.sentences import Sentence
from contingent.reading.statements.conditional_cues import is_question
from contingent.reading.statements.outlooks import Outlook, find_outlooks
from contingent.reading.statements.settling import is_settleable
from contingent.reading.voices.actors import Gazetteer
from contingent.reading.voices.attribution import Attribution
from contingent.reading.voices.citing import find_cues, without_citation
from contingent.reading.voices.clauses import Clause, VerbGroup, clause_at, clauses, verb_groups
from contingent.reading.voices.grounds import cues_of, time_of
from contingent.reading.voices.hedges import VERBAL_RANGES, Hedge, find_hedges
from contingent.reading.voices.scene import Scene, place_in

_BOUNDS = tuple[int, int]
#: Futures without a modal: "victory is within reach", "an attack is imminent".
_NEAR = re.compile(
    r"\b(?:is|are|was|were|remains?)\s(?:now\s|all but\s|\w+ly\s)?(?:within reach|imminent|inevitable|looming|"
    r"only a matter of "
    r"time|a matter of time|on the (?:verge|brink|cusp) of|around the corner|in sight)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"(?:\s|[,;:\"“‘(—–]|\b(?:and|but|so|yet|or|that|because|while|as|which|who|since|although|however|meanwhile|"
    r"moreover|then|"
    r"still|also|therefore|thus|instead|now|indeed|finally|eventually|ultimately|in turn|of course|in addition|"
    r"as a result)\b)+",
    re.IGNORECASE,
)
_SPOKEN = re.compile(r"(?:I|you|how|what|why|nobody(?!\s(?:is|are|was|were|will|can)\b)|we['’]ll see)\b", re.IGNORECASE)
_BARE_VERB = re.compile(r"(?:will|would|could|may|might|can|is|are|was|were|has|have|had|plans?|planned)\b|\w+s\sto\s")
_PRONOUN = re.compile(r"(?:he|she|it)\b", re.IGNORECASE)
_STATIVE = re.compile(r"\s(?:already\s|just\s|only\s|\w+ly\s)?(?:be|have been)\s(?!\w+(?:ed|en|ing)\b)")
_NO_ASSERTION = frozenset(
    ("if", "unless", "only if", "even if", "when", "until", "before", "after", "where", "which")
)  # conditions, times, and asides about a whole clause, which have no subject of their own
_TIMES = frozenset(("before", "after", "when", "until"))
_COUNTERFACTUAL = re.compile(r"(?:[AQ]:\s)?[\"“]?(?:But\s|And\s|Yet\s)?Had\s")
#: "the army was unlikely to come, he said": the future of reported speech
_CONDITION = re.compile(r"\s*(?:if|unless|when|whether|where|as)\b", re.IGNORECASE)
_NO_WISH = re.compile(r"(?:not\s|n['’]t\s)(?:wish|want)|[^a-z]*wish(?:es)?\sto", re.IGNORECASE)
_THEN_AHEAD = re.compile(
    r"(?:was|were)\s(?:\w+\s){0,2}?(?:likely|unlikely|expected|due|set|certain|bound|poised|scheduled|going)\sto\b",
    re.I,
)
_DOUBTED = re.compile(
    r"(?:^|\b)(?:I|we|he|she|they|few|[\w’'-]+)\s(?:\w+ly\s)?doubt(?:s|ed)?\s(?:that|whether|if)\b", re.I
)
_NOBODY = re.compile(r"^(?:neither|nobody|no one|none|no\s\w+|not one|hardly any\w*|few)\b", re.IGNORECASE)
_NOR = re.compile(r"\bnor\s$", re.IGNORECASE)
_TAIL = re.compile(r",\s(?:\w+ing|including|such as|with)\s")
_ODDS_TAIL = re.compile(r"\s(?:is|are|remains?)\s(?:slim|small|low|remote|good|high|strong|fair|even)\b")
_END_OF_CLAUSE = re.compile(r"[\s,;:.!?\"”’)—–-]+$")


def assertion_claims(
    document: Document, sentences: tuple[Sentence, ...], gazetteer: Gazetteer, as_of: date
) -> tuple[Claim, ...]:
    """One claim for each clause about the future, in order; `span` is the clause with its hedge.

    Left out: conditions ("if he decides …"), direct questions, what is said of the present ("may be selling") or the
    past ("may have sent"), and a bare "would" outside "whether … would". `proposition` is the clause with its subject
    by its canonical name. `probability` is of the positive content, as in `Attribution`. `settleable` holds where a
    number or something that can be seen is said to come, and no state of mind or judgement is part of it.
    """
    scene = Scene.of(sentences, gazetteer, as_of)
    made: dict[str, Claim] = {}
    for index in scene.readable():
        sentence = sentences[index]
        if sentence.segment.kind == "heading" or is_question(sentence.span.text):
            continue
        for ahead in _futures(sentence.span.text):
            claim = _claim(document, scene, index, ahead)
            if claim is not None:
                made.setdefault(claim.id, claim)
    return tuple(made.values())


@dataclass(frozen=True, slots=True)
class _Ahead:
    """A clause that looks ahead, the words that tell so, and what they say of how likely it is, where no hedge does."""

    cue: _BOUNDS
    bounds: _BOUNDS
    outlook: Outlook | None = None


def _futures(text: str) -> Iterator[_Ahead]:
    """Each clause of a sentence that looks ahead."""
    cut = clauses(text)
    outlooks = list(find_outlooks(text))
    for number, clause in enumerate(cut):
        hedges = [h for h in find_hedges(text) if clause.start <= h.start < clause.end]
        ahead = next((h for h in hedges if _looks_ahead(text, h, clause)), None)
        if clause.opener in _NO_ASSERTION and not (clause.opener in _TIMES and ahead and ahead.term == "expected"):
            continue
        near = _NEAR.search(text, clause.start, clause.end)
        outlook = next((o for o in outlooks if o.whole is None and clause.start <= o.start < clause.end), None)
        if ahead is not None and not _is_relative(text, clause):
            yield _Ahead((ahead.start, ahead.end), (_start(text, cut, number), _end(text, cut, number)))
        elif near is not None:
            yield _Ahead(near.span(), (clause.start, clause.end))
        elif outlook is not None and not _is_relative(text, clause):
            yield _Ahead((outlook.start, outlook.end), (clause.start, _end(text, cut, number)), outlook)
    for outlook in outlooks:
        if outlook.whole is not None and _CONDITION.match(text, *outlook.whole) is None:
            yield _Ahead((outlook.start, outlook.end), outlook.whole, outlook)


def _looks_ahead(text: str, hedge: Hedge, clause: Clause) -> bool:
    """Whether what the hedge governs lies in the future and is something that may happen."""
    if text[hedge.start : hedge.end].lower().endswith("possible to"):
        return False  # what can be done is no forecast
    if hedge.term in ("estimated", "should") or (hedge.term == "would" and _COUNTERFACTUAL.match(text)):
        return False
    if _NO_WISH.match(text, max(0, hedge.start - 4), hedge.end):
        return False
    if _THEN_AHEAD.match(text, hedge.start) and _is_reported(text, hedge):
        return True
    if hedge.term == "would" and clause.opener != "whether" and not _is_reported(text, hedge):
        return False
    if text[hedge.start : hedge.end].lower().startswith("can"):
        return False  # a power, not a forecast
    if hedge.ahead:
        return True
    group = _group_at(text, hedge)
    if group is None or group.tense != "future" or group.start > hedge.end:
        return False
    weak = hedge.modality == "possible"
    return not (weak and _STATIVE.match(text[hedge.end : clause.end]))


def _is_relative(text: str, clause: Clause) -> bool:
    """Whether the clause is "that calls the front its own": a "that" which follows no verb or noun of saying."""
    if clause.opener != "that":
        return False
    first = re.match(r"[\s,]*that\s(\w+)\s", text[clause.start : clause.end], re.IGNORECASE)
    return first is not None and re.fullmatch(r"[a-z]+[^s\W]s", first.group(1)) is not None


def _is_reported(text: str, hedge: Hedge) -> bool:
    """Whether "would" is the "will" of reported speech."""
    return any(cue.kind == "report" and cue.low <= hedge.start < cue.high for cue in find_cues(text))


def _group_at(text: str, hedge: Hedge) -> VerbGroup | None:
    """The verb group that the hedge is part of, or that follows it at once."""
    return next((g for g in verb_groups(text) if g.end > hedge.start and g.start <= hedge.end + 1), None)


def _start(text: str, cut: tuple[Clause, ...], number: int) -> int:
    """Where the assertion begins: at its clause, or at "the greater the chance" before its "that"."""
    clause = cut[number]
    relative = re.search(
        r"\bthe\s\w+\sthe\s(?:chances?|risk|likelihood|probability|danger)\s?$", text[: clause.start], re.I
    )
    return relative.start() if relative and clause.opener == "that" else clause.start


def _end(text: str, cut: tuple[Clause, ...], number: int) -> int:
    """Where it ends: at the end of its clause, or of the clauses that complete it ("… that", "… which")."""
    end = cut[number].end
    for later in cut[number + 1 :]:
        if later.opener != "that" or text[: later.start].rstrip().endswith(","):
            break
        end = later.end
    return end


def _claim(document: Document, scene: Scene, index: int, ahead: _Ahead) -> Claim | None:
    sentence, cue, bounds = scene.sentences[index], ahead.cue, ahead.bounds
    text, offset = sentence.span.text, sentence.span.start
    said_before = [
        c.end for c in find_cues(text) if c.kind == "report" and bounds[0] < c.end <= cue[0] and c.high > c.end
    ]
    low, high = _trimmed(text, max([bounds[0], *said_before]), bounds[1])
    own = ahead.outlook is not None
    if ahead.outlook is not None and ahead.outlook.whole:
        low, high = max([ahead.outlook.whole[0], *said_before]), ahead.outlook.whole[1]
        low += len(text[low:high]) - len(text[low:high].lstrip(" ,"))
        high -= len(text[low:high]) - len(text[low:high].rstrip(" .,"))
    elif (
        high <= cue[0]
        or len(text[low:high].split()) < 3
        or (not own and _SPOKEN.match(text, low) and not _DOUBTED.match(text, low))
    ):
        return None
    said = scene.said(index, offset + min(cue[1] + 1, high - 1), offset + high)
    bare = said.modality in ("suggestion", "asserted") and said.hedge is None
    if bare and not own and not _NEAR.match(text, cue[0]):
        return None
    whole = text[slice(*bounds)].lstrip(" ,").lower().startswith("whether")
    if whole:
        low = text.lower().index("whether", bounds[0])
    actor = scene.subject(index, cue[0])
    hedge = said.hedge or document.span(offset + cue[0], offset + cue[1])
    time = time_of(document, sentence, (hedge.start, hedge.end), "future", (offset + low, offset + high))
    return Claim(
        id=content_id("a", document.id, offset + low, offset + high),
        kind="assertion",
        voice=sentence.segment.kind,
        span=document.span(offset + low, offset + high),
        sentence=sentence.span,
        speaker=said.speaker,
        subject=actor,
        counterparty=_other(scene, index, low, high, actor),
        detail=Assertion(
            proposition=_proposition(scene, index, low + len("whether ") if whole else low, high, actor),
            probability=_probability(text, low, cue, ahead.outlook.probability if ahead.outlook else said.probability),
            settleable=is_settleable(text[low:high]),
        ),
        place=place_in(scene, index, low, high),
        attributed_to=said.attributed_to,
        attribution_cue=said.cue,
        hedge=hedge,
        modality=ahead.outlook.modality if ahead.outlook else _modality(said, whole),
        negated=said.negated,
        tense="future",
        time=time,
        chain=said.chain,
        cues=cues_of(said, time, ("hedge", hedge)),
    )


def _probability(text: str, low: int, cue: _BOUNDS, said: tuple[float, float] | None) -> tuple[float, float] | None:
    """How likely the positive content is: "nobody is likely to", "I doubt that he will" turn the words round."""
    start = max(0, low - 40)
    if _DOUBTED.search(text, start, cue[0]):
        return VERBAL_RANGES["unlikely"][1]
    nobody = _NOBODY.search(text, low, cue[0]) or _NOR.search(text, start, low)
    if said is None or not nobody:
        return said
    return round(1 - said[1], 4), round(1 - said[0], 4)


def _modality(said: Attribution, embedded: bool) -> Modality:
    if embedded:
        return "question"
    return "possible" if said.modality == "asserted" else said.modality


def _other(scene: Scene, index: int, low: int, high: int, actor: str | None) -> str | None:
    names = scene.others(index, low, high, actor)
    return names[0] if names else None


def _trimmed(text: str, start: int, end: int) -> _BOUNDS:
    leading = _LEADING.match(text, start, end)
    start = leading.end() if leading else start
    end = without_citation(text, start, end)
    tail = _TAIL.search(text, start, end) or _ODDS_TAIL.search(text, start, end)
    end = tail.start() if tail else end
    closing = _END_OF_CLAUSE.search(text[start:end])
    return start, start + closing.start() if closing else end


def _proposition(scene: Scene, index: int, low: int, high: int, actor: str | None) -> str:
    """The clause in one line, its subject by the canonical name where it is a bare name or pronoun."""
    text = scene.sentences[index].span.text
    words = text[low:high]
    head = next((m for m in scene.mentions[index] if m.start == low and m.name == actor), None)
    the = re.match(r"(?:the|The)\s", words)
    if head is None and the:
        head = next((m for m in scene.mentions[index] if m.start == low + the.end() and m.name == actor), None)
    if actor is not None and head is not None and head.kind != "people" and text[head.end : head.end + 1] == " ":
        words = actor + text[head.end : high]
    elif actor is not None and (pronoun := _PRONOUN.match(words)):
        words = actor + words[pronoun.end() :]
    elif _BARE_VERB.match(words):
        words = f"{actor or _shared_subject(text, low)} {words}".strip()
    return " ".join(words.split())


def _shared_subject(text: str, low: int) -> str:
    """The words of the clause before [low … that stand before its verb: "The ATACMS has … and is expected to"."""
    here = clause_at(text, low)
    if here == 0:
        return ""
    before = clauses(text)[here - 1]
    verb = next((g.start for g in verb_groups(text) if before.start <= g.start < before.end), before.start)
    words = text[slice(*_trimmed(text, before.start, verb))] if verb > before.start else ""
    return words if len(words.split()) <= 8 else ""
