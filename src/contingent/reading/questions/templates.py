"""Questions in clean English, one function for each kind of thing that an article on a war leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from contingent.core.nouns import Claim
from contingent.reading.dates.deadlines import Deadline, in_words, late, soon
from contingent.reading.forces.sides import Sides
from contingent.reading.forces.troops import in_order
from contingent.reading.questions.drafts import Draft, best_quote, number, plural, the

#: how silence of the source counts
NO_IS_NO = "Settles as No if the source publishes nothing that meets the threshold by the deadline."


def war_questions(
    sides: Sides, ending: Sequence[tuple[Claim, Deadline | None]], *, as_of: date, territory: bool
) -> Iterator[Draft]:
    """What any article on a war implies: a cease-fire by two dates and, where it speaks of ground, who gains.

    `ending` holds the claims about an end of the fighting, each with the deadline it sets, which is asked about too.
    """
    told = in_order(claim for claim, _ in ending)
    own = [(deadline, (claim,)) for claim, deadline in ending if deadline is not None]
    for deadline, claims in (*own, (soon(as_of), told), (late(as_of), told)):
        yield _ceasefire_question(sides, deadline, claims)
    if territory:
        yield _ground_question(sides, as_of=as_of)


def _ceasefire_question(sides: Sides, deadline: Deadline, claims: Sequence[Claim]) -> Draft:
    return Draft(
        topic="ceasefire",
        text=f"Will a cease-fire between {the(sides.attacker)} and {the(sides.defender)} be in force along the whole "
        "front",
        deadline=deadline,
        claims=in_order(claims),
        lead=best_quote(claims),
        actor=sides.attacker,
        recipient=sides.defender,
        fine_print=(
            "Both sides must have announced it, without a limit to one place, one kind of weapon or a holiday, and it "
            "must have begun on or before the deadline.",
            "It counts if it has held for seven days in a row by a week after the deadline; single breaches do not "
            "undo it while neither side declares it over.",
            "A peace agreement that ends the fighting counts.",
        ),
    )


def _ground_question(sides: Sides, *, as_of: date) -> Draft:
    return Draft(
        topic="territory",
        text=f"Will {the(sides.attacker)} gain ground from {the(sides.defender)}, net of losses, between "
        f"{in_words(as_of)} and {{day}}?",
        deadline=soon(as_of),
        claims=(),
        actor=sides.attacker,
        recipient=sides.defender,
        comparator=">",
        threshold=0.0,
        unit="km2",
        fine_print=(
            "Net area: ground taken less ground lost, wherever the two fight, by the source's figures for the opening "
            "day and the deadline (the nearest published day within a week).",
            "Void if the source publishes no figure within a week of either day.",
        ),
    )


def talks_question(sides: Sides, claim: Claim, *, as_of: date) -> Draft:
    """Will the two sides talk to each other about a cease-fire?"""
    return Draft(
        topic="talks",
        text=f"Will {the(sides.attacker)} and {the(sides.defender)} have held direct talks on a cease-fire",
        deadline=soon(as_of),
        claims=(claim,),
        lead=claim,
        actor=sides.attacker,
        recipient=sides.defender,
        fine_print=(
            "Delegations named by both governments or commands must have met in one place, in public knowledge; talks "
            "through a mediator only, or on prisoners or grain only, do not count.",
        ),
    )


def war_end_question(sides: Sides, claim: Claim, *, as_of: date) -> Draft:
    """Will the war be over, by agreement or by victory?"""
    return Draft(
        topic="war_end",
        text=f"Will the war between {the(sides.attacker)} and {the(sides.defender)} have ended",
        deadline=late(as_of),
        claims=(claim,),
        lead=claim,
        actor=sides.attacker,
        recipient=sides.defender,
        fine_print=(
            "Ended: a peace agreement or armistice signed by both, the surrender of one, or fewer than 25 battle "
            "deaths in 90 days in a row by UCDP GED.",
        ),
    )


def technology_question(giver: str, taker: str, what: str, claim: Claim, *, as_of: date) -> Draft:
    """Will officials say in public that a technology has changed hands?"""
    return Draft(
        topic="technology_transfer",
        text=f"Will officials state publicly that {the(giver)} has transferred {what} to {the(taker)}",
        deadline=late(as_of),
        claims=(claim,),
        lead=claim,
        actor=giver,
        recipient=taker,
        fine_print=(
            "The statement must be on the record and say that the transfer has happened; that it is feared, sought or "
            "promised is not enough.",
        ),
    )


def aid_question(giver: str, taker: str, what: str, claim: Claim, *, as_of: date) -> Draft:
    """Will a new supply of arms by a third party be reported?"""
    return Draft(
        topic="military_aid",
        text=f"Will {the(giver)} be reported to have made a new delivery of {what} to {the(taker)}",
        deadline=soon(as_of),
        claims=(claim,),
        lead=claim,
        actor=giver,
        recipient=taker,
        fine_print=(
            f"New: delivered after {in_words(as_of)}, or reported for the first time after that day.",
            "Complete weapons and ammunition count; parts and goods of civil use do not.",
        ),
    )


def munitions_question(claim: Claim, value: float, unit: str, *, as_of: date, stated: Deadline | None) -> Draft:
    """Will a stated number of munitions be delivered?"""
    giver, taker = claim.subject or "", claim.counterparty or ""
    return Draft(
        topic="military_aid",
        text=f"Will {the(giver)} deliver at least {number(value)} {plural(unit)} to {the(taker)} between "
        f"{in_words(as_of)} and {{day}}?",
        deadline=stated or late(as_of),
        claims=(claim,),
        lead=claim,
        actor=giver,
        recipient=taker,
        threshold=value,
        unit=unit,
        fine_print=(
            "Deliveries from the opening day on count, by the source's estimate; "
            + NO_IS_NO[:1].lower()
            + NO_IS_NO[1:],
        ),
    )


def strike_question(giver: str, user: str, enemy: str, what: str, claim: Claim, *, as_of: date) -> Draft:
    """Will weapons that an ally has released for use across the border be used at all? (No place, no target.)"""
    return Draft(
        topic="strike",
        text=f"Will {the(user)} be officially reported to have fired {what} supplied by {the(giver)} into {the(enemy)}",
        deadline=soon(as_of),
        claims=(claim,),
        lead=claim,
        actor=user,
        recipient=enemy,
        fine_print=(
            f"At least one use after {in_words(as_of)}, anywhere in territory internationally recognised as that of "
            f"{the(enemy)}.",
        ),
    )


def place_question(actor: str, place: str, whole: bool, claim: Claim, *, as_of: date) -> Draft:
    """Will a side control a place, or what it lacks of a region?"""
    held = f"all of {place}" if whole else place
    return Draft(
        topic="territory",
        text=f"Will {the(actor)} control {held}",
        deadline=soon(as_of),
        claims=(claim,),
        lead=claim,
        actor=actor,
        unit=None,
        fine_print=(
            "Control as the source's map shows it on the deadline or the nearest day within a week; contested ground "
            "counts as not controlled.",
            f"{place} within the borders it is usually given.",
        ),
    )


def area_question(actor: str, enemy: str, km2: float, claim: Claim, *, as_of: date, stated: Deadline | None) -> Draft:
    """Will a side gain a stated area?"""
    return Draft(
        topic="territory",
        text=f"Will {the(actor)} gain at least {number(km2)} km² from {the(enemy)}, net of losses, between "
        f"{in_words(as_of)} and {{day}}?",
        deadline=stated or late(as_of),
        claims=(claim,),
        lead=claim,
        actor=actor,
        recipient=enemy,
        threshold=km2,
        unit="km2",
        fine_print=("Net area by the source's figures for the opening day and the deadline.",),
    )


def casualty_question(claim: Claim, value: float, *, as_of: date, stated: Deadline | None) -> Draft:
    """Will a published count of a side's losses reach a stated number?"""
    measure = getattr(claim.detail, "measure", None) or "killed"
    what = {"killed": "killed", "dead": "killed", "wounded": "wounded"}.get(measure, "killed or wounded")
    side = claim.subject or ""
    return Draft(
        topic="casualties",
        text=f"Will a published estimate put the soldiers of {the(side)} {what} in this war at {number(value)} or more",
        deadline=stated or late(as_of),
        claims=(claim,),
        lead=claim,
        actor=side,
        threshold=value,
        unit="soldier",
        fine_print=("A total since the war began. The enemy's own claims do not settle it.",),
    )


def sanctions_question(giver: str, target: str, claim: Claim, *, as_of: date) -> Draft:
    """Will new sanctions be imposed?"""
    return Draft(
        topic="sanctions",
        text=f"Will {the(giver)} have imposed new sanctions on persons or firms of {the(target)} over the war",
        deadline=soon(as_of),
        claims=(claim,),
        lead=claim,
        actor=giver,
        recipient=target,
        fine_print=(f"At least one new listing published after {in_words(as_of)} that names the war as its reason.",),
    )


def plain_question(actor: str, deed: str, claim: Claim, *, as_of: date) -> Draft:
    """A proposition clean enough to be asked in the article's own words."""
    return Draft(
        topic="other",
        text=f"Will {the(actor)} {deed}",
        deadline=soon(as_of),
        claims=(claim,),
        lead=claim,
        actor=actor,
        fine_print=(
            "The words are the article's. Void if the two agencies disagree on whether it has happened.",
            f"It must happen after {in_words(as_of)}.",
        ),
    )
