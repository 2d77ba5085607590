"""A digest on a terminal: what left its range first, then what stayed, what could not be read, and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contingent.core.watching import Digest, Watched
from contingent.report.console import bullets, columns, heading, plain, say
from contingent.report.numbers import typeset
from contingent.report.watch.digest import least_q, those_that_left, those_that_stayed
from contingent.report.watch.words import (
    amount,
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

if TYPE_CHECKING:
    from rich.console import Console

MOST_STAYED = 40  # rows of the table; more are counted


def render_watch(digest: Digest, console: Console) -> None:
    """The digest is on the console."""
    say(console, typeset(summary_words(digest)), style="bold")
    if digest.place:
        say(console, place_words(digest))
    left = those_that_left(digest)
    if left:
        heading(console, "What left its expected range")
        for one in left:
            _left(one, console)
    stayed = those_that_stayed(digest)
    if stayed:
        heading(console, "What stayed")
        rows = columns(("series", "left"), ("last value", "right"), ("least q", "right"))
        for one in stayed[:MOST_STAYED]:
            rows.add_row(plain(one.label), amount(one.last_value, one, 4), q_words(least_q(one)))
        console.print(rows)
        if len(stayed) > MOST_STAYED:
            say(console, f"and {len(stayed) - MOST_STAYED:,} more, all in the files and with --json", style="dim")
    if digest.unread:
        heading(console, "What could not be read")
        bullets(console, (typeset(words) for words in unread_words(digest.unread)))
    heading(console, "How sure this is")
    for words in (digest.rate_words, rule_words(digest), digest.delay_words):
        if words:
            say(console, typeset(words))
    if digest.warnings:
        bullets(console, (typeset(words) for words in digest.warnings))


def _left(one: Watched, console: Console) -> None:
    console.print()
    say(console, f"{one.label}: {typeset(last_words(one))}", style="bold")
    said = (
        *told_words(one),
        *(change_words(change, one) for change in one.changes),
        *(f"{opened(note)}." for note in one.notes),
    )
    bullets(console, (typeset(words) for words in said))
