"""How far a stated number of a negotiation may be off: bare numbers become distributions around what is stated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from contingent.core.bargaining import StanceInput
from contingent.core.belief import Prior
from contingent.core.errors import ValueRangeError

#: what is stated of every actor on an issue, in the order of files
INPUTS: tuple[StanceInput, ...] = get_args(StanceInput)
Z90 = 1.6448536269514722  # half-width of a normal's central 90 %, in standard deviations
#: half-widths of the central 90 % at --uncertainty 1, judgements: of a position as a share of the scale, of a salience
POSITION, SALIENCE = 0.10, 0.10
CAPABILITY_LOG_SD = 0.20
MOST = 10.0

#: a decision that nothing could answer would be left out without a word
NO_THRESHOLD = "names a decision, but no threshold; wanted the number from which on an outcome is a yes to it"
NO_SOURCE = "the file's author, no source given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """By how much bare numbers are uncertain: a factor on the widths of this module; 0 takes them as exact."""

    factor: float = 1.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.factor <= MOST:
            raise ValueRangeError(
                f"--uncertainty is {self.factor}; wanted a number from 0 (take stated numbers as exact) to {MOST:g}"
            )

    def around(self, value: float, *, of: StanceInput, actor: str, scale: tuple[float, float], unit: str,
               source: str, verified: bool = False) -> Prior:  # fmt: skip
        """The distribution of one input whose middle is `value`; a point where there is no spread.

        A salience or capability of 0 stays 0: who does not care, or can do nothing, is not a little less so.
        """
        family: str = "point"
        parameters: tuple[float, ...] = (value,)
        if self.factor > 0.0 and of == "capability" and value > 0.0:
            family, parameters = "lognormal", (value, rounded(self.factor * CAPABILITY_LOG_SD))
        elif self.factor > 0.0 and (of == "position" or (of == "salience" and value > 0.0)):
            width = POSITION * (scale[1] - scale[0]) if of == "position" else SALIENCE
            family, parameters = "normal", (value, rounded(self.factor * width / Z90))
        return Prior(
            name=input_name(actor, of), family=family, parameters=parameters, unit=input_unit(of, unit),
            source=source or NO_SOURCE, verified=verified,
        )  # fmt: skip

    @property
    def words(self) -> str:
        """A note on what bare numbers were taken for."""
        if self.factor == 0.0:
            return "Numbers stated without a range were taken as exact."
        return (
            "Numbers stated without a range were taken as the middle of one: 90 % within "
            f"{100 * POSITION * self.factor:g} % of the scale for a position, within {SALIENCE * self.factor:g} for a "
            f"salience, and a log standard deviation of {CAPABILITY_LOG_SD * self.factor:g} for a capability. These "
            "widths are a judgement."
        )


def rounded(width: float) -> float:
    """A judged width to three digits: more would pretend to a precision that a judgement lacks.

    >>> rounded(6.079568)
    6.08
    """
    return float(f"{width:.3g}")


def input_name(actor: str, of: StanceInput) -> str:
    """What the prior of an actor's input is called."""
    return f"{actor}: {of}"


def input_unit(of: StanceInput, unit: str) -> str:
    """The unit of an input: of a position that of the issue's scale."""
    return (unit or "point") if of == "position" else "1"


def value_fault(value: float, *, of: StanceInput, scale: tuple[float, float]) -> str | None:
    """Why a stated number cannot be that input; None where it can."""
    if of == "position" and not scale[0] <= value <= scale[1]:
        return f"the position {value:g} lies off the scale; wanted a number from {scale[0]:g} to {scale[1]:g}"
    if of == "salience" and not 0.0 <= value <= 1.0:
        hint = f": {value:g} % is written {value / 100:g}" if 1.0 < value <= 100.0 else ""
        return f"the salience is {value:g}; wanted a number from 0 to 1{hint}"
    if of == "capability" and value < 0.0:
        return f"the capability is {value:g}; wanted a number of at least 0"
    return None
