"""U1: what a newcomer meets: the ways through, every page in every mode, and the sentence after each wrong turn."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contingent.core.times import today
from proof.browser.chromium import axe_text, browsing
from proof.browser.served import Served, in_this_process, serving
from proof.browser.watched import Watched, watch
from proof.newcomer.journey import HOW, Walked, walk
from proof.newcomer.pages import NOT_THERE, pages
from proof.newcomer.restarted import restarted
from proof.newcomer.soundness import DESK, PHONE, axe_of, faults_of, main_thread_seconds, stops_of, unnoticed
from proof.newcomer.wrong_turns import fault_of, turns
from proof.row import Figure, Row, Size, Tell, exactly, told

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "reinforcements.md"
#: of the pages, what the quick form looks at
_QUICK = ("/", "/read", "/nothing/here")


@dataclass(slots=True, kw_only=True)
class Met:
    """What was met so far: pages in a mode, and faults by kind."""

    pages: int = 0
    stops: int = 0
    faults: dict[str, list[str]] = field(default_factory=dict)
    walked: dict[str, Walked] = field(default_factory=dict)

    def note(self, kind: str, *found: str) -> None:
        """Faults of a kind."""
        self.faults.setdefault(kind, []).extend(found)

    def count(self, kind: str) -> int:
        """How many faults of a kind there are, each once."""
        return len(set(self.faults.get(kind, ())))


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """The command line, three ways through, every page in every mode, every wrong turn."""
    met = Met()
    if size.full:
        _by_command(folder, met)
    with browsing() as browser, _served(folder, full=size.full) as served:
        if size.full:
            axe = axe_text(folder)
            for how in HOW:
                tell(f"the way through, {how}")
                _through(browser, served, how, met)
            addresses = pages(served)
            for address in addresses:
                tell(f"{address[:60]}: {sum(map(len, met.faults.values()))} faults so far")
                _page(browser, served, address, axe, met)
        else:
            addresses = _QUICK
            for address in addresses:
                _page(browser, served, address, "", met)
        first = _first_page(browser, served)
        _wrong(browser, served, met, full=size.full)
        control = browser.new_page()
        met.note("faults of a bad page that were not found", *unnoticed(control))
        control.close()
    if size.full:
        met.note("wrong turns without a sentence", *restarted(folder / "restarted"))
    for kind, found in met.faults.items():
        for line in dict.fromkeys(found):
            tell(f"{kind}: {line[:400]}")
    return (
        *(told(f"the way through, {how}", walked.words()) for how, walked in met.walked.items()),
        told("pages", len(addresses)),
        told("pages × modes looked at", met.pages),
        told("stops of the Tab key", met.stops),
        told("main thread of the browser on the first page", round(first, 3), "s", timed=True),
        *(
            exactly(kind, met.count(kind), 0)
            for kind in (
                "ways through that end", "complaints of pages and requests that failed",
                "outline, names, targets, width", "axe-core: moderate or worse", "stops not reached or not in sight",
                "wrong turns without a sentence", "faults of a bad page that were not found",
            )
        ),
    )  # fmt: skip


@contextmanager
def _served(folder: Path, *, full: bool) -> Iterator[Served]:
    """The service as one starts it; in the quick form its pages alone, on an empty ledger."""
    if full:
        with serving(folder, "--paths", "256") as served:
            yield served
    else:
        with in_this_process(folder / "ledger.sqlite") as (served, _):
            yield served


def _by_command(folder: Path, met: Met) -> None:
    """The first thing that the README says to do, in a fresh place: two files, and an answer in words."""
    out = ["--out", str(folder / "brief"), "--paths", "1024"]
    command = [sys.executable, "-m", "contingent", "brief", str(EXAMPLE), *out]
    home = {**os.environ, "XDG_DATA_HOME": str(folder / "home"), "COLUMNS": "100"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=home, cwd=folder)
    if done.returncode != 0 or not (folder / "brief" / "brief.html").exists() or "Traceback" in done.stderr:
        met.note("ways through that end", f"contingent brief: {done.returncode} {done.stderr[-400:]}")


def _through(browser: Browser, served: Served, how: str, met: Met) -> None:
    walked = met.walked.setdefault(how, Walked())
    text = EXAMPLE.read_text(encoding="utf-8").partition("## What each side")[0]
    article = f"{text.replace('November 18, 2024', f'{today():%B %d, %Y}')}\n\nThis copy was read by {how}.\n"
    with _reader(browser, served, met, java_script_enabled=how != "no scripts") as seen:
        try:
            walk(seen.page, how, article, walked)
        except Exception as error:  # a way that is barred is a fault like any other, told with all others
            met.note("ways through that end", f"{how}, at {seen.page.url}: {str(error)[:300]}")


def _page(browser: Browser, served: Served, address: str, axe: str, met: Met) -> None:
    """One page on desk and phone, light and dark, with and without scripts; without `axe` half of these modes."""
    gone = address in NOT_THERE
    for scripts in (True, False):
        with _reader(browser, served, met, gone=gone, bypass_csp=bool(axe), java_script_enabled=scripts) as seen:
            page = seen.page
            for wide, view in (("desk", DESK), ("phone", PHONE)):
                if not axe and scripts != (wide == "desk"):
                    continue
                page.set_viewport_size(view)  # type: ignore[arg-type]
                page.goto(address, wait_until="load")
                for scheme in ("light", "dark") if scripts and axe else ("light",):
                    met.pages += 1
                    page.emulate_media(color_scheme=scheme)
                    where = f"{address}, {wide}, {scheme}{'' if scripts else ', no scripts'}"
                    met.note("outline, names, targets, width", *(f"{where}: {one}" for one in faults_of(page)))
                    if scripts and axe:
                        met.note("axe-core: moderate or worse", *(f"{where}: {one}" for one in axe_of(page, axe)))
                if scripts:
                    stops, faults = stops_of(page)
                    met.stops += stops
                    met.note("stops not reached or not in sight", *(f"{address}, {wide}: {one}" for one in faults))


def _first_page(browser: Browser, served: Served) -> float:
    context = browser.new_context(base_url=served.address)
    page = context.new_page()
    found = main_thread_seconds(page, "/")
    context.close()
    return found


def _wrong(browser: Browser, served: Served, met: Met, *, full: bool) -> None:
    """Every wrong turn, or those that need no worker."""
    listed: Any = served.json("/questions.json?state=open")["questions"]
    chances = [one["question"] for one in listed if one["unit"] is None]
    question = f"/questions/{chances[-1]}" if chances else ""
    for turn in turns(question):
        if not full and turn.name not in ("nothing pasted", "no address", "an unknown page", "a link cut short"):
            continue
        with _reader(browser, served, met, gone=True) as seen:
            try:
                fault = fault_of(seen.page, turn)
            except Exception as error:  # nothing to be seen in time: a fault like any other
                fault = f"{turn.name}: {str(error)[:300]}"
            if fault:
                met.note("wrong turns without a sentence", fault)


@contextmanager
def _reader(browser: Browser, served: Served, met: Met, *, gone: bool = False, **options: Any) -> Iterator[Watched]:
    """A reader with a window of their own; what goes wrong in it is noted. `gone`: a refusal is what is asked for."""
    given = {"viewport": DESK, "base_url": served.address, "locale": "en-US", "reduced_motion": "reduce", **options}
    context = browser.new_context(**given)
    context.set_default_timeout(30_000)
    seen = watch(context, served.address)
    failed: Callable[[Any], None] = lambda request: seen.faults.append(f"failed: {request.url} {request.failure}")  # noqa: E731
    context.on("requestfailed", failed)
    try:
        yield seen
    finally:
        found = [one for one in seen.faults if not (gone and "responded with a status of 4" in one)]
        met.note("complaints of pages and requests that failed", *(one for one in found if "ERR_ABORTED" not in one))
        context.close()


ROW = Row(
    key="U1",
    title="What a newcomer meets",
    what="The brief of the example by command; then the service: an article pasted, its brief, a question, a note, a "
    "forecast, how it came out, the track record: by pointer, by keyboard alone and without scripts. Every page at "
    "1280 and 390 pixels, light and dark: axe-core, outline, names, targets, width, every stop of the keyboard. "
    "Every wrong turn gets a sentence that says what to do.",
    run=run,
)
