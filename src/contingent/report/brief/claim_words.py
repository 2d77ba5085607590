"""How a claim was read, in few words: when, through whom, how surely, by which reader."""

from __future__ import annotations

from collections.abc import Iterable

from contingent.core.nouns import Claim, When
from contingent.report.numbers import NBSP, period_words

RULES = "rules"
UNNAMED = "unnamed"
#: what "right in 6 of 10" says, wherever it stands
SURENESS = (
    "“Right in 6 of 10” counts claims read in the same way in texts that people had annotated: it tells how well the "
    "reader reads, not whether a claim is so."
)


def when_words(when: When | None) -> str:
    """The days that the text itself gives, with its words; "" where only tense and the day of the text bound them."""
    if when is None or when.basis == "inferred":
        return ""
    days = period_words(when.first, when.last)
    return f"“{when.words}”, {days}" if when.words else days


def cited_words(claim: Claim) -> str:
    """Whom the speaker cites, and through whom he has it; "" where he cites nobody."""
    if not claim.attributed_to:
        return ""
    cited = "an unnamed source" if claim.attributed_to == UNNAMED else claim.attributed_to
    through = [one for one in claim.chain[1:-1] if one not in (claim.attributed_to, UNNAMED)]
    return f"via {', '.join(through)}, citing {cited}" if through else f"citing {cited}"


def sure_words(confidence: float | None) -> str:
    """How often claims read in this way were right; never all and never none of them, "" where nobody measured.

    >>> [sure_words(share).replace(NBSP, " ") for share in (0.641, 0.958, 0.02, None)]
    ['right in 6 of 10', 'right in 19 of 20', 'right in fewer than 1 of 10', '']
    """
    if confidence is None:
        return ""
    tenths = round(10 * confidence)
    if round(20 * confidence) > 18:
        return f"right in 19{NBSP}of{NBSP}20"
    return f"right in {tenths}{NBSP}of{NBSP}10" if tenths else f"right in fewer than 1{NBSP}of{NBSP}10"


def found_words(claim: Claim) -> str:
    """Which readers found a claim, where it is not the rules alone."""
    models = [name for name in claim.found_by if name != RULES]
    if not models:
        return ""
    named = " and ".join(models)
    return f"found by the rules and by {named}" if RULES in claim.found_by else f"found by {named} alone"


def reading_words(claim: Claim) -> tuple[str, ...]:
    """How surely a claim was read, and by whom; of an event only by whom: too few of them were ever annotated."""
    sure = sure_words(claim.confidence) if claim.kind != "event" else ""
    return tuple(filter(None, (sure, found_words(claim))))


def any_sure(claims: Iterable[Claim]) -> bool:
    """Whether a share stands beside one of the claims, and is to be explained."""
    return any(claim.confidence is not None and claim.kind != "event" for claim in claims)
