"""Whose a quantity is: the owner, sender or victim, the other side, and the place, by general rules of grammar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from contingent.reading.quantities.bodies import body_before
from contingent.reading.quantities.deeds import GIVE, KILL, LOSE, RECEIVE, REINFORCE
from contingent.reading.quantities.find import Found
from contingent.reading.quantities.near import (
    Scene,
    belongs_to,
    held_by,
    is_possessive,
    nearest_subject,
    opponent,
    owner_of_size,
    place_behind,
    possessor,
    subject_before,
)
from contingent.reading.voices.actors import Mention
from contingent.reading.voices.citing import find_cues
from contingent.reading.voices.clauses import clause_at, clauses, verb_groups

#: a new predicate between a verb and the quantity: then the verb does not govern it
_NEW_PREDICATE = re.compile(
    r"(?:;|\b(?:and|but|which|who|that|while)\s+(?:\w+\s+){0,2}?(?:has|have|had|is|are|was|were)\b)"
)
_PASSIVE = re.compile(
    r"\W{0,3}(?:\w+\s+){0,2}?(?:were|was|are|is|been|be|being)\s+(?:\w+ly\s+|already\s+)?$", re.IGNORECASE
)
_AUXILIARIES = re.compile(r"(?:\s+(?:would|could|will|might|may|should|to|also|further))*\s+")
_WITH = re.compile(r"\b(?:with|by)\s+(?:the\s+)?$", re.IGNORECASE)
_RECIPIENT = re.compile(r"\b(?:to|for|into)\s+(?:the\s+)?$", re.IGNORECASE)
_BY = re.compile(r"\b(?:by|from)\s+(?:the\s+)?$", re.IGNORECASE)
_BOTH_SIDES = re.compile(r"\b(?:on|by|from) (?:both|all|either) sides?\b", re.IGNORECASE)
_RELATIVE = re.compile(r"\W{0,3}(?:which|who|that)\b", re.IGNORECASE)
_NO_SUBJECT = re.compile(
    r"\W{0,3}(?:(?:and|but|or|yet|so|then|now|also|\w+ly)\s+){0,3}"
    r"(?:has|have|had|is|are|was|were|will|would|could|may|might|can|does|did|[a-z]+(?:ed|ing|[^s\W]s))\s",
)
_REACH = 400  # characters; keeps a sentence of thousands of numbers linear
_LOSSES = frozenset(("killed", "wounded", "captured", "missing", "displaced", "casualties", "hostages", "destroyed"))
_MEASURES = frozenset(("range", "distance", "duration", "area", "money"))
_NAMED_THING = re.compile(
    r"(?:^|[.;:,]\s|\b(?:The|the|A|Its|Their)\s)(?:The\s+|the\s+)?(?P<name>[A-Z][\w-]*(?:\s+[A-Z0-9][\w-]*){0,3})"
    r"(?:\s+\w+){0,2}?\s+(?:has|have|had|is|are|was|were|can|could|will|with|reaches|covers|flies|weighs)\b"
)


_ODDS = re.compile(r"\b(?:chances?|odds|likelihood|probability)\b[^.;]*$", re.IGNORECASE)
#: a time in which something is done is nobody's: "in the past 24 hours"
_FOR_HOW_LONG = re.compile(
    r"\b(?:in|within|over|during|inside|after|every|for|lasts?|lasted|lasting|each of)\s"
    r"(?:(?:the|a|this|these|just|only|about|around|some|past|"
    r"last|first|next|coming|same|following|another)\s)*$",
    re.IGNORECASE,
)
_INFLICT = re.compile(r"\b(?:inflict(?:s|ed|ing)?|deal(?:s|t|ing)?|impos(?:e|es|ed|ing))\b", re.IGNORECASE)
_ON = re.compile(r"\b(?:on|upon|to|among)\s+(?:the\s+)?$", re.IGNORECASE)
_LISTED = re.compile(r"\s?(?:,|and\b|or\b)", re.IGNORECASE)
_COUNTED = re.compile(
    r"(?:\d[\d,.]*|\b(?:hundreds?|thousands?|dozens?|one|two|three|four|five|six|seven|eight|nine|ten))\s(?:\w+\s){0,1}$"
)
_BE = re.compile(r"\b(?:is|are|was|were|be|been|being)\s(?:\w+ly\s|also\s|already\s)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parties:
    """The actors of a quantity; `transfer` says that it moves from subject to counterparty."""

    subject: str | None
    counterparty: str | None = None
    place: str | None = None
    transfer: bool = False


def parties(text: str, found: Found, mentions: Sequence[Mention], scene: Scene) -> Parties:
    """Whose the quantity is: a name in it, its sender, possessor or victim, the subject of its clause.

    `text` is the sentence, `mentions` are its own; `scene` is what earlier sentences named.
    """
    low, high = _clause(text, found.start)
    inside = [m for m in mentions if found.start <= m.start < found.end]
    owner = inside[0].name if inside else None
    behind = max(found.end, found.head_end)
    if owner is None and found.quantity.measure not in _MEASURES:
        owner = belongs_to(text, behind, mentions)
    if owner is None and found.quantity.role not in ("duration", "range"):
        owner = held_by(text, behind, mentions)
    place = place_behind(text, found.end, min(len(text), found.end + 110), mentions)
    if found.quantity.role == "percent_change" or found.quantity.unit == "percent":
        return _of_change(text, found, mentions, scene, low)
    if _ODDS.search(text, max(low, found.start - 80), min(len(text), found.end)):
        return Parties(None)
    if found.quantity.role == "duration" and _FOR_HOW_LONG.search(text, 0, found.start):
        return Parties(owner)
    moved = _transfer(text, found, mentions, scene, owner, low)
    if moved is not None:
        return Parties(moved.subject, moved.counterparty, place if place != moved.counterparty else None, transfer=True)
    possessed = possessor(text, found.start, found.end, mentions, scene)
    victim = owner or possessed or owner_of_size(text, low, found.start, mentions, scene)
    if found.quantity.measure in _LOSSES:
        return _of_loss(text, found, mentions, scene, victim, place)
    destroyed = _governing(KILL, text, low, found) if victim is None else None
    if destroyed is not None:
        return _of_deed(text, low, destroyed, mentions, scene, place)
    if victim is None:
        victim = _subject(text, low, found.start, mentions, scene)
    if victim is None and found.quantity.role not in ("range", "duration", "percent_change"):
        victim = body_before(text, found.start)
    if victim is None and found.quantity.role == "range":
        named = _NAMED_THING.search(text, low, found.start)
        victim = named["name"] if named else None
    if found.quantity.role in _MEASURES:
        return Parties(victim)
    against = opponent(text, low, max(high, min(len(text), found.end + 60)), mentions, victim)
    return Parties(victim, against, place if place != victim else None)


def _clause(text: str, position: int) -> tuple[int, int]:
    """The bounds of the clause around `position`, no further away than a reader looks back."""
    clause = clauses(text)[clause_at(text, position)]
    return max(clause.start, position - _REACH), min(clause.end, position + _REACH)


def _subject(text: str, low: int, high: int, mentions: Sequence[Mention], scene: Scene) -> str | None:
    """The subject of the clause that starts at `low`; where it leaves it out, that of the clause before.

    "which lost" takes the name right before it; "and has" that of the sentence so far.
    """
    relative = _RELATIVE.match(text, low)
    touching = any(m.end <= low and not text[m.end : low].strip(" ,") for m in mentions)
    if relative and (touching or not relative.group().lower().endswith("that")):
        before = [m for m in mentions if m.end <= low and low - m.end <= 40]
        return before[-1].name if before else None
    first = _first_verb(text, low, high) if _AND.search(text, low, high) else None
    if first is not None:  # "it killed 40 Chadians and lost 3": whoever did the first deed did the second
        shared = subject_before(text, low, first, mentions, scene) or possessor(text, low, first, mentions, scene)
        if shared is not None:
            return shared
    own = subject_before(text, low, high, mentions, scene)
    if own is None and low > 0 and _NO_SUBJECT.match(text, low, high):
        return subject_before(text, max(0, low - _REACH), high, mentions, scene)
    return own


_AND = re.compile(r"\b(?:and|but)(?:\s(?:\w+ly|also|then|has|have|had))?\s$", re.IGNORECASE)


def _first_verb(text: str, low: int, high: int) -> int | None:
    """Where the first verb of text[low:high] starts that is no verb of saying."""
    cited = [(c.start, c.end) for c in find_cues(text)]
    verbs = (g.start for g in verb_groups(text) if low < g.start < high)
    return next((v for v in verbs if not any(a <= v < b for a, b in cited)), None)


def _governing(pattern: re.Pattern[str], text: str, low: int, found: Found) -> re.Match[str] | None:
    """The last verb of `pattern` before the quantity that still governs it."""
    last = None
    for match in pattern.finditer(text, low, found.start):
        last = match
    if last is None or found.start - last.end() > 90 or _NEW_PREDICATE.search(text, last.end(), found.start):
        return None
    return last


def _transfer(
    text: str, found: Found, mentions: Sequence[Mention], scene: Scene, owner: str | None, low: int
) -> Parties | None:
    """Sender and recipient, where a verb of giving, receiving or reinforcing governs the quantity."""
    reinforced = _reinforced(text, found, mentions, scene, owner, low)
    if reinforced is not None:
        return reinforced
    verb = _governing(GIVE, text, low, found)
    if verb is not None:
        start = max(0, verb.start() - _REACH)
        sender = owner or nearest_subject(text, low, verb.start(), mentions, scene)
        sender = sender or nearest_subject(text, start, verb.start(), mentions, scene)
        return Parties(sender, _recipient(text, verb.end(), found, mentions, sender))
    passive = GIVE.search(text, found.end, min(len(text), found.end + 60))
    if passive is not None and _PASSIVE.match(text[found.end : passive.start()]):
        sender = owner or _after(_BY, text, passive.end(), mentions, None)
        return Parties(sender, _recipient(text, passive.end(), found, mentions, sender))
    verb = _governing(RECEIVE, text, low, found)
    if verb is not None:
        taker = nearest_subject(text, low, verb.start(), mentions, scene)
        giver = owner or _after(_BY, text, found.end, mentions, taker)
        if giver and giver != taker:
            return Parties(giver, taker)
        return Parties(taker)
    return None


def _reinforced(
    text: str, found: Found, mentions: Sequence[Mention], scene: Scene, owner: str | None, low: int
) -> Parties | None:
    """ "X bolsters Y with N" and "N more would bolster Y": the quantity goes to the object of the verb."""
    verb = _governing(REINFORCE, text, low, found)
    if verb is not None and _WITH.search(text, verb.end(), found.start):
        sender = owner or nearest_subject(text, low, verb.start(), mentions, scene)
        helped = _object(text, verb.end(), found.start, mentions, scene, sender)
        return Parties(sender, helped) if helped or sender else None
    verb = REINFORCE.search(text, found.end, min(len(text), found.end + 40))
    if verb is not None and _AUXILIARIES.fullmatch(text[found.end : verb.start()]):
        given = _governing(GIVE, text, low, found)  # "sent 500 to help Y": the giver, not the gift, is the subject
        owner = owner or (nearest_subject(text, low, given.start(), mentions, scene) if given else None)
        helped = _object(text, verb.end(), min(len(text), verb.end() + 60), mentions, scene, owner)
        return Parties(owner, helped)
    return None


def _object(text: str, low: int, high: int, mentions: Sequence[Mention], scene: Scene, actor: str | None) -> str | None:
    """The actor that a verb's object names or belongs to; never the one who acts."""
    for mention in mentions:
        if low <= mention.start < high and mention.name != actor:
            return mention.name
    return possessor(text, low, high, (), scene, exclude=actor)


def _recipient(text: str, verb_end: int, found: Found, mentions: Sequence[Mention], sender: str | None) -> str | None:
    """Who is given: the name right behind the verb ("send Russia …"), else the one behind "to"."""
    for mention in mentions:
        gap = text[verb_end : mention.start].strip().lower() if mention.start >= verb_end else "-"
        direct = mention.end <= found.start and gap in ("", "the", "to", "to the") and not is_possessive(text, mention)
        if direct and mention.kind != "people" and mention.name != sender:
            return mention.name
    return _after(_RECIPIENT, text, verb_end, mentions, sender)


def _after(pattern: re.Pattern[str], text: str, low: int, mentions: Sequence[Mention], other: str | None) -> str | None:
    for mention in mentions:
        if (
            mention.start >= low
            and mention.name != other
            and pattern.search(text, max(low, mention.start - 12), mention.start)
        ):
            return mention.name
    return None


def _of_loss(
    text: str, found: Found, mentions: Sequence[Mention], scene: Scene, victim: str | None, place: str | None
) -> Parties:
    """Who suffers the loss and who inflicts it: "A has lost 40", "B killed 40 of A's men"."""
    low, _ = _clause(text, found.start)
    if _BOTH_SIDES.search(text, found.end, min(len(text), found.end + 50)):
        return Parties(None, None, place)
    lose, kill = _governing(LOSE, text, low, found), _governing(KILL, text, low, found)
    if lose is not None and (kill is None or kill.start() < lose.start() or _is_state(text, lose, kill)):
        sufferer = victim or _subject(text, low, lose.start(), mentions, scene)
        return Parties(sufferer, opponent(text, low, found.end + 120, mentions, sufferer), place)
    inflict = _governing(_INFLICT, text, low, found)
    if inflict is not None:
        agent = _subject(text, low, inflict.start(), mentions, scene)
        struck = victim or _after(_ON, text, found.end, mentions, agent)
        return Parties(struck, agent if agent != struck else None, place)
    # "300 Chadians have been killed and 700 wounded", "we had 300 killed and 700 wounded": no one's deed
    if kill is not None and (_BE.search(text, low, kill.start()) or _is_status(text, low, kill)):
        return Parties(victim or _subject(text, low, kill.start(), mentions, scene), None, place)
    if kill is not None:
        agent = _subject(text, low, kill.start(), mentions, scene)
        agent = agent or possessor(text, low, kill.start(), mentions, scene)
        return Parties(victim, agent if agent != victim else None, place)
    killer = _after(_BY, text, found.end, mentions, victim)
    if victim is None and killer is None:
        victim = _subject(text, low, found.start, mentions, scene)
    return Parties(victim, killer, place)


def _of_deed(
    text: str, low: int, verb: re.Match[str], mentions: Sequence[Mention], scene: Scene, place: str | None
) -> Parties:
    """Whose things are destroyed, never theirs who destroy them: "killed 40 Malians and burnt 3 trucks"."""
    first = KILL.search(text, low, verb.start())
    start = first.start() if first else verb.start()
    agent = _subject(text, low, start, mentions, scene) or possessor(text, low, start, mentions, scene)
    struck = _object(text, first.end(), verb.start(), mentions, Scene(), agent) if first else None
    return Parties(struck, agent, place)


def _is_status(text: str, low: int, kill: re.Match[str]) -> bool:
    """Whether "killed" only says what became of a number before it, one or more "wounded" following."""
    follows = _LISTED.match(text, kill.end()) is not None
    return follows and _COUNTED.search(text, max(low, kill.start() - 40), kill.start()) is not None


def _is_state(text: str, lose: re.Match[str], kill: re.Match[str]) -> bool:
    """Whether "killed" behind "lost" is the state of a number between them: "has lost 80 men killed and 40 wounded"."""
    return any(c.isdecimal() for c in text[lose.end() : kill.start()])


def _of_change(text: str, found: Found, mentions: Sequence[Mention], scene: Scene, low: int) -> Parties:
    """Whose number changes: the object before "by" ("raise its garrison by a third"), else the subject."""
    verb = _governing(REINFORCE, text, low, found)
    acts = subject_before(text, low, verb.start() if verb else found.start, mentions, scene)
    if verb is not None:
        others = re.search(r"['’]s?\s", text[verb.end() : found.start])  # somebody's, whom no name tells
        return Parties(_object(text, verb.end(), found.start, mentions, scene, acts) or (None if others else acts))
    owned = possessor(text, low, found.start, mentions, scene)
    return Parties(acts or owned)
