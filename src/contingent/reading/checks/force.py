"""Arithmetic of forces: who outnumbers whom, totals and increments, losses beside strength, capacity."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contingent.core.nouns import Check, CheckReading, Claim
from contingent.reading.checks.facts import (
    Facts,
    comparable,
    figure,
    is_increment,
    make,
    names,
    quantity,
    quote,
    ratio,
    value,
)
from contingent.reading.checks.pool import is_amount
from contingent.reading.forces.troops import Proposal, Reinforcement

_SMALLER = re.compile(
    r"\b(?:(?:is|are|was|were|be|been|being)\s+(?:\w+\s+)?outnumbered|smaller than|fewer \w+ than)\b", re.I
)
_LARGER = re.compile(
    r"\b(?:outnumbers?|outnumbering|outnumbered(?! by)|larger than|bigger than"
    r"|numerical(?:ly)? (?:advantage|superiority|superior)|more (?:troops|soldiers|men|manpower) than"
    r"|(?P<times>twice|double|triple|(?:three|four|five|ten) times) (?:as (?:many|large)|the (?:size|number)))\b",
    re.IGNORECASE,
)
_TIMES = {"twice": 2.0, "double": 2.0, "triple": 3.0, "three times": 3.0, "four times": 4.0, "five times": 5.0,
          "ten times": 10.0}  # fmt: skip
_FIGURE_OF_SPEECH = re.compile(
    r"\b(?:drops? in the (?:bucket|ocean)|a trickle|token (?:force|contingent|number|gesture)|small change|peanuts|"
    r"tip of the iceberg|(?:only|just|merely|but) a fraction|pin ?prick|dwarf(?:s|ed)?|pales?|negligible|insignificant|"
    r"a handful)\b",
    re.IGNORECASE,
)


def force_checks(facts: Facts) -> Iterator[Check]:
    """Every check of this kind that the numbers of the document allow."""
    yield from _orders(facts)
    for sent in facts.reinforcements:
        yield from _total_or_increment(facts, sent)
        yield from _capacity(facts, sent)
    yield from _small_parts(facts)
    yield from _losses(facts)


# -------------------------------------------------------------------- orders


def _orders(facts: Facts) -> Iterator[Check]:
    """Statements that one side outnumbers another, against the strengths that the text gives."""
    for sentence in facts.sentences:
        text = sentence.span.text
        smaller, larger = _SMALLER.search(text), _LARGER.search(text)
        cue = smaller or larger
        if cue is None or sentence.segment.kind == "heading":
            continue
        pair = _two_sides(facts, text, cue, first_is_smaller=smaller is not None)
        if pair is not None:
            yield _order(facts, text, cue, *pair)


def _two_sides(facts: Facts, text: str, cue: re.Match[str], *, first_is_smaller: bool) -> tuple[Claim, Claim] | None:
    """The forces said to be larger and smaller: the side named before the cue, and the one named after or its enemy."""
    last: dict[str, Claim] = {}
    for claim in facts.forces:
        last.setdefault(claim.subject or "", claim)
    before = [s for s in last if names(s, text[: cue.start()])]
    after = [s for s in last if names(s, text[cue.end() :])]
    if not before:
        return None
    # the subject of "outnumbered" is the side named nearest before it
    first = max(before, key=lambda s: (_last_place(s, text[: cue.start()]), s))
    enemies = [s for s in last if s != first and (last[s].counterparty == first or last[first].counterparty == s)]
    senders = {r.sender for r in facts.reinforcements}
    others = [s for s in after if s != first] or enemies or [s for s in last if s != first and s not in senders]
    if len(set(others)) != 1:
        return None
    one, other = last[first], last[others[0]]
    return (other, one) if first_is_smaller else (one, other)


def _last_place(subject: str, text: str) -> int:
    return text.lower().rfind(re.sub(r"[aey]$", "", subject).lower())


def _order(facts: Facts, text: str, cue: re.Match[str], big: Claim, small: Claim) -> Check:
    large, few = value(big), value(small)
    times = _TIMES.get((cue.groupdict().get("times") or "").lower())
    readings = [
        ratio(f"{big.subject} to {small.subject}", large, few, unit="ratio", fit=large > few * (times or 1) * 0.9)
    ]
    used = [big, small]
    for sent in facts.reinforcements:
        if sent.recipient != big.subject or not sent.proposals:
            continue
        more = sent.proposals[0]
        formula = f"({figure(large)} + {figure(more.value)}) / {figure(few)} = {(large + more.value) / few:.2f}"
        readings.append(
            _sum_ratio(f"after {figure(more.value)} more for {big.subject}", formula, (large + more.value) / few)
        )
        used.append(more.claims[0])
        if sent.already:
            formula = f"({figure(large)} + {figure(sent.already)}) / {figure(few)} = {(large + sent.already) / few:.2f}"
            readings.append(
                _sum_ratio(f"if the {figure(sent.already)} sent come on top", formula, (large + sent.already) / few)
            )
            used.extend(sent.already_claims[:1])
    holds = bool(readings[0].fits)
    return make(
        facts, "order_relation", used, statement=quote(text), readings=readings, stated=cue.group(),
        tolerance="a tenth, where the text gives a factor" if times else None,
        verdict="consistent" if holds else "mismatch",
        explanation=f"By the text's own strengths {big.subject} has {readings[0].value:.2f} for every one of "
        f"{small.subject}" + (", as the sentence says." if holds else ", which the sentence contradicts."),
    )  # fmt: skip


def _sum_ratio(label: str, formula: str, result: float) -> CheckReading:
    return CheckReading(label=label, formula=formula, value=round(result, 6), unit="ratio", fits=None)


# ------------------------------------------------ reinforcements and parts


def _total_or_increment(facts: Facts, sent: Reinforcement) -> Iterator[Check]:
    """A number that the text uses both as an addition and as a total, or leaves open which."""
    for proposal in sent.proposals:
        adding = [c for c in proposal.claims if is_increment(c)]
        total = [c for c in proposal.claims if not is_increment(c)]
        if not (adding and total and sent.already and sent.already < proposal.value):
            continue
        n, already = figure(proposal.value), figure(sent.already)
        readings = [
            CheckReading(
                label="additional to those already there", unit="soldier", fits=None,
                value=proposal.value + sent.already,
                formula=f"{already} + {n} = {figure(proposal.value + sent.already)} in total",
            ),
            CheckReading(
                label="in total, with those already there", unit="soldier", fits=None,
                value=proposal.value - sent.already,
                formula=f"{n} - {already} = {figure(proposal.value - sent.already)} still to come",
            ),
        ]  # fmt: skip
        yield make(
            facts, "total_vs_increment", [*adding, *total[:2], *sent.already_claims[:1]],
            statement=f"{quote(adding[0].span.text)} beside {quote(total[0].span.text)}",
            readings=readings, stated=n, verdict="ambiguous",
            explanation=f"The text speaks of {n} both as an addition and as a number without that word; the two "
            f"readings differ by the {already} reported as sent already.",
        )  # fmt: skip


def _capacity(facts: Facts, sent: Reinforcement) -> Iterator[Check]:
    """What is proposed, as a share of what the sender has."""
    armies = [c for c in facts.forces if c.subject == sent.sender]
    if not armies or not sent.proposals:
        return
    army = max(armies, key=value)
    proposal = max(sent.proposals, key=lambda p: p.value)
    planned = [c for c in proposal.claims if not is_increment(c)] or list(proposal.claims)
    share = proposal.value / value(army)
    readings = [ratio("share of the sender's force", proposal.value, value(army), unit="percent", fit=share <= 1)]
    readings.extend(_tranches(sent, proposal))
    if share > 1:
        said = "It is more than the sender is said to have."
    elif share > 0.5:
        said = "It is more than half of what the sender is said to have."
    else:
        said = "The sender is said to have enough in headcount; readiness is another matter."
    yield make(
        facts, "capacity", [*planned[:1], army, *([sent.tranche] if sent.tranche else [])],
        statement=f"{quote(planned[0].span.text)} from {quote(army.span.text)}", readings=readings,
        stated=planned[0].span.text, explanation=said,
        verdict="mismatch" if share > 1 else "caution" if share > 0.5 else "consistent",
    )  # fmt: skip


def _tranches(sent: Reinforcement, proposal: Proposal) -> Iterator[CheckReading]:
    size = value(sent.tranche) if sent.tranche else 0.0
    if size > 0:
        yield ratio("tranches of the stated size", proposal.value, size, unit="tranche")


def _small_parts(facts: Facts) -> Iterator[Check]:
    """A number called small (or dwarfed) beside the larger numbers it can be compared with."""
    for place, sentence in enumerate(facts.sentences):
        inside = [c for c in facts.inside(place) if is_amount(c)]
        cue = _FIGURE_OF_SPEECH.search(sentence.span.text) if inside else None
        if cue is None:
            continue
        small = min(inside, key=value)
        whole = [c for c in inside if value(c) > value(small) and comparable(small, c)]
        for sent in facts.reinforcements:
            if small.subject in (sent.sender, None) or any(c.id == small.id for c in sent.claims):
                whole += [p.claims[0] for p in sent.proposals if p.value > value(small)]
                whole += [c for c in facts.forces if c.subject == sent.recipient and value(c) > value(small)]
        whole = list({value(c): c for c in reversed(whole)}.values())
        if not whole or value(small) <= 0:
            continue
        whole.sort(key=lambda c: c.span.start)
        readings = [ratio(f"of {quote(c.span.text)}", value(small), value(c), unit="percent") for c in whole]
        little = min(r.value or 0.0 for r in readings) <= 25
        yield make(
            facts, "ratio", [small, *whole], statement=quote(sentence.span.text), readings=readings, stated=cue.group(),
            tolerance="at most a quarter of one of the larger numbers", verdict="consistent" if little else "caution",
            explanation="A figure of speech; " + ("the numbers bear it out." if little else "the numbers do not."),
        )  # fmt: skip


# -------------------------------------------------------------------- losses


def _losses(facts: Facts) -> Iterator[Check]:
    """Losses added up over a war beside the strength on one day."""
    for place in range(len(facts.sentences)):
        inside = facts.inside(place)
        killed = next((c for c in inside if quantity(c).measure == "killed"), None)
        wounded = next((c for c in inside if quantity(c).measure == "wounded"), None)
        if killed is None or wounded is None or not (value(killed) and value(wounded)):
            continue
        subject = killed.subject or wounded.subject
        force = next((c for c in facts.forces if subject and c.subject == subject), None)
        force = force or next(
            (c for c in inside if quantity(c).role == "stock" and quantity(c).unit == "soldier"), None
        )
        if force is None and not _both_cumulative(killed, wounded):
            continue
        both = value(killed) + value(wounded)
        readings = [
            ratio("wounded for each killed", value(wounded), value(killed), unit="ratio"),
            CheckReading(label="killed and wounded", value=both, unit="soldier", fits=None,
                         formula=f"{figure(value(killed))} + {figure(value(wounded))} = {figure(both)}"),
        ]  # fmt: skip
        said = "The wounded may return to duty, and losses over a whole war are replaced."
        if force is not None:
            readings.append(ratio("losses so far over the force of one day", both, value(force), unit="percent"))
            said = (
                "Losses add up over the war while strength is counted on one day: the two may stand side by side, but "
                "the one must not be subtracted from the other. " + said
            )
        yield make(
            facts, "stock_vs_cumulative", [killed, wounded, *([force] if force else [])],
            statement=f"{quote(killed.span.text)} and {quote(wounded.span.text)}"
            + (f" beside {quote(force.span.text)}" if force else ""),
            readings=readings, verdict="caution" if force else "consistent", explanation=said,
        )  # fmt: skip


def _both_cumulative(killed: Claim, wounded: Claim) -> bool:
    return all(quantity(c).role == "cumulative" and quantity(c).unit == "soldier" for c in (killed, wounded))
