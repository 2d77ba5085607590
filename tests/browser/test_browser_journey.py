"""One morning with the service, in a real browser: by pointer, by keyboard alone, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from contingent.core.times import today
from proof.browser.hands import Hand, Keys, Pointer
from proof.browser.served import DUE, Served
from proof.browser.watched import Watched
from proof.newcomer.journey import read_the_article

Visit = Callable[..., Watched]
#: a job reads, simulates and keeps on a machine that may be busy
LONG = 90_000
EVIDENCE = "The registry of the port lists no such treaty, and both parties confirmed it."


def open_a_question(page: Page, hand: Hand) -> None:
    """From the brief to its first question, and back."""
    brief = page.url
    hand.press(page.locator("main a[href^='/questions/']").first)
    page.wait_for_url("**/questions/*")
    expect(page.locator("#factors")).to_have_text("What it rests on")
    expect(page.locator("figure svg:visible").first).to_have_attribute("role", "img")
    page.goto(brief)


def open_the_workbench(page: Page, hand: Hand) -> str:
    """From the brief to its what-if; the sentence that says what follows."""
    hand.press(page.get_by_role("link", name=re.compile("in the workbench")).first)
    page.wait_for_url("**/workbench?s=*")
    return page.locator("#wb-sentence").inner_text()


def move_the_dial(page: Page, hand: Hand, said: str) -> None:
    """A slider is moved: the answer and the address change, and the page is not loaded anew."""
    page.evaluate("window.sameDocument = true")
    before = page.url
    # moved by much, so that a rounded answer cannot stay the same
    hand.slide(page.locator(".wb-slider").first, 45)
    expect(page.locator("#wb-sentence")).not_to_have_text(said, timeout=LONG)
    expect(page.locator("#wb-status")).not_to_be_empty()
    assert page.url != before
    assert page.evaluate("window.sameDocument"), "the page was loaded anew"
    expect(page.get_by_text("turned", exact=True).first).to_be_visible()


def turn_the_dial(page: Page, hand: Hand, said: str) -> None:
    """The same without scripts: a number is written, and the form is sent."""
    field = page.locator(".wb-dial input[name$='.middle']").first
    hand.write(field, f"{3 * float(field.input_value()):.3g}")
    hand.press(page.get_by_role("button", name="Recalculate"))
    expect(page.locator("#wb-sentence")).not_to_have_text(said, timeout=LONG)


def figures(page: Page) -> list[str]:
    """What a reader of the workbench reads."""
    return [page.locator(place).inner_text() for place in ("#wb-sentence", "#wb-answer")]


def settle_what_is_due(page: Page, hand: Hand, name: str) -> None:
    """From the inbox's list to the question, its outcome with evidence, the second asking, and what it scored."""
    page.goto("/questions?state=due&words=harbour")
    hand.press(page.get_by_role("link", name=f"Will {name} come about?"))
    page.wait_for_url("**/questions/*")
    hand.write(page.get_by_label("How it came out"), "no")
    hand.write(page.get_by_label("Known since"), today().isoformat())
    hand.write(page.get_by_label(re.compile("^Evidence")), EVIDENCE)
    hand.press(page.get_by_role("button", name="Look it over"))
    expect(page.locator("h1")).to_have_text("Is this how it came out?")
    expect(page.get_by_role("definition").filter(has_text=EVIDENCE)).to_be_visible()
    hand.press(page.get_by_role("button", name="Write it"))
    expect(page.locator("#scores")).to_have_text("How it came out")


def see_the_track_record(page: Page, hand: Hand, name: str) -> None:
    """By the navigation to the track record, and from it to the month, where the question is named."""
    hand.press(page.get_by_role("navigation", name="Main").get_by_role("link", name="Track record"))
    page.wait_for_url("**/track-record")
    expect(page.locator("h1")).to_have_text("What was forecast, and what came of it")
    hand.press(page.locator(f"a[href^='/track-record/{today():%Y-%m}']").first)
    page.wait_for_url("**/track-record/20*")
    expect(page.locator("main")).to_contain_text(f"Will {name} come about?")


@pytest.mark.parametrize("how", ["pointer", "keyboard", "no scripts"])
def test_a_morning_with_the_service(how: str, visit: Visit, served: Served, article: str) -> None:
    scripts = how != "no scripts"
    me = visit(java_script_enabled=scripts, permissions=["clipboard-read", "clipboard-write"])
    page = me.page
    hand: Hand = Keys(page) if how == "keyboard" else Pointer()
    due = DUE[["pointer", "keyboard", "no scripts"].index(how)]
    settled = served.json("/track-record.json")["record"]["counts"]["settled"]

    read_the_article(page, hand, f"{article}\n\nThis copy was read by {how}.\n")
    assert page.locator(".brief-article mark").count() > 5
    open_a_question(page, hand)
    said = open_the_workbench(page, hand)
    (move_the_dial if scripts else turn_the_dial)(page, hand, said)

    mine, link = figures(page), page.url
    if scripts:
        hand.press(page.get_by_role("button", name="Copy link"))
        expect(page.locator("#wb-status")).to_contain_text("copied")
        link = page.evaluate("navigator.clipboard.readText()")
    other = visit(java_script_enabled=scripts)
    other.page.goto(link)
    assert figures(other.page) == mine

    settle_what_is_due(page, hand, due)
    assert served.json("/track-record.json")["record"]["counts"]["settled"] == settled + 1
    see_the_track_record(page, hand, due)
