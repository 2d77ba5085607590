"""S2: sixty shapes of hostile text in every place that text from outside reaches, in a real browser: none runs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from contingent.core.brief import Brief
from proof.browser.chromium import browsing
from proof.hostile_text.kept import fill
from proof.hostile_text.noticing import Noticed
from proof.hostile_text.payloads import PLACES, Payload, Sinks, payloads
from proof.hostile_text.reports import Written, reports
from proof.hostile_text.tour import Tour, data_folder, serving, touring
from proof.hostile_text.unescaped import control
from proof.hostile_text.written import drawn, innocent_brief, written
from proof.row import Figure, Row, Size, Tell, at_least, exactly, told

#: payloads that one ledger holds: a page that lists shows some fifty
_TOGETHER = 15
#: of the quick form
_QUICK = 1
#: of so many payloads one is seen with the policy in force, too
_HELD = 20
#: of the sixty, those that run at once in a browser where nothing is escaped; others want a press, or another browser
_RUN = 36


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """Every payload in every place, seen in Chromium with the pages' policy set aside; some with it in force, too."""
    every = payloads()
    chosen = every if size.full else tuple(random.Random(size.seed).sample(every, _QUICK))
    sinks, aside, held = Sinks(), Noticed(), Noticed()
    brief = innocent_brief()
    pages = written(brief, folder) if size.full else reports()[1:]
    with browsing() as browser:
        missed, ran = control(browser, folder, chosen)
        with touring(browser, aside, sinks, aside=True, full=size.full) as tour:
            for some in _parts(chosen):
                tell(f"payloads {some[0].place + 1} to {some[-1].place + 1}: {len(sinks)} places so far")
                _toured(tour, folder / f"aside-{some[0].place}", brief, pages, some)
        if size.full:
            tell("some of them with the policy in force")
            with touring(browser, held, sinks, aside=False, full=True) as tour:
                _toured(tour, folder / "held", brief, pages, chosen[::_HELD])
    for seen in (aside, held):
        for number, where in {**seen.ran, **seen.traces}.items():
            tell(f"{sinks.named(number) if number >= 0 else 'unknown'}: {where}")
        for line in [*dict.fromkeys(seen.faults), *dict.fromkeys(seen.refused)][:40]:
            tell(line)
    places = [sum(payload.place * PLACES + at in aside.stood for payload in chosen) for at in range(len(sinks))]
    for sink, times in zip(sinks, places, strict=True):
        if 0 < times < len(chosen):
            tell(f"{sink}: seen with {times} of {len(chosen)} payloads")
    name = "payloads that ran where nothing is escaped"
    return (
        told("payloads", len(chosen)),
        told("places that take text", len(sinks)),
        at_least("texts that stood on an opened page, each a payload in a place", sum(places), size.of(20_000, 150)),
        told("places seen with every payload", sum(times == len(chosen) for times in places)),
        told("places never given back, or only to programs", places.count(0)),
        told("pages opened, their policy set aside", aside.pages),
        told("answers read", aside.answers),
        told("pages opened, their policy in force", held.pages),
        exactly("texts that ran, the policy set aside", len(aside.ran), 0),
        exactly("texts that became markup, the policy set aside", len(aside.traces), 0),
        exactly("texts that ran or became markup, the policy in force", held.hits, 0),
        exactly("refusals by the policy: what escaping should have held", len(held.refused), 0),
        exactly("pages that failed, or might be taken for what they are not", len(aside.faults) + len(held.faults), 0),
        exactly("payloads that were not noticed where nothing is escaped", missed, 0),
        at_least(name, ran, _RUN) if size.full else told(name, ran),
    )


def _toured(tour: Tour, folder: Path, brief: Brief, pages: tuple[Written, ...], some: Sequence[Payload]) -> None:
    """Every page of some payloads is looked through: what commands write, and a service of their own."""
    folder.mkdir()
    for payload in some:

        def plant(file: str, path: str, payload: Payload = payload) -> str:
            return tour.sinks.text(payload, f"{file}: {path}")

        tour.files(folder, drawn(pages, plant), payload)
    ways = fill(folder / "l.sqlite", brief, some, tour.sinks)
    with data_folder(folder, some, tour.sinks), serving(folder / "l.sqlite", ways) as place:
        tour.whole(place, folder)
        if tour.full:
            tour.turned(place)


def _parts(chosen: tuple[Payload, ...]) -> Iterator[tuple[Payload, ...]]:
    for start in range(0, len(chosen), _TOGETHER):
        yield chosen[start : start + _TOGETHER]


ROW = Row(
    key="S2",
    title="Scripts in text",
    what="Sixty shapes of text that would be a program, each in every text field of every kind of row, of every page "
    "that a command writes, of names of files and series, and of every parameter, form and path: a real browser "
    "opens all pages, feeds and charts that show them with the pages' policy set aside, and three of the sixty with it "
    "in force. The same browser must notice every one of the sixty on a page without escaping.",
    run=run,
)
