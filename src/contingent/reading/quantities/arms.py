"""Which men are soldiers: people counted where an army, its losses or an officer's "ours" are spoken of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from contingent.core.nouns import Claim, Document, Quantity, Role
from contingent.reading.documents.sentences import Sentence
from contingent.reading.quantities.find import Found
from contingent.reading.voices.actors import Mention

_MANY = 1000.0
_FEW = 50.0  # losses up to here may be told twice by chance
_NEAR = 1500  # characters on either side in which a text's talk of armies is looked for
#: "its army numbers about …": what is counted stands before the verb
_ARMY_NUMBERS = re.compile(
    r"\b(?:army|armed forces|force|garrison|militia|expedition)\b[^.;:\d]{0,40}\b(?:numbers|numbered|counts|counted)\s"
    r"(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_MEN = re.compile(r"\bmen$", re.IGNORECASE)
_MEN_BEFORE = re.compile(r"\d\smen\b", re.IGNORECASE)
_LOST = re.compile(
    r"(?:\b(?:men|dead|killed|wounded|missing|casualt\w+|losses|fallen)|\b(?:killed|wounded) (?:and|or) \w+)$", re.I
)
_UNDER_ARMS = re.compile(
    r"\b(?:army|armies|troops|commands?|in the (?:line|field)|at the front|divisions?|brigades?|battalions?|"
    r"under arms)\b",
    re.I,
)
#: who loses soldiers, and how losses of soldiers are told
_RANKS = re.compile(
    r"\b(?:army|armies|army's|troops|soldiers|regiments?|brigades?|battalions?|divisions?|corps|garrisons?|"
    r"(?:armed|ground|field|assault|air) forces?|commands?|commanders?|high command|general staff|headquarters|enemy|"
    r"the force|the line|the front|platoons?|infantry|navy)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:we (?:had|lost|suffered|have lost|have)|our (?:own|losses|casualties|dead|side)|(?:its|their) own "
    r"(?:dead|losses|casualties|side)|of ours|lost|losing|loses|suffered|losses|inflict\w*|"
    r"(?:our|its|his|their|her) (?:army|men|troops))\b",
    re.IGNORECASE,
)
_CIVIL = re.compile(
    r"\b(?:civilians?|residents?|villagers?|prisoners?|p\.?o\.?w\.?s?|captives?|detainees?|hostages?|refugees?|"
    r"displaced|women|children|hospitals?|doctors?|medics?|ministry|rescuers?|earthquake|floods?|passengers?|"
    r"protest\w+|demonstrat\w+|bystanders?|inhabitants|population|worshippers|students|workers|migrants|famil(?:y|ies)|"
    r"homes|market|school|disappeared|strikers|miners|repatriat\w*)\b",
    re.IGNORECASE,
)
#: behind these a bare number counts somebody's victims
_THEY_KILL = re.compile(r"(?<!\d )\b(?:kill|wound|injur)(?:ed|ing|s)?\s+(?:[\w,]+\s+){0,3}$", re.IGNORECASE)
_LOSSES = frozenset(("killed", "wounded", "casualties", "missing"))


@dataclass(frozen=True, slots=True)
class Setting:
    """What a sentence stands in: its paragraph, and the text near it."""

    paragraph: str
    near: str

    @classmethod
    def of(cls, document: Document, sentence: Sentence) -> Setting:
        """The setting of a sentence, within its segment: the paragraph up to a line break on either side."""
        segment, start, end = sentence.segment, sentence.span.start, sentence.span.end
        first, last = max(segment.start, start - _NEAR), min(segment.end, end + _NEAR)
        low, high = document.text.rfind("\n", first, start), document.text.find("\n", end, last)
        paragraph = document.text[low if low >= 0 else first : high if high >= 0 else last]
        return cls(paragraph, document.text[max(0, start - _NEAR) : end + _NEAR])


def men_as_soldiers(
    text: str, found: Found, mentions: Sequence[Mention], owner: str | None, setting: Setting
) -> Quantity:
    """The quantity, an armed group's or an army's men, its losses, and what an army "numbers", counted as soldiers.

    `text` is the sentence. Civilians, prisoners, hostages and the displaced stay
    persons, and so does everyone in whose sentence they are spoken of.
    """
    quantity = found.quantity
    if quantity.unit is None and quantity.role == "count" and _ARMY_NUMBERS.search(text, 0, found.start):
        return replace(quantity, unit="soldier", measure="troops", role="stock")
    if quantity.unit != "person":
        return quantity
    bare = found.head_start >= found.head_end  # "20,000 men in May and 30,000 in June"
    men = _MEN.search(text[: found.head_end]) is not None or (
        bare and _MEN_BEFORE.search(text, 0, found.start) is not None
    )
    many = quantity.measure == "people" and (quantity.high or quantity.value or 0) >= _MANY
    armed = men and any(m.name == owner and m.kind == "armed_group" for m in mentions)
    if armed or (many and men and _UNDER_ARMS.search(text)) or _in_the_ranks(text, found, setting, men=men):
        if quantity.measure == "people":
            role: Role = "stock" if quantity.role == "count" else quantity.role
            return replace(quantity, unit="soldier", measure="troops", role=role)
        return replace(quantity, unit="soldier")
    return quantity


def _in_the_ranks(text: str, found: Found, setting: Setting, *, men: bool) -> bool:
    """Whether the words tell of a side's own men or losses, and of an army here or in the paragraph."""
    quantity = found.quantity
    if _CIVIL.search(text) or not (men or quantity.measure in _LOSSES):
        return False
    told = text[found.start : max(found.end, found.head_end)]
    if not (men or _LOST.search(told) or found.head_start >= found.head_end):
        return False
    if not _OWN.search(text) or _THEY_KILL.search(text, max(0, found.start - 60), found.start):
        return False
    return _RANKS.search(text) is not None or (
        _RANKS.search(setting.near) is not None and not _CIVIL.search(setting.paragraph)
    )


def same_losses(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims, persons lost counted as soldiers where the text tells the same losses of soldiers elsewhere."""
    details = [c.detail for c in claims if isinstance(c.detail, Quantity) and c.detail.unit == "soldier"]
    told: set[tuple[float | None, str | None]] = {
        (q.value, q.measure) for q in details if q.measure in _LOSSES and (q.value or 0.0) > _FEW
    }
    return tuple(_as_told(claim, told) for claim in claims)


def _as_told(claim: Claim, told: set[tuple[float | None, str | None]]) -> Claim:
    detail = claim.detail
    if not isinstance(detail, Quantity) or detail.unit != "person" or (detail.value, detail.measure) not in told:
        return claim
    return replace(claim, detail=replace(detail, unit="soldier"))
