"""NewsQuant: quantities of news sentences scored strictly one to one, and by the loop its authors published.

Gold and predictions come in as plain values: each quantity has one number (or two, a range) and names of its unit.

Source: Almasian, Kazakova, Göldner and Gertz, "CQE: A Comprehensive Quantity Extractor", EMNLP 2023;
repository satya77/CQE_Evaluation, `evaluate_models.py`, functions `calculate_metrics` and `values_match` (read there,
written anew here).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contingent.core.errors import ValueRangeError

_STRICT = 1e-6  # relative tolerance of the strict scorer: the digits of a value as written in JSON
_RELATIVE, _ABSOLUTE = 1e-5, 1e-8  # of numpy.isclose, which the official loop calls


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """One quantity: one value, or two (the ends of a range), and the names its unit goes by, the normalised first.

    A unit's name is "-" where there is none. A prediction gives one name; gold gives its normalised and surface name.
    """

    values: tuple[float, ...]
    units: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.values) not in (1, 2) or not self.units:
            raise ValueRangeError(
                f"a quantity with values {self.values} and units {self.units}; wanted one value or the two ends of a "
                "range, and at least one name of a unit ('-' for none)"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many quantities gold and prediction hold, how many agree in value, and how many in value and unit.

    >>> (Counts(gold=2, predicted=1, values=1, units=0) + Counts(gold=1, predicted=1, values=1, units=1)).f1("values")
    80.0
    """

    gold: int = 0
    predicted: int = 0
    values: int = 0
    units: int = 0

    def __add__(self, other: Counts) -> Counts:
        """The counts of both sets of sentences."""
        return Counts(
            gold=self.gold + other.gold,
            predicted=self.predicted + other.predicted,
            values=self.values + other.values,
            units=self.units + other.units,
        )

    def f1(self, which: str) -> float | None:
        """The F1 of "values" or "units" (value and unit) in percent; None where there is nothing to find or found.

        Raises:
            ValueRangeError: `which` is neither.
        """
        if which not in ("values", "units"):
            raise ValueRangeError(f"F1 of {which!r}; wanted 'values' or 'units'")
        hits = self.values if which == "values" else self.units
        return 200.0 * hits / (self.gold + self.predicted) if self.gold + self.predicted else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Pairs (index of gold, index of prediction) of one sentence; `units` are the pairs that agree in unit as well."""

    values: tuple[tuple[int, int], ...]
    units: tuple[tuple[int, int], ...]


def match_strictly(gold: Sequence[Amount], predicted: Sequence[Amount]) -> Matched:
    """The largest one-to-one matching of one sentence: every quantity at most once, as many with their unit as can be.

    A prediction's first name must be one of the gold's names, whatever the case of its letters. Pairs that agree in
    value and unit are matched first (a maximum matching), then as many of the rest as agree in value.

    >>> one = Amount(values=(3.0,), units=("tank",))
    >>> match_strictly([one], [one, one]).units
    ((0, 0),)
    """
    agree = {(g, p): _agree(g, p, _STRICT, 0.0) for g in set(gold) for p in set(predicted)}
    same = [[agree[g, p] for p in predicted] for g in gold]
    offered = [p.units[0].lower() for p in predicted]
    known = [{unit.lower() for unit in g.units} for g in gold]
    named = [
        [there and unit in known[i] for there, unit in zip(row, offered, strict=True)] for i, row in enumerate(same)
    ]
    units = _maximum(named, set(), set())
    values = _maximum(same, {i for i, _ in units}, {j for _, j in units})
    return Matched(values=tuple(sorted(units + values)), units=tuple(sorted(units)))


def count_strictly(sentences: Iterable[tuple[Sequence[Amount], Sequence[Amount]]]) -> Counts:
    """The counts of the strict matcher over sentences of (gold, predicted)."""
    total = Counts()
    for gold, predicted in sentences:
        matched = match_strictly(gold, predicted)
        total += Counts(gold=len(gold), predicted=len(predicted), values=len(matched.values), units=len(matched.units))
    return total


def count_officially(sentences: Iterable[tuple[Sequence[Amount], Sequence[Amount]]]) -> Counts:
    """The counts of the loop that the authors of NewsQuant published, with its faults.

    Gold and predictions are each sorted by their unit's name; for each gold quantity every prediction is looked at in
    turn. It compares the normalised unit only (the first name), whatever the case of its letters.

    Where it over-counts: a prediction is used up only where its unit agrees too, so one prediction may stand for
    several gold quantities of the same value, and several predictions for one gold quantity; only the number of
    value hits a sentence is capped, by its number of gold quantities. A sentence with two gold values, one of which
    is predicted twice with wrong units, so scores both as found. Hits of value and unit are counted without that cap,
    but each uses up a prediction and ends the search for its gold quantity.
    """
    total = Counts()
    for gold, predicted in sentences:
        open_predictions = sorted(predicted, key=lambda amount: amount.units[0])
        values, units, left = 0, 0, len(gold)
        for wanted in sorted(gold, key=lambda amount: amount.units[0]):
            for at, offered in enumerate(open_predictions):
                if not _agree(wanted, offered, _RELATIVE, _ABSOLUTE):
                    continue
                if left > 0:
                    values, left = values + 1, left - 1
                if offered.units[0].lower() == wanted.units[0].lower():
                    units += 1
                    del open_predictions[at]
                    break
        total += Counts(gold=len(gold), predicted=len(predicted), values=values, units=units)
    return total


def _agree(gold: Amount, predicted: Amount, relative: float, absolute: float) -> bool:
    """Whether both have the same number of values, each within the tolerance of the other's (numpy.isclose)."""
    return len(gold.values) == len(predicted.values) and all(
        g == p or abs(g - p) <= absolute + relative * abs(p) for g, p in zip(gold.values, predicted.values, strict=True)
    )


def _maximum(edges: Sequence[Sequence[bool]], used: set[int], taken: set[int]) -> list[tuple[int, int]]:
    """A maximum matching of the rows not `used` with the columns not `taken` (Hopcroft and Karp, by scipy)."""
    rows = [row for row in range(len(edges)) if row not in used and any(edges[row])]
    if not rows:
        return []
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    joined = np.array([edges[row] for row in rows], dtype=np.int8)
    joined[:, sorted(taken)] = 0
    picked = maximum_bipartite_matching(csr_array(joined), perm_type="column")
    return [(row, int(column)) for row, column in zip(rows, picked, strict=True) if column >= 0]
