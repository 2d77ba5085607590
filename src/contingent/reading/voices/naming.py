"""The name of a source: its canonical one where the words are just that name, else the text's own."""

from __future__ import annotations

import re

from contingent.reading.voices.actors import Mention

_DETERMINER = re.compile(r"(?:the|a|an|one|its|their|his|her|some|several)\s", re.IGNORECASE)
_ITSELF = re.compile(r"\s(?:it|him|her|them)sel(?:f|ves)$", re.IGNORECASE)


def source_name(text: str, source: tuple[int, int] | None, mentions: tuple[Mention, ...]) -> str:
    """How a claim names the source at `text[start:end]`: "unnamed" where there is none.

    A state, an alliance or an armed group goes by its canonical name, a person and all else by the text's words
    without their article.
    """
    if source is None:
        return "unnamed"
    start, end = source
    itself = _ITSELF.search(text, start, end)
    end = itself.start() if itself else end
    canonical = {(m.start, m.end): m.name for m in mentions if m.kind in _CANONICAL}
    while (start, end) not in canonical and (determiner := _DETERMINER.match(text, start, end)):
        start = determiner.end()
    return canonical.get((start, end)) or " ".join(text[start:end].split()) or "unnamed"


_CANONICAL = frozenset(("state", "alliance", "armed_group", "people"))
