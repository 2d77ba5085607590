"""Who and what an event is about in its context: whose forces, what kind of taking or giving, against whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from contingent.core.nouns import Claim, Event
from contingent.reading.statements.event_words import Word
from contingent.reading.voices.scene import Scene

REACH = 70  # characters after a verb in which its object is looked for
#: "its forces had killed": the forces of the one who speaks, or of the one spoken of
_ITS_FORCES = re.compile(
    r"\b(?:its|their|his|our)\s(?:own\s)?(?:[\w-]+\s){0,1}?(?:forces|troops|army|military|soldiers|men|fighters|warplanes|"
    r"jets|aircraft|navy|units|commandos|police|artillery|gunners|drones|ships)\s(?:\w+\s)?(?:have|had|has|also)?\s?$",
    re.IGNORECASE,
)
_TAKEN = r"(?:people|hostages|civilians|prisoners|sailors|tourists|students|aid workers)"
_PEOPLE_TAKEN = re.compile(rf"\s(?:[\w,.]+\s){{0,3}}?{_TAKEN}\b")
_TAKEN_AHEAD = re.compile(rf"\b{_TAKEN}\s(?:\w+\s)?$", re.IGNORECASE)
_GIVES = re.compile(
    r"\s(?:a|an|the|some|up to|about|more|another|\d|[$€£]|two|three|hundreds|thousands|millions)", re.IGNORECASE
)
_MATERIEL = re.compile(
    r"\b(?:troops?|soldiers?|forces|fighters|personnel|brigades?|battalions?|divisions?|weapons?|arms|ammunition|munitions?|missiles?|rockets?|shells?|drones?|"
    r"artillery|howitzers?|tanks?|jets?|combat|military|warheads?)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\b(?:currency|money|wages|billion|million dollars|loans?|funds?|funding|oil|fuel|food|grain)\b", re.I
)
_GOVERNMENT = re.compile(
    r"\s(?:[\w,.]+\s){0,4}?(?:government|army|regime|loyalist)\s(?:troops|soldiers|forces|positions?|garrisons?|bases?|posts?|"
    r"convoys?|units?|outposts?)\b"
)


def against_government(claim: Claim, hosts: Mapping[str, str]) -> Claim:
    """The event; "killed 300 government troops" by an armed group is against the state in which it acts (`hosts`)."""
    state = hosts.get(claim.subject or "")
    if state is None or claim.counterparty is not None or not isinstance(claim.detail, Event):
        return claim
    behind = claim.sentence.text[claim.detail.trigger.end - claim.sentence.start :]
    return replace(claim, counterparty=state) if _GOVERNMENT.match(behind) else claim


def same_victim(last: Claim, kind: str) -> str | None:
    """To whom the deed before was done, where this is another of its type ("killed 40 rebels and destroyed tanks")."""
    same = isinstance(last.detail, Event) and last.detail.type.partition(":")[0] == kind.partition(":")[0]
    return last.counterparty if same else None


def owner_of_forces(scene: Scene, index: int, start: int) -> str | None:
    """Whose forces "its forces" are: of the first one the sentence names before, who speaks or is spoken of."""
    text = scene.sentences[index].span.text
    its = _ITS_FORCES.search(text, max(0, start - 60), start)
    if its is None:
        return None
    named = [m.name for m in scene.mentions[index] if m.end <= its.start()]
    return named[0] if named else scene.topic_before(index)


def kind_in_context(text: str, start: int, end: int, kind: str, word: Word | None) -> str:
    """The type in its context: people seized are no town seized, and a brigade pledged is given."""
    if word is None:
        return kind
    if word.lemma in ("seize", "capture", "take") and kind == "ASSAULT":
        taken = _PEOPLE_TAKEN.match(text, end) or _TAKEN_AHEAD.search(text, max(0, start - 30), start)
        return "COERCE" if taken else kind
    if word.lemma in ("pledge", "promise") and _GIVES.match(text, end) and _MATERIEL.search(text[end : end + REACH]):
        return "AID"
    return kind


def reduced_passive(text: str, end: int, word: Word) -> bool:
    """ "wages paid by Russia", "a town shelled by Israel": a participle with its agent and no auxiliary."""
    return word.form == "past" and re.match(r"\sby\s", text[end:]) is not None


def subtype(kind: str, words: str) -> str:
    """The type with what was given or said, where that is clear."""
    base = kind.split(":")[0]
    if base == "AID":
        return "AID:military" if _MATERIEL.search(words) else "AID:economic" if _MONEY.search(words) else "AID"
    if base == "CONSULT" and re.match(r"(?:promis|pledg|vow)", words, re.IGNORECASE):
        return "CONSULT:promise"
    if base == "CONSULT" and re.match(r"(?:claim|announc|declar)", words, re.IGNORECASE):
        return "CONSULT:statement"
    return kind
