"""The data that forecasts rest on: how old each source is, under which licence, whence, and what uses it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from fastapi import FastAPI

from contingent.journeys.data import default_data
from contingent.journeys.shown.data import Cited, DataFile, DataView, Source, Status, shown_data
from contingent.report.brief.markdown import words as said
from contingent.report.markup import Child, Html, join, link, tag
from contingent.report.numbers import day_words, typeset
from contingent.report.sections.parts import more, section, table
from contingent.report.track_record.markdown import table as md_table
from contingent.report.track_record.misses import words
from contingent.web.page import Page, Rows
from contingent.web.pages.words import many, opened
from contingent.web.register import add_page
from contingent.web.service import AService

HERE = "/data"
COLUMNS = (
    "name", "title", "shipped", "status", "old_since", "last_observation", "age_days", "fitted", "rule", "licence",
    "origin", "checksum", "files", "addresses", "used_by", "warnings",
)  # fmt: skip
#: status → the mark of the style sheet that colours it, beside the word
MARKS: dict[Status, str] = {"old": "mismatch", "missing": "caution", "undated": "", "fresh": "consistent"}
EXAMPLE = {
    "as_of": "2026-11-01",
    "sources": [{"name": "vix", "title": "Cboe Volatility Index (VIX), daily history", "shipped": False,
                 "status": "old", "old_since": "2026-10-28", "through": "2026-10-20", "age_days": 12,
                 "licence": "Cboe's terms of use: own use, no redistribution",
                 "users": ["forecasts of question sets: economy"]}],
}  # fmt: skip
LEAD = (
    "Worst first. What ships with the package is there from the start; what is pulled lies in the data folder of this "
    "service, and one that is missing keeps only what uses it from working. Opening this page fetches nothing."
)
CITED_LEAD = "What the forecasts in this ledger say they counted in. A row that nobody here has read weighs less."


def make(service: AService) -> Page:
    """Every source of data today."""
    value = shown_data(service.ledger, default_data(), as_of=service.today())
    return Page(
        title="Data",
        body=_body(value),
        value=value,
        rows=Rows(columns=COLUMNS, rows=[_row(one) for one in value.sources]),
        markdown=_markdown(value),
        twins=HERE,
        here=HERE,
    )


def add(app: FastAPI) -> None:
    """The data page is a page of the application."""
    add_page(
        app, HERE, make, shape=DataView,
        summary="The data that forecasts rest on: last observation, age, licence, checksum, who uses it",
        example=EXAMPLE,
    )  # fmt: skip


def _row(one: Source) -> tuple[object, ...]:
    files = "; ".join(f"{file.file} sha256:{file.sha256}" for file in one.files)
    return (
        one.name, one.title, one.shipped, one.status, one.old_since, one.through, one.age_days, one.fitted, one.rule,
        one.licence, one.origin, one.checksum, files, "; ".join(one.addresses), "; ".join(one.users),
        " ".join(one.warnings),
    )  # fmt: skip


# -------------------------------------------------------------------------- page


def _body(value: DataView) -> Html:
    parts = [
        section("sources", "Sources", _sources(value.sources), lead=LEAD),
        section("cited", "What forecasts here rest on", *_cited(value.cited), lead=CITED_LEAD),
        section("rules", "When data are old", _rules(value.sources)),
    ]
    return join(
        tag("h1", "The data behind the forecasts"),
        tag("p", f"As of {day_words(value.as_of)}.", class_="byline"),
        tag("div", tag("p", typeset(summary(value)), class_="sentence"), class_="answer", id="answer"),
        *parts,
    )


def summary(value: DataView) -> str:
    """How many sources there are, and how many of them are old or missing, in a sentence or two."""
    count = Counter(one.status for one in value.sources)
    told = [f"{len(value.sources)} sources: {count['old']} old, {count['missing']} missing, {count['fresh']} fresh"]
    if count["undated"]:
        told.append(f"; {count['undated']} are lists or closed histories, which no day makes old")
    used = [one for one in value.sources if one.status == "old" and one.shipped]
    if used:
        told.append(f". Old and in use: {', '.join(one.name for one in used)}")
    return f"{''.join(told)}."


def _sources(sources: Sequence[Source]) -> Html:
    rows: list[list[Child]] = [
        [
            join(tag("span", one.title, class_="data-title"), tag("code", one.name), _warned(one)),
            _status(one),
            _age(one),
            tag("span", typeset(one.licence), class_="data-licence"),
            join(_origin(one), _checksums(one)),
            ", ".join(words(user) for user in one.users),
        ]
        for one in sources
    ]
    heads = ["Source", "Status", "Last observation", "Licence", "Where from, and checksum", "Used by"]
    return table(heads, rows, caption="Sources of data, the worst first", class_="sources")


def _status(one: Source) -> Html:
    word, _, since = status_words(one).partition(" since ")
    more_words: list[Child] = [f"since {since}"] if since else []
    if one.status == "missing":
        more_words.append(_get(one))
    elif one.status == "old":
        more_words.append(f"{'; ' if since else ''}{typeset(one.rule)}")
    told = tag("span", *more_words, class_="around") if more_words else None
    return join(tag("span", word, class_=f"verdict {MARKS[one.status]}".strip()), told)


def status_words(one: Source) -> str:
    """The status as a reader is told it: fresh, missing, no day makes it old, or old and since when."""
    if one.status == "old":
        return f"old since {day_words(one.old_since)}" if one.old_since else "old: no last day known"
    return {"missing": "missing", "undated": "not dated", "fresh": "fresh"}[one.status]


def _get(one: Source) -> Child:
    """How to get what is missing."""
    return join(tag("code", f"contingent data pull {one.name}")) if one.addresses else "bring your own file"


def _age(one: Source) -> Child:
    told: list[Child] = []
    if one.through is not None:
        told.append(tag("time", day_words(one.through), datetime=one.through.isoformat()))
        told.append(tag("span", f"{one.age_days:,} days old", class_="around"))
    if one.fitted is not None:
        told.append(tag("span", f"fitted as of {day_words(one.fitted)}", class_="around"))
    return join(*told) if told else "–"


def _origin(one: Source) -> Child:
    places = _places(one.addresses)
    if one.shipped:
        return join(tag("span", typeset(_short(one.origin)), title=one.origin), " " if places else None, places)
    return places or tag("span", typeset(one.how or "your own file"), class_="around")


def _places(addresses: Sequence[str]) -> Html | None:
    """A link to each address under the name of its host; several of one host are numbered. None where there is none.

    An address that is only a pattern leads to its site.
    """
    hosts: dict[str, list[str]] = {}
    for address in addresses:
        try:
            parts = urlsplit(address)
        except ValueError:
            continue
        there = f"{parts.scheme}://{parts.netloc}/" if "{" in address else address
        known = hosts.setdefault(parts.netloc, [])
        if there not in known:
            known.append(there)
    told: list[Child] = []
    for host, found in hosts.items():
        several = [join(" ", link(there, str(place))) for place, there in enumerate(found, start=1)]
        told += [", " if told else None, link(found[0], host) if len(found) == 1 else join(host, ":", *several)]
    return join(*told) if told else None


def _short(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:158].rsplit(' ', 1)[0]} …"


def _checksums(one: Source) -> Html | None:
    if one.checksum is not None:
        return tag(
            "details", tag("summary", "sha256 ", tag("code", f"{one.checksum[:10]}…")), tag("code", one.checksum)
        )  # fmt: skip
    if not one.files:
        return None
    return more(
        f"{many(len(one.files), 'file')}, with checksums", tag("ul", *(tag("li", _file(file)) for file in one.files))
    )


def _file(file: DataFile) -> Html:
    through = f"data through {file.through}" if file.through else "no last day told"
    old = ", old" if file.old else ""
    return join(
        tag("code", file.file), f" {file.bytes:,} bytes, pulled {file.pulled}, {through}{old}. sha256 ",
        tag("code", file.sha256),
    )  # fmt: skip


def _warned(one: Source) -> Html | None:
    if not one.warnings:
        return None
    return tag("ul", *(tag("li", typeset(warning)) for warning in one.warnings), class_="data-warnings")


def _cited(cited: Sequence[Cited]) -> list[Html]:
    if not cited:
        return [tag("p", "No forecast in this ledger names a reference class yet.")]
    rows: list[list[Child]] = [
        [
            one.source,
            ", ".join(words(who) for who in one.forecasters),
            f"{one.forecasts:,}",
            "–" if one.through is None else day_words(one.through),
            f"{one.unverified:,}",
        ]
        for one in cited
    ]
    heads = ["Source", "counted by", "forecasts", "data through", "of them unread"]
    return [table(heads, rows, caption="Sources of reference classes, the most cited first", class_="cited")]


def _rules(sources: Iterable[Source]) -> Html:
    """Each rule once, with the sources it holds for."""
    rules: dict[str, list[str]] = {}
    for one in sources:
        rules.setdefault(one.rule, []).append(one.name)
    rows = (tag("li", typeset(f"{opened(rule)}: "), ", ".join(names), ".")
            for rule, names in sorted(rules.items()))  # fmt: skip
    return tag("ul", *rows, class_="note")


def _markdown(value: DataView) -> str:
    lines = [f"# Data, {day_words(value.as_of)}", "", said(summary(value)), ""]
    heads = ("source", "status", "last observation", "age in days", "licence", "checksum", "used by")
    lines += md_table(
        heads,
        (
            (
                one.name, status_words(one), one.through or "", "" if one.age_days is None else one.age_days,
                one.licence, one.checksum or f"{len(one.files)} files", ", ".join(one.users),
            )
            for one in value.sources
        ),
    )  # fmt: skip
    lines += ["", *(f"- {said(one.name)}: {said(warning)}" for one in value.sources for warning in one.warnings)]
    if value.cited:
        lines += ["", "## What forecasts here rest on", ""]
        lines += [f"- {said(one.source)}: {one.forecasts} forecasts" for one in value.cited]
    return "\n".join(lines) + "\n"
