"""Tokens of one sentence for the quantity grammar: numbers, words and marks, each knowing what it is glued to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

TokenKind = Literal["number", "word", "mark"]

# Every repetition is bounded or followed by a character it cannot hold, so that the scan stays linear.
_TOKEN = re.compile(
    r"""
    (?P<number>
        [0-9]{1,3}(?:,[0-9]{3}){1,6}(?![0-9])(?:\.[0-9]+)?        # 1,300,000.5
      | [0-9]{1,2}(?:,[0-9]{2}){1,5},[0-9]{3}(?![0-9])            # 12,50,000 (lakh and crore)
      | [0-9]{1,3}(?:[\u00a0\u202f\u2009'’][0-9]{3}){1,6}(?![0-9])  # 10 000 with a narrow space, 10'000
      | [0-9]{1,3}(?:[ ]000){1,4}(?![0-9])                        # 10 000 with a plain space
      | [0-9]+(?:\.[0-9]+)?
      | \.[0-9]+
    )
  | (?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)
  | (?P<mark>\S)
    """,
    re.VERBOSE,
)

#: marks that join two halves of a compound or of a range
DASHES = frozenset("-–—‐‑−")


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch `text[start:end]` of the sentence; `glued` says that no space stands before it."""

    start: int
    end: int
    text: str
    lower: str
    kind: TokenKind
    glued: bool

    @property
    def bare(self) -> str:
        """The lower-case word without a possessive ending.

        >>> tokenize("Ukraine’s")[0].bare
        'ukraine'
        """
        if self.lower.endswith(("'s", "’s")):
            return self.lower[:-2]
        return self.lower

    @property
    def possessive(self) -> bool:
        """Whether the word ends in 's."""
        return self.lower.endswith(("'s", "’s"))


def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of `text` in order; spans slice back to their text, whatever the characters.

    >>> [t.text for t in tokenize("at least 10,000 kn-23s")]
    ['at', 'least', '10,000', 'kn', '-', '23', 's']
    """
    tokens: list[Token] = []
    before = -1
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        word = match.group()
        kind: TokenKind = "number" if match["number"] else "word" if match["word"] else "mark"
        tokens.append(Token(start, end, word, word.lower(), kind, glued=start == before))
        before = end
    return tuple(tokens)


def is_dash(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether the token at `index` exists and is a hyphen or dash."""
    return 0 <= index < len(tokens) and tokens[index].text in DASHES


def lower_at(tokens: tuple[Token, ...], index: int) -> str:
    """The lower-case text of the token at `index`, or an empty string outside the sentence."""
    return tokens[index].lower if 0 <= index < len(tokens) else ""


def wordset(text: str) -> frozenset[str]:
    """The words of a space-separated list.

    >>> sorted(wordset("tank drone"))
    ['drone', 'tank']
    """
    return frozenset(text.split())
