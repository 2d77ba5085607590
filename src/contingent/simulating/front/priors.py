"""The cited priors of the front: what holds for any two-sided war of positions until a fit or an article says more."""

from __future__ import annotations

import math

from contingent.core.belief import Prior
from contingent.simulating.drawing.parameters import Parameter

UNREAD = "general knowledge, unverified"
CDB90 = "our regression on CDB90 (battle data base of HERO and the Dupuy Institute, tidy file, ODC-BY)"
WEAK = "a judgement: no data here speak to it"


def _known(identified: str, label: str, prior: Prior) -> Parameter:
    return Parameter(prior=prior, label=label, identified=identified)


def _judged(name: str, family: str, parameters: tuple[float, ...], unit: str) -> Prior:
    return Prior(name=name, family=family, parameters=parameters, unit=unit, source=UNREAD, verified=False)


def _exponent(name: str, mean: float, sd: float) -> Prior:
    source = "our hierarchical posterior on CDB90 (652 battles, 62 wars), for a war of a new era: data/battles.toml"
    return Prior(name=name, family="normal", parameters=(mean, sd), unit="1", source=source)


_BATTLES = (
    "by battles of other wars, not by this one: the mean is theirs, half of the spread between wars is the prior's, "
    "and a battle's losses scatter by a factor of two around the law"
)

ATTRITION = (
    _known(
        "by the sources' own disagreement only: the claim comes from a party to the fighting",
        "true losses per loss claimed",
        _judged("claim_bias", "uniform", (0.75, 1.05), "1"),
    ),
    _known(
        "hardly: estimates of the deaths of one side differ by a factor of two",
        "losses of {attacker} per loss of {defender}",
        _judged("loss_exchange", "lognormal", (2.0, 0.35), "1"),
    ),
    _known(
        "by no series of this war",
        "spread of losses from step to step",
        _judged("loss_noise", "lognormal", (0.1, 0.3), "1"),
    ),
    _known(
        "not at all: levels of losses wander, and a slow return cannot be told from none",
        "persistence of the tempo over a month",
        _judged("tempo_persistence", "beta", (49.0, 1.0), "1"),
    ),
    _known(
        "by no series of this war",
        "monthly shock to the tempo",
        _judged("tempo_sd", "lognormal", (0.18, 0.35), "1"),
    ),
    _known(
        _BATTLES,
        "elasticity of {attacker}'s losses to its own force",
        _exponent("own_exponent_attacker", 0.57, 0.22),
    ),
    _known(
        _BATTLES,
        "elasticity of {attacker}'s losses to the enemy's force",
        _exponent("enemy_exponent_attacker", 0.35, 0.24),
    ),
    _known(
        _BATTLES,
        "elasticity of {defender}'s losses to its own force",
        _exponent("own_exponent_defender", 0.55, 0.20),
    ),
    _known(
        _BATTLES,
        "elasticity of {defender}'s losses to the enemy's force",
        _exponent("enemy_exponent_defender", 0.31, 0.17),
    ),
    _known(
        "by statements of officials only",
        "share of casualties who return to duty",
        _judged("return_share", "uniform", (0.35, 0.6), "share"),
    ),
    _known(WEAK, "months until the wounded return", _judged("return_months", "lognormal", (3.0, 0.3), "months")),
    _known(
        WEAK,
        "force {attacker} keeps up, relative to its force at the start",
        _judged("ceiling_attacker", "uniform", (0.95, 1.1), "1"),
    ),
    _known(
        WEAK,
        "force {defender} keeps up, relative to its force at the start",
        _judged("ceiling_defender", "uniform", (0.95, 1.1), "1"),
    ),
)

ADVANCE = (
    _known(
        "hardly: over 657 battles of CDB90 the log force ratio explains .006 of the variance of the daily advance, so "
        "history does not fix this number, and its sign is assumed",
        "elasticity of advance to force",
        Prior(
            name="force_elasticity",
            family="halfnormal",
            parameters=(1.0, 0.7),
            unit="1",
            source=f"an assumption about |N(1, .7)|; {CDB90}: R² .006",
            sign_constrained=True,
        ),
    ),
    _known(
        "by no series of this war",
        "persistence of the rate of advance over a month",
        _judged("advance_persistence", "beta", (9.0, 2.0), "1"),
    ),
    _known(
        "by no series of this war",
        "monthly shock to the rate of advance",
        _judged("advance_sd", "lognormal", (110.0, 0.5), "km²/month"),
    ),
)

CONTINGENTS = (
    _known(
        WEAK,
        "quality of newcomers at first (1: as good as the side they join)",
        _judged("initial_quality", "beta", (6.0, 4.0), "1"),
    ),
    _known(
        WEAK, "quality of newcomers once experienced", _judged("final_quality", "uniform", (0.8, 1.2), "1")
    ),
    _known(
        WEAK, "months of fighting until they have learnt", _judged("learning_months", "lognormal", (3.0, 0.4), "months")
    ),
    _known(
        "by hindsight-coded battles, as an upper bound",
        "losses per head of newcomers, relative to the side they join",
        Prior(
            name="casualty_multiplier",
            family="lognormal",
            parameters=(1.3, 0.3),
            unit="1",
            source=f"{CDB90}: one coded step of training halves the ratio of losses (×.49, 95 % .42–.58, coded in "
            "hindsight, an upper bound); newcomers are taken to be between a third and a half of a step behind",
        ),
    ),
    _known(
        WEAK, "months from arrival to the front", _judged("arrival_lag", "lognormal", (1.5, 0.35), "months")
    ),
    _known(
        WEAK, "newcomers a month the front can take in",
        _judged("integration_cap", "lognormal", (12_000.0, 0.5), "persons/month"),
    ),
    _known(
        WEAK, "share lost before they reach the front", _judged("transit_loss", "beta", (1.5, 40.0), "share")
    ),
    _known(
        WEAK, "friction of a mixed force", _judged("friction", "uniform", (0.0, 0.25), "share")
    ),
)  # fmt: skip

MUNITIONS = (
    _known(
        WEAK,
        "munitions wanted beyond those now fired, as a share of use",
        _judged("unmet_need", "lognormal", (0.5, 0.5), "share"),
    ),
    _known(
        WEAK, "return of fire to munitions", _judged("munition_return", "uniform", (0.5, 1.0), "1")
    ),
)  # fmt: skip

_CEASEFIRE_MONTHLY = -math.log(1 - 7 / 25) / 12  # 7 last years in 25 war-years
_CEASEFIRE_LOG_SD = 0.6
#: the median under which the mean is what was counted
_CEASEFIRE_MEDIAN = round(_CEASEFIRE_MONTHLY * math.exp(-(_CEASEFIRE_LOG_SD**2) / 2), 4)

REGIMES = (
    _known(WEAK, "hazard of a stall", _judged("stall_hazard", "lognormal", (0.12, 0.6), "1/month")),
    _known(WEAK, "length of a stall", _judged("stall_months", "lognormal", (2.5, 0.4), "months")),
    _known(WEAK, "pace in a stall, relative to a grind", _judged("stall_gear", "uniform", (0.0, 0.35), "1")),
    _known(
        WEAK, "hazard of a breakthrough", _judged("breakthrough_hazard", "lognormal", (0.02, 0.7), "1/month")
    ),
    _known(
        WEAK, "length of a breakthrough", _judged("breakthrough_months", "lognormal", (1.5, 0.4), "months")
    ),
    _known(
        WEAK,
        "pace in a breakthrough, relative to a grind",
        _judged("breakthrough_gear", "lognormal", (2.5, 0.4), "1"),
    ),
    _known(
        "by 7 endings in 25 war-years",
        "hazard of a cease-fire",
        Prior(
            name="ceasefire_hazard",
            family="lognormal",
            parameters=(_CEASEFIRE_MEDIAN, _CEASEFIRE_LOG_SD),
            unit="1/month",
            source="our count in the Correlates of War inter-state wars begun since 1946 (list ends in 2003): of 25 "
            "war-years from a war's third calendar year on, 7 were its last; a war's end stands for a cease-fire",
        ),
    ),
    _known(
        WEAK,
        "hazard that a cease-fire breaks",
        _judged("ceasefire_break_hazard", "lognormal", (0.03, 0.8), "1/month"),
    ),
    _known(
        WEAK,
        "how far more force of {attacker} prevents a stall",
        _judged("stall_force_effect", "normal", (0.5, 0.5), "1"),
    ),
    _known(
        WEAK,
        "how far more force of {attacker} makes a breakthrough likelier",
        _judged("breakthrough_force_effect", "normal", (0.5, 0.5), "1"),
    ),
    _known(
        WEAK,
        "how far more force of {attacker} makes a cease-fire likelier",
        _judged("ceasefire_force_effect", "normal", (0.0, 0.25), "1"),
    ),
    _known(
        WEAK, "how far winter makes a stall likelier", _judged("season_effect", "normal", (0.0, 0.3), "1")
    ),
)  # fmt: skip

#: every parameter that has a default; the rest belongs to one war: forces, loss rate, recent and mean advance
CITED: tuple[Parameter, ...] = ATTRITION + ADVANCE + CONTINGENTS + MUNITIONS + REGIMES

#: what a war must bring: no default would mean anything
REQUIRED = (
    "force_attacker",
    "force_defender",
    "recruits_attacker",
    "recruits_defender",
    "loss_rate_attacker",
    "advance_recent",
    "advance_mean",
)
