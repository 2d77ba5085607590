"""Every annotation in `tests/articles` fits its article; the suite is as varied as it says it is."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from contingent.scoring.extraction.annotated import gold_of
from contingent.scoring.extraction.gold import ARTICLE, Gold
from contingent.scoring.extraction.match import shared
from contingent.scoring.extraction.places import visible_text

FOLDER = Path(__file__).resolve().parents[2] / "articles"
FILES = sorted(FOLDER.glob("*.gold.json"))


def load(file: Path) -> Gold:
    plain = json.loads(file.read_text(encoding="utf-8"))
    article = file.parent / plain["doc"]["path"]
    text = article.read_bytes().decode("utf-8")
    return gold_of(plain, name=file.name, text=visible_text(text) if article.suffix == ".html" else text)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.removesuffix(".gold.json"))
def test_an_annotation_fits_its_article(file: Path) -> None:
    gold = load(file)
    kinds = {segment.kind for segment in gold.segments}
    assert {"title", "body"} <= kinds
    own = [s.span for s in gold.segments if s.kind in ARTICLE and s.span]
    for number in gold.quantities:
        assert number.span is not None
        inside = any(shared(number.span, span) == len(number.span.text) for span in own)
        assert inside or number.segment not in ARTICLE, f"{number.id} stands in no {number.segment}"
    for trap in gold.quantity_negatives:
        assert trap.span is not None and trap.reason
    assert all(check.inputs for check in gold.checks)
    assert gold.quantities and gold.conditionals and gold.forecasts


def test_the_suite_is_varied_and_half_of_it_held_out() -> None:
    docs = [json.loads(file.read_text(encoding="utf-8"))["doc"] for file in FILES]
    assert len(docs) >= 12
    assert len({doc["style"] for doc in docs}) >= 8 and len({doc["war"] for doc in docs}) >= 8
    assert any(doc["about_conflict"] is False for doc in docs)
    splits = Counter(doc["split"] for doc in docs)
    assert splits["dev"] >= 6 and splits["first_read"] >= 1
    assert {Path(doc["path"]).suffix for doc in docs} == {".txt", ".md", ".html"}
