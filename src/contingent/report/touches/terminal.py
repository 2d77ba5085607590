"""What an article's events touch, on a terminal; nothing where nothing stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contingent.core.exposure import DISCLAIMER, Touched
from contingent.report.console import bullets, heading, say
from contingent.report.numbers import typeset
from contingent.report.touches.words import HEADING, lead_words, sentence

if TYPE_CHECKING:
    from rich.console import Console


def render_touches(touched: Touched | None, console: Console) -> None:
    """The effects that stand out are on the console, each in a sentence; nothing is there for None or no effect."""
    if touched is None or not touched.effects:
        return
    heading(console, HEADING)
    say(console, typeset(lead_words(touched)))
    bullets(console, (typeset(sentence(effect)) for effect in touched.effects))
    say(console, DISCLAIMER, style="dim")
