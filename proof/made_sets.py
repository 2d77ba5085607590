"""Small question and resolution sets in ForecastBench's form, written to a folder: for tests of what reads them."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

DATA = ("acled", "dbnomics", "fred", "wikipedia", "yfinance")
MARKET = ("infer", "manifold", "metaculus", "polymarket")
DAYS = (7, 30, 90)
COUNTRIES = ("Peru", "Kenya", "France", "Sudan", "Mali", "Chile", "Haiti", "Nepal")


def data_question(source: str, number: int, due: date) -> dict[str, Any]:
    """A question of a data source, asked for some days after it is due."""
    texts = {
        "acled": f"Will there be more 'Riots' in {COUNTRIES[number % 8]} for the 30 days before {{resolution_date}}",
        "wikipedia": f"According to Wikipedia, will Player {number} have a higher Elo rating on {{resolution_date}}",
    }
    return {
        "id": f"{source}-{number}",
        "source": source,
        "question": texts.get(
            source, f"Will {source} {number} be higher on {{resolution_date}} than on {{forecast_due_date}}?"
        ),
        "background": "N/A",
        "freeze_datetime": f"{due - timedelta(days=10)}T00:00:00+00:00",
        "freeze_datetime_value": str(1.5 + number % 4),
        "resolution_dates": [(due + timedelta(days=n)).isoformat() for n in DAYS],
        "market_info_close_datetime": "N/A",
        "market_info_open_datetime": "N/A",
        "url": "https://example.org",
    }


def market_question(source: str, number: int, due: date, *, price: float) -> dict[str, Any]:
    """A question of a market with a price, open for a year."""
    return {
        **data_question(source, number, due),
        "question": f"Will market {number} of {source} say yes?",
        "freeze_datetime_value": str(price),
        "resolution_dates": "N/A",
        "market_info_close_datetime": f"{due + timedelta(days=365)}T00:00:00+00:00",
    }


def questions(due: date, *, each: int = 4, seed: int = 1) -> list[dict[str, Any]]:
    """`each` questions of every source."""
    generator = random.Random(f"{due}{seed}")
    asked = [data_question(source, number, due) for source in DATA for number in range(each)]
    return asked + [
        market_question(source, number, due, price=round(generator.uniform(0.02, 0.98), 3))
        for source in MARKET
        for number in range(each)
    ]


def resolutions(asked: Sequence[Mapping[str, Any]], *, until: date, seed: int = 1) -> list[dict[str, Any]]:
    """Outcomes by `until`: data questions at random, seven in ten of the sure ones; markets as their price says."""
    generator = random.Random(seed)
    out = []
    for one in asked:
        market = one["resolution_dates"] == "N/A"
        freeze = date.fromisoformat(one["freeze_datetime"][:10])
        days = [(freeze + timedelta(days=40)).isoformat()] if market else one["resolution_dates"]
        for day in days:
            chance = float(one["freeze_datetime_value"]) if market else 0.7 if one["id"][-1] in "02468" else 0.3
            outcome = float(generator.random() < chance)
            if date.fromisoformat(day) <= until:
                out.append(
                    {"id": one["id"], "source": one["source"], "direction": None, "resolution_date": day,
                     "resolved_to": outcome, "resolved": True}
                )  # fmt: skip
    return out


def write_set(folder: Path, due: date, asked: Sequence[Mapping[str, Any]]) -> Path:
    """A question set is in the folder; returns its file."""
    return _write(folder / "question_sets" / f"{due}-llm.json", due, "questions", asked)


def write_resolutions(folder: Path, due: date, told: Sequence[Mapping[str, Any]]) -> Path:
    """A resolution set is in the folder; returns its file."""
    return _write(folder / "resolution_sets" / f"{due}_resolution_set.json", due, "resolutions", told)


def _write(file: Path, due: date, field: str, entries: Sequence[Mapping[str, Any]]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    whole = {"forecast_due_date": due.isoformat(), "question_set": f"{due}-llm.json", field: list(entries)}
    file.write_text(json.dumps(whole), encoding="utf-8")
    return file


def write_bench(folder: Path, dues: Sequence[date], *, until: date, each: int = 4) -> Path:
    """Sets of these due days and what of them had resolved by `until`; returns the folder."""
    for place, due in enumerate(dues):
        asked = questions(due, each=each, seed=place)
        write_set(folder, due, asked)
        write_resolutions(folder, due, resolutions(asked, until=until, seed=place))
    return folder
