"""A digest as Markdown, and its readings as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator

from contingent.core.watching import Digest
from contingent.report.brief.markdown import words as said
from contingent.report.numbers import day_words, typeset
from contingent.report.track_record.markdown import table
from contingent.report.watch.digest import least_q, those_that_left, those_that_stayed
from contingent.report.watch.words import (
    change_words,
    last_words,
    opened,
    place_words,
    q_words,
    rule_words,
    summary_words,
    told_words,
    unread_words,
)

#: the readings of every series, one a row
READING_COLUMNS = (
    "series", "label", "place", "kind", "last", "last_value", "statistic", "value", "unit", "low", "high", "p", "q",
    "left",
)  # fmt: skip


def watch_markdown(digest: Digest) -> str:
    """The digest as Markdown: what left, what stayed, what could not be read, how sure."""
    lines = [f"# What left its expected range, {day_words(digest.as_of)}", "", said(typeset(summary_words(digest))), ""]
    if digest.place:
        lines += [said(place_words(digest)), ""]
    for one in those_that_left(digest):
        lines += [f"## {said(one.label)}", "", f"{said(last_words(one))}.", ""]
        lines += [f"- {said(typeset(words))}" for words in told_words(one)]
        lines += [f"- {said(typeset(change_words(change, one)))}" for change in one.changes]
        lines += [f"- {said(typeset(opened(note)))}." for note in one.notes]
        lines.append("")
    stayed = those_that_stayed(digest)
    if stayed:
        lines += ["## What stayed", ""]
        lines += table(
            ("series", "last value", "least q"),
            ((one.label, last_words(one), q_words(least_q(one))) for one in stayed),
        )
        lines.append("")
    if digest.unread:
        lines += ["## What could not be read", "", *(f"- {said(words)}" for words in unread_words(digest.unread)), ""]
    lines += ["## How sure this is", ""]
    for words in (digest.rate_words, rule_words(digest), digest.delay_words):
        lines += [said(typeset(words)), ""] if words else []
    lines += [*(f"- {said(typeset(warning))}" for warning in digest.warnings)]
    return "\n".join(lines).rstrip() + "\n"


def reading_rows(digest: Digest) -> Iterator[tuple[object, ...]]:
    """A row for each reading, those of series that left their range first."""
    for one in (*those_that_left(digest), *those_that_stayed(digest)):
        for reading in one.readings:
            yield (
                one.series, one.label, one.place, one.kind, one.last, one.last_value, reading.statistic, reading.value,
                reading.unit, reading.low, reading.high, reading.p, reading.q, reading.left,
            )  # fmt: skip
