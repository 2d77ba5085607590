"""Questions someone could settle: what the article leaves open, with threshold, deadline, source and fine print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from contingent.core.nouns import Claim, Conditional, Document, Event, Quantity, Question
from contingent.reading.forces.recipients import with_sides
from contingent.reading.forces.sides import find_sides
from contingent.reading.forces.troops import amount, by_author, counts_soldiers, is_open, reinforcements
from contingent.reading.questions.drafts import Draft, finish
from contingent.reading.questions.templates import (
    area_question,
    casualty_question,
    munitions_question,
    war_questions,
)
from contingent.reading.questions.topics import Setting, topic_drafts
from contingent.reading.questions.troops import troop_questions

_ENDING = re.compile(r"\b(?:cease-?\s?fires?|truces?|armistice|peace|negotiat\w+)\b", re.IGNORECASE)
_CEASEFIRE = re.compile(r"\b(?:cease-?\s?fires?|truces?|armistice)\b(?!\s+(?:talks|negotiations))", re.IGNORECASE)
_GROUND = re.compile(
    r"\b(?:front|front ?lines?|territor\w+|lands?|ground|offensives?|counter-?offensives?|occup\w+|advanc\w+|"
    r"square (?:kilomet|mile)\w+|km2|km²)\b",
    re.IGNORECASE,
)
_MUNITIONS = frozenset({"shells", "missiles", "rockets", "drones", "munitions", "tanks", "aircraft", "vehicles"})
_LOSSES = frozenset({"killed", "wounded", "casualties", "dead", "losses"})
_KM2_PER = {"km2": 1.0, "square_kilometre": 1.0, "square_mile": 2.589988, "mile2": 2.589988}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The questions, and how many statements about the future were too vague to become one."""

    questions: tuple[Question, ...]
    dropped: int


def questions(document: Document, claims: Sequence[Claim], *, as_of: date) -> tuple[Question, ...]:
    """What the article leaves open, as questions that a named public source will settle after `as_of`.

    Each is clean English, links its claims and, where the article prompts it, its quote. Those that any article on a
    war implies (a cease-fire by a date, who gains ground) come last. Only the article's own voice asks.
    """
    return ask(document, claims, as_of=as_of).questions


def ask(document: Document, claims: Sequence[Claim], *, as_of: date) -> Asked:
    """The questions of `questions`, with the count of statements that had to be dropped."""
    told = by_author(claims)
    written = min(document.published or document.not_after or as_of, as_of)
    sides = find_sides(told, as_of=as_of)
    actors = tuple(sorted({n for c in told for n in (c.subject, c.counterparty) if n}))
    setting = Setting(sides=sides, actors=actors, written=written, as_of=as_of)
    drafts: list[Draft] = []
    covered: set[str] = set()
    helped = reinforcements(told)
    for help_ in with_sides(helped, told, sides) if sides else helped:
        limits = (setting.deadline_of(c) for p in help_.proposals for c in p.claims)
        stated = next((limit for limit in limits if limit), None)
        drafts += troop_questions(help_, sides, as_of=as_of, stated=stated)
        covered |= {claim.id for claim in help_.claims}
    dropped = 0
    for claim in told:
        if not _is_prompt(claim) or claim.id in covered:
            continue
        found = (
            list(_quantity_drafts(claim, setting)) if claim.kind == "quantity" else list(topic_drafts(claim, setting))
        )
        drafts += found
        dropped += not found and claim.kind == "assertion" and not _repeats(claim, drafts)
    if sides is not None and sides.at_war:
        ending = [
            (c, setting.deadline_of(c) if _CEASEFIRE.search(c.span.text) else None)
            for c in told
            if c.kind in ("assertion", "conditional") and _ENDING.search(c.span.text)
        ]
        ground = any(_GROUND.search(claim.sentence.text) for claim in told)
        drafts += war_questions(sides, ending, as_of=as_of, territory=ground)
    return Asked(questions=finish(document, drafts, told, as_of=as_of), dropped=dropped)


def _is_prompt(claim: Claim) -> bool:
    """Whether a claim speaks of what may yet be, so that a question can follow from it."""
    detail = claim.detail
    if isinstance(detail, Conditional):
        return detail.type not in ("concessive", "correlative")
    if isinstance(detail, Event):
        return is_open(claim) or claim.tense == "present"
    return detail.kind == "assertion" or is_open(claim)


def _repeats(claim: Claim, drafts: Sequence[Draft]) -> bool:
    """Whether a question already rests on words within this claim."""
    return any(
        linked.span.start < claim.span.end and claim.span.start < linked.span.end
        for draft in drafts
        for linked in draft.claims
    )


def _quantity_drafts(claim: Claim, setting: Setting) -> Iterator[Draft]:
    """Questions with a threshold from a quantity about the future (soldiers to come have their own)."""
    detail, sides = claim.detail, setting.sides
    if not isinstance(detail, Quantity) or sides is None or claim.subject is None or counts_soldiers(claim):
        return
    value, unit = amount(detail), detail.unit or ""
    if value is None or detail.role in ("share", "percent_change", "rate", "distance", "duration") or "/" in unit:
        return
    stated = setting.deadline_of(claim)
    enemy = setting.enemy_of(claim.subject)
    if detail.measure in _LOSSES and enemy is not None:
        yield casualty_question(claim, value, as_of=setting.as_of, stated=stated)
    elif unit in _KM2_PER and enemy is not None:
        km2 = value * _KM2_PER[unit]
        yield area_question(claim.subject, enemy, km2, claim, as_of=setting.as_of, stated=stated)
    elif detail.measure in _MUNITIONS and claim.counterparty and setting.enemy_of(claim.counterparty):
        yield munitions_question(claim, value, unit, as_of=setting.as_of, stated=stated)
