"""The quantity grammar on the NewsQuant gold sentences: value F1 and value+unit F1.

NewsQuant is the test set of Almasian et al. (EMNLP 2023). A predicted quantity is right where its value equals the
gold value (a range where both ends do), right with its unit where in addition the unit's name is the gold's
normalised or surface unit. Each gold quantity is matched at most once.

Run: `python -m benchmarks reading_newsquant --data FILE [--json]`, or
`python benchmarks/reading_newsquant.py FILE [--json] [--misses]` to see what is missed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from contingent.reading.quantities.find import Found, find_quantities
from contingent.reading.quantities.nouns import singular

#: our field term → the name the benchmark gives it
THEIR_NAMES = {
    "percent": "percentage", "percentage_point": "percentage point", "basis_point": "basis point", "USD": "dollar",
    "EUR": "euro", "GBP": "pound sterling", "JPY": "japanese yen", "AUD": "australian dollar",
    "CAD": "canadian dollar", "HKD": "hong kong dollar", "ILS": "shekel", "MYR": "malaysian ringgit", "INR": "rupee",
    "CNY": "yuan", "KRW": "won", "DKK": "danish krone", "US cent": "cent", "km": "kilometre", "m": "metre",
    "cm": "centimetre", "mm": "millimetre", "µm": "micrometre", "nm": "nanometre", "km2": "square kilometre",
    "m2": "square metre", "square_mile": "square mile", "square_foot": "square foot", "kg": "kilogram", "g": "gram",
    "mg": "milligram", "tonne": "metric ton", "pound_mass": "pound-mass", "ml": "millilitre",
    "cubic_foot": "cubic foot", "cubic_metre": "cubic metre", "km/h": "kilometre per hour", "mph": "mile per hour",
    "mpg": "mile per gallon", "rpm": "revolutions per minute", "kw": "kilowatt", "mw": "megawatt", "gw": "gigawatt",
    "kwh": "kilowatt hour", "gwh": "gigawatt hour", "mah": "milliampere-hour", "hz": "hertz", "gpa": "gigapascal",
    "ppb": "parts-per-billion", "ppm": "parts-per-million", "gb": "gigabyte", "mb": "megabyte",
    "nm_torque": "newton metre", "time": "count", "light_year": "light year", "nautical_mile": "nautical mile",
    "year_of_age": "year of age", "month_of_age": "month of age", "horsepower": "horsepower", "watt": "watt",
}  # fmt: skip


def _numbers(text: str) -> tuple[float, ...] | None:
    parts = text.replace(" ", "").split("-") if "-" in text[1:] and "E-" not in text else [text]
    try:
        return tuple(float(part) for part in parts)
    except ValueError:
        return None


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(abs(one), abs(other), 1e-12)


def _value_fits(found: Found, gold: tuple[float, ...]) -> bool:
    quantity = found.quantity
    if quantity.value is not None:
        return len(gold) == 1 and _same(quantity.value, gold[0])
    if len(gold) != 2 or quantity.low is None or quantity.high is None:
        return False
    vague = quantity.approx_cue is not None and _same(quantity.high, gold[1]) and quantity.low <= 2 * gold[0]
    return vague or (_same(quantity.low, gold[0]) and _same(quantity.high, gold[1]))


def _names(text: str, found: Found) -> set[str]:
    """The names under which our unit may stand in the gold: its field term and its noun phrase, singular."""
    unit = found.quantity.unit
    if unit is None:
        return {"-"}
    base, _, per = unit.partition("/")
    name = THEIR_NAMES.get(unit) or THEIR_NAMES.get(base, base)
    names = {name}
    phrase = text[found.head_start : found.head_end].lower().split()
    if phrase and base not in THEIR_NAMES:
        names |= {" ".join(phrase), " ".join([*phrase[:-1], singular(phrase[-1])]), singular(phrase[-1]), phrase[-1]}
    if per and unit not in THEIR_NAMES:
        names = {f"{name} per {THEIR_NAMES.get(per, per)}" for name in names}
    return names


def score(sentences: Sequence[dict[str, Any]], *, misses: list[str] | None = None) -> dict[str, tuple[float, int]]:
    """Metric → (F1 in percent, number of gold quantities)."""
    gold_total = found_total = values = units = 0
    for sentence in sentences:
        text = sentence["text"]
        gold = [(_numbers(q["value"]), q) for q in sentence["quantities"]]
        found = list(find_quantities(text))
        gold_total, found_total = gold_total + len(gold), found_total + len(found)
        open_gold = [(v, q) for v, q in gold if v is not None]
        missed = []
        for with_unit in (True, False):
            for one in list(found):
                for pair in open_gold:
                    target = {str(pair[1][k]).lower() for k in ("normalized_unit", "unit")}
                    unit_fits = bool(target & {n.lower() for n in _names(text, one)})
                    if _value_fits(one, pair[0]) and (unit_fits or not with_unit):
                        values, units = values + 1, units + unit_fits
                        open_gold.remove(pair)
                        found.remove(one)
                        if not unit_fits:
                            missed.append(f"unit {one.quantity.unit} | {pair[1]['normalized_unit']}")
                        break
        missed += [f"extra {text[f.start : f.end]!r} {f.quantity.value} {f.quantity.unit}" for f in found]
        missed += [f"missing {q['value']} {q['normalized_unit']}" for _, q in open_gold]
        if misses is not None and missed:
            misses.append("\n".join([text, *("    " + m for m in missed)]))
    return {
        name: (200.0 * hits / (gold_total + found_total), gold_total)
        for name, hits in (("value F1", values), ("value+unit F1", units))
    }


def rows(file: Path) -> dict[str, Any]:
    """The figures in the form every benchmark prints."""
    scores = score(json.loads(file.read_text(encoding="utf-8")))
    return {
        "name": "reading_newsquant",
        "data_through": "2023",
        "rows": [
            {"subject": "contingent", "slice": file.stem, "metric": m, "value": round(v, 1), "n": n, "interval": None}
            for m, (v, n) in scores.items()
        ],
    }


def main() -> None:
    """Print the figures of the file named on the command line."""
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    if not arguments:
        raise SystemExit("usage: python benchmarks/reading_newsquant.py FILE [--json] [--misses]")
    file = Path(arguments[0])
    if "--misses" in sys.argv:
        misses: list[str] = []
        score(json.loads(file.read_text(encoding="utf-8")), misses=misses)
        print("\n".join(misses))
    result = rows(file)
    if "--json" in sys.argv:
        print(json.dumps(result))
    else:
        for row in result["rows"]:
            print(f"{row['subject']:12} {row['slice']:16} {row['metric']:14} {row['value']:6.1f}  n={row['n']}")


if __name__ == "__main__":
    main()
