"""Hostile text in every text field of a value, found by the types of its fields: none can be forgotten."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from contingent.core.documents import Document, Segment, Span

Value = TypeVar("Value")
#: the name of a place → the text to stand there
Plant = Callable[[str], str]

#: fields whose text only leads from one part to another, or names one of our own vocabulary, checked on the way in;
#: ids are planted apart (`proof.hostile_text.kept`)
LEADING = frozenset({
    "id", "question", "claims", "claim", "document", "segment", "coref_of", "baseline", "reference", "branch",
    "measure", "family", "unit", "prior", "scenario", "event", "place", "schema_version", "as_of",
    "issue", "model", "instrument", "statistic", "verdict", "series", "lower", "higher", "side", "also",
    "worst_contrast",
    "attacker", "defender", "contingent", "same_as", "against", "data_through", "slice", "metric", "kinds", "name",
    "through", "identified", "attribution", "spec", "before", "after", "baseline_fitted_as_of", "related", "voice",
})  # fmt: skip
#: fields of these names that hold free text after all, by class and field
FREE = frozenset({
    ("Answer", "question"), ("Question", "unit"), ("Claim", "place"),
    ("DataUsed", "name"), ("ReferenceClass", "name"), ("Findings", "question"),
    ("Provenance", "contingent"), ("WhatIfProvenance", "contingent"), ("BargainProvenance", "contingent"),
    ("SetReport", "name"), ("Tie", "verdict"), ("CountryOutlook", "name"), ("Miss", "question"), ("Change", "question"),
    ("Backtest", "name"), ("Digest", "place"), ("Watched", "place"), ("Entry", "side"),
    ("Aid", "giver"), ("Issue", "unit"), ("Branch", "voice"), ("Arrival", "contingent"), ("Dials", "contingent"),
    ("Scenario", "attacker"), ("Scenario", "defender"), ("Thread", "place"), ("Thread", "measure"), ("Thread", "unit"),
    ("Quantity", "unit"), ("Quantity", "measure"), ("Panel", "name"), ("Series", "unit"), ("Watched", "unit"),
})  # fmt: skip
#: names by which parts find one another: hostile text goes before each, so that they still do; field → its place
NAMES: Mapping[str, str] = {
    "actor": "an actor's name", "actors": "an actor's name", "recipient": "an actor's name",
    "forecaster": "a forecaster's name",
}  # fmt: skip


def planted(value: Value, plant: Plant, *, leave: frozenset[tuple[str, str]] = frozenset()) -> Value:
    """The value with hostile text in every text field; `leave` are further fields (class, field) that stay.

    An optional text that is missing is put there, and an empty list of texts gets one. A document keeps its length,
    so that what points into it still does.
    """
    made: Value = _value(value, type(value), plant, leave, type(value).__name__)
    return made


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _value(value: Any, hint: Any, plant: Plant, leave: frozenset[tuple[str, str]], path: str) -> Any:
    if isinstance(value, Document):
        return _document(value, plant)
    if isinstance(value, Span):
        said = plant(f"{path}.text")
        return Span(start=value.start, end=value.start + len(said), text=said)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        kind, changed = type(value), {}
        for one in dataclasses.fields(value):
            named = (kind.__name__, one.name)
            held, hinted = getattr(value, one.name), _hints(kind)[one.name]
            leads = one.name in LEADING and named not in FREE and _leads(hinted)
            if named in leave or not one.init or leads:
                continue
            if one.name in NAMES:
                changed[one.name] = _named(held, plant(NAMES[one.name]))
                continue
            changed[one.name] = _value(held, hinted, plant, leave, f"{kind.__name__}.{one.name}")
        return dataclasses.replace(value, **changed)
    if _is_text(hint) and (value is None or isinstance(value, str)):
        return plant(path)
    if isinstance(value, tuple):
        return _several(value, hint, plant, leave, path)
    return value


def _named(value: Any, text: str) -> Any:
    if isinstance(value, tuple):
        return tuple(_named(one, text) for one in value)
    return f"{text} {value}" if value else text


def _several(value: tuple[Any, ...], hint: Any, plant: Plant, leave: frozenset[tuple[str, str]], path: str) -> Any:
    inner = _tuple_hint(hint)
    if inner is None:
        return value
    if len(inner) == 2 and inner[1] is Ellipsis:
        if not value and _is_text(inner[0]):
            return (plant(path),)
        return tuple(_value(one, inner[0], plant, leave, path) for one in value)
    if len(inner) != len(value):
        return value
    return tuple(
        _value(one, each, plant, leave, f"{path}[{place}]")
        for place, (one, each) in enumerate(zip(value, inner, strict=True))
    )


def _is_text(hint: Any) -> bool:
    """Whether a field may hold any text: `str`, or `str | None`; not one of a few words."""
    if hint is str:
        return True
    if get_origin(hint) in (Union, UnionType):
        return any(one is str for one in get_args(hint))
    return False


def _leads(hint: Any) -> bool:
    """Whether a field holds text alone, or rows that begin with one: what may name a part that stands elsewhere."""
    if _is_text(hint):
        return True
    inner = _tuple_hint(hint)
    return inner is not None and bool(inner) and (_is_text(inner[0]) or _leads(inner[0]))


def _tuple_hint(hint: Any) -> tuple[Any, ...] | None:
    if get_origin(hint) is tuple:
        return get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        found = [get_args(one) for one in get_args(hint) if get_origin(one) is tuple]
        return found[0] if found else None
    return None


def _document(value: Document, plant: Plant) -> Document:
    """The document with hostile text over the beginning of every segment, and in one more at its end."""
    text, segments = value.text, []
    for one in value.segments:
        said = plant(f"Document.text, {one.kind}")
        if len(said) <= one.end - one.start:
            text = text[: one.start] + said + text[one.start + len(said) :]
        segments.append(dataclasses.replace(one, author=plant("Segment.author")))
    last = plant("Document.text, at its end")
    start = len(text) + 2
    more = Segment(id="s-last", kind="body", start=start, end=start + len(last), author=plant("Segment.author"))
    return dataclasses.replace(
        value,
        text=f"{text}\n\n{last}",
        segments=(*segments, more),
        origin=plant("Document.origin"),
        title=plant("Document.title"),
        author=plant("Document.author"),
        date_evidence=plant("Document.date_evidence"),
    )
