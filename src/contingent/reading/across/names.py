"""What a thread is called: whose, what, in which sense, against or with whom, where."""

from __future__ import annotations

from contingent.reading.checks.facts import LOSSES

_ROLES = {
    "stock": "strength at a time", "flow": "sent or used", "cumulative": "total so far",
    "increment": "on top of what is there", "tranche": "size of a group", "share": "share", "percent_change": "change",
    "range": "range", "rate": "rate", "duration": "duration", "distance": "distance", "area": "area",
    "money": "amount of money", "count": "counted",
}  # fmt: skip
_LOSS_ROLES = {"flow": "over a time", "stock": "at a time", "count": ""}
_NO_PLURAL = frozenset({"km", "m", "km2", "m2", "percent", "tonne", "kg", "km/h", "mph", "fraction"})
_PLURALS = {"person": "people", "personnel": "personnel", "aircraft": "aircraft", "child": "children",
            "foot": "feet", "infantry": "infantry"}  # fmt: skip


def label(
    *, subject: str | None, measure: str | None, unit: str | None, role: str, scope: str | None,
    counterparty: str | None, place: str | None,
) -> str:  # fmt: skip
    """What a thread counts, in one line.

    >>> label(subject="Ost", measure="killed", unit="soldier", role="cumulative", scope=None, counterparty=None,
    ...       place=None)
    'Ost: soldiers killed, total so far'
    >>> label(subject="Ost", measure="troops", unit="soldier", role="stock", scope="front", counterparty="West",
    ...       place="Kolm")
    'Ost: soldiers (front), strength at a time, with or against West, Kolm'
    """
    counted = _plural(unit) if unit else (measure or "a number").replace("_", " ")
    if measure in LOSSES and unit:
        counted = f"{counted} {measure}"
    elif measure == "reserve":
        counted = f"{counted} in reserve"
    if scope:
        counted += f" ({scope.replace('+', ', ')})"
    sense = _LOSS_ROLES.get(role, _ROLES.get(role, role)) if measure in LOSSES else _ROLES.get(role, role)
    other = f"{'facing' if measure in LOSSES else 'with or against'} {counterparty}" if counterparty else None
    told = ", ".join(filter(None, (counted, sense, other, place)))
    return f"{subject}: {told}" if subject else told


def _plural(unit: str) -> str:
    counted, _, per = unit.partition("/")
    words = _PLURALS.get(counted, counted.replace("_", " "))
    if counted not in _PLURALS and words.islower() and not words.endswith("s") and counted not in _NO_PLURAL:
        words += "s"
    return f"{words} per {per.replace('_', ' ')}" if per else words
