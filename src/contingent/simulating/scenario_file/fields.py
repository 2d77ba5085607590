"""What may stand in a scenario file: every table and key with its kind, its bounds and what it says."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from contingent.core.interventions import DIALS, Side
from contingent.simulating.drawing.parameters import Parameter
from contingent.simulating.front.domains import DOMAINS
from contingent.simulating.front.priors import CITED, REQUIRED

Kind = Literal["text", "texts", "name", "date", "day", "count", "number", "amount", "figure", "choice"]

#: a day may lie this far from as_of, and a horizon reach so far: beyond, nobody simulates a front
MOST_DAYS = 7300
MOST_TRANCHES = 1000
MOST_PERSONS = 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One key: its kind, a sentence on what it says, and the values it may take.

    `day`: a count of days from as_of, or a date. `amount`: any form of number, uncertain or not. `figure`: a plain
    number with, if wanted, its source. `least` and `greatest` bound numbers; of an amount they also say to which
    family a pair of quantiles is fitted.
    """

    name: str
    kind: Kind
    says: str
    required: bool = False
    unit: str = "1"
    least: float = -math.inf
    greatest: float = math.inf
    choices: tuple[str, ...] = ()


def _text(name: str, says: str, *, required: bool = False) -> Field:
    return Field(name=name, kind="text", says=says, required=required)


def _day(name: str, says: str) -> Field:
    return Field(name=name, kind="day", says=says, least=0, greatest=MOST_DAYS)


def _days(name: str, says: str, *, least: int = 1) -> Field:
    return Field(name=name, kind="count", says=says, unit="days", least=least, greatest=MOST_DAYS)


def _amount(name: str, says: str, unit: str, least: float = 0.0, greatest: float = math.inf, *,
            required: bool = True) -> Field:  # fmt: skip
    return Field(name=name, kind="amount", says=says, unit=unit, least=least, greatest=greatest, required=required)


_SIDE = Field(
    name="side", kind="choice", says="The side it joins or helps.", required=True, choices=get_args(Side)
)  # fmt: skip
_SOURCE = _text("source", "Where the numbers of this table come from; those with a source of their own keep it.")
_CONTINGENT = Field(
    name="contingent", kind="name", says="Who they are: persons of one name share a quality and a learning curve.",
    required=True,
)  # fmt: skip

#: unit of each dial of a contingent
DIAL_UNITS = {
    "learning_months": "months", "arrival_lag": "months", "integration_cap": "persons/month", "transit_loss": "share",
    "friction": "share",
}  # fmt: skip


def dial(name: str) -> Field:
    """The field of a contingent's dial, bounded as the world's parameter of that name is."""
    least, greatest = DOMAINS.get(name, (-math.inf, math.inf))
    label = {parameter.name: parameter.label for parameter in CITED}.get(name, name.replace("_", " "))
    return Field(
        name=name, kind="amount", says=f"{label[:1].upper()}{label[1:]}.", unit=DIAL_UNITS.get(name, "1"),
        least=least, greatest=greatest,
    )  # fmt: skip


#: kind of intervention → its keys; the names are those of `contingent.core.interventions`
INTERVENTIONS: Mapping[str, tuple[Field, ...]] = {
    "arrival": (
        _CONTINGENT,
        _SIDE,
        _amount("size", "Persons in one group. Left out: nobody comes, and only `present` counts.", "persons",
                greatest=math.inf, required=False),
        Field(name="tranches", kind="count", says="How many such groups come.", greatest=MOST_TRANCHES, least=0),
        _day("first_day", "When the first group arrives."),
        _days("every_days", "Days between one group and the next."),
        Field(name="present", kind="number", says="Persons already there at the start: they neither train nor wait.",
              unit="persons", least=0, greatest=MOST_PERSONS),
        _amount("stop_at_loss_share", "No further group leaves once the casualties exceed this share of all who came.",
                "share", 0.0, 1.0, required=False),
        _SOURCE,
    ),
    "dials": (_CONTINGENT, *map(dial, DIALS), _SOURCE),
    "supply": (
        _SIDE,
        _amount("fraction", "Munitions added, as a share of the side's use per month; below zero: taken away.",
                "share", -1.0),
        _day("start_day", "When they begin to flow."),
        _days("days", "For how many days they flow."),
        Field(name="what", kind="name", says="What is supplied, in a word or two."),
        _SOURCE,
    ),
    "aid": (
        _SIDE,
        _amount("fraction", "Change of the side's effective force, as a share of it; below zero: aid that ends.",
                "share", -1.0),
        Field(name="giver", kind="name", says="Who gives it.", required=True),
        _day("start_day", "When it is decided."),
        _days("lag_days", "Days until it tells at the front.", least=0),
        _SOURCE,
    ),
    "mobilisation": (
        _SIDE,
        _amount("persons_per_month", "Recruits a month on top of those who come anyway.", "persons/month"),
        _day("start_day", "When they begin to come."),
        _amount("ceiling", "Persons in all, after whom none is raised any more.", "persons", required=False),
        _SOURCE,
    ),
    "talks": (
        _amount("factor", "What the monthly hazard of a cease-fire is multiplied by.", "factor"),
        _day("start_day", "When talks begin."),
        _days("days", "For how many days; left out: to the end."),
        _SOURCE,
    ),
    "truce": (
        _amount("observed", "Share of the losses and the movement that falls away while it lasts.", "share", 0.0, 1.0),
        _day("start_day", "When it begins."),
        _days("days", "For how many days it lasts."),
        _SOURCE,
    ),
    "response": (
        _SIDE,
        _amount("ratio", "Counter-aid per share of reinforcement: newcomers of x of the enemy's force raise this "
                "side's effective force by ratio · x.", "1"),
        _days("lag_days", "Days until half of the answer has come.", least=0),
        _SOURCE,
    ),
}  # fmt: skip

SCENARIO: tuple[Field, ...] = (
    _text("title", "The what-if as a question.", required=True),
    Field(name="as_of", kind="date", says="The day it starts from; nothing from after it is used.", required=True),
    _text("baseline", "The fitted war it starts from, or \"given\": the numbers of this file and wide priors.",
          required=True),
    _text("theatre", "Where; left out: that of the baseline."),
    _text("attacker", "The side whose net advance counts positive; left out: that of the baseline."),
    _text("defender", "The other side; left out: that of the baseline."),
    _text("reference", "Id of the branch the others are compared with; left out: the first."),
    _days("horizon_days", "How far the futures reach."),
    Field(name="step_days", kind="count", says="Length of a simulated step.", unit="days", least=1, greatest=90),
    _text("source", "Where numbers come from that have no source of their own."),
    Field(name="open", kind="texts", says="What the scenario leaves open, a sentence each."),
)  # fmt: skip

BRANCH: tuple[Field, ...] = (
    _text("label", "What a reader calls this future.", required=True),
    _text("id", "A short name in small letters, digits and underscores; left out: made from the label."),
    _text("note", "What a reader should know of it."),
    _text("quote", "The words it comes from."),
)

THRESHOLD: tuple[Field, ...] = (
    _text("measure", "What is measured.", required=True),
    Field(name="value", kind="number", says="The value whose crossing is asked for.", required=True),
)
#: what is told of any war, and of each contingent; a baseline's observers add what each series would say
MEASURES = ("area_km2", "losses_attacker", "losses_defender", "force_ratio", "force_attacker", "force_defender")
CONTINGENT_MEASURES = ("contingent_casualties",)

#: parameters of one war that a file may state directly, by the key in [given]: the parameter, and the spread that a
#: plain number gets, for published counts of one quantity differ by about as much (judgements, unverified)
STATED: Mapping[str, tuple[str, float]] = {
    "force_attacker": ("force_attacker", 0.08),
    "force_defender": ("force_defender", 0.08),
    "recruits_attacker_per_month": ("recruits_attacker", 0.25),
    "recruits_defender_per_month": ("recruits_defender", 0.25),
    "losses_attacker_per_month": ("loss_rate_attacker", 0.4),
    "area_rate_km2_per_month": ("advance_recent", 0.3),
}
GIVEN: tuple[Field, ...] = (
    _amount("force_attacker", "Troops of the attacker in the theatre at the start.", "persons", required=False),
    _amount("force_defender", "Troops of the defender in the theatre at the start.", "persons", required=False),
    _amount("recruits_attacker_per_month", "Recruits of the attacker.", "persons/month", required=False),
    _amount("recruits_defender_per_month", "Recruits of the defender.", "persons/month", required=False),
    _amount("losses_attacker_per_month", "Killed, wounded and missing of the attacker, as its enemy claims them.",
            "persons/month", required=False),
    _amount("area_rate_km2_per_month", "Net advance of the attacker in the last months.", "km²/month", -math.inf,
            required=False),
    *(
        Field(name=name, kind="figure", says=says, unit=unit, least=0)
        for name, says, unit in (
            ("losses_defender_per_month", "Killed, wounded and missing of the defender.", "persons/month"),
            ("killed_attacker", "Dead of the attacker since the war began.", "persons"),
            ("wounded_attacker", "Wounded of the attacker since the war began.", "persons"),
            ("killed_defender", "Dead of the defender since the war began.", "persons"),
            ("wounded_defender", "Wounded of the defender since the war began.", "persons"),
            ("war_days", "Length of the war so far, over which the dead and the wounded are spread.", "days"),
        )
    ),
    _SOURCE,
)  # fmt: skip

#: units of what only a fit or a file can give
_REQUIRED_UNITS = {
    "force_attacker": "persons", "force_defender": "persons", "recruits_attacker": "persons/month",
    "recruits_defender": "persons/month", "loss_rate_attacker": "persons/month", "advance_recent": "km²/month",
    "advance_mean": "km²/month",
}  # fmt: skip


def prior_fields(own: Mapping[str, Parameter]) -> dict[str, Field]:
    """Every parameter of the world whose prior a file may replace, `own` those of its baseline."""
    units = {name: _REQUIRED_UNITS.get(name, "1") for name in REQUIRED}
    says = {name: name.replace("_", " ") for name in REQUIRED}
    for parameter in (*CITED, *own.values()):
        units[parameter.name], says[parameter.name] = parameter.prior.unit, parameter.label
    found = {}
    for name, unit in units.items():
        least, greatest = DOMAINS.get(name, (-math.inf, math.inf))
        found[name] = Field(
            name=name, kind="amount", says=f"{says[name][:1].upper()}{says[name][1:]}.", unit=unit, least=least,
            greatest=greatest,
        )  # fmt: skip
    return found
