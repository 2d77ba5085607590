"""What part a quantity plays in its sentence: stock, flow, loss, increment, tranche, share, change, range, rate."""

from __future__ import annotations

import re

from contingent.core.nouns import Role
from contingent.reading.quantities.measures import BOTH, Head
from contingent.reading.quantities.modifiers import Modifiers
from contingent.reading.quantities.nouns import STATUSES

#: what makes "men" or "casualties" soldiers: the sentence speaks of armed forces
MILITARY = re.compile(
    r"\b(?:army|armies|militar\w+|troops?|soldiers?|forces?|brigades?|battalions?|divisions?|regiments?|armed|battle\w*|"
    r"front ?lines?|front|fighters?|reservists?|conscripts?|recruits?|personnel|navy|marines?|paratroopers?|"
    r"rebels?|militants?|insurgents?|gunmen|guerrillas?|mercenar\w+|mobili[sz]\w+|deploy\w*|militia\w*|garrisons?|army's|infantry|units?)\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:ris(?:e|es|en|ing)|rose|fall(?:s|en|ing)?|fell|grow(?:s|n|ing|th)?|grew|increas\w+|decreas\w+|declin\w+|"
    r"drop(?:s|ped|ping)?|jump(?:s|ed|ing)?|gain(?:s|ed|ing)?|shr[aiu]nk|shrinking|swell(?:s|ed|ing)?|swollen|boost\w*|"
    r"cut(?:s|ting)?|reduc\w+|expand\w*|beef\w* up|bolster\w*|strengthen\w*|surg\w+|climb\w*|plung\w+|slid|slip\w*|"
    r"up|down|higher|lower|rais\w+|enlarg\w+|soar\w*|plummet\w*|tumbl\w*|los[et]|lower\w*|rebound\w*|contract\w*)\b",
    re.IGNORECASE,
)
_CHANGE_NOUN = re.compile(
    r"\s+(?:\w+\s+)?(?:increase|decrease|rise|drop|fall|decline|jump|gain|cut|growth|reduction|boost|surge|loss|"
    r"more|fewer|less|higher|lower|larger|smaller|improvement|rebound)\b",
    re.IGNORECASE,
)
_KILLED = re.compile(
    r"\b(?:kill(?:s|ed|ing)?|dead|died|deaths?|slain|massacr\w+|slaughter\w*|fatalit\w+|executed|gunned down|shot dead|"
    r"los(?:t|ing) their lives|perish\w*|death toll|claim\w* the lives of|bodies)\b",
    re.IGNORECASE,
)
_WOUNDED = re.compile(r"\b(?:wound(?:s|ed|ing)?|injur(?:es?|ed|ing|ies)|maim\w*)\b", re.IGNORECASE)
_CAPTURED = re.compile(
    r"\b(?:captur(?:es?|ed|ing)|taken prisoner|took prisoner|prisoners?|detain\w*|POWs?)\b", re.IGNORECASE
)
_DISPLACED = re.compile(r"\b(?:displac\w+|fled|flee(?:s|ing)?|uproot\w*|driven from|evacuat\w+)\b", re.IGNORECASE)
_LOST = re.compile(r"\b(?:los(?:t|es|e|ing)|losses|suffer\w*|casualties)\b", re.IGNORECASE)
_TOTAL = re.compile(
    r"\b(?:ha(?:s|ve|d)(?:\s+\w+)?\s+(?:lost|suffered|killed|been|taken|fired|sent|received|supplied|died|fled)|since|"
    r"so far|in total|total|overall|to date|altogether|cumulative\w*|toll|already)\b",
    re.IGNORECASE,
)
_STOCK = re.compile(
    r"\b(?:has|have|had|with|field(?:s|ed|ing)?|command(?:s|ed)?|maintain\w*|station\w*|deployed|fighting|at the front|"
    r"under arms|active|reserves?|strong|number(?:s|ed|ing)?|stands? at|total(?:s|ing|ling|led)?|compris\w+|consist\w*|"
    r"estimated|amass\w*|mass(?:ed|ing)|host(?:s|ed|ing)?|of)\b",
    re.IGNORECASE,
)
_FLOW = re.compile(
    r"\b(?:sen[dt]s?|sending|provid\w+|suppl(?:y|ies|ied|ying)|deliver\w*|ship(?:s|ped|ping)|transfer\w*|receiv\w*|"
    r"dispatch\w*|recruit(?:s|ed|ing)|mobili[sz]\w*|fir(?:ed|es|ing)|launch\w*|buy\w*|bought|sell\w*|sold|export\w*|"
    r"import\w*|donat\w*|gave|giv(?:es?|en|ing)|grant(?:s|ed|ing)|hand(?:s|ed|ing) over|len[dt]s?|lending|"
    r"pledg\w*|deploy(?:s|ing)?|conscript(?:s|ed|ing)|call(?:s|ed|ing)? up|expend\w*|produc\w+)\b",
    re.IGNORECASE,
)
_LINKS = frozenset(("with", "of"))
_RANGE = re.compile(r"\b(?:range|ranges|ranging|reach|reaches|radius|up to|as far as)\b", re.IGNORECASE)
_LOSS_MEASURES = frozenset(("killed", "wounded", "casualties", "captured", "missing", "displaced", "hostages"))


def measure_of(head: Head, *, before: str, behind: str, carried: str | None) -> str | None:
    """What is counted: "troops", "killed", "wounded", "reserve", "shells"…; None where the sentence does not say.

    `before` and `behind` are the clause on either side of the quantity; `carried` is the measure of the quantity
    whose noun this one leaves out.
    """
    if head.unit is not None:
        return head.unit.dimension if head.unit.dimension != "other" else head.unit.term
    noun = head.noun
    group = noun.group if noun else None
    living = group in ("soldier", "person") or head.people or (noun is None and not head.words)
    if head.where in ("reserve", "reserves"):
        return "reserve"
    if head.status == BOTH:
        return "casualties"
    if head.status in STATUSES:
        return STATUSES[head.status]
    if noun and noun.measure in ("killed", "wounded", "casualties", "captured", "displaced", "hostages"):
        return noun.measure
    if living and (loss := _loss(before, behind)):
        return loss
    if noun is not None:
        return noun.measure
    if head.words:
        return "people" if head.people else None
    return carried if carried not in _LOSS_MEASURES else None


def _loss(before: str, behind: str) -> str | None:
    """What befell the living beings counted, by the nearest verb: "killed 40", "40 were killed"."""
    passive = re.match(
        r"\W*(?:[\w'’-]+\s+){0,3}?(?:(?:were|was|are|have been|had been|has been|being|been|have|had)\s+(?:\w+ly\s+)?)?"
        r"(?:(?:thought|believed|feared|said|reported|estimated|known|presumed)\s+)?(?:to\s+have\s+(?:been\s+)?)?"
        r"(killed|wounded|injured|dead|died|captured|displaced|massacred|fled|missing|detained|taken prisoner|"
        r"gunned down|shot dead)\b",
        behind,
        re.IGNORECASE,
    )
    if passive and not re.search(
        r"\b(?:that|which|who have|and)\b", passive.group()[: passive.start(1)], re.IGNORECASE
    ):
        both = re.match(r"\s+(?:or|and)\s+(?:wounded|injured|killed|missing)\b", behind[passive.end() :], re.IGNORECASE)
        return "casualties" if both else _named_loss(passive.group(1))
    near = before[-70:]
    best: tuple[int, str] | None = None
    for pattern, name in (
        (_KILLED, "killed"), (_WOUNDED, "wounded"), (_CAPTURED, "captured"), (_DISPLACED, "displaced"),
        (_LOST, "casualties"),
    ):  # fmt: skip
        for match in pattern.finditer(near):
            if best is None or match.start() > best[0]:
                best = (match.start(), name)
    if best is None or re.search(r"\b(?:and|but|while|has|have|had|after|with)\b", near[best[0] + 8 :], re.IGNORECASE):
        return None
    return best[1]


def _named_loss(word: str) -> str:
    word = word.lower()
    if word in ("killed", "dead", "died", "massacred", "gunned down", "shot dead"):
        return "killed"
    if word in ("wounded", "injured"):
        return "wounded"
    if word in ("displaced", "fled"):
        return "displaced"
    return "missing" if word == "missing" else "captured"


_STRENGTH_OF = re.compile(
    r"\b(?:army|force|forces|military|garrison|militia|troops|soldiers|contingent|brigade)\b[\w\s,]{0,20}"
    r"\b(?:number\w*|totall?\w*|(?:strength )?of|stands? at|at)\s*$",
    re.IGNORECASE,
)


def is_strength(before: str) -> bool:
    """Whether the words before a bare number make it the strength of a force: "an army that numbered 135,000".

    >>> is_strength("out of an army that numbered ")
    True
    """
    return _STRENGTH_OF.search(before) is not None


def role_of(
    head: Head, modifiers: Modifiers, measure: str | None, *, before: str, behind: str, fraction: bool = False
) -> Role:
    """The part a quantity plays; `before` and `behind` are its clause on either side."""
    dimension = head.unit.dimension if head.unit else None
    if dimension == "percent" or fraction:
        if re.match(r"\s+of\b", behind):
            return "share"
        if re.search(r"\b(?:from|to|at)$", before.rstrip(), re.IGNORECASE):
            return "share"  # "up from 45 percent": a level, not the change
        near = before[-48:]
        changed = _CHANGE.search(near) or re.search(r"\bby$", before.rstrip()[-4:])
        return "percent_change" if changed or _CHANGE_NOUN.match(behind) else "share"
    if dimension == "ratio":
        return "share"
    if modifiers.tranche:
        return "tranche"
    if dimension == "money":
        return "rate" if head.per else "money"
    if head.per or dimension == "speed":
        return "rate"
    if dimension in ("time", "age"):
        return "duration"
    if dimension == "length":
        return "range" if _RANGE.search(before[-30:]) or re.match(r"\W*range\b", behind, re.IGNORECASE) else "distance"
    if dimension == "area":
        return "area"
    if modifiers.adding or head.adding:
        return "increment"
    if measure in _LOSS_MEASURES:
        return "cumulative" if _TOTAL.search(before) or _TOTAL.search(behind) else "flow"
    if measure == "reserve" or head.where or head.status == "strong":
        return "stock"
    return _stock_or_flow(head, before, behind)


def _stock_or_flow(head: Head, before: str, behind: str) -> Role:
    if head.noun is None or head.noun.group not in ("soldier", "weapon", "munition", "formation"):
        return "count"
    flow = [m.start() for m in _FLOW.finditer(before[-80:])]
    stock = list(_STOCK.finditer(before[-80:]))
    # "supplied Russia with 300 guns", "sent a shipment of 300": a preposition behind the deed makes no stock of it
    held = [m.start() for m in stock if m.group().lower() not in _LINKS] if flow else [m.start() for m in stock]
    if flow and (not held or flow[-1] > held[-1]):
        return "flow"
    if stock or _STOCK.match(behind.lstrip()):
        return "stock"
    return "count"
