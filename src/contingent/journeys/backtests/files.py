"""What every backtest ends with: its page and its figures on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from contingent.journeys.files import replace_files
from contingent.journeys.progress import Say, silent
from contingent.report.backtests.backtest import Backtest, figures_json
from contingent.report.backtests.page import render_backtest_html


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestFiles:
    """Where a backtest was written."""

    html: Path
    json: Path


def write_backtest(made: Backtest, folder: Path, *, say: Say = silent) -> BacktestFiles:
    """`backtest-NAME.html` and `backtest-NAME.json` are in `folder`, both whole.

    Raises:
        InputError: the folder cannot be written; nothing has changed.
    """
    say("Drawing the report")
    files = BacktestFiles(html=folder / f"backtest-{made.name}.html", json=folder / f"backtest-{made.name}.json")
    replace_files({files.html: render_backtest_html(made), files.json: figures_json(made)})
    return files
