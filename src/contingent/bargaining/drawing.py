"""From a negotiation to tables of numbers: each stance drawn, so that adding an actor changes no other's draws."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from contingent.bargaining.model import Table
from contingent.bargaining.weighted_power import somebody
from contingent.core.bargaining import Issue, Negotiation, Stance, StanceInput
from contingent.core.belief import Prior
from contingent.core.errors import ValueRangeError
from contingent.core.keys import stream_key
from contingent.simulating.drawing.parameters import inverse_cdf, mass_below_zero

#: a share of draws outside its range that is told; and one below zero at which a capability is refused
TOLD, REFUSED = 0.01, 1e-4
LEAST = 2.0**-54  # no quantile at 0, which for a normal is infinite


def draw_tables(negotiation: Negotiation, *, draws: int, seed: int) -> tuple[tuple[Table, ...], tuple[str, ...]]:
    """One table an issue, of `draws` rows, and notes on what had to be cut to its range.

    Every number hangs on its own stream, named by issue, actor and input, so that neither the order of actors nor an
    actor more changes another's draws; an actor's capability hangs on one stream for all issues: one power that is
    uncertain, not one an issue. The first rows are the same, however many are drawn.

    Raises:
        ValueRangeError: no draws are asked for; one is not finite; a capability may be negative; or nobody at a table
            has any weight.
    """
    if draws <= 0:
        raise ValueRangeError(f"draws is {draws}; wanted at least 1")
    cut: dict[str, dict[str, float]] = {"position": {}, "salience": {}}
    tables = tuple(_table(issue, draws, seed, cut) for issue in negotiation.issues)
    return tables, tuple(_words(name, shares, len(tables)) for name, shares in cut.items() if shares)


def draw_prior(prior: Prior, *names: str | int, draws: int) -> NDArray[np.float64]:
    """Draws of one prior from the stream of these names.

    Raises:
        ValueRangeError: a draw is not finite.
    """
    if prior.family == "point":
        return np.full(draws, prior.parameters[0], dtype=np.float64)
    stream = np.random.Generator(np.random.Philox(key=stream_key("bargaining", *names)))
    with np.errstate(over="ignore"):
        drawn = np.asarray(inverse_cdf(prior, np.maximum(stream.random(draws), LEAST)), dtype=np.float64)
    if not np.isfinite(drawn).all():
        raise ValueRangeError(
            f"{' '.join(map(str, names))}: {prior.family} with {prior.parameters} draws numbers that are "
            "not finite; wanted narrower ones"
        )
    return drawn


def check_weights(table: Table) -> None:
    """Nothing, if in every draw somebody at the table cares and can bring something to bear; else ValueRangeError."""
    without = int(np.sum(~somebody(table)))
    if without:
        raise ValueRangeError(
            f"issue {table.issue!r}: in {without:,} of {len(table.position):,} draws no actor has both a salience and "
            "a capability above 0; wanted at least one who cares and can act"
        )


def _table(issue: Issue, draws: int, seed: int, cut: dict[str, dict[str, float]]) -> Table:
    drawn = {name: _column(issue.stances, name, issue.id, draws, seed) for name in ("position", "salience")}
    position = (drawn["position"] - issue.low) / (issue.high - issue.low)
    for name, values in (("position", position), ("salience", drawn["salience"])):
        beyond = float(np.mean((values < 0.0) | (values > 1.0)))
        if beyond > TOLD:
            cut[name][issue.title] = beyond
    for stance in issue.stances:
        if mass_below_zero(stance.capability) > REFUSED:
            raise ValueRangeError(
                f"issue {issue.id!r}: the capability of {stance.actor} is {stance.capability.family} with "
                f"{stance.capability.parameters}, which may be negative; wanted one of at least 0, such as a lognormal"
            )
    table = Table(
        issue=issue.id,
        actors=tuple(stance.actor for stance in issue.stances),
        position=np.clip(position, 0.0, 1.0),
        salience=np.clip(drawn["salience"], 0.0, 1.0),
        capability=np.maximum(_column(issue.stances, "capability", None, draws, seed), 0.0),
    )
    check_weights(table)
    return table


def _column(
    stances: Sequence[Stance], name: StanceInput, issue: str | None, draws: int, seed: int
) -> NDArray[np.float64]:
    """One input of all actors, a column each; without an issue the streams are the same for all issues."""
    of = (issue,) if issue is not None else ()
    return np.stack(
        [draw_prior(getattr(stance, name), name, *of, stance.actor, seed, draws=draws) for stance in stances], axis=1
    )


def _words(name: str, shares: dict[str, float], tables: int) -> str:
    """What had to be cut to its range, on how many issues, and how much of it where it was most."""
    most = max(shares, key=lambda title: shares[title])
    where = f"On “{most}”" if tables == 1 else f"On {len(shares)} of {tables} issues, most on “{most}”:"
    end = "beyond the scale, and count as its ends" if name == "position" else "outside 0 to 1, and count as the nearer"
    what = "positions" if name == "position" else "saliences"
    return f"{where} {100 * shares[most]:.0f} % of the drawn {what} lie {end}."
