"""Conditionals, statements about the future, events, sources and checks of one reading against what people found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contingent.core.claims import Assertion, Claim, Conditional, Event
from contingent.core.documents import Span
from contingent.core.nouns import Check
from contingent.scoring.extraction.alike import Alike
from contingent.scoring.extraction.classes import class_of
from contingent.scoring.extraction.counts import Count
from contingent.scoring.extraction.gold import (
    ARTICLE,
    Gold,
    GoldAttribution,
    GoldCheck,
    GoldConditional,
    GoldEvent,
    GoldForecast,
)
from contingent.scoring.extraction.match import covered, one_to_one, overlap, shared
from contingent.scoring.extraction.numbers import chain_root, name_of, of_kind
from contingent.scoring.extraction.scored import Sheet

#: a conditional is found by a span that shares half of all characters of either
HALF = 0.5
#: people quote a statement about the future from its verb or from its subject: a third shared, or one within the other
THIRD = 0.3
#: a check is the one wanted where it names half of its numbers
LEAST_INPUTS = 0.5

Answers = dict[str, Claim]


def score_conditionals(gold: Gold, claims: Sequence[Claim], sheet: Sheet) -> Answers:
    """The claim that answers each conditional of the article's own voice; kinds, traps and false ones are noted."""
    wanted = [c for c in gold.conditionals if c.segment in ARTICLE]
    given = of_kind(claims, "conditional")

    def weigh(one: GoldConditional, claim: Claim) -> float:
        return _at_least(HALF, one.span, claim.span)

    answer = _answers(wanted, given, weigh)
    for one in wanted:
        told = name_of(one.id, one.span)
        claim = answer.get(one.id)
        found = claim.detail if claim is not None and claim.voice in ARTICLE else None
        sheet.note("conditionals found", found is not None, f"{told}: not found", given=found is not None)
        right = isinstance(found, Conditional) and found.type in one.types
        words = f"{told}: {found.type} for {' or '.join(sorted(one.types))}" if isinstance(found, Conditional) else ""
        sheet.note("conditional kinds", right, words, given=found is not None)
    _precision("conditionals", len(wanted), given, answer, sheet)
    for trap in gold.conditional_traps:
        if trap.span is not None:
            # what a reader supposes is told as a reader's: only the article's own voice falls into a trap
            own = [claim for claim in given if claim.voice in ARTICLE]
            taken = [c for c in own if _at_least(HALF, trap.span, c.span) or _lies_in(trap.span, c)]
            sheet.note("traps rejected", not taken, f"“{trap.span.text}” was taken for a conditional ({trap.reason})")
    return answer


def score_assertions(gold: Gold, claims: Sequence[Claim], sheet: Sheet) -> Answers:
    """The claim that answers each statement about the future; probability, settleability and false ones are noted."""
    wanted = [f for f in gold.forecasts if f.segment in ARTICLE]
    given = of_kind(claims, "assertion")

    def weigh(one: GoldForecast, claim: Claim) -> float:
        if one.span is None:
            return 0.0
        near = overlap(one.span, claim.span)
        return near if near >= THIRD or covered(one.span, claim.span) == 1.0 else 0.0

    answer = _answers(wanted, given, weigh)
    for one in wanted:
        told, claim = name_of(one.id, one.span), answer.get(one.id)
        found = claim.detail if claim is not None else None
        sheet.note("assertions found", found is not None, f"{told}: not found", given=found is not None)
        likely = found.probability if isinstance(found, Assertion) else None
        if one.probability is not None:
            low, high = one.probability
            fits = likely is not None and likely[0] <= high and low <= likely[1]
            words = f"{told}: {likely} for {one.probability}" if found else ""
            sheet.note("assertion probability", fits, words, given=likely is not None)
        if one.settleable is not None:
            said = found.settleable if isinstance(found, Assertion) else None
            sheet.note("assertion settleable", said == one.settleable,
                       f"{told}: {said} for {one.settleable}" if found else "", given=found is not None)  # fmt: skip
    _precision("assertions", len(wanted), given, answer, sheet)
    return answer


def score_events(gold: Gold, claims: Sequence[Claim], sheet: Sheet, alike: Alike) -> Answers:
    """The claim that answers each event; who did what to whom is noted. Events that nobody annotated are not judged."""
    given = of_kind(claims, "event")

    def weigh(one: GoldEvent, claim: Claim) -> float:
        if one.span is None or not isinstance(claim.detail, Event) or not shared(one.span, claim.detail.trigger):
            return 0.0
        return covered(one.span, claim.detail.trigger) + _is_type(claim.detail, one)

    answer = _answers(gold.events, given, weigh)
    for one in gold.events:
        told, claim = name_of(one.id, one.span), answer.get(one.id)
        found = claim.detail if claim is not None else None
        sheet.note("events", claim is not None, f"{told}: not found", given=claim is not None)
        right = isinstance(found, Event) and _is_type(found, one)
        words = f"{told}: {found.type} for {' or '.join(sorted(one.types))}" if isinstance(found, Event) else ""
        sheet.note("event types", right, words, given=claim is not None)
        actor = _among(claim, "subject", one.actors, alike)
        if one.actors:
            sheet.note("event actors", actor, f"{told}: {claim.subject} for {one.actors}" if claim else "",
                       given=claim is not None)  # fmt: skip
        if one.recipients:
            sheet.note("event recipients", _among(claim, "counterparty", one.recipients, alike),
                       f"{told}: {claim.counterparty} for {one.recipients}" if claim else "",
                       given=claim is not None)  # fmt: skip
        if claim is not None:
            sheet.judged(class_of(claim), right and (actor or not one.actors))
    return answer


def score_attributions(
    gold: Gold, claims: Sequence[Claim], answers: Mapping[str, Claim], sheet: Sheet, alike: Alike
) -> None:
    """An attribution is right where a claim at its words, or one it covers, cites its holder; its scope is noted."""
    for one in gold.attributions:
        told = f"“{one.span.text if one.span else ''}” by {one.holder}"
        covered_claims = {name: answers.get(name) for name in one.covers if name in _ids(gold)}
        at_cue = [c for c in claims if c.attribution_cue and one.span and shared(c.attribution_cue, one.span)]
        near = [*at_cue, *(claim for claim in covered_claims.values() if claim is not None)]
        sheet.note("attributions", any(_holds(claim, one, alike) for claim in near),
                   f"{told}: {_sources(near)}", given=bool(near))  # fmt: skip
        for name, claim in covered_claims.items():
            held = claim is not None and _holds(claim, one, alike)
            sheet.note("attribution scope", held, f"{told} covers {name}: {_sources([claim] if claim else [])}",
                       given=claim is not None)  # fmt: skip


def score_checks(gold: Gold, checks: Sequence[Check], answers: Mapping[str, Claim], sheet: Sheet) -> None:
    """A check is right where one of its kind names at least half of its numbers, told again or not.

    A number that the reader missed counts as not named.
    """
    links = {q.id: q.coref_of for q in gold.quantities}
    owner = {claim.id: chain_root(links, name) for name, claim in answers.items()}
    given = sorted(checks, key=lambda check: check.id)

    def weigh(one: GoldCheck, check: Check) -> float:
        if check.kind not in one.kinds:
            return 0.0
        wanted = {chain_root(links, name) for name in one.inputs}
        if not wanted:  # people named none: a check of sentences
            return LEAST_INPUTS
        named = {owner.get(name, name) for name in check.claims}
        part = len(wanted & named) / len(wanted)
        return part if part >= LEAST_INPUTS else 0.0

    pairs = {gold.checks[w].id: given[g] for w, g in one_to_one(gold.checks, given, weigh)}
    sheet.add("checks not asked for", Count(right=len(pairs), given=len(given)))
    for more in given:
        if more not in pairs.values():
            sheet.miss("checks not asked for", f"{more.kind}: {more.statement}")
    for one in gold.checks:
        check = pairs.get(one.id)
        kinds = " or ".join(sorted(one.kinds))
        sheet.note("checks", check is not None, f"{one.id} {kinds} of {', '.join(one.inputs)}: not made",
                   given=check is not None)  # fmt: skip
        if one.verdict is not None and check is not None:
            sheet.note("check verdicts", check.verdict == one.verdict,
                       f"{one.id} {kinds}: {check.verdict} for {one.verdict}")  # fmt: skip


def _holds(claim: Claim, one: GoldAttribution, alike: Alike) -> bool:
    return any(alike.source(source, one.holder) for source in (claim.attributed_to, *claim.chain) if source)


def _sources(claims: Sequence[Claim]) -> str:
    if not claims:
        return "no claim rests on it"
    return "cited are " + ", ".join(dict.fromkeys(claim.attributed_to or "nobody" for claim in claims))


def _precision(metric: str, wanted: int, given: Sequence[Claim], answer: Answers, sheet: Sheet) -> None:
    right = {claim.id for claim in answer.values()}
    own = [claim for claim in given if claim.voice in ARTICLE]
    sheet.add(metric, Count(right=len(right), wanted=wanted, given=len(own)))
    for claim in own:
        sheet.judged(class_of(claim), claim.id in right)
        if claim.id not in right:
            sheet.miss(metric, f"“{claim.span.text}” is none")


def _answers(wanted: Sequence[object], given: Sequence[Claim], weigh: object) -> Answers:
    pairs = one_to_one(wanted, given, weigh)  # type: ignore[arg-type]
    return {getattr(wanted[w], "id", ""): given[g] for w, g in pairs}


def _at_least(part: float, one: Span | None, other: Span) -> float:
    near = 0.0 if one is None else overlap(one, other)
    return near if near >= part else 0.0


def _lies_in(trap: Span, claim: Claim) -> bool:
    """Whether a claim is made of the trap's own words."""
    return trap.start <= claim.span.start and claim.span.end <= trap.end


def _is_type(found: Event, wanted: GoldEvent) -> bool:
    return found.type.partition(":")[0] in {kind.partition(":")[0] for kind in wanted.types}


def _among(claim: Claim | None, field: str, names: Sequence[str], alike: Alike) -> bool:
    who = getattr(claim, field, None)
    return who is not None and any(alike.actor(who, name) for name in names)


def _ids(gold: Gold) -> frozenset[str]:
    items = (gold.quantities, gold.conditionals, gold.forecasts, gold.events)
    return frozenset(item.id for kind in items for item in kind)
