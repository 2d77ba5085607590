"""Fixtures of the browser tests: Debian's Chromium, and the real service on a ledger with two briefs and a record."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from contingent.core.times import today
from proof.browser import chromium as driving
from proof.browser.served import DUE, Served, serving
from proof.browser.watched import Watched, watch
from proof.made_ledgers import chance, forecast, nouns_of_many, put, question
from proof.made_maps import keep_run
from proof.row import Missing


def missing(what: str) -> None:
    """Without a tool that the tests need they fail in CI, and are skipped elsewhere; never passed over in silence."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Debian's Chromium is."""
    try:
        return driving.chromium()
    except Missing as error:
        missing(str(error))
        raise


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, from npm; it is used here, and never kept with the project."""
    try:
        return driving.axe_text(tmp_path_factory.mktemp("axe"))
    except Missing as error:
        missing(str(error))
        raise


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The service as one starts it, on a ledger with a made-up track record, a made-up map, due questions, and the
    two examples."""
    folder = tmp_path_factory.mktemp("served")
    due = [
        noun
        for name in DUE
        for noun in (
            question(name, place="UKR", deadline=date(2024, 5, 31)),
            forecast(name, "ensemble", chance(0.8), on=date(2024, 1, 1)),
        )
    ]
    ledger, day = folder / "ledger.sqlite", today()
    put(ledger, *nouns_of_many(60), *due)
    keep_run(ledger, day=day - timedelta(3), months=[day.replace(day=1)], seed=1)
    with serving(folder, "--paths", "256") as server:
        yield server


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser without a window, for the tests of one file: it holds an event loop that others must not meet."""
    with driving.browsing() as started:
        yield started


@pytest.fixture
def visit(browser: Browser, served: Served) -> Iterator[Callable[..., Watched]]:
    """A reader with a browser of their own, who is watched: what goes wrong in any page is told when the test ends."""
    opened: list[tuple[BrowserContext, Watched]] = []

    def begin(*, watched: bool = True, **options: object) -> Watched:
        given = {
            "viewport": {"width": 1280, "height": 900},
            "base_url": served.address,
            "locale": "en-US",
            "reduced_motion": "reduce",
            **options,
        }
        context = browser.new_context(**given)  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        seen = watch(context, served.address)
        opened.append((context, seen if watched else Watched(page=seen.page, faults=[])))
        return seen

    yield begin
    faults = [fault for _, seen in opened for fault in seen.faults]
    for context, _ in opened:
        context.close()
    assert not faults, faults


@pytest.fixture(scope="session")
def article() -> str:
    """An article with a what-if in it, as somebody would paste it."""
    example = Path(__file__).resolve().parents[2] / "examples" / "reinforcements.md"
    return example.read_text(encoding="utf-8").partition("## What each side")[0]
