"""The inbox as a table and as Markdown; and the words that its page and these share."""

from __future__ import annotations

from urllib.parse import urlencode

from contingent.journeys.shown.inbox import Due, Inbox, Line
from contingent.report.brief.markdown import words as said
from contingent.report.numbers import day_words
from contingent.web.page import Rows
from contingent.web.pages.words import many

COLUMNS = (
    "brief", "headline", "title", "origin", "published", "as_of", "recorded_at", "new", "leading_question", "deadline",
    "p", "low", "high", "forecast", "range", "difference", "claims", "claims_of_parties", "checks", "mismatches",
    "questions_open", "questions_due", "questions_settled",
)  # fmt: skip


def inbox_rows(value: Inbox) -> Rows:
    """A row a brief, with its leading question."""
    return Rows(columns=COLUMNS, rows=[_row(line) for line in value.lines])


def _row(line: Line) -> tuple[object, ...]:
    card = line.card
    lead = card.odds[0] if card.odds else None
    difference = card.difference.words if card.difference else None
    return (
        card.brief, card.headline, card.title, card.origin, card.published, card.as_of, card.recorded_at, line.new,
        lead.text if lead else None, lead.deadline if lead else None, lead.p if lead else None,
        lead.low if lead else None, lead.high if lead else None, lead.middle if lead else None,
        lead.interval if lead else None, difference, card.claims, card.parties, card.checks, card.mismatches,
        line.open, line.due, line.settled,
    )  # fmt: skip


def inbox_markdown(value: Inbox) -> str:
    """The inbox for agents: each brief with its answer and where to read on."""
    lines = [f"# Inbox on {value.as_of.isoformat()}", ""]
    due = f"{value.overdue} questions overdue, {value.soon} due soon"
    lines.append(f"{many(value.found, 'brief')}; {value.new} new; {due}.")
    for line in value.lines:
        card = line.card
        lines += ["", f"## [{said(card.headline)}](/briefs/{card.brief}.md){' (new)' if line.new else ''}", ""]
        if card.fault:
            lines.append(f"- {said(card.fault)}")
            continue
        lines.append(f"- {said(card.title or 'no title')}, {said(card.origin)}, as of {card.as_of.isoformat()}")
        if card.odds:
            lead = card.odds[0]
            told = f"{lead.middle} (90 % range {lead.interval})" if lead.middle else "no forecast: no evidence here"
            lines.append(f"- [{said(lead.text)}](/questions/{lead.id}.md): {said(told)}")
        if card.difference:
            lines.append(f"- {said(card.difference.words)}")
        lines.append(
            f"- {card.claims} claims, {card.mismatches} of {card.checks} checks do not add up; questions: {line.open} "
            f"open, {line.due} due, {line.settled} settled"
        )
    if value.due:
        lines += ["", "## To be settled", ""]
        lines += [f"- [{said(due.text)}](/questions/{due.question}.md): {when(due)}" for due in value.due]
    if value.older is not None:
        lines += ["", f"[Older briefs](/inbox.md?{urlencode({'q': value.words, 'before': value.older})})"]
    return "\n".join(lines) + "\n"


def when(due: Due) -> str:
    """When a question is due, in words."""
    if due.days == 0:
        return "due today"
    if due.days < 0:
        return f"overdue since {day_words(due.deadline)}"
    return f"due {day_words(due.deadline)}, in {many(due.days, 'day')}"
