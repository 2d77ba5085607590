"""From priors to draws: one point of the unit cube a path, read off each prior's inverse distribution function."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from jaxtyping import Float
from scipy import special

from contingent.core.belief import Prior
from contingent.core.errors import ScenarioError, ValueRangeError
from contingent.core.outcomes import Sampling
from contingent.simulating.drawing.points import HALF_CELL, random_words, sobol_words, unit

__all__ = [
    "HALF_CELL", "Correlation", "Parameter", "ParameterDraws", "draw_parameters", "inverse_cdf", "mass_below_zero",
]  # fmt: skip

#: nodes of the table that inverts the families without a closed inverse
TABLE_NODES = 8193
#: what is in a name that belongs to a scenario, not to the world: such names come and go
OF_SCENARIO = ":"

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
class Correlation:
    """How some parameters hang together, beyond their marginal priors: a Gaussian copula.

    `matrix[i][j]` is the correlation of parameters `names[i]` and `names[j]` once each is brought to a normal scale,
    as a fit leaves them. What is not named is independent of all else.

    Source: Nelsen (2006), An Introduction to Copulas (general knowledge, unread).
    """

    names: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        n = len(self.names)
        if len(set(self.names)) != n or [len(row) for row in self.matrix] != [n] * n:
            raise ValueRangeError(
                f"a correlation of {n} parameters ({', '.join(self.names)}) has {len(self.matrix)} rows; wanted each "
                "name once, and a row and a column for each"
            )
        if n == 0:
            return
        found = np.array(self.matrix, dtype=float)
        if not np.allclose(found, found.T) or not np.allclose(np.diag(found), 1.0):
            raise ValueRangeError("a correlation matrix is not symmetric with ones on its diagonal; wanted both")
        least = float(np.linalg.eigvalsh(found)[0])
        if not least > 0.0:
            raise ValueRangeError(
                f"a correlation matrix has the eigenvalue {least:.3g}; wanted all above 0. Draw the correlations a "
                "little towards 0."
            )

    def of(self, names: Iterable[str]) -> Correlation:
        """The same for those of `names` that are correlated at all, in this one's order."""
        wanted = set(names)
        kept = [i for i, name in enumerate(self.names) if name in wanted]
        return Correlation(
            names=tuple(self.names[i] for i in kept),
            matrix=tuple(tuple(self.matrix[i][j] for j in kept) for i in kept),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterDraws:
    """One row a parameter, one column a path: the draws and the rank of each in its prior (.5 for a point).

    `uniforms` are the priors' own distribution functions at `values`; they hang together where the parameters do.
    """

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

    def held(self, values: Mapping[str, float]) -> ParameterDraws:
        """The same draws with each parameter in `values` known: a point of rank .5; what is not drawn is left out."""
        rows = {parameter.name: row for row, parameter in enumerate(self.parameters) if parameter.name in values}
        if not rows:
            return self
        parameters, uniforms, drawn = list(self.parameters), self.uniforms.copy(), self.values.copy()
        for name, row in rows.items():
            prior = parameters[row].prior
            point = Prior(name=name, family="point", parameters=(values[name],), unit=prior.unit, source="held fixed")
            parameters[row] = replace(parameters[row], prior=point)
            uniforms[row], drawn[row] = 0.5, values[name]
        return ParameterDraws(parameters=tuple(parameters), uniforms=uniforms, values=drawn)

    def mirrored(self, names: Iterable[str]) -> ParameterDraws:
        """The same draws with the sign of the parameters in `names` turned around."""
        chosen = set(names)
        signs = np.array([-1.0 if parameter.name in chosen else 1.0 for parameter in self.parameters])
        return replace(self, values=self.values * signs[:, None])


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
        case "halfnormal" | "beta":
            found = np.interp(u, *_table(prior.family, first, second))
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


@lru_cache(maxsize=64)
def _table(family: str, first: float, second: float) -> tuple[Values, Values]:
    """Mass below each node and the nodes: the same for every chunk of draws, and dear to work out."""
    if family == "halfnormal":
        grid = np.linspace(0.0, abs(first) + 9.0 * second, TABLE_NODES)
        return special.ndtr((grid - first) / second) - special.ndtr((-grid - first) / second), grid
    # nodes crowd at both ends, where a beta's density may be steep
    grid = 0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, TABLE_NODES))
    return special.betainc(first, second, grid), grid


def draw_parameters(
    parameters: Sequence[Parameter], draws: int, *, seed: int, first: int = 0, sampling: Sampling = "sobol",
    correlation: Correlation | None = None,
) -> ParameterDraws:  # fmt: skip
    """The draws of every parameter for paths `first`, `first + 1`, …: the same in any chunking.

    A parameter's draws depend on its name and prior, the seed, `sampling` and, for Sobol' points, the world's own names
    (those without a colon), never on what a scenario adds: its amounts have a colon in their name, and are known by
    what stands before a "=" and by their prior. What is correlated depends on its fellows too. "antithetic": path 2i+1
    mirrors path 2i, each prior's rank u in the one being 1 - u in the other. "random": independent draws.

    Raises:
        ScenarioError: two parameters have one name.
        ValueRangeError: no draws, or no such sampling.
    """
    if draws <= 0:
        raise ValueRangeError(f"draws is {draws}; wanted at least 1 simulated path")
    names = [parameter.name for parameter in parameters]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ScenarioError(f"parameters {', '.join(twice)} are given twice; wanted each name once")
    places = {name: place for place, name in enumerate(sorted(name for name in names if OF_SCENARIO not in name))}
    uniforms = np.full((len(parameters), draws), 0.5)
    for row, parameter in enumerate(parameters):
        if parameter.prior.family != "point":
            place = places.get(parameter.name)
            key = parameter.name if place is not None else _content(parameter.prior)
            uniforms[row] = unit(_words(key, place, draws, seed=seed, first=first, sampling=sampling))
    if correlation is not None:
        _correlate(uniforms, parameters, correlation)
    values = np.empty_like(uniforms)
    for row, parameter in enumerate(parameters):
        values[row] = inverse_cdf(parameter.prior, uniforms[row])
    return ParameterDraws(parameters=tuple(parameters), uniforms=uniforms, values=values)


def _content(prior: Prior) -> str:
    """What an amount is known by, whether or not another amount makes it take a longer name."""
    values = ", ".join(repr(value) for value in prior.parameters)
    return f"{prior.name.split('=')[0]}={prior.family}({values}) {prior.unit}"


def _words(name: str, place: int | None, draws: int, *, seed: int, first: int, sampling: Sampling) -> np.ndarray:
    match sampling:
        case "sobol":
            return sobol_words(name, place, draws, seed=seed, first=first)
        case "random":
            return random_words(name, draws, seed=seed, first=first)
        case "antithetic":
            pairs = (first + draws - 1) // 2 - first // 2 + 1
            both = np.repeat(random_words(name, pairs, seed=seed, first=first // 2), 2)
            both[1::2] = ~both[1::2]
            return both[first % 2 : first % 2 + draws]
    raise ValueRangeError(f"sampling is {sampling!r}; wanted sobol, antithetic or random")


def _correlate(uniforms: np.ndarray, parameters: Sequence[Parameter], correlation: Correlation) -> None:
    """The rows of correlated parameters are drawn together, each still uniform; points stay what they are."""
    rows = {parameter.name: row for row, parameter in enumerate(parameters) if parameter.prior.family != "point"}
    known = correlation.of(rows)
    if len(known.names) < 2:
        return
    chosen = [rows[name] for name in known.names]
    normal = np.linalg.cholesky(np.array(known.matrix)) @ special.ndtri(uniforms[chosen])
    uniforms[chosen] = np.clip(special.ndtr(normal), HALF_CELL, 1.0 - HALF_CELL)
