"""The brief as Markdown, for agents and notebooks: the answer, forecasts, checks, and every claim with its words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contingent.core.brief import Brief
from contingent.core.nouns import Claim
from contingent.report.bargaining.who_wants_what import bargaining_markdown
from contingent.report.brief.claim_words import cited_words, reading_words, when_words
from contingent.report.leads import (
    READER_VOICES,
    bargained_alone,
    branch_labels,
    headline_forecast,
    nearest_class,
    ordered_claims,
    ordered_questions,
)
from contingent.report.markup import clean
from contingent.report.numbers import belief_words, day_words, difference_words, horizon, typeset, with_unit
from contingent.report.sections.checks import arithmetic_words, ordered_checks
from contingent.report.touches.words import lead_words, sentence
from contingent.report.words import NOT_THE_ARTICLE, VERDICTS, VOICES, detail_words, speaker_words

#: what Markdown would take for markup, wherever it stands
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&!])")
_LIST = re.compile(r"^(\d{1,9})([.)])|^([-+=])")


def words(text: object) -> str:
    """A text from outside as one line of Markdown that says it and nothing else: no link, heading, list or markup.

    >>> words("# [a](http://x) <b>1. *c*")
    '\\\\# \\\\[a\\\\](http://x) \\\\<b\\\\>1. \\\\*c\\\\*'
    """
    line = _SPECIAL.sub(r"\\\1", " ".join(clean(str(text)).split()))
    return _LIST.sub(lambda match: f"{match[1]}\\{match[2]}" if match[1] else f"\\{match[3]}", line)


def brief_markdown(brief: Brief, *, address: str = "") -> str:
    """The brief as Markdown text; questions are linked to their pages where `address` is given ("/": on this site)."""
    parts = [*_answer(brief), *_questions(brief, address), *bargaining_markdown(brief, words)]
    parts += [*_whatif(brief), *_touches(brief)]
    if brief.answer.change_our_mind:
        parts += [
            "",
            "## What would change our mind",
            "",
            *(f"1. {words(one)}" for one in brief.answer.change_our_mind),
        ]
    parts += [*_checks(brief), *_claims(brief), *_made(brief)]
    return "\n".join(parts) + "\n"


def _answer(brief: Brief) -> Iterator[str]:
    answer, document = brief.answer, brief.document
    yield f"# {words(answer.question)}"
    yield ""
    title = f"“{words(document.title)}”" if document.title else "An article without a title"
    by = f" by {words(document.author)}" if document.author else ""
    day = f", {day_words(document.published)}" if document.published else ""
    yield f"{title}{by}{day}. Source: {words(document.origin)}. Nothing dated after {brief.provenance.as_of} was used."
    for said in (answer.likely, answer.two_ways, answer.difference, answer.expected):
        if said:
            yield from ("", words(said))
    if answer.dominated_by or answer.caveats:
        yield from ("", "## Before you quote this", "")
        yield from (f"- {words(one)}" for one in (answer.dominated_by, *answer.caveats) if one)
    if brief.warnings:
        yield from ("", "## Warnings", "")
        yield from (f"- {words(one)}" for one in brief.warnings)


def _questions(brief: Brief, address: str) -> Iterator[str]:
    if not brief.questions:
        return
    yield from ("", "## How likely is it?", "")
    for question in ordered_questions(brief):
        text = words(question.text)
        yield f"- {f'[{text}]({address}questions/{question.id})' if address else f'**{text}**'}"
        forecast = headline_forecast(question.id, brief.forecasts)
        if forecast is None:
            yield "  - No forecast: nobody here has evidence on this."
        else:
            middle, interval = belief_words(forecast.belief)
            counted = nearest_class(forecast)
            alone = "; on unscored models of bargaining alone" if bargained_alone(forecast) else ""
            found = f"; counted in {words(counted.name)}" if counted else alone
            yield f"  - {middle} (90 % range {interval}), by {words(forecast.forecaster)}{found}"
        yield f"  - Decided {question.deadline.isoformat()} by {words(question.source)}"
        if question.voice in READER_VOICES:
            yield "  - Asked by a reader, not by the article"
        if question.quote:
            yield f"  - The text says: “{words(question.quote.text)}”"


def _whatif(brief: Brief) -> Iterator[str]:
    scenario, outcomes = brief.scenario, brief.outcomes
    if scenario is None:
        return
    yield from ("", "## What difference would it make?", "")
    for branch in scenario.branches:
        role = " (the reference)" if branch.id == scenario.reference else ""
        yield f"- {words(branch.label)}{role}{f': {words(branch.note)}' if branch.note else ''}"
    if outcomes is None or not outcomes.contrasts:
        return
    labels = branch_labels(scenario)
    yield from ("", "| Branch | Measure | After | Median | 90 % range | Direction |", "|---|---|---|---|---|---|")
    for one in outcomes.contrasts:
        middle, interval = difference_words(one.q05, one.q50, one.q95, one.unit)
        sign = "assumed" if one.sign_forced_by else "simulated"
        shown = (labels.get(one.branch, one.branch), one.label, horizon(one.day), with_unit(middle, one.unit, one.q50))
        yield f"| {' | '.join(map(words, (*shown, interval or '', sign)))} |"


def _touches(brief: Brief) -> Iterator[str]:
    if brief.touched is None or not brief.touched.effects:
        return
    yield from ("", "## What it touches", "", words(typeset(lead_words(brief.touched))), "")
    yield from (f"- {words(typeset(sentence(effect)))}" for effect in brief.touched.effects)
    yield from ("", words(brief.touched.note))


def _checks(brief: Brief) -> Iterator[str]:
    if not brief.checks:
        return
    yield from ("", "## Do the numbers add up?", "")
    for check in ordered_checks(brief.checks):
        yield f"- **{VERDICTS[check.verdict]}**: {words(check.statement)} {words(check.explanation)}"
        for reading in check.readings:
            terms, value = arithmetic_words(reading)
            yield f"  - {words(reading.label)}: {words(terms)} = {words(value)}"


def _claims(brief: Brief) -> Iterator[str]:
    if not brief.claims:
        return
    yield from ("", "## What the article claims", "", "A claim is what somebody says, not what is so.")
    ordered = ordered_claims(brief.claims)
    voices = sorted(dict.fromkeys(claim.voice for claim in ordered), key=lambda voice: voice in NOT_THE_ARTICLE)
    for voice in voices:
        apart = f" ({NOT_THE_ARTICLE[voice]})" if voice in NOT_THE_ARTICLE else ""
        yield from ("", f"### {VOICES[voice]}{apart}", "")
        for number, claim in enumerate(ordered, start=1):
            if claim.voice == voice:
                yield f"- {number}\\. “{words(claim.span.text)}” – {words(_claim(claim))}"
                if claim.sentence.text != claim.span.text:
                    yield f"  > {words(claim.sentence.text)}"


def _claim(claim: Claim) -> str:
    said = [f"{claim.kind}: {detail_words(claim)}", f"said by {speaker_words(claim.speaker)}"]
    said += [cited_words(claim), f"when: {when_words(claim.time)}" if when_words(claim.time) else ""]
    said += ["claim of a party to the fighting"] if claim.belligerent_claim else []
    said += ["denied"] if claim.negated else []
    said += [claim.modality.replace("_", " ")] if claim.modality != "asserted" else []
    return "; ".join(filter(None, (*said, *reading_words(claim))))


def _made(brief: Brief) -> Iterator[str]:
    made = brief.provenance
    yield from ("", "## How this was made", "")
    yield f"- contingent {made.contingent}, brief format {made.schema}, seed {made.seed}, {made.draws} paths a branch"
    yield f"- article sha256 {made.document_sha256}"
    for used in made.data:
        through = f", through {used.data_through}" if used.data_through else ""
        yield f"- {words(used.name)}: {words(used.source)}{through}, {words(used.licence)}"
