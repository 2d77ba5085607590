"""A proposed number held against our grammar, which alone says what number stands in a quote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from contingent.core.nouns import Quantity
from contingent.reading.dates.mentions import find_dates
from contingent.reading.documents.sentences import Sentence
from contingent.reading.proposals.locate import Bounds
from contingent.reading.proposals.replies import Proposal
from contingent.reading.quantities.find import Found, find_quantities


def number_at(proposal: Proposal, place: Bounds, sentence: Sentence) -> Found | str:
    """The one quantity that our grammar finds at the quote: in its sentence, else in the quote by itself."""
    text, offset = sentence.span.text, sentence.span.start
    low, high = place[0] - offset, place[1] - offset
    there = [found for found in find_quantities(text) if found.start < high and low < found.end]
    if not there:
        there = list(_by_itself(text, low, high))
    if len(there) > 1 and proposal.value is not None:
        there = [found for found in there if _is_value(found.quantity, proposal.value)]
        if len(there) != 1:
            return "ambiguous_number"
    if not there:
        return "no_number"
    return there[0] if len(there) == 1 else "ambiguous_number"


def _by_itself(text: str, low: int, high: int) -> Sequence[Found]:
    """The quantities of the quote alone: only with what they count, and not where the sentence has a date."""
    if any(d.start < high and low < d.end for d in find_dates(text, None)):
        return ()
    alone = [f for f in find_quantities(text[low:high]) if f.quantity.unit is not None and f.head_start < f.head_end]
    return [
        Found(f.start + low, f.end + low, f.quantity, f.head_start + low, f.head_end + low, definite=f.definite)
        for f in alone
    ]


def _is_value(quantity: Quantity, value: float) -> bool:
    """Whether the value is the quantity's, or lies in its bounds where it has none of its own."""
    if quantity.value is not None:
        return abs(quantity.value - value) <= 1e-9 * max(1.0, abs(value))
    return quantity.low is not None and quantity.low <= value <= (quantity.high if quantity.high is not None else value)


def number_differs(proposal: Proposal, quantity: Quantity, dropped: Counter[str]) -> Sequence[tuple[str, str, str]]:
    """What the model said of the number otherwise than our grammar: (what, ours, the model's)."""
    differs: list[tuple[str, str, str]] = []
    if proposal.value is not None and not _is_value(quantity, proposal.value):
        dropped["value_replaced"] += 1
        differs.append(("value", _told(quantity), _plain(proposal.value)))
    if proposal.unit is not None:
        told = _unit(proposal.unit)
        if told is None:
            dropped["unit_unknown"] += 1
        elif told != quantity.unit:
            differs.append(("unit", quantity.unit or "none", told))
    if proposal.role is not None and proposal.role != quantity.role:
        differs.append(("role", quantity.role, proposal.role))
    return differs


def _told(quantity: Quantity) -> str:
    if quantity.value is not None:
        return _plain(quantity.value)
    return " to ".join("open" if end is None else _plain(end) for end in (quantity.low, quantity.high))


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"


def _unit(words: str) -> str | None:
    """The model's unit in our terms: what our grammar makes of five of them; None where it knows no such thing."""
    plain = words.replace("_", " ").strip()
    for counted in (f"5 {plain}", f"5 {plain}s") if len(plain) <= 60 else ():
        found = find_quantities(counted)
        if len(found) == 1 and found[0].quantity.unit is not None:
            return found[0].quantity.unit
    return None
