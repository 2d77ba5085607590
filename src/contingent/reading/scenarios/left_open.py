"""What a scenario leaves open: in words, with our default and why."""

from __future__ import annotations

from collections.abc import Sequence

from contingent.core.interventions import Arrival, Branch
from contingent.core.nouns import Claim, Document, Quantity
from contingent.reading.forces.sides import stated_figures
from contingent.reading.questions.drafts import the
from contingent.reading.scenarios import dials
from contingent.reading.scenarios.branches import Case, how_read


def left_open(case: Case, branches: Sequence[Branch]) -> tuple[str, ...]:
    """What the article leaves open, one sentence each, with the default that stands in for it."""
    sides, found = case.sides, []
    if sides.theatre is None:
        found.append(f"Who attacks: {sides.why}.")
        found.append(
            "No fitted parameters exist for this war: forces and losses come from the text, the rest from priors."
        )
    if any(isinstance(i, Arrival) and i.tranches for b in branches for i in b.interventions):
        found.append(
            f"When soldiers arrive: the first on day {dials.FIRST_DAY}, further tranches every {dials.EVERY_DAYS} days "
            "(our choice; the article gives no dates)."
        )
        found.append(
            "How long they train, how many the front can take in a month, how fast they learn: the world's own priors."
        )
    for help_ in case.helped:
        found += [f"{help_.sender}:{how_read(help_, p)}" for p in help_.proposals if how_read(help_, p)]
        if help_.already_claims and (taken := _taken(help_.already_claims[0])):
            found.append(f"{help_.sender}: the article says “{help_.already_claims[0].span.text}”; {taken} is used.")
        whom = help_.recipient or ""
        if help_.already and case.sides.side_of(whom) and case.sides.side_of(help_.sender) is None:
            found.append(
                f"The soldiers from {the(help_.sender)} already sent are counted on top of the force of {the(whom)} at "
                "the start."
            )
        if help_.tranche is None and help_.proposals and case.side(help_):
            found.append(
                f"{help_.sender}: the article gives no size of a tranche, so only the arrival at once is simulated."
            )
    stated = {name for name, _, _ in stated_figures(case.claims, sides)}
    for side, who in (("attacker", sides.attacker), ("defender", sides.defender)):
        if f"force_{side}" not in stated:
            found.append(f"The force of {who}: not in the article; the baseline's own is used where it has one.")
    if not any(b.id == "peace_talks" for b in branches):
        found.append("Talks: the hazard of a cease-fire is that of past wars, the same in every branch.")
    return tuple(dict.fromkeys(found))


def _taken(claim: Claim) -> str | None:
    """What stands for a number that the article gives as a bound or a range."""
    if not isinstance(claim.detail, Quantity):
        return None
    if claim.detail.value is None and claim.detail.high is not None:
        return "the middle of the range"
    return "the bound itself" if claim.detail.comparator in (">=", ">", "<=", "<") else None


def about_quality(document: Document, case: Case) -> list[str]:
    """The paragraphs of the article's own voice that speak of the senders' soldiers."""
    names = [help_.sender for help_ in case.helped]
    spans = [(s.start, s.end) for s in document.segments if s.kind == "body"]
    paragraphs = [p for start, end in spans for p in document.text[start:end].split("\n") if p.strip()]
    return [p for p in paragraphs if any(name in p for name in names)]
