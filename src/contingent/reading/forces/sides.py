"""The two sides of the war a text is about: who fights whom, who attacks, and what the text says of their forces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from contingent.core.interventions import Side
from contingent.core.nouns import Claim, Event, Quantity
from contingent.reading.forces.troops import Reinforcement, amount, by_author, counts_soldiers, is_open, reinforcements

#: PLOVER types that only belligerents exchange
_FIGHTING_EVENTS = frozenset({"ASSAULT", "FIGHT", "COERCE", "STATE"})
_SUPPORT_EVENTS = frozenset({"AID", "COOPERATE", "AGREE", "SUPPORT", "CONSULT", "CONCEDE"})
_AGAINST = re.compile(
    r"\b(?:against|fights? |fighting|fought|outnumber\w*|at war|invad\w+|invasion|offensive|assault\w*|attack\w*|"
    r"battle|clash\w*|front|frontline)\b",
    re.IGNORECASE,
)
_LOSSES = frozenset({"killed", "wounded", "casualties", "dead", "losses"})
_AT_FRONT = re.compile(
    r"\b(?:front|frontline|against|fighting|in the field|theatre|theater|deployed|in combat)\b", re.I
)
_ATTACKS = re.compile(
    r"\b(?:invad\w+|invasion|(?<!counter-)(?<!counter)offensive|advanc\w+|seiz\w+|captur\w+|assault\w*|attack\w*|overr[au]n|"
    r"annex\w*|occup\w+|gain(?:s|ed|ing)? ground|take back|took|conquer\w*)\b",
    re.IGNORECASE,
)
_DEFENDS = re.compile(
    r"\b(?:defen[dcs]\w*|outnumbered|resist\w*|repel\w*|repuls\w*|fight on|hold(?:s|ing)? (?:the|its|their)|invaded by|"
    r"counter-?offensive|los(?:t|es|ing) (?:ground|territory))\b",
    re.IGNORECASE,
)
_WAR_IS_ON = re.compile(
    r"\b(?:the war|at war|at the front|front ?lines?|fighting|battle\w*|invaded|counter-?offensive|offensive|"
    r"cease-?fire|truce|outnumber\w*|occupied|under siege|in combat|rebels?|insurgents?)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(r"\b(?:if|could|would|might|may|fear\w*|risk\w*|in case|should)\b", re.IGNORECASE)
_ONCE = re.compile(r"\b(?:then had|once|at the time|when|before|in (?:19|20)\d\d|until|used to|formerly|had)\b", re.I)
_DAYS_PER_MONTH = 30.4375
_WAR_LASTS = re.compile(
    r"\b(?:war|fighting|conflict|rebellion|insurgency)\b.*\b(?:last\w*|rag\w+|gone on|into|for|old|began)\b|"
    r"\b(?:after|in)\b.*\b(?:of (?:the )?(?:war|fighting|conflict))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theatre:
    """A war for which a fitted-parameter file exists: its sides, the file's name, the last day the fit has seen."""

    name: str
    attacker: str
    defender: str
    baseline: str
    fitted_as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The two sides; `theatre` where a fitted one matches, else `why` says in words how they were told apart.

    `at_war` is False where the text speaks of a war between them only as one that may come.
    """

    attacker: str
    defender: str
    theatre: Theatre | None
    why: str
    at_war: bool = True

    def side_of(self, name: str | None) -> Side | None:
        """ "attacker", "defender", or None for anybody else."""
        sides: dict[str, Side] = {self.attacker: "attacker", self.defender: "defender"}
        return sides.get(name or "")

    def enemy_of(self, name: str) -> str:
        """The other side, of one side's name."""
        return self.defender if name == self.attacker else self.attacker


def find_sides(claims: Sequence[Claim], *, theatres: Sequence[Theatre] = (), as_of: date) -> Sides | None:
    """The two sides that the article's own voice speaks of most as fighting each other; None where it names none.

    A theatre matches when the text names both its sides and its file was fitted on data up to `as_of` or earlier.
    """
    told = by_author(claims)
    actors = {name for claim in told for name in (claim.subject, claim.counterparty) if name}
    for theatre in theatres:
        if {theatre.attacker, theatre.defender} <= actors and theatre.fitted_as_of <= as_of:
            return Sides(attacker=theatre.attacker, defender=theatre.defender, theatre=theatre, why="")
    helped = reinforcements(claims)
    pair = _opponents(told, helped)
    return replace(_attacker_first(pair, told, helped), at_war=_at_war(told, pair)) if pair else None


def _at_war(told: Sequence[Claim], pair: tuple[str, str]) -> bool:
    """Whether anything between the two is told as having happened: fighting, losses, or a war that is on.

    What may come ("China could invade") is left out, and so is fighting of one of them with a third state.
    """
    for claim in told:
        if is_open(claim) or claim.negated or not {claim.subject, claim.counterparty} & set(pair):
            continue
        detail, text = claim.detail, claim.sentence.text
        third = next((n for n in (claim.subject, claim.counterparty) if n and n not in pair), None)
        if isinstance(detail, Event):
            fought = detail.type.partition(":")[0] in _FIGHTING_EVENTS and detail.type != "STATE:escalation"
            if fought and {claim.subject, claim.counterparty} == set(pair):
                return True
            if fought and third is None and _WAR_IS_ON.search(text):
                return True
        on = _WAR_IS_ON.search(text) and not _SUPPOSED.search(text)
        if isinstance(detail, Quantity) and third is None and (detail.measure in _LOSSES or on):
            return True
    return False


def _opponents(told: Sequence[Claim], helped: Sequence[Reinforcement]) -> tuple[str, str] | None:
    """The pair with most evidence of fighting each other, of equals the one most spoken of; in alphabetical order."""
    pairs: Counter[tuple[str, str]] = Counter()
    alone: Counter[str] = Counter()
    for claim in told:
        detail, one, other = claim.detail, claim.subject, claim.counterparty
        fights = _AGAINST.search(claim.sentence.text) is not None
        if one and other and one != other:
            pair = (min(one, other), max(one, other))
            if isinstance(detail, Event):
                kind = detail.type.split(":")[0].split("/")[0].upper()
                weight = 1 if is_open(claim) else 3
                pairs[pair] += weight * ((kind in _FIGHTING_EVENTS) - (kind in _SUPPORT_EVENTS))
            elif isinstance(detail, Quantity):
                pairs[pair] += 2 * fights
        if one and isinstance(detail, Quantity):
            lost = detail.measure in _LOSSES
            soldiers = counts_soldiers(claim) and not is_open(claim)
            mourned = lost and (detail.unit or "") != "soldier"  # people killed may be anybody's
            alone[one] += lost if mourned else 3 * lost + soldiers * (1 + fights)
    for help_ in helped:
        if help_.recipient is not None:
            pairs[(min(help_.sender, help_.recipient), max(help_.sender, help_.recipient))] -= 100
            alone[help_.recipient] += 3
            alone[help_.sender] -= 3
    for one, other in combinations(sorted(alone), 2):
        if alone[one] > 0 and alone[other] > 0:
            pairs[(one, other)] += min(alone[one], alone[other])
    told_of = Counter(name for claim in told for name in (claim.subject, claim.counterparty) if name)
    best = min(pairs, key=lambda p: (-pairs[p], -told_of[p[0]] - told_of[p[1]], p), default=None)
    return best if best is not None and pairs[best] > 0 else None


def _attacker_first(pair: tuple[str, str], told: Sequence[Claim], helped: Sequence[Reinforcement]) -> Sides:
    score = dict.fromkeys(pair, 0)
    for claim in told:
        text = claim.sentence.text if isinstance(claim.detail, Quantity) else claim.span.text
        lean = len(_ATTACKS.findall(text)) - 2 * len(_DEFENDS.findall(text))
        if claim.subject in score and lean:
            score[claim.subject] += 1 if lean > 0 else -1
            if claim.counterparty in score and claim.counterparty != claim.subject:
                score[claim.counterparty] -= 1 if lean > 0 else -1
    one, other = pair
    if score[one] != score[other]:
        attacker = one if score[one] > score[other] else other
        why = f"{attacker}, because the text speaks of it as attacking or advancing"
    else:
        receivers = [h.recipient or h.sender for h in helped if (h.recipient or h.sender) in pair]
        named = [name for claim in told for name in (claim.subject, claim.counterparty) if name in pair]
        attacker = (receivers or named)[0] or one
        reason = "it is the side that would be reinforced" if receivers else "it is the first the text names"
        why = f"{attacker}, because {reason}; the text does not say"
    defender = other if attacker == one else one
    return Sides(attacker=attacker, defender=defender, theatre=None, why=why)


def stated_figures(claims: Sequence[Claim], sides: Sides) -> tuple[tuple[str, float, str], ...]:
    """What the text itself says of the two sides, under the names the simulated world uses: (name, value, claim id).

    Forces and totals in soldiers, losses in soldiers a month, area in km² a month, each name at most once: the
    first claim in the text that speaks of the fighting, else the first of its kind, and a strength of former times
    only where no other is given. Claims about what may come are left out.
    """
    chosen: dict[str, tuple[int, float, str]] = {}
    for claim in by_author(claims):
        if is_open(claim) or claim.negated:
            continue
        name, value = _figure(claim, sides)
        if name is None or value is None:
            continue
        once = name.startswith("force") and claim.tense == "past" and _ONCE.search(claim.sentence.text) is not None
        weight = -1 if once else int(_AT_FRONT.search(claim.sentence.text) is not None)
        if name not in chosen or weight > chosen[name][0]:
            chosen[name] = (weight, value, claim.id)
    return tuple((name, value, claim_id) for name, (_, value, claim_id) in sorted(chosen.items()))


def _figure(claim: Claim, sides: Sides) -> tuple[str | None, float | None]:
    detail = claim.detail
    side = sides.side_of(claim.subject)
    if not isinstance(detail, Quantity):
        return None, None
    value, unit = amount(detail), detail.unit or ""
    if value is None:
        return None, None
    head, _, per = unit.partition("/")
    months = {"day": 1 / _DAYS_PER_MONTH, "week": 7 / _DAYS_PER_MONTH, "month": 1.0, "year": 12.0}.get(per)
    if detail.role == "duration" and _WAR_LASTS.search(claim.sentence.text):
        days = {"day": 1.0, "week": 7.0, "month": _DAYS_PER_MONTH, "year": 12 * _DAYS_PER_MONTH}.get(unit)
        return ("war_days", value * days) if days is not None else (None, None)
    if head in ("km2", "square_kilometre", "square kilometre") and months is not None:
        return "area_rate_km2_per_month", value / months
    if side is None:
        return None, None
    if detail.measure in _LOSSES and months is not None:
        return f"losses_{side}_per_month", value / months
    cumulative = detail.role == "cumulative" and not per  # a month's toll is no total
    if detail.measure in ("killed", "dead") and cumulative:
        return f"killed_{side}", value
    if detail.measure == "wounded" and cumulative:
        return f"wounded_{side}", value
    if counts_soldiers(claim) and not per and detail.role in ("stock", "count", "range"):
        return f"force_{side}", value
    return None, None
