"""Branches over other dials: aid, munitions, talks, and what readers propose; no amount here is known well."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contingent.core.interventions import Arrival, Branch, Mobilisation, Side
from contingent.core.nouns import Claim, Conditional, Event, Quantity
from contingent.reading.forces.troops import amount, counts_soldiers, in_order, is_open, sends_soldiers, without_names
from contingent.reading.questions.drafts import number, the
from contingent.reading.scenarios import dials
from contingent.reading.scenarios.branches import Case, cite, present_in, size_of, slug, soldiers_from

_TALKS = re.compile(
    r"\b(?:(?:peace|cease-?\s?fire|truce)\s+(?:talks?|negotiations?)|negotiat\w+|peace (?:deal|process)|talks)\b", re.I
)
_AID = re.compile(
    r"\b(?:assistance|aid|support\w*|back(?:s|ed|ing)?|help(?:s|ed|ing)?|arm(?:s|ed|ing)?|weapons?|drones?|missiles?|"
    r"shells?|ammunition|munitions)\b",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\b(?:halt\w*|stop\w*|cut(?:s|ting)?(?: off)?|end(?:s|ed|ing)?|suspend\w*|withh[eo]ld\w*|freez\w*|froze)\b", re.I
)
_MUNITIONS = frozenset({"shells", "rounds", "missiles", "rockets", "bombs", "drones", "munitions", "mines"})
_NOT_AID = re.compile(r"\b(?:humanitarian|refugees?|civilians?|food)\b", re.IGNORECASE)


def _what_ifs(case: Case) -> list[Claim]:
    """The suppositions in the article's own voice, without "even if" and mere correlation; events in a question too."""
    return [claim for claim in case.claims if _supposes(claim)]


def _supposes(claim: Claim) -> bool:
    if isinstance(claim.detail, Conditional):
        return claim.detail.type not in ("concessive", "correlative")
    return isinstance(claim.detail, Event) and claim.modality == "question"


def _supposed(claim: Claim) -> str:
    """The part of a claim that is supposed: the antecedent of a conditional where it is marked off, else all of it."""
    part = claim.detail.antecedent if isinstance(claim.detail, Conditional) else None
    return part.text if part is not None and len(part.text.split()) > 2 else claim.span.text


def aided(case: Case) -> list[Branch]:
    """Aid by a third party, where the article supposes it, more of it or its end."""
    names = sorted({n for c in case.claims for n in (c.subject, c.counterparty) if n})
    made = []
    for claim in _what_ifs(case):
        text = _supposed(claim)
        words = without_names(text, names)
        if not _AID.search(words) or _NOT_AID.search(words) or sends_soldiers(words):
            continue
        named = sorted((text.find(n), n) for n in names if n in text)
        takers = [n for _, n in named if case.sides.side_of(n)]
        taker = claim.counterparty if case.sides.side_of(claim.counterparty) else (takers[0] if takers else None)
        givers = [n for _, n in named if case.sides.side_of(n) is None]
        if claim.subject and case.sides.side_of(claim.subject) is None and claim.subject not in givers:
            givers = givers or [claim.subject]
        if taker is None or not givers:
            continue
        giver, cut = " and ".join(the(name) for name in givers), _CUT.search(text) is not None
        side: Side = "attacker" if taker == case.sides.attacker else "defender"
        made.append(
            Branch(
                id=slug("aid", *givers, "to", taker, *(["cut"] if cut else [])),
                label=_aid_label(givers, taker, cut=cut),
                interventions=(dials.aid(side, giver, cite([claim]), cut=cut), *case.shared()),
                quote=claim.span.text,
                claims=(claim.id,),
                note="How much and when is not in the article: a wide prior and a lag of 180 days, both our choice.",
            )
        )
    return made


def _aid_label(givers: Sequence[str], taker: str, *, cut: bool) -> str:
    verb = ("end", "ends") if cut else ("give", "gives")
    words = f"{' and '.join(map(the, givers))} {verb[len(givers) == 1]} {'' if cut else 'more '}aid to {the(taker)}"
    return words[0].upper() + words[1:]


def supplied(case: Case) -> list[Branch]:
    """Munitions that the article supposes will be given in numbers."""
    made = []
    for claim in case.claims:
        side = case.sides.side_of(claim.counterparty)
        if side is not None and is_open(claim) and claim.modality != "concessive" and _munitions(claim):
            made.append(_supply_branch(claim, claim.counterparty or "", side, case))
    return made


def _munitions(claim: Claim) -> bool:
    detail = claim.detail
    return isinstance(detail, Quantity) and detail.measure in _MUNITIONS and (amount(detail) or 0) > 0


def _supply_branch(claim: Claim, taker: str, side: Side, case: Case) -> Branch:
    what = " ".join(claim.span.text.split())
    kind = claim.detail.measure if isinstance(claim.detail, Quantity) and claim.detail.measure else "munitions"
    giver = f" from {the(claim.subject)}" if claim.subject and claim.subject != taker else ""
    return Branch(
        id=slug(*([] if claim.speaker == "author" else [claim.speaker]), what),
        label=f"{what}{giver} for {the(taker)}",
        interventions=(dials.supply(side, kind, cite([claim])), *case.shared()),
        voice=claim.speaker,
        quote=claim.sentence.text,
        claims=(claim.id,),
        note=f"What {what} are worth as a share of the munitions used a month is uncertain: a wide prior of ours, "
        f"unverified, over {dials.SUPPLY_DAYS} days.",
    )


def mobilised(case: Case) -> list[Branch]:
    """More recruits a month for a side, where the article supposes them."""
    made = []
    for claim in case.claims:
        side, detail = case.sides.side_of(claim.subject), claim.detail
        if side is None or not isinstance(detail, Quantity) or detail.unit != "soldier/month" or not is_open(claim):
            continue
        if detail.measure != "troops" or claim.modality == "concessive" or claim.negated:
            continue
        n, who = number(size_of(claim)), claim.subject or ""
        made.append(
            Branch(
                id=slug(who, n, "a month"),
                label=f"{n} more recruits a month for {the(who)}",
                interventions=(
                    Mobilisation(
                        side=side,
                        persons_per_month=dials.size_prior(claim, name=f"{who}: recruits a month"),
                        start_day=dials.FIRST_DAY,
                        provenance=cite([claim]),
                    ),
                    *case.shared(),
                ),
                quote=claim.sentence.text,
                claims=(claim.id,),
                note=f"From day {dials.FIRST_DAY} on (our choice of the day), on top of the recruits of the baseline.",
            )
        )
    return made


def talked(case: Case) -> list[Branch]:
    """Peace talks, where the article supposes them."""
    for claim in _what_ifs(case):
        if _TALKS.search(_supposed(claim)):
            return [
                Branch(
                    id="peace_talks",
                    label="Peace talks begin",
                    interventions=(dials.talks(cite([claim])), *case.shared()),
                    quote=claim.span.text,
                    claims=(claim.id,),
                    note="Talks change the hazard of a cease-fire by a wide factor; their terms are not modelled.",
                )
            ]
    return []


def by_readers(claims: Sequence[Claim], case: Case) -> list[Branch]:
    """What readers suggest in the comments, each as a branch in the reader's voice."""
    spoken = {p.value for h in case.helped for p in h.proposals} | {h.already for h in case.helped}
    made = []
    for claim in in_order(c for c in claims if c.voice == "reader_comment" and c.kind == "quantity" and is_open(c)):
        taker = _beneficiary(claim, case)
        side = case.sides.side_of(taker)
        if taker is None or side is None:
            continue
        if _munitions(claim):
            made.append(_supply_branch(claim, taker, side, case))
        elif counts_soldiers(claim) and claim.subject and size_of(claim) not in spoken:
            n = number(size_of(claim))
            group = Arrival(
                contingent=claim.subject,
                side=side,
                size=dials.size_prior(claim, name=f"{claim.subject}: {n} by {claim.speaker}"),
                present=next((present_in(h, case) for h in case.helped if h.sender == claim.subject), 0.0),
                first_day=dials.FIRST_DAY,
                provenance=cite([claim]),
            )
            made.append(
                Branch(
                    id=slug(claim.speaker, claim.subject, n),
                    label=f"{n} {soldiers_from(claim.subject, taker)}",
                    interventions=(group, *case.shared(without=claim.subject)),
                    voice=claim.speaker,
                    quote=claim.sentence.text,
                    claims=(claim.id,),
                    note=f"A reader's suggestion. One group on day {dials.FIRST_DAY} (our choice of the day).",
                )
            )
    return made


def _beneficiary(claim: Claim, case: Case) -> str | None:
    """The side a reader would strengthen: the counterparty, the giver itself, else one named after "to" or "for"."""
    if case.sides.side_of(claim.counterparty):
        return claim.counterparty
    if case.sides.side_of(claim.subject):
        return claim.subject
    for name in (case.sides.attacker, case.sides.defender):
        if re.search(rf"\b(?:to|for)\s+(?:the\s+)?{re.escape(name)}\b", claim.sentence.text, re.IGNORECASE):
            return name
    return None
