"""Figures that disagree: two sources on one thing, a source against its own earlier word, losses beside strength."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from contingent.core.nouns import Check, CheckReading, Claim
from contingent.reading.checks.facts import Facts, figure, fits, is_increment, make, quantity, quote, ratio, value
from contingent.reading.checks.pool import (
    after,
    alike,
    amounts,
    around,
    before,
    family,
    is_amount,
    is_loss,
    sentences_with,
)
from contingent.reading.forces.troops import is_open

_QUALIFIERS = re.compile(
    r"\b(?:active|reserves?|front(?:line)?|deployed|stationed|elite|special|ground|air|navy|naval|regular|paramilitary|"
    r"foreign|border|north\w*|south\w*|east\w*|west\w*)\b",
    re.IGNORECASE,
)
_PART_OF = re.compile(r"\b(?:of (?:them|whom|which|ours|theirs|his|hers|these|those)|including|among)\b", re.IGNORECASE)
#: a number set against the one told before it: "puts it at", "our own count", "has since revised it to"
_PUTS_IT = re.compile(
    r"\b(?:put(?:s|ting)?|places?|counts?|estimates?|reckons?|has)\s(?:it|that|this|them|(?:the|its|their|his)\s(?:\w+\s){0,2}"
    r"(?:figure|number|toll|total|count|dead|losses|average))\s(?:at|as)\s(?:\w+\s){0,3}$",
    re.IGNORECASE,
)
_OTHER_COUNT = re.compile(
    r"(?:(?:\b(?:our|its|their|his|her)|['’]s)\sown\s(?:\w+\s){0,2}?(?:count|figure|tally|toll|estimate|record|broadcast|bulletin|"
    r"communiqu[eé]|statement|announcement|number|report)s?|"
    r"(?:another|other|independent|later|rival|outside|western|separate|higher|lower)\s(?:\w+\s){0,2}?(?:counts?|"
    r"estimates?|tall(?:y|ies)|figures?|tolls?)|(?:has|have|had)?\s?cited\s(?:\w+\s){0,2}?(?:estimates?|figures?))\b",
    re.IGNORECASE,
)
_REVISED = re.compile(
    r"\b(?:revis\w+|correct\w+|amend\w+|lower\w+|rais\w+|updat\w+)\s(?:it|that|this|them|(?:the|its|their)\s(?:\w+\s){0,2}"
    r"(?:figure|number|toll|total|count|average|estimate))\s(?:up\s|down\s|upwards?\s|downwards?\s)?(?:to|from)\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_OF_THE_WAR = re.compile(
    r"\b(?:since|so far|of (?:every|all) kinds?|to date|in (?:the|this) (?:whole )?war|throughout|until now)\b",
    re.IGNORECASE,
)
_OVER_MONTHS = re.compile(r"^\s(?:in|over|during|after)\s(?:[\w-]+\s){1,3}(?:weeks|months|years)\b", re.IGNORECASE)
#: verbs that say what became of things, or what is to: their number is not how many somebody has
_MOVED = (
    r"(?:los[et]|losing|destroy(?:s|ed|ing)?|sen[dt]s?|sending|giv(?:es?|en|ing)|gave|b[ou](?:y|ys|ying|ught)|"
    r"order(?:s|ed)?|deliver(?:s|ed)?|receiv(?:es?|ed|ing)|captur(?:es?|ed)|seiz(?:es?|ed)|s[oe](?:ll|lls|ld)|"
    r"pledg(?:es?|ed)|promis(?:es?|ed)|suppl(?:y|ies|ied)|buil[dt]s?|produc(?:es?|ed)|makes?|made|needs?|wants?|"
    r"fir(?:es?|ed)|shot down|shoots? down|launch(?:es|ed)?|los(?:s|ses) of|withdr(?:aws?|ew|awn)|add(?:s|ed)?)"
)
_MOVED_BEFORE = re.compile(rf"\b{_MOVED}\s(?:[\w’'-]+\s){{0,3}}$", re.IGNORECASE)
_MOVED_AFTER = re.compile(rf"^\s(?:[\w’'-]+\s){{0,2}}(?:is|are|was|were|be|been)\s(?:\w+\s)?{_MOVED}\b", re.IGNORECASE)
#: what sets one loss apart from another: a place, a time, more of them, who did it
_TOLD_APART = re.compile(
    r"\b(?:in|at|near|around|outside|across|from|on|by)\s(?:the\s)?(?:[A-Z]|(?:north|south|east|west)\w*|other|another)|"
    r"\b(?:later|earlier|also|more|separate\w*|including|of them|since|before|after|today|yesterday|overnight)\b"
)
_KILLER = re.compile(
    r"\b(?:it|they|he|she|we|forces|troops|soldiers|fighters|drones|jets|strikes?)\s(?:(?:had|has|have|also)\s){0,2}"
    r"(?:killed|wounded|injured|captured|lost)\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_ITS = re.compile(r"\b(?:its|their|his|our|her|another|more|further|additional|other)\b", re.IGNORECASE)
_BACK = 2  # sentences


def disagreement_checks(facts: Facts) -> Iterator[Check]:
    """Every pair of figures for one thing that differ, and every loss of a war told beside the strength of a day."""
    grouped = list(_contradictions(facts))
    yield from grouped
    paired = {i for check in grouped for i in check.claims}
    for place, inside in sentences_with(facts):
        for claim in inside:
            if is_amount(claim) and claim.id not in paired:
                yield from _set_against(facts, place, claim)
    yield from _losses_beside_strength(facts)


def _contradictions(facts: Facts) -> Iterator[Check]:
    """Different numbers for one thing: the same subject, measure, part and place."""
    groups: dict[tuple[str | None, ...], list[Claim]] = {}
    for claim in facts.numbers:
        q = quantity(claim)
        counted = q.role in ("stock", "cumulative") or (is_loss(claim) and q.role == "flow")
        if not counted or not (claim.subject and q.unit and q.measure) or q.value is None:
            continue
        if is_open(claim) or claim.coref_of or claim.negated or _PART_OF.search(claim.sentence.text):
            continue
        if not is_loss(claim) and (
            _MOVED_BEFORE.search(before(facts, claim)) or _MOVED_AFTER.match(after(facts, claim))
        ):
            continue
        qualifiers = " ".join(sorted(w.lower() for w in _QUALIFIERS.findall(claim.span.text)))
        when = claim.time.words if claim.time else None
        role = "loss" if is_loss(claim) else q.role
        key = (claim.subject, q.measure, family(claim), role, claim.place, when, qualifiers)
        groups.setdefault(key, []).append(claim)
    for group in groups.values():
        distinct = list({value(c): c for c in reversed(group)}.values())
        distinct.sort(key=lambda c: c.span.start)
        apart = [(a, b) for a, b in pairwise(distinct) if not (fits(a, value(b)) or fits(b, value(a)))]
        apart = [(a, b) for a, b in apart if a.sentence.start != b.sentence.start]
        if apart and (quantity(group[0]).role in ("stock", "cumulative") or _by_others(distinct)):
            yield _disagree(facts, distinct, f"for {distinct[0].subject}")


def _by_others(claims: Sequence[Claim]) -> bool:
    """Whether every number has a source of its own: losses of some days may otherwise be of different days."""
    sources = [c.attributed_to for c in claims]
    return None not in sources and len(set(sources)) == len(sources)


def _disagree(facts: Facts, claims: Sequence[Claim], about: str) -> Check:
    sources = {c.attributed_to for c in claims}
    return make(
        facts, "contradictory_figures", claims,
        statement=" and ".join(quote(c.span.text) for c in claims) + f" {about}".rstrip(),
        readings=[CheckReading(label=c.attributed_to or c.speaker, formula=figure(value(c)), value=value(c),
                               unit=quantity(c).unit or "", fits=None) for c in claims],
        verdict="ambiguous" if len(sources) > 1 else "caution",
        explanation="The text gives different numbers for what reads as one thing"
        + (", from different sources." if len(sources) > 1 else "; they may differ in date or in what they count."),
    )  # fmt: skip


def _set_against(facts: Facts, place: int, claim: Claim) -> Iterator[Check]:
    """A number that its words set against the one told before it."""
    start = claim.sentence.start
    lead = facts.document.text[start : claim.span.start]
    told = [c for c in amounts(facts, place, back=_BACK) if c.span.end <= claim.span.start and alike(claim, c)]
    told = [
        c for c in told if not is_increment(c) and is_loss(c) >= (is_loss(claim) and quantity(c).measure is not None)
    ]
    if _REVISED.search(lead):
        earlier = told[-1:]
    elif _PUTS_IT.search(lead):
        earlier = [c for c in told if c.attributed_to != claim.attributed_to or c.sentence.start != start][-1:]
    elif _OTHER_COUNT.search(lead):
        earlier = _head_of_last(told, start)
    else:
        earlier = [c for c in told if _by_another(facts, c, claim)][-1:]
    if not earlier or is_increment(claim) or not _may_be_one(earlier[0], claim) or _is_sum(claim, told):
        return
    if not (fits(earlier[0], value(claim)) or fits(claim, value(earlier[0]))):
        yield _disagree(facts, [earlier[0], claim], "")


def _by_another(facts: Facts, one: Claim, other: Claim) -> bool:
    """Whether two losses told side by side are one deed's by two sources: nothing sets day, place or side apart."""
    first, second = quantity(one), quantity(other)
    sources = {one.attributed_to, other.attributed_to}
    alike_told = first.measure == second.measure and first.unit == second.unit and first.role != "increment"
    if not (is_loss(one) and is_loss(other) and alike_told) or None in sources or len(sources) < 2:
        return False
    between_them = facts.document.text[one.sentence.start : other.sentence.start]
    if len(between_them) > len(one.sentence.text) + 2:  # told in sentences that do not touch
        return False
    dated = any(c.time is not None and c.time.basis != "inferred" for c in (one, other))
    rest = after(facts, one) + " " + after(facts, other)
    killer = _KILLER.search(before(facts, one)) or _KILLER.search(before(facts, other))
    return not (
        dated or killer or _TOLD_APART.search(rest) or _ITS.search(one.span.text) or _ITS.search(other.span.text)
    )


def _head_of_last(told: Sequence[Claim], start: int) -> list[Claim]:
    """The largest number of the last sentence before `start` that has any: not a part of it."""
    last = next((c.sentence.start for c in reversed(told) if c.sentence.start < start), None)
    return [max((c for c in told if c.sentence.start == last), key=value)] if last is not None else []


def _is_sum(claim: Claim, told: Sequence[Claim]) -> bool:
    """Whether the number is what the last two or more told before it come to: a total contradicts no part of its own.

    Taken for one within half a percent, or a tenth where a part is rounded.
    """
    for start in range(len(told) - 1):
        parts = told[start:]
        loose = any(quantity(c).comparator != "=" for c in (claim, *parts))
        if abs(sum(map(value, parts)) - value(claim)) <= (0.1 if loose else 0.005) * value(claim):
            return True
    return False


def _may_be_one(one: Claim, other: Claim) -> bool:
    """Whether nothing shows that two numbers count different things."""
    first, second = quantity(one), quantity(other)
    subjects = one.subject is None or other.subject is None or one.subject == other.subject or not is_loss(one)
    roles = {first.role, second.role}
    measures = {first.measure, second.measure} - {None, "people", "casualties", "troops"}
    return subjects and not (roles & {"share", "percent_change", "money"} and len(roles) > 1) and len(measures) <= 1


# -------------------------------------------------------------------- losses


def _losses_beside_strength(facts: Facts) -> Iterator[Check]:
    """Losses of a whole war beside the strength of one day, told within a few sentences of each other."""
    done = False
    for place, inside in sentences_with(facts):
        for claim in inside:
            pair = {quantity(c).measure for c in inside}
            if done or not _is_total_loss(facts, claim) or {"killed", "wounded"} <= pair:
                continue
            stock = _strength(facts, place, claim)
            if stock is None:
                continue
            done = True
            low = quantity(stock).value or quantity(stock).low or 0.0
            yield make(
                facts, "stock_vs_cumulative", [claim, stock],
                statement=f"{quote(claim.span.text)} beside {quote(stock.span.text)}",
                readings=[ratio("losses so far over the force of one day", value(claim), low, unit="percent")],
                verdict="caution",
                explanation="Losses add up over the war while strength is counted on one day: the two may stand side "
                "by side, but the one must not be subtracted from the other.",
            )  # fmt: skip


def _is_total_loss(facts: Facts, claim: Claim) -> bool:
    told = _OF_THE_WAR.search(before(facts, claim, 120)) or _OVER_MONTHS.match(after(facts, claim))
    return bool(is_loss(claim) and told and family(claim) in ("people", None) and value(claim) >= 1000)


def _strength(facts: Facts, place: int, loss: Claim) -> Claim | None:
    """A strength of the same side told in the five sentences before or the two after."""
    near = around(facts, place, back=5, ahead=2)
    return next(
        (c for c in near if quantity(c).unit == "soldier" and not is_loss(c) and not is_increment(c)
         and quantity(c).role in ("stock", "count") and quantity(c).measure in ("troops", None) and value(c) >= 1000
         and (c.subject == loss.subject or None in (c.subject, loss.subject)) and not is_open(c)
         and value(loss) != value(c)),
        None,
    )  # fmt: skip
