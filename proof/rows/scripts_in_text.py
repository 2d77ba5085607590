"""S2: sixty shapes of hostile text in every place that text from outside reaches, in a real browser: none runs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from proof.browser.chromium import browsing
from proof.hostile_text.kept import fill
from proof.hostile_text.noticing import Noticed, look, notice
from proof.hostile_text.payloads import Payload, Sinks, payloads
from proof.hostile_text.reports import reports
from proof.hostile_text.tour import Tour, data_folder, serving
from proof.hostile_text.written import drawn, innocent_brief, written
from proof.row import Figure, Row, Size, Tell, at_least, exactly, told

if TYPE_CHECKING:
    from playwright.sync_api import Browser

#: payloads that one ledger holds: a page that lists shows some fifty
_TOGETHER = 15
#: of the quick form
_QUICK = 1
#: of so many payloads one is seen with the policy in force, too
_HELD = 10


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """Every payload in every place, seen in Chromium twice: with the pages' policy set aside, and with it in force."""
    every = payloads()
    chosen = every if size.full else tuple(random.Random(size.seed).sample(every, _QUICK))
    sinks, aside, held = Sinks(), Noticed(), Noticed()
    brief = innocent_brief()
    pages = written(brief, folder) if size.full else reports()
    with browsing() as browser:
        missed, ran = _control(browser, folder, chosen, sinks)
        aways = Tour(browser, aside, sinks, aside=True, full=size.full)
        holds = Tour(browser, held, sinks, aside=False, full=size.full)
        for some in _parts(chosen):
            tell(f"payloads {some[0].place + 1} to {some[-1].place + 1}: {len(sinks)} places so far")
            _toured(aways, folder / f"aside-{some[0].place}", brief, pages, some, sinks)
        if size.full:
            _toured(holds, folder / "held", brief, pages, chosen[:: _HELD], sinks)
        for tour in (aways, holds):
            tour.close()
    for seen in (aside, held):
        for number, where in {**seen.ran, **seen.traces}.items():
            tell(f"{sinks.named(number) if number >= 0 else 'unknown'}: {where}")
        for line in [*dict.fromkeys(seen.faults), *dict.fromkeys(seen.refused)][:40]:
            tell(line)
    return (
        told("payloads", len(chosen)),
        told("places that take text", len(sinks)),
        at_least("payloads × places", len(chosen) * len(sinks), size.of(60 * 900, 300)),
        told("pages looked through, their policy set aside", aside.pages),
        told("pages looked through, their policy in force", held.pages),
        exactly("texts that ran, the policy set aside", len(aside.ran), 0),
        exactly("texts that became markup, the policy set aside", len(aside.traces), 0),
        exactly("texts that ran or became markup, the policy in force", held.hits, 0),
        exactly("refusals by the policy: what escaping should have held", len(held.refused), 0),
        exactly("pages that failed, or might be taken for what they are not", len(aside.faults) + len(held.faults), 0),
        exactly("texts of a page without escaping that were not noticed", missed, 0),
    )


def _control(browser: Browser, folder: Path, chosen: tuple[Payload, ...], sinks: Sinks) -> int:
    """How many texts stay unnoticed where they stand unescaped, in the way each of them needs: the check can fail."""
    missed = 0
    for payload in chosen:
        said = sinks.text(payload, "a page without escaping")
        page = folder / "unescaped.html"
        wraps = (f"<p>{said}</p>", f'<a href="{said}">x</a>', f'<p style="background:{said}">x</p>')
        context, seen = browser.new_context(bypass_csp=True), Noticed()
        try:
            opened = notice(context, seen)
            for wrap in wraps:
                text = f"<!doctype html><meta charset=utf-8><body>{wrap}"
                page.write_bytes(text.encode("utf-8", "replace"))
                opened.goto(page.as_uri(), wait_until="commit")
                opened.wait_for_timeout(50)
                look(opened, seen, own_scripts=False)
        except Exception:  # it led away: the page is no longer there to be looked through
            seen.traces.setdefault(sinks.number(payload, "a page without escaping"), "it led away")
        finally:
            context.close()
        missed += not seen.hits
    return missed


def _parts(chosen: tuple[Payload, ...]) -> Iterator[tuple[Payload, ...]]:
    for start in range(0, len(chosen), _TOGETHER):
        yield chosen[start : start + _TOGETHER]


ROW = Row(
    key="S2",
    title="Scripts in text",
    what="Sixty shapes of text that would be a program, each in every text field of every kind of row, of every page "
    "that a command writes, of names of files and series, and of every parameter, form and path: a real browser "
    "opens all pages, twins, feeds and charts that show them, with the pages' policy set aside and in force.",
    run=run,
)
