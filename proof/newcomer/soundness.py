"""What a page owes whoever reads it: an outline, names, room, targets to hit, and stops for the keyboard in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
GRAVE = ("moderate", "serious", "critical")
#: outline, names, fields, ids and width of the page, and targets that are smaller than a finger needs
_FAULTS = r"""() => {
  const faults = [], seen = (one) => one.checkVisibility({visibilityProperty: true}) && one.getClientRects().length;
  const heads = [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].filter(seen);
  if (heads.filter((one) => one.tagName === 'H1').length !== 1) faults.push('not one h1');
  let last = 0;
  for (const one of heads) {
    const level = Number(one.tagName[1]);
    if (level > last + 1) faults.push(`h${level} after h${last}: ${one.textContent.slice(0, 60)}`);
    if (!one.textContent.trim()) faults.push(`an empty h${level}`);
    last = level;
  }
  const byId = (ids) => (ids || '').split(/\s+/).map((id) => document.getElementById(id)).filter(Boolean)
    .map((one) => one.textContent).join(' ');
  const name = (one) => [one.getAttribute('aria-label'), byId(one.getAttribute('aria-labelledby')),
    [...(one.labels || [])].map((each) => each.textContent).join(' '), one.textContent, one.title, one.alt]
    .find((text) => (text || '').trim());
  const acts = [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary')];
  for (const one of acts.filter(seen)) {
    if (!name(one)) faults.push(`no name: ${one.outerHTML.slice(0, 120)}`);
    const box = one.getBoundingClientRect(), inline = getComputedStyle(one).display === 'inline';
    const near = acts.some((other) => { // WCAG 2.2, 2.5.8: small targets may stand apart
      if (other === one || !seen(other) || one.contains(other) || other.contains(one)) return false;
      const beside = other.getBoundingClientRect();
      const x = box.x + box.width / 2, y = box.y + box.height / 2;
      const across = Math.max(beside.left - x, 0, x - beside.right);
      const along = Math.max(beside.top - y, 0, y - beside.bottom);
      return Math.hypot(across, along) < 12;
    });
    if (!inline && (box.width < 23.5 || box.height < 23.5) && near && box.width > 1)
      faults.push(`small, ${box.width.toFixed(0)} x ${box.height.toFixed(0)}: ${one.outerHTML.slice(0, 120)}`);
  }
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over > 0) faults.push(`${over} px too wide`);
  const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
  const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
  if (twice.length) faults.push(`ids twice: ${[...new Set(twice)].slice(0, 5)}`);
  return faults;
}"""
_AXE = """async () => (await axe.run(document, {resultTypes: ['violations'],
  rules: {'target-size': {enabled: true}}})).violations.map((one) => [one.id, one.impact, one.nodes.length,
  one.nodes.slice(0, 2).map((node) => node.html.slice(0, 160)).join(' | ')])"""
_OPEN = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
#: what the Tab key should reach, in the order of the page; of a group of radio buttons one
_STOPS = r"""() => {
  const kinds = 'a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex="0"]';
  const all = [...document.querySelectorAll(kinds)].filter((one) => !one.disabled
    && one.checkVisibility({visibilityProperty: true}) && one.tabIndex >= 0);
  const groups = new Set();
  const kept = all.filter((one) => {
    if (one.type !== 'radio') return true;
    const first = !groups.has(one.name); groups.add(one.name); return first;
  });
  window.toReach = new Set(kept);
  return kept.length;
}"""
_STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  window.toReach.delete(at);
  if (at.type === 'radio') for (const one of window.toReach) if (one.name === at.name) window.toReach.delete(one);
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0;
  return [ring && seen, at.outerHTML.slice(0, 140), window.toReach.size];
}"""
_LEFT = "[...window.toReach].slice(0, 3).map((one) => one.outerHTML.slice(0, 140))"


def faults_of(page: Page) -> list[str]:
    """What the page lacks as it stands, and with everything that folds open."""
    closed = page.evaluate(_FAULTS)
    page.evaluate(_OPEN)
    return list(dict.fromkeys([*closed, *page.evaluate(_FAULTS)]))


def axe_of(page: Page, source: str) -> list[str]:
    """What axe-core grades moderate or worse, everything that folds open."""
    page.evaluate(_OPEN)
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(source)
    found: list[list[Any]] = page.evaluate(_AXE)
    return [f"axe {rule} ({impact}, {count}): {where}" for rule, impact, count, where in found if impact in GRAVE]


def stops_of(page: Page) -> tuple[int, list[str]]:
    """How many stops the Tab key makes, and which it does not make or does not show; everything folds open."""
    page.evaluate(_OPEN)
    wanted = page.evaluate(_STOPS)
    page.evaluate("document.activeElement && document.activeElement.blur()")
    faults: list[str] = []
    for _ in range(3 * wanted + 20):
        page.keyboard.press("Tab")
        found = page.evaluate(_STOP)
        if found is None:
            continue
        if not found[0]:
            faults.append(f"the focus is not to be seen: {found[1]}")
        if found[2] == 0:
            break
    faults += [f"the Tab key does not reach {one}" for one in page.evaluate(_LEFT)]
    return wanted, list(dict.fromkeys(faults))


def main_thread_seconds(page: Page, address: str) -> float:
    """The seconds that the browser's main thread works until the page at the address is loaded."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")  # it counts from here on
    page.goto(address, wait_until="load")
    told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    return float(told["TaskDuration"])


#: a page on which every check has something to find, each fault by a word of it
_BAD = """<!doctype html><html lang="en"><title>Bad</title><main><h1>Bad</h1><h3>Skipped</h3>
<button style="width:9px;height:9px;padding:0"></button><button style="width:9px;height:9px;padding:0">x</button>
<p id="a">One</p><p id="a" style="width:3000px">Two</p><input><a href="/" style="outline:none">here</a>
<a href="/" tabindex="0" style="position:absolute;left:-999px">away</a></main></html>"""
_FOUND = ("h3 after h1", "no name", "small,", "ids twice", "px too wide", "the focus is not to be seen")


def unnoticed(page: Page) -> list[str]:
    """The faults of a page that has one of every kind that are not found there: the checks can fail."""
    page.set_content(_BAD)
    found = " ".join([*faults_of(page), *stops_of(page)[1]])
    return [fault for fault in _FOUND if fault not in found]
