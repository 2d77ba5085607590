"""What a text in a file that people edit may hold: one line of what can be printed."""

from __future__ import annotations

import re

LONGEST_TEXT = 2000
LONGEST_NAME = 80

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def is_printable(text: str) -> bool:
    """Whether it holds no control character, nothing that turns the direction of writing, and no half of a letter.

    >>> is_printable("a\\u202eb"), is_printable("Zürich")
    (False, True)
    """
    return _UNPRINTABLE.search(text) is None


def one_line(text: str) -> str:
    """The text on one line, blanks in place of what cannot be printed.

    >>> one_line(" a\\n\\x01 b ")
    'a b'
    """
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def shortened(text: str) -> str:
    """The text as a file may hold it: `one_line`, and at most `LONGEST_TEXT` characters."""
    line = one_line(text)
    return line if len(line) <= LONGEST_TEXT else f"{line[: LONGEST_TEXT - 1]}…"
