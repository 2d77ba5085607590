"""A thread of the claims ledger on its page: chart, sentences, and every telling with its words."""

from __future__ import annotations

from collections.abc import Sequence

from contingent.core.claims_ledger import Entry, Thread
from contingent.report.claims_ledger.charts import Mark, marks, points, thread_chart
from contingent.report.claims_ledger.words import (
    days_words,
    denial_sentence,
    disagreement_sentence,
    drift_sentence,
    many_words,
    number_words,
    shift_sentence,
    side_words,
    standing_words,
    stated_words,
    teller,
    unsettled,
)
from contingent.report.markup import Child, Html, join, quoted, tag
from contingent.report.numbers import day_words
from contingent.report.sections.parts import section, table
from contingent.report.svg import draw

MOST_ENTRIES = 60
MOST_SENTENCES = 6
MOST_RELATED = 6
MOST_CHARACTERS = 420


def threads_section(
    told: Sequence[Thread], ids: dict[str, str], names: dict[str, str], every: Sequence[Thread]
) -> Html | None:
    """The threads that have an id, one after the other, and how many more there are; None where none has.

    `every` are all threads of the ledger, among them those that a thread told here is related to.
    """
    known = {thread.id: thread for thread in every}
    shown = [thread for thread in told if thread.id in ids]
    if not shown:
        return None
    parts = [_thread(thread, ids, names, known) for thread in shown]
    rest = len(told) - len(shown)
    more_words = f"{many_words(rest, 'more number')} of this kind: in the table below and in claims.json."
    return section(
        "threads", "What moves, and who disagrees", *parts, tag("p", more_words, class_="note") if rest else None
    )


def _thread(thread: Thread, ids: dict[str, str], names: dict[str, str], known: dict[str, Thread]) -> Html:
    ident = ids[thread.id]
    told = [drift_sentence(thread)]
    told += [disagreement_sentence(found, thread, names) for found in thread.disagreements[:MOST_SENTENCES]]
    told += [shift_sentence(shift, thread, names) for shift in thread.shifts[:MOST_SENTENCES]]
    told.append(denial_sentence(thread, names))
    hidden = thread.disagreeing - min(len(thread.disagreements), MOST_SENTENCES)
    hidden += max(0, len(thread.shifts) - MOST_SENTENCES)
    if hidden > 0:
        told.append(f"{hidden:,} more in claims.json.")
    lines = [tag("li", one, dir="auto") for one in told if one]
    counted = f"Reported {many_words(thread.reported, 'time')} by {many_words(thread.voices, 'independent text')}."
    words = tag("div", tag("p", counted, class_="note"), tag("ul", *lines) if lines else None)
    drawing = _drawing(thread, ident, names)
    return tag(
        "article",
        tag("h3", thread.label, id=ident, dir="auto"),
        tag("div", drawing, words, class_="told") if drawing is not None else words,
        _entries(thread, names),
        _beside([known[other] for other in thread.related], ids),
        class_="thread",
        aria_labelledby=ident,
    )


def _beside(related: Sequence[Thread], ids: dict[str, str]) -> Html | None:
    """Other counts of the same things, which are not to be mixed with this one."""
    if not related:
        return None
    shown = [
        tag("a", one.label, href=f"#{ids[one.id]}", dir="auto") if one.id in ids else tag("span", one.label, dir="auto")
        for one in related[:MOST_RELATED]
    ]
    left = f"; {len(related) - len(shown):,} more" if len(related) > len(shown) else ""
    listed = [join("; " if place else None, one) for place, one in enumerate(shown)]
    return tag("p", "Other counts of the same, kept apart: ", *listed, left, ".", class_="note")


def _drawing(thread: Thread, ident: str, names: dict[str, str]) -> Html | None:
    drawn = points(thread)
    if len(drawn) < 2 or not (unsettled(thread) or len({(p.day, p.value) for p in drawn}) > 1):
        return None  # one number of one day needs no drawing
    told = "; ".join(
        f"{day_words(point.day)}: {number_words(point.entry, thread)}, {teller(point.entry, names)}"
        for point in drawn[:MOST_ENTRIES]
    )
    svg = draw(thread_chart(drawn, names), ident=f"chart-{ident}", title=thread.label, description=told)
    held = {mark.letter: mark for mark in marks(drawn, names).values()}
    key = tag("ul", *(_key_entry(held[letter], thread) for letter in sorted(held)), class_="key")
    open_marks = any(point.entry.standing != "reported" for point in drawn)
    caption = "Line: what the words allow; an arrow: open on that side." + (
        " Hollow: not reported as so." if open_marks else ""
    )
    return tag("figure", svg, tag("figcaption", caption, key))


def _key_entry(mark: Mark, thread: Thread) -> Html:
    parties = {entry.side for entry in thread.entries if entry.belligerent}
    shape = mark.shape.replace("triangle-up", "triangle").replace("-", " pointing ")
    party = ", a party to the fighting" if mark.name in parties else ""
    return tag("li", tag("b", mark.letter), tag("span", mark.name, dir="auto"), f"{party} ({shape})")


def _entries(thread: Thread, names: dict[str, str]) -> Html:
    shown = thread.entries[:MOST_ENTRIES]
    rows: list[list[Child]] = [
        [
            join(days_words(entry.said), _about(entry)),
            join(number_words(entry, thread), aside(stated_words(entry, thread)), aside(standing_words(entry))),
            join(tag("span", teller(entry, names), dir="auto"), aside(side_words(entry, thread)), _chain(entry)),
            join(_sentence(entry), aside(place(entry, names))),
        ]
        for entry in shown
    ]
    left = len(thread.entries) - len(shown)
    caption = "Every telling" + (f"; {left:,} more in claims.json" if left else "")
    return table(["Told", "Number", "On whose word", "In the words"], rows, caption=caption, class_="entries")


def _about(entry: Entry) -> Html | None:
    if entry.about.basis not in ("stated", "anchored"):
        return None
    return aside(f"of {days_words(entry.about)}")


def _chain(entry: Entry) -> Html | None:
    links = [one for one in entry.chain if one not in ("author", entry.speaker)]
    return aside(f"through {', '.join(links[:-1])}") if len(links) > 1 else None


def place(entry: Entry, names: dict[str, str]) -> str:
    """The text a number stands in, and in how many copies."""
    copied = f", and in {many_words(len(entry.copies), 'copy', 'copies')}" if entry.copies else ""
    return f"{names[entry.document]}{copied}"


def aside(words: str) -> Html | None:
    """Quieter words below others; None where there are none."""
    return tag("span", words, class_="around", dir="auto") if words else None


def _sentence(entry: Entry) -> Html:
    """The sentence with the number's words marked, cut around them where it is long."""
    text, start = entry.sentence.text, entry.quote.start - entry.sentence.start
    end = start + len(entry.quote.text)
    if not 0 <= start < end <= len(text) or text[start:end] != entry.quote.text:
        return quoted(entry.quote.text)
    first = max(0, min(start, end - MOST_CHARACTERS)) if len(text) > MOST_CHARACTERS and end > MOST_CHARACTERS else 0
    last = min(len(text), max(end, first + MOST_CHARACTERS))
    before, after = ("… " if first else "") + text[first:start], text[end:last] + (" …" if last < len(text) else "")
    return tag("q", before, tag("mark", text[start:end]), after, dir="auto")
