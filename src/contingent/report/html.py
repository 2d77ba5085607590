"""What every page that needs nothing else begins with: its head, which lets nothing load, and its list of contents."""

from __future__ import annotations

from collections.abc import Sequence

from contingent.report.markup import Html, join, raw, tag
from contingent.report.style import STYLE

#: nothing is loaded and nothing runs, even if an escape were missed
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def contents(parts: Sequence[tuple[str, str]]) -> Html:
    """The list of contents: what each part is called, and its heading's id."""
    entries = [tag("li", tag("a", name, href=f"#{anchor}")) for name, anchor in parts]
    return tag("nav", tag("ul", *entries), aria_label="Contents")


def page_head(title: str, version: str = "", *, styles: Sequence[str] = ()) -> Html:
    """The head of a page: what it may load (nothing), how it looks, and by which version it was made ("": not told)."""
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", **{"http-equiv": "Content-Security-Policy"}, content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="generator", content=f"contingent {version}".rstrip()),
        tag("link", rel="icon", href="data:,"),
        tag("title", f"{title} – Contingent"),
        join(raw("<style>"), raw(STYLE), *map(raw, styles), raw("</style>")),
    )
