"""When two units are one: spelled otherwise, or the same things named more and less narrowly."""

from __future__ import annotations

from collections.abc import Mapping

#: other spellings of a unit, and quantities of the same kind under two names
_SPELLED: Mapping[str, str] = {
    "metre": "m", "meter": "m", "kilometre": "km", "kilometer": "km", "kilogram": "kg", "t": "tonne",
    "share": "fraction", "time": "times", "ratio": "times", "rupee": "INR", "lorry": "truck", "ruble": "RUB",
    "rouble": "RUB", "home": "house", "aeroplane": "aircraft",
}  # fmt: skip
#: a unit → the wider one that people who annotate may have written for it; who bears arms stays a fact of its own
_WIDER: Mapping[str, str] = {
    **dict.fromkeys(
        ("civilian", "child", "woman", "man", "prisoner", "hostage", "refugee", "migrant", "worker", "aid_worker",
         "journalist", "staff", "diplomat", "resident", "inhabitant", "voter"),
        "person",
    ),
    **dict.fromkeys(("cadet", "recruit", "conscript", "fighter", "officer", "reservist", "sailor"), "soldier"),
    **dict.fromkeys(("truck", "car", "bus"), "vehicle"),
    **dict.fromkeys(("boat", "frigate", "destroyer", "warship", "submarine"), "ship"),
}  # fmt: skip


def same_unit(found: str | None, wanted: str | None) -> bool:
    """Whether two units are one for the lenient score: equal but for spelling, or one the wider word of the other.

    A rate is compared above and below its stroke. Two narrow words are never one, nor are a person and a soldier.

    >>> same_unit("prisoner", "person"), same_unit("m/day", "metre/day"), same_unit("prisoner", "civilian")
    (True, True, False)
    >>> same_unit("person", "soldier"), same_unit(None, "person"), same_unit("vehicle", "truck/day")
    (False, False, False)
    """
    if found is None or wanted is None:
        return found == wanted
    one, other = found.split("/"), wanted.split("/")
    return len(one) == len(other) and all(map(_same_word, one, other))


def _same_word(found: str, wanted: str) -> bool:
    one, other = _SPELLED.get(found, found), _SPELLED.get(wanted, wanted)
    return one == other or _WIDER.get(one) == other or _WIDER.get(other) == one
