"""From an annotation file to a Gold: quotes and their occurrence become places in the text; what does not fit is told.

The form is that of `tests/articles/NAME.gold.json`; the seed's older form, with offsets and free words, is read by
`seed.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, get_args

from contingent.core.claims import Comparator, ConditionalType, Modality, Role
from contingent.core.documents import Span
from contingent.core.errors import InputError
from contingent.core.nouns import Verdict
from contingent.scoring.extraction.fields import Fields
from contingent.scoring.extraction.gold import (
    Gold,
    GoldActor,
    GoldAttribution,
    GoldCheck,
    GoldConditional,
    GoldEvent,
    GoldForecast,
    GoldQuantity,
    GoldSegment,
    GoldTime,
    GoldTrap,
)
from contingent.scoring.extraction.places import Folded, fold
from contingent.scoring.extraction.seed import is_seed, seed_gold

_SEVERAL = re.compile(r"\s*[;/]\s*|\s*,\s+(?:and\s+)?")
_SPLITS = ("dev", "first_read")


def gold_of(plain: object, *, name: str, text: str) -> Gold:
    """The annotation in plain JSON values, its quotes at their places in `text`, the article as its writers saw it.

    Raises:
        InputError: a field is missing or of another kind than wanted, a quote does not stand in the text, or an id
            is unknown or given twice; the message names file, field and what was wanted.
    """
    if not isinstance(plain, dict):
        raise InputError(f"annotation {name!r} holds {type(plain).__name__}; wanted one JSON object with 'doc' in it.")
    fields = Fields(name, "", plain)
    gold = seed_gold(fields, fold(text)) if is_seed(plain) else _annotated(fields, fold(text))
    _known_ids(fields, gold)
    return gold


def _annotated(whole: Fields, text: Folded) -> Gold:
    doc = whole.inner("doc")
    as_of = doc.day_or_none("as_of")
    if as_of is None:
        raise doc.wrong("as_of", "a day such as 2024-11-18")
    return Gold(
        name=whole.file,
        path=doc.text("path"),
        as_of=as_of,
        text=text,
        about_conflict=doc.truth_or_none("about_conflict"),
        split=doc.text_or_none("split", among=_SPLITS),
        segments=_segments(whole, text, as_of),
        quantities=tuple(_quantity(row, text) for row in whole.rows("quantities")),
        quantity_negatives=_traps(whole, "quantity_negatives", text),
        conditionals=tuple(
            GoldConditional(
                id=row.text("id"), segment=row.segment(), span=_place(row, text),
                types=frozenset({row.text("kind", among=get_args(ConditionalType))}),
            )
            for row in whole.rows("conditionals")
        ),
        conditional_traps=_traps(whole, "conditional_traps", text),
        forecasts=tuple(
            GoldForecast(
                id=row.text("id"), segment=row.segment(), span=_place(row, text),
                probability=row.range_or_none("probability"), settleable=row.truth_or_none("settleable"),
            )
            for row in whole.rows("forecasts")
        ),
        events=tuple(
            GoldEvent(
                id=row.text("id"), span=_place(row, text), types=frozenset({row.text("type")}),
                actors=_names(row.text_or_none("actor")), recipients=_names(row.text_or_none("recipient")),
            )
            for row in whole.rows("events")
        ),
        attributions=tuple(
            GoldAttribution(
                span=_place(row, text, field="cue"), holder=row.text("holder"), chain=row.texts("chain"),
                covers=row.texts("covers"),
            )
            for row in whole.rows("attributions")
        ),
        checks=tuple(
            GoldCheck(
                id=f"k{place:02d}", kinds=frozenset({row.text("kind")}), inputs=row.texts("claims"),
                verdict=_verdict(row.text_or_none("verdict")),
            )
            for place, row in enumerate(whole.rows("checks"), start=1)
        ),
        actors=tuple(GoldActor(span=_place(row, text), name=row.text("name")) for row in whole.rows("actors")),
    )  # fmt: skip


def _quantity(row: Fields, text: Folded) -> GoldQuantity:
    time = row.inner("time") if row.row.get("time") is not None else None
    value, low, high = row.amount()
    return GoldQuantity(
        id=row.text("id"),
        segment=row.segment(),
        span=_place(row, text),
        value=value,
        low=low,
        high=high,
        comparator=row.text("comparator", among=get_args(Comparator)),
        unit=row.text_or_none("unit"),
        subject=row.text_or_none("subject"),
        counterparty=row.text_or_none("counterparty"),
        roles=_one(row.text_or_none("role", among=get_args(Role))),
        speaker=row.text_or_none("speaker") or "author",
        attributed_to=row.text_or_none("attributed_to"),
        modalities=_one(row.text_or_none("modality", among=get_args(Modality))),
        negated=row.truth_or_none("negated"),
        time=None if time is None else GoldTime(first=time.day_or_none("first"), last=time.day_or_none("last")),
        coref_of=row.text_or_none("coref_of"),
    )


def _place(row: Fields, text: Folded, *, field: str = "quote") -> Span:
    """Where the row's quote stands: its `nth` occurrence in the text."""
    quote, nth = row.text(field), row.count("nth", default=1)
    places = text.spans(quote)
    if nth > len(places):
        raise row.wrong(field, f"words that stand in the article at least {nth} times (they do {len(places)} times)")
    return text.span(*places[nth - 1])


def _segments(whole: Fields, text: Folded, as_of: date) -> tuple[GoldSegment, ...]:
    """The segments known at `as_of`: each begins with its first words and ends with its last."""
    rows = list(whole.rows("segments"))
    begun: list[int] = []
    for row in rows:
        places = [start for start, _ in text.spans(row.text("starts"))]
        free = [start for start in places if start not in begun] or places
        if not free:
            raise row.wrong("starts", "words that stand in the article")
        begun.append(next((start for start in free if _begins_line(text, start)), free[0]))
    tops = sorted(start for row, start in zip(rows, begun, strict=True) if row.row.get("kind") != "heading")
    found = []
    for row, start in zip(rows, begun, strict=True):
        kind = row.segment("kind")
        ends = [end for _, end in text.spans(row.text("ends")) if end > start]
        if not ends:
            raise row.wrong("ends", "words that stand in the article after those in 'starts'")
        bound = next((top for top in tops if top > start), len(text.text))
        whole_part = [end for end in ends if end <= bound] if kind not in ("title", "heading") else []
        posted = row.day_or_none("posted")
        if posted is None or posted <= as_of:
            span = text.span(start, whole_part[-1] if whole_part else ends[0])
            found.append(GoldSegment(kind=kind, span=span, author=row.text_or_none("author"), posted=posted))
    return tuple(found)


def _begins_line(text: Folded, start: int) -> bool:
    before = text.raw[: text.at[start]].rstrip(" \t#*>_-")
    return not before or before[-1] in "\n\r"


def _traps(whole: Fields, field: str, text: Folded) -> tuple[GoldTrap, ...]:
    return tuple(
        GoldTrap(span=_place(row, text), reason=row.text_or_none("reason") or "")
        for row in whole.rows(field, needed=False)
    )


def _one(word: str | None) -> frozenset[str]:
    return frozenset() if word is None else frozenset({word})


def _names(words: str | None) -> tuple[str, ...]:
    return tuple(filter(None, _SEVERAL.split(words))) if words else ()


def _verdict(words: str | None) -> str | None:
    """The verdict with which the words begin; None where they begin with none of ours."""
    first = re.split(r"[:;,. ]", words or "", maxsplit=1)[0].lower()
    return first if first in get_args(Verdict) else None


def _known_ids(whole: Fields, gold: Gold) -> None:
    """Nothing, if no id is given twice and none is named that nobody has."""
    ids = [item.id for items in (gold.quantities, gold.conditionals, gold.forecasts, gold.events) for item in items]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise InputError(f"annotation {whole.file!r}: id {twice[0]!r} is given twice; wanted each once.")
    named: Mapping[str, Iterable[str]] = {
        "coref_of": [q.coref_of for q in gold.quantities if q.coref_of],
        "claims of a check": [name for check in gold.checks for name in check.inputs],
    }
    for field, names in named.items():
        unknown = sorted(set(names) - set(ids))
        if unknown:
            raise InputError(f"annotation {whole.file!r}, {field}: {unknown[0]!r} is nobody's id; wanted a known one.")


def load_of(plain: Any) -> str | None:
    """The path of the article that an annotation is for, if it names one."""
    doc = plain.get("doc") if isinstance(plain, dict) else None
    path = doc.get("path") if isinstance(doc, dict) else None
    return path if isinstance(path, str) else None
