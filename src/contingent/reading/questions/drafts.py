"""A question before it is asked: drafts of one meaning fall together, whichever sentence spoke first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from contingent.core.keys import content_id
from contingent.core.nouns import Assertion, Claim, Comparator, Document, Question, Span, Topic
from contingent.reading.dates.deadlines import Deadline, in_words
from contingent.reading.forces.troops import in_order, speaks_of_sending
from contingent.reading.questions.resolving import resolving_source

_WITH_ARTICLE = re.compile(
    r"^(?!the )(?:.*(?:Union|States|Kingdom|Republic|Emirates|Nations|Fund|Bank|Command|Forces|Army|Front|Movement|"
    r"Council|Group|League|Netherlands|Philippines|Party|Brigades?|Houthis|Taliban)$|"
    r"Democratic Republic|Central African Republic)",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\b(?:cease-?\s?fire|truce|armistice|peace|talks|negotiat\w+|end(?:s|ed)?)\b", re.IGNORECASE)
_OBSTACLE = re.compile(
    r"\b(?:challeng\w*|difficult\w*|hard(?:er)?|obstacles?|fail\w*|collaps\w*|refus\w*|struggl\w*|reject\w*|"
    r"break\w* down|not|no|never|unlikely|impossible|elusive|stall\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A question without an identity: `{day}` in `text` stands for the deadline; without it " by {day}?" is added.

    `lead` is the claim to be quoted, None where the question is one that any article on a war implies.
    """

    topic: Topic
    text: str
    deadline: Deadline
    fine_print: tuple[str, ...]
    claims: tuple[Claim, ...]
    lead: Claim | None = None
    actor: str | None = None
    recipient: str | None = None
    comparator: Comparator = ">="
    threshold: float | None = None
    unit: str | None = None
    already: float | None = None


def the(name: str) -> str:
    """The name as it stands inside a sentence.

    >>> the("United States"), the("Ukraine")
    ('the United States', 'Ukraine')
    """
    return f"the {name}" if _WITH_ARTICLE.match(name) else name


def number(value: float) -> str:
    """A count with thousands set off.

    >>> number(100000.0)
    '100,000'
    """
    return f"{value:,.0f}" if value == round(value) or value >= 100 else f"{value:,.1f}"


def plural(unit: str) -> str:
    """A unit's name in the plural, as a reader writes it.

    >>> plural("artillery_shell"), plural("km2")
    ('artillery shells', 'km²')
    """
    if unit in ("km2", "square_kilometre"):
        return "km²"
    words = unit.split("/")[0].replace("_", " ")
    return words if words.endswith("s") or words in ("personnel", "men", "people", "aircraft") else f"{words}s"


def finish(
    document: Document, drafts: Iterable[Draft], claims: Sequence[Claim], *, as_of: date
) -> tuple[Question, ...]:
    """One question for each meaning, those that the text prompts first, in its order; claims of equal drafts unite."""
    merged: dict[tuple[object, ...], Draft] = {}
    for draft in sorted(drafts, key=_order):
        if draft.deadline.day <= as_of:
            continue
        key = (
            draft.topic, draft.actor, draft.recipient, draft.comparator, draft.threshold, draft.unit,
            draft.deadline.day, draft.text if draft.topic in ("other", "military_aid", "territory") else "",
        )  # fmt: skip
        known = merged.get(key)
        merged[key] = draft if known is None else _united(known, draft)
    return tuple(_question(document, key, draft, claims, as_of) for key, draft in merged.items())


def _order(draft: Draft) -> tuple[object, ...]:
    prompt = draft.lead.span.start if draft.lead is not None else 0
    return (draft.lead is None, prompt, draft.topic, draft.text, draft.deadline.day)


def _united(one: Draft, other: Draft) -> Draft:
    lead = min((c for c in (one.lead, other.lead) if c is not None), key=_quotable, default=None)
    return Draft(
        topic=one.topic, text=one.text, deadline=one.deadline, fine_print=one.fine_print,
        claims=in_order([*one.claims, *other.claims]), lead=lead, actor=one.actor, recipient=one.recipient,
        comparator=one.comparator, threshold=one.threshold, unit=one.unit, already=one.already,
    )  # fmt: skip


def best_quote(claims: Sequence[Claim]) -> Claim | None:
    """The claim that serves best as a question's quote: from the body before a heading or title, the earliest."""
    return min(claims, key=_quotable, default=None)


def quoted(claim: Claim) -> Span:
    """What to quote of a claim: its own words, for a bare number the sentence around it."""
    return claim.sentence if claim.kind == "quantity" else claim.span


def _quotable(claim: Claim) -> tuple[object, ...]:
    return (claim.voice != "body", claim.span.start, claim.span.end, claim.id)


def _question(
    document: Document, key: tuple[object, ...], draft: Draft, claims: Sequence[Claim], as_of: date
) -> Question:
    day = draft.deadline.day
    text, source = _worded(draft.text, day), resolving_source(draft.topic, draft.actor, draft.recipient, opens=as_of)
    fine_print = (*draft.fine_print, draft.deadline.fine_print)
    return Question(
        # whatever decides how it is settled is in the id: other terms are another question
        id=content_id("question", document.id, *key, as_of, text, source, fine_print),
        text=text,
        topic=draft.topic,
        opens=as_of,
        deadline=day,
        source=source,
        fine_print=fine_print,
        claims=tuple(claim.id for claim in draft.claims),
        quote=quoted(draft.lead) if draft.lead is not None else None,
        actor=draft.actor,
        recipient=draft.recipient,
        comparator=draft.comparator,
        threshold=draft.threshold,
        unit=draft.unit,
        already=draft.already,
        stated_probability=_stated_probability(draft, claims),
        voice=draft.lead.voice if draft.lead is not None else "body",
    )


def _worded(text: str, day: date) -> str:
    return (text if "{day}" in text else f"{text} by {{day}}?").replace("{day}", in_words(day))


def _stated_probability(draft: Draft, claims: Sequence[Claim]) -> tuple[float, float] | None:
    """What the article's words suggest: of the quoted assertion itself, or of one around a quoted number.

    None for the end of the fighting where the words are about obstacles ("likely to find talks harder") or another's
    promise, and for soldiers where they are about what those would do ("another 5,000 would decide the battle").
    """
    lead = draft.lead
    if lead is None or lead.negated:
        return None
    if isinstance(lead.detail, Assertion):
        about_ending = draft.topic in ("ceasefire", "talks", "war_end", "strike")
        hindered = _OBSTACLE.search(lead.span.text) or not _ENDING.search(lead.detail.proposition)
        if about_ending and (hindered or lead.attributed_to is not None):
            return None
        return lead.detail.probability
    if lead.kind != "quantity":
        return None
    of_soldiers = draft.topic in ("troops_sent", "further_tranche", "mobilisation")
    for linked in (lead, *draft.claims):
        for claim in in_order(claims):
            around = claim.span.start < linked.span.end and linked.span.start < claim.span.end
            if of_soldiers and not speaks_of_sending(claim.span.text):
                continue
            if around and isinstance(claim.detail, Assertion) and claim.detail.probability is not None:
                return claim.detail.probability
    return None
