"""Text that would be a program, through every way in, with the pages' policy set aside: the escaping alone holds.

A dozen shapes; the long list against every sink is a test of its own.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page, expect

from contingent.core.times import today
from proof.browser.served import Served
from proof.browser.watched import Watched

Visit = Callable[..., Watched]
RUN = "window.__xss=1"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f'"><img src=x onerror={RUN}>',
    f"'><svg onload={RUN}>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f'<a href="javascript:{RUN}">here</a>',
    f"[here](javascript:{RUN})",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f'" autofocus onfocus={RUN} x="',
    f"<details open ontoggle={RUN}>",
    f"<math><mtext><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={RUN}&gt;'>",
    f"\N{RIGHT-TO-LEFT OVERRIDE}<img src=x onerror={RUN}>\x00{{{{7*7}}}}${{7*7}}",
)
ALL = " ".join(PAYLOADS)
#: told to the console, and so to the watch, in whatever page it happens
_ALARM = "Object.defineProperty(window, '__xss', {set() { console.error('HOSTILE TEXT RAN'); }});"
_WRONG = """() => [...document.querySelectorAll('*')].filter((one) => [...one.attributes].some((attribute) =>
  /^on/i.test(attribute.name) || (/^(href|src|action|formaction|xlink:href)$/i.test(attribute.name)
    && /^\\s*(javascript|vbscript|data:text)/i.test(attribute.value)))).map((one) => one.outerHTML.slice(0, 200))"""


def hostile_article() -> str:
    """An article of today, with a what-if, whose title, author and every sentence bear hostile text."""
    said = [
        f"Russia has about 470,000 soldiers {PAYLOADS[0]} fighting against Ukraine.",
        f"North Korea might send 100,000 soldiers to Russia {PAYLOADS[1]}, the ministry said {PAYLOADS[2]}.",
        f"“At least 10,000 North Korean soldiers {PAYLOADS[6]} are in Russia already,” said General {PAYLOADS[8]}.",
        f"If Russia agrees to peace talks {PAYLOADS[10]} in the coming year, Ukraine will {PAYLOADS[12]} answer.",
        *PAYLOADS,
    ]
    head = f"# What would 100,000 soldiers {ALL} mean?\n\nBy {ALL} | {today():%B %d, %Y}\n\n"
    return (head + "\n\n".join(said) + "\n").replace("\0", "")  # a file that holds it is refused as no text


def told(served: Served, path: str, body: dict[str, Any]) -> Any:
    """What a program is answered to what it sends."""
    request = urllib.request.Request(
        f"{served.address}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def read(page: Page) -> str:
    """The hostile article is read from a file with a hostile name; the address of its brief."""
    page.goto("/read")
    content = hostile_article().encode("utf-8", "replace")
    page.locator("#read-file").set_input_files(
        {"name": f"{ALL[:150]}.md", "mimeType": "text/markdown", "buffer": content}
    )
    page.get_by_role("button", name="Read it").click()
    page.wait_for_url("**/briefs/*", timeout=90_000)
    return page.url


def written_on(served: Served, question: str) -> None:
    """A note, a forecast with its reasons, and an outcome, every text of them hostile."""
    at = f"/questions/{question}"
    told(served, f"{at}/notes", {"text": ALL})
    told(served, f"{at}/forecasts", {"middle": 0.2, "low": 0.1, "high": 0.3, "reasoning": ALL})
    said = {"outcome": "no", "resolved_on": today().isoformat(), "source": ALL, "evidence": ALL, "note": ALL}
    told(served, f"{at}/settle", {**said, "confirmed": True})


def pages_of(served: Served, brief: str, questions: list[str]) -> Iterator[str]:
    """Every page on which the hostile text is shown, or asked back."""
    yield from (
        brief,
        "/",
        "/jobs",
        "/workbench",
        "/questions?state=all",
        "/track-record",
        f"/track-record/{today():%Y-%m}",
    )
    yield from (f"/questions/{name}" for name in questions)
    yield from (f"/embed/questions/{name}" for name in questions[:1])
    for text in PAYLOADS:
        yield f"/?q={quote(text)}"
        yield f"/questions?words={quote(text)}&forecaster={quote(text)}"
    for way in (
        "/workbench?s=",
        "/workbench?brief=",
        "/questions/",
        "/briefs/",
        "/jobs/",
        "/track-record/",
        "/map?month=",
        "/read?again=",
        "/sign-in?next=",
    ):
        yield f"{way}{quote(PAYLOADS[1], safe='')}"


def test_hostile_text_runs_nowhere(visit: Visit, served: Served) -> None:
    seen = visit(bypass_csp=True)
    page = seen.page
    page.context.add_init_script(_ALARM)
    brief = read(page)
    questions = [one["id"] for one in served.json(f"/briefs/{brief.rpartition('/')[2]}.json")["questions"]]
    assert questions, "the article raised no question: the test would look at nothing"
    written_on(served, questions[0])
    wrong = []
    for path in pages_of(served, brief, questions):
        page.goto(path, wait_until="load")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        wrong += page.evaluate(_WRONG)
    assert not wrong, wrong

    page.goto("/workbench?example=aid_cut&paths=4096")  # an answer that a script puts into the page
    page.locator("summary", has_text="American aid ends in spring").click()
    name = page.get_by_label("Its name").nth(1)
    name.fill(ALL[:190])
    name.press("Tab")
    expect(page.locator("#wb-answer")).to_contain_text(ALL[:30])
    assert not page.evaluate(_WRONG)
    # what was refused was refused as a status, which the browser notes
    seen.faults[:] = [fault for fault in seen.faults if "the server responded with a status of 4" not in fault]
