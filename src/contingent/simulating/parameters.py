"""From priors to draws: scrambled Sobol' points, read off each prior's inverse distribution function."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from scipy import special
from scipy.stats import qmc

from contingent.core.belief import Prior
from contingent.core.errors import ScenarioError, ValueRangeError
from contingent.core.keys import stream_key

#: nodes of the table that inverts the families without a closed inverse
TABLE_NODES = 8193
#: Sobol' points lie on a grid of 2^-30; half a cell keeps them off 0 and 1, where an inverse is infinite
HALF_CELL = 2.0**-31

Values = Float[np.ndarray, " path"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """An uncertain input of the world: its prior, what to call it, and how well evidence fixes it, in words."""

    prior: Prior
    label: str
    identified: str

    @property
    def name(self) -> str:
        """The name that the world's equations know it by."""
        return self.prior.name


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterDraws:
    """One row a parameter, one column a path: the draws and the Sobol' coordinate behind each (.5 for a point)."""

    parameters: tuple[Parameter, ...]
    uniforms: Float[np.ndarray, "parameter path"]
    values: Float[np.ndarray, "parameter path"]

    @property
    def draws(self) -> int:
        """The number of paths."""
        return int(self.values.shape[1])

    def columns(self) -> dict[str, Values]:
        """The draws by the name of their parameter."""
        return {parameter.name: self.values[i] for i, parameter in enumerate(self.parameters)}

    def first(self, draws: int) -> ParameterDraws:
        """The first `draws` paths: the same as if only they had been asked for."""
        return replace(self, uniforms=self.uniforms[:, :draws], values=self.values[:, :draws])

    def mirrored(self, names: Iterable[str]) -> ParameterDraws:
        """The same draws with the sign of the parameters in `names` turned around."""
        chosen = set(names)
        signs = np.array([-1.0 if parameter.name in chosen else 1.0 for parameter in self.parameters])
        return replace(self, values=self.values * signs[:, None])


def points(dimensions: int, draws: int, *, seed: int) -> Float[np.ndarray, "path dimension"]:
    """`draws` scrambled Sobol' points strictly inside the unit cube; fewer draws give a prefix of more.

    Source: Owen (1998), Scrambling Sobol' and Niederreiter-Xing points; scipy.stats.qmc.

    >>> bool((points(3, 5, seed=1) == points(3, 1000, seed=1)[:5]).all())
    True
    """
    if draws <= 0:
        raise ValueRangeError(f"draws is {draws}; wanted at least 1 simulated path")
    if dimensions == 0:
        return np.empty((draws, 0))
    generator = np.random.default_rng(stream_key("parameters", seed))
    sampler = qmc.Sobol(dimensions, scramble=True, rng=generator)
    exponent = max(draws - 1, 0).bit_length()  # whole powers of two keep the balance, and scipy quiet
    return np.asarray(sampler.random_base2(exponent)[:draws]) + HALF_CELL


def inverse_cdf(prior: Prior, u: Values) -> Values:
    """The value of `prior` below which a share `u` of its mass lies; rising in `u` for every family."""
    first, *rest = prior.parameters
    second = rest[0] if rest else 0.0
    match prior.family:
        case "point":
            found = np.full(u.shape, first)
        case "uniform":
            found = first + (second - first) * u
        case "normal":
            found = first + second * special.ndtri(u)
        case "lognormal":
            found = first * np.exp(second * special.ndtri(u))
        case "halfnormal":
            grid = np.linspace(0.0, abs(first) + 9.0 * second, TABLE_NODES)
            mass = special.ndtr((grid - first) / second) - special.ndtr((-grid - first) / second)
            found = np.interp(u, mass, grid)
        case "beta":
            # nodes crowd at both ends, where a beta's density may be steep
            grid = 0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, TABLE_NODES))
            found = np.interp(u, special.betainc(first, second, grid), grid)
        case _:
            raise ScenarioError(f"prior {prior.name!r} has family {prior.family!r}, which no inverse is known for")
    return np.asarray(found)


def mass_below_zero(prior: Prior) -> float:
    """The share of the prior's mass below zero."""
    first, *rest = prior.parameters
    match prior.family:
        case "point":
            return float(first < 0.0)
        case "uniform":
            return float(np.clip(-first / (rest[0] - first), 0.0, 1.0))
        case "normal":
            return float(special.ndtr(-first / rest[0]))
        case _:
            return 0.0


def draw_parameters(parameters: Sequence[Parameter], draws: int, *, seed: int) -> ParameterDraws:
    """The draws of every parameter: one Sobol' dimension each, none for a point.

    Raises:
        ScenarioError: two parameters have one name.
    """
    names = [parameter.name for parameter in parameters]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ScenarioError(f"parameters {', '.join(twice)} are given twice; wanted each name once")
    uncertain = [i for i, parameter in enumerate(parameters) if parameter.prior.family != "point"]
    cube = points(len(uncertain), draws, seed=seed)
    uniforms = np.full((len(parameters), draws), 0.5)
    for dimension, row in enumerate(uncertain):
        uniforms[row] = cube[:, dimension]
    values = np.empty_like(uniforms)
    for row, parameter in enumerate(parameters):
        values[row] = inverse_cdf(parameter.prior, uniforms[row])
    return ParameterDraws(parameters=tuple(parameters), uniforms=uniforms, values=values)
