"""Statements that pull against each other: a force called raw and elite, a favour called cheap and paid for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contingent.core.nouns import Check
from contingent.reading.checks.facts import Facts, make, quote
from contingent.reading.documents.sentences import Sentence

_FORCE = re.compile(
    r"\b(?:army|armies|troops|forces|soldiers|units|brigades|battalions|regiments|infantry|recruits|conscripts|men|fighters|"
    r"military|commandos|guards|militias?)\b",
    re.IGNORECASE,
)
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|remains?|lacks?|seem|look|will|would|can|could|may|might)\b")
_OWNER = re.compile(
    r"(?<!to )(?<!in )(?<!from )(?<!against )(?<!for )(?<!with )(?<!near )(?<!of )(?<!into )\b([A-Z][\w-]+)"
)
_NO_OWNER = frozenset({"the", "these", "those", "this", "many", "most", "some", "all", "its", "their", "his", "her",
                       "however", "but", "yet", "and", "while", "although", "still", "meanwhile", "even", "new", "both",
                       "they", "he", "she", "it", "in", "on", "at", "for", "as", "if", "since", "now"})  # fmt: skip
_POOR = re.compile(
    r"\b(?:no combat experience|little combat experience|lacks? (?:combat )?experience|inexperienced|untested|"
    r"(?:badly|poorly|barely|hardly|thinly|scantily|sparsely|ill|under)[ -]?"
    r"(?:trained|equipped|armed|led|supplied|manned)|"
    r"raw recruits|"
    r"demorali[sz]ed|low morale|undisciplined)\b",
    re.IGNORECASE,
)
_GOOD = re.compile(
    r"\b(?:elite|well[ -](?:trained|equipped|armed)|highly trained|battle[ -]hardened|combat[ -]hardened|seasoned|"
    r"veteran|crack (?:troops|units)|special operations|best[ -]trained|motivated|experienced)\b",
    re.IGNORECASE,
)
_CHEAP = re.compile(
    r"\b(?:(?:does|do|did|need|will|would)(?:n[’']t| not)\s+(?:(?:have|need) to\s+)?(?:give|pay|offer|cost)\s+"
    r"(?:much|anything|a lot)|costs? (?:little|nothing|next to nothing)|(?:little|nothing) in (?:return|exchange)|"
    r"at (?:little|no) cost|for free|free of charge)\b",
    re.IGNORECASE,
)
_PAID = re.compile(
    r"\b(?:will|would|to|is|are|has|have|been|could|may)\b[^.]{0,40}?\b(?:obtain|receive|get|gain|earn|be paid|paid|"
    r"collect|provid\w+|giv\w+)\b[^.]{0,90}?\b(?:wages|currency|technology|money|cash|dollars|payments?|oil|weapons|"
    r"food|aid|know-how|gas|grain|loans?)\b",
    re.IGNORECASE,
)
_TRADE = re.compile(
    r"\b(?:in return|in exchange|paid by|payments?|wages|as payment|from the \w+s|compensat\w+|reward\w*)\b",
    re.IGNORECASE,
)
_SOFTENED = re.compile(
    r"\b(?:many|some|most|part|parts|several|seen as|said to be|reportedly|considered|believed)\b", re.I
)
_REACH = 2  # sentences: further apart, the same force is no longer meant for sure


def tension_checks(facts: Facts) -> Iterator[Check]:
    """Pairs of statements that a careful reader would hold against each other; each is only a caution."""
    plain = [s for s in facts.sentences if s.segment.kind == "body"]
    yield from _quality(facts, plain)
    yield from _price(facts, plain)


def _quality(facts: Facts, plain: list[Sentence]) -> Iterator[Check]:
    """One force praised and belittled within a few sentences."""
    used: set[int] = set()
    for place, sentence in enumerate(plain):
        for other in plain[place + 1 : place + 1 + _REACH]:
            one, two = sentence.span.text, other.span.text
            poor = _POOR.search(one) or _POOR.search(two)
            good = _GOOD.search(two) or _GOOD.search(one)
            both_ways = (_POOR.search(one) and _GOOD.search(two)) or (_GOOD.search(one) and _POOR.search(two))
            if not (poor and good and both_ways) or used & {sentence.index, other.index} or not _one_owner(one, two):
                continue
            used |= {sentence.index, other.index}
            softened = bool(_SOFTENED.search(one) or _SOFTENED.search(two))
            yield make(
                facts, "internal_tension",
                [c for c in facts.claims if sentence.span.start <= c.span.start < other.span.end],
                statement=f"{quote(one)} beside {quote(two)}", stated=f"{poor.group()} / {good.group()}",
                verdict="caution",
                explanation="One force is called both weak and strong."
                + (" The scope may differ: the words speak of a part, or of how it is seen." if softened else ""),
            )  # fmt: skip


def _one_owner(one: str, two: str) -> bool:
    """Whether two sentences can mean the same force: both speak of one, and their subjects name no different owners.

    "They" counts as a force beside a sentence that names one.
    """
    forces = [bool(_FORCE.search(text)) for text in (one, two)]
    if not (all(forces) or (any(forces) and any(text.startswith("They ") for text in (one, two)))):
        return False
    first, second = _owner(one), _owner(two)
    return first is None or second is None or first[:4] == second[:4]


def _owner(text: str) -> str | None:
    """The first name in a sentence's subject that is no place (behind "to", "in" …); None where there is none."""
    verb = _VERB.search(text)
    for match in _OWNER.finditer(text, 0, verb.start() if verb else len(text)):
        word = match.group(1)
        if word.lower() not in _NO_OWNER and not _FORCE.fullmatch(word):
            return word
    return None


def _price(facts: Facts, plain: list[Sentence]) -> Iterator[Check]:
    """A favour said to cost little, beside what is said to be paid for it."""
    for sentence in plain:
        cheap = _CHEAP.search(sentence.span.text)
        if cheap is None:
            continue
        paid = [
            s for s in plain
            if s.index != sentence.index and _PAID.search(s.span.text) and _TRADE.search(s.span.text)
            and not _CHEAP.search(s.span.text)
        ]  # fmt: skip
        if paid:
            spans = [sentence.span, *(s.span for s in paid)]
            yield make(
                facts, "internal_tension",
                [c for c in facts.claims if any(s.start <= c.span.start < s.end for s in spans)],
                statement=f"{quote(sentence.span.text)} beside " + ", ".join(quote(s.span.text) for s in paid),
                stated=cheap.group(), verdict="caution",
                explanation="What is called cheap here is elsewhere in the text said to be paid for; how much is much "
                "is the author's judgement.",
            )  # fmt: skip
