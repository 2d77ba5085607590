"""Where a quote stands: word for word, else with blanks, quotation marks, dashes and unseen characters made alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

Bounds = tuple[int, int]

_ALIKE = {
    **dict.fromkeys("“”„‟«»″＂❝❞", '"'), **dict.fromkeys("‘’‚‛′ʼ`´＇", "'"),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"), "…": "...",
}  # fmt: skip
LONGEST = 2000  # characters of a quote


def unseen(letter: str) -> bool:
    """Whether a character shows nothing and only steers what does: zero widths, direction marks, tags, controls."""
    return unicodedata.category(letter) in ("Cf", "Cc", "Cn", "Co", "Cs") and letter not in "\t\n\r\f\v"


def shown(text: str) -> str:
    """The text without unseen characters, its blanks and line breaks single blanks."""
    return " ".join("".join(letter for letter in text if not unseen(letter)).split())


def find_quote(text: str, parts: Sequence[Bounds], quote: str, context: str | None = None) -> Bounds | str:
    """The one place of `quote` within a part of `text`, as offsets; else why there is none, in a word.

    Its ends must not cut a word or a number. Where it stands more than once, `context` (its sentence) must stand once
    and hold it once: otherwise it is "ambiguous_quote"; "quote_not_found" where it stands nowhere.
    """
    if not quote.strip() or len(quote) > LONGEST:
        return "quote_not_found"
    places = _places(text, parts, quote)
    if len(places) > 1 and context:
        around = _places(text, parts, context) if len(context) <= 2 * LONGEST else []
        places = [p for p in places if any(low <= p[0] and p[1] <= high for low, high in around)] or places
    if len(places) == 1:
        return places[0]
    return "ambiguous_quote" if places else "quote_not_found"


def _places(text: str, parts: Sequence[Bounds], quote: str) -> list[Bounds]:
    exact = [place for part in parts for place in _exact(text, part, quote.strip())]
    wanted = "".join(letter for letter, _ in _folded(quote, 0, len(quote))).strip()
    found = exact or [place for part in parts for place in _alike(text, part, wanted)]
    return list(dict.fromkeys(found))


def _exact(text: str, part: Bounds, quote: str) -> Iterator[Bounds]:
    at = text.find(quote, *part)
    while at >= 0:
        if _is_whole(text, at, at + len(quote)):
            yield at, at + len(quote)
        at = text.find(quote, at + 1, part[1])


def _alike(text: str, part: Bounds, wanted: str) -> Iterator[Bounds]:
    if not wanted:
        return
    letters = list(_folded(text, *part))
    line = "".join(letter for letter, _ in letters)
    at = line.find(wanted)
    while at >= 0:
        start, end = letters[at][1], letters[at + len(wanted) - 1][1] + 1
        if _is_whole(text, start, end):
            yield start, end
        at = line.find(wanted, at + 1)


def _folded(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """The letters of the stretch made alike, each with the place it stands at; a run of blanks is one."""
    blank = False
    for place in range(start, end):
        letter = text[place]
        if letter.isspace():
            if not blank:
                yield " ", place
            blank = True
        elif not unseen(letter):
            blank = False
            for one in _ALIKE.get(letter, letter):
                yield one, place


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a stretch begins and ends where words and numbers do: not "0,000" of "10,000", nor "72" of "T-72"."""
    first, last = text[start], text[end - 1]
    before, behind = text[max(0, start - 2) : start], text[end : end + 2]
    if (
        before
        and first.isalnum()
        and (before[-1].isalnum() or (first.isdigit() and re.fullmatch(r"\w[.,\-‑]", before)))
    ):
        return False
    if not behind or not last.isalnum():
        return True
    return not (behind[0].isalnum() or (last.isdigit() and re.match(r"[.,]\d", behind)))
