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
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|"
    r"(?<![\w-])(?:left|top|right|bottom)\s*:\s*-\s*\d{3,}|"
    r"(?:text-indent|margin-(?:left|top))\s*:\s*-\s*(?:\d{4,}|9\d\d|\d{3,}(?:%|r?em))|"
    r"clip(?:-path)?\s*:\s*(?:rect\(\s*(?:0|1px)|inset\(\s*(?:50|100)%)|transform\s*:\s*scale[xy]?\(\s*0\s*[,)]",
    re.IGNORECASE,
)
_SMALL = re.compile(
    r"font-size\s*:\s*(?:0?\.[0-2]\d*(?:em|rem)|(?:[12](?:\.\d+)?|0?\.\d+)(?:px|pt|%)|0(?:\.0*)?(?:px|pt|r?em|%)?)"
    r"(?![\w.%])",
    re.IGNORECASE,
)
_CLEAR = re.compile(r"(?<![\w-])opacity\s*:\s*(?:0?\.0\d*|0)(?![\d.])", re.IGNORECASE)
_MOVING = re.compile(r"(?<![\w-])(?:transform\s*:\s*translate|transition|animation|will-change)", re.IGNORECASE)
_NO_COLOUR = re.compile(r"(?<![\w-])color\s*:\s*transparent", re.IGNORECASE)
_GROUND_IN_LETTERS = re.compile(r"background-clip\s*:\s*text", re.IGNORECASE)
_OWN_SIZE = re.compile(r"font-size\s*:", re.IGNORECASE)
_SHOWS = re.compile(r"display\s*:\s*(?!none)[a-z]|visibility\s*:\s*visible", re.IGNORECASE)
_ON_NARROW_SCREENS = re.compile(
    r"(?:hide|hidden)-(?:(?:on|for|at|in)-)?(?:xs|sm|small|mobile|phones?|tablets?|print)[\w-]*", re.IGNORECASE
)
_STEPS_UP = re.compile(r"d-(?:sm|md|lg|xl|xxl)-(?!none)\w")
_NO_SIZE = re.compile(r"(?<![\w-])(?:max-)?(?:height|width)\s*:\s*0(?![\d.])", re.IGNORECASE)
_ROOM = re.compile(r"(?<![\w-])(?:min-(?:height|width)|padding(?:-[a-z]+)?|flex(?:-[a-z]+)?)\s*:", re.IGNORECASE)
_CUT_OFF = re.compile(r"overflow(?:-[xy])?\s*:\s*(?:hidden|clip)", re.IGNORECASE)
_COLOUR = re.compile(r"(?<![\w-])color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(r"(?<![\w-])background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)
_UNTOLD = re.compile(r"inherit|initial|unset|revert|currentcolor", re.IGNORECASE)  # another colour for each of the two
_SIMPLE = re.compile(r"[.#][\w-]+")
_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
_ON_A_SCREEN = re.compile(r"@media(?![^{]{0,200}\bprint\b)[^{]{0,200}\{", re.IGNORECASE)
_MOST_STYLE = 200_000  # characters of a page's style sheets that are looked at


def drop_hidden(tree: Any) -> int:
    """Elements that a browser would not show are out of the tree, with all they hold; returns how many.

    Known by the attribute `hidden`, by a style of their own (not displayed, invisible, transparent, of next to no
    size, off the screen, in the colour of the ground), by a usual class, or by a simple rule of the page's own style
    sheet. An element that holds the page's heading or most of its text stays: a script may show it later. So does one
    that a control of the page opens (an accordion, "read more"), that fades in, or that shows on wider screens. What
    an outer style sheet or a script hides cannot be known here.
    """
    named = _named_by_rules(tree)
    opened = frozenset(_opened(tree))
    everything = len(_text(tree))
    dropped = 0
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        never = element.tag in _NEVER_SHOWN
        is_opened = not never and _is_opened(element, opened)
        hidden = never or (not is_opened and _is_hidden(element, named))
        if hidden and (never or not _is_the_page(element, everything)):
            element.drop_tree()
            dropped += 1
        else:
            _without_marks(element, is_opened=is_opened)
    return dropped


def _without_marks(element: Any, *, is_opened: bool) -> None:
    """What is shown has no mark left by which the extractor, that looks for mere words, would take it for hidden.

    To it "overflow: hidden" is as much a reason to leave a paragraph out as a class for narrow screens.
    """
    element.attrib.pop("style", None)
    for mark in ("hidden", "aria-hidden") if is_opened else ():
        element.attrib.pop(mark, None)
    tokens = (element.get("class") or "").split()
    kept = [token for token in tokens if token != "hidden" and not _ON_NARROW_SCREENS.fullmatch(token)]
    if len(kept) < len(tokens):
        element.set("class", " ".join(kept))


def _opened(tree: Any) -> Iterator[str]:
    """The ids of what links and buttons of the page open; a dialog or a menu is no part of the text."""
    for control in tree.iter("a", "button", "summary"):
        for name in ("aria-controls", "data-target", "data-bs-target"):
            yield from (identity.removeprefix("#") for identity in (control.get(name) or "").split())


def _is_opened(element: Any, opened: frozenset[str]) -> bool:
    dialog = element.tag in ("dialog", "nav") or element.get("role") in ("dialog", "menu", "navigation")
    return not dialog and element.get("id") in opened


def _is_hidden(element: Any, named: frozenset[str]) -> bool:
    if element.get("hidden") is not None and (element.get("hidden") or "").lower() != "until-found":
        return True
    tokens = (element.get("class") or "").split()
    if not _HIDDEN_CLASSES.isdisjoint(token.lower() for token in tokens):
        return not any(map(_STEPS_UP.match, tokens))  # "d-none d-md-block" shows on a wide screen
    if "hidden" in tokens and not any(":" in token for token in tokens):  # "hidden md:block" shows on a wide screen
        return True
    if named and (any(f".{token}" in named for token in tokens) or f"#{element.get('id')}" in named):
        return True
    style = element.get("style") or ""
    if _SMALL.search(style) and not any(_has_own_size(inner) for inner in element.iterdescendants()):
        return True  # mails set the size of a frame to nought, so that blanks in it take no room
    return _hides(style)


def _has_own_size(element: Any) -> bool:
    style = element.get("style") or ""
    return _OWN_SIZE.search(style) is not None and _SMALL.search(style) is None


def _hides(style: str) -> bool:
    """Whether a list of declarations keeps an element from being seen.

    >>> [_hides(s) for s in ("color:#fff;background:#FFF", "display : none", "opacity:0.8", "color:red")]
    [True, True, False, False]
    """
    if not style:
        return False
    if _HIDING.search(style) or (_NO_SIZE.search(style) and _CUT_OFF.search(style) and not _ROOM.search(style)):
        return True
    if _CLEAR.search(style) and not _MOVING.search(style):
        return True
    if _NO_COLOUR.search(style) and not _GROUND_IN_LETTERS.search(style):
        return True
    colour, ground = _COLOUR.search(style), _GROUND.search(style)
    if not colour or not ground or _UNTOLD.search(colour[1]):
        return False
    return _plain(colour[1]) == _plain(ground[1])


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


def _named_by_rules(tree: Any) -> frozenset[str]:
    """Classes (".name") and ids ("#name") that the page's own style sheets hide outright, on every screen."""
    hidden: set[str] = set()
    shown: set[str] = set()
    for sheet in tree.iter("style"):
        text = _REMARK.sub(" ", (sheet.text or "")[:_MOST_STYLE])
        for selectors, declarations in _rules(text):
            if _hides(declarations) or _SMALL.search(declarations):
                hidden.update(_names(selectors))
            elif _SHOWS.search(declarations):
                hidden.difference_update(_names(selectors))
        for inner in _ON_A_SCREEN.split(text)[1:]:  # what a narrow screen lacks and a wide one has is shown
            block = inner[: end.start()] if (end := re.search(r"\}\s*\}", inner)) else inner
            for selectors, declarations in _rules(block + "}"):
                if _SHOWS.search(declarations):
                    shown.update(_names(selectors))
    return frozenset(hidden - shown)


def _names(selectors: str) -> Iterator[str]:
    """The selectors of a rule that are but one class or one id."""
    return filter(_SIMPLE.fullmatch, map(str.strip, selectors.split(",")))


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
