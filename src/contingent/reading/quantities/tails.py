"""What hangs on a counted noun: its state ("wounded", "in reserve") and its rate ("a day", "per soldier per year")."""

from __future__ import annotations

from dataclasses import replace

from contingent.reading.quantities.currencies import CURRENCIES
from contingent.reading.quantities.measures import BOTH, Head
from contingent.reading.quantities.nouns import STATUSES, STOPS
from contingent.reading.quantities.tokens import Token, is_dash, lower_at, wordset
from contingent.reading.quantities.units import RATE_DENOMINATORS, UNITS

Tokens = tuple[Token, ...]
_COMPARED_TIMES = wordset("ago earlier before later after prior from since previously")
_WHERE = wordset("reserve reserves front frontline frontlines arms duty uniform field theatre theater ranks")
_RATE_ADVERBS = {
    "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annually": "year",
}  # fmt: skip
#: what is said of a force, not counted
STRENGTH = frozenset(("strong",))


def with_tail(tokens: Tokens, head: Head) -> Head:
    """The head with the state and the rate, or rates, that stand behind it."""
    plain = _statuses(tokens, head)
    rated = _tail(tokens, plain)
    again = _tail(tokens, replace(rated, per=None)) if rated.per and rated.end > plain.end else rated
    if again.end == rated.end or again.per is None:
        return rated
    return replace(again, per=f"{rated.per}/{again.per}")  # "€200,000 per soldier per year"


def _statuses(tokens: Tokens, head: Head) -> Head:
    """The head with a state behind it: "dead", "wounded", "were killed", "in reserve", "at the front", "strong"."""
    at, status = head.end, None
    hyphen = is_dash(tokens, at) and tokens[at].glued
    word = lower_at(tokens, at + 1 if hyphen else at)
    if word in ("taken", "held", "reported", "feared") and lower_at(tokens, at + 1) in STATUSES:
        at, word = at + 1, lower_at(tokens, at + 1)
    if word in ("hostage", "prisoner", "captive") and at == head.end:
        return head
    if word in STATUSES or word in STRENGTH:
        status, at = word, at + (2 if hyphen else 1)
        if word in STATUSES and lower_at(tokens, at) in ("and", "or") and lower_at(tokens, at + 1) in STATUSES:
            status, at = BOTH, at + 2  # "480,000 dead and wounded"
    where = None
    if lower_at(tokens, at) in ("in", "at", "on", "under"):
        skip = 2 if lower_at(tokens, at + 1) in ("the", "active") else 1
        place = lower_at(tokens, at + skip)
        if place in _WHERE:
            where, at = place, at + skip + 1
            if place == "front" and lower_at(tokens, at) in ("line", "lines"):
                at += 1
    return replace(head, end=at, status=status, where=where) if at > head.end else head


def _tail(tokens: Tokens, head: Head) -> Head:
    """The head with a rate ("a day", "per month", "/year", "daily") or a distributive ("each") behind it."""
    at = head.end
    if head.unit is not None and lower_at(tokens, at) == "(":  # "9 billion shekels ($2.4 billion) a year"
        closed = next((i for i in range(at, min(at + 7, len(tokens))) if tokens[i].text == ")"), at)
        if lower_at(tokens, closed + 1) in ("a", "an", "per") and lower_at(tokens, at + 1) in CURRENCIES:
            return replace(_tail(tokens, replace(head, end=closed + 1)), end=head.end)
    word = lower_at(tokens, at)
    if word in ("each", "apiece") and lower_at(tokens, at + 1) not in RATE_DENOMINATORS:
        return replace(head, each=True, end=at + 1)
    if word in _RATE_ADVERBS:
        return replace(head, per=_RATE_ADVERBS[word], end=at + 1)
    joined = at + 1 < len(tokens) and tokens[at + 1].glued
    if word in ("per", "a", "an", "each", "every") or (word == "/" and joined) or (is_dash(tokens, at) and joined):
        skip = 1
        if is_dash(tokens, at):
            if lower_at(tokens, at + 1) not in ("a", "per") or not is_dash(tokens, at + 2):
                return head
            skip = 3
        unit = lower_at(tokens, at + skip)
        if word in ("a", "an") and lower_at(tokens, at + skip + 1) in _COMPARED_TIMES:
            return head  # "a year ago" dates the number
        plain = UNITS[unit].term if unit in UNITS else unit
        square = f"{unit} {lower_at(tokens, at + skip + 1)}"
        if square in UNITS:
            return replace(head, per=UNITS[square].term, end=at + skip + 2)
        if unit in RATE_DENOMINATORS or (word in ("per", "/") and unit.isalpha() and unit not in STOPS):
            return replace(head, per=plain, end=at + skip + 1)
    return head
