"""What a reader may say: a flat JSON form built from our own vocabulary, and its replies taken apart, item by item."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, get_args

from contingent.core.claims import ClaimKind, ConditionalType, Modality, Role
from contingent.core.errors import LanguageModelError
from contingent.reading.statements.event_words import NOUNS, VERBS

MOST_ITEMS = 400  # of one reply
_LONGEST = 4000  # characters of one field
_MOST_VALUE = 1e18

KINDS = get_args(ClaimKind)
#: the types of events we know, without what our own rules add after a colon
EVENT_TYPES = tuple(
    sorted({kind.split(":")[0] for kind in (*(k for k, _ in NOUNS), *(w.type for w in VERBS.values()))})
)

_CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "role": get_args(Role), "modality": get_args(Modality), "event_type": EVENT_TYPES,
        "conditional_type": get_args(ConditionalType),
    }
)  # fmt: skip
_WORDS = (
    "sentence",
    "unit",
    "subject",
    "counterparty",
    "attributed_to",
    "trigger",
    "marker",
    "antecedent",
    "consequent",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One item as a model put it: nothing of it is believed before it was found in the text."""

    kind: ClaimKind
    quote: str
    sentence: str | None = None
    value: float | None = None
    unit: str | None = None
    role: Role | None = None
    modality: Modality | None = None
    subject: str | None = None
    counterparty: str | None = None
    attributed_to: str | None = None
    event_type: str | None = None
    trigger: str | None = None
    conditional_type: ConditionalType | None = None
    marker: str | None = None
    antecedent: str | None = None
    consequent: str | None = None


def schema() -> dict[str, Any]:
    """The JSON Schema of a reply: `items`, each with every field, null where it does not apply."""

    def choice(*values: str) -> dict[str, Any]:
        return {"type": ["string", "null"], "enum": [*values, None]}

    fields: dict[str, Any] = {
        "kind": {"type": "string", "enum": list(KINDS)},
        "quote": {"type": "string"},
        "value": {"type": ["number", "null"]},
        **{name: choice(*values) for name, values in _CHOICES.items()},
        **{name: {"type": ["string", "null"]} for name in _WORDS},
    }
    item = {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
    return {
        "type": "object",
        "properties": {"items": {"type": "array", "items": item}},
        "required": ["items"],
        "additionalProperties": False,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Replied:
    """The items of one reply, what of it was left out and why, and whether it was cut off."""

    proposals: tuple[Proposal, ...]
    dropped: Mapping[str, int]
    cut: bool


def proposals_in(reply: str) -> Replied:
    """The items of a reply that are items; what is none, or too much, is counted.

    A label outside our vocabulary is left out of its item and counted as "label_unknown"; a field nobody asked for as
    "field_unasked". Numbers and words are taken as they are: they are only compared, never used.

    Raises:
        LanguageModelError: the reply is no JSON object with a list of items.
    """
    try:
        table = json.loads(reply)
    except (ValueError, RecursionError) as error:
        raise LanguageModelError("the reply is no JSON") from error
    items = table.get("items") if isinstance(table, dict) else None
    if not isinstance(items, list):
        raise LanguageModelError("the reply holds no list of items")
    dropped: Counter[str] = Counter()
    dropped["field_unasked"] += len(table.keys() - {"items", "cut"})
    if len(items) > MOST_ITEMS:
        dropped["too_many_items"] = len(items) - MOST_ITEMS
    found = [_proposal(item, dropped) for item in items[:MOST_ITEMS]]
    return Replied(
        proposals=tuple(dict.fromkeys(p for p in found if p is not None)),
        dropped={why: count for why, count in dropped.items() if count},
        cut=table.get("cut") is True,
    )


def _proposal(item: object, dropped: Counter[str]) -> Proposal | None:
    if not isinstance(item, dict) or item.get("kind") not in KINDS or not isinstance(item.get("quote"), str):
        dropped["not_an_item"] += 1
        return None
    known = {"kind", "quote", "value", *_CHOICES, *_WORDS}
    dropped["field_unasked"] += len(item.keys() - known)
    value = item.get("value")
    fields: dict[str, Any] = {name: _words(item.get(name)) for name in _WORDS}
    for name, values in _CHOICES.items():
        told = _words(item.get(name))
        dropped["label_unknown"] += told is not None and told not in values
        fields[name] = told if told in values else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _MOST_VALUE:
        value = None
    return Proposal(kind=item["kind"], quote=item["quote"], value=None if value is None else float(value), **fields)


def _words(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() and len(value) <= _LONGEST else None
