"""Interviews and transcripts: whose turn a sentence belongs to, by the label that opens it ("Q:", "A:", "MS LEE:")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contingent.core.nouns import Span
from contingent.reading.documents.sentences import Sentence
from contingent.reading.voices.actors import Mention
from contingent.reading.voices.background import Quotation
from contingent.reading.voices.sides import FEWEST_TURNS, LABEL

_ASKS = frozenset(("Q", "QUESTION", "HOST", "ANCHOR", "PRESENTER", "INTERVIEWER", "MODERATOR", "REPORTER"))
_ANSWERS = frozenset(("A", "ANSWER"))
#: A name with its title or initials: "Lt. Gen. K. V. Menon", "Ann Lee"
_NAME = re.compile(
    r"(?:\b(?:Lt|Maj|Brig|Gen|Col|Capt|Adm|Dr|Prof|Mr|Mrs|Ms|Sir|Lord|General|Colonel|Admiral|Ambassador|Professor)\.?\s)*"
    r"(?P<name>\b[A-Z](?:[a-zé’'-]+|\.)(?:\s?[A-Z]\.)*(?:\s[A-Z][a-zé’'-]+){1,2})"
    r"(?=,|\s(?:\(|sat|spoke|served|was|is|has|had|talked|answered|met|commanded|led|told|explained))"
)


def turns(rows: Sequence[tuple[Sentence, tuple[Mention, ...]]]) -> Iterator[Quotation]:
    """The answers of an interview and the turns of a transcript, each as words of the one who speaks.

    "A:" is the one interviewed: the person whom the words before the first question name, else "interviewee". What
    the one who asks says stays the author's.
    """
    labels = [LABEL.match(sentence.span.text) for sentence, _ in rows]
    if sum(mark is not None for mark in labels) < FEWEST_TURNS:
        return
    first = next(index for index, mark in enumerate(labels) if mark)
    author = rows[0][0].segment.author
    interviewed = _interviewed(rows[:first], author)
    speaker: tuple[str, Span] | None = None
    for (sentence, _), mark in zip(rows, labels, strict=True):
        if mark is not None:
            who = " ".join(mark.group("who").split())
            start, end = sentence.span.start, sentence.span.start + mark.end("who") + 1
            label = Span(start=start, end=end, text=sentence.span.text[: mark.end("who") + 1])
            asks = who.upper().split()[-1] in _ASKS or (author is not None and author.upper().endswith(who.upper()))
            name = interviewed if who.upper() in _ANSWERS else _cased(who)
            speaker = None if asks else (name, label)
        if speaker is not None:
            yield Quotation(start=sentence.span.start, end=sentence.span.end, name=speaker[0], cue=speaker[1])


def _cased(who: str) -> str:
    return who.title() if who.isupper() and len(who) > 4 else who


def _interviewed(rows: Sequence[tuple[Sentence, tuple[Mention, ...]]], author: str | None) -> str:
    for sentence, _ in rows:
        for mark in _NAME.finditer(sentence.span.text):
            if mark.group("name") != author:
                return mark.group("name")
    return "interviewee"
