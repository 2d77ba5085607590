"""Readers of texts: articles, feeds, sitemaps, robots.txt, dates, quantities, scenarios, links, replies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from contingent.core.times import parse_date
from contingent.journeys.exchange import format_of, head_of
from contingent.journeys.resolving.files import outcome_of, read_resolutions
from contingent.journeys.workbench.link import link_of, scenario_of
from contingent.journeys.workbench.starts import read_upload
from contingent.language.replies import RefusedReplyError, Reply, UnusableReplyError, object_in, words_of
from contingent.language.settings import ReaderSettings, read_settings, settings_in
from contingent.language.tape import Tape
from contingent.ledger.place import place_of
from contingent.reading.dates.mentions import find_dates, find_stamp
from contingent.reading.documents.clean import clean
from contingent.reading.proposals.replies import proposals_in
from contingent.reading.quantities.find import find_quantities
from contingent.sources.contents import as_day
from contingent.sources.feeds import iso_day, read_feed
from contingent.sources.guarded_xml import decoded, parsed
from contingent.sources.negotiations import read_negotiation
from contingent.sources.robots import parse_rules
from contingent.sources.series_points import day_alone, number
from contingent.sources.series_tables import asked_file
from contingent.sources.sitemaps import read_sitemap
from proof.parsing import samples
from proof.parsing.parsers import Parser, filed, text

_ADDRESS = "https://a.example/feed"
_OF_REPLIES = (UnusableReplyError, RefusedReplyError)
_SCHEMA = {"type": "object", "properties": {"p": {"type": "number"}}, "required": ["p"]}
_DATES = (b"By March 2025, or on 3 May 2024 at 3:50 pm; two weeks ago, from 1 to 5 June 1951.", b"2024-11-18T10:00:00Z")
_LISTS = b"#A,A1,One\n#A,A2,Two\n#P,P1,First\n#M,P1,0,none\n#M,P1,100,all\n#D,A1,P1,20,0.5,0.8\n#D,A2,P1,90,0.7,0.4\n"


def parsers() -> Mapping[str, Parser]:
    """The readers of texts by name."""
    return {**_of_articles(), **_of_inputs(), **_of_models()}


def _texts() -> tuple[bytes, ...]:
    return samples.examples("tests/articles/*.txt", "examples/*.md")


def _words() -> tuple[bytes, ...]:
    return tuple(one[:400] for one in _texts()) + _DATES


def _scenarios() -> tuple[bytes, ...]:
    return samples.examples("examples/scenarios/*.toml")


def _links() -> tuple[bytes, ...]:
    return tuple(link_of(read_upload(raw, "s.toml")).encode() for raw in _scenarios())


def _article(media: str | None) -> Any:
    return lambda raw: clean(raw, origin="article", content_type=media)


def _of_articles() -> dict[str, Parser]:
    return {
        "article, whatever it is": Parser(call=_article(None), covers=("reading.documents.clean",),
            samples=lambda: tuple(t[:1500] for t in _texts()), form="bytes"),
        "article, a page": Parser(call=_article("text/html"), covers=("reading.documents.metadata",
            "reading.documents.clean"),
            samples=lambda: tuple(p[:3000] for p in samples.examples("tests/articles/*.html")), form="xml"),
        "feed": Parser(call=lambda raw: read_feed(raw, origin=_ADDRESS), covers=("sources.feeds",
            "sources.guarded_xml"), samples=samples.feeds, form="xml"),
        "sitemap": Parser(call=lambda raw: read_sitemap(raw, origin=_ADDRESS), covers=("sources.sitemaps",),
            samples=samples.sitemaps, form="xml"),
        "guarded XML": Parser(call=lambda raw: parsed(decoded(raw, origin="x"), origin="x"),
            covers=("sources.guarded_xml",), samples=lambda: (*samples.feeds()[:2], *samples.sitemaps()[:2]),
            form="xml"),
        "robots.txt": Parser(call=_robots, covers=("sources.robots",),
            samples=lambda: (b"User-agent: *\nDisallow: /a*$\nCrawl-delay: 3\nSitemap: https://a.example/s.xml\n",),
            form="text"),
        "dates in a sentence": Parser(call=lambda raw: [*find_dates(text(raw), date(2024, 11, 18)),
            find_stamp(text(raw))], covers=("reading.dates",), samples=_words, form="text"),
        "quantities in a sentence": Parser(call=lambda raw: find_quantities(text(raw)), covers=("reading.quantities",),
            samples=_words, form="text"),
        "day of a feed": Parser(call=lambda raw: iso_day(text(raw)), covers=("sources.feeds",),
            samples=lambda: _DATES[1:], form="text"),
    }  # fmt: skip


def _robots(raw: bytes) -> Any:
    rules = parse_rules(raw)
    return rules.allows("https://a.example/a/b?c=d"), rules.delay, rules.sitemaps


def _of_inputs() -> dict[str, Parser]:
    return {
        "SCENARIO.toml": Parser(call=lambda raw: read_upload(raw, "s.toml"), covers=("simulating.scenario_file.read",
            "simulating.scenario_file.tables", "simulating.scenario_file.positions"), samples=_scenarios, form="toml"),
        "link of a scenario": Parser(call=lambda raw: scenario_of(text(raw)), covers=("journeys.workbench.link",),
            samples=_links, form="text", again=lambda found: link_of(found).encode()),
        "negotiation": Parser(call=lambda raw: read_negotiation(text(raw), origin="n"),
            covers=("sources.negotiation_toml", "sources.negotiation_csv", "sources.negotiation_lists",
            "sources.negotiations"), samples=lambda: (*samples.examples("examples/negotiations/*"), _LISTS),
            form="toml", again=_negotiation),
        "outcomes in a file": Parser(call=lambda raw: read_resolutions(filed("outcomes", raw)),
            covers=("journeys.resolving.files",), samples=samples.resolutions, form="csv"),
        "outcomes in JSON": Parser(call=lambda raw: read_resolutions(filed("outcomes", raw)),
            covers=("journeys.resolving.files",), samples=lambda: samples.resolutions()[1:], form="json"),
        "outcome": Parser(call=lambda raw: outcome_of(text(raw)), covers=("journeys.resolving.files",),
            samples=lambda: (b"yes", b"1,250", b"void"), form="text"),
        "day": Parser(call=lambda raw: parse_date(text(raw), name="day"), covers=("core.times",),
            samples=lambda: (b"2024-11-18",), form="text", again=lambda found: found.isoformat().encode()),
        "day in a table": Parser(call=lambda raw: (as_day(text(raw)), day_alone(text(raw))),
            covers=("sources.contents", "sources.series_points"), samples=lambda: (b"01/31/2024", b"31 January 2024",
            b"20240131"), form="text"),
        "number in a table": Parser(call=lambda raw: number(text(raw)), covers=("sources.series_points",),
            samples=lambda: (b"1,250.5", b"-3e5", b"."), form="text"),
        "file and kind of a series": Parser(call=lambda raw: asked_file(text(raw).replace("\0", "")),
            covers=("sources.series_tables",), samples=lambda: (b"prices/grain.csv:price@UKR",), form="text"),
        "place of a ledger": Parser(call=lambda raw: place_of(text(raw)), covers=("ledger.place",),
            samples=lambda: (b"sqlite:///a.sqlite", b"postgresql://u:p@h:5432/d"), form="text"),
        "head of a ledger": Parser(call=lambda raw: head_of(text(raw)), covers=("journeys.exchange",),
            samples=lambda: (b"12:" + b"a" * 64,), form="text"),
        "format of an export": Parser(call=lambda raw: format_of(text(raw).replace("\0", "")),
            covers=("journeys.exchange",), samples=lambda: (b"a.jsonl", b"b.parquet"), form="text"),
    }  # fmt: skip


def _negotiation(found: Any) -> bytes:
    from contingent.sources.negotiation_toml import negotiation_toml

    return negotiation_toml(found).encode()


def _of_models() -> dict[str, Parser]:
    said = {
        "choices": [{"message": {"content": '```json\n{"p": 0.2}\n```'}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 2},
    }
    items = {
        "items": [{"kind": "quantity", "quote": "40 men", "value": 40, "sentence": "They lost 40 men."}],
        "cut": False,
    }
    line = {"key": "k", "model": "m", "recorded_at": "2025-01-01", "prompt": "p", "reply": "r"}
    return {
        "settings of a judge": Parser(call=lambda raw: read_settings(filed("judge.toml", raw)),
            covers=("language.settings",), samples=lambda: samples.examples("examples/judge.toml"), form="toml"),
        "settings of a reader": Parser(call=lambda raw: settings_in(filed("reader.toml", raw), ReaderSettings),
            covers=("language.settings",), samples=lambda: samples.examples("examples/reader.toml"), form="toml"),
        "answer of a chat server": Parser(call=lambda raw: words_of(raw), covers=("language.replies",),
            documented=_OF_REPLIES, samples=lambda: samples.as_json(said), form="json"),
        "object in a reply": Parser(call=lambda raw: object_in(Reply(text=text(raw), usage=None, cut=False), _SCHEMA),
            covers=("language.replies",), documented=_OF_REPLIES, samples=lambda: (b'Well: ```json\n{"p": 0.2}\n```',
            b'{"p": 1}'), form="json"),
        "proposals in a reply": Parser(call=lambda raw: proposals_in(text(raw)), covers=("reading.proposals.replies",),
            samples=lambda: samples.as_json(items), form="json"),
        "tape": Parser(call=lambda raw: Tape(filed("tape.jsonl", raw), name="m"), covers=("language.tape",),
            samples=lambda: (b"\n".join(samples.as_json(line, {**line, "key": "l"})) + b"\n",), form="lines"),
        "token of a request": Parser(call=_presented, covers=("web.tokens",), samples=lambda: (b"Bearer abc",
            b"Basic dTpwYXNz"), form="text"),
    }  # fmt: skip


def _presented(raw: bytes) -> Any:
    from contingent.web.origin import Head
    from contingent.web.tokens import presented

    return presented(
        Head(method="GET", path="/", scheme="http", query_bytes=0, headers=((b"authorization", raw), (b"cookie", raw)))
    )


__all__ = ["Path", "parsers"]
