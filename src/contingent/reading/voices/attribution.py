"""Who says it, how sure, and about when: the source, the hedge, negation and tense of one item of a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from contingent.core.nouns import Modality, Segment, Span, Tense
from contingent.reading.documents.sentences import Sentence
from contingent.reading.voices.actors import Mention
from contingent.reading.voices.citing import Cue, find_cues
from contingent.reading.voices.clauses import Clause, clause_at, clauses, governing_group
from contingent.reading.voices.hedges import VERBAL_RANGES, Hedge, find_hedges


@dataclass(frozen=True, slots=True)
class Attribution:
    """How one item is meant.

    `speaker` is "author" or "reader:NAME". `attributed_to` is whom the speaker cites: a state or group by its
    canonical name, others in the text's words, "unnamed" behind a passive, None where nobody is cited; a chain reads
    "INNER (according to OUTER)". `cue` and `hedge` are spans of the document. `probability` is that of the positive
    content: low for "is not likely to" (`negated` False: the negation is in the hedge) and for "will not" (True).
    """

    speaker: str
    attributed_to: str | None
    cue: Span | None
    hedge: Span | None
    modality: Modality
    negated: bool
    tense: Tense
    probability: tuple[float, float] | None


_DETERMINER = re.compile(r"(?:the|a|an|one|its|their|his|her|some|several)\s", re.IGNORECASE)
_NEGATION = re.compile(
    r"\b(?:not|never|no longer|neither|nor|without|fail(?:s|ed)? to|refus(?:es|ed|ing)? to|declin(?:es|ed) to|"
    r"unwilling to|denies|denied)\b|n['’]t\b",
    re.IGNORECASE,
)
_NO_NOUN = re.compile(r"\b(?:no|zero|without)\s(?:\w+\s){0,2}$", re.IGNORECASE)
_PRESUPPOSED = re.compile(r"(?:the|these|those|its|their|his|her|both|all)\s", re.IGNORECASE)
_PURPOSE = re.compile(r"to\s", re.IGNORECASE)
_DOES = re.compile(
    r"\b(?:continu\w+|beg[aiu]n\w*|start\w*|manag\w+|went on|proceed\w*|helped|used|has|have|had|fail\w*|refus\w+|"
    r"declin\w+|according|due|up|claim\w*|estimated|believed|said|known|reported|seen|thought)\s$",
    re.IGNORECASE,
)
_WINDOW = 1000  # characters: at least so many before and after an item are looked at
_SUGGESTION = re.compile(r"\s*[\"“]?(?:how about|what about|why not|let['’]s|let us)\b", re.IGNORECASE)


def speaker_of(segment: Segment) -> str:
    """Whose voice a segment is: "author", or "reader:NAME" for a comment ("reader:unnamed" where none is given)."""
    return f"reader:{segment.author or 'unnamed'}" if segment.kind == "reader_comment" else "author"


def attribute(sentence: Sentence, start: int, end: int, mentions: tuple[Mention, ...]) -> Attribution:
    """How the item at the document offsets [start, end) of `sentence` is meant.

    `mentions` are those found in the sentence's own text (offsets in `sentence.span.text`). Scope is decided by
    clause and nearness, not by a parser: the cue and the hedge that were used are always in the result.
    """
    text, offset = sentence.span.text, sentence.span.start
    low = min(max(0, start - offset), len(text) - 1)
    high = max(low + 1, min(end - offset, len(text)))
    if len(text) > 3 * _WINDOW:  # a text without full stops: what lies further away says nothing about the item
        cut = max(0, (low // _WINDOW - 1) * _WINDOW)  # on a grid, so that neighbours share what was found in it
        text, offset = text[cut : max(cut + 3 * _WINDOW, high)], offset + cut
        low, high = low - cut, high - cut
        mentions = tuple(
            replace(m, start=m.start - cut, end=m.end - cut)
            for m in mentions
            if cut <= m.start and m.end <= cut + len(text)
        )
    cues = [cue for cue in find_cues(text) if cue.low <= low < cue.high and (high > cue.end or low < cue.start)]
    clause = clauses(text)[clause_at(text, low)]
    hedge = _reported(_hedge_for(text, clause, low, high, cues), text, clause, cues)
    group = governing_group(text, low, high)
    inside_hedge = hedge.negated if hedge else False
    negated = inside_hedge or (hedge is None and _negated(text, clause, low, high))
    if hedge and not inside_hedge and group and group.start >= hedge.end and group.negated:
        negated = True  # "decides not to send"
    tense = group.tense if group else "present"
    if hedge and hedge.ahead and hedge.start < high and (group is None or group.start <= hedge.end):
        tense = "future"
    if tense == "future" and group and group.start >= high and hedge is None and _PRESUPPOSED.match(text, low):
        tense = "present"  # "the 10,000 soldiers could be …": they are there already
    modality = _modality(text, clause, hedge, cues)
    purpose = group is not None and hedge is None and group.start < high and _PURPOSE.match(text, group.start)
    if group and purpose and modality == "asserted" and not _DOES.search(text[max(0, group.start - 30) : group.start]):
        modality, tense = "possible", "future"  # "allows Kyiv to fire": not said to have happened
    estimate = next((cue for cue in reversed(cues) if "estimated" in text[cue.start : cue.end]), None)
    fear = next((cue for cue in reversed(cues) if cue.kind == "fear"), None)
    shown = hedge or estimate or fear
    probability = hedge.probability if hedge else VERBAL_RANGES["feared"][1] if fear else None
    return Attribution(
        speaker=speaker_of(sentence.segment),
        attributed_to=_cited(text, cues, mentions),
        cue=_span(text, offset, cues[-1]) if cues else None,
        hedge=_span(text, offset, shown) if shown else None,
        modality=modality,
        negated=negated,
        tense=tense,
        probability=probability,
    )


def _span(text: str, offset: int, found: Cue | Hedge) -> Span:
    return Span(start=offset + found.start, end=offset + found.end, text=text[found.start : found.end])


def _cited(text: str, cues: list[Cue], mentions: tuple[Mention, ...]) -> str | None:
    """The chain of sources, innermost first."""
    names = [_source_name(text, cue, mentions) for cue in cues]
    chain = [name for i, name in enumerate(names) if name not in names[:i]]
    if len(chain) > 1 and "unnamed" in chain:
        chain.remove("unnamed")
    if not chain:
        return None
    return chain[-1] if len(chain) == 1 else f"{chain[-1]} (according to {chain[-2]})"


def _source_name(text: str, cue: Cue, mentions: tuple[Mention, ...]) -> str:
    if cue.source is None:
        return "unnamed"
    start, end = cue.source
    while determiner := _DETERMINER.match(text, start, end):
        start = determiner.end()
    for mention in mentions:
        if (mention.start, mention.end) == (start, end) and mention.kind != "leader":
            return mention.name
    return " ".join(text[start:end].split()) or "unnamed"


def _hedge_for(text: str, clause: Clause, low: int, high: int, cues: list[Cue]) -> Hedge | None:
    """The hedge over [low, high): nearest before it in its clause, else after it, else the one its clause hangs on."""
    cited = [(cue.start, cue.end) for cue in cues if cue.kind in ("imagined", "fear", "report")]
    hedges = [
        h for h in find_hedges(text) if not (h.term == "estimated" and not _adjoins(text, h, low)) and
        not any(a <= h.start < b for a, b in cited)
    ]  # fmt: skip
    promised = [h for h in hedges if h.term in ("planned", "wanted") and h.start <= low < h.end]  # the promise itself
    own = [h for h in hedges if clause.start <= h.start < clause.end and h not in promised]
    inside = [h for h in own if low <= h.start < high]
    before = [h for h in own if h.start < low]
    after = [h for h in own if h.start >= high]
    if _PRESUPPOSED.match(text, low):
        after = []  # "the 10,000 soldiers could be a drop": what is doubted is not that there are 10,000
    chosen = before[-1] if before else inside[0] if inside else after[0] if after else None
    if chosen is not None and not chosen.epistemic and before:
        chosen = next((h for h in reversed(before) if h.epistemic), chosen)
    if clause.opener == "that" and (chosen is None or not chosen.epistemic):
        outer = [h for h in hedges if h.end <= clause.start + len("that") + 1 and clause.start - h.end <= 30]
        chosen = next((h for h in reversed(outer) if h.epistemic), chosen)
    return chosen


def _reported(hedge: Hedge | None, text: str, clause: Clause, cues: list[Cue]) -> Hedge | None:
    """The hedge as its reporting verb leaves it: "said he would" is a "will"; "fears that it will" is a fear."""
    if hedge is None or hedge.epistemic:
        return hedge
    if any(cue.kind == "fear" for cue in cues):
        modality, probability = VERBAL_RANGES["feared"]
        return replace(hedge, modality=modality, probability=probability)
    conditioned = any(c.opener in ("if", "unless", "only if") for c in _block(text, clause))
    if hedge.term == "would" and not conditioned and any(cue.kind == "report" for cue in cues):
        modality, probability = VERBAL_RANGES["will"]
        return replace(hedge, modality=modality, probability=probability)
    return hedge


def _adjoins(text: str, hedge: Hedge, low: int) -> bool:
    """Whether "estimated" belongs to the number at `low`: it stands right before it, or is its verb."""
    gap = text[hedge.end : low] if hedge.end <= low else ""
    return hedge.start <= low and len(gap.split()) <= 6 and "," not in gap


def _negated(text: str, clause: Clause, low: int, high: int) -> bool:
    """Whether the verb group over [low, high) is negated, or "no" stands before it."""
    group = governing_group(text, low, high)
    if group is not None and (
        group.negated
        or _NEGATION.search(text, max(clause.start, group.start - 14), max(group.start, min(low, group.end)))
    ):
        return True
    return bool(_NO_NOUN.search(text[max(clause.start, low - 30) : low]))


def _block(text: str, clause: Clause) -> list[Clause]:
    """The clauses that hang together with `clause`: those around it up to a "but", a new "and" or a semicolon."""
    cut = clauses(text)
    here = cut.index(clause)
    first = next((i for i in range(here, 0, -1) if _parts(text, cut[i])), 0)
    last = next((i for i in range(here + 1, len(cut)) if _parts(text, cut[i])), len(cut))
    return list(cut[first:last])


def _parts(text: str, clause: Clause) -> bool:
    return clause.opener in ("but", "and", "so", "yet", "or") or text[: clause.start].endswith((";", ":", "—"))


def _modality(text: str, clause: Clause, hedge: Hedge | None, cues: list[Cue]) -> Modality:
    if _SUGGESTION.match(text):
        return "suggestion"
    if text.rstrip('"”’) ').endswith("?"):
        return "question"
    if clause.opener in ("even if", "even though", "although", "though"):
        return "concessive"
    if clause.opener in ("if", "unless", "only if"):
        return "conditional"
    if clause.opener == "whether":
        return "question"
    conditioned = any(c.opener in ("if", "unless", "only if") for c in _block(text, clause))
    if hedge is not None:
        if conditioned and hedge.modality in ("possible", "probable", "certain_future", "conditional"):
            return "conditional"
        return hedge.modality
    kinds = {cue.kind for cue in cues}
    if "fear" in kinds or "imagined" in kinds:
        return "possible"
    if "promise" in kinds:
        return "certain_future"
    if "estimate" in kinds or any(re.search(r"\bestimate", text[c.start : c.end], re.IGNORECASE) for c in cues):
        return "estimated"
    return "asserted"
