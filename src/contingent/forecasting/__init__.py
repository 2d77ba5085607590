"""Forecasts of questions from what was known at `as_of`: counts, hazards, the what-if, bargaining, and their pool."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from contingent.core.errors import LanguageModelError, LeakError
from contingent.core.nouns import Forecast, Question
from contingent.core.sockets import Evidence, Forecaster
from contingent.forecasting.bargained import Bargained
from contingent.forecasting.base_rate import BaseRate
from contingent.forecasting.coherence import coherent
from contingent.forecasting.ensemble import Ensemble
from contingent.forecasting.hazard import Hazard
from contingent.forecasting.stated import Stated
from contingent.forecasting.structural import Structural

__all__ = [
    "Bargained", "BaseRate", "Ensemble", "Hazard", "Stated", "Structural", "default_forecasters", "forecast_all",
]  # fmt: skip


def default_forecasters(*more: Forecaster) -> tuple[Forecaster, ...]:
    """Every forecaster of the house and those given, the ensemble of all others last."""
    members: tuple[Forecaster, ...] = (BaseRate(), Hazard(), Structural(), Bargained(), *more, Stated())
    return (*members, Ensemble(members))


def forecast_all(
    questions: Sequence[Question], forecasters: Sequence[Forecaster], as_of: date, evidence: Evidence
) -> tuple[tuple[Forecast, ...], tuple[str, ...]]:
    """Every forecast that can be made, in the order of questions and forecasters, and warnings for the reader.

    Where a question entails another, the ensemble never calls it the likelier one.
    A forecaster that was handed evidence from after `as_of`, or whose language model fails it, is left out, also of an
    ensemble, and a warning says so.
    """
    warnings: dict[str, None] = {}
    forecasts: list[Forecast] = []
    for question in questions:
        made: dict[str, Forecast | None] = {}
        for forecaster in forecasters:
            parts = forecaster.members if isinstance(forecaster, Ensemble) else (forecaster,)
            for part in parts:
                if part.name not in made:
                    try:
                        made[part.name] = part.forecast(question, as_of=as_of, evidence=evidence)
                    except (LeakError, LanguageModelError) as error:
                        made[part.name] = None
                        warnings[f"The forecaster “{part.name}” was left out: {error}"] = None
            if isinstance(forecaster, Ensemble):
                known = [f for f in (made[part.name] for part in parts) if f is not None]
                forecast = forecaster.pool(question, known, as_of=as_of, evidence=evidence)
            else:
                forecast = made[forecaster.name]
            if forecast is not None:
                forecasts.append(forecast)
    pooled = {f.name for f in forecasters if isinstance(f, Ensemble)}
    agreed = {f.question: f for f in coherent(questions, [f for f in forecasts if f.forecaster in pooled])}
    return tuple(agreed[f.question] if f.forecaster in pooled else f for f in forecasts), tuple(warnings)
