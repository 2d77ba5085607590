"""Whose attitude it is: the subject of the words, those joined to it, who is named by "by", or who is cited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from contingent.core.nouns import Claim
from contingent.reading.bargains.judgements import Cue
from contingent.reading.voices.actors import Mention
from contingent.reading.voices.attribution import Attribution
from contingent.reading.voices.clauses import VerbGroup, verb_groups
from contingent.reading.voices.scene import Scene

_ACTORS = frozenset({"state", "alliance", "armed_group"})  # not the agency that reports for a state
_JOINED = re.compile(
    r"(?:['’]s?)?(?:\s(?:members|leaders|officials|allies|governments?))?(?:,\s(?:and\s)?|\s(?:and|or)\s)(?:the\s)?",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:sides|parties|leaders|them|him|her|countries|allies|others|governments|states|capitals|belligerents)\s"
    r"(?:\w+\s)?to\s(?:\w+\s)?$",
    re.IGNORECASE,
)
_URGES = re.compile(
    r"\b(?:urg|ask|press|call|push|want|tell|told|order|forc|persuad|convinc|expect|requir|compel|demand|beg|encourag|"
    r"warn|invit|implor|get|got)\w*\b",
    re.IGNORECASE,
)
_TO = re.compile(r"\bto\s(?:\w+ly\s)?$")
_IN_PHRASE = re.compile(
    r"\b(?:of|in|to|from|with|by|for|against|on|at|into|near|over|between|inside|unlike|besides|despite|than)"
    r"\s(?:the\s)?$",
    re.IGNORECASE,
)
_PUT_IN = re.compile(r",\s(?:which|who|whose|(?:but\s)?not|unlike)\s[^,;]{1,100},\s$")
_AND = re.compile(r"\band\s(?:\w+ly\s|then\s|also\s)?$")
_HIS_OWN = re.compile(
    r"\b(?:his|her|its|their|our)\s(?:\w+\s)?(?:army|government|troops|forces|country|side|people|nation|men|fighters|"
    r"movement|soldiers|military)\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_SOME_IN = re.compile(
    r"\b(?:opposition|nobody|no one|few|critics|analysts|experts|readers?|people|protest[eo]rs|demonstrators|voices|"
    r"newspapers|commentators|activists|residents|families|students|observers)(?:\s[\w-]+){0,2}\s"
    r"(?:in|from|across|inside)\s(?:the\s)?$",
    re.IGNORECASE,
)
_THOSE_WHO = re.compile(r"\b(?:those|anyone|anybody|everyone|everybody)\s(?:who|that)\s(?:\w+\s)?$", re.IGNORECASE)
_FAR = 80  # characters between an urging and what is urged


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What attitudes are looked for in: the sentences with their actors, the claims, the sides that fight."""

    scene: Scene
    claims: tuple[Claim, ...]
    kinds: dict[str, str]  # canonical name -> kind of actor
    parties: frozenset[str]


def holders_of(stage: Stage, index: int, mark: re.Match[str], cue: Cue, said: Attribution) -> tuple[str, ...]:
    """Whose attitude it is: the subject of the words and those joined to it; after a passive who is named by "by"."""
    scene = stage.scene
    text, mentions = scene.sentences[index].span.text, scene.mentions[index]
    if _OF_OTHERS.search(text[: mark.start()]) or _is_urged(text, mentions, mark.start()):
        return ()
    if _THOSE_WHO.search(text[: mark.start()]):
        return ()
    groups = verb_groups(text)
    group = next((g for g in groups if g.start <= mark.start() < g.end), None)
    upto = mark.start()
    if cue.by_speaker:
        name = source_of(stage, index, said)
    elif group is not None and group.passive and not cue.felt:
        name, upto = scene.agent(index, mark.end()), len(text)
    else:
        at = _subject_place(text, group.start if group else mark.start(), groups)
        name = _adjoining(text, mentions, at) or scene.subject(index, min(at, mark.start()))
        if name is None and (not cue.object or _HIS_OWN.search(text[:at])):
            name = source_of(stage, index, said)
    if name is None or (stage.kinds.get(name) not in _ACTORS and name not in stage.parties):
        return ()
    if any(m.name == name and m.end <= upto and _SOME_IN.search(text[: m.start]) for m in mentions):
        return ()  # "critics in Armenia rejected it" is no position of Armenia's
    return _with_joined(text, mentions, name, upto)


def _subject_place(text: str, position: int, groups: Sequence[VerbGroup]) -> int:
    """Where to look for the subject of a verb at `position`: before a clause put in, at the verb that it is joined to.

    "The Emirates, which support Kyiv, condemned …"; "Beijing warned Tokyo and condemned …".
    """
    aside = _PUT_IN.search(text, 0, position)
    if aside:
        return aside.start()
    if _AND.search(text[:position]):
        before = [g.start for g in groups if g.end <= position and not text.startswith("to ", g.start)]
        return before[-1] if before else position
    return position


def _is_urged(text: str, mentions: Sequence[Mention], position: int) -> bool:
    """Whether somebody else is urged to do it: "China urged Kyiv to accept" tells what China wants, not Kyiv."""
    if not _TO.search(text[:position]):
        return False
    urging = [m.end() for m in _URGES.finditer(text, max(0, position - _FAR), position)]
    return any(m.start >= end and m.end <= position for end in urging[-1:] for m in mentions)


def _adjoining(text: str, mentions: Sequence[Mention], position: int) -> str | None:
    """The actor who stands right before a verb: "and Congo had refused"; None behind a preposition."""
    last = next((m for m in reversed(mentions) if m.end <= position), None)
    if last is None or text[last.end : position].strip() or last.kind == "people":
        return None
    return None if _IN_PHRASE.search(text[: last.start]) else last.name


def _with_joined(text: str, mentions: Sequence[Mention], name: str, position: int) -> tuple[str, ...]:
    """The actor and those named in one breath with it before `position`: "G20 and NATO members"."""
    at = next((k for k, m in reversed(list(enumerate(mentions))) if m.name == name and m.end <= position), None)
    if at is None:
        return (name,)
    names = [name]
    for step in (-1, 1):
        k = at
        while 0 <= k + step < len(mentions):
            left, right = sorted((mentions[k], mentions[k + step]), key=lambda m: m.start)
            if right.end > position or not _JOINED.fullmatch(text[left.end : right.start]):
                break
            if step < 0 and _IN_PHRASE.search(text[: left.start]):
                break  # "to talk to M23 and Congo refused": the first belongs to what goes before
            k += step
            names.append(mentions[k].name)
    return tuple(dict.fromkeys(names))


def source_of(stage: Stage, index: int, said: Attribution) -> str | None:
    """The actor who is cited, by its canonical name; None where the source is nobody known."""
    told = said.attributed_to
    if told is None or told in stage.kinds:
        return told
    return next((m.name for m in stage.scene.mentions[index] if m.surface in told), None)
