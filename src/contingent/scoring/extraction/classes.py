"""The class of a claim: how it was read, in few words, so that claims of one class can be counted right or wrong."""

from __future__ import annotations

from contingent.core.claims import Assertion, Claim, Conditional, Quantity

#: words that say "if" openly; the other conditionals are read from their mood alone
_OPEN = frozenset({"what_if", "causal", "epistemic", "concessive", "correlative"})


def class_of(claim: Claim) -> str:
    """The class in words, its kind first; about twenty in all.

    Numbers by whether a unit was read, whether a modifier was, and whether somebody is cited; events by whether they
    are told as facts, and whether somebody is cited; conditionals by whether a word says "if"; statements about the
    future by whether words say how likely, and whether they could be settled.
    """
    detail, cited = claim.detail, "cited" if claim.attributed_to is not None else "own words"
    if isinstance(detail, Quantity):
        modified = "plain" if detail.comparator == "=" and detail.value is not None else "modified"
        return f"quantity, {'unit' if detail.unit else 'no unit'}, {modified}, {cited}"
    if isinstance(detail, Conditional):
        return f"conditional, {'open' if detail.type in _OPEN else 'from mood'}"
    if isinstance(detail, Assertion):
        likely = "likelihood told" if detail.probability is not None else "likelihood open"
        return f"assertion, {likely}, {'can be settled' if detail.settleable else 'vague'}"
    return f"event, {'as a fact' if claim.modality == 'asserted' and not claim.negated else 'not as a fact'}, {cited}"
