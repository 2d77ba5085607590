"""The page of a claims ledger: what moves and what is disputed first, every number with its words; no script."""

from __future__ import annotations

from collections.abc import Sequence

from contingent.core.claims_ledger import ClaimsLedger, Source, Thread
from contingent.core.nouns import Check
from contingent.report.claims_ledger.threads import aside, place, threads_section
from contingent.report.claims_ledger.words import (
    headline,
    many_words,
    names_of,
    number_words,
    side_words,
    standing_words,
    summary,
    teller,
    telling,
    totals,
    unsettled,
)
from contingent.report.html import contents, page_head
from contingent.report.markup import Child, Html, join, link, quoted, tag
from contingent.report.numbers import day_words, exact, period_words, typeset, unit_words
from contingent.report.sections.answer import figure, figures
from contingent.report.sections.checks import OPEN, ordered_checks
from contingent.report.sections.parts import facts, more, number, section, table
from contingent.report.words import VERDICTS

#: threads told in full; the rest are a row of a table, and all are in claims.json and claims.csv
MOST_THREADS = 40
MOST_HEADLINES = 8
MOST_ONCE = 200
MOST_CHECKS = 60
OWN_STYLE = """
.figures{grid-template-columns:repeat(auto-fit,minmax(11rem,1fr))}
.threads{padding-left:1.4rem}.threads li{margin-bottom:.7rem;max-width:44rem}
.thread{padding:1.5rem 0;border-top:1px solid var(--rule)}
.thread h3{margin:0 0 .5rem;max-width:44rem}
.told{display:grid;grid-template-columns:minmax(0,23rem) minmax(0,1fr);gap:1rem 2.5rem;align-items:start}
.told figure{margin:.25rem 0}.told .chart{max-width:23rem}
.told ul{padding-left:1.1rem;margin-top:0}.told li{margin-bottom:.5rem}
.key{list-style:none;padding:0;margin:.4rem 0 0;font-size:.85rem;line-height:1.45}
.key li{margin:0}.key b{display:inline-block;min-width:1.3rem}
.entries td,.entries th{font-weight:400}.entries .around{display:block}
.entries .aside{opacity:.85}
.entries mark{background:var(--mark);color:inherit}
@media (max-width:44rem){.told{grid-template-columns:minmax(0,1fr)}
.entries td{grid-template-columns:5.5rem minmax(0,1fr)}}
@media print{.thread{break-inside:auto}.told{break-inside:avoid}}
"""
HOW = (
    "A thing counted is the same where subject, what is counted, unit, role and the other side are. A strength at one "
    "time never joins what was sent over a time, killed never join wounded, and a number on top never joins a total.",
    "Reported numbers alone count. What is said to be possible, asked, supposed or denied stands in the table with a "
    "hollow mark, readers’ words without one. Texts that copy one another are one voice.",
    "Drift compares the first and the last day; the change a month is the median over all pairs of days. A number may "
    "move because the world did.",
    "Sources disagree where the words of each leave no room for the other’s number, of the same days first, else of "
    "days at most a week apart. A bare number is taken to half of its last digit that is not nought, at most a "
    "twentieth; “about” to a tenth.",
    "On whose word a number is told is what the text says, not what is true. A party’s number is marked as one.",
)


def render_claims_page(ledger: ClaimsLedger) -> str:
    """The page of a ledger, complete and self-contained; the same ledger gives the same bytes.

    Every text from a document is escaped. Threads beyond the first `MOST_THREADS` are named, and counted.
    """
    names = names_of(ledger)
    told = telling(ledger.threads)
    ids = {thread.id: f"thread-{place}" for place, thread in enumerate(told[:MOST_THREADS], start=1)}
    parts = {
        "What moves, and who disagrees": ("threads", threads_section(told, ids, names, ledger.threads)),
        "Checks across texts": ("checks", _checks(ledger)),
        "Numbers told once or alike": ("once", _once(ledger, ids, names)),
        "Texts": ("texts", _texts(ledger)),
        "How to read this": ("how", section("how", "How to read this", tag("ul", *(tag("li", one) for one in HOW)))),
    }
    present = {name: (anchor, part) for name, (anchor, part) in parts.items() if part is not None}
    body = tag(
        "body",
        tag("a", "Skip to the answer", href="#answer", class_="skip"),
        tag(
            "main",
            _head(ledger, told, ids, names),
            contents([(name, anchor) for name, (anchor, _) in present.items()]),
            *(part for _, part in present.values()),
        ),
    )
    page = tag("html", page_head("Who said which number", styles=(OWN_STYLE,)), body, lang="en")
    return f"<!doctype html>\n{page.text}\n"


def _head(ledger: ClaimsLedger, told: Sequence[Thread], ids: dict[str, str], names: dict[str, str]) -> Html:
    as_of = f"Nothing dated after {day_words(ledger.as_of)} was used. " if ledger.as_of is not None else ""
    days = [day for source in ledger.sources for day in (source.first, source.last) if day is not None]
    over = f"Texts of {day_words(min(days))} to {day_words(max(days))}. " if days else ""
    moved = [thread for thread in told if thread.id in ids and (unsettled(thread) or thread.moved > 0)]
    first = [
        tag("li", tag("a", thread.label, href=f"#{ids[thread.id]}", dir="auto"), ". ",
            tag("span", headline(thread, names), dir="auto"))
        for thread in moved[:MOST_HEADLINES]
    ]  # fmt: skip
    return tag(
        "header",
        tag("p", "Contingent", tag("span", " claims ledger"), class_="brand"),
        tag("h1", "Who said which number, when, and on whose word", id="answer"),
        tag("p", f"{over}{as_of}A number is here because a text states it, not because it is true.", class_="byline"),
        tag("div", tag("p", typeset(summary(ledger)), class_="sentence"), class_="answer"),
        _figures(ledger),
        tag("h2", "Most moved or disputed") if first else None,
        tag("ol", *first, class_="threads") if first else None,
        _warnings(ledger),
    )


def _figures(ledger: ClaimsLedger) -> Html | None:
    voices, several, disputed = totals(ledger)
    copies = len(ledger.sources) - voices
    rows = (
        (voices, f"and {many_words(copies, 'copy', 'copies')} of them" if copies else "",
         "independent text" + ("" if voices == 1 else "s")),
        (several, f"of {len(ledger.threads):,} in all", "numbers told by several texts"),
        (disputed, "", "numbers on which sources disagree"),
        (len(ledger.checks), "", "checks across texts"),
    )  # fmt: skip
    return figures([figure(number(exact(float(count)), count), below, words) for count, below, words in rows])


def _warnings(ledger: ClaimsLedger) -> Html | None:
    failed = sum(unread.count for unread in ledger.unread if unread.failed)
    lost = [f"{many_words(failed, 'place')} could not be read: see Texts."] if failed else []
    if not (told := (*lost, *ledger.warnings)):
        return None
    items = tag("ul", *(tag("li", one, dir="auto") for one in told))
    heading = tag("h2", "Before you quote this", id="caveats")
    return tag("aside", heading, items, class_="caveats", aria_labelledby="caveats")


# ------------------------------------------------------------------ the rest


def _checks(ledger: ClaimsLedger) -> Html | None:
    if not ledger.checks:
        return None
    ordered = ordered_checks(ledger.checks)
    left = len(ordered) - MOST_CHECKS
    rest = tag("p", f"{many_words(left, 'more check')} in claims.json.", class_="note") if left > 0 else None
    lead = "Arithmetic over numbers of different texts. Where their days differ, the check says by how many."
    return section("checks", "Checks across texts", *map(_check, ordered[:MOST_CHECKS]), rest, lead=lead)


def _check(check: Check) -> Html:
    verdict = tag("span", VERDICTS[check.verdict], class_=f"verdict {check.verdict.replace('_', '-')}")
    heading = tag("h3", check.statement, dir="auto")
    rows: list[list[Child]] = [
        [
            tag("span", reading.label, dir="auto"),
            typeset(f"{reading.formula} {unit_words(reading.unit, reading.value)}"),
        ]
        for reading in check.readings
    ]
    body = [
        tag("p", typeset(check.explanation)),
        table(("Read as", "Arithmetic"), rows, caption="Ways to read it", class_="arithmetic") if rows else None,
    ]
    if check.verdict in OPEN:
        return tag("article", tag("p", verdict), heading, *body, class_="card check")
    return tag("article", tag("details", tag("summary", heading, verdict), *body, class_="row"), class_="card check")


def _once(ledger: ClaimsLedger, ids: dict[str, str], names: dict[str, str]) -> Html | None:
    rest = [thread for thread in ledger.threads if thread.id not in ids]
    if not rest:
        return None
    rows: list[list[Child]] = []
    for thread in rest[:MOST_ONCE]:
        entry = next((e for e in thread.entries if e.standing == "reported"), thread.entries[0])
        stated = standing_words(entry)
        rows.append([
            tag("span", thread.label, dir="auto"),
            join(number_words(entry, thread), aside(stated)),
            join(tag("span", teller(entry, names), dir="auto"), aside(side_words(entry, thread))),
            join(quoted(entry.quote.text), aside(place(entry, names))),
        ])  # fmt: skip
    left = len(rest) - len(rows)
    caption = f"{many_words(len(rest), 'number')}" + (f", {left:,} of them only in claims.json" if left else "")
    body = table(["What", "Number", "On whose word", "In the words"], rows, caption=caption, class_="entries")
    return section(
        "once", "Numbers told once or alike", more(f"Show {many_words(len(rows), 'number')}", body, open_=not ids)
    )


def _texts(ledger: ClaimsLedger) -> Html:
    voices = {source.id: source for source in ledger.sources}
    rows: list[list[Child]] = [
        [
            join(tag("span", source.title or "without a title", dir="auto"), aside(source.author or "")),
            join(_day(source), aside(source.date_evidence or "")),
            number(exact(float(source.numbers)), source.numbers),
            join(*(join(tag("br") if place else None, link(one)) for place, one in enumerate(source.origins)),
                 aside("" if source.voice == source.id else f"a copy of “{_called(voices[source.voice])}”")),
        ]
        for source in ledger.sources
    ]  # fmt: skip
    columns = ["Text", "Day", "Numbers", "From"]
    unread = [(unread.place, unread.reason) for unread in ledger.unread]
    return section(
        "texts", "Texts",
        table(columns, rows, caption=many_words(len(rows), "text"), class_="entries") if rows else None,
        tag("h3", "Not read") if unread else None,
        facts(*((place, tag("span", why, dir="auto")) for place, why in unread)) if unread else None,
    )  # fmt: skip


def _day(source: Source) -> str:
    known = source.first is not None or source.last is not None
    return period_words(source.first, source.last) if known else "not known"


def _called(source: Source) -> str:
    return source.title or source.origins[0]
