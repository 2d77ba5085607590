"""Where the words stand that bend a quantity's sense ("at least") or tell its role ("another", "so far")."""

from __future__ import annotations

import re

from contingent.core.nouns import Role
from contingent.reading.quantities.find import Found

Bounds = tuple[int, int]
_REACH = 60  # characters before a quantity in which the words of its modifier may stand
_ROLE_WORDS: tuple[tuple[Role, str], ...] = (
    ("increment", r"another|more|additional|extra|further|a second|fresh|new|reinforcements?"),
    ("tranche", r"each|apiece|tranches?|waves?|batches|batch|instal?ments?|at a time"),
    ("cumulative", r"killed|dead|died|wounded|lost|loss(?:es)?|casualties|captured|since|so far|in total|overall|"
                   r"to date|toll|already"),
    ("flow", r"sen[dt]s?|sending|provid\w+|suppl\w+|deliver\w*|ship\w*|receiv\w*|recruit\w*|mobili[sz]\w*|fired|"
             r"launch\w*"),
    ("stock", r"has|have|had|with|field\w*|numbers?|at the front|under arms|active|reserves?|strong|deployed|"
              r"stationed"),
    ("share", r"of|per ?cent|percent|share|half|thirds?|quarters?"),
    ("percent_change", r"ris\w+|rose|f[ae]ll\w*|grew|increas\w+|decreas\w+|drop\w*|by|more|fewer|less|up|down|"
                       r"higher|lower"),
    ("rate", r"a|an|per|every|each|daily|weekly|monthly|yearly|annually"),
    ("range", r"range|reach\w*|radius"),
)  # fmt: skip
_PATTERNS = {role: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for role, words in _ROLE_WORDS}


def approximator(text: str, found: Found) -> Bounds | None:
    """Where the modifier of the quantity stands, nearest to it; None where it has none or it stands elsewhere."""
    cue = found.quantity.approx_cue
    if not cue:
        return None
    low, high = max(0, found.start - _REACH), min(len(text), found.end + _REACH)
    places = [m.span() for m in re.finditer(re.escape(cue), text[low:high], re.IGNORECASE)]
    nearest = min(places, key=lambda p: (max(low + p[0] - found.end, found.start - low - p[1], 0), p), default=None)
    return (low + nearest[0], low + nearest[1]) if nearest else None


def role_words(text: str, found: Found) -> Bounds | None:
    """Where the word stands that tells the quantity's role: in its own words, else the nearest before it, else behind.

    None where no such word stands near: then the unit or the noun tells the role.
    """
    pattern = _PATTERNS.get(found.quantity.role)
    if pattern is None:
        return None
    inside = pattern.search(text, found.start, found.end)
    before = list(pattern.finditer(text, max(0, found.start - _REACH), found.start))
    behind = pattern.search(text, found.end, min(len(text), found.end + _REACH))
    mark = inside or (before[-1] if before else behind)
    return mark.span() if mark else None
