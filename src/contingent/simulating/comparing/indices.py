"""Sobol' indices of a noisy model: how much of the variance of its mean each input owes alone, and with all others.

A model f(x, ω) is run on rows of inputs x, each row on several paths of chance ω. With A and B two independent rows
and g(x) the mean of f over chance, the indices of input i are

    alone   Cov(g(x), g(x')) / Var g    where x and x' share x_i alone
    total   ½ E (g(x) − g(x'))² / Var g  where x and x' share all but x_i

The mean of R replicates is g plus chance of variance s²/R, which taken for g inflates every total. Rows that are
compared within a total therefore share their chance, those within an index of one input alone do not, and what is left
of s²/R is subtracted from each square: the estimates are free of that bias for any R from 2 on.

Source: Saltelli et al. (2010), doi:10.1016/j.cpc.2009.09.018, for the design and the first of the two; Jansen (1999),
doi:10.1016/S0010-4655(98)00154-4, for the second; Kucherenko, Tarantola and Annoni (2012),
doi:10.1016/j.cpc.2011.12.020, for inputs that hang together (general knowledge, unread).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from scipy import special

from contingent.core.errors import ValueRangeError
from contingent.core.keys import stream_key
from contingent.simulating.drawing.parameters import (
    HALF_CELL,
    Correlation,
    Parameter,
    ParameterDraws,
    draw_parameters,
    inverse_cdf,
)

#: rows of inputs, and paths of chance a row
ROWS = 512
REPLICATES = 16
#: bootstrap samples of rows behind an interval, and its two ends
RESAMPLES = 400
INTERVAL = (0.05, 0.95)

Outputs = Float[np.ndarray, "output row replicate"]
#: a design of one draw a row, and the number of a stream of chance: what the model gives, the same stream the same ω
Evaluate = Callable[[ParameterDraws, int], Outputs]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indices:
    """The indices of every output to every uncertain parameter: estimates and 90 % intervals, all within 0 and 1.

    `chance` is the share of one path's variance that no input explains, by output. `rest` is the total index of all
    parameters not named, taken together; 0 where none is left out.
    """

    names: tuple[str, ...]
    first: Float[np.ndarray, "output parameter"]
    first_interval: Float[np.ndarray, "output parameter 2"]
    total: Float[np.ndarray, "output parameter"]
    total_interval: Float[np.ndarray, "output parameter 2"]
    chance: Float[np.ndarray, " output"]
    rest: Float[np.ndarray, " output"]


def sobol_indices(
    evaluate: Evaluate, parameters: Sequence[Parameter], *, seed: int, rows: int = ROWS,
    correlation: Correlation | None = None, names: Sequence[str] | None = None,
) -> Indices:  # fmt: skip
    """First-order and total indices of every output of `evaluate` to the parameters `names` (None: all uncertain ones).

    It takes (2 + names) · rows · replicates runs, and one more run of the rows where some parameters are left out:
    `rest` then says what those move, all together.

    For correlated parameters the first is what would go of the variance if the parameter alone were known, whatever it
    shares with others included (so firsts may add up to more than one); the total is what would be left if all others
    were known (it may be less than the first). They cost one more run of the rows each.

    Raises:
        ValueRangeError: fewer than 8 rows, or fewer than 2 replicates from the model.
    """
    if rows < 8:
        raise ValueRangeError(f"{rows} rows of inputs; wanted at least 8 to estimate a variance from")
    design = _Design.drawn(parameters, rows, seed=seed, correlation=correlation)
    base, other = evaluate(design.base, 0), evaluate(design.other, 1)
    if base.shape[-1] < 2:
        raise ValueRangeError(f"{base.shape[-1]} replicate a row; wanted at least 2, to tell chance from inputs")
    firsts, totals = [], []
    chosen = design.names if names is None else tuple(name for name in design.names if name in set(names))
    left_out = [name for name in design.names if name not in chosen]
    for name in chosen:
        mixed = evaluate(design.all_but([name]), 0)
        totals.append(_halved_squares(base - mixed))
        if name in design.correlated:
            alike, apart, plain = evaluate(design.alone(name), 1), base, other
        else:
            alike, apart, plain = mixed, other, base
        # a row's own deviation times the change that its input makes to a row of other inputs and other chance
        mean = apart.mean(axis=(1, 2), keepdims=True)
        firsts.append((apart - mean).mean(axis=2) * (alike - plain).mean(axis=2))
    # the rest comes last among the totals, and has no first
    totals.append(_halved_squares(base - evaluate(design.all_but(left_out), 0)) if left_out else 0.0 * base[..., 0])
    shape = (len(firsts), *base.shape[:2])
    return _estimated(chosen, base, other, np.reshape(firsts, shape), np.stack(totals), seed=seed)


def _halved_squares(change: Outputs) -> Float[np.ndarray, "output row"]:
    """½ of the squared mean change of each row, less what chance adds to it."""
    replicates = change.shape[-1]
    return 0.5 * np.asarray(change.mean(axis=-1) ** 2 - change.var(axis=-1, ddof=1) / replicates)


def _estimated(
    names: tuple[str, ...], base: Outputs, other: Outputs, firsts: np.ndarray, totals: np.ndarray, *, seed: int
) -> Indices:
    """Estimates from contributions `[parameter, output, row]`, and their spread when rows are drawn anew."""
    rows, replicates = base.shape[1:]
    generator = np.random.default_rng(stream_key("indices", "bootstrap", seed))
    weights = np.vstack([np.ones(rows), generator.multinomial(rows, np.full(rows, 1.0 / rows), RESAMPLES)]) / rows
    both = np.stack([base, other])
    means = both.mean(axis=-1)
    within = both.var(axis=-1, ddof=1)
    spread = (means**2 - within / replicates) @ weights.T - (means @ weights.T) ** 2
    variance = np.maximum(spread.mean(axis=0), 0.0)  # [output, resample]
    chance = (within @ weights.T).mean(axis=0)[:, 0]

    def share(contributions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        sums = np.einsum("por,sr->ops", contributions, weights)
        shares = np.divide(sums, variance[:, None, :], out=np.zeros_like(sums), where=variance[:, None, :] > 0)
        shares = np.clip(shares, 0.0, 1.0)
        return shares[..., 0], np.moveaxis(np.quantile(shares[..., 1:], INTERVAL, axis=-1), 0, -1)

    first, first_interval = share(firsts)
    total, total_interval = share(totals)
    whole = variance[:, 0] + chance
    return Indices(
        names=names, first=first, first_interval=first_interval, total=total[:, :-1],
        total_interval=total_interval[:, :-1], rest=total[:, -1],
        chance=np.divide(chance, whole, out=np.zeros_like(whole), where=whole > 0),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Design:
    """Two independent sets of rows, and mixtures of them."""

    base: ParameterDraws
    other: ParameterDraws
    correlation: Correlation

    @classmethod
    def drawn(
        cls, parameters: Sequence[Parameter], rows: int, *, seed: int, correlation: Correlation | None
    ) -> _Design:
        known = correlation or Correlation(names=(), matrix=())
        uncertain = [parameter.name for parameter in parameters if parameter.prior.family != "point"]
        # two scrambles of one Sobol' coordinate share their first bits: the other rows take coordinates of their own
        aside = [
            replace(parameter, prior=replace(parameter.prior, name=f"other:{parameter.name}"))
            for parameter in parameters
        ]
        renamed = Correlation(names=tuple(f"other:{name}" for name in known.names), matrix=known.matrix)
        other = draw_parameters(aside, rows, seed=seed, correlation=renamed)
        return cls(
            base=draw_parameters(parameters, rows, seed=seed, correlation=known),
            other=replace(other, parameters=tuple(parameters)),
            correlation=known.of(uncertain),
        )

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(p.name for p in self.base.parameters if p.prior.family != "point")

    @property
    def correlated(self) -> frozenset[str]:
        matrix = np.array(self.correlation.matrix)
        return frozenset(
            name for i, name in enumerate(self.correlation.names) if np.any(np.delete(matrix[i], i) != 0.0)
        )

    def all_but(self, names: Sequence[str]) -> ParameterDraws:
        """The base's rows with `names` drawn anew, as the others leave them."""
        fresh = {self._row(name): self.other.uniforms[self._row(name)] for name in names}
        known = self.correlation.names
        apart = [at for at, name in enumerate(known) if name in names and name in self.correlated]
        if apart:
            kept = [at for at in range(len(known)) if at not in apart]
            rows = [self._row(name) for name in known]
            matrix = np.array(self.correlation.matrix)
            # what the kept ones say of those drawn anew: their regression, the same in both sets of rows
            says = np.linalg.solve(matrix[np.ix_(kept, kept)], matrix[np.ix_(kept, apart)]).T
            change = special.ndtri(self.base.uniforms[rows]) - special.ndtri(self.other.uniforms[rows])
            moved = special.ndtri(self.other.uniforms[rows])[apart] + says @ change[kept]
            fresh |= {rows[at]: special.ndtr(moved[i]) for i, at in enumerate(apart)}
        return _with(self.base, fresh)

    def alone(self, name: str) -> ParameterDraws:
        """The other rows with the base's `name`, and with what hangs together with it moved along."""
        at = self.correlation.names.index(name)
        rows = [self._row(other) for other in self.correlation.names]
        normal = special.ndtri(self.other.uniforms[rows])
        shift = special.ndtri(self.base.uniforms[rows[at]]) - normal[at]
        moved = normal + np.array(self.correlation.matrix)[at][:, None] * shift
        return _with(self.other, dict(zip(rows, special.ndtr(moved), strict=True)))

    def _row(self, name: str) -> int:
        return [parameter.name for parameter in self.base.parameters].index(name)


def _with(draws: ParameterDraws, ranks: dict[int, np.ndarray]) -> ParameterDraws:
    """The draws with other ranks in some rows."""
    uniforms, values = draws.uniforms.copy(), draws.values.copy()
    for row, found in ranks.items():
        uniforms[row] = np.clip(found, HALF_CELL, 1.0 - HALF_CELL)
        values[row] = inverse_cdf(draws.parameters[row].prior, uniforms[row])
    return replace(draws, uniforms=uniforms, values=values)
