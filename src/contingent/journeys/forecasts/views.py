"""Deaths in state-based conflict in the coming months, country by country: data in, forecast, files and ledger out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from contingent import __version__
from contingent.core.errors import DataError
from contingent.core.times import today
from contingent.forecasting.counts.panel import Panel, first_of_month
from contingent.forecasting.counts.questions import threshold_question
from contingent.journeys.files import replace_files
from contingent.journeys.forecasts.country_months import (
    ASKED_FROM,
    COUNTED_FROM,
    Forecasted,
    Models,
    Size,
    forecast_panel,
    largest,
    outlooks,
    questions_of,
)
from contingent.journeys.forecasts.country_months_files import hub_output, staged
from contingent.journeys.forecasts.country_months_models import own_models
from contingent.journeys.keep import keep_forecasts
from contingent.journeys.progress import Say, silent
from contingent.ledger.store import Ledger
from contingent.report.country_months.outlook import CountryMonths, Driver
from contingent.scoring.windows import OWN
from contingent.sources.manifest import MANIFEST, published_on
from contingent.sources.ucdp import UcdpDeaths, read_ucdp
from contingent.sources.ucdp_files import releases
from contingent.sources.views import read_panel

STAGES = 6
NOTES = (
    "Deaths are UCDP's best estimates of state-based violence. An event over several months counts in the month of its "
    "last day, as in the panel by which the forecaster was judged.",
    "Month 1 is the first after the last month that the data cover. The benchmark's leads 3 to 14 were judged; months "
    "1, 2 and 15 to 36 were not, and the later ones say little beyond what has been usual.",
    "Each month's draws are the forecaster's own. They are put in such an order that months go together as they did in "
    "past windows of countries at war (a Gaussian copula): sums over months and the probability of a month of 25 or "
    "more rest on that. Countries are drawn independently, so that sums over countries are too certain.",
    "The probability of 25 deaths in a month is judged by a model of its own and may differ a little from the share of "
    "draws.",
    "What is told below a chart is what moved the model: Shapley values of the boosted trees that are part of the "
    "forecaster, for its median six months ahead, as multiples of deaths. They say nothing of causes.",
    f"Kept in the ledger, for the next 12 months: whether a month has 25 deaths, where we give it {ASKED_FROM:.0%} or "
    f"more; how many deaths, where the median of the 12 months is {COUNTED_FROM:.0f} or more.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was known by a day: the panel, its last day, the day its files were public, provisional months, remarks."""

    panel: Panel
    data_through: date
    known: date
    provisional: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A forecast as a report shows it, and as arrays for the files."""

    report: CountryMonths
    found: Forecasted


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastFiles:
    """Where a forecast was written."""

    html: Path
    json: Path
    views: Path
    hub: Path


def forecast_views(
    folder: Path, *, as_of: date, size: Size, ledger: Path | str | None = None, say: Say = silent
) -> Made:
    """The coming months of every country, from what the files in `folder` had told by `as_of`.

    UCDP files anywhere below `folder` are read; where there are none, the newest VIEWS panel. With `ledger` the change
    since the last forecast kept there before `as_of` is told, and this forecast is kept (`kept` says how many rows).

    Raises:
        DataError: the folder holds neither, nothing was known by `as_of`, or the panel is too short.
        InputError: a library is missing.
        LedgerError: the ledger cannot be read or written.
    """
    say("Reading the data")
    return forecast_known(known_by(folder, as_of), as_of=as_of, size=size, models=own_models(), ledger=ledger, say=say)


def forecast_known(
    known: Known, *, as_of: date, size: Size, models: Models, ledger: Path | str | None = None, say: Say = silent
) -> Made:
    """The forecast by these models from this panel; as `forecast_views`."""
    found = forecast_panel(known.panel, size, models, say=say)
    say("Asking what drives it")
    leads = range(1, size.months + 1)
    drivers: Mapping[int, Sequence[Driver]] = models.drivers(known.panel, leads, largest(found), size.seed)
    before = earlier_risks(ledger, found, as_of=as_of) if ledger is not None else {}
    absent = len(known.panel.names) - len(found.states)
    gone = (f"{absent} countries of the panel do not exist in its last month and are not forecast.",) if absent else ()
    kept = None
    if ledger is not None:
        kept = keep_country_months(found, ledger, as_of=as_of, data_through=known.data_through)
    report = CountryMonths(
        as_of=as_of,
        data_through=known.data_through,
        known=known.known,
        provisional=tuple(first_of_month(month) for month in known.provisional),
        source=known.panel.source,
        forecaster=models.name,
        countries=outlooks(found, drivers=drivers, before=before),
        notes=(*NOTES, *gone, *(f"{note}." for note in known.notes)),
        made=(
            ("Make it again", f"contingent forecast views --data DIR --as-of {as_of} --months {size.months} --draws "
             f"{size.draws} --seed {size.seed}"),
            ("Data", known.panel.source),
            ("Checksum", known.panel.checksum),
            ("Version", __version__),
        ),
        kept=kept,
    )  # fmt: skip
    return Made(report=report, found=found)


def write_country_months(made: Made, folder: Path, *, say: Say = silent) -> ForecastFiles:
    """`forecast-views.html`, `.json` and `.parquet` (VIEWS draws) and a Hubverse file are in `folder`, all whole.

    Raises:
        InputError: the folder cannot be written, or pyarrow is missing; nothing has changed.
    """
    say("Writing the files")
    hub_name, hub = hub_output(made.found, as_of=made.report.as_of)
    files = ForecastFiles(
        html=folder / "forecast-views.html", json=folder / "forecast-views.json",
        views=folder / "forecast-views.parquet", hub=folder / hub_name,
    )  # fmt: skip
    texts, raws = staged(made.report, made.found, hub)
    replace_files({
        files.html: texts[0], files.json: texts[1], files.views: raws[0], files.hub: raws[1],
    })  # fmt: skip
    return files


def known_by(folder: Path, as_of: date) -> Known:
    """The country-months that the files below `folder` had told by `as_of`: UCDP's own, else the newest VIEWS panel.

    A file's day is that of the manifest it was pulled with, or the cautious rule of `release_of`, or today, whichever
    is earliest: what lies here is known today.

    Raises:
        DataError: there are neither, or nothing was known by then.
    """
    pulled: dict[str, date] = {}
    for manifest in sorted(folder.rglob(MANIFEST)):
        pulled |= published_on(manifest.parent)
    days = {
        release.path.name: min(release.known, today(), pulled.get(release.path.name, release.known))
        for release in releases((folder,), {})
    }
    if not days:
        try:
            panel = read_panel(folder, as_of=as_of)
        except DataError as error:
            raise DataError(
                f"{folder} holds no files of UCDP GED, and no VIEWS panel to use instead: {error} Or pull the sets "
                "ucdp and ucdp-candidate."
            ) from error
        through = first_of_month(panel.last + 1).toordinal() - 1
        return Known(panel=panel, data_through=date.fromordinal(through), known=as_of, notes=(
            "A VIEWS panel of one vintage: how counts were revised after as_of cannot be told from it",
        ))  # fmt: skip
    found: UcdpDeaths = read_ucdp(folder, as_of=as_of, known_by=days)
    return Known(
        panel=found.panel, data_through=found.data_through, known=found.known, provisional=found.provisional,
        notes=found.notes,
    )  # fmt: skip


def earlier_risks(where: Path | str, found: Forecasted, *, as_of: date) -> dict[str, tuple[date, Mapping[int, float]]]:
    """By alpha-3 code: the newest earlier forecast of 25 deaths kept, its day, and its probabilities by month.

    Raises:
        LedgerError: there is a ledger at `where` that cannot be read.
    """
    if not Ledger.exists(where):
        return {}
    asked = {
        threshold_question(state.iso3, state.name, month).id: (state.iso3, month)
        for state in found.states for month in found.months
    }  # fmt: skip
    told: dict[str, dict[date, dict[int, float]]] = {}
    with Ledger.open(where, create=False) as ledger:
        for row in ledger.read(as_of=as_of, kind="forecast"):
            body = row.body
            key = asked.get(body["question"])
            day = date.fromisoformat(body["as_of"])
            if (
                key is not None
                and body["forecaster"] == OWN
                and day < as_of
                and body["belief"]["kind"] == "probability"
            ):
                told.setdefault(key[0], {}).setdefault(day, {})[key[1]] = body["belief"]["p"]
    return {iso3: (max(days), days[max(days)]) for iso3, days in told.items()}


def keep_country_months(found: Forecasted, where: Path | str, *, as_of: date, data_through: date) -> int:
    """The questions of `questions_of` and our forecasts of them are in the ledger; returns how many rows that is.

    Raises:
        LedgerError: the ledger cannot be written; nothing was.
    """
    pairs = questions_of(found, as_of=as_of, data_through=data_through)
    return keep_forecasts([q for q, _ in pairs], [f for _, f in pairs], where, as_of=as_of)
