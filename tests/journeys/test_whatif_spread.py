"""Where the paths of a what-if run, and whether it was stopped on the way, changes nothing in its answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contingent import cli, pools
from contingent.simulating.comparing import gather

TEXT = """title = "What if Eastland sent Northland 20,000 soldiers?"
as_of = 2025-03-01
baseline = "given"
attacker = "Northland"
defender = "Southland"
horizon_days = 30
given = { force_attacker = 120_000, force_defender = 90_000 }
branch = [
  { label = "As it stands" },
  { label = "20,000 at once", arrival = { contingent = "Eastland", side = "attacker", size = 20_000, first_day = 0 } },
]
"""
PATHS = 1 << 17  # twice what one place keeps: the second half runs in spans
SPANS = 4
Run = Callable[..., dict[str, Any]]


class Stopped(pools.SerialPool):
    """Somebody presses Ctrl-C after two spans."""

    def each(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[tuple[int, Any]]:
        for place, item in enumerate(items):
            if place == SPANS // 2:
                raise KeyboardInterrupt
            yield place, function(item)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command, run on a small scenario with short spans; what it wrote, apart from `run`."""
    (tmp_path / "war.toml").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(gather, "SPAN", gather.KEPT // SPANS)

    def answered(name: str, *more: str) -> dict[str, Any]:
        out = tmp_path / name
        words = ["whatif", str(tmp_path / "war.toml"), "--out", str(out), "--no-html", "--depth", "brief", "--engine",
                 "numba", "--paths", str(PATHS)]  # fmt: skip
        monkeypatch.setattr(sys, "argv", ["contingent", *words, *more])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        made = json.loads((out / "whatif.json").read_text(encoding="utf-8")) if ended.value.code == 0 else {}
        made.pop("run", None)
        return {"code": ended.value.code, "bytes": json.dumps(made)}

    return answered


def test_one_stopped_half_way_and_taken_up_again_answers_as_one_that_never_was(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = run("whole")
    assert whole["code"] == 0
    kept = tmp_path / "kept"
    with monkeypatch.context() as patched:
        patched.setattr(pools, "pool", lambda **_: Stopped())
        assert run("stopped", "--resume", str(kept))["code"] == 130
    assert "--resume" in capsys.readouterr().err
    assert not (tmp_path / "stopped").exists()
    before = {path: path.stat().st_mtime_ns for path in kept.iterdir()}
    assert len(before) == SPANS // 2
    assert run("again", "--resume", str(kept)) == whole
    assert len(list(kept.iterdir())) == SPANS
    assert all(path.stat().st_mtime_ns == then for path, then in before.items())


def test_a_cluster_answers_as_one_process_does(run: Run) -> None:
    from distributed import LocalCluster

    asked: dict[str, Any] = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None, "silence_logs": 50}
    with LocalCluster(**asked) as cluster:  # type: ignore[no-untyped-call]  # distributed leaves it untyped
        spread = run("spread", "--cluster", cluster.scheduler_address)
    assert spread == run("here")
