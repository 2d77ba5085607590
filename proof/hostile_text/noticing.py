"""How running is noticed: a setter, dialogs, requests to a place that is nobody's, windows; and the page's own tree."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request

#: nobody's address: whatever asks for it was made to by a text
CANARY = "canary.invalid"
#: what hostile text calls, in every frame of every page; and what the page's policy refused
_ALARM = """
Object.defineProperty(window, 'zq', {value: (number) => console.error(`ZQ RAN ${number}`)});
document.addEventListener('securitypolicyviolation', (event) =>
  console.error(`ZQ POLICY ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
"""
#: what of a page's tree came from a text that was taken for markup; markers are the numbers of the texts
_TREE = r"""async ([own, wait]) => {
  document.querySelectorAll('details').forEach((one) => { one.open = true; });
  await new Promise((done) => setTimeout(done, wait));
  const found = [];
  const note = (why, one) => found.push(`${why}: ${(one.outerHTML || one.data || '').slice(0, 300)}`);
  const foreign = new Set(['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'FRAME', 'FRAMESET', 'APPLET', 'VIDEO', 'AUDIO',
    'SOURCE', 'MARQUEE', 'PORTAL', 'MATH', 'FOREIGNOBJECT', 'ANIMATE', 'SET', 'USE', 'IMAGE', 'TEMPLATE', 'DIALOG']);
  const addresses = /^(href|src|action|formaction|xlink:href|data|poster|srcset|background|ping|manifest)$/;
  const loads = /^(src|data|poster|srcset|background|ping|manifest|action|formaction)$/;
  const runs = (value) => {
    const bare = value.replace(/[\u0000-\u0020]/g, '').toLowerCase();
    return /^(javascript|vbscript):/.test(bare) || (/^data:/.test(bare) && !/^data:(,|image\/)/.test(bare));
  };
  const look = (root) => {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_COMMENT
      | NodeFilter.SHOW_PROCESSING_INSTRUCTION);
    for (let one = walk.currentNode; one; one = walk.nextNode()) {
      if (one.nodeType === Node.PROCESSING_INSTRUCTION_NODE || one.nodeType === Node.COMMENT_NODE) {
        if (/zq|canary/.test(one.data)) note('a comment', one);
        continue;
      }
      if (one.nodeType !== Node.ELEMENT_NODE) continue;
      const name = one.tagName.toUpperCase();
      if (name.startsWith('ZQ-')) note('an element of the text', one);
      if (foreign.has(name)) note('a foreign element', one);
      if (name === 'SCRIPT' && !(own && (one.getAttribute('src') || '').startsWith('/static/'))) note('a script', one);
      if (name === 'META' && /refresh/i.test(one.httpEquiv) && !/^\d+$/.test(one.content)) note('a refresh', one);
      if (name === 'STYLE' && /zq|canary/.test(one.textContent)) note('a style sheet', one);
      if (name === 'LINK' && new URL(one.href, location.href).host === 'canary.invalid') note('a link', one);
      if (one.shadowRoot) look(one.shadowRoot);
      if (one.content instanceof DocumentFragment) look(one.content);
      for (const attribute of one.attributes) {
        const key = attribute.name.toLowerCase(), value = attribute.value;
        if (/^on/.test(key) || /zq|canary/.test(key)) note(`the attribute ${key}`, one);
        if (addresses.test(key) && runs(value)) note(`a program in ${key}`, one);
        if (loads.test(key) && value.includes('canary.invalid')) note(`an address in ${key}`, one);
        if (key === 'srcdoc') note('srcdoc', one);
        if ((key === 'style' || key === 'id' || key === 'name' || key === 'class') && /zq|canary/.test(value))
          note(`text in ${key}`, one);
      }
    }
  };
  look(document);
  if (document.body && document.body.tagName !== 'BODY') found.push('the body is hidden by a name');
  const stood = document.documentElement.outerHTML.matchAll(/(?:zq(?:[(-]|%28)?|canary\.invalid(?:\/|%2F))(\d+)/g);
  return [found, [...new Set([...stood].map((one) => Number(one[1])))]];
}"""
_NUMBER = re.compile(r"(?:zq[(-]?|ZQ RAN |canary\.invalid/)(\d+)")


@dataclass(slots=True, kw_only=True)
class Noticed:
    """What was seen so far: texts that ran, by number; traces in trees, refusals of the policy, faults of pages; which
    texts stood, as text or more, on a page that was opened; pages opened, and answers that were only read."""

    address: str = ""
    ran: dict[int, str] = field(default_factory=dict)
    traces: dict[int, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    stood: set[int] = field(default_factory=set)
    pages: int = 0
    answers: int = 0

    @property
    def hits(self) -> int:
        """How many texts, each in its place, became more than text."""
        return len(self.ran.keys() | self.traces.keys())


def notice(context: BrowserContext, seen: Noticed) -> Page:
    """A new page of the context; whatever runs in it, or in what it opens, is noted in `seen`."""

    def said(message: ConsoleMessage) -> None:
        text = message.text
        where = message.page.url if message.page else ""
        if text.startswith("ZQ POLICY"):
            seen.refused.append(f"{where}: {text[:300]}")
        elif text.startswith("ZQ RAN") or CANARY in text:
            _ran(seen, text, where)
        elif "Content Security Policy" in text:
            seen.refused.append(f"{where}: {text[:300]}")

    def asked(request: Request) -> None:
        own = (f"{seen.address}/", "data:", "blob:", "file:", "about:", "chrome-error:")
        if not request.url.startswith(own):
            _ran(seen, request.url, request.frame.url)

    def asked_of(dialog: Dialog) -> None:
        _ran(seen, f"dialog {dialog.message}", "")
        dialog.dismiss()

    context.on("console", said)
    context.on("request", asked)
    context.on("dialog", asked_of)
    context.add_init_script(_ALARM)
    page = context.new_page()
    context.on("page", lambda other: _ran(seen, f"opened {other.url}", page.url))
    return page


def look(page: Page, seen: Noticed, *, own_scripts: bool = True, wait: int = 15) -> None:
    """The page's tree is looked through, everything folded opened, `wait` milliseconds after that."""
    seen.pages += 1
    traces, stood = page.evaluate(_TREE, [own_scripts, wait])
    seen.stood.update(stood)
    for trace in traces:
        for number in numbers(trace) or {-1}:
            seen.traces.setdefault(number, f"{page.url[:200]}: {trace}")


def numbers(text: str) -> set[int]:
    """The numbers of the hostile texts that stand in a text."""
    return {int(found) for found in _NUMBER.findall(text)}


def _ran(seen: Noticed, text: str, where: str) -> None:
    for number in numbers(text) or {-1}:
        seen.ran.setdefault(number, f"{where[:200]}: {text[:300]}")
