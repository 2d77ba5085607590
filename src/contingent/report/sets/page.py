"""The page and the terminal summary of a forecast question set: by source and horizon, and where we differ most."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import TYPE_CHECKING

from contingent.report.console import bullets, columns, heading, plain, say
from contingent.report.html import contents, page_head
from contingent.report.markup import Child, Html, tag
from contingent.report.numbers import NBSP, day_words, percent, typeset
from contingent.report.sections.parts import more, number, section, table

if TYPE_CHECKING:
    from rich.console import Console

#: so many forecasts are told that differ most, and so many of one source
APART, A_SOURCE = 12, 3
APART_WORDS = f"Farthest from the template's rate or the price, at most {A_SOURCE} of a source"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: days ahead beyond which hardly any set has resolved
UNTRIED = 180
_WORDS = {
    "acled": "ACLED", "dbnomics": "DBnomics", "fred": "FRED", "wikipedia": "Wikipedia", "yfinance": "Yahoo Finance",
    "infer": "INFER", "manifold": "Manifold", "metaculus": "Metaculus", "polymarket": "Polymarket",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLine:
    """One forecast: what it is about, who led to it, how likely, and beside what (template rate or price)."""

    source: str
    text: str
    horizon: int | None
    by: str
    p: float
    beside: float | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetReport:
    """A set's forecasts as a page tells them; `who` says in words what those who led are."""

    name: str
    due: date
    as_of: date
    questions: int
    lines: tuple[SetLine, ...]
    notes: tuple[str, ...] = ()
    who: tuple[tuple[str, str], ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources in the order of the file."""
        return tuple(dict.fromkeys(line.source for line in self.lines))


def summary(made: SetReport) -> str:
    """The forecast in a sentence."""
    return (
        f"{made.questions:,} questions of {len(made.sources)} sources answered with {len(made.lines):,} probabilities, "
        f"from what was known on {day_words(made.as_of)}."
    )


def by_source(made: SetReport) -> list[tuple[str, str, int, float, float | None]]:
    """For each source: who led, how many forecasts, their mean, and the mean of what they stand beside."""
    out = []
    for source in made.sources:
        own = [line for line in made.lines if line.source == source]
        beside = [line.beside for line in own if line.beside is not None]
        led = ", ".join(dict.fromkeys(line.by for line in own))
        out.append((source, led, len(own), fmean(line.p for line in own), fmean(beside) if beside else None))
    return out


def farthest(made: SetReport, *, count: int = APART, a_source: int = A_SOURCE) -> list[SetLine]:
    """The forecasts farthest from what they stand beside, the farthest first; one a question text, `a_source` each."""
    found: dict[str, SetLine] = {}
    taken: Counter[str] = Counter()
    apart = [line for line in made.lines if line.beside is not None]
    for line in sorted(apart, key=lambda one: -abs(one.p - (one.beside or 0.0))):
        text = f"{line.source} {_DAY.sub('', line.text)}"
        if text not in found and taken[line.source] < a_source:
            found[text] = line
            taken[line.source] += 1
    return list(found.values())[:count]


# ------------------------------------------------------------------------ page


def render_set_html(made: SetReport) -> str:
    """The page, complete and self-contained, no script; the same forecasts give the same bytes."""
    parts: dict[tuple[str, str], list[Html | None]] = {
        ("sources", "By source"): [_sources(made), _who(made)],
        ("apart", "Where we differ most"): [_lines(farthest(made), APART_WORDS)],
        ("all", "Every forecast"): [_every(made, source) for source in made.sources],
        ("notes", "What to know before quoting this"): [
            tag("ul", *(tag("li", typeset(note)) for note in _notes(made)))
        ],
    }  # fmt: skip
    present = {named: [one for one in children if one] for named, children in parts.items() if any(children)}
    main = tag(
        "main",
        tag("p", "Contingent", tag("span", " forecast"), class_="brand"),
        tag("h1", f"ForecastBench, the{NBSP}set due {day_words(made.due)}"),
        tag("p", f"As of {day_words(made.as_of)}. {made.name}.", class_="byline"),
        tag("div", tag("p", typeset(summary(made)), class_="sentence"), class_="answer", id="answer"),
        contents([(words, ident) for ident, words in present]),
        *(section(ident, words, *children) for (ident, words), children in present.items()),
    )
    body = tag("body", tag("a", "Skip to the answer", href="#answer", class_="skip"), main)
    page = tag("html", page_head(f"ForecastBench set due {made.due}", ""), body, lang="en")
    return f"<!doctype html>\n{page.text}\n"


def _every(made: SetReport, source: str) -> Html:
    """All forecasts of a source, closed."""
    own, name = [line for line in made.lines if line.source == source], _WORDS.get(source, source)
    return more(f"{name}: {len(own):,} forecasts", _lines(own, name))


def _sources(made: SetReport) -> Html:
    rows: list[list[Child]] = [
        [_WORDS.get(source, source), led, f"{n:,}", _share(mean), None if beside is None else _share(beside)]
        for source, led, n, mean, beside in by_source(made)
    ]
    return table(["Source", "Led by", "Forecasts", "Mean", "Beside"], rows,
                 caption=typeset("Means of our probabilities, and of the template's rate or the price"))  # fmt: skip


def _lines(lines: Sequence[SetLine], caption: str) -> Html | None:
    if not lines:
        return None
    rows: list[list[Child]] = [
        [_told(line.text), _share(line.p), None if line.beside is None else _share(line.beside), line.by]
        for line in lines
    ]
    return table(["Question", "Ours", "Beside", "Led by"], rows, caption=typeset(caption))


def _who(made: SetReport) -> Html | None:
    """What those who led are, closed."""
    rows: list[list[Child]] = [[name, words] for name, words in made.who]
    return more("Who led", table(["Name", "What it is"], rows, caption="Who led")) if rows else None


def _told(text: str) -> str:
    """A question as it was asked, its dates in words."""
    return _DAY.sub(lambda found: _day_told(found.group()), text)


def _day_told(text: str) -> str:
    try:
        return day_words(date.fromisoformat(text)).replace(" ", NBSP)
    except ValueError:  # a market may name a day that there is not
        return text


def _share(p: float) -> Html:
    return number(percent(p), p)


def _notes(made: SetReport) -> tuple[str, ...]:
    return (
        *made.notes,
        "“Beside” is the rate of the template (or horizon) among older questions, or a market's frozen price.",
        *(
            ("After a name stands how its words were pooled or calibrated, where that paid on older sets.",)
            if any("," in line.by for line in made.lines)
            else ()
        ),
        *_untried(made),
        "How well such forecasts did before: contingent backtest forecastbench.",
    )


def _untried(made: SetReport) -> tuple[str, ...]:
    """A warning where forecasts reach farther than any that resolved."""
    far = sum(line.horizon is not None and line.horizon > UNTRIED for line in made.lines)
    if not far:
        return ()
    words = f"{far:,} of the forecasts reach more than {UNTRIED} days ahead, where hardly any has resolved: untried."
    return (words,)


# -------------------------------------------------------------------- terminal


def render_set_terminal(made: SetReport, console: Console, *, files: Sequence[str] = ()) -> None:
    """The summary, a line a source, and where we differ most are on the console; readable at eighty columns."""
    say(console, f"ForecastBench, the set due {day_words(made.due)}", style="bold")
    say(console, typeset(summary(made)))
    shown = columns(("Source", "left"), ("Forecasts", "right"), ("Mean", "right"), ("Beside", "right"))
    for source, _, n, mean, beside in by_source(made):
        shown.add_row(
            plain(_WORDS.get(source, source)), f"{n:,}", percent(mean), "–" if beside is None else percent(beside)
        )
    console.print(shown)
    heading(console, "Where we differ most")
    bullets(console, (f"{percent(line.p)} beside {percent(line.beside or 0.0)}: {_told(line.text)}"
                      for line in farthest(made, count=5, a_source=1)))  # fmt: skip
    heading(console, "What to know before quoting this")
    bullets(console, map(typeset, _notes(made)))
    for file in files:
        console.print(plain(file), soft_wrap=True, style="dim")
