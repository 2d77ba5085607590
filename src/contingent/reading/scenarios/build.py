"""From "what if …" to branches over the dials of the simulated world, each with the words it came from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from contingent.core.interventions import Branch
from contingent.core.keys import content_id
from contingent.core.nouns import Claim, Document, Scenario
from contingent.reading.forces.recipients import with_sides
from contingent.reading.forces.sides import Sides, Theatre, find_sides, stated_figures
from contingent.reading.forces.troops import Reinforcement, by_author, reinforcements
from contingent.reading.questions.drafts import number, the
from contingent.reading.scenarios import dials
from contingent.reading.scenarios.alternatives import aided, by_readers, mobilised, supplied, talked
from contingent.reading.scenarios.branches import Case, as_it_stands, reinforced
from contingent.reading.scenarios.left_open import about_quality, left_open

__all__ = ["Theatre", "scenario"]

HORIZON_DAYS = 360


def scenario(
    document: Document, claims: Sequence[Claim], *, as_of: date, theatres: Sequence[Theatre]
) -> tuple[Scenario | None, tuple[str, ...]]:
    """The article's what-if as a scenario from `as_of` on, and warnings; None where it asks none the world can answer.

    The first branch is how things stand and the reference. A reader's suggestion becomes a branch in the reader's
    voice, never a fact. What the article leaves open stands in `open`, with our default.
    """
    told = by_author(claims)
    sides = find_sides(told, theatres=theatres, as_of=as_of)
    if sides is None:
        return None, ("No what-if is simulated: the text does not say which two sides fight each other.",)
    spoken = with_sides(reinforcements(told), told, sides)
    helped = tuple(h for h in spoken if sides.side_of(h.recipient) or sides.side_of(h.sender))
    case = Case(claims=told, sides=sides, helped=helped)
    own = [branch for help_ in helped for branch in reinforced(help_, case)]
    own += [*mobilised(case), *aided(case), *supplied(case), *talked(case)]
    if not own:
        return None, (_no_branch(spoken, sides),)
    missing = _missing_forces(told, sides)
    if missing:
        return None, (f"No what-if is simulated: the text gives no number of soldiers for {missing} in this war.",)
    branches = _distinct([as_it_stands(case), *own, *by_readers(claims, case)])
    priors, words = dials.quality(about_quality(document, case)) if helped else ((), None)
    open_ = (*left_open(case, branches), *([words] if words else []))
    theatre = sides.theatre
    return (
        Scenario(
            id=content_id("scenario", document.id, as_of, [branch.id for branch in branches]),
            title=_title(case, own),
            as_of=as_of,
            attacker=sides.attacker,
            defender=sides.defender,
            theatre=theatre.name if theatre else f"{sides.attacker} and {sides.defender}",
            baseline=theatre.baseline if theatre else "article",
            reference=branches[0].id,
            branches=branches,
            horizon_days=HORIZON_DAYS,
            given=stated_figures(told, sides),
            priors=priors,
            open=open_,
        ),
        (),
    )


def _no_branch(spoken: Sequence[Reinforcement], sides: Sides) -> str:
    """Why no branch could be made: whose soldiers are spoken of without a side, else that nothing has a dial."""
    whose = " and ".join(the(h.sender) for h in spoken if h.proposals)
    if not whose:
        return "The article asks no what-if that the simulated world has a dial for."
    pair = f"{the(sides.attacker)} or {the(sides.defender)}"
    return f"No what-if is simulated: the text does not say whether the soldiers of {whose} would fight for {pair}."


def _missing_forces(told: Sequence[Claim], sides: Sides) -> str:
    """The sides whose force neither a fitted file nor the text gives; empty where none is missing."""
    stated = {name for name, _, _ in stated_figures(told, sides)}
    both = (("attacker", sides.attacker), ("defender", sides.defender))
    return " and ".join(the(who) for side, who in both if sides.theatre is None and f"force_{side}" not in stated)


def _title(case: Case, own: Sequence[Branch]) -> str:
    for help_ in case.helped:
        if help_.proposals and case.side(help_):
            more = "more " if help_.already else ""
            whom = help_.recipient if case.sides.side_of(help_.recipient) else None
            to = f" to {the(whom)}" if whom and whom != help_.sender else ""
            verb = "sends" if to else "brings in"
            return f"What if {the(help_.sender)} {verb} {number(help_.proposals[0].value)} {more}soldiers{to}?"
    return f"What if: {own[0].label[0].lower() + own[0].label[1:]}?"


def _distinct(branches: Sequence[Branch]) -> tuple[Branch, ...]:
    """The branches once each by id, the first of equals kept."""
    return tuple({branch.id: branch for branch in reversed(branches)}[b] for b in dict.fromkeys(x.id for x in branches))
