"""From the claims of many readings to tellings: each number with its key, its days, and on whose word it is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from contingent.core.claims_ledger import Entry, Standing
from contingent.core.nouns import Claim, Quantity, Reading, SegmentKind
from contingent.reading.across.amounts import Amount, amount, factor
from contingent.reading.across.days import NAMED, about_days, said_days
from contingent.reading.across.keys import Key, joined, key_of, name_key
from contingent.reading.forces.troops import AUTHOR_VOICES, OPEN_MODALITIES
from contingent.reading.voices.actors import Gazetteer, find_actors

UNNAMED = "unnamed"
_NOBODY = frozenset({"", UNNAMED, "author"})
_HEADLINES: frozenset[SegmentKind] = frozenset({"title", "heading"})


@dataclass(frozen=True, slots=True)
class Telling:
    """One quantity claim of one document, ready to be laid beside others."""

    claim: Claim
    key: Key
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who may be a side of the fighting: actors by name, as of a day; without a gazetteer, a name's own words."""

    gazetteer: Gazetteer | None
    as_of: date

    def side(self, words: str) -> str | None:
        """The actor that a source speaks for, by the first that its words name."""
        if name_key(words) in _NOBODY:
            return None
        if self.gazetteer is None:
            return None if words.islower() else words
        found = find_actors(words, self.gazetteer, self.as_of)
        return found[0].name if found else None


def tellings(readings: Iterable[Reading], voices: Mapping[str, str], party: Party) -> list[Telling]:
    """Every quantity claim of the readings, in the order of documents and of each text.

    `voices` names the voice of each document. A number that refers back takes the key of the one it refers to. A
    source that one text shows to be a party to the fighting is one in every text that counts its own or its enemy's.
    """
    claims: dict[str, tuple[Claim, Quantity, Reading]] = {}
    for reading in readings:
        for claim in reading.claims:
            if isinstance(claim.detail, Quantity):
                claims[claim.id] = (claim, claim.detail, reading)
    roots = {name: _root(name, claims) for name in claims}
    keys = joined(
        {name: key_of(c, q, voices[r.document.id]) for name, (c, q, r) in claims.items() if roots[name] == name},
        frozenset(name for name, (c, _, _) in claims.items() if c.voice in AUTHOR_VOICES),
    )
    made = [
        Telling(c, keys[roots[name]], _entry(c, q, r, voices[r.document.id], party))
        for name, (c, q, r) in claims.items()
    ]
    fighting = {t.entry.side for t in made if t.claim.belligerent_claim and t.entry.side is not None}
    return [_with_side(t, fighting) for t in made]


def source_of(claim: Claim) -> str:
    """On whose word a claim is told: the last of its chain, else whom it cites; "" where the text itself tells it."""
    last = claim.chain[-1] if claim.chain else claim.attributed_to or ""
    if last in ("author", claim.speaker):
        return ""
    return " ".join(last.split())


def source_key(entry: Entry) -> str:
    """Who tells a number, as one source across texts: a named one by name, all others by the text they stand in.

    "Officials" of two texts may be other officials: only a name, with a capital letter, is the same in both.
    """
    name = name_key(entry.source)
    return f"\0{entry.voice}\0{name}" if name in _NOBODY or entry.source.islower() else name


def speaks_for(entry: Entry) -> str:
    """The actor that a source speaks for, as one source across texts; the source itself where it speaks for none."""
    return f"side {name_key(entry.side)}" if entry.side is not None else source_key(entry)


def _root(claim: str, claims: Mapping[str, tuple[Claim, Quantity, Reading]]) -> str:
    """The claim that a chain of references back ends at; a reference to no number ends where it is."""
    seen = {claim}
    while (before := claims[claim][0].coref_of) is not None and before in claims and before not in seen:
        seen.add(before)
        claim = before
    return claim


def _standing(claim: Claim) -> Standing:
    if claim.voice not in AUTHOR_VOICES:
        return "reader"
    if claim.modality in OPEN_MODALITIES:
        return "open"
    if claim.coref_of is not None:
        return "again"  # "the 900 never came" denies that they came, not that they were 900
    return "denied" if claim.negated else "reported"


def _entry(claim: Claim, q: Quantity, reading: Reading, voice: str, party: Party) -> Entry:
    said, source, own = said_days(claim, reading.document), source_of(claim), amount(q)
    return Entry(
        claim=claim.id,
        document=reading.document.id,
        voice=voice,
        segment=claim.voice,
        standing=_standing(claim),
        about=about_days(claim, said),
        said=said,
        speaker=claim.speaker,
        chain=claim.chain or tuple(filter(None, (claim.speaker, claim.attributed_to))),
        source=source,
        side=party.side(source),
        belligerent=claim.belligerent_claim,
        value=own.value,
        low=own.low,
        high=own.high,
        least=own.least,
        most=own.most,
        comparator=q.comparator,
        stated_unit=q.unit,
        modality=claim.modality,
        negated=claim.negated,
        hedge=claim.hedge.text if claim.hedge is not None else None,
        quote=claim.span,
        sentence=claim.sentence,
        confidence=claim.confidence,
    )


def _with_side(telling: Telling, fighting: set[str]) -> Telling:
    side, key = telling.entry.side, telling.key
    concerned = side in fighting and name_key(side) in (key.subject, key.counterparty)
    return replace(telling, entry=replace(telling.entry, belligerent=telling.entry.belligerent or concerned))


def in_unit(telling: Telling, unit: str | None) -> Entry:
    """The telling's entry with its numbers in `unit`; the unit it was stated in is kept beside them."""
    told = telling.entry
    own = Amount(told.value, told.low, told.high, told.least, told.most).times(factor(told.stated_unit, unit))
    return replace(told, value=own.value, low=own.low, high=own.high, least=own.least, most=own.most)


def counted_once(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """A thread's entries where what one voice tells in the same way stands once, with the documents that copy it.

    `entries` come in the order of documents, the earliest of each voice first, and of each text. Within a text, a
    headline with a number of the body, and a number told again by the same source, are "again".
    """
    by_document: dict[str, list[Entry]] = {}
    for entry in entries:
        by_document.setdefault(entry.document, []).append(entry)
    kept: dict[str, Entry] = {}
    told: dict[tuple[object, ...], str] = {}
    for own in by_document.values():
        fresh: dict[tuple[object, ...], str] = {}
        for entry in _repeats_marked(own):
            same = (entry.voice, *_signature(entry))
            if same in told:
                first = kept[told[same]]
                if entry.document not in first.copies:
                    kept[first.claim] = replace(first, copies=(*first.copies, entry.document))
            else:
                kept[entry.claim] = entry
                fresh.setdefault(same, entry.claim)
        told.update(fresh)
    return tuple(kept.values())


def _repeats_marked(entries: Sequence[Entry]) -> list[Entry]:
    """The entries of one document, those that tell nothing new marked so."""
    bodies = {_number(e) for e in entries if e.standing == "reported" and e.segment not in _HEADLINES}
    seen: set[tuple[object, ...]] = set()
    made: list[Entry] = []
    for entry in entries:
        headline = entry.segment in _HEADLINES and _number(entry) in bodies
        if entry.standing == "reported" and (headline or _signature(entry) in seen):
            made.append(replace(entry, standing="again"))
            continue
        seen.add(_signature(entry))
        made.append(entry)
    return made


def _number(entry: Entry) -> tuple[object, ...]:
    return (entry.value, entry.low, entry.high, entry.comparator)


def _signature(entry: Entry) -> tuple[object, ...]:
    days = (entry.about.first, entry.about.last) if entry.about.basis in NAMED else ()
    return (source_key(entry), entry.standing, *_number(entry), *days)
