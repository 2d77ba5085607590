"""Evaluate the quantity grammar on NewsQuant: its sentences from a folder, F1 of values and of values with units.

Two policies on "one" are scored. The grammar's own counts "one" before soldiers, weapons, measures and the like;
NewsQuant's counts it before every noun, also in "one of the …", so its figures are taken with `ones=True`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from contingent.core.errors import DataError
from contingent.journeys.evaluating.newsquant_names import amounts
from contingent.reading.quantities.find import find_quantities
from contingent.scoring.extraction.newsquant import (
    Amount,
    Counts,
    count_officially,
    count_strictly,
    match_strictly,
)

_METRICS = (("value F1", "values"), ("value+unit F1", "units"))
_WANTED = "wanted a list of {'text': …, 'quantities': [{'value': '3.0' or '3-5', 'normalized_unit': …, 'unit': …}]}"


def newsquant_rows(folder: Path) -> list[dict[str, Any]]:
    """One row of figures for each file `newsquant*.json`, scorer and metric; no rows where there is no such file.

    Rows have subject, slice ("newsquant_dev strict", "newsquant_dev official loop", "newsquant_dev strict, 'one' as in
    claims"), metric, value (percent), n (gold quantities) and interval (None).

    Raises:
        DataError: a file cannot be read, is no JSON, or is not of NewsQuant's form; says where.
    """
    return [row for file in _files(folder) for row in _rows(file)]


def newsquant_misses(folder: Path) -> list[str]:
    """One text for each sentence that the strict scorer finds a fault in: the sentence, and each fault on a line.

    Raises:
        DataError: as `newsquant_rows`.
    """
    told = []
    for file in _files(folder):
        for text, gold in _sentences(file):
            predicted = amounts(text, find_quantities(text, ones=True))
            matched = match_strictly(gold, predicted)
            faults = [
                f"unit {predicted[j].units[0]!r}, wanted {gold[i].units[0]!r}"
                for i, j in matched.values
                if (i, j) not in matched.units
            ]
            seen, hit = {j for _, j in matched.values}, {i for i, _ in matched.values}
            faults += [f"extra {_told(p)}" for j, p in enumerate(predicted) if j not in seen]
            faults += [f"missing {_told(g)}" for i, g in enumerate(gold) if i not in hit]
            if faults:
                told.append("\n    ".join([text, *faults]))
    return told


def _told(amount: Amount) -> str:
    return f"{' to '.join(f'{value:.12g}' for value in amount.values)} {amount.units[0]}"


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("newsquant*.json"))


def _rows(file: Path) -> Iterable[dict[str, Any]]:
    sentences = _sentences(file)
    pairs = [(gold, amounts(text, find_quantities(text, ones=True))) for text, gold in sentences]
    ours = [(gold, amounts(text, find_quantities(text))) for text, gold in sentences]
    scored: Sequence[tuple[str, Counts]] = (
        ("strict", count_strictly(pairs)),
        ("official loop", count_officially(pairs)),
        ("strict, 'one' as in claims", count_strictly(ours)),
    )
    for slice_, counts in scored:
        for metric, which in _METRICS:
            value = counts.f1(which)
            yield {
                "subject": "contingent",
                "slice": f"{file.stem} {slice_}",
                "metric": metric,
                "value": None if value is None else round(value, 1),
                "n": counts.gold,
                "interval": None,
            }


def _sentences(file: Path) -> list[tuple[str, list[Amount]]]:
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"{file} cannot be read as JSON: {error}; {_WANTED}") from error
    if not isinstance(rows, list):
        raise DataError(f"{file} holds a {type(rows).__name__}; {_WANTED}")
    return [_sentence(file, at, row) for at, row in enumerate(rows)]


def _sentence(file: Path, at: int, row: object) -> tuple[str, list[Amount]]:
    text = row.get("text") if isinstance(row, dict) else None
    quantities = row.get("quantities") if isinstance(row, dict) else None
    if not isinstance(text, str) or not isinstance(quantities, list):
        raise DataError(f"{file}, entry {at}: has no text with a list of quantities; {_WANTED}")
    gold = []
    for quantity in quantities:
        if not isinstance(quantity, dict) or not {"value", "normalized_unit", "unit"} <= quantity.keys():
            raise DataError(f"{file}, entry {at}: a quantity without value, unit or normalized_unit; {_WANTED}")
        units = (str(quantity["normalized_unit"]), str(quantity["unit"]))
        gold.append(Amount(values=_gold_values(file, at, str(quantity["value"])), units=units))
    return text, gold


def _gold_values(file: Path, at: int, text: str) -> tuple[float, ...]:
    """One number, or the two ends of a range joined by a hyphen; a sign or an exponent is no range."""
    parts = text.split("-") if "-" in text and "E" not in text and not text.startswith("-") else [text]
    try:
        values = tuple(float(part) for part in parts)
    except ValueError:
        values = ()
    if len(values) not in (1, 2) or any(value != value or abs(value) == float("inf") for value in values):
        raise DataError(f"{file}, entry {at}: value {text!r} is neither a number nor a range 'A-B'; {_WANTED}")
    return values
