"""The ledger of claims: who says which number or event, in which words, how sure; voices kept apart."""

from __future__ import annotations

from collections.abc import Sequence

from contingent.core.nouns import Claim, Cue, Segment
from contingent.report.brief.claim_words import SURENESS, any_sure, cited_words, reading_words, when_words
from contingent.report.leads import READER_VOICES
from contingent.report.markup import Html, join, quoted, tag
from contingent.report.sections.parts import ClaimNumbers, more, section
from contingent.report.words import NOT_THE_ARTICLE, detail_words, speaker_words, voice_words

FEW_WORDS = 2
CLAIMS_OPEN = 6  # a longer list is opened by the reader, or by following a claim's number
KINDS = {"quantity": "Numbers", "event": "Events", "conditional": "What-ifs", "assertion": "About the future"}
#: what the words are that a reading rests on
CUES = {
    "attribution": "says whose word it is", "hedge": "says how sure", "negation": "denies", "time": "says when",
    "approximator": "says how exact", "role": "says what is counted", "marker": "makes it a condition",
    "trigger": "names what happens",
}  # fmt: skip
AROUND = 50  # characters of the sentence at each side


def claims_section(
    claims: Sequence[Claim], segments: Sequence[Segment], numbers: ClaimNumbers, *, folded: bool = True
) -> Html | None:
    """Every claim with its quote, grouped by voice: the article's own first, other voices after it, labelled.

    A long list is folded by kinds, unless it stands beside the article and `folded` is not set.
    """
    if not claims:
        return None
    groups: dict[str, list[Claim]] = {}
    voices: dict[str, Segment | None] = {}
    for claim in sorted(claims, key=lambda claim: numbers.numbers[claim.id]):
        home = _home(claim, segments)
        key = home.id if home and claim.voice in READER_VOICES else claim.voice
        groups.setdefault(key, []).append(claim)
        voices.setdefault(key, home)
    ranked = sorted(groups, key=lambda key: groups[key][0].voice in READER_VOICES)
    most = CLAIMS_OPEN if folded else len(claims)
    blocks = [_group(groups[key], voices[key], numbers, most=most) for key in ranked]
    return section(
        "claims",
        "What the article claims",
        *blocks,
        lead="A claim is what somebody says, not what is so. Numbers lead to the words in the article; dotted words "
        f"are those its reading rests on.{f' {SURENESS}' if any_sure(claims) else ''}",
    )


def _home(claim: Claim, segments: Sequence[Segment]) -> Segment | None:
    """The smallest segment of the claim's own voice that holds it."""
    own = [
        segment
        for segment in segments
        if segment.kind == claim.voice and segment.start <= claim.span.start and claim.span.end <= segment.end
    ]
    return min(own, key=lambda segment: segment.end - segment.start, default=None)


def _group(claims: list[Claim], home: Segment | None, numbers: ClaimNumbers, *, most: int) -> Html:
    voice = claims[0].voice
    name = voice_words(home) if home else voice_words(Segment(id="", kind=voice, start=0, end=0))
    apart = NOT_THE_ARTICLE.get(voice)
    kinds = {kind: [claim for claim in claims if claim.kind == kind] for kind in KINDS}
    listed = (
        [more(f"{KINDS[kind]} ({len(own)})", _list(own, numbers)) for kind, own in kinds.items() if own]
        if len(claims) > most
        else [_list(claims, numbers)]
    )
    parties = sum(claim.belligerent_claim for claim in claims)
    count = f"{len(claims)} claim{'' if len(claims) == 1 else 's'}"
    return tag(
        "div",
        tag("h3", name, dir="auto"),
        tag("p", f"{apart[0].upper()}{apart[1:]}.", class_="reader") if apart else None,
        tag("p", f"{count}{f', {parties} of them by a party to the fighting' if parties else ''}.", class_="note"),
        *listed,
        class_="voice apart" if apart else "voice",
    )


def _list(claims: list[Claim], numbers: ClaimNumbers) -> Html:
    return tag("ol", *(_claim(claim, numbers.numbers[claim.id]) for claim in claims), class_="claims")


def _claim(claim: Claim, place: int) -> Html:
    labels = [
        tag("span", "claim of a party to the fighting", class_="mark party") if claim.belligerent_claim else None,
        tag("span", "denied", class_="mark") if claim.negated else None,
    ]
    said = [f"{claim.kind}: {detail_words(claim)}"]
    if claim.subject:
        said.append(f"about {claim.subject}" + (f" and {claim.counterparty}" if claim.counterparty else ""))
    if claim.place:
        said.append(f"where: {claim.place}")
    when = when_words(claim.time)
    days = tag("span", f"; when: {when}", title=claim.time.evidence) if claim.time and when else None
    return tag(
        "li",
        tag("a", str(place), href=f"#said-{place}", class_="n", aria_label=f"Claim {place}, in the article"),
        tag(
            "div",
            _quote(claim),
            *(join(" ", label) for label in labels if label),
            tag("p", "; ".join(said), days, ". ", _source(claim), _sureness(claim), class_="meta", dir="auto"),
        ),
        id=f"claim-{place}",
    )


def _quote(claim: Claim) -> Html:
    """The claim's words; where they are too few to be understood, with some of the sentence around them."""
    words, sentence = claim.span, claim.sentence
    inside = sentence.start <= words.start and words.end <= sentence.end
    if len(words.text.split()) > FEW_WORDS or not inside:
        return tag("q", *_cued(words.text, words.start, claim.cues), dir="auto")
    before = sentence.text[: words.start - sentence.start]
    after = sentence.text[words.end - sentence.start :]
    start = max(0, before.find(" ", len(before) - AROUND)) if len(before) > AROUND else 0
    end = after.rfind(" ", 0, AROUND) if len(after) > AROUND else len(after)
    shown = before[start:].lstrip() if start else before
    left = ("… " if start else "", *_cued(shown, words.start - len(shown), claim.cues))
    right = (*_cued(after[:end], words.end, claim.cues), " …" if end < len(after) else "")
    core = _cued(words.text, words.start, claim.cues)
    return tag(
        "q", tag("span", *left, class_="around"), tag("b", *core), tag("span", *right, class_="around"), dir="auto"
    )


def _cued(text: str, start: int, cues: Sequence[Cue]) -> list[Html | str]:
    """The text, which begins at `start` of the document, with the cues that lie within it marked by their kinds."""
    kinds: dict[tuple[int, int], list[str]] = {}
    for cue in cues:
        if start <= cue.span.start < cue.span.end <= start + len(text):
            kinds.setdefault((cue.span.start, cue.span.end), []).append(CUES[cue.kind])
    parts: list[Html | str] = []
    at = start
    for first, last in sorted(kinds):
        if first < at:
            continue  # within another cue
        named = ", ".join(dict.fromkeys(kinds[first, last]))
        parts += [text[at - start : first - start]]
        parts += [tag("span", text[first - start : last - start], class_="cue", title=named)]
        at = last
    return [*parts, text[at - start :]]


def _source(claim: Claim) -> Html:
    """Who says it, on whose word, and how sure: cues always shown."""
    speaker = speaker_words(claim.speaker)
    said: list[Html | str] = [f"Said by {speaker}"]
    if cited := cited_words(claim):
        said.append(f", {cited}")
        if claim.attribution_cue:
            said += [" (", quoted(claim.attribution_cue.text), ")"]
    if claim.modality != "asserted":
        said.append(f"; {claim.modality.replace('_', ' ')}")
    if claim.hedge:
        said += [", hedged by ", quoted(claim.hedge.text)]
    return join(*said, ".")


def _sureness(claim: Claim) -> str:
    told = ", ".join(reading_words(claim))
    return f" {told[0].upper()}{told[1:]}." if told else ""
