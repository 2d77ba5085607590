"""The amounts of a scenario as parameters to draw: equal amounts share one draw, so that branches stay paired."""

from __future__ import annotations

from dataclasses import dataclass, replace

from contingent.core.belief import Prior
from contingent.simulating.drawing.parameters import Parameter

ASKED = "by the scenario: it is what is asked, not evidence"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Amount:
    """What an amount is known by: what it is called, and its distribution. Where it was said does not matter."""

    stem: str
    family: str
    parameters: tuple[float, ...]
    unit: str


class Amounts:
    """The amounts of all branches, each known by its content, and in the end by a name that is the scenario's own."""

    def __init__(self) -> None:
        self._known: dict[Amount, tuple[Prior, str]] = {}

    def add(self, prior: Prior, label: str, *, stem: str | None = None) -> Amount:
        """The amount of `prior`, called `stem` or as the prior is; the label of the first that was added stands."""
        amount = Amount(stem=stem or prior.name, family=prior.family, parameters=prior.parameters, unit=prior.unit)
        self._known.setdefault(amount, (prior, label))
        return amount

    def name(self, amount: Amount) -> str:
        """`scenario:` and what it is called; and its distribution where another amount is called the same.

        >>> ten = Prior(name="size", family="point", parameters=(10.0,), unit="persons", source="a wish")
        >>> amounts = Amounts()
        >>> one, other = amounts.add(ten, "persons"), amounts.add(replace(ten, parameters=(20.0,)), "persons")
        >>> amounts.name(one), amounts.name(other)
        ('scenario:size=point(10) persons', 'scenario:size=point(20) persons')
        """
        if sum(other.stem == amount.stem for other in self._known) == 1:
            return f"scenario:{amount.stem}"
        values = ", ".join(map(_shortest, amount.parameters))
        return f"scenario:{amount.stem}={amount.family}({values}) {amount.unit}"

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """One parameter an amount, in the order in which they were added."""
        return tuple(
            Parameter(prior=replace(prior, name=self.name(amount)), label=label, identified=ASKED)
            for amount, (prior, label) in self._known.items()
        )


def _shortest(value: float) -> str:
    short = format(value, "g")
    return short if float(short) == value else repr(value)
