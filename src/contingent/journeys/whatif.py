"""A walk from a scenario file to its answer: branches simulated, compared, explained; a page and JSON written."""

from __future__ import annotations

import platform
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import contingent
from contingent.core.brief import DataUsed, Run
from contingent.core.errors import InputError, LeakError
from contingent.core.nouns import Scenario
from contingent.core.outcomes import Sampling
from contingent.core.sockets import Engine, Pool
from contingent.core.times import now
from contingent.core.whatif import SCHEMA_VERSION, Input, WhatIf, WhatIfProvenance
from contingent.journeys.chunks import Work, run_chunks
from contingent.journeys.files import replace_files
from contingent.journeys.progress import Say, silent
from contingent.pools import SerialPool
from contingent.report.whatif.findings import compose_findings
from contingent.report.whatif.page import render_whatif_page, whatif_json
from contingent.report.words import prior_quantiles
from contingent.simulating.baseline import Baseline
from contingent.simulating.comparing.gather import KEPT, SPAN, STRETCH, Beyond, Spread, Sums
from contingent.simulating.running.runs import Runner
from contingent.simulating.scenario_file.doubts import doubts
from contingent.simulating.scenario_file.given import given_baseline
from contingent.simulating.scenario_file.positions import lines_of
from contingent.simulating.scenario_file.read import OF_THE_TEXT, OWN_NUMBERS, read_scenario
from contingent.simulating.world import Depth, FrontWorld
from contingent.sources import shipped

if TYPE_CHECKING:
    from contingent.simulating.comparing.refine import Budget
    from contingent.sources.scenarios import ScenarioText

STAGES = 3
PATHS = 1 << 14
#: a budget in seconds alone is still capped here: what a million paths do not tell, more will not
MOST_PATHS = 1 << 20

EngineName = Literal["auto", "numpy", "numba", "jax"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much is computed, and how: paths, seed, engine, sampling, depth, and a budget for refinement.

    `depth` "brief" leaves out what runs a design of its own: total sensitivities, regions, break-evens, prices.

    `budget_paths` or `budget_seconds` ask for more paths, twice as many a round, until the error is small beside the
    effect; with seconds the number of paths depends on the machine, and is recorded.
    """

    paths: int = PATHS
    seed: int = 1
    engine: EngineName = "auto"
    sampling: Sampling = "sobol"
    depth: Depth = "full"
    budget_paths: int | None = None
    budget_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where spans of paths run, and the folder that keeps finished ones; neither changes the answer."""

    pool: Pool
    kept: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfFiles:
    """Where a what-if was written; no page where none was asked for."""

    json: Path
    html: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A scenario file read, the baseline it starts from, and the inputs of the world as they will be drawn."""

    file: ScenarioText
    scenario: Scenario
    baseline: Baseline
    inputs: tuple[Input, ...]
    warnings: tuple[str, ...]


def ready_scenario(file: ScenarioText) -> Ready:
    """The scenario of a file on its baseline, checked as far as it can be without simulating.

    Raises:
        ScenarioError: the file holds no valid scenario, or one that does not fit its baseline.
        LeakError: the baseline was fitted on days after the scenario's `as_of`.
    """
    baselines = {
        name: Baseline.from_table(shipped.table(f"{shipped.BASELINES}/{name}")) for name in shipped.baselines()
    }
    scenario = read_scenario(file.text, origin=file.origin, baselines=baselines)
    warnings: tuple[str, ...] = ()
    if scenario.baseline == OF_THE_TEXT:
        baseline = given_baseline(scenario)
    else:
        _check_day(scenario, file)
        baseline, warnings = baselines[scenario.baseline], shipped.stale(scenario.baseline, scenario.as_of)
    warnings = (*warnings, *doubts(scenario, baseline.parameters))
    return Ready(file=file, scenario=scenario, baseline=baseline, inputs=_inputs(baseline, scenario), warnings=warnings)


def _check_day(scenario: Scenario, file: ScenarioText) -> None:
    """Nothing, if the scenario's baseline could have been fitted by its day; else LeakError with the line of as_of."""
    try:
        shipped.baseline_table(scenario.baseline, scenario.as_of)
    except LeakError as error:
        fitted = shipped.fitted_as_of(f"{shipped.BASELINES}/{scenario.baseline}")
        line = lines_of(file.text).get(("as_of",), 1)
        raise LeakError(
            f"{file.origin}, line {line}: as_of: found {scenario.as_of}; wanted {fitted} or later, for what happened "
            f'until then is in the baseline {scenario.baseline}, or baseline = "{OWN_NUMBERS}" with numbers of that day'
        ) from error


def stages(effort: Effort) -> int:
    """How many stages a what-if says at most: its own, and a span of paths each."""
    most = effort.paths if effort.budget_paths is None else max(effort.paths, effort.budget_paths)
    return STAGES + len(range(KEPT, most, SPAN))


def make_whatif(ready: Ready, effort: Effort, *, where: Place | None = None, say: Say = silent) -> WhatIf:
    """What follows from a scenario. The same file, paths, seed, engine and sampling give the same, apart from `run`.

    Paths beyond the first 65,536 run `where` they are told, in spans of which finished ones may be kept.

    Raises:
        InputError: the engine cannot run here, or the effort is none.
    """
    started, clock = now(), time.process_time()
    if effort.paths <= 0:
        raise InputError(f"--paths is {effort.paths}; wanted at least 1 simulated path a branch")
    scenario = ready.scenario
    world = FrontWorld(ready.baseline, engine=_engine(effort, scenario))
    say("Simulating the branches")
    outcomes = world.simulate(
        scenario,
        draws=effort.paths,
        seed=effort.seed,
        sampling=effort.sampling,
        refine=_budget(effort),
        depth=effort.depth,
        spread=_spread(ready, effort, where or Place(pool=SerialPool()), say),
    )
    say("Writing it up")
    made = WhatIf(
        schema_version=SCHEMA_VERSION,
        findings=compose_findings(scenario, outcomes),
        scenario=scenario,
        inputs=ready.inputs,
        outcomes=outcomes,
        provenance=WhatIfProvenance(
            contingent=contingent.__version__,
            schema=SCHEMA_VERSION,
            seed=effort.seed,
            draws=outcomes.draws,
            engine=outcomes.engine,
            as_of=scenario.as_of.isoformat(),
            scenario_file=ready.file.origin,
            scenario_sha256=ready.file.sha256,
            baseline=scenario.baseline,
            baseline_fitted_as_of=None
            if ready.baseline.fitted_as_of is None
            else ready.baseline.fitted_as_of.isoformat(),
            data=_data(scenario),
            command=f"contingent whatif SCENARIO.toml --paths {outcomes.draws} --seed {effort.seed} --engine "
            f"{outcomes.engine} --sampling {effort.sampling} --depth {effort.depth}",
        ),
        warnings=ready.warnings,
        run=None,
    )
    run = Run(
        started=started.isoformat(timespec="seconds"),
        cpu_seconds=round(time.process_time() - clock, 2),
        python=platform.python_version(),
        ledger=None,
    )
    return replace(made, run=run)


def write_whatif(made: WhatIf, folder: Path, *, page: bool = True) -> WhatIfFiles:
    """`whatif.json` and, unless not wanted, `whatif.html` are in `folder`, both whole.

    Raises:
        InputError: the folder cannot be written; nothing has changed.
    """
    texts = {folder / "whatif.json": whatif_json(made)}
    if page:
        texts[folder / "whatif.html"] = render_whatif_page(made)
    replace_files(texts)
    return WhatIfFiles(json=folder / "whatif.json", html=folder / "whatif.html" if page else None)


_SECONDS = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|min|h)")
_IN_SECONDS = {"s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}


def parse_budget(text: str) -> tuple[int | None, float | None]:
    """Paths, or seconds, that a budget names: "200000" paths, "30s", "5m", "1h".

    >>> parse_budget("200000"), parse_budget("5m")
    ((200000, None), (None, 300.0))

    Raises:
        InputError: it names neither.
    """
    given = text.strip().replace("_", "").replace(",", "")
    if given.isdecimal() and 0 < int(given) <= MOST_PATHS:
        return int(given), None
    timed = _SECONDS.fullmatch(given)
    if timed is not None and float(timed[1]) > 0:
        return None, float(timed[1]) * _IN_SECONDS[timed[2]]
    raise InputError(
        f"--budget is {text!r}; wanted a number of paths up to {MOST_PATHS:,}, such as 200000, or a time such as 30s "
        "or 5m"
    )


def _engine(effort: Effort, scenario: Scenario) -> Engine | None:
    """The engine by name; None leaves the choice to the world, which goes by the size of the work."""
    if effort.engine == "auto":
        return None
    from contingent.simulating.engines import engine

    steps = scenario.horizon_days // scenario.step_days
    return engine(effort.engine, work=len(scenario.branches) * effort.paths * steps)


def _budget(effort: Effort) -> Budget | None:
    if effort.budget_paths is None and effort.budget_seconds is None:
        return None
    from contingent.simulating.comparing.refine import Budget

    return Budget(
        paths=max(effort.budget_paths or MOST_PATHS, 1),
        stop=None if effort.budget_seconds is None else _timer(effort.budget_seconds),
    )


def _spread(ready: Ready, effort: Effort, where: Place, say: Say) -> Spread:
    def spread(beyond: Beyond, spans: Sequence[tuple[int, int]]) -> tuple[Sums, ...]:
        runner = beyond.run
        assert isinstance(runner, Runner)  # what a world prepares
        work = Work(
            name="paths",
            key=(ready.file.sha256, ready.inputs, runner.engine.name, effort.seed, effort.sampling, STRETCH),
            function=beyond,
            plain=lambda sums: sums.plain,
            revive=Sums.revived,
        )
        return run_chunks(work, spans, pool=where.pool, kept=where.kept, say=say)

    return spread


def _timer(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end


def _inputs(baseline: Baseline, scenario: Scenario) -> tuple[Input, ...]:
    """Every uncertain input of the world for this scenario, in the world's own order."""
    prepared = FrontWorld(baseline).prepare(scenario, paths=1, seed=0)
    stated = {prior.name for prior in scenario.priors}
    found = []
    for parameter in prepared.runner.parameters:
        low, middle, high = prior_quantiles(parameter.prior)
        found.append(
            Input(
                name=parameter.name, label=parameter.label, prior=parameter.prior, low=low, middle=middle, high=high,
                identified=parameter.identified, from_scenario=parameter.name in stated or ":" in parameter.name,
            )
        )  # fmt: skip
    return tuple(found)


def _data(scenario: Scenario) -> tuple[DataUsed, ...]:
    if scenario.baseline == OF_THE_TEXT:
        return ()
    return (shipped.data_used(f"{shipped.BASELINES}/{scenario.baseline}", scenario.as_of),)
