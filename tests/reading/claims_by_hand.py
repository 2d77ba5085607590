"""Claims for tests: from the seed's gold annotation, or written by hand, in the form that the rooms below give."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from contingent.core.keys import content_id
from contingent.core.nouns import Assertion, Claim, Conditional, Document, Event, Quantity, Segment, Span

AS_OF = date(2024, 11, 18)

_MEASURES = {"killed": "killed", "wounded": "wounded", "reserve_force": "reserve", "munitions_supplied": "shells"}
_ROLES = {"tranche_size_forecast": "tranche", "killed": "cumulative", "wounded": "cumulative"}
_CONDITIONALS = {
    "c01": "what_if", "c02": "what_if", "c03": "implicit", "c04": "implicit", "c05": "epistemic", "c06": "causal",
    "c07": "correlative", "c08": "concessive", "c09": "embedded_question", "c10": "causal",
}  # fmt: skip
_ASSERTED_OF = {
    "f01": ("North Korea", "Russia"), "f02": ("North Korea", "Russia"), "f03": ("North Korea", None),
    "f04": ("North Korea", "Russia"), "f05": ("North Korea", "Russia"), "f06": ("North Korea", None),
    "f07": ("Ukraine", "Russia"), "f08": ("Ukraine", None), "f09": ("Russia", None), "f10": ("United States", None),
    "f11": ("Russia", None), "f12": ("China", "Russia"), "f13": ("Russia", None), "f14": ("Russia", None),
}  # fmt: skip
_PLAIN_NAMES = {"Ukrainian forces": "Ukraine", "North Korean troops": "North Korea"}


def gold_claims(shared: Path) -> tuple[Document, tuple[Claim, ...]]:
    """The seed and the claims that its gold annotation amounts to."""
    text = (shared / "seed" / "article.txt").read_text(encoding="utf-8")
    gold = json.loads((shared / "seed" / "gold.json").read_text(encoding="utf-8"))
    segments = tuple(
        Segment(
            id=f"s{i}", kind=s["kind"], start=s["start"], end=s["end"], author=s.get("author"),
            posted=date.fromisoformat(s["posted"][:10]) if s.get("posted") else None,
        )
        for i, s in enumerate(gold["segments"])
    )  # fmt: skip
    document = Document(id="doc-seed", text=text, segments=segments, origin="seed")
    ends = [0, *(m.end() for m in re.finditer(r"[.?!](?=\s)|\n", text)), len(text)]

    def claim(row: dict[str, Any], span: dict[str, Any], detail: Any, **more: Any) -> Claim:
        start = max(end for end in ends if end <= span["start"])
        stop = min(end for end in ends if end > span["start"])
        start += len(text[start:stop]) - len(text[start:stop].lstrip())
        inside = [s for s in segments if s.start <= span["start"] < s.end]
        return Claim(
            id=row["id"], kind=detail.kind, voice=min(inside, key=lambda s: s.end - s.start).kind,
            span=document.span(span["start"], span["end"]), sentence=document.span(start, stop), detail=detail,
            **{"speaker": "author", "subject": None, "counterparty": None, **more},
        )  # fmt: skip

    claims = [_quantity(row, claim) for row in gold["quantities"]]
    for row in gold["conditionals"]:
        if row["id"] in _CONDITIONALS:
            detail = Conditional(type=_CONDITIONALS[row["id"]], marker=row["marker"], antecedent=None, consequent=None)
            claims.append(claim(row, row["span"], detail, modality="conditional"))
    for row in gold["forecasts"]:
        subject, counterparty = _ASSERTED_OF[row["id"]]
        likely = row["suggested_prob_range"]
        detail = Assertion(
            proposition=row["proposition"],
            probability=tuple(likely) if likely else None,
            settleable=row["resolvable"] is True,
        )
        claims.append(
            claim(
                row,
                row["span"],
                detail,
                subject=subject,
                counterparty=counterparty,
                modality="possible",
                tense="future",
            )
        )
    for row in gold["events"]:
        detail = Event(type=row["type_plover"], trigger=document.span(row["trigger"]["start"], row["trigger"]["end"]))
        claims.append(
            claim(
                row, row["trigger"], detail, subject=_name(row["actor"]), counterparty=_name(row["recipient"]),
                modality="possible" if row["modality"] == "possible" else "asserted",
                tense=row["tense"].split("/")[0].replace("ongoing", "present"),
            )
        )  # fmt: skip
    return document, tuple(claims)


def _quantity(row: dict[str, Any], claim: Any) -> Claim:
    unit = row["unit"].split("(")[0]
    measure = _MEASURES.get(row["role"], "rockets" if unit == "rocket" else "troops" if unit[:7] == "soldier" else None)
    role = _ROLES.get(row["role"], "increment" if row["id"] in ("q01", "q06") else "stock")
    detail = Quantity(
        value=row["value"], low=row["low"], high=row["high"], comparator=row["comparator"],
        approx_cue=row["approx_cue"], unit=unit, measure=measure, role=role,
    )  # fmt: skip
    more = {
        key: row[key]
        for key in ("speaker", "subject", "counterparty", "modality", "tense", "coref_of", "attributed_to")
    }
    return claim(row, row["span"], detail, **more)


def _name(actors: list[str]) -> str | None:
    name = re.sub(r" \(.*", "", actors[0]) if actors else None
    return _PLAIN_NAMES.get(name, name) if name else None


def written(sentences: Iterable[tuple[str, tuple[dict[str, Any], ...]]]) -> tuple[Document, tuple[Claim, ...]]:
    """A document of these sentences, one body, and a claim for each row: `words` in its sentence, `detail`, fields."""
    rows = list(sentences)
    text = " ".join(sentence for sentence, _ in rows)
    body = Segment(id="body", kind="body", start=0, end=len(text))
    document = Document(id=content_id("doc", text), text=text, segments=(body,), origin="test")
    claims = []
    start = 0
    for sentence, details in rows:
        whole = Span(start=start, end=start + len(sentence), text=sentence)
        for row in details:
            at = start + sentence.index(row["words"])
            fields = {k: v for k, v in row.items() if k not in ("words", "detail")}
            span = document.span(at, at + len(row["words"]))
            claims.append(
                Claim(
                    id=content_id("t", sentence, row["words"], row["detail"].kind), kind=row["detail"].kind,
                    voice="body", span=span, sentence=whole, detail=row["detail"],
                    **{"speaker": "author", "subject": None, "counterparty": None, **fields},
                )
            )  # fmt: skip
        start += len(sentence) + 1
    return document, tuple(claims)


def soldiers(value: float, **more: Any) -> Quantity:
    """A number of soldiers."""
    return Quantity(value=value, **{"unit": "soldier", "measure": "troops", "role": "stock", **more})
