"""Who uses which data: the shipped tables and the sets of the catalogue, by name, with what each is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

#: how a shipped table ages: fitted anew with newer data, a list that grows by hand, or a history that is closed
Ageing = Literal["fitted", "list", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A shipped table: what it is, how it ages, who uses it, and the sets of the catalogue that it was made from."""

    title: str
    ageing: Ageing
    users: tuple[str, ...]
    made_from: tuple[str, ...] = ()
    licence: str = ""


TABLES: Mapping[str, Table] = {
    "hazards": Table(
        title="How long armed conflicts lasted, by class of conflict and age", ageing="fitted",
        users=("hazard", "base_rate", "ensemble"), made_from=("ucdp-acd",),
    ),
    "reference_facts": Table(
        title="Cited facts for reference classes that no data set holds", ageing="list",
        users=("base_rate", "ensemble"),
    ),
    "battles": Table(
        title="Exponents of losses in past battles", ageing="closed", users=("backtest battles",),
    ),
    "reading": Table(
        title="How often claims of each class were right where people annotated them", ageing="list",
        users=("reading of articles",),
    ),
    "gazetteer": Table(
        title="Names of states, leaders, alliances and armed groups", ageing="list", users=("reading of articles",),
        licence="Apache-2.0",
    ),
    "countries": Table(
        title="States, their codes and regions", ageing="list",
        users=("country-month forecasts", "map", "track record by region"), made_from=("views",),
    ),
    "series": Table(
        title="Series that can be watched: their kind, unit, place and files", ageing="list", users=("watch",),
        licence="Apache-2.0",
    ),
    "watch_rates": Table(
        title="False alarms and delays of watching, measured on simulated series", ageing="list", users=("watch",),
        licence="Apache-2.0",
    ),
}  # fmt: skip
BASELINE = Table(
    title="Fitted parameters of the war in {theatre}: forces, losses, advances", ageing="fitted",
    users=("what-if", "structural", "ensemble"), made_from=("losses", "economist"),
)  # fmt: skip
WAR = Table(
    title="Inputs of the fit of the war in {theatre}: series and cited numbers", ageing="list",
    users=("fit of the what-if's baseline",),
)  # fmt: skip
OUTLINES = "outlines"
WATCH = "watch"
#: sets of the catalogue → what reads them
SETS: Mapping[str, tuple[str, ...]] = {
    "ucdp": ("country-month forecasts", "settling questions on deaths in conflict", WATCH),
    "ucdp-candidate": ("country-month forecasts", "settling questions on deaths in conflict", WATCH),
    "ucdp-acd": ("fit of the hazards table",),
    "views": ("comparison with country-month forecasts",),
    "forecastbench": ("forecasts of question sets", "settling questions of sets"),
    "eia": ("forecasts of question sets: economy", WATCH),
    "gpr": ("forecasts of question sets: economy", WATCH),
    "gpr-monthly": (WATCH,),
    "gold": (WATCH,),
    "fx": (WATCH,),
    "fred": ("forecasts of question sets: economy", WATCH),
    "vix": ("forecasts of question sets: economy", WATCH),
    "stations": ("forecasts of question sets: temperature",),
    "prices": ("forecasts of question sets: prices", WATCH),
    "acled": ("forecasts of question sets: ACLED",),
    "losses": ("fit of the what-if's baseline", "backtest ukraine"),
    "economist": ("fit of the what-if's baseline", "backtest ukraine"),
}
