"""The command that begins with a scenario: `whatif`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contingent.cli.options import AS_JSON, CLUSTER, PATHS_HELP, RESUME, SEED, print_json, progress, terminal

if TYPE_CHECKING:
    from contingent.journeys.whatif import Ready


class EngineName(StrEnum):
    """What computes a what-if."""

    auto = "auto"
    numpy = "numpy"
    numba = "numba"
    jax = "jax"


class Sampling(StrEnum):
    """How uncertain inputs are drawn."""

    sobol = "sobol"
    antithetic = "antithetic"
    random = "random"


class Depth(StrEnum):
    """How much is told of a what-if."""

    brief = "brief"
    full = "full"


def whatif(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO.toml", help="A scenario file, or - for standard input.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where whatif.html and whatif.json go.")] = Path(),
    paths: Annotated[int, typer.Option("--paths", help=PATHS_HELP, min=16, max=1 << 30)] = 1 << 14,
    seed: Annotated[int, SEED] = 1,
    budget: Annotated[
        str | None,
        typer.Option(
            "--budget", metavar="PATHS|TIME", help="Add paths until the error is small or this ends: 200000, 30s, 5m."
        ),
    ] = None,
    engine: Annotated[EngineName, typer.Option("--engine", help="What computes; auto goes by size.")] = EngineName.auto,
    sampling: Annotated[Sampling, typer.Option("--sampling", help="How inputs are drawn.")] = Sampling.sobol,
    depth: Annotated[
        Depth, typer.Option("--depth", help="brief: differences only; full: also what they hang on, and more.")
    ] = Depth.full,
    explain: Annotated[
        bool, typer.Option("--explain", help="Simulate nothing: print the model, its priors and sources in words.")
    ] = False,
    page: Annotated[bool, typer.Option("--html/--no-html", help="Write the page too.")] = True,
    cluster: Annotated[str | None, CLUSTER] = None,
    resume: Annotated[Path | None, RESUME] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Simulate a scenario's branches: what differs, how precisely, and what it hangs on."""
    from contingent.journeys import whatif as journey
    from contingent.journeys.streams import standard_input, write_utf8
    from contingent.pools import pool
    from contingent.sources.scenarios import read_scenario_text

    text = read_scenario_text(scenario, standard_input())
    if explain:
        _explain(journey.ready_scenario(text), as_json=as_json)
        return
    most_paths, seconds = journey.parse_budget(budget) if budget is not None else (None, None)
    effort = journey.Effort(
        paths=paths, seed=seed, engine=engine.value, sampling=sampling.value, depth=depth.value,
        budget_paths=most_paths,
        budget_seconds=seconds,
    )  # fmt: skip
    with progress("Reading the scenario", total=journey.stages(effort), quiet=as_json) as say:
        where = journey.Place(pool=pool(cluster=cluster), kept=resume)
        made = journey.make_whatif(journey.ready_scenario(text), effort, where=where, say=say)
    if as_json:
        files = journey.write_whatif(made, out, page=page)
        write_utf8(files.json.read_text(encoding="utf-8"))
        return
    from contingent.report.whatif.terminal import render_files, render_whatif

    with terminal() as console:
        # the answer first: drawing the page takes longer than reading it on
        render_whatif(made, console)
        with progress("Drawing the page", total=1, quiet=not page):
            files = journey.write_whatif(made, out, page=page)
        render_files([str(file) for file in (files.html, files.json) if file is not None], console)


def _explain(ready: Ready, *, as_json: bool) -> None:
    if as_json:
        print_json({"scenario": ready.scenario, "inputs": ready.inputs, "warnings": ready.warnings})
        return
    from contingent.report.whatif.explain import render_explanation

    with terminal() as console:
        render_explanation(
            ready.scenario, ready.inputs, console, fitted_as_of=ready.baseline.fitted_as_of, warnings=ready.warnings
        )
