"""The benchmarks' contestants run one and the same war, and every benchmark prints the one form of figures."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
PATHS = 48


@pytest.fixture(autouse=True)
def _on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))


def test_the_numpy_contestant_runs_our_war() -> None:
    from benchmarks import workload
    from benchmarks.contestants import numpy_arrays

    plain = workload.plain(2000)
    theirs = numpy_arrays.run(plain, chunk=700)
    ours = workload.program().run_numba(parameters=workload.columns(2000), seed=1).values[0]
    # the parameters are the same, the noise is not: means of paired differences within 5 standard errors
    difference = (theirs - ours)[:, -1].astype(float)
    error = difference.std(axis=1) / np.sqrt(2000)
    assert (np.abs(difference.mean(axis=1)) <= 5 * error).all()
    np.testing.assert_array_equal(theirs[:, 0], ours[:, 0])


@pytest.mark.parametrize(
    ("file", "needs"),
    [("plain_python", "json"), ("mesa_agents", "mesa"), ("simpy_processes", "simpy"), ("numba_loops", "numba")],
)
def test_other_contestants_run_the_numpy_contestants_war(file: str, needs: str) -> None:
    pytest.importorskip(needs)
    from benchmarks import workload
    from benchmarks.contestants import numpy_arrays

    contestant = importlib.import_module(f"benchmarks.contestants.{file}")
    plain = workload.plain(PATHS)
    theirs, numpys = contestant.run(plain), numpy_arrays.run(plain)
    assert theirs.shape == numpys.shape
    difference = (theirs - numpys)[:, -1].astype(float)
    error = difference.std(axis=1, ddof=1) / np.sqrt(PATHS)
    assert (np.abs(difference.mean(axis=1)) <= 5 * error + 1e-6).all()


def test_without_chance_every_contestant_gives_our_numbers() -> None:
    from benchmarks import workload
    from benchmarks.contestants import numpy_arrays, plain_python
    from contingent.simulating.battle.priors import ORDER

    columns, plain = workload.columns(PATHS), workload.plain(PATHS)
    for name in ("loss_noise", "advance_noise", "passage_loss", "end_hazard"):
        columns[name] = np.zeros(PATHS)
        plain.rows[ORDER.index(name)] = 0.0
    ours = workload.program().run_numpy(parameters=columns, seed=1).values[0]
    for theirs in (numpy_arrays.run(plain), plain_python.run(plain)):
        np.testing.assert_allclose(theirs, ours, rtol=1e-6, atol=1e-3)


def test_figures_have_the_one_form() -> None:
    from benchmarks.figures import Figures, Row

    figures = Figures(name="x", rows=(Row(subject="a", slice="b", metric="c", value=1234.5, n=2),))
    assert figures.plain() == {
        "name": "x",
        "data_through": None,
        "rows": [{"subject": "a", "slice": "b", "metric": "c", "value": 1234.5, "n": 2, "interval": None}],
    }
    assert json.loads(json.dumps(figures.plain())) == figures.plain()
    assert "1,234" in figures.table()


def test_an_unknown_benchmark_is_a_usage_error_that_names_the_known() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "nothing"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "engine" in done.stderr and "Traceback" not in done.stderr
