"""How a claim was read, in few words: when, through whom, how surely, by which reader."""

from __future__ import annotations

from contingent.core.nouns import Claim, When
from contingent.report.numbers import period_words

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

    >>> sure_words(0.641), sure_words(0.958), sure_words(0.02), sure_words(None)
    ('right in 6 of 10', 'right in 19 of 20', 'right in fewer than 1 of 10', '')
    """
    if confidence is None:
        return ""
    tenths, twentieths = round(10 * confidence), round(20 * confidence)
    if twentieths > 18:
        return "right in 19 of 20"
    return f"right in {tenths} of 10" if tenths else "right in fewer than 1 of 10"


def found_words(claim: Claim) -> str:
    """Which readers found a claim, where it is not the rules alone."""
    models = [name for name in claim.found_by if name != RULES]
    if not models:
        return ""
    named = " and ".join(models)
    return f"found by the rules and by {named}" if RULES in claim.found_by else f"found by {named} alone"
