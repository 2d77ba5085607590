"""How a reader works a page: with a pointer, or with the keyboard alone, seeing at every step where they are."""

from __future__ import annotations

from typing import Protocol

from playwright.sync_api import Locator, Page

#: more stops than any page has
MOST_STOPS = 700
#: the ring, or where there is none what is told of the element that has the focus
_FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at);
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const box = at.getBoundingClientRect();
  const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0;
  return {ring, seen, what: at.outerHTML.slice(0, 160)};
}"""


class Hand(Protocol):
    """What a reader does to an element of a page."""

    def press(self, at: Locator) -> None:
        """Follow a link, press a button, open what is folded."""

    def write(self, at: Locator, text: str) -> None:
        """Put text, or a day, into a field that is empty or to be written anew."""

    def slide(self, at: Locator, steps: int) -> None:
        """Move a slider by so many of its steps."""


class Pointer:
    """Mouse or finger."""

    def press(self, at: Locator) -> None:
        """Clicked."""
        at.click()

    def write(self, at: Locator, text: str) -> None:
        """Filled in."""
        at.fill(text)

    def slide(self, at: Locator, steps: int) -> None:
        """Set where it would be dragged to."""
        at.fill(str(int(at.input_value()) + steps))


class Keys:
    """The keyboard alone; every stop on the way must be in sight and marked."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.stops = 0

    def reach(self, at: Locator) -> None:
        """The focus is on the element, by nothing but the Tab key."""
        at.wait_for()
        for _ in range(MOST_STOPS):
            if at.evaluate("one => one === document.activeElement"):
                return
            self._page.keyboard.press("Tab")
            self.stops += 1
            found = self._page.evaluate(_FOCUS)
            assert found is None or (found["ring"] and found["seen"]), f"the focus is not to be seen: {found}"
        raise AssertionError(f"{at} cannot be reached with the Tab key from {self._page.url}")

    def press(self, at: Locator) -> None:
        """Reached, then Enter."""
        self.reach(at)
        self._page.keyboard.press("Enter")

    def write(self, at: Locator, text: str) -> None:
        """Reached, then typed; a long text is pasted, a day is typed in the order the field shows it."""
        self.reach(at)
        if at.get_attribute("type") == "date":
            year, month, day = text.split("-")
            self._page.keyboard.type(f"{month}{day}{year}")
        elif len(text) > 100:
            self._page.keyboard.insert_text(text)
        else:
            self._page.keyboard.press("Control+a")
            self._page.keyboard.type(text)

    def slide(self, at: Locator, steps: int) -> None:
        """Reached, then the arrow keys."""
        self.reach(at)
        for _ in range(steps):
            self._page.keyboard.press("ArrowRight")
