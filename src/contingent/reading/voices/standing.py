"""Who is meant by "the army" or "the group": phrases that stand for the one actor of a text they can stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import zip_longest

from contingent.reading.voices.actors import ActorKind, Gazetteer, Mention, find_actors
from contingent.reading.voices.sides import own_side

_ARMY_OF = re.compile(r"(?:['’]s?)?\s(?:national\s|regular\s)?(?:army|armed forces|military)\b", re.IGNORECASE)
_THE_ARMY = re.compile(
    r"\b(?:the (?:national |regular )?(?:army|military|armed forces)|government (?:forces|troops|soldiers))\b"
    r"(?!['’\s-]+(?:of|they|that|which|industrial)\b)|"
    r"(?:(?<=\ba )military|(?<=\ban )army) (?:spokes\w+|official|officer|source)\b",
    re.IGNORECASE,
)
_THE_GROUP = re.compile(
    r"\bthe (?:group|militia|militants|rebels|rebel (?:group|movement)|insurgents|paramilitar(?:y|ies)|guerrillas)\b"
    r"(?!\s(?:of|that|which)\b)",
    re.IGNORECASE,
)
_RULE_OF = re.compile(
    r"(?:['’]s?)?\s(?:(?:foreign|defen[cs]e|interior|finance)\s(?:ministry|minister)|government|ministry of)\b",
    re.IGNORECASE,
)
_ARMY_NAME = re.compile(r"\b(?:Army|Armed Forces|Defen[cs]e Forces|IDF)\b")
_THE_RULERS = re.compile(
    r"\b(?:(?<=\bthe )government(?=(?:['’]s)?\s)(?! (?:of|in|forces|troops|soldiers)\b)|"
    r"(?:(?<=\ba )|(?<=\bthe )|(?<=\bits )|(?<=[.”\"] ))(?:foreign|defen[cs]e) ministry"
    r"(?: (?:officials?|spokes\w+|statement|source))?(?! (?:of|in)\b))",
    re.IGNORECASE,
)
_NEAR = 2  # sentences before one in which "the army" may have been named
_THE_ALLIANCE = re.compile(
    r"\bthe (?:military )?(?:alliance|bloc)\b(?!\s(?:of|that|which|with|between)\b)", re.IGNORECASE
)
_OWNS = re.compile(r"['’]s?\s")


def named_or_meant(texts: Sequence[str], gazetteer: Gazetteer, as_of: date) -> tuple[tuple[Mention, ...], ...]:
    """The actors of each sentence of one text, with those meant by a general word, in order, none overlapping.

    "The army" (and "a military spokesman") is that of the one state whose army the text names, else that of the one
    whose army this sentence or the two before it name; "the government" and "a foreign ministry official" are of the
    one state of whose army, government or ministries the text speaks; "the group" is the one armed group it names.
    Where two are possible, the words stay open. "We" and "this Command" are the side that speaks. A state that only
    owns an armed group ("Country's Group rebels") is no actor there.
    """
    named = [_heads(text, find_actors(text, gazetteer, as_of)) for text in texts]
    owning = [_owners(text, row, _ARMY_OF) for text, row in zip(texts, named, strict=True)]
    armies = set().union(*owning)
    ruling = armies.union(*(_owners(text, row, _RULE_OF) for text, row in zip(texts, named, strict=True)))
    groups = {m.name for row in named for m in row if m.kind == "armed_group"}
    alliances = {m.name for row in named for m in row if m.kind == "alliance"}
    made = []
    for index, (text, row, own) in enumerate(zip(texts, named, own_side(texts, named), strict=True)):
        near = set().union(*owning[max(0, index - _NEAR) : index + 1])
        if any(m.name not in near for m in row if m.kind in ("state", "people")):
            near = set()  # "Mali burnt 14 trucks, the army said": of those named, either may be meant
        here = tuple(sorted([*row, *own], key=lambda m: m.start))
        meant = _meant(text, here, (armies if len(armies) == 1 else near, ruling, groups, alliances))
        made.append(tuple(sorted([*here, *meant], key=lambda m: m.start)))
    return tuple(made)


def _owners(text: str, row: tuple[Mention, ...], what: re.Pattern[str]) -> set[str]:
    """The states whose army (or what else `what` finds) the sentence names, behind their name or in it."""
    return {
        m.name for m in row
        if m.kind != "armed_group" and (what.match(text, m.end) or (what is _ARMY_OF and _ARMY_NAME.search(m.surface)))
    }  # fmt: skip


def _heads(text: str, row: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The mentions without a state whose possessive stands right before the name of an armed group."""
    return tuple(
        m for m, follower in zip_longest(row, row[1:])
        if follower is None or follower.kind != "armed_group" or not _OWNS.fullmatch(text[m.end : follower.start])
    )  # fmt: skip


def _meant(text: str, row: tuple[Mention, ...], whom: Sequence[set[str]]) -> list[Mention]:
    """Mentions of the words of `_PHRASES` that can mean but one name of those `whom` has for them."""
    found: list[Mention] = []
    for (pattern, kind), names in zip(_PHRASES, whom, strict=True):
        for mark in pattern.finditer(text) if len(names) == 1 else ():
            if not any(m.start < mark.end() and mark.start() < m.end for m in (*row, *found)):
                found.append(Mention(mark.start(), mark.end(), mark.group(), min(names), kind))
    return found


_PHRASES: tuple[tuple[re.Pattern[str], ActorKind], ...] = (
    (_THE_ARMY, "state"), (_THE_RULERS, "state"), (_THE_GROUP, "armed_group"), (_THE_ALLIANCE, "alliance"),
)  # fmt: skip
