"""Every journey that a pool may run, each as bytes of what it answers: the same, wherever and however it ran."""

from __future__ import annotations

import io
import json
import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from contingent.core.plain import plain
from contingent.core.sockets import Pool
from contingent.journeys import whatif
from contingent.journeys.backtests.forecastbench import backtest_forecastbench
from contingent.journeys.backtests.ukraine import Replay, backtest_ukraine
from contingent.journeys.backtests.views import backtest_views
from contingent.journeys.brief import make_brief
from contingent.journeys.chunks import Work, run_chunks
from contingent.journeys.forecasts.question_set import Who, forecast_set
from contingent.report.backtests.backtest import figures_json
from contingent.report.encode import brief_json
from contingent.simulating.comparing import gather
from contingent.simulating.fitting.check import Replicate
from contingent.simulating.fitting.fit import War, window
from contingent.simulating.fitting.smc import Settings
from contingent.simulating.world import FrontWorld
from contingent.sources import shipped
from contingent.sources.articles import Article
from contingent.sources.scenarios import ScenarioText, read_scenario_text
from contingent.sources.war import read_series
from proof import made_sets
from proof.row import Missing
from proof.views_stand_ins import cheap_rules, made_deaths, months_through, parquet, rows_of

ROOT = Path(__file__).resolve().parents[1]
FIRST_DUE = date(2025, 8, 3)
UNTIL = date(2026, 2, 1)
VIEWS_DAY = date(2022, 3, 1)
WAR_DAY = date(2025, 6, 30)
_REPLICATES = 8
_SAMPLES, _SAMPLE_PARTS = 4096, 8
_PATHS, _SHORT_SPANS = 1 << 17, 4

#: a journey's answer as bytes: pool, folder of kept chunks (None: none), folder of its data
Journey = Callable[[Pool, Path | None, Path], bytes]


@dataclass
class Elsewhere:
    """A pool that does the last piece first, each as a worker elsewhere would get it, and may stop half-way."""

    name: str = "elsewhere"
    most: int | None = None

    def each(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[tuple[int, Any]]:
        """The place and result of each item; KeyboardInterrupt after `most` of them, where it is to stop."""
        for turn, (place, item) in enumerate(reversed(list(enumerate(items)))):
            if turn == self.most:
                raise KeyboardInterrupt
            sent = pickle.loads(pickle.dumps((function, item)))
            yield place, pickle.loads(pickle.dumps(sent[0](sent[1])))

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Sequence[Any]:
        """One result an item, in order."""
        return [result for _, result in sorted(self.each(function, items), key=lambda pair: pair[0])]


def prepared(folder: Path) -> Path:
    """The made data of the journeys is in the folder."""
    dues = [FIRST_DUE + timedelta(days=14 * n) for n in range(9)]
    made_sets.write_bench(folder / "bench", dues, until=UNTIL, each=3)
    made_sets.write_set(folder / "asked", dues[-1], made_sets.questions(dues[-1], each=3))
    (folder / "views").mkdir()
    deaths = made_deaths(months_through(2021))
    (folder / "views" / "cm_ged_sb_2014_2021.parquet").write_bytes(parquet(rows_of(deaths)))
    return folder


def paths_of(pool: Pool, kept: Path | None, data: Path, *, parts: int = _SAMPLE_PARTS) -> bytes:
    """The raw numbers of every path of an example's what-if, drawn and stepped in so many parts."""
    del data
    each = _SAMPLES // parts
    spans = [(number * each, each) for number in range(parts)]
    work = Work(name="samples", key=("samples",), function=_samples, plain=np.ndarray.tolist, revive=np.array)
    made = run_chunks(work, spans, pool=pool, kept=kept)
    return np.concatenate([np.asarray(one, dtype=np.float64) for one in made], axis=-1).tobytes()


def _samples(span: tuple[int, int]) -> np.ndarray:
    ready = whatif.ready_scenario(_scenario())
    runner = FrontWorld(ready.baseline).prepare(ready.scenario, paths=_SAMPLES, seed=1).runner
    results, draws = runner(*span)
    drawn = np.stack([column for _, column in sorted(draws.columns().items())])
    return np.concatenate([results.values.reshape(-1, span[1]).astype(np.float64), drawn])


def what_if(pool: Pool, kept: Path | None, data: Path, *, paths: int = _PATHS, spans: int = _SHORT_SPANS) -> bytes:
    """An example's what-if, so many of whose paths run in spans; `spans` is how finely they are cut."""
    del data
    whole, gather.SPAN = gather.SPAN, gather.KEPT // spans
    try:
        effort = whatif.Effort(paths=paths, engine="numba", depth="brief")
        made = whatif.make_whatif(whatif.ready_scenario(_scenario()), effort, where=whatif.Place(pool=pool, kept=kept))
    finally:
        gather.SPAN = whole
    return json.dumps(plain(replace(made, run=None)), sort_keys=True).encode()


def _scenario() -> ScenarioText:
    return read_scenario_text(str(ROOT / "examples" / "scenarios" / "iran_iraq_1987.toml"), io.BytesIO())


def brief(pool: Pool, kept: Path | None, data: Path) -> bytes:
    """An example's brief, made twice, each where the pool puts it."""
    del data
    return _twice("brief", _brief, pool, kept)


def _brief(number: int) -> str:
    del number
    raw = (ROOT / "examples" / "reinforcements.md").read_bytes()
    made = make_brief(Article(raw=raw, origin="x.md", content_type="text/markdown"), as_of=None, draws=512)
    return brief_json(replace(made, run=None))


def answered_set(pool: Pool, kept: Path | None, data: Path) -> bytes:
    """A ForecastBench set answered twice, each where the pool puts it."""
    return _twice("set", partial(_answered, data), pool, kept)


def _answered(data: Path, number: int) -> str:
    del number
    (file,) = (data / "asked" / "question_sets").iterdir()
    due = FIRST_DUE + timedelta(days=14 * 8)
    who = Who(organization="made")
    made = forecast_set(file, data=data / "bench", who=who, as_of=due)
    return json.dumps(plain(made.words), sort_keys=True, default=str)


def _twice(name: str, function: Callable[[int], str], pool: Pool, kept: Path | None) -> bytes:
    work = Work(name=name, key=(name,), function=function, plain=str, revive=str)
    first, second = run_chunks(work, range(2), pool=pool, kept=kept)
    return first.encode() if first == second else b"two that differ"


def bench(pool: Pool, kept: Path | None, data: Path) -> bytes:
    """The replay of made ForecastBench sets."""
    first = FIRST_DUE + timedelta(days=70)
    return figures_json(backtest_forecastbench(data / "bench", as_of=UNTIL, first=first, pool=pool, kept=kept)).encode()


def views(pool: Pool, kept: Path | None, data: Path) -> bytes:
    """The backtest of a made panel of country-months."""
    found = backtest_views(data / "views", as_of=VIEWS_DAY, rules=cheap_rules(), pool=pool, kept=kept)
    return figures_json(found).encode()


def hindcast(pool: Pool, kept: Path | None, data: Path) -> bytes:
    """The hindcast of the war in Ukraine at its last origins."""
    del data
    replay = Replay(paths=128, origins_from=date(2024, 12, 1))
    return figures_json(backtest_ukraine(_shared(), as_of=WAR_DAY, replay=replay, pool=pool, kept=kept)).encode()


def calibration(pool: Pool, kept: Path | None, data: Path) -> bytes:
    """The check of a war's calibration on simulated wars, with few particles: ranks of what made each."""
    del data
    war = War.from_table(shipped.table(f"{shipped.WARS}/russia_ukraine"))
    series = {role: read_series(_shared(), one, as_of=WAR_DAY) for role, one in war.series.items()}
    found = window(series, war=war, as_of=WAR_DAY)
    one = Replicate(found=found, settings=Settings(particles=64, moves=2, last_moves=2))
    work = Work(name="check", key=one.key, function=one, plain=list, revive=tuple)
    return json.dumps(run_chunks(work, range(_REPLICATES), pool=pool, kept=kept)).encode()


def _shared() -> Path:
    folder = Path(os.environ.get("CONTINGENT_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        raise Missing("the shared folder with data of wars (CONTINGENT_SHARED)")
    return folder


JOURNEYS: dict[str, Journey] = {
    "paths of a what-if": paths_of, "what-if": what_if, "brief": brief, "answers to a set": answered_set,
    "backtest of sets": bench, "backtest of country-months": views, "hindcast of a war": hindcast,
    "calibration check": calibration,
}  # fmt: skip
#: those that take well below a second
CHEAP = ("answers to a set", "backtest of country-months")
