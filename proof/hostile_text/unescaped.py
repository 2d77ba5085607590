"""Pages on which nothing is escaped: each payload must be noticed there by its own number, or the check is blind."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from proof.hostile_text.noticing import Noticed, look, notice
from proof.hostile_text.payloads import Payload

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: the ways that a text gets into a page: between tags, as each kind of attribute, and inside what is no markup
_WAYS = (
    "<p>{}</p>", '<p title="{}">x</p>', "<p title='{}'>x</p>", "<p title={}>x</p>",
    '<a href="{}">x</a><iframe src="{}"></iframe>', '<p style="background:{}">x</p>',
    "<title>{}</title>", "<textarea>{}</textarea>", "<style>{}</style>", "<noscript>{}</noscript>",
    "<script>const said = \"{}\"</script>", "<script>const said = '{}'</script>", "<template>{}</template>",
    "<!-- {} -->",
)  # fmt: skip


def control(browser: Browser, folder: Path, chosen: tuple[Payload, ...]) -> tuple[int, int]:
    """How many payloads were not noticed in any way that a text gets into a page, and how many ran in one of them."""
    seen, numbers = Noticed(), {}
    context = browser.new_context(bypass_csp=True)
    opened = notice(context, seen)
    for payload in chosen:
        numbers[payload] = {1000 * (payload.place + 1) + way for way in range(len(_WAYS))}
        for number, way in zip(sorted(numbers[payload]), _WAYS, strict=True):
            _opened(opened, folder / "unescaped.html", way.replace("{}", payload.numbered(number)), seen)
    opened.wait_for_timeout(200)
    context.close()
    noticed = seen.ran.keys() | seen.traces.keys()
    missed = sum(not own & noticed for own in numbers.values())
    return missed, sum(bool(own & seen.ran.keys()) for own in numbers.values())


def _opened(page: Page, file: Path, body: str, seen: Noticed) -> None:
    from playwright.sync_api import Error

    file.write_bytes(f"<!doctype html><meta charset=utf-8><body>{body}".encode("utf-8", "replace"))
    with suppress(Error):  # the text led away, and what it asked for was noted; if it was not, it counts as missed
        page.goto(file.as_uri(), wait_until="commit")
        look(page, seen, own_scripts=False, wait=25)
