"""Deaths by country and month forecast by the rules of the VIEWS challenge, a year at a time, the future hidden."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
from jaxtyping import Bool, Float

from contingent.core.errors import DataError, ValueRangeError
from contingent.core.keys import stream_key
from contingent.core.sockets import Pool
from contingent.forecasting.counts.panel import Panel, first_of_month, month_id
from contingent.journeys.chunks import Work, run_chunks
from contingent.journeys.progress import Say, silent
from contingent.pools import SerialPool
from contingent.report.backtests.backtest import Backtest
from contingent.report.views.charts import charts
from contingent.report.views.figures import PUBLISHED, REFERENCE, THRESHOLD, figures, folded, headline_heaviest
from contingent.report.views.verdicts import deviations, sentence, verdicts
from contingent.report.views.windows import (
    Cells,
    Window,
    count_scores,
    plain_window,
    revived_window,
    worst_of,
)
from contingent.report.views.words import WHO, countries_of, notes, slice_words
from contingent.scoring.windows import OWN
from contingent.sources import shipped
from contingent.sources.views import read_challenge_scores, read_panel

#: months from the last known one to those that are forecast: January to December after October
LEADS = tuple(range(3, 15))
LIVELY_MONTHS = 12


class CountForecaster(Protocol):
    """Who forecasts deaths: draws for each lead and country from a panel that ends at the last known month."""

    @property
    def name(self) -> str:
        """What it is called in every figure."""
        ...

    def draws(self, panel: Panel, leads: Sequence[int], *, n: int, seed: int) -> Float[np.ndarray, "lead country draw"]:
        """`n` equally likely counts for each lead and country."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """Probabilities of 25 deaths or more by forecaster: of any country, and of those `at_risk` of onset."""

    event: Mapping[str, Float[np.ndarray, "lead country"]]
    onset: Mapping[str, Float[np.ndarray, "lead country"]]
    at_risk: Bool[np.ndarray, " country"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How the challenge is replayed: draws of a forecast, seed of chance, first window, who forecasts (None: ours)."""

    draws: int = 1000
    seed: int = 1
    first: int = PUBLISHED[0]
    forecasters: tuple[CountForecaster, ...] | None = None
    chances: Callable[[Panel, Sequence[int], int], Chances] | None = None


def backtest_views(
    folder: Path,
    *,
    as_of: date,
    rules: Rules = Rules(),
    pool: Pool | None = None,
    kept: Path | None = None,
    say: Say = silent,
) -> Backtest:
    """Every year from the first window on, forecast from the October before, scored by country and month.

    A forecaster is given the panel up to that October and nothing else. The same arguments give the same values with
    any pool; with `kept`, windows done are put in that folder and taken from it the next time.

    Raises:
        DataError: the panel is missing or cannot be read, or holds no whole window by `as_of`.
        InputError: `kept` cannot be written, or what the forecasters need is not installed.
    """
    panel = read_panel(folder, as_of=as_of)
    years = _years(panel, rules.first, as_of=as_of)
    chosen = _filled(rules)
    names = tuple(one.name for one in chosen.forecasters or ())
    if not {OWN, REFERENCE} <= set(names) or len(set(names)) < len(names):
        raise ValueRangeError(f"forecasters are {names}; wanted each once, {OWN} and {REFERENCE} among them")
    work = Work(
        name="views",
        key=(panel.checksum, as_of.isoformat(), rules.draws, rules.seed, names, _called(chosen.chances)),
        function=partial(_window, panel, chosen),
        plain=plain_window,
        revive=revived_window,
    )
    windows = run_chunks(work, years, pool=pool or SerialPool(), kept=kept, say=say)
    rows = figures(windows, seed=rules.seed, regions=_regions(panel))
    called = dict(zip(panel.countries.tolist(), panel.names, strict=True))
    heavy = headline_heaviest(windows)
    return Backtest(
        name="views",
        title="Deaths in conflict by country and month, forecast from each October before",
        data_through=first_of_month(panel.last + 1) - timedelta(days=1),
        rows=tuple(rows),
        summary=sentence(rows, windows, called, heavy),
        verdicts=tuple(verdicts(rows, windows)),
        charts=tuple(charts(windows, rows, seed=rules.seed)),
        errors=deviations(windows, called),
        error_metric="CRPS",
        forecasters=tuple((who, WHO.get(who, who)) for who in dict.fromkeys(row.forecaster for row in rows)),
        slices=tuple(slice_words(rows, windows)),
        folded=folded(rows),
        notes=(*notes(windows, [called[country] for country in heavy]), *_published(folder)),
        made=_made(panel, years, as_of=as_of, rules=rules, countries=countries_of(windows)),
    )


def stages(folder: Path, *, as_of: date, rules: Rules = Rules()) -> int:
    """How many times a backtest of the same arguments says where it is."""
    return len(_years(read_panel(folder, as_of=as_of), rules.first, as_of=as_of))


def our_chances(panel: Panel, leads: Sequence[int], seed: int) -> Chances:
    """The probabilities of 25 deaths or more and of their onset by our forecaster and by those it is held against."""
    from contingent.forecasting.counts.onset import at_risk, event_probabilities, onset_probabilities

    return Chances(
        event=event_probabilities(panel, leads, threshold=THRESHOLD, seed=seed),
        onset=onset_probabilities(panel, leads, threshold=THRESHOLD, seed=seed),
        at_risk=at_risk(panel, threshold=THRESHOLD),
    )


def _filled(rules: Rules) -> Rules:
    """The rules with our forecasters where none are named."""
    if rules.forecasters is None:
        from contingent.forecasting.counts.forecasters import forecasters

        rules = replace(rules, forecasters=forecasters())
    return rules if rules.chances is not None else replace(rules, chances=our_chances)


def _years(panel: Panel, first: int, *, as_of: date) -> list[int]:
    """The windows whose twelve months are in the panel, and the October before them."""
    years = [
        year
        for year in range(first, first_of_month(panel.last).year + 1)
        if _october(year) >= int(panel.months[0]) + LIVELY_MONTHS - 1 and _october(year) + LEADS[-1] <= panel.last
    ]
    if not years:
        raise DataError(
            f"the panel holds {first_of_month(int(panel.months[0])):%Y-%m} to {first_of_month(panel.last):%Y-%m} as of "
            f"{as_of}, no whole year from {first} on with the October before it. Use a later --as-of, or newer data."
        )
    return years


def _called(function: object) -> str:
    return getattr(function, "__qualname__", type(function).__qualname__)


def _october(year: int) -> int:
    return month_id(date(year - 1, 10, 1))


def _window(panel: Panel, rules: Rules, year: int) -> Window:
    """A year, forecast from what was known in the October before; only the scores see what came."""
    october = _october(year)
    known = panel.until(october)
    seed = stream_key("views", rules.seed, year) % 2**31
    outcome = panel.at([october + lead for lead in LEADS])
    existed = np.isfinite(outcome)
    scored = existed & np.isfinite(known.deaths[-1])
    lead, country = np.nonzero(scored)
    deaths = outcome[scored]
    scores, own = {}, np.zeros((0, 0))
    for forecaster in rules.forecasters or ():
        # a copy for each: what one does to its panel, the next does not see
        found = forecaster.draws(_copied(known), LEADS, n=rules.draws, seed=seed)
        if found.shape != (*scored.shape, rules.draws):
            raise ValueRangeError(f"{forecaster.name} gave draws {found.shape}; wanted {(*scored.shape, rules.draws)}")
        draws = np.asarray(found[scored], dtype=np.float64)
        scores[forecaster.name] = count_scores(draws, deaths)
        if forecaster.name == OWN:
            own = draws
    assert rules.chances is not None  # filled before the work was handed out
    chances = rules.chances(_copied(known), LEADS, seed)
    cells = Cells(
        year=np.full(lead.size, year),
        lead=np.array(LEADS)[lead],
        country=known.countries[country].astype(np.int64),
        deaths=deaths,
        lively=(np.nan_to_num(known.deaths[-LIVELY_MONTHS:]) > 0).any(axis=0)[country],
        at_risk=np.asarray(chances.at_risk, dtype=bool)[country],
        below=(own < deaths[:, None]).mean(axis=1),
        upto=(own <= deaths[:, None]).mean(axis=1),
        scores=scores,
        chances={who: _probabilities(who, said[scored]) for who, said in chances.event.items()},
        onset_chances={
            who: np.where(chances.at_risk[country], said[scored], 0.0) for who, said in chances.onset.items()
        },
    )
    return Window(
        year=year,
        known_through=october,
        cells=cells,
        worst=worst_of(cells, own, who=OWN, known_through=october),
        unscored=int(existed.sum() - scored.sum()),
    )


def _copied(panel: Panel) -> Panel:
    """The same panel in memory of its own, so that nothing later hangs on it."""
    return replace(panel, months=panel.months.copy(), deaths=panel.deaths.copy(), countries=panel.countries.copy())


def _probabilities(who: str, said: np.ndarray) -> np.ndarray:
    if not ((said >= 0.0) & (said <= 1.0)).all():
        raise ValueRangeError(f"{who} gave a probability outside [0, 1]; wanted probabilities")
    return said


def _made(
    panel: Panel, years: Sequence[int], *, as_of: date, rules: Rules, countries: int
) -> tuple[tuple[str, str], ...]:
    return (
        ("Make it again", f"contingent backtest views --as-of {as_of} --seed {rules.seed}"),
        ("Windows", f"{years[0]} to {years[-1]}, leads {LEADS[0]} to {LEADS[-1]} months, {rules.draws:,} draws"),
        ("Clusters", f"{countries} countries, resampled whole"),
        ("Panel", f"{panel.source}; sha256 {panel.checksum}"),
    )


def _regions(panel: Panel) -> dict[int, str]:
    """The region of each country of the panel that has one."""
    known = shipped.countries()
    found = {
        country: None if code is None else known.region(code)
        for country, code in zip(panel.countries.tolist(), panel.gwcodes, strict=True)
    }
    return {country: region for country, region in found.items() if region is not None}


def _published(folder: Path) -> list[str]:
    """What was published of the challenge itself, as far as it is at hand: an anchor, no comparison."""
    found = read_challenge_scores(folder)
    if not found:
        return []
    told = "; ".join(f"{one.model}, CRPS {one.crps:.2f}, IGN {one.ign:.2f}, MIS {one.mis:.0f}" for one in found[:2])
    return [
        f"Beside it, not to be compared: of {len(found)} entries with published scores in the challenge's true future, "
        f"July 2024 to June 2025, these had the least mean CRPS: {told}. Those are other months and other wars."
    ]
