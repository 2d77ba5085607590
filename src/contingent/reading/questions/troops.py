"""Questions about soldiers to come, in clean English: in total, on top of those there, and one tranche more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from contingent.core.nouns import Topic
from contingent.reading.dates.deadlines import Deadline, in_words, late, soon
from contingent.reading.forces.sides import Sides
from contingent.reading.forces.troops import Proposal, Reinforcement, amount, in_order, says_increment
from contingent.reading.questions.drafts import Draft, best_quote, number, the
from contingent.reading.questions.templates import NO_IS_NO

_SOLDIER_RULES = (
    "Soldiers under arms count; workers, instructors, contractors and volunteers who enlisted one by one do not.",
    "An estimate given as a range counts by its middle, a rounded one as it is written.",
)


def troop_questions(
    help_: Reinforcement, sides: Sides | None, *, as_of: date, stated: Deadline | None
) -> Iterator[Draft]:
    """The questions about soldiers to come: in total, on top of those there, and one further tranche."""
    where, topic = _destination(help_, sides)
    send, sent = ("bring", "brought") if topic == "mobilisation" else ("send", "sent")
    sender = the(help_.sender)
    for proposal in help_.proposals:
        for text, threshold, sense, increment in _readings(proposal, help_.already, (sender, send, sent, where), as_of):
            spoken = [c for c in proposal.claims if says_increment(c) == increment]
            yield Draft(
                topic=topic,
                text=text,
                deadline=stated or late(as_of),
                claims=in_order([*proposal.claims, *help_.already_claims]),
                lead=best_quote(spoken or proposal.claims),
                actor=help_.sender,
                recipient=help_.recipient,
                threshold=threshold,
                unit="soldier",
                already=help_.already,
                fine_print=(sense, *_SOLDIER_RULES, NO_IS_NO),
            )
    yield from _tranche_question(help_, where, as_of=as_of)


def _readings(
    proposal: Proposal, already: float | None, words: tuple[str, str, str, str], as_of: date
) -> Iterator[tuple[str, float, str, bool]]:
    """Each way to read a number of soldiers: the question's words, threshold, sense, and whether it is an increment.

    `words` are the sender, the verb, its participle, and where to.
    """
    sender, send, sent, where = words
    n = number(proposal.value)
    if already is None:
        yield (
            f"Will {sender} {send} at least {n} soldiers {where} between {in_words(as_of)} and {{day}}?",
            proposal.value,
            "The article does not say how many were sent before; only those sent from the opening day on count.",
            True,
        )
        return
    there, total = number(already), proposal.value + already
    if proposal.total:
        yield (
            f"Will {sender} have {sent} at least {n} soldiers in total {where}",
            proposal.value,
            f"A total: the {there} that the article reports as sent already are counted in. Soldiers killed, wounded "
            "or sent home since still count.",
            False,
        )
    if proposal.increment:
        yield (
            f"Will {sender} have {sent} at least {n} more soldiers {where} ({number(total)} in total)",
            total,
            f"An increment: {n} on top of the {there} that the article reports as sent already, so the threshold of "
            f"the total is {number(total)}.",
            True,
        )


def _tranche_question(help_: Reinforcement, where: str, *, as_of: date) -> Iterator[Draft]:
    if help_.tranche is None:
        return
    size = amount(help_.tranche.detail) if help_.tranche.detail.kind == "quantity" else None
    if not size:
        return
    half = size / 2
    yield Draft(
        topic="further_tranche",
        text=f"Will a further group of at least {number(half)} soldiers from {the(help_.sender)} be reported as sent "
        f"{where}",
        deadline=soon(as_of),
        claims=in_order([help_.tranche, *help_.already_claims]),
        lead=help_.tranche,
        actor=help_.sender,
        recipient=help_.recipient,
        threshold=half,
        unit="soldier",
        already=help_.already,
        fine_print=(
            f"Half of the tranche of {number(size)} that the article speaks of: a somewhat smaller group counts too.",
            "Several groups reported as one movement within 30 days count together; rotations of those already there "
            "do not.",
            *_SOLDIER_RULES,
            NO_IS_NO,
        ),
    )


def _destination(help_: Reinforcement, sides: Sides | None) -> tuple[str, Topic]:
    """Where the soldiers go, in words, and the topic: soldiers for an ally, or a side's own."""
    own = sides.side_of(help_.sender) if sides else None
    if (
        sides is not None
        and own is not None
        and help_.recipient in (None, help_.sender, sides.attacker, sides.defender)
    ):
        enemy = sides.defender if own == "attacker" else sides.attacker
        return f"into the war with {the(enemy)}", "mobilisation"
    if help_.recipient is not None:
        return f"to {the(help_.recipient)}", "troops_sent"
    if sides is not None:
        return f"to the war between {the(sides.attacker)} and {the(sides.defender)}, on either side,", "troops_sent"
    return "abroad", "troops_sent"
