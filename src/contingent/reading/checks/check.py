"""Do the numbers add up? Symbolic arithmetic over every reading of a document's claims, each with its verdict."""

from __future__ import annotations

from collections.abc import Sequence

from contingent.core.nouns import Check, Claim, Document
from contingent.reading.checks.conversions import conversion_checks
from contingent.reading.checks.disagreements import disagreement_checks
from contingent.reading.checks.facts import Facts
from contingent.reading.checks.force import force_checks
from contingent.reading.checks.multiples import multiple_checks
from contingent.reading.checks.percent import percent_checks
from contingent.reading.checks.shares import share_checks
from contingent.reading.checks.sums import sum_checks
from contingent.reading.checks.tension import tension_checks
from contingent.reading.checks.wording import wording_checks


def check(document: Document, claims: Sequence[Claim]) -> tuple[Check, ...]:
    """Every check that the claims allow, in the order of the text; the order of `claims` changes nothing.

    Only the article's own voice is checked (title, headings, body). Nothing outside the text is consulted: a verdict
    says whether the text agrees with itself and whether it names its sources, not whether it is true.
    """
    ordered = tuple(sorted(claims, key=lambda c: (c.span.start, c.span.end, c.id)))
    facts = Facts(document=document, claims=ordered)
    place = {claim.id: number for number, claim in enumerate(ordered)}
    rules = (
        percent_checks,
        force_checks,
        wording_checks,
        disagreement_checks,
        sum_checks,
        multiple_checks,
        conversion_checks,
        tension_checks,
    )
    found = {c.id: c for rule in rules for c in rule(facts)}
    shares = frozenset(i for c in found.values() if c.kind == "arithmetic_percent" for i in c.claims)
    found |= {c.id: c for c in share_checks(facts, shares)}
    return tuple(
        sorted(found.values(), key=lambda c: (min((place[i] for i in c.claims), default=len(place)), c.kind, c.id))
    )
