"""Branches over soldiers to come: how things stand, all at once, in tranches; each cites the words behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from contingent.core.interventions import Arrival, Branch, Intervention, Side
from contingent.core.nouns import Claim, Quantity
from contingent.reading.forces.sides import Sides
from contingent.reading.forces.troops import Proposal, Reinforcement, amount, in_order
from contingent.reading.questions.drafts import best_quote, number, quoted, the
from contingent.reading.scenarios import dials

_MOST_PROPOSALS = 2
_MOST_TRANCHES = 24
_AT_ONCE = re.compile(
    r"\b(?:all )?at once|in one go|simultaneously|single (?:deployment|movement|wave)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What branches are made from: the claims, the sides, and what every branch shares."""

    claims: tuple[Claim, ...]
    sides: Sides
    helped: tuple[Reinforcement, ...]

    def side(self, help_: Reinforcement) -> Side | None:
        """The side that the soldiers would join: the recipient's, else the sender's own."""
        return self.sides.side_of(help_.recipient) or self.sides.side_of(help_.sender)

    def shared(self, without: str | None = None) -> tuple[Intervention, ...]:
        """Those already there, of every sender but `without`."""
        found = []
        for help_ in self.helped:
            side = self.side(help_)
            if help_.sender != without and side and help_.already and self.sides.side_of(help_.sender) is None:
                found.append(dials.present(help_.sender, side, help_.already, cite(help_.already_claims)))
        return tuple(found)


def as_it_stands(case: Case) -> Branch:
    """How things stand: those already there and nobody more; the reference of the others."""
    there = [(h.already, h) for h in case.helped if h.already and case.sides.side_of(h.sender) is None]
    claims = in_order(c for _, h in there for c in h.already_claims)
    lead = best_quote(claims)
    if there:
        label = "only " + " and ".join(f"the {number(n)} soldiers from {the(h.sender)} already sent" for n, h in there)
    else:
        label = "as things stand"
    return Branch(
        id="as_it_stands",
        label=label[0].upper() + label[1:],
        interventions=case.shared(),
        quote=quoted(lead).text if lead else None,
        claims=tuple(c.id for c in claims),
        note="The reference that the other branches are compared with: nobody more comes and nothing else changes.",
    )


def reinforced(help_: Reinforcement, case: Case) -> list[Branch]:
    """At once and, where the text gives the size of a group, in tranches; for at most two numbers the text names."""
    side = case.side(help_)
    if side is None:
        return []
    made = []
    for proposal in help_.proposals[:_MOST_PROPOSALS]:
        made.append(_at_once(help_, proposal, side, case))
        made += _in_tranches(help_, proposal, side, case)
    if not help_.proposals and help_.tranche is not None:
        only = Proposal(value=size_of(help_.tranche), claims=(help_.tranche,), increment=True, total=False)
        made.append(_at_once(help_, only, side, case))
    return made


def how_read(help_: Reinforcement, proposal: Proposal) -> str:
    """How a number was read where the text leaves it open: on top of those there, or with them."""
    if not (proposal.total and help_.already):
        return ""
    n, there = number(proposal.value), number(help_.already)
    if proposal.increment:
        return (
            f" The article uses {n} in both senses; read here as {n} on top of the {there} already sent. As a total it "
            f"would leave {number(proposal.value - help_.already)} to come."
        )
    return f" The article does not say whether {n} includes the {there} already sent; read here as on top of them."


def _at_once(help_: Reinforcement, proposal: Proposal, side: Side, case: Case) -> Branch:
    n = number(proposal.value)
    cued = [c for c in proposal.claims if _AT_ONCE.search(c.sentence.text)]
    lead = best_quote(cued or proposal.claims)
    group = Arrival(
        contingent=help_.sender,
        side=side,
        size=dials.size_prior(proposal.claims[0], name=f"{help_.sender}: {n} at once"),
        tranches=1,
        first_day=dials.FIRST_DAY,
        present=present_in(help_, case),
        provenance=cite(proposal.claims),
    )
    return Branch(
        id=slug(help_.sender, n, "at once"),
        label=f"{n} {'more ' if help_.already else ''}{soldiers_from(help_.sender, help_.recipient)} at once",
        interventions=(group, *case.shared(without=help_.sender)),
        quote=quoted(lead).text if lead else None,
        claims=tuple(c.id for c in in_order([*proposal.claims, *help_.already_claims])),
        note=f"One group on day {dials.FIRST_DAY} (our choice of the day).{how_read(help_, proposal)}",
    )


def _in_tranches(help_: Reinforcement, proposal: Proposal, side: Side, case: Case) -> list[Branch]:
    if help_.tranche is None or not 0 < size_of(help_.tranche) < proposal.value:
        return []
    each = size_of(help_.tranche)
    groups = min(round(proposal.value / each), _MOST_TRANCHES)
    n, size = number(proposal.value), number(each)
    group = Arrival(
        contingent=help_.sender,
        side=side,
        size=dials.size_prior(help_.tranche, name=f"{help_.sender}: a tranche of {size}"),
        tranches=groups,
        first_day=dials.FIRST_DAY,
        every_days=dials.EVERY_DAYS,
        present=present_in(help_, case),
        provenance=cite([help_.tranche, *proposal.claims]),
    )
    about = "about " if group.size.family != "point" else ""
    return [
        Branch(
            id=slug(help_.sender, n, f"in {groups} tranches"),
            label=f"{n} {'more ' if help_.already else ''}{soldiers_from(help_.sender, help_.recipient)} in {groups} "
            f"tranches of {about}{size}",
            interventions=(group, *case.shared(without=help_.sender)),
            quote=quoted(help_.tranche).text,
            claims=tuple(c.id for c in in_order([help_.tranche, *proposal.claims, *help_.already_claims])),
            note=f"One tranche every {dials.EVERY_DAYS} days from day {dials.FIRST_DAY} (our choice of the days)."
            f"{_rounded(groups, each, proposal.value)}"
            f"{how_read(help_, proposal)}",
        )
    ]


def _rounded(groups: int, each: float, total: float) -> str:
    """A sentence where whole tranches do not make the number that the text names; empty where they do."""
    return "" if groups * each == total else f" {groups} whole tranches make {number(groups * each)}."


def present_in(help_: Reinforcement, case: Case) -> float:
    """How many of the sender's soldiers are there on day 0; a side's own are in its force already."""
    return (help_.already or 0.0) if case.sides.side_of(help_.sender) is None else 0.0


def size_of(claim: Claim) -> float:
    """The number of a quantity claim, 0 where it has none."""
    return (amount(claim.detail) or 0.0) if isinstance(claim.detail, Quantity) else 0.0


def cite(claims: Sequence[Claim]) -> str:
    """The sentences behind a number, quoted."""
    return " … ".join(dict.fromkeys(f"“{' '.join(c.sentence.text.split())}”" for c in in_order(claims)))


def slug(*words: str) -> str:
    """A readable id from words."""
    return re.sub(r"[^a-z0-9]+", "_", " ".join(words).lower().replace(",", "")).strip("_")


def soldiers_from(sender: str, recipient: str | None) -> str:
    """Whose soldiers, in words: an ally's, or a side's own."""
    return f"soldiers raised by {the(sender)} itself" if recipient in (None, sender) else f"soldiers from {the(sender)}"
