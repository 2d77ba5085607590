"""How figures are worded and sourced: bounds that get lost, and thin sources."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contingent.core.nouns import Check, Claim
from contingent.reading.checks.facts import Facts, make, quantity, quote, value

_BOUNDS = {">=": "lower", ">": "lower", ">~": "lower", "<=": "upper", "<": "upper"}
_THIN = re.compile(
    r"\b(?:(?P<one>one|a|an|another|some|several|recent|unconfirmed|unnamed|anonymous)\s+(?:[\w-]+\s+){0,2}?"
    r"(?:reports?|assessments?|estimates?|sources?|officials?|study|studies|analysts?|experts?|observers?|account)"
    r"(?:\s+(?:from|by|of|in)\s+[^,;:.]{3,60}?)?"
    r"|(?:people|sources?|officials?)\s+(?:familiar|close|briefed|who)\b[^,;:.]{0,60}?|media reports"
    r"|(?<!\w )(?:reports|sources|officials|analysts|experts|observers))"
    r"\s+(?:\w+ly\s+)?(?P<verb>claim|say|suggest|indicate|allege|warn|report|estimate|assert|maintain|put|state)(?:s|ed|d)?\b"
    r"|\b(?:reportedly|allegedly|is rumou?red|are rumou?red|according to (?:one|some|unnamed|anonymous|media) \w+)\b",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"\b(?:report|assessment|estimate|source|official|diplomat|analyst|expert|observer|account|stud(?:y|ie)|people|media|"
    r"recent|commander|officer|planner|adviser|aide|insider|person familiar|eyewitness|witness|resident)(?:s|es)?\b",
    re.IGNORECASE,
)
_BELIEVED = re.compile(r"\b(?:believed|thought|rumou?red|understood|alleged|said|reported) to\b", re.IGNORECASE)
_QUOTING = re.compile(r"\b(?:citing|quoting|cited|quoted)\b", re.IGNORECASE)
_FIRST_HAND = 2  # who speaks, and who knows
_COLLECTIVE = re.compile(r"\b(?:group|nations|states|countries|members|allies|bloc)\b")  # not "United Nations"


def wording_checks(facts: Facts) -> Iterator[Check]:
    """Every check of this kind that the numbers of the document allow."""
    yield from _bound_drops(facts)
    yield from _sources(facts)


def _bound_drops(facts: Facts) -> Iterator[Check]:
    """A bound that the text later repeats as a plain number."""
    done: set[str] = set()
    for bound in facts.numbers:
        q = quantity(bound)
        if q.comparator not in _BOUNDS or bound.id in done or value(bound) <= 0:
            continue
        again = [
            c for c in facts.numbers
            if c.span.start > bound.span.end and quantity(c).comparator == "=" and value(c) == value(bound)
            and quantity(c).unit == q.unit and quantity(c).role != "tranche" and _same_thing(bound, c)
        ]  # fmt: skip
        done.update(c.id for c in facts.numbers if value(c) == value(bound) and quantity(c).comparator == q.comparator)
        if again:
            yield make(
                facts, "bound_drop", [bound, *again],
                statement=f"{quote(bound.span.text)} becomes "
                + ", ".join(dict.fromkeys(quote(c.span.text) for c in again)),
                stated=bound.span.text, verdict="caution",
                explanation=f"A {_BOUNDS[q.comparator]} bound is repeated as if it were the number itself.",
            )  # fmt: skip


def _same_thing(bound: Claim, later: Claim) -> bool:
    """Whether a later number refers to an earlier one: linked by the reader, or definite and of the same subject."""
    if later.coref_of == bound.id:
        return True
    definite = re.match(r"(?:the|these|those)\b", later.span.text, re.IGNORECASE) is not None
    return definite and (later.subject is None or bound.subject is None or later.subject == bound.subject)


def _sources(facts: Facts) -> Iterator[Check]:
    """Figures that rest on one unnamed or collective source."""
    done: set[int] = set()
    for claim in facts.numbers:
        lead = facts.document.text[claim.sentence.start : claim.span.start]
        cue = _THIN.search(lead)
        source = claim.attributed_to or ""
        thin = _is_thin(source) or _is_second_hand(claim)
        words = (claim.attribution_cue.text if claim.attribution_cue and thin else "") or (cue.group() if cue else "")
        if not (thin or cue) or claim.sentence.start in done:
            continue
        done.add(claim.sentence.start)
        inside = [claim, *(c for c in facts.in_sentence(claim) if c.span.start > claim.span.start)]
        yield make(
            facts, "attribution_quality", inside,
            statement=f"{quote(claim.span.text)} rests on {quote(words or source)}", stated=claim.span.text,
            verdict="needs_source",
            explanation="The text gives no author, title or date of this source and names no other for the figure: "
            "find the original before it is repeated as a fact.",
        )  # fmt: skip


def _is_second_hand(claim: Claim) -> bool:
    """Whether the text has it from one who has it from another, or from nobody it names."""
    words = claim.attribution_cue.text if claim.attribution_cue else ""
    if claim.attributed_to == "unnamed":
        return _BELIEVED.search(words) is not None
    return len(claim.chain) > _FIRST_HAND and _QUOTING.search(words) is not None


def _is_thin(source: str) -> bool:
    """Whether a source is nobody in particular: no name in it, or a document of "a group" of states."""
    named = re.search(r"\b[A-Z]", source) is not None
    return _SOURCE.search(source) is not None and (not named or _COLLECTIVE.search(source) is not None)
