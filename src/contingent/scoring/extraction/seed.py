"""The first annotation we had, with offsets and free words, as a Gold: its words mapped to ours, none of them changed.

Where its words say no role, type or kind of ours exactly, all that they allow are accepted, or the field is not scored.
"""

from __future__ import annotations

import re
from typing import Any, get_args

from contingent.core.claims import Comparator
from contingent.core.documents import Span
from contingent.scoring.extraction.fields import Fields
from contingent.scoring.extraction.gold import (
    Gold,
    GoldAttribution,
    GoldCheck,
    GoldConditional,
    GoldEvent,
    GoldForecast,
    GoldQuantity,
    GoldSegment,
    GoldTrap,
)
from contingent.scoring.extraction.places import Folded

#: the words of a role → the roles of ours that they allow
ROLES = {
    "reinforcement_proposed": {"increment", "flow"}, "reinforcement_planned": {"flow", "increment"},
    "reinforcement_hypothetical": {"flow", "increment"}, "troops_sent": {"flow", "count"},
    "force_size_in_theatre": {"stock"}, "force_size_at_front": {"stock"}, "active_force": {"stock"},
    "reserve_force": {"stock"}, "relative_force_increase": {"percent_change"}, "killed": {"cumulative"},
    "wounded": {"cumulative"}, "munitions_supplied": {"flow", "cumulative"}, "tranche_size_forecast": {"tranche"},
    "weapon_range": {"range"},
}  # fmt: skip
#: how the words of a conditional's kind begin → its type
TYPES = {
    "open what-if": "what_if", "implicit": "implicit", "explicit if": "causal", "comparative correlative":
    "correlative", "concessive": "concessive", "embedded question": "embedded_question", "causal": "causal",
}  # fmt: skip
#: a check whose words name a second kind of ours as well: what is counted over a war beside what stands at the front
ALSO = {"ratio": ("cumulative", "stock_vs_cumulative")}
_ASIDE = re.compile(r"\s*\([^)]*\)")
_ID = re.compile(r"\b[a-z]\d{2}\b")


def is_seed(plain: dict[str, Any]) -> bool:
    """Whether an annotation is of that form: its quantities have spans with offsets."""
    rows = plain.get("quantities")
    return isinstance(rows, list) and bool(rows) and isinstance(rows[0], dict) and "span" in rows[0]


def seed_gold(whole: Fields, text: Folded) -> Gold:
    """The annotation as a Gold; InputError where a field or a span does not fit."""
    doc = whole.inner("doc")
    as_of = doc.inner("date_inferred").day_or_none("not_after")
    if as_of is None:
        raise doc.wrong("date_inferred", "an object with the day 'not_after'")
    negatives = tuple(
        GoldTrap(span=_span(row, text), reason=row.text("reason")) for row in whole.rows("quantity_negatives")
    )
    conditionals = list(whole.rows("conditionals"))
    return Gold(
        name=whole.file,
        path=doc.text("path"),
        as_of=as_of,
        text=text,
        about_conflict=True,
        segments=tuple(
            GoldSegment(kind=row.segment("kind"), span=_ends(row, text), author=row.text_or_none("author"),
                        posted=row.day_or_none("posted"))
            for row in whole.rows("segments")
        ),
        quantities=tuple(_quantity(row, text) for row in whole.rows("quantities")),
        quantity_negatives=negatives,
        conditionals=tuple(_conditional(row, text) for row in conditionals if not _refused(row)),
        conditional_traps=tuple(
            GoldTrap(span=_span(row, text), reason=row.text("kind")) for row in conditionals if _refused(row)
        ),
        forecasts=tuple(
            GoldForecast(
                id=row.text("id"), segment=row.segment(), span=_span(row, text),
                probability=row.range_or_none("suggested_prob_range"),
                settleable=True if row.row.get("resolvable") is True else None,
            )
            for row in whole.rows("forecasts")
        ),
        events=tuple(
            GoldEvent(
                id=row.text("id"), span=_span(row, text, "trigger"), types=_plover(row.text("type_plover")),
                actors=_without_aside(row.texts("actor")), recipients=_without_aside(row.texts("recipient")),
            )
            for row in whole.rows("events")
        ),
        attributions=tuple(
            GoldAttribution(
                span=_span(row, text), holder=_ASIDE.sub("", row.text("holder")), covers=row.texts("covers")
            )
            for row in whole.rows("attributions")
        ),
        checks=tuple(_check(row) for row in whole.rows("checks")),
    )  # fmt: skip


def _quantity(row: Fields, text: Folded) -> GoldQuantity:
    hedge = row.text_or_none("hedge") or ""
    said = row.text("modality")
    modalities = {said.partition("-")[0]} | ({"estimated"} if "estimated" in hedge else set())
    attributed = row.text_or_none("attributed_to")
    value, low, high = row.amount()
    return GoldQuantity(
        id=row.text("id"),
        segment=row.segment(),
        span=_span(row, text),
        value=value,
        low=low,
        high=high,
        comparator=row.text("comparator", among=get_args(Comparator)),
        unit=_ASIDE.sub("", row.text("unit")),
        subject=row.text_or_none("subject"),
        counterparty=row.text_or_none("counterparty"),
        roles=frozenset(ROLES.get(row.text("role"), set())),
        speaker=row.text("speaker"),
        attributed_to=None if attributed is None else _ASIDE.sub("", attributed),
        modalities=frozenset(modalities),
        coref_of=row.text_or_none("coref_of"),
    )


def _conditional(row: Fields, text: Folded) -> GoldConditional:
    words, note = row.text("kind"), row.text_or_none("note") or ""
    kind = next((ours for begin, ours in TYPES.items() if words.startswith(begin)), None)
    if kind is None:
        raise row.wrong("kind", f"words that begin with one of {', '.join(TYPES)}")
    if kind == "causal" and "epistemic" in note:
        kind = "epistemic"
    return GoldConditional(id=row.text("id"), segment=row.segment(), span=_span(row, text), types=frozenset({kind}))


def _refused(row: Fields) -> bool:
    return row.text("kind").endswith("reject")


def _check(row: Fields) -> GoldCheck:
    """Inputs are those listed, else the ids that its words name."""
    kind = row.text("kind")
    also = ALSO.get(kind)
    told = f"{row.text_or_none('verdict') or ''} {row.text_or_none('computed') or ''}"
    kinds = {kind} | ({also[1]} if also and also[0] in told else set())
    inputs = row.texts("inputs") or tuple(dict.fromkeys(_ID.findall(row.text("claim"))))
    named = _ID.fullmatch(row.text("claim"))
    more = (named.group(),) if named and named.group() not in inputs else ()
    return GoldCheck(id=row.text("id"), kinds=frozenset(kinds), inputs=(*inputs, *more))


def _plover(words: str) -> frozenset[str]:
    """The types named before the colon; two of them joined by a stroke are both right."""
    return frozenset(re.sub(r"\(.*", "", words).partition(":")[0].split("/"))


def _without_aside(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_ASIDE.sub("", name) for name in names)


def _span(row: Fields, text: Folded, field: str = "span") -> Span:
    inner = row.inner(field)
    span = _ends(inner, text)
    if span.text != inner.text("text"):
        raise inner.wrong("text", f"{span.text[:60]!r}, which stands there")
    return span


def _ends(row: Fields, text: Folded) -> Span:
    start, end = row.row.get("start"), row.row.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(text.raw):
        raise row.wrong("start" if not isinstance(start, int) else "end", f"a place in {len(text.raw)} characters")
    return Span(start=start, end=end, text=text.raw[start:end])
