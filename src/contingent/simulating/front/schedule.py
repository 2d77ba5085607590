"""A schedule in the making: the interventions of all branches, one at a time, into flows and contingents.

Everything is flat: a flow is a matrix of weights and the name of a parameter, a contingent a row of parameter names a
branch, so that any engine can turn a program into arrays.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from contingent.core.belief import Prior
from contingent.core.errors import ScenarioError
from contingent.core.interventions import (
    DIALS,
    Aid,
    Arrival,
    Dials,
    Mobilisation,
    Response,
    Side,
    Supply,
    Talks,
    Truce,
)
from contingent.core.nouns import Scenario
from contingent.simulating.drawing.parameters import Parameter
from contingent.simulating.front.amounts import Amount, Amounts
from contingent.simulating.front.domains import check_domain

Weights = Float[np.ndarray, "branch step"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """`weights` of each branch and step times the draw of `parameter`, for one side or one contingent of it.

    `ceiling` names the parameter that bounds what flows in all, `stop_share` the share of casualties above which no
    more of an arrival leaves; `lag_days` is the time in which half of a response has come.
    """

    parameter: str
    weights: Weights
    side: Side | None = None
    contingent: int | None = None
    ceiling: str | None = None
    stop_share: str | None = None
    lag_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Contingent:
    """Persons of one name on one side; `present` are there on day 0, one number a branch.

    `dials[i][branch]` is the parameter that stands for `DIALS[i]` in that branch: the world's own where nothing is
    said.
    """

    name: str
    side: Side
    present: Float[np.ndarray, " branch"]
    dials: tuple[tuple[str, ...], ...]

    def dial(self, name: str) -> tuple[str, ...]:
        """The parameter behind one of `DIALS` in each branch."""
        return self.dials[DIALS.index(name)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Key:
    """What flows have in common that can share a matrix."""

    kind: str
    amount: Amount
    side: Side | None = None
    contingent: tuple[str, Side] | None = None
    ceiling: Amount | None = None
    stop_share: Amount | None = None
    lag_days: int = 0

    def rank(self) -> tuple[object, ...]:
        """A place by content: the sums over flows are taken in this order, however the interventions were listed."""
        bounds = [(0,) if bound is None else (1, bound) for bound in (self.ceiling, self.stop_share)]
        return self.side or "", self.contingent or ("", ""), self.amount, *bounds, self.lag_days


class Schedule:
    """The flows and contingents of all branches, filled one intervention at a time."""

    def __init__(self, scenario: Scenario, *, steps: int) -> None:
        self._branches, self._steps, self._step_days = len(scenario.branches), steps, scenario.step_days
        self._names: dict[Side, str] = {"attacker": scenario.attacker, "defender": scenario.defender}
        self._amounts = Amounts()
        self._weights: dict[tuple[_Key, int], np.ndarray] = {}
        self._used: Counter[tuple[int, _Key]] = Counter()
        self._present: dict[tuple[str, Side], np.ndarray] = {}
        self._turned: dict[tuple[str, int, str], Amount] = {}  # by contingent, branch and dial

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What the amounts draw from."""
        return self._amounts.parameters

    def contingents(self) -> tuple[Contingent, ...]:
        """The contingents of all branches by name and side.

        Raises:
            ScenarioError: somebody has dials who never comes.
        """
        known = {name for name, _ in self._present}
        strange = sorted({name for name, _, _ in self._turned} - known)
        if strange:
            raise ScenarioError(
                f"there are dials for {', '.join(strange)}, of whom nobody is present or arrives in any branch; "
                f"contingents are {', '.join(sorted(known)) or 'none'}"
            )
        return tuple(
            Contingent(
                name=name, side=side, present=present,
                dials=tuple(tuple(self._dial(name, row, dial) for row in range(self._branches)) for dial in DIALS),
            )
            for (name, side), present in sorted(self._present.items())
        )  # fmt: skip

    def flows(self, kind: str) -> tuple[Flow, ...]:
        """The flows of a kind, in an order of their content."""
        places = {who: place for place, who in enumerate(sorted(self._present))}
        chosen = sorted((slot for slot in self._weights if slot[0].kind == kind), key=lambda s: (s[0].rank(), s[1]))
        return tuple(
            Flow(
                parameter=self._amounts.name(key.amount),
                weights=self._weights[key, copy],
                side=key.side,
                contingent=None if key.contingent is None else places[key.contingent],
                ceiling=self._name(key.ceiling),
                stop_share=self._name(key.stop_share),
                lag_days=key.lag_days,
            )
            for key, copy in chosen
        )

    def add(self, row: int, what: object) -> None:
        """Branch `row` does this too.

        Raises:
            ScenarioError: it is of a kind that this world does not know, or turns a dial wrongly.
        """
        match what:
            case Arrival():
                self._arrival(row, what)
            case Dials():
                self._turn(row, what)
            case Supply():
                label = f"{what.what} added for {self._names[what.side]}, as a share of use"
                key = _Key(kind="supply", amount=self._amounts.add(what.fraction, label), side=what.side)
                self._flow(row, key, self._active(what.start_day, what.days))
            case Aid():
                label = f"aid of {what.giver} to {self._names[what.side]}, as a share of its force"
                key = _Key(kind="aid", amount=self._amounts.add(what.fraction, label), side=what.side)
                self._flow(row, key, self._active(what.start_day + what.lag_days, None))
            case Mobilisation():
                self._mobilisation(row, what)
            case Talks():
                amount = self._amounts.add(what.factor, "effect of talks on the hazard of a cease-fire")
                self._flow(row, _Key(kind="talks", amount=amount), self._active(what.start_day, what.days))
            case Truce():
                amount = self._amounts.add(what.observed, "share of the fighting that a truce suspends")
                self._flow(row, _Key(kind="truce", amount=amount), self._active(what.start_day, what.days))
            case Response():
                label = f"aid to {self._names[what.side]} per share that newcomers add to its enemy's force"
                amount = self._amounts.add(what.ratio, label)
                key = _Key(kind="response", amount=amount, side=what.side, lag_days=what.lag_days)
                self._flow(row, key, np.ones(self._steps))
            case _:
                raise ScenarioError(
                    f"an intervention is a {type(what).__name__}; this world knows arrival, supply, aid, mobilisation, "
                    "talks, truce, response and dials"
                )

    def _arrival(self, row: int, what: Arrival) -> None:
        who = (what.contingent, what.side)
        self._present.setdefault(who, np.zeros(self._branches))[row] += what.present
        if what.tranches == 0:
            return
        active = np.zeros(self._steps)
        end = self._steps * self._step_days
        for day in range(what.first_day, end, what.every_days)[: what.tranches]:
            active[day // self._step_days] += 1.0
        amount = self._amounts.add(what.size, f"persons in a group from {what.contingent}")
        label = f"share of casualties at which no more come from {what.contingent}"
        stop = self._bound(what.stop_at_loss_share, label)
        key = _Key(kind="arrival", amount=amount, side=what.side, contingent=who, stop_share=stop)
        self._flow(row, key, active)

    def _mobilisation(self, row: int, what: Mobilisation) -> None:
        who = self._names[what.side]
        amount = self._amounts.add(what.persons_per_month, f"persons {who} mobilises a month")
        ceiling = self._bound(what.ceiling, f"persons {who} mobilises at most")
        key = _Key(kind="mobilisation", amount=amount, side=what.side, ceiling=ceiling)
        self._flow(row, key, self._active(what.start_day, None))

    def _turn(self, row: int, what: Dials) -> None:
        for prior in what.values:
            check_domain(prior)
            if (what.contingent, row, prior.name) in self._turned:
                raise ScenarioError(f"{prior.name} of {what.contingent} is given twice in one branch; wanted it once")
            label = f"{prior.name.replace('_', ' ')} of {what.contingent}"
            stem = f"{what.contingent}: {prior.name}"
            self._turned[what.contingent, row, prior.name] = self._amounts.add(prior, label, stem=stem)

    def _dial(self, contingent: str, row: int, dial: str) -> str:
        turned = self._turned.get((contingent, row, dial))
        return dial if turned is None else self._amounts.name(turned)

    def _bound(self, prior: Prior | None, label: str) -> Amount | None:
        return None if prior is None else self._amounts.add(prior, label)

    def _name(self, amount: Amount | None) -> str | None:
        return None if amount is None else self._amounts.name(amount)

    def _flow(self, row: int, key: _Key, active: np.ndarray) -> None:
        """Branch `row` has one more flow of `key`: branches share a matrix, two flows of one branch do not."""
        copy = self._used[row, key]
        self._used[row, key] += 1
        self._weights.setdefault((key, copy), np.zeros((self._branches, self._steps)))[row] = active

    def _active(self, first: int, days: int | None) -> Float[np.ndarray, " step"]:
        """The share of each step that lies in [first, first + days)."""
        start = np.arange(self._steps) * float(self._step_days)
        end = np.inf if days is None else float(first + days)
        overlap = np.minimum(start + self._step_days, end) - np.maximum(start, float(first))
        return np.asarray(np.clip(overlap / self._step_days, 0.0, 1.0))
