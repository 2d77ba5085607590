"""What shows a condition in English: the word that makes it, and on which side of that word the condition stands."""

from __future__ import annotations

import re

from contingent.core.nouns import ConditionalType
from contingent.reading.proposals.locate import Bounds

MODAL = re.compile(r"\b(?:would|could|might|may|will|can|should|shall)\b|n(?:'|’)t\b", re.IGNORECASE)
_IF = (
    r"if|unless|provided|providing|assuming|suppos(?:e|ing)|(?:as|so) long as|on condition|in the event|in case|"
    r"(?-i:Should|Had|Were)|(?<=, )(?:should|had|were)|otherwise"
)
#: what makes a conditional of each type, as far as it shows in a word
_MARKERS: dict[ConditionalType, str] = {
    "what_if": r"if|suppos(?:e|ing)|how|what|would|could",
    "causal": _IF,
    "epistemic": _IF,
    "implicit": r"without|with|would|could|might|otherwise",
    "concessive": r"even (?:if|should|were)|no matter|whatever|regardless",
    "correlative": r"the (?:more|less|fewer|\w+er)",
    "embedded_question": r"whether|if|how",
}
#: of them, those that the condition follows and nothing else can
_BEFORE_CONDITIONS = re.compile(
    r"(?:even |only )?(?:if|unless)|provided(?: that)?|providing|assuming|suppos(?:e|ing)|(?:as|so) long as|in case|"
    r"without",
    re.IGNORECASE,
)


def is_marker(kind: ConditionalType, words: str) -> bool:
    """Whether the words, with the two characters before them, hold what makes a conditional of the kind.

    >>> is_marker("causal", "If"), is_marker("concessive", "If")
    (True, False)
    """
    return re.search(rf"\b(?:{_MARKERS[kind]})\b", words, re.IGNORECASE) is not None


def leads(marker: Bounds, clause: Bounds, text: str) -> bool:
    """Whether a word that only a condition can follow stands at the head of the clause.

    >>> text = "if talks fail, war follows"
    >>> leads((0, 2), (3, 13), text), leads((0, 2), (15, 26), text)
    (True, False)
    """
    if not _BEFORE_CONDITIONS.fullmatch(text[slice(*marker)].strip()):
        return False
    follows = marker[1] <= clause[0] and not text[marker[1] : clause[0]].strip()
    return follows or clause[0] <= marker[0] < clause[1]
