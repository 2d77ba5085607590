"""The tour of a browser through every page that shows hostile text, and what it found."""

from __future__ import annotations

import os
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote_plus, urlencode

from contingent.core.times import today
from contingent.report.markup import clean
from proof.browser.served import in_this_process
from proof.hostile_text.kept import Ways
from proof.hostile_text.noticing import Noticed, look, notice, numbers
from proof.hostile_text.payloads import Payload, Sinks
from proof.hostile_text.visits import TYPES, Asked, all_at_once, asked_back, forms_of, lists, routes, shown
from proof.hostile_text.written import own_series

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

_SEND = """([path, fields]) => {
  const form = document.createElement('form');
  form.method = 'post'; form.action = path;
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement('textarea');
    field.name = name; field.value = value; form.append(field);
  }
  document.body.append(form); HTMLFormElement.prototype.submit.call(form);
}"""
#: of so many payloads one has each answer opened by itself, and twins and answers to programs, too
_SOME = 30
#: milliseconds for what begins after a page is there: a refresh, an animation, a focus; of an answer to a question less
_WAIT, _SHORT = 15, 5
#: of the lists, what the quick form looks at
_QUICK_LISTS = ("/", "/alerts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A service in this process: its address, its routes that take text, and the payloads that its ledger holds."""

    address: str
    asked: tuple[Asked, ...]
    ways: tuple[Ways, ...]


@contextmanager
def serving(ledger: Path, ways: Sequence[Ways]) -> Iterator[Place]:
    """The application on that ledger, listening on this machine alone while the block runs."""
    with in_this_process(ledger) as (served, app):
        yield Place(address=served.address, asked=routes(app), ways=tuple(ways))


@contextmanager
def data_folder(folder: Path, chosen: Sequence[Payload], sinks: Sinks) -> Iterator[None]:
    """The service's data folder holds series whose files and columns bear hostile names."""
    for payload in chosen:
        name = clean(sinks.text(payload, "data folder: name of a file")).replace("/", "\N{DIVISION SLASH}")
        head = clean(sinks.text(payload, "data folder: name of a column")).replace("\n", " ").replace('"', '""')
        name = name.encode("utf-8", "replace")[:200].decode("utf-8", "ignore").replace("\n", " ")
        own_series(folder / "contingent" / "data" / "series", name, f'"{head}"', last=today())
    before = os.environ.get("XDG_DATA_HOME")
    os.environ["XDG_DATA_HOME"] = str(folder)
    try:
        yield
    finally:
        os.environ.pop("XDG_DATA_HOME") if before is None else os.environ.update(XDG_DATA_HOME=before)


@contextmanager
def touring(browser: Browser, seen: Noticed, sinks: Sinks, *, aside: bool, full: bool) -> Iterator[Tour]:
    """A tour with a window of its own: with the pages' policy set aside, or with it in force."""
    context = browser.new_context(bypass_csp=aside, accept_downloads=False, viewport={"width": 800, "height": 400})
    context.set_default_timeout(60_000)
    try:
        yield Tour(context, seen, sinks, aside=aside, full=full)
        context.pages[0].wait_for_timeout(100)
    finally:
        context.close()


class Tour:
    """A browser that goes through the pages."""

    def __init__(self, context: BrowserContext, seen: Noticed, sinks: Sinks, *, aside: bool, full: bool) -> None:
        self._context = context
        self._page: Page = notice(context, seen)
        self._seen = seen
        self.sinks = sinks
        self.aside = aside
        self.full = full

    def files(self, folder: Path, made: Mapping[str, str], payload: Payload) -> None:
        """Pages that commands wrote, opened as files: one by one, or of most payloads in one visit."""
        if self.aside and not self._by_itself(payload):
            self._together(list(made.values()), folder, own_scripts=False)
            return
        for name, text in made.items():
            path = folder / name
            path.write_bytes(text.encode("utf-8", "replace"))
            self._open(path.as_uri(), own_scripts=False)

    def whole(self, place: Place, folder: Path) -> None:
        """Every page of the service, and every answer of it that gives back what it was asked."""
        self._seen.address = place.address
        self._sign_in(place.ways[0])
        alone = any(self._by_itself(ways.payload) for ways in place.ways)
        for address in lists() if self.full else _QUICK_LISTS:
            if alone or not address.endswith((".json", ".csv", ".md")):
                self._open(f"{place.address}{address}")
            else:
                self._fetch(f"{place.address}{address}", place.ways[0].token)
        for ways in place.ways:
            charted = (f"/briefs/{ways.brief}", f"/questions/{quote(ways.questions[0], safe='')}")
            for address in shown(ways) if self.full else _quick(ways):
                twin = address.partition("?")[0].endswith((".json", ".md", ".csv"))
                if not twin or self._by_itself(ways.payload):
                    self._open(f"{place.address}{address}")
                else:
                    self._fetch(f"{place.address}{address}", ways.token)
                if self.full and address in charted:
                    self._charts()
            self._asked(place, ways.payload, folder)
            self._sent(place, ways.payload, folder)
            self._sign_in(ways)
            self._open(f"{place.address}/sign-in")
            self._sign_in(place.ways[0])

    def turned(self, place: Place) -> None:
        """A script of ours puts an answer with hostile names into the page."""
        page = self._page
        self._open(f"{place.address}/workbench?example=aid_cut&paths=4096")
        field = page.locator("input[type=text][name$='label'], input[type=text][name*='name']").first
        for ways in place.ways:
            said = " ".join(clean(self.sinks.text(ways.payload, "workbench: a name that a script shows")).split())
            page.evaluate(
                "([at, said]) => { at.value = said; at.dispatchEvent(new Event('change', {bubbles: true})); }",
                [field.element_handle(), said[:180]],
            )
            self._answered()
            look(page, self._seen, wait=20)

    def _answered(self) -> None:
        """The workbench has its answer; asked by turns, for the page's policy refuses a browser that evaluates text."""
        for _ in range(600):
            if not self._page.evaluate("document.body.classList.contains('wb-waiting')"):
                return
            self._page.wait_for_timeout(50)
        self._seen.faults.append("the workbench: no answer to a name")

    def _asked(self, place: Place, payload: Payload, folder: Path) -> None:
        """Every parameter has the text, alone and with all others; what comes back with it is opened.

        Of most payloads these answers are opened in one visit, document behind document: each text has a number of its
        own, and what is not escaped breaks out there as it would alone.
        """
        own, found = self._by_itself(payload), []
        for asked in place.asked:
            if asked.posts or not (asked.is_page or own):
                continue
            together = all_at_once(asked, payload, self.sinks)
            alone = asked_back(asked, payload, self.sinks) if asked.is_page and self.aside else ()
            for address in (together, *alone):
                answer = self._fetch(f"{place.address}{address}", f"token-{payload.place}")
                if not any(str(number) in answer for number in numbers(unquote_plus(address))):
                    continue
                if own or not self.aside:
                    self._open(f"{place.address}{address}", wait=_SHORT)
                elif asked.is_page:
                    found.append(answer)
        self._together(found, folder)

    def _together(self, found: Sequence[str], folder: Path, *, own_scripts: bool = True) -> None:
        """Documents are opened in one visit, each behind the one before it."""
        if found:
            page = folder / "together.html"
            page.write_bytes("\n".join(found).encode("utf-8", "replace"))
            self._open(page.as_uri(), own_scripts=own_scripts, wait=_SHORT if own_scripts else _WAIT)

    def _by_itself(self, payload: Payload) -> bool:
        """Whether each answer to a payload is opened by itself."""
        return self.full and self.aside and payload.place % _SOME == 0

    def _sent(self, place: Place, payload: Payload, folder: Path) -> None:
        """Every form is sent with the text in all its fields: by the browser, or as it would, to be opened together."""
        forms = [form for asked in place.asked if asked.posts for form in forms_of(asked, payload, self.sinks)]
        if self.aside and not self._by_itself(payload):
            found = [self._fetch(f"{place.address}{path}", f"token-{payload.place}", fields) for path, fields in forms]
            self._together(found, folder)
            return
        self._open(f"{place.address}/read", wait=0)
        for path, fields in forms:
            try:
                with self._page.expect_navigation(wait_until="load"):
                    self._page.evaluate(_SEND, [path, fields])
                look(self._page, self._seen, wait=_SHORT)
            except Exception as error:  # it led nowhere: told with all others, and the next form is sent
                self._seen.faults.append(f"POST {path[:200]}: {str(error)[:300]}")
                self._open(f"{place.address}/read", wait=0)

    def _charts(self) -> None:
        """Charts of the page that is open, opened as documents of their own."""
        found = self._page.eval_on_selector_all("a[href*='/charts/']", "all => all.map((one) => one.href)")
        for address in [one for one in found if ".svg" in one][:2]:
            self._open(address, own_scripts=False)

    def _sign_in(self, ways: Ways) -> None:
        self._context.set_extra_http_headers({"Authorization": f"Bearer {ways.token}"})

    def _open(self, address: str, *, own_scripts: bool = True, wait: int = _WAIT) -> None:
        try:
            answer = self._page.goto(address, wait_until="load")
        except Exception as error:  # a file that is saved, not shown
            if "Download is starting" not in str(error) and "ERR_ABORTED" not in str(error):
                self._seen.faults.append(f"{address[:200]}: {str(error)[:300]}")
            return
        if answer is not None and answer.status >= 500:
            self._seen.faults.append(f"{answer.status}: {address[:200]}")
        if answer is not None and not address.startswith("file:"):
            self._said(answer.headers, address)
        look(self._page, self._seen, own_scripts=own_scripts, wait=wait)

    def _fetch(self, address: str, token: str, form: Mapping[str, str] | None = None) -> str:
        """What is answered: never what a browser would take for a page where it is none."""
        sent = {"Accept": "text/html", "Authorization": f"Bearer {token}", "Origin": self._seen.address}
        body = None if form is None else urlencode(form, errors="replace").encode()
        request = urllib.request.Request(address, body, sent)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, headers, content = answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            status, headers, content = error.code, error.headers, error.read()
        self._seen.answers += 1
        if status >= 500 and status != 503:
            self._seen.faults.append(f"{status}: {address[:200]}")
        self._said({key.lower(): value for key, value in headers.items()}, address)
        return str(content, "utf-8", "replace")

    def _said(self, headers: Any, address: str) -> None:
        kind = headers.get("content-type", "")
        if kind not in TYPES or headers.get("x-content-type-options") != "nosniff":
            self._seen.faults.append(f"{kind!r}, nosniff {headers.get('x-content-type-options')!r}: {address[:200]}")


def _quick(ways: Ways) -> tuple[str, ...]:
    """Of the pages of a payload, what the quick form looks at."""
    return (f"/briefs/{ways.brief}", f"/questions/{quote(ways.questions[2], safe='')}", f"/jobs/{ways.jobs[2]}")
