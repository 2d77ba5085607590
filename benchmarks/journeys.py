"""What each journey costs: CPU seconds of a cold command and of a warm call, peak memory, modules loaded.

Cold is a process of its own, from the start of Python to the last file written, compiled modules and kernels kept from
before; warm is the same call again in a process that has made it once. Peaks are of the cold process. Journeys that
read the shared folder (CONTINGENT_SHARED, else `../shared`) are left out where it is not there.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.figures import Figures, Row
from benchmarks.timing import own_peak_mb, process

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("CONTINGENT_SHARED", ROOT.parent / "shared"))
EXAMPLES = ROOT / "examples"
#: name → its words; SET stands for the newest question set of the shared folder
JOURNEYS: dict[str, tuple[str, ...]] = {
    "help": ("--help",),
    "read": ("read", f"{EXAMPLES}/reinforcements.md"),
    "read several": ("read", f"{EXAMPLES}/claims", "--out", "claims"),
    "brief": ("brief", f"{EXAMPLES}/reinforcements.md", "--out", "brief"),
    "brief, the other example": ("brief", f"{EXAMPLES}/eastern_congo.md", "--out", "brief"),
    "brief, the seed": ("brief", f"{SHARED}/seed/article.txt", "--out", "brief"),
    "whatif": ("whatif", f"{EXAMPLES}/scenarios/reinforcements.toml", "--out", "whatif"),
    "bargain": ("bargain", f"{EXAMPLES}/reinforcements.md", "--out", "bargain"),
    "forecast question": ("forecast", "question", "Will there be a cease-fire?", "--topic", "ceasefire", "--by",
                          "2027-06-30", "--as-of", "2026-11-01", "--actor", "Russia", "--recipient", "Ukraine"),
    "evaluate reading": ("evaluate", "reading", "--shared", f"{SHARED}", "--articles", f"{ROOT}/tests/articles"),
    "ledger verify": ("ledger", "verify"),
    "score": ("score",),
    "watch": ("watch", "--data", f"{SHARED}/data/markets", "--as-of", "2025-06-01", "--out", "watch"),
    "ForecastBench set": ("forecast", "forecastbench", "SET", "--data", f"{SHARED}/data", "--out", "set"),
    "backtest ukraine": ("backtest", "ukraine", "--data", f"{SHARED}/data", "--out", "ukraine"),
    "backtest battles": ("backtest", "battles", "--data", f"{SHARED}/data", "--out", "battles"),
    "backtest markets": ("backtest", "markets", "--data", f"{SHARED}/data/markets", "--out", "markets"),
    "serve, ready": ("serve",),
}  # fmt: skip
#: run once only: minutes of work, in which a warm start is lost
LONG = frozenset({"backtest ukraine", "backtest battles", "backtest markets"})


def run(rounds: int = 3) -> Figures:
    """CPU seconds (the least of rounds), peak memory (the most) and modules, by journey."""
    rows: list[Row] = []
    for name, words in JOURNEYS.items():
        if any(word.startswith(str(SHARED)) for word in words) and not SHARED.is_dir():
            continue
        times = 1 if name in LONG else rounds
        cold = [_process(name, 1) for _ in range(times)]
        metrics = {"CPU-s cold": min(cpu for cpu, _ in cold)}
        if name not in LONG:
            metrics["CPU-s warm"] = _process(name, 1 + times)[1]["warm"]
        metrics |= {"peak MB": max(told["peak_mb"] for _, told in cold), "modules": cold[0][1]["modules"]}
        rows += [Row(subject=name, slice="journey", metric=key, value=value, n=times) for key, value in metrics.items()]
    return Figures(name="journeys", rows=tuple(rows))


def _process(name: str, times: int) -> tuple[float, dict[str, float]]:
    with tempfile.TemporaryDirectory() as folder:
        home = {"XDG_DATA_HOME": folder, "CONTINGENT_LEDGER": f"{folder}/ledger.sqlite", "PYTHONPATH": str(ROOT)}
        before = Path.cwd()
        os.chdir(folder)
        try:
            _, cpu, told = process([sys.executable, "-m", "benchmarks.journeys", name, str(times)], environment=home)
        finally:
            os.chdir(before)
    return cpu, told


def made_ready(words: tuple[str, ...]) -> list[str]:
    """The words with the newest question set in the place of SET; for journeys of the ledger there is one."""
    if words[0] in ("ledger", "score"):
        from contingent.ledger.store import Ledger

        Ledger.open(os.environ["CONTINGENT_LEDGER"]).close()
    sets = sorted(path for path in (SHARED / "data" / "forecastbench").rglob("*llm.json"))
    return [str(sets[-1]) if word == "SET" and sets else word for word in words]


def called(words: list[str]) -> None:
    """The command has been run in this process, its output thrown away; a failure ends the process."""
    if words == ["serve"]:
        from contingent.ledger.store import Ledger
        from contingent.web.app import application
        from contingent.web.service import Service, Settings

        with Ledger.open(os.environ["CONTINGENT_LEDGER"]) as ledger:
            application(Service(ledger=ledger, settings=Settings()))
        return
    from contingent.cli import main

    sys.argv = ["contingent", *words]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
        try:
            main()
        except SystemExit as ended:
            if ended.code:
                raise SystemExit(f"{' '.join(words)}: {said.getvalue()[-500:]}") from None


def main() -> None:
    """A journey so many times in this process: the least CPU seconds after the first, its peak and its modules."""
    words, times = made_ready(JOURNEYS[sys.argv[1]]), int(sys.argv[2])
    warm = []
    for _ in range(times):
        begun = time.process_time()
        called(words)
        warm.append(time.process_time() - begun)
        for written in Path.cwd().iterdir():  # a folder that is there already may be refused
            if written.is_dir() and written.name in words:
                shutil.rmtree(written)
    told = {"peak_mb": own_peak_mb(), "modules": len(sys.modules), "warm": min(warm[1:], default=warm[0])}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
