"""Whether a text holds as many figures as an article may: a table of thousands takes minutes, and states nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contingent.core.errors import ArticleError
from contingent.reading.documents.sentences import Sentence

#: numbers of one article: the densest briefings hold one in a hundred characters
MOST = 1_500
#: the sum of the squares of the numbers of each sentence: each is set against every other of its sentence
MOST_PAIRS = 150_000
_FIGURE = re.compile(
    r"\d(?:[\d.,]*\d)?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|"
    r"eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|[mb]illions?|dozens?|"
    r"scores|half|thirds?|quarters?)\b|[½¼¾⅓⅔]",
    re.IGNORECASE,
)


def refuse_tables(whole: Sequence[Sentence], origin: str) -> None:
    """Nothing, if the sentences hold no more figures than those of an article do.

    Raises:
        ArticleError: they hold more, in all or in one sentence.
    """
    counts = [sum(1 for _ in _FIGURE.finditer(sentence.span.text)) for sentence in whole]
    if sum(counts) > MOST or sum(count * count for count in counts) > MOST_PAIRS:
        raise ArticleError(
            f"{origin} holds {sum(counts):,} numbers, up to {max(counts):,} of them in one sentence; wanted one "
            f"article in running prose, with at most {MOST:,}. Leave its tables out."
        )
