"""The ledger's own forecasts as series: the probability of each open question over time, by who gave it."""

from __future__ import annotations

from datetime import date

from contingent.core.belief import Probability
from contingent.core.errors import DataError
from contingent.core.watching import Series
from contingent.journeys.recorded import read_record
from contingent.ledger.store import Ledger
from contingent.sources.series import SeriesRead
from contingent.sources.series_points import cadence_of

#: fewer days with a forecast are no series
LEAST_DAYS = 8


def forecast_series(ledger: Ledger, *, as_of: date) -> SeriesRead:
    """A series for each open question and forecaster, as the ledger knew them on `as_of`; a day's last word counts.

    Questions with a forecast on fewer than eight days are counted in a note: they have no range to leave.

    Raises:
        LedgerError: it cannot be read.
    """
    record = read_record(ledger, as_of=as_of)
    open_now = {one.id: one for one in record.unsettled() if one.deadline >= as_of}
    said: dict[tuple[str, str], dict[date, float]] = {}
    for one in record.forecasts:
        forecast = one.forecast
        if forecast.question in open_now and isinstance(forecast.belief, Probability) and forecast.as_of <= as_of:
            said.setdefault((forecast.question, forecast.forecaster), {})[forecast.as_of] = forecast.belief.p
    made: list[Series] = []
    unread: list[tuple[str, str]] = []
    few = 0
    for (question, forecaster), by_day in said.items():
        if len(by_day) < LEAST_DAYS:
            few += 1
            continue
        days = tuple(sorted(by_day))
        asked = open_now[question]
        label = f"{asked.text} ({forecaster.replace('_', ' ')})"
        try:
            cadence = cadence_of(days, "it")
        except DataError as error:
            unread.append((label, str(error)))
            continue
        made.append(
            Series(
                name=f"forecast_{question}_{forecaster}", label=label, kind="probability", cadence=cadence,
                unit="probability", dates=days, values=tuple(by_day[day] for day in days),
                source=f"the ledger's own forecasts by {forecaster}", place=asked.place,
            )
        )  # fmt: skip
    many = "The forecasts of 1 open question by one forecaster are" if few == 1 else (
        f"{few:,} series of forecasts (one for each open question and forecaster) are"
    )  # fmt: skip
    notes = (f"{many} not watched: made on fewer than {LEAST_DAYS} days.",) if few else ()
    return SeriesRead(series=tuple(made), unread=tuple(unread), notes=notes)
