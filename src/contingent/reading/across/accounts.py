"""The claims ledger: threads of one number across documents, with drift, disagreement and checks."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from contingent.core.claims_ledger import (
    SCHEMA_VERSION,
    ClaimsLedger,
    Disagreement,
    Drift,
    Shift,
    Source,
    Thread,
    Unread,
)
from contingent.core.errors import ValueRangeError
from contingent.core.keys import content_id
from contingent.core.nouns import Document, Quantity, Reading
from contingent.reading.across.check_parts import Counted
from contingent.reading.across.checks import thread_checks
from contingent.reading.across.days import axis_of, document_days, of_like_length
from contingent.reading.across.disagreements import MOST_TOLD, disagreements
from contingent.reading.across.drift import drifts, shifts
from contingent.reading.across.keys import Key
from contingent.reading.across.names import label
from contingent.reading.across.shares import share_checks
from contingent.reading.across.tellings import Party, Telling, counted_once, in_unit, tellings
from contingent.reading.voices.actors import Gazetteer

LATEST = date.max
#: a disagreement of a number with nought ranks as one of this many times
BESIDE_NOUGHT = 100.0
#: a drift by less, as the logarithm of a ratio, is one of rounding
ALIKE = 0.05


def accounts(
    readings: Sequence[Reading],
    groups: Sequence[Sequence[int]] = (),
    *,
    as_of: date | None = None,
    gazetteer: Gazetteer | None = None,
    unread: Iterable[Unread] = (),
) -> ClaimsLedger:
    """Who said which number about what, when, on whose word: every number of the readings, thread by thread.

    `groups` are near-duplicates, as indices of `readings`; readings in no group stand alone, one text read twice is one
    document. A group is one voice: what its texts tell alike counts once. Documents dated after `as_of` are left out
    and counted in the warnings. With a `gazetteer`, sources are known by the actor they speak for. The order of
    `readings` changes nothing.

    Raises:
        ValueRangeError: a group names a reading that is not there, or two groups name the same.
    """
    voices, kept, later = _voices(readings, groups, as_of)
    party = Party(gazetteer=gazetteer, as_of=as_of or max(filter(None, map(_last, kept)), default=LATEST))
    counted = _threads(tellings(kept, voices, party))
    ordered = _related(sorted(counted, key=lambda c: _rank(c.thread)))
    names = {r.document.id: r.document.title or r.document.origin for r in kept}
    checks = (*thread_checks(ordered, names), *share_checks(kept, ordered, voices))
    return ClaimsLedger(
        schema_version=SCHEMA_VERSION,
        as_of=as_of,
        sources=_sources(readings, kept, voices),
        threads=tuple(c.thread for c in ordered),
        checks=tuple(sorted(checks, key=lambda c: (c.verdict == "consistent", c.kind, c.id))),
        unread=tuple(sorted(unread, key=lambda u: (u.place, u.reason))),
        warnings=_warnings(kept, later, as_of),
    )


def _last(reading: Reading) -> date | None:
    return reading.document.published or reading.document.not_after


def _canonical(document: Document) -> tuple[date, str]:
    """The order of documents: the earliest first, those without a day last, then by content."""
    days = document_days(document)
    return days.last or days.first or LATEST, document.id


def _voices(
    readings: Sequence[Reading], groups: Sequence[Sequence[int]], as_of: date | None
) -> tuple[dict[str, str], list[Reading], int]:
    """The voice of each document, the readings in order and each once, and how many were too late."""
    members = [index for group in groups for index in group]
    if len(set(members)) != len(members) or any(not 0 <= index < len(readings) for index in members):
        raise ValueRangeError(f"groups are {groups}; wanted each index below {len(readings)} at most once")
    by_id: dict[str, Reading] = {}
    for reading in sorted(readings, key=lambda r: (*_canonical(r.document), r.document.origin)):
        by_id.setdefault(reading.document.id, reading)
    allowed = {name: r for name, r in by_id.items() if as_of is None or not _after(r.document, as_of)}
    parent = {name: name for name in allowed}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    for group in groups:
        held = [readings[index].document.id for index in group if readings[index].document.id in allowed]
        for one in held[1:]:
            first, second = sorted((root(held[0]), root(one)), key=lambda name: _canonical(allowed[name].document))
            parent[second] = first
    return {name: root(name) for name in allowed}, list(allowed.values()), len(by_id) - len(allowed)


def _after(document: Document, as_of: date) -> bool:
    dated = document.published or document.not_before
    return dated is not None and dated > as_of


def _threads(told: Iterable[Telling]) -> list[Counted]:
    by_key: defaultdict[Key, list[Telling]] = defaultdict(list)
    for telling in told:
        by_key[telling.key].append(telling)
    return [Counted(key, _thread(key, group)) for key, group in by_key.items()]


def _related(counted: Sequence[Counted]) -> list[Counted]:
    """Each thread with the ids of those that count the same of the same subject in another sense."""
    same: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for one in counted:
        if one.thread.reported and one.thread.subject is not None and not one.key.alike:
            same[one.key.subject, one.key.measure, one.key.unit].append(one.thread.id)
    return [
        Counted(one.key, replace(one.thread, related=tuple(i for i in held if i != one.thread.id)))
        for one in counted
        for held in [same.get((one.key.subject, one.key.measure, one.key.unit), []) if not one.key.alike else []]
    ]


def _thread(key: Key, told: Sequence[Telling]) -> Thread:
    unit = _common(t.entry.stated_unit for t in told)
    entries = counted_once([in_unit(t, unit) for t in told])
    reported = [e for e in entries if e.standing == "reported"]
    axis = axis_of(entries)
    moves, words, rows = (
        drifts(of_like_length(entries, key.role), axis),
        shifts(entries),
        disagreements(entries, key.role),
    )
    # names as texts write them, from claims whose own key has the part filled in
    facets = {
        "subject": _common(t.claim.subject for t in told) if not key.subject.startswith("\0") else None,
        "counterparty": _common(t.claim.counterparty for t in told) if key.counterparty else None,
        "place": _common(t.claim.place for t in told) if key.place not in ("", key.counterparty) else None,
        "measure": key.measure or None,
        "scope": key.scope or None,
    }
    return Thread(
        id=content_id("t", *(getattr(key, name) for name in Key.__slots__)),
        label=label(**facets, unit=unit, role=key.role),
        unit=unit, role=key.role, voices=len({e.voice for e in reported}), reported=len(reported), entries=entries,
        axis=axis, drift=moves, shifts=words, disagreements=rows[:MOST_TOLD], disagreeing=len(rows),
        moved=_moved(moves, words, rows), subject=facets["subject"], counterparty=facets["counterparty"],
        place=facets["place"], measure=facets["measure"], scope=facets["scope"],
    )  # fmt: skip


def _common(words: Iterable[str | None]) -> str | None:
    """The words used most, the first in the alphabet of those used alike."""
    counts = Counter(filter(None, words))
    return min(counts, key=lambda word: (-counts[word], word)) if counts else None


def _moved(moves: Sequence[Drift], words: Sequence[Shift], rows: Sequence[Disagreement]) -> float:
    widest = max((math.log(d.ratio or BESIDE_NOUGHT) for d in rows if d.certain), default=0.0)
    # the middle of a day moves with who happens to be asked: it ranks only where each day has one number
    furthest = max((abs(math.log(d.ratio)) for d in moves if d.source or d.tellings == d.n), default=0.0)
    furthest = furthest if furthest > ALIKE else 0.0
    return round(widest + furthest + 0.1 * sum(shift.lost for shift in words), 6)


def _rank(thread: Thread) -> tuple[bool, bool, float, int, int, str, str]:
    """Threads of several voices first, then those that move or disagree most."""
    return (
        thread.voices < 2, thread.reported == 0, -thread.moved, -thread.voices, -len(thread.entries), thread.label,
        thread.id,
    )  # fmt: skip


def _sources(readings: Sequence[Reading], kept: Sequence[Reading], voices: Mapping[str, str]) -> tuple[Source, ...]:
    origins: defaultdict[str, set[str]] = defaultdict(set)
    for reading in readings:
        origins[reading.document.id].add(reading.document.origin)
    made = []
    for reading in kept:
        document, days = reading.document, document_days(reading.document)
        made.append(Source(
            id=document.id, origins=tuple(sorted(origins[document.id])), title=document.title, author=document.author,
            first=days.first, last=days.last, date_evidence=days.evidence, voice=voices[document.id],
            numbers=sum(isinstance(c.detail, Quantity) for c in reading.claims),
        ))  # fmt: skip
    return tuple(made)


def _warnings(kept: Sequence[Reading], later: int, as_of: date | None) -> tuple[str, ...]:
    told = [f"{r.document.title or r.document.origin}: {warning}" for r in kept for warning in r.warnings]
    if later and as_of is not None:
        told.append(f"{later} document{'s' if later > 1 else ''} dated after {as_of.isoformat()}: left out.")
    undated = sum(document_days(r.document).basis == "unknown" for r in kept)
    if undated:
        several = undated > 1
        told.append(
            f"{undated} document{'s' if several else ''} without a day: {'their' if several else 'its'} numbers show "
            "no drift, and no disagreement of theirs is certain."
        )
    return tuple(told)
