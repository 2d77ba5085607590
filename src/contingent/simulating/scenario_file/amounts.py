"""A number in any of its forms: a value, a range, a distribution by its family, or two quantiles; and its source."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from contingent.core.belief import PRIOR_FAMILIES, Prior
from contingent.core.errors import ValueRangeError
from contingent.core.interventions import reach
from contingent.simulating.drawing.parameters import inverse_cdf
from contingent.simulating.scenario_file.fields import Field
from contingent.simulating.scenario_file.positions import Place
from contingent.simulating.scenario_file.problems import Problems, instead, shown
from contingent.simulating.scenario_file.quantile_pairs import beta_with, lognormal_with, normal_with
from contingent.simulating.scenario_file.texts import LONGEST_TEXT, is_printable

UNSOURCED = "the scenario's author, no source given"
#: keys that say where an amount comes from, beside those that say how much
SOURCED = ("source", "verified")
FORMS = "a number, {low, high}, {median, log_sd}, {mean, sd}, {a, b}, or two quantiles such as {q05, q95}"
#: numbers beyond it are slips of the finger, and overflow in powers; so are distributions that reach so far
LARGEST = 1e15
FARTHEST = 1e20
FITTED = ("normal", "lognormal", "beta")

#: what other tools call the keys of a number
CALLED = {
    "min": "low", "minimum": "low", "lower": "low", "from": "low", "max": "high", "maximum": "high", "upper": "high",
    "to": "high", "std": "sd", "stdev": "sd", "sigma": "sd", "average": "mean", "mu": "mean",
}  # fmt: skip
#: a share whose middle lies beyond is taken for a percentage: nobody's force or fire is trebled
LARGEST_SHARE = 2.0

_WRITTEN = re.compile(r"(?P<digits>[+-]?\d[\d,_ ]*(?:\.\d+)?)\s*(?P<percent>%?)")
_QUANTILE = re.compile(r"q(\d{2,4})")


def number(value: Any, place: Place, problems: Problems, *, wanted: str) -> float | None:
    """The finite number that stands at `place`; None, and a fault, where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        problems.add(place, f"found {shown(value)}; wanted {_unquoted(value) or wanted}")
        return None
    if not -LARGEST <= value <= LARGEST:  # also false for nan
        problems.add(place, f"found {shown(value)}; wanted {wanted}, finite and below {LARGEST:g} in size")
        return None
    return float(value)


def amount(
    value: Any, field: Field, place: Place, problems: Problems, *, name: str, source: str | None
) -> Prior | None:
    """The prior that a number in any form says; None, and a fault, where it says none or leaves the field's bounds.

    `source` is what the table around it gives as the source of its numbers. A number without any is marked so and
    unverified.
    """
    before = len(problems)
    if isinstance(value, Mapping):
        source = _text(value, "source", place, problems) or source
        verified = _flag(value, place, problems)
        shape = _shape(value, field, place, problems)
    else:
        verified = None
        point = number(value, place, problems, wanted=FORMS)
        shape = None if point is None else ("point", (point,))
    if shape is None or len(problems) > before:
        return None
    try:
        prior = Prior(
            name=name, family=shape[0], parameters=shape[1], unit=field.unit, source=source or UNSOURCED,
            verified=source is not None and verified is not False,
        )  # fmt: skip
    except ValueRangeError as error:
        found = ", ".join(f"{key} = {x:.10g}" for key, x in zip(PRIOR_FAMILIES[shape[0]], shape[1], strict=True))
        problems.add(place, f"found {found}; wanted {str(error).rpartition('wanted ')[2]}")
        return None
    if message := out_of_bounds(prior, field):
        problems.add(place, message)
        return None
    return prior


def out_of_bounds(prior: Prior, field: Field) -> str | None:
    """Why draws of `prior` may be no values of `field`; None where all are."""
    lowest, highest = reach(prior)
    shape = ", ".join(f"{value:.10g}" for value in prior.parameters)
    if field.least <= lowest and highest <= field.greatest and highest <= FARTHEST:
        middle = float(inverse_cdf(prior, np.array([0.5]))[0]) if field.unit == "share" else 0.0
        if middle <= LARGEST_SHARE:
            return None
        return f"found {shape}; wanted a share, at most {LARGEST_SHARE:g} in the middle: 5 % is written 0.05"
    told = shape if prior.family == "point" else f"{prior.family}({shape}), which reaches {lowest:g} to {highest:g}"
    wanted = "a narrower distribution" if FARTHEST < highest <= field.greatest else bounds(field)
    if prior.family == "normal" and field.least >= 0.0:
        wanted += "; {low, high}, {median, log_sd} or two quantiles can be kept within"
    if field.greatest == 1.0 and prior.parameters[0] > LARGEST_SHARE:
        wanted += f": {prior.parameters[0]:g} % is written {prior.parameters[0] / 100:g}"
    return f"found {told}; wanted {wanted}"


def bounds(field: Field) -> str:
    """The values of a field in words."""
    above = field.least == math.ulp(0.0)
    if field.greatest == math.inf:
        return "a number" if field.least == -math.inf else "values above 0" if above else f"values from {field.least:g}"
    return f"values from {field.least:g} to {field.greatest:g}"


def _shape(
    value: Mapping[str, Any], field: Field, place: Place, problems: Problems
) -> tuple[str, tuple[float, ...]] | None:
    """Family and parameters that a table of a number says."""
    family = _text(value, "family", place, problems)
    keys = [key for key in value if key not in (*SOURCED, "family")]
    levels = [key for key in keys if _QUANTILE.fullmatch(key)]
    if levels:
        return _fitted(value, family, keys, field, place, problems)
    for name, wanted in PRIOR_FAMILIES.items():
        if set(wanted) == set(keys):
            if family not in (None, name):
                problems.add((*place, "family"), f"found {shown(family)}; these keys say {name}. Leave it out")
                return None
            found = [number(value[key], (*place, key), problems, wanted="a number") for key in wanted]
            return None if None in found else (name, tuple(x for x in found if x is not None))
    known = {key for names in PRIOR_FAMILIES.values() for key in names} | {*SOURCED, "family"}
    strange = [key for key in keys if key not in known]
    right = set(keys) - set(strange)
    # what goes with the keys that are right, else all there are
    missing = {key for names in PRIOR_FAMILIES.values() if right and right <= set(names) for key in names} - right
    for key in strange:
        called = CALLED.get(key.casefold())
        nearest = f"wanted {called}" if called else instead(key, missing or {*known, "q05", "q50", "q95"})
        problems.add((*place, key), f"is no key of a number; {nearest}")
    if not strange:
        lacking = f"{', '.join(sorted(missing))} beside it" if right and len(missing) == 1 else FORMS
        problems.add(place, f"found {', '.join(keys) or 'no number'}; wanted {lacking}")
    return None


def _fitted(
    value: Mapping[str, Any], family: str | None, keys: Sequence[str], field: Field, place: Place, problems: Problems
) -> tuple[str, tuple[float, ...]] | None:
    """The distribution through two quantiles; its family is the one that the field's bounds ask for."""
    levels = sorted((int(key[1:]) / 10 ** len(key[1:]), key) for key in keys if _QUANTILE.fullmatch(key))
    if len(keys) != 2 or len(levels) != 2 or not 0.0 < levels[0][0] < levels[1][0] < 1.0:
        problems.add(place, f"found {', '.join(keys)}; wanted two quantiles such as q05 and q95, and nothing beside")
        return None
    low, high = (number(value[key], (*place, key), problems, wanted="a number") for _, key in levels)
    if low is None or high is None:
        return None
    chosen = family or _family(field)
    if chosen not in FITTED:
        problems.add((*place, "family"), f"is {shown(chosen)}; {instead(str(chosen), FITTED)} for a pair of quantiles")
        return None
    least, greatest = {"normal": (-math.inf, math.inf), "lognormal": (0.0, math.inf), "beta": (0.0, 1.0)}[chosen]
    if not least < low < high < greatest:
        wanted = {"normal": "", "lognormal": ", above 0", "beta": ", between 0 and 1"}[chosen]
        said = f"{levels[0][1]} is {low:.10g} and {levels[1][1]} {high:.10g}"
        problems.add(place, f"{said}; wanted the first below the second{wanted}")
        return None
    first, second = (levels[0][0], low), (levels[1][0], high)
    if chosen == "normal":
        return chosen, normal_with(first, second)
    if chosen == "lognormal":
        return chosen, lognormal_with(first, second)
    shape = beta_with(first, second)
    if shape is None:
        problems.add(place, "no beta distribution has these quantiles; wanted a wider or a less lopsided pair")
        return None
    return chosen, shape


def _family(field: Field) -> str:
    if field.greatest == 1.0 and field.least >= 0.0:
        return "beta"
    return "lognormal" if field.least >= 0.0 and field.greatest == math.inf else "normal"


def _unquoted(value: Any) -> str | None:
    """How a number that was written as a text is written instead; None where it is none."""
    written = _WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
    if written is None:
        return None
    digits = float(re.sub(r"[,_ ]", "", written["digits"]))
    return f"{digits / 100 if written['percent'] else digits:.10g}, without quotes"


def _text(value: Mapping[str, Any], key: str, place: Place, problems: Problems) -> str | None:
    if key not in value:
        return None
    text = value[key]
    if not isinstance(text, str) or not text.strip():
        problems.add((*place, key), f"found {shown(text)}; wanted a text")
        return None
    line = " ".join(text.split())
    if len(line) > LONGEST_TEXT or not is_printable(line):
        problems.add(
            (*place, key), f"found {shown(line)!r}; wanted at most {LONGEST_TEXT} characters that can be printed"
        )
        return None
    return line


def _flag(value: Mapping[str, Any], place: Place, problems: Problems) -> bool | None:
    if "verified" not in value:
        return None
    flag: object = value["verified"]
    if not isinstance(flag, bool):
        problems.add((*place, "verified"), f"found {shown(flag)}; wanted true or false")
        return None
    if flag and "source" not in value:
        problems.add((*place, "verified"), 'found true without a source; wanted source = "…" beside it')
    return flag
