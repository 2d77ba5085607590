"""Who is meant by "the army" or "the group": phrases that stand for the one actor of a text they can stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import zip_longest

from contingent.reading.voices.actors import ActorKind, Gazetteer, Mention, find_actors

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
_OWNS = re.compile(r"['’]s?\s")


def named_or_meant(texts: Sequence[str], gazetteer: Gazetteer, as_of: date) -> tuple[tuple[Mention, ...], ...]:
    """The actors of each sentence of one text, with those meant by a general word, in order, none overlapping.

    "The army" (and "a military spokesman") is that of the one state whose army the text names, "the group" the one
    armed group it names; where it names two, the words stay open. A state that only owns an armed group ("Country's
    Group rebels") is no actor there.
    """
    named = [_heads(text, find_actors(text, gazetteer, as_of)) for text in texts]
    armies = {m.name for text, row in zip(texts, named, strict=True) for m in row if _ARMY_OF.match(text, m.end)}
    groups = {m.name for row in named for m in row if m.kind == "armed_group"}
    return tuple(
        tuple(sorted([*row, *_meant(text, row, armies, groups)], key=lambda m: m.start))
        for text, row in zip(texts, named, strict=True)
    )


def _heads(text: str, row: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The mentions without a state whose possessive stands right before the name of an armed group."""
    return tuple(
        m for m, follower in zip_longest(row, row[1:])
        if follower is None or follower.kind != "armed_group" or not _OWNS.fullmatch(text[m.end : follower.start])
    )  # fmt: skip


def _meant(text: str, row: tuple[Mention, ...], armies: set[str], groups: set[str]) -> list[Mention]:
    found: list[Mention] = []
    for pattern, names in ((_THE_ARMY, armies), (_THE_GROUP, groups)):
        for mark in pattern.finditer(text) if len(names) == 1 else ():
            if not any(m.start < mark.end() and mark.start() < m.end for m in row):
                kind: ActorKind = "state" if pattern is _THE_ARMY else "armed_group"
                found.append(Mention(mark.start(), mark.end(), mark.group(), min(names), kind))
    return found
