"""The claims ledger in words: numbers, tellers and days, sentences on drift, on words lost and on disagreement."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from contingent.core.claims_ledger import ClaimsLedger, Days, Disagreement, Drift, Entry, Shift, Thread
from contingent.report.numbers import (
    NBSP,
    day_words,
    estimate,
    exact,
    period_words,
    signed,
    typeset,
    unit_words,
    with_unit,
)
from contingent.report.words import COMPARATORS

STANDINGS = {
    "reported": "reported",
    "open": "said to be possible, asked or supposed; not counted",
    "denied": "denied; not counted",
    "again": "told again; not counted twice",
    "reader": "a reader’s words; never taken as fact",
}
_MODALITIES = {"question": "asked", "conditional": "supposed", "suggestion": "suggested", "concessive": "supposed",
               "certain_future": "announced", "estimated": "estimated"}  # fmt: skip
_LOST = {"bound": "bound", "approximation": "word “about”", "hedge": "hedge", "attribution": "source",
         "possibility": "word of possibility"}  # fmt: skip
#: of the logarithm of a ratio: two values are one, or alike
SAME, ALIKE = 0.005, 0.05
MOST_NAME = 90  # characters of a title, as a document is called


def names_of(ledger: ClaimsLedger) -> dict[str, str]:
    """What each document is called: its title, else where it was found; no two are called alike."""
    called = {source.id: _short(source.title or source.origins[0]) for source in ledger.sources}
    counts = Counter(called.values())
    found: dict[str, str] = {}
    taken: set[str] = set()
    for source in ledger.sources:
        name = called[source.id]
        if counts[name] > 1:
            name = f"{name} ({_short(source.origins[0])})"
        while name in taken:
            name += "′"
        taken.add(name)
        found[source.id] = name
    return found


def _short(name: str) -> str:
    return name if len(name) <= MOST_NAME else f"{name[: MOST_NAME - 1].rstrip()}…"


def number_words(entry: Entry, thread: Thread) -> str:
    """The number as its words give it, in the thread's unit."""
    said = COMPARATORS[entry.comparator]
    if entry.value is not None:
        shown = entry.value if entry.stated_unit in (thread.unit, None) else float(f"{entry.value:.4g}")
        return said + with_unit(exact(round(shown, 4)), thread.unit, entry.value)
    if entry.low is not None and entry.high is not None:
        return with_unit(f"{exact(entry.low)} to {exact(entry.high)}", thread.unit)
    if entry.low is not None:
        return with_unit(f"{exact(entry.low)} or more", thread.unit)
    return unit_words(thread.unit) or "a number left open"


def teller(entry: Entry, names: dict[str, str]) -> str:
    """On whose word a number is told: its source, else the text itself."""
    if entry.source == "unnamed":
        return f"an unnamed source, in “{names[entry.document]}”"
    return entry.source or f"“{names[entry.document]}”, on its own word"


def side_words(entry: Entry, thread: Thread) -> str:
    """What stands beside a party's number: whose it is, and of whom it speaks; "" where the source is no party."""
    if not entry.belligerent:
        return ""
    own = entry.side is not None and entry.side == thread.subject
    return "a party to the fighting, of itself" if own else "a party to the fighting"


def stated_words(entry: Entry, thread: Thread) -> str:
    """The unit a number was stated in, where it is shown in another."""
    if entry.stated_unit in (None, thread.unit):
        return ""
    return f"stated in {unit_words(entry.stated_unit)}"


def standing_words(entry: Entry) -> str:
    """How a number is stated where it is not plainly reported."""
    if entry.standing == "reported":
        return "estimated" if entry.modality == "estimated" else ""
    if entry.standing == "open":
        return f"{_MODALITIES.get(entry.modality, entry.modality)}; not counted"
    return STANDINGS[entry.standing]


def days_words(days: Days) -> str:
    """A stretch of days as people write it.

    >>> days_words(Days(first=None, last=None, basis="unknown", evidence="-"))
    'no day known'
    """
    return period_words(days.first, days.last)


def drift_sentence(thread: Thread) -> str:
    """How the number moves over time, in a sentence; "" where it is told for one day alone."""
    if not thread.drift or thread.drift[0].source is not None:
        return ""
    overall, *sources = thread.drift
    moved = [d for d in sources if d.source is not None and abs(math.log(d.ratio)) > ALIKE]
    told = [f"{d.source}: {_from_to(d, thread.unit)}." for d in moved]
    if [(d.n, d.tellings) for d in moved] == [(overall.n, overall.tellings)]:
        moved, told = [], [f"{moved[0].source} alone tells it."]
    several = "over all tellers, the middle of each day: " if overall.tellings > overall.n else ""
    last = f"{several}{_from_to(overall, thread.unit)}"
    if overall.slope is not None and round(100 * math.expm1(overall.slope), 1):
        last += f"; typically {signed(100 * math.expm1(overall.slope))}{NBSP}% a month, as told on {overall.n} days"
    told.append(f"{last[0].upper()}{last[1:]}.")
    if thread.axis == "said":
        of = next(e.about for e in thread.entries if e.standing == "reported")
        told.insert(0, f"All of {days_words(of)}, as told since.")
    return typeset(" ".join(told))


def _from_to(found: Drift, unit: str | None) -> str:
    first, last = (with_unit(estimate(v, 3), unit, v) for v in (found.first_value, found.last_value))
    return (
        f"from {first} ({day_words(found.first_day)}) to {last} ({day_words(found.last_day)}), "
        f"{times_words(found.ratio)}"
    )


def times_words(ratio: float) -> str:
    """A ratio of two numbers told one after the other.

    >>> times_words(1.4), times_words(1.0), times_words(0.5)
    ('1.4 times the first', 'the same number', '0.5 times the first')
    """
    return "the same number" if abs(math.log(ratio)) <= SAME else f"{estimate(ratio)} times the first"


def shift_sentence(shift: Shift, thread: Thread, names: dict[str, str]) -> str:
    """One word lost or gained on the way, in a sentence."""
    entries = {entry.claim: entry for entry in thread.entries}
    before, after = entries[shift.before], entries[shift.after]
    quoted = "" if shift.kind == "approximation" else f" ({shift.words.replace('_', ' ')})"
    where = f"“{names[after.document]}” ({days_words(after.said)})"
    if shift.lost:
        told = f"“{before.quote.text}” of {days_words(before.said)} becomes “{after.quote.text}” in {where}"
        return f"The {_LOST[shift.kind]}{quoted} is lost: {told}."
    return f"A {_LOST[shift.kind]}{quoted} is gained: “{after.quote.text}” in {where}."


def disagreement_sentence(found: Disagreement, thread: Thread, names: dict[str, str]) -> str:
    """Who says how much more than whom, for which days, in a sentence."""
    entries = {entry.claim: entry for entry in thread.entries}
    low, high = entries[found.lower], entries[found.higher]

    def said(entry: Entry) -> str:
        side = side_words(entry, thread)
        return f"{teller(entry, names)}{f' ({side})' if side else ''}: {number_words(entry, thread)}"

    wide = f"{estimate(found.ratio)} times the first" if found.ratio is not None else "some, the first none"
    if not found.certain:
        when = "though a day is known within limits only and the two may speak of different days"
    elif found.days_apart:
        when = f"{found.days_apart} day{'s' if found.days_apart > 1 else ''} apart"
    else:
        when = "of the same days"
    return typeset(f"{said(low)}; {said(high)}. The second is {wide}, {when}.")


def denial_sentence(thread: Thread, names: dict[str, str]) -> str:
    """Who denies the number, in a sentence; "" where nobody does."""
    denied = [e for e in thread.entries if e.standing == "denied"]
    if not denied:
        return ""
    told = dict.fromkeys(f"{teller(e, names)} (“{e.quote.text}”)" for e in denied)
    return f"Denied, or said not to be so: {', '.join(told)}."


def headline(thread: Thread, names: dict[str, str]) -> str:
    """What is most worth knowing of a thread: its widest disagreement, else its drift, else the words it lost."""
    certain = [d for d in thread.disagreements if d.certain] or list(thread.disagreements)
    if certain:
        return disagreement_sentence(certain[0], thread, names)
    lost = [s for s in thread.shifts if s.lost]
    drift = drift_sentence(thread)
    moves = _moves(thread)
    if lost and not moves:
        return shift_sentence(lost[0], thread, names)
    alike = "One text tells it." if thread.voices == 1 else f"{thread.voices:,} independent texts tell it alike."
    return drift if moves else denial_sentence(thread, names) or alike


def telling(threads: Sequence[Thread]) -> list[Thread]:
    """The threads worth a section: told by several voices, or moving, disputed or denied within one."""
    return [
        t for t in threads
        if t.reported and (t.voices > 1 or t.moved > 0 or any(e.standing == "denied" for e in t.entries))
    ]  # fmt: skip


def _moves(thread: Thread) -> bool:
    """Whether a source, or all where each day has one number, moves by more than rounding."""
    return any(abs(math.log(d.ratio)) > ALIKE for d in thread.drift if d.source is not None or d.tellings == d.n)


def unsettled(thread: Thread) -> bool:
    """Whether a thread's number moves by more than rounding, is disputed, or is denied."""
    return _moves(thread) or bool(thread.disagreements) or any(e.standing == "denied" for e in thread.entries)


def many_words(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun.

    >>> many_words(1, "text"), many_words(1200, "text"), many_words(2, "copy", "copies")
    ('1 text', '1,200 texts', '2 copies')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def totals(ledger: ClaimsLedger) -> tuple[int, int, int]:
    """How many texts are independent, how many numbers several texts tell, and on how many sources disagree."""
    return (
        len({source.voice for source in ledger.sources}),
        sum(thread.voices > 1 for thread in ledger.threads),
        sum(bool(thread.disagreements) for thread in ledger.threads),
    )


def summary(ledger: ClaimsLedger) -> str:
    """What the ledger holds, in a sentence or two."""
    voices, several, disputed = totals(ledger)
    texts = many_words(len(ledger.sources), "text")
    same = f", {voices:,} of them independent" if voices < len(ledger.sources) else ""
    if not ledger.threads:
        return f"{texts}{same} state no number."
    told = f"{texts}{same} count {many_words(len(ledger.threads), 'thing')}"
    if not several:
        return f"{told}; no number is told by more than one of them in words that show it to be the same."
    more = f"{several:,} of these {'is' if several == 1 else 'are'} told by more than one text"
    return f"{told}; {more}, and on {disputed or 'none'} do sources disagree."
