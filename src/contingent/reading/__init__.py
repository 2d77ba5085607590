"""Reading: from an article to claims, checks, questions and a scenario; rules only, nothing opened, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from contingent.core.countries import Countries
from contingent.core.nouns import Claim, Document, Reading
from contingent.core.times import guard
from contingent.reading.checks.check import check
from contingent.reading.documents.sentences import Sentence, sentences
from contingent.reading.forces.sides import find_sides
from contingent.reading.forces.troops import AUTHOR_VOICES, in_order
from contingent.reading.quantities.claims import quantity_claims
from contingent.reading.questions.ask import ask
from contingent.reading.questions.places import placed
from contingent.reading.scenarios.build import Theatre, scenario
from contingent.reading.statements.assertions import assertion_claims
from contingent.reading.statements.conditionals import conditional_claims
from contingent.reading.statements.events import event_claims
from contingent.reading.voices.actors import Gazetteer, find_actors

__all__ = ["Theatre", "assemble", "read"]

_ARMED = re.compile(
    r"\b(?:(?<!trade )(?<!price )(?<!culture )(?<!star )(?<!bidding )wars?|troops?|soldiers?|cease-?\s?fires?|truces?|"
    r"invasions?|invad(?:ed|es|ing)|artillery|missiles?|militias?|rebels?|insurg\w+|front ?lines?|air ?strikes?|"
    r"armed (?:forces|groups?|conflict)|arm(?:y|ies)|fighters|combatants?|brigades?|battalions?|warplanes?|warships?|"
    r"munitions|howitzers?|drone (?:strikes?|attacks?)|paramilitar\w+|guerrillas?|peacekeepers?|mercenar\w+|"
    r"battlefields?|offensives?|shelling|hostilities|combat|(?:border |armed |deadly )clashes)\b",
    re.IGNORECASE,
)
_ANY = re.compile(r"[^\n]")


def read(
    document: Document,
    *,
    gazetteer: Gazetteer,
    as_of: date,
    theatres: Sequence[Theatre],
    countries: Countries | None = None,
) -> Reading:
    """Everything the article says and leaves open, as of `as_of`: claims in its order, checks, questions, the what-if.

    Comments dated after `as_of` are left out, text and all claims with them, and counted in the warnings. `theatres`
    are the wars with a fitted baseline; without a match the scenario rests on the article's own numbers. With
    `countries` each question gets the code of its country, where it is about one.

    A text about no armed conflict, or whose own voice gives not one number, is read as well; `unfit` says so.

    Raises:
        LeakError: the article itself is dated after `as_of`.
    """
    if document.published is not None:
        guard(document.published, as_of, what="the article")
    document, warnings = _without_later_comments(document, as_of)
    whole = sentences(document)
    claims = _claims(document, whole, gazetteer, as_of)
    made = _assembled(document, whole, claims, gazetteer, as_of, theatres)
    made = _placed(made, countries, gazetteer, as_of)
    return replace(made, warnings=(*warnings, *made.warnings))


def assemble(
    document: Document,
    claims: Sequence[Claim],
    *,
    gazetteer: Gazetteer,
    as_of: date,
    theatres: Sequence[Theatre],
    countries: Countries | None = None,
) -> Reading:
    """The reading that these claims of a document make, whoever found them: labels, checks, questions, the what-if.

    `document` holds nothing from after `as_of`: `read` sees to that.
    """
    made = _assembled(document, sentences(document), claims, gazetteer, as_of, theatres)
    return _placed(made, countries, gazetteer, as_of)


def _placed(made: Reading, countries: Countries | None, gazetteer: Gazetteer, as_of: date) -> Reading:
    if countries is None:
        return made
    return replace(made, questions=placed(made.questions, countries=countries, gazetteer=gazetteer, as_of=as_of))


def _assembled(
    document: Document,
    whole: Sequence[Sentence],
    claims: Sequence[Claim],
    gazetteer: Gazetteer,
    as_of: date,
    theatres: Sequence[Theatre],
) -> Reading:
    claims = _labelled(document, in_order(claims), gazetteer, theatres, as_of)
    warnings: list[str] = []
    asked = ask(document, claims, as_of=as_of)
    if asked.dropped:
        warnings.append(
            f"{asked.dropped} statement{'s' if asked.dropped > 1 else ''} about the future too vague to be settled: "
            "kept as claims, asked as no question."
        )
    if find_sides(claims, theatres=theatres, as_of=as_of) is None:
        warnings.append("No two sides that fight each other were found: no question about a cease-fire is asked.")
    supposed, why = scenario(document, claims, as_of=as_of, theatres=theatres)
    return Reading(
        document=document,
        claims=claims,
        checks=check(document, claims),
        questions=asked.questions,
        scenario=supposed,
        warnings=(*warnings, *why),
        unfit=_peaceful(whole, gazetteer, as_of) or _without_numbers(claims),
    )


def _claims(document: Document, whole: Sequence[Sentence], gazetteer: Gazetteer, as_of: date) -> tuple[Claim, ...]:
    finders = (quantity_claims, event_claims, conditional_claims, assertion_claims)
    day = _written(document, as_of)
    return in_order(claim for find in finders for claim in find(document, tuple(whole), gazetteer, day))


def _written(document: Document, as_of: date) -> date:
    """The day by which offices are read: whoever held one when the article was written."""
    return min(as_of, document.published or document.not_after or as_of)


def _labelled(
    document: Document, claims: tuple[Claim, ...], gazetteer: Gazetteer, theatres: Sequence[Theatre], as_of: date
) -> tuple[Claim, ...]:
    """The claims, every event and number that rests on the word of one of the two sides marked so."""
    sides = find_sides(claims, theatres=theatres, as_of=as_of)
    if sides is None:
        return claims
    names, day = {sides.attacker, sides.defender}, _written(document, as_of)

    def by_a_side(claim: Claim) -> bool:
        source = claim.attributed_to or ""
        told = claim.kind in ("quantity", "event") and source not in ("", "unnamed")
        return told and any(m.name in names for m in find_actors(source, gazetteer, day))

    return tuple(replace(c, belligerent_claim=True) if by_a_side(c) else c for c in claims)


def _without_later_comments(document: Document, as_of: date) -> tuple[Document, list[str]]:
    later = [s for s in document.segments if s.kind == "reader_comment" and s.posted is not None and s.posted > as_of]
    if not later:
        return document, []
    kept = tuple(segment for segment in document.segments if segment not in later)
    text = document.text
    for gone in later:  # blanked, not cut: every other span stays where it is
        text = text[: gone.start] + _ANY.sub(" ", text[gone.start : gone.end]) + text[gone.end :]
    many = "comments dated" if len(later) > 1 else "comment dated"
    return replace(document, text=text, segments=kept), [f"{len(later)} {many} after {as_of.isoformat()}: left out."]


def _peaceful(whole: Sequence[Sentence], gazetteer: Gazetteer, as_of: date) -> str | None:
    """None, if the article's own voice speaks of an armed conflict: two words of war, or one and two actors."""
    told = [s.span.text for s in whole if s.segment.kind in AUTHOR_VOICES]
    words = {match.group().lower().rstrip("s") for text in told for match in _ARMED.finditer(text)}
    actors = {mention.name for text in told for mention in find_actors(text, gazetteer, as_of)}
    if len(words) + (len(actors) >= 2) >= 2:
        return None
    return (
        f"this text names no armed conflict: {len(words)} words of war and {len(actors)} states or armed groups "
        "found. Give an article about a war or a dispute between armed parties."
    )


def _without_numbers(claims: Sequence[Claim]) -> str | None:
    if any(claim.kind == "quantity" and claim.voice in AUTHOR_VOICES for claim in claims):
        return None
    return (
        "this text states no number that can be checked; wanted at least one quantity (soldiers, losses, area, a "
        "share) in the article itself. Give an article with figures."
    )
