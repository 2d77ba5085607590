"""Prediction files of the VIEWS challenge as bytes: `month_id, country_id, draw, outcome`, read and written."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from contingent.core import parquet
from contingent.core.errors import DataError, ValueRangeError
from contingent.sources.views import is_number, parquet_module, parquet_table, refused, whole_column

COLUMNS = ("month_id", "country_id", "draw", "outcome")
_MOST_INT32 = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Predictions:
    """Equally likely numbers of deaths for each of `months` and `countries` (VIEWS numbers, both rising)."""

    months: Int[np.ndarray, " month"]
    countries: Int[np.ndarray, " country"]
    draws: Float[np.ndarray, "month country draw"]

    def __post_init__(self) -> None:
        shape = (self.months.size, self.countries.size)
        rising = bool((np.diff(self.months) > 0).all() and (np.diff(self.countries) > 0).all())
        if self.draws.ndim != 3 or self.draws.shape[:2] != shape or not self.draws.size or not rising:
            raise ValueRangeError(
                f"draws have shape {self.draws.shape} for {shape[0]} months and {shape[1]} countries; wanted months "
                "and countries that rise, and at least one draw for each of both"
            )
        if not bool(np.isfinite(self.draws).all()) or bool((self.draws < 0).any()):
            raise ValueRangeError("a draw is below 0 or not finite; wanted numbers of deaths")


def predictions_parquet(predictions: Predictions) -> bytes:
    """The predictions as a Parquet file of the challenge; equal predictions, equal bytes.

    Months, countries and draws (from 0) are 32-bit whole numbers, and so are the outcomes if none has a fraction.
    Source: the benchmark and compliance scripts of prio-data/prediction_competition_2023, which number draws from 0 and
    write 32-bit outcomes.

    Raises:
        InputError: pyarrow is not installed.
    """
    parquet_module()
    import pyarrow as pa

    n_months, n_countries, n_draws = predictions.draws.shape
    outcome = predictions.draws.reshape(-1)
    whole = bool((outcome % 1 == 0).all() and (outcome <= _MOST_INT32).all())
    table = pa.table(
        {
            "month_id": np.repeat(predictions.months, n_countries * n_draws).astype(np.int32),
            "country_id": np.tile(np.repeat(predictions.countries, n_draws), n_months).astype(np.int32),
            "draw": np.tile(np.arange(n_draws, dtype=np.int32), n_months * n_countries),
            "outcome": outcome.astype(np.int32) if whole else outcome,
        }
    )
    return parquet.packed(table)


def read_predictions(raw: bytes, name: str) -> Predictions:
    """The predictions in a Parquet file of the challenge; rows may stand in any order, draws start at 0 or 1.

    Raises:
        DataError: it is no Parquet, lacks a column or holds others, an outcome is missing, below 0 or infinite, or a
            month and country has other draws than the rest.
        InputError: pyarrow is not installed.
    """
    table = parquet_table(raw, name, COLUMNS)
    numbered = [whole_column(table, column, name) for column in COLUMNS[:3]]
    outcome = table["outcome"]
    if not is_number(outcome) or outcome.null_count:
        raise DataError(
            f"{name}: outcome is {parquet.kind_of(outcome)} with {outcome.null_count} nulls; wanted numbers, no null"
        )
    if not table.num_rows:
        raise DataError(f"{name} holds no row; wanted draws")
    months, countries, draws = (np.unique(column) for column in numbered)
    shape = (months.size, countries.size, draws.size)
    place = _places(numbered, (months, countries, draws))
    if place is None:
        raise DataError(
            f"{name} has {table.num_rows} rows for {months.size} months, {countries.size} countries and {draws.size} "
            "draws; wanted each draw once for each month and country"
        )
    if draws[0] not in (0, 1) or int(draws[-1]) - int(draws[0]) + 1 != draws.size:
        raise DataError(
            f"{name} numbers its {draws.size} draws from {draws[0]} to {draws[-1]}; wanted 0, 1, 2 … or 1, 2, 3 …"
        )
    with refused(name):
        said, _ = parquet.numbers(outcome, "float64")
    if not np.isfinite(said).all() or (said < 0).any():
        raise DataError(f"{name} has an outcome below 0 or not finite; wanted numbers of deaths")
    values = np.empty(said.size)
    values[place] = said
    return Predictions(months=months, countries=countries, draws=values.reshape(shape))


def _places(numbered: Sequence[np.ndarray], unique: Sequence[np.ndarray]) -> np.ndarray | None:
    """Where each row belongs in the array of what the columns count off; None where a place has no row, or two."""
    shape = tuple(one.size for one in unique)
    if math.prod(shape) != numbered[0].size:
        return None
    found = [np.searchsorted(levels, column) for levels, column in zip(unique, numbered, strict=True)]
    place: np.ndarray = np.ravel_multi_index(tuple(found), shape)
    return place if bool((np.bincount(place, minlength=place.size) == 1).all()) else None
