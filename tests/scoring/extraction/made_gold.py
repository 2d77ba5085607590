"""A small article of our own with its annotation, and the reading that makes no mistake in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from contingent.core.claims import Assertion, Claim, Conditional, Event, Quantity, When
from contingent.core.documents import Document, Segment, Span
from contingent.core.nouns import Check, Reading
from contingent.scoring.extraction.annotated import gold_of
from contingent.scoring.extraction.gold import Gold

TITLE = "Vardia sends 900 men"
BODY = (
    "Vardia has sent about 900 men to the Lorn valley, its army said on 4 May. Another 300 men will likely follow. "
    "If the pass opens, the 900 men could leave. Kessel shelled Lorn; it lost 40 guns in Operation 7."
)
COMMENT = "Ann\nI count 5,000 men!"
TEXT = f"{TITLE}\n\n{BODY}\n\n{COMMENT}"
AS_OF = date(2031, 5, 5)


def plain() -> dict[str, Any]:
    """The annotation as it stands in a file."""
    number = {"low": None, "high": None, "approx_cue": None, "counterparty": None, "role": "flow", "speaker": "author",
              "attributed_to": None, "modality": "asserted", "negated": False, "time": None, "coref_of": None,
              "nth": 1, "unit": "soldier", "subject": "Vardia", "comparator": "=", "segment": "body"}  # fmt: skip
    return {
        "doc": {"path": "vardia.txt", "as_of": AS_OF.isoformat(), "about_conflict": True, "split": "dev"},
        "segments": [
            {"kind": "title", "starts": "Vardia sends", "ends": "900 men", "author": None, "posted": None},
            {"kind": "body", "starts": "Vardia has sent", "ends": "Operation 7.", "author": None, "posted": None},
            {"kind": "reader_comment", "starts": "Ann", "ends": "5,000 men!", "author": "Ann", "posted": "2031-05-04"},
        ],
        "quantities": [
            number | {"id": "q01", "segment": "title", "quote": "900 men", "value": 900},
            number | {"id": "q02", "quote": "about 900 men", "value": 900, "comparator": "~", "attributed_to": "Vardia",
                      "time": {"first": "2031-05-04", "last": "2031-05-04"}},
            number | {"id": "q03", "quote": "Another 300 men", "value": 300, "role": "increment",
                      "modality": "probable"},
            number | {"id": "q04", "quote": "the 900 men", "value": 900, "modality": "conditional",
                      "coref_of": "q02"},
            number | {"id": "q05", "quote": "40 guns", "value": 40, "unit": "artillery_piece", "subject": "Kessel"},
            number | {"id": "q06", "segment": "reader_comment", "quote": "5,000 men", "value": 5000,
                      "speaker": "reader:Ann"},
        ],
        "quantity_negatives": [{"quote": "Operation 7", "nth": 1, "reason": "name"}],
        "conditionals": [
            {"id": "c01", "segment": "body", "quote": "If the pass opens, the 900 men could leave", "nth": 1,
             "kind": "causal"},
        ],
        "conditional_traps": [{"quote": "I count 5,000 men!", "nth": 1, "reason": "a remark"}],
        "forecasts": [
            {"id": "f01", "segment": "body", "quote": "Another 300 men will likely follow", "nth": 1,
             "modality": "probable", "probability": [0.6, 0.9], "settleable": True},
        ],
        "events": [
            {"id": "e01", "quote": "shelled", "nth": 1, "type": "ASSAULT", "actor": "Kessel", "recipient": "Lorn"},
        ],
        "attributions": [{"cue": "its army said", "nth": 1, "holder": "Vardia", "chain": None, "covers": ["q02"]}],
        "checks": [{"kind": "bound_drop", "claims": ["q02", "q04"], "verdict": "caution: about is dropped"}],
        "actors": [{"quote": "Kessel", "nth": 1, "name": "Kessel"}],
    }  # fmt: skip


def gold() -> Gold:
    """The annotation, read."""
    return gold_of(plain(), name="vardia.gold.json", text=TEXT)


def document() -> Document:
    """The article with its voices kept apart."""
    ends = len(TITLE), len(TITLE) + 2 + len(BODY)
    return Document(
        id="d", text=TEXT, origin="vardia.txt",
        segments=(
            Segment(id="s1", kind="title", start=0, end=ends[0]),
            Segment(id="s2", kind="body", start=ends[0] + 2, end=ends[1]),
            Segment(id="s3", kind="reader_comment", start=ends[1] + 2, end=len(TEXT), author="Ann"),
        ),
    )  # fmt: skip


def span(words: str, nth: int = 1) -> Span:
    """Where words stand in the article."""
    start = -1
    for _ in range(nth):
        start = TEXT.index(words, start + 1)
    return Span(start=start, end=start + len(words), text=words)


def perfect() -> Reading:
    """A reading that finds all of the annotation and nothing else."""
    whole = gold()
    claims = [_number(row, whole) for row in whole.quantities]
    condition = span("If the pass opens, the 900 men could leave")
    follow, shelled = span("Another 300 men will likely follow"), span("shelled")
    base = {"voice": "body", "speaker": "author", "counterparty": None}
    claims += [
        Claim(id="c01", kind="conditional", span=condition, sentence=condition, subject=None, **base,
              detail=Conditional(type="causal", marker="if", antecedent=span("the pass opens"), consequent=None)),
        Claim(id="f01", kind="assertion", span=follow, sentence=follow, subject="Vardia", modality="probable",
              detail=Assertion(proposition="more follow", probability=(0.55, 0.8), settleable=True), **base),
        Claim(id="e01", kind="event", span=shelled, sentence=span("Kessel shelled Lorn"), subject="Kessel",
              detail=Event(type="ASSAULT", trigger=shelled), **(base | {"counterparty": "Lorn"})),
    ]  # fmt: skip
    check = Check(
        id="k1", kind="bound_drop", statement="", claims=("q02", "q04"), readings=(), stated=None, tolerance=None,
        verdict="caution", explanation="",
    )  # fmt: skip
    return Reading(document=document(), claims=tuple(claims), checks=(check,), questions=(), scenario=None, warnings=())


def empty() -> Reading:
    """A reading that finds nothing, not even a voice."""
    return replace(perfect(), claims=(), checks=(), document=replace(document(), segments=()))


def actors() -> list[tuple[Span, str]]:
    """The names in the article."""
    return [(span("Kessel"), "Kessel")]


def _number(row: Any, whole: Gold) -> Claim:
    cue = span("its army said") if row.attributed_to else None
    quantity = Quantity(value=row.value, comparator=row.comparator, unit=row.unit, role=next(iter(row.roles)))
    return Claim(
        id=row.id, kind="quantity", voice=row.segment, span=row.span, sentence=row.span, speaker=row.speaker,
        subject=row.subject, counterparty=None, detail=quantity, attributed_to=row.attributed_to, attribution_cue=cue,
        modality=next(iter(row.modalities)), coref_of=row.coref_of,
        time=None if row.time is None else When(first=row.time.first, last=row.time.last, basis="stated", evidence=""),
    )  # fmt: skip
