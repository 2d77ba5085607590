"""The parts of a digest's page: what left its range with drawings, what stayed, what could not be read, how sure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from contingent.core.watching import Digest, Watched
from contingent.report.markup import Child, Html, join, tag
from contingent.report.numbers import day_words, percent, typeset
from contingent.report.sections.parts import facts, more, section, table
from contingent.report.watch.charts import CHANGE_KEY, KEY, Drawing, drawings_of
from contingent.report.watch.digest import Origin, WatchReport, least_q, those_that_left, those_that_stayed
from contingent.report.watch.words import (
    by_reason,
    change_words,
    figure_words,
    last_words,
    opened,
    place_words,
    q_words,
    rule_words,
    settings_words,
    summary_words,
    told_words,
)

#: how a drawing becomes a part of the page
Show = Callable[[Drawing], Html]
#: how the parts of a digest look, in the file and on the service's page
PAGE_STYLE = """
.watched{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,22rem),1fr));gap:2.25rem 2.5rem;
margin-top:1.25rem}
.watched article{min-width:0}
.watched h3{margin:0 0 .15rem;font-size:1.05rem}
.watched .last{margin:0 0 .5rem;color:var(--quiet);font-size:.9rem}
.watched figure{margin:.25rem 0 .75rem}
.watched ul{padding-left:1.1rem;font-size:.95rem;margin-bottom:.5rem}
.watched li{margin-bottom:.35rem}
.watched .change{color:var(--quiet)}
.stayed tbody th,.readings tbody th{font-weight:400}
@media (min-width:44.01rem){.stayed td,.stayed thead th{white-space:nowrap}}
@media (min-width:44.01rem){.readings{table-layout:fixed;width:100%}
.readings td,.readings th{padding-left:0;padding-right:.5rem}
.readings th:first-child{width:33%}.readings th:nth-child(2){width:24%}.readings th:last-child{width:15%}}
.readings{font-size:.85rem}
.readings .out{font-weight:700}
@media print{.watched article{break-inside:avoid}}
"""


def head_of(report: WatchReport) -> Html:
    """The sentence that says what was found."""
    digest = report.digest
    around = place_words(digest)
    return tag(
        "div", tag("p", typeset(summary_words(digest)), class_="sentence"), tag("p", around) if around else None,
        class_="answer", id="answer",
    )  # fmt: skip


def parts_of(report: WatchReport, show: Show) -> dict[tuple[str, str], Html]:
    """Each part by its id and heading; a part without content is left out."""
    digest = report.digest
    made: dict[tuple[str, str], Html | None] = {
        ("left", "What left its expected range"): _left(report, show),
        ("stayed", "What stayed"): _stayed(digest),
        ("unread", "What could not be read"): _unread(digest),
        ("sure", "How sure this is"): _sure(digest),
        ("origins", "Where the series come from"): _origins(report.origins),
    }
    return {key: part for key, part in made.items() if part is not None}


def sections_of(parts: Mapping[tuple[str, str], Html]) -> tuple[Html, ...]:
    """The parts as sections of a page, in their order."""
    return tuple(section(ident, heading, part) for (ident, heading), part in parts.items())


def _left(report: WatchReport, show: Show) -> Html | None:
    left, drawings = those_that_left(report.digest), drawings_of(report)
    if not left:
        return None
    cards = [_card(one, drawings.get(one.series), show, place) for place, one in enumerate(left, start=1)]
    key = tag("p", typeset(f"{KEY} {CHANGE_KEY}"), class_="note") if drawings else None
    return join(key, tag("div", *cards, class_="watched"))


def _card(one: Watched, drawing: Drawing | None, show: Show, place: int) -> Html:
    said: list[Html] = [tag("li", typeset(words)) for words in told_words(one)]
    said += [tag("li", typeset(change_words(change, one)), class_="change") for change in one.changes]
    return tag(
        "article",
        tag("h3", one.label, id=f"series-{place}"),
        tag("p", typeset(last_words(one)), class_="last"),
        tag("figure", show(drawing)) if drawing is not None else None,
        tag("ul", *said) if said else None,
        more("All readings", _readings(one)),
        *(tag("p", f"{typeset(opened(note))}.", class_="note") for note in one.notes),
    )


def _readings(one: Watched) -> Html:
    rows: list[list[Child]] = []
    for reading in one.readings:
        value, around, q = figure_words(reading, one)
        rows.append([
            tag("span", reading.label, class_="out" if reading.left else None), value, around or "–",
            q or "no test",
        ])  # fmt: skip
    return table(
        ["Reading", "Value", "Expected", "q"], rows,
        caption=f"Readings of {one.observations:,} values; expected from those of {day_words(one.reference_first)} to "
        f"{day_words(one.reference_last)}",
        class_="readings",
    )  # fmt: skip


def _stayed(digest: Digest) -> Html | None:
    stayed = those_that_stayed(digest)
    if not stayed:
        return None
    rows: list[list[Child]] = [[one.label, typeset(last_words(one)), q_words(least_q(one))] for one in stayed]
    return table(
        ["Series", "Last value", "Least q"], rows, class_="stayed",
        caption="Series that stayed in their expected range, with the least q of their readings, the nearest to "
        "leaving it first",
    )  # fmt: skip


def _unread(digest: Digest) -> Html | None:
    if not digest.unread:
        return None
    rows = (tag("li", tag("b", typeset(why)), ": ", ", ".join(names)) for why, names in by_reason(digest.unread))
    return tag("ul", *rows)


def _sure(digest: Digest) -> Html:
    warnings = [tag("li", typeset(warning)) for warning in digest.warnings]
    return join(
        tag("p", typeset(digest.rate_words)) if digest.rate_words else None,
        tag("p", typeset(digest.delay_words)) if digest.delay_words else None,
        facts(
            ("Period", typeset(settings_words(digest))),
            ("q", typeset(rule_words(digest))),
            ("Rate", f"{percent(digest.false_discovery_rate)} of what is called a departure may be none, on average"),
        ),
        tag("ul", *warnings, class_="note") if warnings else None,
    )


def _origins(origins: tuple[Origin, ...]) -> Html | None:
    if not origins:
        return None
    rows: list[list[Child]] = [[one.source, one.licence or "not stated", ", ".join(one.series)] for one in origins]
    return table(["Source", "Licence", "Series"], rows, caption="Sources of the series that were watched",
                 class_="origins")  # fmt: skip
