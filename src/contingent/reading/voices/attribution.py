"""Who says it, how sure, and about when: the source, the hedge, negation and tense of one item of a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from contingent.core.nouns import Cue, Modality, Segment, Span, Tense
from contingent.reading.documents.sentences import Sentence
from contingent.reading.voices.actors import Mention
from contingent.reading.voices.background import NOTHING, Background, Quotation
from contingent.reading.voices.citing import Cue as Citation
from contingent.reading.voices.citing import find_cues
from contingent.reading.voices.clauses import Clause, clause_at, clauses, governing_group
from contingent.reading.voices.hedges import VERBAL_RANGES, Hedge, find_hedges
from contingent.reading.voices.naming import source_name
from contingent.reading.voices.saying import ESTIMATED


@dataclass(frozen=True, slots=True)
class Attribution:
    """How one item is meant.

    `speaker` is "author" or "reader:NAME". `attributed_to` is whom the speaker cites: a state or group by its
    canonical name, others in the text's words, "unnamed" behind a passive, None where nobody is cited; a chain reads
    "INNER (according to OUTER)". `cue` and `hedge` are spans of the document. `probability` is that of the positive
    content: low for "is not likely to" (`negated` False: the negation is in the hedge) and for "will not" (True).
    `chain` leads from the speaker over everybody cited to the innermost source (empty: nobody is cited); `cues` are
    all words of citing, hedging and negating that were used.
    """

    speaker: str
    attributed_to: str | None
    cue: Span | None
    hedge: Span | None
    modality: Modality
    negated: bool
    tense: Tense
    probability: tuple[float, float] | None
    chain: tuple[str, ...] = ()
    cues: tuple[Cue, ...] = ()


PRONOUNS = ("he", "she", "it", "they")
_NEGATION = re.compile(
    r"\b(?:not|never|no longer|neither|nor|without|fail(?:s|ed)? to|refus(?:es|ed|ing)? to|declin(?:es|ed) to|"
    r"unwilling to)\b|n['’]t\b",
    re.IGNORECASE,
)
_SAID_INSIDE = re.compile(
    r"\b(?:says?|said|claims?|claimed|reports?|reported|adds|added|puts?|warned)\s(?=\S)", re.IGNORECASE
)
_SHORT = 60  # characters: an item no longer than this is a number with its noun, not a clause
_NOT = re.compile(r"\b(?:not|never|cannot|hardly|scarcely)\b|n['’]t\b", re.IGNORECASE)
_NO_NOUN = re.compile(
    r"\b(?:no(?!\s(?:better|worse|fewer|less|more|later|earlier|higher|lower)\b)|zero|without)\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
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


def attribute(
    sentence: Sentence, start: int, end: int, mentions: tuple[Mention, ...], behind: Background = NOTHING
) -> Attribution:
    """How the item at the document offsets [start, end) of `sentence` is meant.

    `mentions` are those found in the sentence's own text (offsets in `sentence.span.text`); `behind` is what the
    sentences around it tell of its voice. Scope is decided by clause and nearness, not by a parser: the cue and the
    hedge that were used are always in the result.
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
    verbs = list(_SAID_INSIDE.finditer(text, low, high)) if high - low < _SHORT else []
    low = verbs[-1].end() if verbs else low  # an item whose words hold the verb of saying is what is said
    cues = _covering(text, low, high, sentence.segment, mentions)
    clause = clauses(text)[clause_at(text, low)]
    hedge = _reported(_hedge_for(text, clause, low, high, cues), text, clause, cues)
    group = governing_group(text, low, high)
    inside_hedge = hedge.negated if hedge else False
    negation = _negation(text, clause, low, high) if hedge is None else None
    if hedge and not inside_hedge and group and group.start >= hedge.end and group.negated:
        negation = _not_in(text, group.start, group.end)  # "decides not to send"
    denied = next((cue for cue in reversed(cues) if cue.denies), None)
    modality, tense = _mood(text, (low, high), clause, hedge, cues)
    estimate = next((cue for cue in reversed(cues) if "estimated" in text[cue.start : cue.end]), None)
    fear = next((cue for cue in reversed(cues) if cue.kind == "fear"), None)
    shown = hedge or estimate or fear
    names, spans = _sources(text, cues, mentions, behind), [_span(text, offset, cue) for cue in cues]
    quoted = behind.quoted(offset + low)
    if quoted is not None:
        names, spans = _in_quotation(quoted, names, spans)
    if not names and behind.issuer is not None:
        names, spans = [behind.issuer[0]], [behind.issuer[1]]
    speaker = speaker_of(sentence.segment)
    used = [Cue(kind="attribution", span=span) for span in spans]
    used += [Cue(kind="hedge", span=_span(text, offset, shown))] if shown else []
    used += [Cue(kind="negation", span=_span(text, offset, denied))] if denied else []
    used += [Cue(kind="negation", span=_cut(text, offset, *negation))] if negation else []
    return Attribution(
        speaker=speaker,
        attributed_to=_cited(names),
        cue=spans[-1] if spans else None,
        hedge=_span(text, offset, shown) if shown else None,
        modality=modality,
        negated=(inside_hedge or negation is not None) != (denied is not None),
        tense=tense,
        probability=hedge.probability if hedge else VERBAL_RANGES["feared"][1] if fear else None,
        chain=(speaker, *names) if names else (),
        cues=tuple(used),
    )


def _covering(text: str, low: int, high: int, segment: Segment, mentions: tuple[Mention, ...]) -> list[Citation]:
    """The cues whose scope holds [low, high), the outer first: its scope is the wider."""
    cues = [
        cue for cue in find_cues(text)
        if cue.low <= low < cue.high and (high > cue.end or low < cue.start)
        and (cue.kind != "label" or _is_label(text, cue, segment, mentions))
    ]  # fmt: skip
    return sorted(cues, key=lambda cue: (cue.low - cue.high, cue.start))


def _mood(
    text: str, item: tuple[int, int], clause: Clause, hedge: Hedge | None, cues: list[Citation]
) -> tuple[Modality, Tense]:
    """Modality and tense of [low, high) as its hedge and the verb group that governs it give them."""
    low, high = item
    group = governing_group(text, low, high)
    tense = group.tense if group else "present"
    if hedge and hedge.ahead and hedge.start < high and (group is None or group.start <= hedge.end):
        tense = "future"
    if tense == "future" and group and group.start >= high and hedge is None and _PRESUPPOSED.match(text, low):
        tense = "present"  # "the 10,000 soldiers could be …": they are there already
    modality = _modality(text, clause, hedge, cues)
    purpose = group is not None and hedge is None and group.start < high and _PURPOSE.match(text, group.start)
    if group and purpose and modality == "asserted" and not _DOES.search(text[max(0, group.start - 30) : group.start]):
        modality, tense = "possible", "future"  # "allows Kyiv to fire": not said to have happened
    return modality, tense


def settled(said: Attribution) -> Attribution:
    """`said` with a source that is but a pronoun, whose owner could not be told, called "unnamed"."""
    if (said.attributed_to or "").lower() not in PRONOUNS:
        return said
    return replace(said, attributed_to="unnamed", chain=(*said.chain[:-1], "unnamed"))


def _span(text: str, offset: int, found: Citation | Hedge) -> Span:
    return _cut(text, offset, found.start, found.end)


def _cut(text: str, offset: int, start: int, end: int) -> Span:
    return Span(start=offset + start, end=offset + end, text=text[start:end])


def _sources(text: str, cues: list[Citation], mentions: tuple[Mention, ...], behind: Background) -> list[str]:
    """Who is cited, outermost first, each once; "unnamed" only where nobody else is."""
    named = [source_name(text, cue.source, mentions) for cue in cues]
    names = list(dict.fromkeys(behind.meant(name) for name in named))
    if len(names) > 1 and "unnamed" in names:
        names.remove("unnamed")
    return names


_SPEAKERS = re.compile(
    r"(?:\w+\s){0,3}(?:officials?|reports?|army|military|police|ministry|sources?|witnesses|monitors?|spokes\w+|rebels|"
    r"government|president|minister|study|analysts?|experts?|commander|governor|mayor|agency|media|survey|poll)",
    re.IGNORECASE,
)


def _is_label(text: str, cue: Citation, segment: Segment, mentions: tuple[Mention, ...]) -> bool:
    """Whether "X: …" cites X: in a headline only, and never a state by its own name, which may be but the topic."""
    if segment.kind not in ("title", "heading") or cue.source is None:
        return False
    start, end = cue.source
    if any((m.start, m.end) == (start, end) and m.surface != m.name for m in mentions):
        return True
    return _SPEAKERS.fullmatch(text, start, end) is not None


def _in_quotation(quoted: Quotation, names: list[str], spans: list[Span]) -> tuple[list[str], list[Span]]:
    """Sources and cues of what stands in somebody's speech: whom he cites himself he is asked about."""
    names = [quoted.name if name.lower() in PRONOUNS else name for name in names]
    if quoted.name in names or "unnamed" in names:
        return names, spans
    return [quoted.name, *names], [quoted.cue, *spans]


def _cited(names: list[str]) -> str | None:
    if not names:
        return None
    return names[-1] if len(names) == 1 else f"{names[-1]} (according to {names[-2]})"


def _hedge_for(text: str, clause: Clause, low: int, high: int, cues: list[Citation]) -> Hedge | None:
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


def _reported(hedge: Hedge | None, text: str, clause: Clause, cues: list[Citation]) -> Hedge | None:
    """The hedge as its reporting verb leaves it: "said he would" is a "will"; "fears that it will" is a fear."""
    if hedge is None or hedge.epistemic:
        return hedge
    if any(cue.kind == "fear" for cue in cues):
        modality, probability = VERBAL_RANGES["feared"]
        return replace(hedge, modality=modality, probability=probability)
    if hedge.term == "would" and not _conditioned(text, clause) and any(cue.kind == "report" for cue in cues):
        modality, probability = VERBAL_RANGES["will"]
        return replace(hedge, modality=modality, probability=probability)
    return hedge


def _adjoins(text: str, hedge: Hedge, low: int) -> bool:
    """Whether "estimated" belongs to the number at `low`: it stands right before it, or is its verb."""
    gap = text[hedge.end : low] if hedge.end <= low else ""
    return hedge.start <= low and len(gap.split()) <= 6 and "," not in gap


def _negation(text: str, clause: Clause, low: int, high: int) -> tuple[int, int] | None:
    """The words that negate the verb group over [low, high), or the "no" before it; None where nothing does."""
    group = governing_group(text, low, high)
    if group is not None:
        if group.negated and group.start >= high and not group.passive:
            return None  # "40,000 people do not have enough to eat": that there are 40,000 is not denied
        if group.negated:
            return _not_in(text, group.start, group.end)
        before = _NEGATION.search(text, max(clause.start, group.start - 14), max(group.start, min(low, group.end)))
        if before:
            return before.span()
    start = max(clause.start, low - 30)
    noun = _NO_NOUN.search(text[start:low])
    return (start + noun.start(), start + noun.start() + len(noun.group().split()[0])) if noun else None


def _not_in(text: str, start: int, end: int) -> tuple[int, int]:
    """The "not" of a negated verb group, else the whole group."""
    mark = _NOT.search(text, start, end)
    return mark.span() if mark else (start, end)


def _block(text: str, clause: Clause) -> list[Clause]:
    """The clauses that hang together with `clause`: those around it up to a "but", a new "and" or a semicolon."""
    cut = clauses(text)
    here = cut.index(clause)
    first = next((i for i in range(here, 0, -1) if _parts(text, cut[i])), 0)
    last = next((i for i in range(here + 1, len(cut)) if _parts(text, cut[i])), len(cut))
    return list(cut[first:last])


_IF = ("if", "unless", "only if")


def _conditioned(text: str, clause: Clause) -> bool:
    """Whether a condition hangs together with `clause`."""
    return any(c.opener in _IF for c in _block(text, clause))


def _parts(text: str, clause: Clause) -> bool:
    return clause.opener in ("but", "and", "so", "yet", "or") or text[: clause.start].endswith((";", ":", "—"))


def _modality(text: str, clause: Clause, hedge: Hedge | None, cues: list[Citation]) -> Modality:
    if _SUGGESTION.match(text):
        return "suggestion"
    if text.rstrip('"”’) ').endswith("?"):
        return "question"
    if clause.opener in ("even if", "even though", "although", "though"):
        return "concessive"
    if clause.opener in _IF:
        return "conditional"
    if clause.opener == "whether":
        return "question"
    if hedge is not None:
        open_ = hedge.modality in ("possible", "probable", "certain_future", "conditional")
        return "conditional" if open_ and _conditioned(text, clause) else hedge.modality
    kinds = {cue.kind for cue in cues}
    if "fear" in kinds or "imagined" in kinds:
        return "possible"
    if "promise" in kinds:
        return "certain_future"
    words = (text[c.start : c.end] for c in cues)
    if "estimate" in kinds or any(re.search(r"\bestimate", w, re.IGNORECASE) for w in words):
        return "estimated"
    if any(c.kind == "agentless" and ESTIMATED.search(text, c.start, c.end) for c in cues):
        return "estimated"
    return "asserted"
