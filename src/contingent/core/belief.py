"""What a forecaster believes: a probability, quantiles, or draws; and priors over a model's inputs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from contingent.core.errors import ValueRangeError


def check_probability(value: float, *, name: str = "probability") -> float:
    """The value itself, if it is a probability; never clipped.

    Raises:
        ValueRangeError: the value is outside [0, 1] or not a number.
    """
    if not (0.0 <= value <= 1.0):
        raise ValueRangeError(f"{name} is {value!r}; wanted a number from 0 to 1. It is never clipped for you.")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Probability:
    """A probability with the interval (90 %) of what it might have been, given the evidence at hand."""

    p: float
    low: float
    high: float
    kind: Literal["probability"] = "probability"

    def __post_init__(self) -> None:
        for name in ("p", "low", "high"):
            check_probability(getattr(self, name), name=name)
        if not self.low <= self.p <= self.high:
            raise ValueRangeError(
                f"probability {self.p} lies outside its own interval [{self.low}, {self.high}]; wanted low <= p <= high"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantiles:
    """A distribution by its quantiles: `levels` strictly rising in (0, 1), `values` never falling."""

    levels: tuple[float, ...]
    values: tuple[float, ...]
    unit: str
    kind: Literal["quantiles"] = "quantiles"

    def __post_init__(self) -> None:
        if len(self.levels) != len(self.values) or not self.levels:
            raise ValueRangeError(
                f"{len(self.levels)} levels and {len(self.values)} values; wanted as many of each, at least one"
            )
        rising = all(a < b for a, b in zip(self.levels, self.levels[1:], strict=False))
        if not rising or not (self.levels[0] > 0.0 and self.levels[-1] < 1.0):
            raise ValueRangeError(f"levels are {self.levels}; wanted rising numbers strictly between 0 and 1")
        if not all(map(math.isfinite, self.values)) or any(
            a > b for a, b in zip(self.values, self.values[1:], strict=False)
        ):
            raise ValueRangeError(f"values are {self.values}; wanted finite numbers that never fall")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """A distribution by equally likely draws."""

    values: tuple[float, ...]
    unit: str
    kind: Literal["draws"] = "draws"

    def __post_init__(self) -> None:
        if not self.values or not all(map(math.isfinite, self.values)):
            raise ValueRangeError(f"{len(self.values)} draws; wanted at least one, all finite")


Belief = Probability | Quantiles | Draws

#: name of a prior's family → its parameters, in order
PRIOR_FAMILIES: dict[str, tuple[str, ...]] = {
    "point": ("value",),
    "uniform": ("low", "high"),
    "normal": ("mean", "sd"),
    "halfnormal": ("location", "sd"),  # |N(location, sd)|
    "lognormal": ("median", "log_sd"),
    "beta": ("a", "b"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """An uncertain input: a family, its parameters in the order of `PRIOR_FAMILIES`, and where they come from.

    `verified` is False where the source was not read (general knowledge): such priors are shown as such.
    """

    name: str
    family: str
    parameters: tuple[float, ...]
    unit: str
    source: str
    verified: bool = True
    sign_constrained: bool = False  # the family itself excludes one sign of the effect

    def __post_init__(self) -> None:
        wanted = PRIOR_FAMILIES.get(self.family)
        if wanted is None:
            raise ValueRangeError(
                f"prior {self.name!r} has family {self.family!r}; wanted one of {', '.join(sorted(PRIOR_FAMILIES))}"
            )
        if len(self.parameters) != len(wanted) or not all(map(math.isfinite, self.parameters)):
            raise ValueRangeError(
                f"prior {self.name!r} of family {self.family} has parameters {self.parameters}; "
                f"wanted {', '.join(wanted)}"
            )
        positive = {"normal": (1,), "halfnormal": (1,), "lognormal": (0, 1), "beta": (0, 1)}.get(self.family, ())
        if any(self.parameters[i] <= 0 for i in positive):
            names = ", ".join(wanted[i] for i in positive)
            raise ValueRangeError(f"prior {self.name!r} has parameters {self.parameters}; wanted {names} above 0")
        if self.family == "uniform" and self.parameters[0] >= self.parameters[1]:
            raise ValueRangeError(f"prior {self.name!r} has range {self.parameters}; wanted low below high")
