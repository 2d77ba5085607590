"""How a brief is held against the gold annotation of an article: spans that overlap, values and units that agree."""

from __future__ import annotations

from typing import Any


def overlap(a: dict[str, Any], b: dict[str, Any]) -> float:
    """Intersection over union of two spans."""
    inter = min(a["end"], b["end"]) - max(a["start"], b["start"])
    union = max(a["end"], b["end"]) - min(a["start"], b["start"])
    return max(0.0, inter / union)


def shares(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Whether two spans share a character."""
    return min(a["end"], b["end"]) > max(a["start"], b["start"])


def shifted(brief: dict[str, Any], gold_text: str) -> dict[str, Any]:
    """The brief with every claim's span moved to where its quote stands in `gold_text` (another rendering of it).

    A quote is looked for in order, sentence by sentence, so that "the 10,000 troops" finds its own place.
    """
    moved = []
    for claim in brief["claims"]:
        sentence = claim["sentence"]
        at = gold_text.find(sentence["text"])
        if at < 0:
            at = gold_text.find(claim["span"]["text"]) - (claim["span"]["start"] - sentence["start"])
        offset = at - sentence["start"]
        span = claim["span"]
        moved.append({**claim, "span": {**span, "start": span["start"] + offset, "end": span["end"] + offset}})
    return {**brief, "claims": moved}


def quantities_found(brief: dict[str, Any], gold: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Ids of gold quantities of title and body found with value and unit; ids of those missed."""
    found, missed = [], []
    claims = [c for c in brief["claims"] if c["kind"] == "quantity" and c["voice"] in {"title", "body", "heading"}]
    for row in gold["quantities"]:
        if row["segment"] not in {"title", "body"}:
            continue
        hit = any(
            shares(claim["span"], row["span"])
            and claim["detail"]["unit"] == row["unit"]
            and (claim["detail"]["value"] == row["value"])
            and (row["value"] is not None or claim["detail"]["low"] == row["low"])
            for claim in claims
        )
        (found if hit else missed).append(row["id"])
    return found, missed


def quantities_false(brief: dict[str, Any], gold: dict[str, Any]) -> list[str]:
    """Quotes of quantity claims in title and body that share no character with any gold quantity."""
    return [
        claim["span"]["text"]
        for claim in brief["claims"]
        if claim["kind"] == "quantity"
        and claim["voice"] in {"title", "body", "heading"}
        and not any(shares(claim["span"], row["span"]) for row in gold["quantities"])
    ]


def negatives_accepted(brief: dict[str, Any], gold: dict[str, Any]) -> list[str]:
    """Number-like words that are no quantities but were taken for one (not those inside a real quantity's span)."""
    accepted = []
    for row in gold["quantity_negatives"]:
        inside = any(shares(row["span"], q["span"]) for q in gold["quantities"])
        for claim in brief["claims"]:
            if claim["kind"] == "quantity" and shares(claim["span"], row["span"]) and not inside:
                accepted.append(row["span"]["text"])
    return accepted


def conditionals_found(brief: dict[str, Any], gold: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Ids of the body conditionals found by a span that covers at least half of both; and those missed."""
    claims = [c for c in brief["claims"] if c["kind"] == "conditional" and c["voice"] == "body"]
    rows = [row for row in gold["conditionals"] if row["segment"] == "body"]
    found = [row["id"] for row in rows if any(overlap(c["span"], row["span"]) >= 0.5 for c in claims)]
    return found, [row["id"] for row in rows if row["id"] not in found]


def voices_found(brief: dict[str, Any], gold: dict[str, Any], text: str) -> set[str]:
    """Kinds of segment whose texts all agree with the gold ones, white space apart."""

    def normal(value: str) -> str:
        return " ".join(value.split())

    def texts(segments: list[dict[str, Any]], kind: str, source: str) -> list[str]:
        return [normal(source[s["start"] : s["end"]]) for s in segments if s["kind"] == kind]

    kinds = {row["kind"] for row in gold["segments"]}
    mine = brief["document"]["text"]
    return {k for k in kinds if texts(brief["segments"], k, mine) == texts(gold["segments"], k, text)}
