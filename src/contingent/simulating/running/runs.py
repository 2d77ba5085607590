"""A program made ready to run: parameters drawn, paths stepped, published series read off them, for any stretch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from contingent.core.outcomes import Sampling
from contingent.core.sockets import Engine
from contingent.simulating.drawing.parameters import Correlation, Parameter, ParameterDraws, draw_parameters
from contingent.simulating.engines.numpy_engine import PathResults
from contingent.simulating.front.intervene import Program
from contingent.simulating.running.observe import Observer, observe


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """Everything that decides what a path comes to, but its number: called with a first number and a count, it runs."""

    engine: Engine
    program: Program
    parameters: tuple[Parameter, ...]
    seed: int
    sampling: Sampling = "sobol"
    correlation: Correlation | None = None
    observers: tuple[Observer, ...] = ()
    held: tuple[tuple[str, float], ...] = ()

    def __call__(self, first: int, count: int) -> tuple[PathResults, ParameterDraws]:
        """The results of `count` paths from number `first` on, and the draws behind them."""
        drawn = self.draw(first, count)
        return self.run(drawn, first), drawn

    def draw(self, first: int, count: int) -> ParameterDraws:
        """The draws of the parameters for `count` paths from number `first` on; those that are held, at their value."""
        drawn = draw_parameters(
            self.parameters, count, seed=self.seed, first=first, sampling=self.sampling, correlation=self.correlation
        )
        return drawn.held(dict(self.held))

    def run(self, drawn: ParameterDraws, first: int) -> PathResults:
        """What chance makes of the draws: path `first` of the seed takes the first column, and so on."""
        # engines know the mirrored chance of antithetic pairs as a switch of their own
        switches = {"antithetic": True} if self.sampling == "antithetic" else {}
        columns = drawn.columns()
        results: PathResults = self.engine.run(
            self.program, parameters=columns, seed=self.seed, first_path=first, **switches
        )
        return observe(
            results, columns, self.observers, seed=self.seed, step_days=self.program.step_days, first_path=first
        )

    def recording(self, steps: Iterable[int]) -> Runner:
        """The same, telling of the start and of `steps` alone, as things are and not as a series would publish them."""
        return replace(self, program=replace(self.program, recorded=tuple(sorted({0, *steps}))), observers=())

    def fixed(self, values: Mapping[str, float]) -> Runner:
        """The same with the parameters in `values` known; all other draws and all of chance stay as they are.

        What hangs together with a parameter is drawn as if that one had been too: it is held, not observed.
        """
        return replace(self, held=tuple({**dict(self.held), **values}.items()))
