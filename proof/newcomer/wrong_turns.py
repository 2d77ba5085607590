"""The turns that a newcomer takes by mistake, and the sentence that each of them needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

LONG = 120_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A wrong turn: how it is taken, and what the page must then say."""

    name: str
    take: Callable[[Page], None]
    says: str


def turns(question: str) -> Iterator[Turn]:
    """Every wrong turn; `question` is the address of one that is open."""
    yield Turn(name="nothing pasted", take=lambda page: _paste(page, "   "), says="empty|paste its text")
    yield Turn(name="a recipe pasted", take=lambda page: _paste(page, _RECIPE), says="armed conflict|no number")
    yield Turn(name="no address", take=lambda page: _address(page, "example"), says="https://")
    yield Turn(name="an address inside", take=lambda page: _address(page, "http://127.0.0.1/x"), says="not|only")
    yield Turn(name="a picture for an article", take=_picture, says="text")
    yield Turn(name="an unknown page", take=lambda page: _go(page, "/brief/1"), says="no page")
    yield Turn(name="an unknown question", take=lambda page: _go(page, "/questions/none"), says="no question|list")
    yield Turn(name="a link cut short", take=lambda page: _go(page, "/workbench?s=1.abc"), says="link")
    yield Turn(name="a probability of 120", take=lambda page: _forecast(page, question), says="0|100")
    yield Turn(name="a month that is none", take=lambda page: _go(page, "/track-record/2024-13"), says="month")
    yield Turn(name="a day that is none", take=lambda page: _go(page, "/watch?as_of=tomorrow"), says="day|date")
    yield Turn(name="words that nothing holds", take=lambda page: _go(page, "/?q=zzzzz"), says="zzzzz|no brief|none")
    yield Turn(name="signing in where nobody has to", take=lambda page: _go(page, "/sign-in"), says="token")


def fault_of(page: Page, turn: Turn) -> str | None:
    """What the page lacks after the turn; None where it says what to do and offers a way on."""
    turn.take(page)
    said = " ".join(page.locator("main").inner_text().split())
    if not re.search(turn.says, said, re.IGNORECASE):
        return f"{turn.name}: the page does not say why: {said[:300]}"
    ways = page.locator("main a[href], main button").count()
    if not ways:
        return f"{turn.name}: no way on: {said[:200]}"
    if re.search(r"traceback|\bNone\b|Error:|\{'|undefined|NaN", said):
        return f"{turn.name}: a program speaks: {said[:300]}"
    return None


_RECIPE = (
    "Onion soup. By A Cook | May 3, 2024\n\nCut four onions and fry them slowly in butter. Add a litre of broth and "
    "leave it for half an hour. Toast the bread, put cheese on it, and serve it in the bowls.\n"
)


def _go(page: Page, address: str) -> None:
    page.goto(address)


def _paste(page: Page, text: str) -> None:
    page.goto("/read")
    page.get_by_label("Paste its text").fill(text)
    _send(page)


def _address(page: Page, text: str) -> None:
    page.goto("/read")
    field = page.locator("input[name=address]")
    field.evaluate("one => { one.type = 'text'; }")  # a browser of another make may let it pass
    field.fill(text)
    _send(page)


def _picture(page: Page) -> None:
    page.goto("/read")
    raw = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
    page.locator("#read-file").set_input_files({"name": "photo.png", "mimeType": "image/png", "buffer": raw})
    _send(page)


def _send(page: Page) -> None:
    """Sent; a job that was begun is waited for."""
    page.evaluate("document.querySelectorAll('form').forEach((one) => { one.noValidate = true; })")
    with page.expect_navigation():
        page.get_by_role("button", name="Read it").click()
    page.locator(".said.wrong, .wrong, #claims, [role=alert]").first.wait_for(timeout=LONG)


def _forecast(page: Page, question: str) -> None:
    page.goto(question)
    page.locator("summary", has_text="Add a forecast of your own").click()
    page.evaluate("document.querySelectorAll('form').forEach((one) => { one.noValidate = true; })")
    for name, value in (("middle", "120"), ("low", "10"), ("high", "50")):
        page.locator(f"input[name={name}]").fill(value)
    with page.expect_navigation():
        page.get_by_role("button", name="Put it down").click()
