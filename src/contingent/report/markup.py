"""The one way into a page: every string is escaped here, so text from an article can never become markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
#: what no XML or HTML document may hold: control characters and halves of surrogate pairs
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: marks that turn the direction of what follows, far beyond the quote they stand in
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Html:
    """A well-formed fragment, every value of which has been escaped. Made by `tag`, `join` and `raw` only."""

    text: str


Child = Html | str | Iterable["Child"] | None


def clean(text: str) -> str:
    """The text without characters that no page may hold or that would change the direction of its surroundings."""
    return BIDI_CONTROLS.sub("", FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))


def raw(text: str) -> Html:
    """A fragment taken as it is: for our own style sheet and drawings only, never for a text from outside."""
    return Html(text)


def join(*children: Child) -> Html:
    """All children in order, strings escaped, None left out."""
    parts: list[str] = []
    for child in children:
        if isinstance(child, Html):
            parts.append(child.text)
        elif isinstance(child, str):
            parts.append(html.escape(clean(child), quote=False))
        elif child is not None:
            parts.append(join(*child).text)
    return Html("".join(parts))


def tag(name: str, /, *children: Child, **attributes: str | int | float | bool | None) -> Html:
    """An element. `class_` stands for class, `aria_label` for aria-label; None and False leave an attribute out.

    >>> tag("p", "a < b & ", tag("b", "c"), class_="x").text
    '<p class="x">a &lt; b &amp; <b>c</b></p>'
    """
    parts = [name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        written = key.rstrip("_").replace("_", "-")
        parts.append(written if value is True else f'{written}="{html.escape(clean(str(value)))}"')
    opening = f"<{' '.join(parts)}>"
    return Html(opening) if name in VOID else Html(f"{opening}{join(*children).text}</{name}>")


def quoted(text: str, **attributes: str | None) -> Html:
    """Words from outside, in quotation marks, in the direction of their own script."""
    return tag("q", text, dir="auto", **attributes)


def link(address: str, text: str | None = None) -> Html:
    """A link, if the address is http or https; else only its text, so that no address can run anything."""
    shown = text if text is not None else address
    try:
        parts = urlsplit(address.strip())
        web = parts.scheme in ("http", "https") and bool(parts.netloc)
    except ValueError:
        web = False
    return tag("a", shown, href=address.strip(), rel="noreferrer noopener") if web else tag("span", shown)
