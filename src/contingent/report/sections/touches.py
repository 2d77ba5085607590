"""What the article's events touch: prices that moved after such events in the past, as far as that stands out."""

from __future__ import annotations

from contingent.core.exposure import DISCLAIMER, Effect, Touched
from contingent.report.markup import Child, Html, join, link, tag
from contingent.report.numbers import typeset
from contingent.report.sections.parts import ClaimNumbers, more, number, section, table
from contingent.report.touches.words import (
    HEADING,
    lead_words,
    moved_words,
    rose_words,
    steady_words,
    sure_words,
    window_words,
)

COLUMNS = ("Price", "After", "Beyond what it does anyway", "It rose after", "Events", "Chance")
HOW = (
    "Beyond what it does anyway: the mean cumulative return less what the months before each event let one expect, "
    "with the 90% range of that mean. Chance: how often the same calendar of events, moved elsewhere in history, does "
    "as much (p), and the share of such findings that would be false among all looks taken (q)."
)


def touches_section(touched: Touched | None, numbers: ClaimNumbers | None = None) -> Html | None:
    """The section, with the words "not investment advice" once; None where nothing stands out.

    With `numbers`, the claims that tell of such events are linked.
    """
    if touched is None or not touched.effects:
        return None
    references = None if numbers is None else numbers.references(touched.claims)
    how = tag("p", typeset(HOW), class_="note")
    verdicts = [
        tag("li", tag("b", effect.tie.label), f", {window_words(effect.window_days)}. ", typeset(_sure(effect)))
        for effect in touched.effects
    ]
    return section(
        "touches",
        HEADING,
        tag("p", typeset(lead_words(touched)), " ", references),
        table(COLUMNS, map(_row, touched.effects), caption="Prices after past events", class_="numbers"),
        tag("p", "How sure is it, and can it be foretold once the event is known?"),
        tag("ul", *verdicts),
        more("Why these prices, and how this is measured", tag("ul", *_reasons(touched)), how),
        tag("p", DISCLAIMER, class_="note"),
    )  # fmt: skip


def _sure(effect: Effect) -> str:
    return f"{steady_words(effect)} {effect.verdict}".strip()


def _row(effect: Effect) -> list[Child]:
    return [
        join(effect.tie.label, tag("span", f" {window_words(effect.window_days)}", class_="note")),
        effect.tie.event,
        number(typeset(moved_words(effect)), effect.mean),
        typeset(rose_words(effect)),
        f"{effect.events}, {effect.first_event.year} to {effect.last_event.year}",
        sure_words(effect),
    ]


def _reasons(touched: Touched) -> list[Html]:
    """Why each instrument is looked at, and who says so, each once."""
    found = {effect.tie.instrument: effect.tie for effect in touched.effects}
    return [
        tag(
            "li",
            tag("b", tie.label),
            f": {typeset(tie.why)} ",
            link(tie.source),
            None if tie.verified else join(" ", tag("span", "not verified", class_="mark unread")),
        )
        for tie in found.values()
    ]
