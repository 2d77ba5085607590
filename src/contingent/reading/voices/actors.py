"""Who is named: states, leaders, alliances and armed groups, matched exactly on whole words, never by likeness."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from contingent.core.errors import DataError

#: "organ": what reports for a state under its own name (a news agency); "former": who no longer holds his office.
ActorKind = Literal["state", "leader", "alliance", "armed_group", "people", "organ", "former"]
PERSONS: frozenset[ActorKind] = frozenset(("leader", "former"))

_TOKEN = re.compile(r"\w+|[^\w\s]")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'"})


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: After a place, these make a proper name of something else: "Georgia Tech", "Moscow Times", "China Daily".
_NAME_TAILS = _words(
    "Tech University College Institute School Academy Times Post Herald Tribune Journal Daily News Today Telegraph "
    "Independent Street Avenue Road Boulevard Square Airport Hotel Airlines Airways Bank Pact Convention"
)
#: Words that may stand, capitalised, before a surname without being its owner's first name.
_NOT_GIVEN_NAMES = _words(
    "the a an and or but if so when while as since because although though with for from by in on at to of that what "
    "why how who will would could can may might should does did do is are was were has have had not yet now even both "
    "only after before until like against under despite meanwhile however moreover president premier chancellor "
    "minister leader chairman secretary general marshal king queen emir sheikh ayatollah prime supreme mr mrs ms dr "
    "presidents leaders ministers generals officials comrade dictator candidate elect incoming former then strongman "
    "colonel admiral here there these this his her their its our your my one two all no many most some today "
    "yesterday tomorrow perhaps maybe once monday tuesday wednesday thursday friday saturday sunday january february "
    "march april june july august september october november december administration government regime spokesman "
    "spokeswoman"
)
#: After a hyphen: "Russian-made", "US-backed" speak of somebody else's things and forces.
_BLOCKING_SUFFIXES = _words(
    "made built designed style backed supported aligned speaking born occupied controlled held annexed era supplied "
    "trained funded friendly"
)
_BLOCKING_PREFIXES = frozenset(("anti", "pro", "non", "ex", "post", "pre"))


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in a text: `text[start:end] == surface`; `name` is the state or group it stands for.

    A leader has his own canonical name in `person`, whether or not he still holds his office. One who does not is of
    kind "former": `name` is then his own, for he no longer speaks for his state, which is in `state`.
    """

    start: int
    end: int
    surface: str
    name: str
    kind: ActorKind
    person: str | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    """What one spelling stands for, and when it may be trusted; `kind` None blocks a stretch that is no actor."""

    tokens: tuple[str, ...]
    name: str
    kind: ActorKind | None
    since: date | None = None
    until: date | None = None
    personal: bool = False  # also a person's given name or surname: no capitalised neighbour may own it
    unless: frozenset[str] = frozenset()  # words that, anywhere in the text, make it another thing
    person: str | None = None  # a leader's own name: he is found after `until` too
    common: bool = False  # the name of many: read only while this one holds his office

    def in_office(self, as_of: date) -> bool:
        """Whether `as_of` lies between the first and the last day."""
        return not ((self.since and as_of < self.since) or (self.until and as_of > self.until))

    def found_at(self, as_of: date) -> bool:
        """Whether the spelling may be read on `as_of`: in office, or a leader who has left and is not one of many."""
        past = self.person is not None and not self.common and not (self.since and as_of < self.since)
        return self.in_office(as_of) or past


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names and what they stand for; built once from a table, then only read."""

    entries: Mapping[str, tuple[_Entry, ...]]  # by first token, longest spelling first
    hosts: Mapping[str, str]  # armed group -> the state it acts in or from
    kinds: Mapping[str, ActorKind]  # canonical name -> kind

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Gazetteer:
        """The gazetteer that a parsed table holds: lists of `state`, `leader`, `not_actors` …

        Raises:
            DataError: the table has no state, or a row lacks its name.
        """
        if not table.get("state"):
            raise DataError("the gazetteer table lists no [[state]]; wanted at least one. Use the shipped table.")
        found: dict[str, list[_Entry]] = defaultdict(list)
        hosts: dict[str, str] = {}
        kinds: dict[str, ActorKind] = {}
        for entry in _entries(table, hosts, kinds):
            found[entry.tokens[0]].append(entry)
        ordered = {
            first: tuple(sorted(dict.fromkeys(rows), key=lambda e: -len(e.tokens))) for first, rows in found.items()
        }
        return cls(MappingProxyType(ordered), MappingProxyType(hosts), MappingProxyType(kinds))


def find_actors(text: str, gazetteer: Gazetteer, as_of: date) -> tuple[Mention, ...]:
    """Every actor named in `text`, in order, none overlapping; offsets count in `text`.

    The longest spelling wins. A leader is found from his coming in (or his election) on; once he has left, as a former
    one, if nobody in office goes by that spelling. Full names of states and peoples are also found in small or capital
    letters ("north korea").
    """
    tokens = [(m.group().translate(_APOSTROPHES), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    words = frozenset(token for token, _, _ in tokens)
    headline = _is_headline([token for token, _, _ in tokens])
    found: list[Mention] = []
    index = 0
    entries = gazetteer.entries
    while index < len(tokens):
        hit = _longest(tokens, index, entries, as_of)
        if hit is None:
            index += 1
            continue
        entry, width = hit
        start, end = tokens[index][1], tokens[index + width - 1][2]
        if entry.kind is not None and not (entry.unless & words or _is_part(tokens, index, entry, entries, headline)):
            found.append(_mention(entry, start, end, text[start:end], as_of))
        index += width
    return tuple(found)


def _mention(entry: _Entry, start: int, end: int, surface: str, as_of: date) -> Mention:
    if entry.person is None or entry.kind is None:
        return Mention(start, end, surface, entry.name, entry.kind or "state")
    if entry.in_office(as_of):
        return Mention(start, end, surface, entry.name, entry.kind, entry.person, entry.name)
    return Mention(start, end, surface, entry.person, "former", entry.person, entry.name)


def _longest(
    tokens: Sequence[tuple[str, int, int]], index: int, entries: Mapping[str, tuple[_Entry, ...]], as_of: date
) -> tuple[_Entry, int] | None:
    """The longest spelling that begins at `index` and is valid at `as_of`, with its width in tokens.

    Of two leaders of one name the one in office is meant, else the one who left last.
    """
    best: _Entry | None = None
    for entry in entries.get(tokens[index][0], ()):
        width = len(entry.tokens)
        if best is not None and width < len(best.tokens):
            break
        if index + width > len(tokens) or any(
            tokens[index + k][0] != entry.tokens[k] or tokens[index + k][1] - tokens[index + k - 1][2] > 2
            for k in range(1, width)
        ):
            continue
        if entry.found_at(as_of) and (best is None or _rank(entry, as_of) > _rank(best, as_of)):
            best = entry
    return (best, len(best.tokens)) if best else None


def _rank(entry: _Entry, as_of: date) -> tuple[bool, date]:
    return entry.in_office(as_of), entry.until or date.max


def _is_headline(words: Sequence[str]) -> bool:
    """Whether most longer words are capitalised, so that a capital letter says nothing."""
    long = [word for word in words if len(word) > 3 and word[0].isalpha()]
    return len(long) >= 3 and sum(word[0].isupper() for word in long) > 0.7 * len(long)


def _is_part(
    tokens: Sequence[tuple[str, int, int]],
    index: int,
    entry: _Entry,
    entries: Mapping[str, tuple[_Entry, ...]],
    headline: bool,
) -> bool:
    """Whether the neighbours make this spelling part of another name, or turn it into a stance ("anti-Russian")."""
    width = len(entry.tokens)
    before = tokens[index - 1] if index else None
    if before and before[0] == "-" and index > 1 and tokens[index - 2][0].lower() in _BLOCKING_PREFIXES:
        return True
    after = tokens[index + width] if index + width < len(tokens) else None
    beyond = tokens[index + width + 1][0].lower() if index + width + 1 < len(tokens) else ""
    if after and after[0] == "-" and beyond in _BLOCKING_SUFFIXES:
        return True
    if headline:
        return False
    if after is not None and after[1] - tokens[index + width - 1][2] == 1:
        if after[0] in _NAME_TAILS:
            return True
        if entry.personal and _could_be_given_name(after[0], entries):
            return True
    adjoined = before is not None and tokens[index][1] - before[2] == 1
    return entry.personal and adjoined and before is not None and _could_be_given_name(before[0], entries)


def _could_be_given_name(word: str, entries: Mapping[str, tuple[_Entry, ...]]) -> bool:
    """Whether a word beside a name may be the rest of a person's name, being no title, day or actor itself."""
    known = any(len(entry.tokens) == 1 and not entry.personal for entry in entries.get(word, ()))
    return word[0].isupper() and not word.endswith("ly") and word.lower() not in _NOT_GIVEN_NAMES and not known


def _entries(table: Mapping[str, Any], hosts: dict[str, str], kinds: dict[str, ActorKind]) -> Iterator[_Entry]:
    """Every spelling of the table; fills `hosts` and `kinds` on the way."""
    for row in table["state"]:
        name = _name(row, "state")
        kinds[name] = "state"
        common = {"personal": bool(row.get("personal")), "unless": frozenset(row.get("unless", ()))}
        cased = not row.get("exact_case", False)
        for spelling, days in _spellings([name, *row.get("names", ())]):
            yield from _cased(spelling, name, "state", cased=cased and not _is_acronym(spelling), **common, **days)
        for spelling, days in _spellings(row.get("demonyms", ())):
            yield from _cased(spelling, name, "people", cased=cased, **days)
        for spelling, days in _spellings(row.get("seats", ())):
            personal = common["personal"]
            yield from _cased(spelling, name, "state", cased=False, personal=personal, **days)
        for spelling, days in _spellings(row.get("organs", ())):
            yield from _cased(spelling, name, "organ", cased=False, **days)
    for kind in ("alliance", "armed_group"):
        for row in table.get(kind, ()):
            name = _name(row, kind)
            kinds[name] = kind
            if "host" in row:
                hosts[name] = str(row["host"])
            for spelling in (name, *row.get("names", ())):
                yield _entry(spelling, name, kind)
    yield from _leaders(table)
    for spelling in table.get("not_actors", ()):
        yield _entry(spelling, "", None)


def _leaders(table: Mapping[str, Any]) -> Iterator[_Entry]:
    """Every spelling of a leader; a title ("the Tsar") names no person, and nobody once it is gone."""
    for row in table.get("leader", ()):
        person, state = _name(row, "leader"), _name(row, "leader", key="state")
        days = {"since": row.get("elected", row.get("since")), "until": row.get("until")}
        for spelling in (person, *row.get("names", ())):
            alone = len(_TOKEN.findall(spelling)) == 1
            common = alone and bool(row.get("common"))
            yield _entry(spelling, state, "leader", personal=alone, person=person, common=common, **days)
    for row in table.get("title", ()):
        state, days = _name(row, "title", key="state"), {"since": row.get("since"), "until": row.get("until")}
        for spelling in (_name(row, "title"), *row.get("names", ())):
            yield _entry(spelling, state, "leader", **days)


def _spellings(rows: Iterable[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each spelling with the days between which it stands for its state, where the table bounds them."""
    for row in rows:
        if isinstance(row, str):
            yield row, {}
        else:
            yield _name(row, "seat"), {"since": row.get("since"), "until": row.get("until")}


def _cased(spelling: str, name: str, kind: ActorKind, *, cased: bool, **more: Any) -> Iterator[_Entry]:
    """The spelling as written and, where `cased`, in small and in capital letters."""
    yield _entry(spelling, name, kind, **more)
    if cased:
        yield _entry(spelling.lower(), name, kind, **more)
        yield _entry(spelling.upper(), name, kind, **more)


def _entry(spelling: str, name: str, kind: ActorKind | None, **more: Any) -> _Entry:
    return _Entry(tuple(_TOKEN.findall(spelling.translate(_APOSTROPHES))), name, kind, **more)


def _is_acronym(spelling: str) -> bool:
    return spelling.replace(".", "").isupper() and len(spelling) <= 7


def _name(row: Mapping[str, Any], kind: str, *, key: str = "name") -> str:
    if not isinstance(row.get(key), str) or not row[key].strip():
        raise DataError(f"a [[{kind}]] row of the gazetteer is {dict(row)!r}; wanted a {key!r}. Give it one.")
    return str(row[key])
