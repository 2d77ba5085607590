"""Whether a statement about the future could ever be settled: a thing to be seen, or a judgement."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\d|\b(?:hundred|thousand|million|billion|dozen)s?\b", re.IGNORECASE)
#: What no named source could settle: judgements, moods, shares in an outcome.
_VAGUE = re.compile(
    r"\b(?:challeng\w+|difficult|easier|harder|tougher|problematic|unsettling|behaviou?r|message|confidence|"
    r"influence|positions?|"
    r"balance|favou?r|stronger|weaker|better|worse|temperature|outcome|advantage|impact|consequences?|situation|"
    r"relations|ties|"
    r"morale|credibility|prestige|momentum|pressure|resistance|drop in the bucket|game-?changer|serious|affect|matter|"
    r"complicat\w+|sensitive|within reach|tide|upper hand|initiative|bad news|good news|trouble|problems?|long way|"
    r"role)\b",
    re.IGNORECASE,
)
#: What goes on in heads, which nobody can look up.
_MIND = re.compile(
    r"\b(?:persuad\w+|convinc\w+|think|feel|fear|hope|want|believe|understand|learn|sleep|enjoy|suffer|like|love|hate|"
    r"regret|worry|tempt\w*|try|struggle|seem|remember|forget|deter|discourage|encourage|embolden)\b",
    re.IGNORECASE,
)
_THAN = re.compile(r"\b(?:better|worse) than\b", re.IGNORECASE)


def is_settleable(words: str) -> bool:
    """Whether somebody could look whether it came about: a number, or a deed that is no state of mind or judgement."""
    if _VAGUE.search(_THAN.sub(" ", words)):
        return False
    return _NUMBER.search(words) is not None or not _MIND.search(words)
