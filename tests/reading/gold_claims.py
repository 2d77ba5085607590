"""The quantities of a gold annotation as the Claims a perfect reader would hand to the checks."""

from __future__ import annotations

from typing import Any, cast

from contingent.core.keys import content_id
from contingent.core.nouns import Claim, Comparator, Document, Modality, Quantity, Role, SegmentKind, Tense
from contingent.reading.documents.sentences import sentences

_ROLES: dict[str, tuple[Role, str]] = {
    "reinforcement_proposed": ("increment", "troops"),
    "reinforcement_planned": ("flow", "troops"),
    "reinforcement_hypothetical": ("flow", "troops"),
    "troops_sent": ("flow", "troops"),
    "tranche_size_forecast": ("tranche", "troops"),
    "force_size_in_theatre": ("stock", "troops"),
    "force_size_at_front": ("stock", "troops"),
    "active_force": ("stock", "troops"),
    "reserve_force": ("stock", "reserve"),
    "relative_force_increase": ("percent_change", "percent"),
    "killed": ("cumulative", "killed"),
    "wounded": ("cumulative", "wounded"),
    "munitions_supplied": ("flow", "shells"),
    "weapon_range": ("range", "length"),
}
_MODALITIES: dict[str, Modality] = {"concessive-counterfactual": "concessive"}


def gold_claims(document: Document, gold: dict[str, Any]) -> tuple[Claim, ...]:
    """One claim for each gold quantity, on `document`, whose offsets must be those of the annotation."""
    places = sentences(document)
    ids = {
        row["id"]: content_id("q", document.id, row["span"]["start"], row["span"]["end"]) for row in gold["quantities"]
    }
    claims = []
    for row in gold["quantities"]:
        start, end = row["span"]["start"], row["span"]["end"]
        sentence = next(s for s in places if s.span.start <= start < s.span.end)
        role, measure = _ROLES.get(row["role"], ("count", None))
        if "more" in row["span"]["text"]:
            role = "increment"
        claims.append(
            Claim(
                id=ids[row["id"]],
                kind="quantity",
                voice=cast(SegmentKind, sentence.segment.kind),
                span=document.span(start, end),
                sentence=sentence.span,
                speaker=row["speaker"],
                subject=row["subject"],
                counterparty=row["counterparty"],
                detail=Quantity(
                    value=row["value"],
                    low=row["low"],
                    high=row["high"],
                    comparator=cast(Comparator, row["comparator"]),
                    approx_cue=row["approx_cue"],
                    unit=row["unit"],
                    measure=measure,
                    role=cast(Role, role),
                ),
                place=row["place"],
                attributed_to=row["attributed_to"],
                modality=cast(Modality, _MODALITIES.get(row["modality"], row["modality"])),
                tense=cast(Tense, row["tense"]),
                coref_of=ids.get(row["coref_of"] or ""),
            )
        )
    return tuple(claims)
