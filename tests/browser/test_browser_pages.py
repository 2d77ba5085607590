"""What holds on every page: nothing to complain of, nothing asked of others, nothing cut off, everything named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from places import NAMES, NOT_THERE, address_of
from playwright.sync_api import Page

from proof.browser.served import Served
from proof.browser.watched import Watched

Visit = Callable[..., Watched]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
#: what is wrong with the page's outline, its pictures, its fields and its width, in words
_FAULTS = """() => {
  const faults = [];
  const headings = [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].filter((one) => one.checkVisibility());
  const ones = headings.filter((one) => one.tagName === 'H1').length;
  if (ones !== 1) faults.push(`${ones} h1`);
  let last = 0;
  for (const one of headings) {
    const level = Number(one.tagName[1]);
    if (level > last + 1) faults.push(`h${level} after h${last}: ${one.textContent.slice(0, 60)}`);
    last = level;
    if (!one.textContent.trim()) faults.push(`an empty h${level}`);
  }
  const named = (one) => (one.getAttribute('aria-label') || '').trim()
    || (one.getAttribute('aria-labelledby') || '').split(/\\s+/).map((id) => document.getElementById(id))
      .some((other) => other && other.textContent.trim());
  for (const one of document.querySelectorAll('svg')) {
    if (one.closest('[aria-hidden=true]')) continue;
    if (one.parentElement.closest('svg')) continue;
    if (one.getAttribute('role') !== 'img' || !named(one)) faults.push(`no name: ${one.outerHTML.slice(0, 120)}`);
  }
  for (const one of document.querySelectorAll('img')) if (!one.hasAttribute('alt')) faults.push(`no alt: ${one.src}`);
  for (const one of document.querySelectorAll('input:not([type=hidden]),select,textarea')) {
    if (!one.labels.length && !named(one)) faults.push(`no label: ${one.outerHTML.slice(0, 120)}`);
  }
  const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
  const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
  if (twice.length) faults.push(`ids twice: ${[...new Set(twice)].slice(0, 5)}`);
  for (const one of document.querySelectorAll('a[href^="#"]')) {
    const id = decodeURIComponent(one.hash.slice(1));
    if (id && !document.getElementById(id)) faults.push(`leads nowhere: ${one.hash}`);
  }
  return faults;
}"""
_TOO_WIDE = """() => {
  const most = document.documentElement.clientWidth;
  const over = document.documentElement.scrollWidth - most;
  if (over <= 0) return [];
  const wide = [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > most + 1);
  return [`${over} px too wide`, ...wide.slice(0, 4).map((one) => one.outerHTML.slice(0, 120))];
}"""
#: ink and paper of the page as red, green, blue (and what covers)
_COLOURS = """() => { const style = getComputedStyle(document.body);
  return [style.color, style.backgroundColor].map((one) => one.match(/[0-9.]+/g).map(Number)); }"""
#: words in a drawing that are too small to be read, in pixels as they are shown
_TOO_SMALL = """() => [...document.querySelectorAll('svg text')].map((one) => {
  const scale = one.getScreenCTM(), size = parseFloat(getComputedStyle(one).fontSize) * Math.hypot(scale.a, scale.b);
  return [size, one.textContent, one.checkVisibility() && one.getClientRects().length > 0];
}).filter(([size, , seen]) => seen && size < 9).slice(0, 5).map(([size, text]) => `${size.toFixed(1)} px: ${text}`)"""


def shown(page: Page, name: str, served: Served) -> None:
    answer = page.goto(address_of(name, served), wait_until="load")
    assert answer is not None
    assert answer.status == NOT_THERE.get(name, 200), answer.status


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_sound(name: str, visit: Visit, served: Served) -> None:
    """No complaint in the console, one outline, names on pictures and fields, nothing cut off on a phone or a desk."""
    seen = visit(viewport=PHONE)
    shown(seen.page, name, served)
    narrow = seen.page.evaluate(_TOO_WIDE)
    seen.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    opened = seen.page.evaluate(_TOO_WIDE)
    small = seen.page.evaluate(_TOO_SMALL)
    seen.page.set_viewport_size(DESK)
    faults = [
        *narrow,
        *opened,
        *small,
        *seen.page.evaluate(_TOO_SMALL),
        *seen.page.evaluate(_TOO_WIDE),
        *seen.page.evaluate(_FAULTS),
    ]
    if name in NOT_THERE:  # the browser's own note of the status
        seen.faults[:] = [fault for fault in seen.faults if str(NOT_THERE[name]) not in fault]
    assert not faults, faults


@pytest.mark.parametrize("name", [name for name in NAMES if name not in NOT_THERE])
def test_every_page_prints(name: str, visit: Visit, served: Served) -> None:
    """On paper the page keeps its heading, loses navigation and forms, and is dark on light even for a dark screen."""
    seen = visit(color_scheme="dark")
    shown(seen.page, name, served)
    seen.page.emulate_media(media="print")
    page = seen.page
    assert page.locator("h1").is_visible()
    assert not page.locator("header.site nav:visible, footer.site:visible, main form:visible").count()
    ink, paper = page.evaluate(_COLOURS)
    assert sum(ink) < 200, f"the ink on paper is {ink}"
    assert paper == [0, 0, 0, 0] or sum(paper[:3]) > 700, f"the paper is printed {paper}"
    assert page.pdf(format="A4")[:5] == b"%PDF-"


def test_the_skip_link_leads_past_the_navigation(visit: Visit) -> None:
    """The first stop of the Tab key is the way to the content; the stop after it is inside."""
    page = visit().page
    page.goto("/track-record")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert page.locator("a.skip").bounding_box()["y"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('main') === null || document.activeElement.id === 'main'")


def test_a_reader_with_a_dark_screen_gets_a_dark_page(visit: Visit) -> None:
    """The colours follow the reader's system: the same page, ink and paper exchanged."""
    found = []
    for scheme in ("light", "dark"):
        page = visit(color_scheme=scheme).page
        page.goto("/")
        found.append([sum(colour[:3]) for colour in page.evaluate(_COLOURS)])
    (ink, paper), (dark_ink, dark_paper) = found
    assert ink < 200 < 600 < paper
    assert dark_paper < 200 < 500 < dark_ink


def test_the_policy_stops_a_script_of_somebody_else(visit: Visit, axe: str) -> None:
    """What axe needs to be let in for is not let in here: neither an inline script nor a handler runs."""
    seen = visit(watched=False)
    page = seen.page
    page.goto("/")
    page.evaluate(
        "source => { const made = document.createElement('script'); made.textContent = `${source};window.ran = 1`; "
        "document.head.append(made); document.body.insertAdjacentHTML('beforeend', "
        "'<img src=x onerror=\"window.ran = 2\">'); }",
        axe,
    )
    page.wait_for_timeout(200)
    assert page.evaluate("[window.ran, typeof window.axe]") == [None, "undefined"]
