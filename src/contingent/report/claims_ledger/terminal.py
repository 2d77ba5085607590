"""The claims ledger on a terminal: what moves and what is disputed first, readable at eighty columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contingent.core.claims_ledger import ClaimsLedger, Thread
from contingent.report.claims_ledger.words import (
    days_words,
    denial_sentence,
    disagreement_sentence,
    drift_sentence,
    headline,
    many_words,
    names_of,
    number_words,
    shift_sentence,
    side_words,
    standing_words,
    summary,
    teller,
    telling,
)
from contingent.report.console import bullets, heading, plain, say
from contingent.report.numbers import typeset
from contingent.report.sections.checks import OPEN, ordered_checks
from contingent.report.words import VERDICTS

if TYPE_CHECKING:
    from rich.console import Console

MOST_TOLD = 3  # threads told in full; the rest of what moves is a line each
MOST_LINES = 8
MOST_ENTRIES = 6
MOST_CHECKS = 6
MOST_UNREAD = 20


def render_claims_ledger(ledger: ClaimsLedger, console: Console, *, files: tuple[str, ...] = ()) -> None:
    """The threads that move or differ, checks that do not add up, what was not read, and where `files` lie are on the
    console."""
    names = names_of(ledger)
    say(console, typeset(summary(ledger)), style="bold")
    told = telling(ledger.threads)
    for thread in told[:MOST_TOLD]:
        _thread(thread, console, names)
    if rest := told[MOST_TOLD:]:
        heading(console, "Other numbers told by several texts, or moving")
        bullets(console, (f"{thread.label}: {headline(thread, names)}" for thread in rest[:MOST_LINES]))
        if len(rest) > MOST_LINES:
            say(console, f"  and {len(rest) - MOST_LINES:,} more, in the page.")
    checks = [check for check in ordered_checks(ledger.checks) if check.verdict in (*OPEN, "caution")]
    if checks:
        heading(console, "Across texts, these do not add up, or not in one way only")
        told_checks = (f"{VERDICTS[c.verdict]}: {c.statement}. {c.explanation}" for c in checks[:MOST_CHECKS])
        bullets(console, map(typeset, told_checks))
        if len(checks) > MOST_CHECKS:
            say(console, f"  and {len(checks) - MOST_CHECKS:,} more, in the page.")
    if ledger.warnings:
        heading(console, "Before you quote this")
        bullets(console, ledger.warnings)
    _unread(ledger, console)
    if files:
        heading(console, "Written")
        for file in files:
            console.print(plain(file), soft_wrap=True, markup=False, highlight=False)


def _thread(thread: Thread, console: Console, names: dict[str, str]) -> None:
    heading(console, thread.label)
    drift, denial = drift_sentence(thread), denial_sentence(thread, names)
    lines = [
        *(disagreement_sentence(found, thread, names) for found in thread.disagreements[:2]),
        *([drift] if drift else []),
        *(shift_sentence(shift, thread, names) for shift in thread.shifts[:2]),
        *([denial] if denial else []),
    ]
    for line in lines:
        say(console, line)
    if lines:
        console.print()
    counted = [entry for entry in thread.entries if entry.standing not in ("again", "reader")]
    bullets(
        console,
        (
            ", ".join(filter(None, (
                f"{days_words(entry.said)}: {number_words(entry, thread)}", standing_words(entry),
                teller(entry, names), side_words(entry, thread),
            )))
            for entry in counted[:MOST_ENTRIES]
        ),
    )  # fmt: skip
    if len(counted) > MOST_ENTRIES:
        say(console, f"  and {many_words(len(counted) - MOST_ENTRIES, 'more telling')}, in the page.")


def _unread(ledger: ClaimsLedger, console: Console) -> None:
    if not ledger.unread:
        return
    heading(console, "Not read")
    bullets(console, (f"{one.place}: {one.reason}" for one in ledger.unread[:MOST_UNREAD]))
    if len(ledger.unread) > MOST_UNREAD:
        say(console, f"  and {len(ledger.unread) - MOST_UNREAD:,} more, in claims.json.")
