"""What is probably meant by a line that is no TOML: dates, percents, thousands and quotes as people write them."""

from __future__ import annotations

import re

#: what a line looks like → what to write instead; the first that fits is told
_SLIPS = tuple(
    (re.compile(pattern), wanted)
    for pattern, wanted in (
        (r"[“”„«»‘’]", 'straight quotes, "…"'),
        (r"=\s*[+-]?[\d.,]+\s*%", "a share without the sign: 5 % is written 0.05"),
        (r"=\s*\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b", "a date that there is, as year-month-day: 2024-11-18"),
        (r"=\s*\d{1,3}(,\d{3})+\b", "a number without commas: 10000 or 10_000"),
        (r"=\s*[\d_.]+\s*(-|to|–)\s*[\d_.]+", "a range as { low = 1000, high = 2000 }"),
        (r"^\s*[\w.-]+\s*:", "an equals sign: key = value"),
        (r"=\s*[A-Za-z]", 'a text in quotes: key = "text"'),
        (r"=\s*\"[^\"]*$|=\s*'[^']*$", "the quote that ends the text"),
        (r"=\s*$", "a value behind the equals sign"),
    )
)
_GENERAL = "TOML: key = value, texts in quotes, numbers as 0.5, dates as 2024-11-18"


def slip(line: str, found: str) -> str:
    """What is wrong with a line in words, and what to write; `found` is what the parser says.

    >>> slip("size = 10,000", "Expected newline")
    'wanted a number without commas: 10000 or 10_000'
    >>> slip("[given]", "Cannot declare ('given',) twice")
    'stands in the file before; wanted it once, with all its keys'
    """
    if line.lstrip().startswith("[") and re.search("twice|overwrite|mutate|namespace", found):
        stands = "stands in the file before"
        if line.lstrip().startswith("[["):
            return f"{stands} in single brackets; wanted [[…]] at each place, or one table"
        return f"{stands}; wanted it once, with all its keys"
    if re.search("overwrite|twice", found):
        return "the key stands in this table before; wanted it once"
    wanted = next((wanted for pattern, wanted in _SLIPS if pattern.search(line)), None)
    return f"wanted {wanted}" if wanted else f"{found[:1].lower()}{found[1:]}; wanted {_GENERAL}"
