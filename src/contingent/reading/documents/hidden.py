"""What a page holds but does not show: taken out of its tree before anything is read in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_NEVER_SHOWN = frozenset({"template", "noscript", "datalist"})
_HIDDEN_CLASSES = frozenset(
    {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only", "u-hidden", "d-none",
     "hidden-text"}
)  # fmt: skip
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?<![\w-])opacity\s*:\s*(?:0?\.0\d*|0)(?![\d.])|"
    r"font-size\s*:\s*(?:0(?:\.\d+)?|0?\.\d+|[12])(?:px|pt|em|rem|%)?(?![\d.])|"
    r"(?:left|top|right|bottom|text-indent|margin-left)\s*:\s*-\s*\d{3,}|"
    r"clip(?:-path)?\s*:\s*(?:rect\(\s*(?:0|1px)|inset\(\s*(?:50|100)%)|transform\s*:\s*scale[xy]?\(\s*0\s*[,)]|"
    r"(?<![\w-])color\s*:\s*transparent",
    re.IGNORECASE,
)
_NO_SIZE = re.compile(r"(?<![\w-])(?:max-)?(?:height|width)\s*:\s*0(?![\d.])", re.IGNORECASE)
_CUT_OFF = re.compile(r"overflow(?:-[xy])?\s*:\s*(?:hidden|clip)", re.IGNORECASE)
_COLOUR = re.compile(r"(?<![\w-])color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(r"(?<![\w-])background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)
_SIMPLE = re.compile(r"[.#][\w-]+")
_MOST_STYLE = 200_000  # characters of a page's style sheets that are looked at


def drop_hidden(tree: Any) -> int:
    """Elements that a browser would not show are out of the tree, with all they hold; returns how many.

    Known by the attribute `hidden`, by a style of their own (not displayed, invisible, transparent, of next to no
    size, off the screen, in the colour of the ground), by a usual class, or by a simple rule of the page's own style
    sheet. An element that holds the page's heading or most of its text stays: a script may show it later. What an
    outer style sheet or a script hides cannot be known here.
    """
    named = frozenset(_named_by_rules(tree))
    everything = len(_text(tree))
    dropped = 0
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        never = element.tag in _NEVER_SHOWN
        if never or (_is_hidden(element, named) and not _is_the_page(element, everything)):
            element.drop_tree()
            dropped += 1
    return dropped


def _is_hidden(element: Any, named: frozenset[str]) -> bool:
    if element.get("hidden") is not None and (element.get("hidden") or "").lower() != "until-found":
        return True
    tokens = (element.get("class") or "").split()
    if not _HIDDEN_CLASSES.isdisjoint(token.lower() for token in tokens):
        return True
    if "hidden" in tokens and not any(":" in token for token in tokens):  # "hidden md:block" shows on a wide screen
        return True
    if named and (any(f".{token}" in named for token in tokens) or f"#{element.get('id')}" in named):
        return True
    return _hides(element.get("style") or "")


def _hides(style: str) -> bool:
    """Whether a list of declarations keeps an element from being seen.

    >>> [_hides(s) for s in ("color:#fff;background:#FFF", "display : none", "opacity:0.8", "color:red")]
    [True, True, False, False]
    """
    if not style:
        return False
    if _HIDING.search(style) or (_NO_SIZE.search(style) and _CUT_OFF.search(style)):
        return True
    colour, ground = _COLOUR.search(style), _GROUND.search(style)
    return bool(colour and ground and _plain(colour[1]) == _plain(ground[1]))


def _plain(colour: str) -> str:
    told = "".join(colour.lower().split())
    short = re.fullmatch(r"#([0-9a-f])([0-9a-f])([0-9a-f])", told)
    return "#" + "".join(2 * digit for digit in short.groups()) if short else {"white": "#ffffff"}.get(told, told)


def _is_the_page(element: Any, everything: int) -> bool:
    """Whether the element is the page itself, or so much of it that nothing would be left to read."""
    if element.tag in ("html", "body", "head", "main") or element.find(".//h1") is not None:
        return True
    return 2 * len(_text(element)) > everything


def _text(element: Any) -> str:
    return "".join(element.itertext())


def _named_by_rules(tree: Any) -> Iterator[str]:
    """Classes (".name") and ids ("#name") that the page's own style sheets hide outright, in every medium."""
    for sheet in tree.iter("style"):
        for selectors, declarations in _rules((sheet.text or "")[:_MOST_STYLE]):
            if _hides(declarations):
                yield from filter(_SIMPLE.fullmatch, map(str.strip, selectors.split(",")))


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """(selectors, declarations) of each rule that stands by itself, not within "@media" and the like.

    >>> list(_rules("@import url(x); .a, b { top: 0 } @media print { .c { top: 0 } } .d{}"))
    [(' .a, b ', ' top: 0 '), (' .d', '')]
    """
    depth = start = opened = 0
    for mark in re.finditer(r"[{}]", sheet):
        place = mark.start()
        if mark.group() == "{":
            opened = place if depth == 0 else opened
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                selectors = sheet[start:opened].rpartition(";")[2]
                if "@" not in selectors:
                    yield selectors, sheet[opened + 1 : place]
                start = place + 1
