"""From one open statement to the questions it prompts: by what it is about, never by repeating its words blindly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from contingent.core.nouns import Assertion, Claim
from contingent.reading.dates.deadlines import Deadline, stated_deadline
from contingent.reading.forces.sides import Sides
from contingent.reading.forces.troops import sends_soldiers, without_names
from contingent.reading.questions.drafts import Draft
from contingent.reading.questions.templates import (
    aid_question,
    place_question,
    plain_question,
    sanctions_question,
    strike_question,
    talks_question,
    technology_question,
    war_end_question,
)
from contingent.reading.statements.event_words import VERBS

#: nothing is asked about single places, units or people as objects of fire
_TARGETING = re.compile(
    r"\b(?:target\w*|bomb\w*|assassinat\w*|kill\w*|strik(?:e|es|ing)|struck|hit(?:s|ting)?|shell(?:s|ed|ing)|ambush\w*|"
    r"attack\w*|fir(?:e|es|ing)|launch\w*|raid\w*|destroy\w*|shoot\w*|shot)\b",
    re.IGNORECASE,
)
_TECHNOLOGY = re.compile(
    r"((?:[a-z][\w-]*\s+){0,4}?)(technolog(?:y|ies)|know-how|blueprints?|designs?)\b", re.IGNORECASE
)
_GIVES = r"(?:offer|send|sent|sell|suppl|provid|giv|gave|deliver|ship|transfer|share|increas|extend|donat|arm|lend)\w*"
_HANDS_OVER = re.compile(rf"\b(?:{_GIVES}|receiv\w*|obtain\w*|get|gets|acquir\w*|buy\w*|help\w*)\b", re.IGNORECASE)
_TAKES = re.compile(r"\b(?:receiv\w*|obtain\w*|get|gets|acquir\w*|buy\w*)\b", re.IGNORECASE)
_ARMS = re.compile(
    r"\b(?:weapons?|arms|drones?|missiles?|rockets?|(?:artillery )?shells?|ammunition|munitions|tanks?|fighter jets?|"
    r"aircraft|helicopters?|artillery|air defen[cs]e systems?|unmanned \w+ systems?)\b",
    re.IGNORECASE,
)
_AID = re.compile(r"\b(?:assistance|military aid|aid|support|backing|help\w*)\b", re.IGNORECASE)
_CIVIL_AID = re.compile(r"\b(?:humanitarian|food|medical|development|financial|refugees?|civilians?)\b", re.IGNORECASE)
_TALKS = re.compile(
    r"\b(?:(?:cease-?\s?fire|peace|truce|direct)\s+(?:talks?|negotiations?)|negotiat\w+|talks)\b", re.IGNORECASE
)
_WAR_END = re.compile(
    r"\b(?:end(?:s|ed|ing)?\s+(?:of\s+)?(?:the|this|his|its|their)\s+war|w[io]n(?:s|ning)?\s+the\s+war|"
    r"(?:war|fighting)\s+(?:(?:could|might|may|will|would)\s+)?(?:soon\s+)?(?:ends?|be over)|"
    r"(?:decisive\s+)?victory|peace\s+(?:deal|agreement|treaty|settlement)|surrender\w*)\b",
    re.IGNORECASE,
)
_PERMITS = re.compile(
    r"\b(?:allow\w*|permit\w*|authori[sz]\w*|permission|green light|"
    r"lift\w*\s+(?:the\s+)?(?:limits?|restrictions?|ban))\b",
    re.IGNORECASE,
)
_LONG_RANGE = re.compile(
    r"\b((?:long-range|ballistic|cruise|Western)\s+(?:\w+\s+)?(?:missiles?|weapons?|rockets?|drones?))\b", re.I
)
_SANCTIONS = re.compile(r"\bsanction(?:s|ed|ing)?\b", re.IGNORECASE)
_REGAINS = re.compile(
    r"\b(?:take\s+back|took\s+back|retak\w*|recaptur\w*|regain\w*|reconquer\w*|win\s+back|recover\w*)\b", re.IGNORECASE
)
_CAPTURES = re.compile(
    r"\b(?:captur(?:e|es|ed|ing)|seiz(?:e|es|ed|ing)|tak(?:e|es|en|ing)(?:\s+control\s+of)?|overrun|conquer\w*|fall\s+to)\s+"
    r"(?:the\s+)?(?:(?:city|town|province|region|state|capital)\s+(?:of\s+)?)?([A-Z][\w-]+(?:\s+[A-Z][\w-]+)?)"
)
_GROUND = re.compile(r"\b(?:territor\w+|lands?|ground|region|province|oblast|state)\b", re.IGNORECASE)
_IN_PLACE = re.compile(r"\b(?:in|of)\s+(?:the\s+)?([A-Z][a-z][\w-]*(?:\s+(?:[A-Z][\w-]+|region|province|oblast))?)")
_UNCLEAN = re.compile(
    r"\b(?:he|she|it|they|him|them|his|her|its|their|this|that|these|those|such|which|who|we|our|you|your|i|likely|"
    r"probably|perhaps|also|already|more|less|if|but|because|while|and|or)\b|[,;:()\"“”?!]|['’]s\b",
    re.IGNORECASE,
)
_FUTURE_DEED = re.compile(
    r"\s*(?:will|would|could|may|might|shall|is going to|plans? to)\s+((?!be\b|not\b|have\b)[a-z].*)"
)
_LIMIT_NAMED = re.compile(r"\d{4}|\b(?:by|before|until|next|this)\b")
_DAY_NAMED = re.compile(
    r"\b(?:\d{1,2}\s)?(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
_WORD = re.compile(r"[A-Za-z][\w-]*")
#: deeds that no lexicon of fighting and diplomacy holds, but that sources report
_DEED = re.compile(
    r"\d|\b(?:troops?|soldiers?|weapons?|missiles?|drones?|shells?|tanks?|aid|talks|elections?|summit|delegation|envoy|"
    r"ambassador|budget|parliament|resolution|treaty|agreement|law|court|embassy|border|airspace|port|war|territory|capital|"
    r"refugees?|prisoners?|hostages?|reservists?|conscripts?|exports?|imports?|pipeline|gas|oil|grain|fleet|brigades?|"
    r"divisions?|battalions?|ground|bases?)\b",
    re.IGNORECASE,
)
_LONGEST_DEED = 12  # words; longer propositions read badly as questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a single statement is read against: the sides, every actor the text names, and the two days."""

    sides: Sides | None
    actors: tuple[str, ...]
    written: date
    as_of: date

    def enemy_of(self, name: str | None) -> str | None:
        """The other side, for a side; None for anybody else."""
        if self.sides is None or self.sides.side_of(name) is None:
            return None
        return self.sides.defender if name == self.sides.attacker else self.sides.attacker

    def deadline_of(self, claim: Claim) -> Deadline | None:
        """The limit in time that the claim's own words set, else its sentence's."""
        texts = (claim.span.text, claim.sentence.text)
        found = (stated_deadline(text, written=self.written, as_of=self.as_of) for text in texts)
        return next((deadline for deadline in found if deadline), None)

    def named_in(self, text: str, *also: str | None) -> tuple[str, ...]:
        """The actors whose full names the text holds, in its order, with `also` in front."""
        places = [(text.find(name), name) for name in self.actors if name in text]
        return tuple(dict.fromkeys([name for name in also if name] + [name for _, name in sorted(places)]))


def topic_drafts(claim: Claim, setting: Setting) -> Iterator[Draft]:
    """The questions that one open statement prompts; none where it is too vague to be settled."""
    for about in _ABOUT:
        found = tuple(about(claim, setting))
        if found:
            stated = setting.deadline_of(claim)
            yield from (replace(draft, deadline=stated) for draft in found) if stated else found
            return


def _strike(claim: Claim, setting: Setting) -> Iterator[Draft]:
    text = claim.sentence.text
    what = _LONG_RANGE.search(text)
    if not what or not _PERMITS.search(text) or not claim.subject:
        return
    users = [name for name in setting.named_in(text, claim.counterparty) if setting.enemy_of(name)]
    for user in users[:1]:
        enemy = setting.enemy_of(user)
        if enemy is not None and claim.subject not in (user, enemy):
            what_words = what.group(1)
            yield strike_question(claim.subject, user, enemy, what_words, claim, as_of=setting.as_of)


def _technology(claim: Claim, setting: Setting) -> Iterator[Draft]:
    text = claim.span.text
    what = _TECHNOLOGY.search(text)
    pair = _giver_and_taker(claim, setting)
    if what and pair and _HANDS_OVER.search(text):
        phrase = _HANDS_OVER.sub("", what.group(1)).strip()
        yield technology_question(*pair, f"{phrase} {what.group(2)}".strip(), claim, as_of=setting.as_of)


def _giver_and_taker(claim: Claim, setting: Setting) -> tuple[str, str] | None:
    one = claim.subject
    others = [name for name in setting.named_in(claim.span.text, claim.counterparty) if name != one]
    if not one or not others:
        return None
    taken = claim.kind != "event" and _TAKES.search(claim.span.text)  # an event's actor is the giver already
    return (others[0], one) if taken else (one, others[0])


def _sanctions(claim: Claim, setting: Setting) -> Iterator[Draft]:
    if not _SANCTIONS.search(claim.span.text) or claim.subject is None:
        return
    target = claim.counterparty or next(
        (n for n in setting.named_in(claim.span.text) if n != claim.subject and setting.sides is not None), None
    )
    if target is not None and target != claim.subject:
        yield sanctions_question(claim.subject, target, claim, as_of=setting.as_of)


def _aid(claim: Claim, setting: Setting) -> Iterator[Draft]:
    text = claim.span.text
    words = without_names(text, setting.actors)
    arms = _ARMS.search(words)
    if not _HANDS_OVER.search(words) or not (arms or _AID.search(words)) or _CIVIL_AID.search(words):
        return
    if not arms and sends_soldiers(words):
        return
    named = setting.named_in(text, claim.counterparty)
    takers = [name for name in named if setting.enemy_of(name)]
    taker = takers[0] if takers else None
    givers = [n for n in setting.named_in(text, claim.subject) if n != taker and setting.enemy_of(n) is None]
    what = _weapon_words(arms.group(0)) if arms else "weapons or military equipment"
    for giver in givers:
        if taker is not None:
            yield aid_question(giver, taker, what, claim, as_of=setting.as_of)


def _weapon_words(found: str) -> str:
    words = found.lower()
    return words if words.endswith(("s", "ammunition", "aircraft", "artillery")) else f"{words}s"


def _talks(claim: Claim, setting: Setting) -> Iterator[Draft]:
    if setting.sides is not None and _TALKS.search(claim.span.text):
        yield talks_question(setting.sides, claim, as_of=setting.as_of)


def _war_end(claim: Claim, setting: Setting) -> Iterator[Draft]:
    if setting.sides is not None and _WAR_END.search(claim.span.text):
        yield war_end_question(setting.sides, claim, as_of=setting.as_of)


def _place(claim: Claim, setting: Setting) -> Iterator[Draft]:
    text = claim.span.text
    if setting.sides is None:
        return
    sides_named = [n for n in setting.named_in(text, claim.subject) if setting.enemy_of(n)]
    actor = sides_named[0] if sides_named else None
    if actor is None:
        return
    captured = _CAPTURES.search(text)
    if _REGAINS.search(text) and _GROUND.search(text):
        found = _IN_PLACE.search(text)
        place = found.group(1) if found else claim.place
        if place and place not in setting.actors:
            yield place_question(actor, _bare(place), True, claim, as_of=setting.as_of)
    elif captured and not any(word in setting.actors for word in (captured.group(1), captured.group(1).split()[0])):
        yield place_question(actor, captured.group(1), False, claim, as_of=setting.as_of)


def _bare(place: str) -> str:
    return f"the {place}" if re.search(r"\b(?:region|province|oblast)$", place) else place


def _plain(claim: Claim, setting: Setting) -> Iterator[Draft]:
    """The article's own words, where they already make a clean sentence about one named actor."""
    detail = claim.detail
    if not isinstance(detail, Assertion) or not detail.settleable or claim.negated or not claim.subject:
        return
    text = " ".join(detail.proposition.split())
    if not text.startswith(claim.subject) or _TARGETING.search(text):
        return
    deed = _FUTURE_DEED.match(text[len(claim.subject) :])
    if deed is None:
        return
    words = deed.group(1).rstrip(".")
    if _UNCLEAN.search(words) or not 2 <= len(words.split()) <= _LONGEST_DEED:
        return
    if not (_DEED.search(words) or any(_is_deed(mark.group(), words[mark.end() :]) for mark in _WORD.finditer(words))):
        return  # nothing a source would report
    if _DAY_NAMED.search(words) or (setting.deadline_of(claim) and _LIMIT_NAMED.search(words)):
        return  # the deadline would stand twice in the question
    yield plain_question(claim.subject, words, claim, as_of=setting.as_of)


def _is_deed(word: str, rest: str) -> bool:
    """Whether a word names an event, with what must follow it."""
    known = VERBS.get(word.lower())
    return known is not None and (known.follows is None or known.follows.search(f" {rest.lstrip()}") is not None)


_ABOUT: Sequence[Callable[[Claim, Setting], Iterator[Draft]]] = (
    _strike, _technology, _sanctions, _talks, _aid, _place, _war_end, _plain,
)  # fmt: skip
