"""The backtest of battles: the same with any order of work, figures in the one form, too little refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from battle_rows import cells, file_text, made_battles
from contingent.core.errors import DataError
from contingent.journeys.backtests.battles import WHO, WHO_LOSES, backtest_battles, stages
from contingent.report.backtests.backtest import figures_json
from contingent.simulating.past_battles.battle import Battle
from contingent.simulating.past_battles.loss_forecasts import LOSS_FORECASTERS
from contingent.simulating.past_battles.winners import FORECASTERS
from contingent.sources.battles import BATTLES_FILE

DAY = date(2024, 11, 18)


def written(folder: Path, battles: Sequence[Battle]) -> Path:
    rows = [
        cells(
            isqno=one.number, name=one.name, war4=one.war, year=one.year, wina=1 if one.attacker_won else -1,
            A_str=one.attacker.strength, D_str=one.defender.strength, A_cas=one.attacker.casualties,
            D_cas=one.defender.casualties, aeroa=one.air, surpa=one.surprise, post1=one.posture,
            datetime_min=f"{one.year}-05-01T00:00:00", datetime_max=f"{one.year}-05-03T00:00:00",
        )
        for one in battles
    ]  # fmt: skip
    (folder / BATTLES_FILE).write_text(file_text(rows), encoding="utf-8")
    return folder


class Backwards:
    """A pool that does the last piece first."""

    name = "backwards"

    def each(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[tuple[int, Any]]:
        for place, item in reversed(list(enumerate(items))):
            yield place, function(item)

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> list[Any]:
        return [result for _, result in sorted(self.each(function, items), key=lambda pair: pair[0])]


def test_figures_are_the_same_in_any_order_of_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contingent.simulating.past_battles.loss_forecasts.SWEEPS", 40)
    monkeypatch.setattr("contingent.simulating.past_battles.loss_forecasts.BURN", 10)
    monkeypatch.setattr("contingent.simulating.past_battles.winners.LADDER", ((), ("force",)))
    folder = written(tmp_path, made_battles(10, 3, seed=1))
    said: list[str] = []
    one = backtest_battles(folder, as_of=DAY, say=said.append)
    other = backtest_battles(folder, as_of=DAY, pool=Backwards(), kept=tmp_path / "kept")
    assert figures_json(one) == figures_json(other)
    (unmade, *chunks) = (tmp_path / "kept").iterdir()
    unmade.unlink()
    times = {chunk: chunk.stat().st_mtime_ns for chunk in chunks}
    again = backtest_battles(folder, as_of=DAY, kept=tmp_path / "kept")
    assert again == one
    assert len(times) == 9 and all(chunk.stat().st_mtime_ns == then for chunk, then in times.items())
    assert len(said) == stages(folder, as_of=DAY)
    figures = json.loads(figures_json(one))
    assert figures["name"] == "battles"
    assert set(figures["rows"][0]) == {"forecaster", "slice", "metric", "value", "n", "interval"}
    told = {row["forecaster"] for row in figures["rows"]}
    assert told <= set(WHO) | set(WHO_LOSES)
    assert set(FORECASTERS) <= set(WHO) and set(LOSS_FORECASTERS) <= {*WHO_LOSES, "contingent"}


def test_too_few_wars_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="9 wars by 2024-11-18; wanted at least 10"):
        backtest_battles(written(tmp_path, made_battles(9, 3, seed=1)), as_of=DAY)
