"""A country-month forecast on a terminal: the answer and its warnings first, then a table; readable at 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contingent.report.console import bullets, columns, heading, plain, say
from contingent.report.country_months.outlook import (
    CountryMonths,
    answer_words,
    deaths,
    month_words,
    range_words,
    warnings,
)
from contingent.report.numbers import percent, typeset

if TYPE_CHECKING:
    from rich.console import Console

ROWS = 15
DRIVERS = 3


def render_country_months_terminal(made: CountryMonths, console: Console, *, files: tuple[str, ...] = ()) -> None:
    """The answer, the warnings, the countries with the most expected deaths and what drives them are on the console."""
    title = f"Deaths in state-based conflict, {month_words(made.first)} to {month_words(made.last)}"
    say(console, title, style="bold")
    for words in answer_words(made):
        console.print()
        say(console, typeset(words))
    told = warnings(made)
    if told:
        heading(console, "Before you quote this")
        bullets(console, map(typeset, told))
    heading(console, "Next 12 months")
    table = columns(
        ("Country", "left"), ("Median", "right"), ("90 % range", "right"), ("Last 12", "right"), ("25+", "right")
    )
    for item in made.countries[:ROWS]:
        cells = (deaths(item.next12.middle), range_words(item.next12.low, item.next12.high), deaths(item.last12))
        table.add_row(*map(plain, (item.name, *cells, percent(item.any25))))
    console.print(table)
    say(console, "25+: probability of 25 deaths or more in one of the 12 months at least.")
    if len(made.countries) > ROWS:
        say(console, f"  and {len(made.countries) - ROWS} more, in the page.")
    driven = [item for item in made.countries[:DRIVERS] if item.drivers]
    if driven:
        heading(console, "What drives it")
        bullets(console, (f"{item.name}: {'; '.join(d.words for d in item.drivers)}" for item in driven))
    if files:
        heading(console, "Written")
        for file in files:
            console.print(plain(file), soft_wrap=True, markup=False, highlight=False)
