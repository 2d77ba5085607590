"""One way through the service: an article pasted, its brief, a question, what one thinks of it, how it came out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contingent.core.times import today
from proof.browser.hands import Hand, Keys, Pointer

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

#: a job reads, simulates and keeps on a machine that may be busy
LONG = 120_000
EVIDENCE = "The ministry and the registry both said so in writing."
HOW = ("pointer", "keyboard", "no scripts")


@dataclass(slots=True, kw_only=True)
class Walked:
    """What a reader did: how often they pressed, wrote and moved on by the Tab key, and where they came by."""

    presses: int = 0
    writes: int = 0
    keys: int = 0
    seen: list[str] = field(default_factory=list)

    def words(self) -> str:
        """The steps in words."""
        keys = f", {self.keys} of the Tab key" if self.keys else ""
        return f"{self.presses} presses, {self.writes} fields written{keys}"


class Counted:
    """A hand whose every act is counted."""

    def __init__(self, hand: Hand, walked: Walked) -> None:
        self._hand = hand
        self._walked = walked

    def press(self, at: Locator) -> None:
        """Pressed, and counted."""
        self._hand.press(at)
        self._note(presses=1)

    def write(self, at: Locator, text: str) -> None:
        """Written, and counted."""
        self._hand.write(at, text)
        self._note(writes=1)

    def slide(self, at: Locator, steps: int) -> None:
        """Moved, and counted."""
        self._hand.slide(at, steps)
        self._note(writes=1)

    def _note(self, *, presses: int = 0, writes: int = 0) -> None:
        self._walked.presses += presses
        self._walked.writes += writes
        if isinstance(self._hand, Keys):
            self._walked.keys = self._hand.stops


def read_the_article(page: Page, hand: Hand, article: str) -> None:
    """From the inbox to a job, and from the job to the brief of the article."""
    from playwright.sync_api import expect

    page.goto("/")
    expect(page.locator("h1")).to_have_text("Inbox")
    hand.write(page.get_by_label("Paste its text"), article)
    hand.press(page.get_by_role("button", name="Read it"))
    page.wait_for_url(re.compile(r"/(jobs|briefs)/"))
    brief, ready = page.locator("#claims"), page.get_by_role("link", name="Open the brief")
    expect(brief.or_(ready).first).to_be_visible(timeout=LONG)
    if ready.count():
        hand.press(ready)
    page.wait_for_url("**/briefs/*")
    expect(page.locator("#claims")).to_have_text("What the article claims")


def walk(page: Page, how: str, article: str, walked: Walked) -> None:
    """From the inbox to the track record; AssertionError, or an error of Playwright, where the way is barred."""
    from playwright.sync_api import expect

    hand = Counted(Keys(page) if how == "keyboard" else Pointer(), walked)
    read_the_article(page, hand, article)
    walked.seen.append(page.url)

    hand.press(page.locator("main a[href^='/questions/']").first)
    page.wait_for_url("**/questions/*")
    walked.seen.append(page.url)
    said = f"Read by {how}: the port is where to look."
    hand.write(page.locator("#note-text"), said)
    hand.press(page.get_by_role("button", name="Add the note"))
    expect(page.locator("main")).to_contain_text(said)
    hand.press(page.locator("summary", has_text="Add a forecast of your own"))
    for name, value in (("middle", "30"), ("low", "10"), ("high", "50")):
        hand.write(page.locator(f"input[name={name}]"), value)
    hand.press(page.get_by_role("button", name="Put it down"))
    page.wait_for_url("**/questions/*")
    settled(page, hand)
    hand.press(page.get_by_role("navigation", name="Main").get_by_role("link", name="Track record"))
    page.wait_for_url("**/track-record")
    expect(page.locator("h1")).to_be_visible()
    walked.seen.append(page.url)


def settled(page: Page, hand: Hand) -> None:
    """The question comes out; it is asked once more before it is written."""
    from playwright.sync_api import expect

    hand.press(page.locator("summary", has_text="Settle it"))
    hand.write(page.get_by_label("How it came out"), "no")
    hand.write(page.get_by_label("Known since"), today().isoformat())
    hand.write(page.get_by_label(re.compile("^Evidence")), EVIDENCE)
    hand.press(page.get_by_role("button", name="Look it over"))
    expect(page.locator("h1")).to_have_text("Is this how it came out?")
    hand.press(page.get_by_role("button", name="Write it"))
    expect(page.locator("#scores")).to_have_text("How it came out")
