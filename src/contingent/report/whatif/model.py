"""The world of the front in words: what it assumes, each equation in plain language, and what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass

#: names that belong to a scenario, not to the world, hold this
OF_SCENARIO = ":"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the world: its formula, what that says, and the inputs it rests on."""

    title: str
    formula: str
    words: str
    inputs: tuple[str, ...]


ASSUMPTIONS = (
    "Two sides hold a line; what is told is how far it moves in all, never where.",
    "The baseline is the war as it went lately: it drifts, stalls and restarts as the series of this war did. What is "
    "done in a branch bends it, by elasticities.",
    "Force ratio alone predicts little in past battles, and the model says so: its elasticities are wide.",
    "Every branch of a path meets the same chances, so the difference of two branches is owed to what is done in them.",
    "Inputs are uncertain and drawn anew for each path; what a fit found to hang together is drawn together.",
    "Months have thirty days; everything is per month.",
)

LEFT_OUT = (
    "Places, terrain, units and plans; weather beyond a winter wave; air and sea.",
    "Politics, but for a chance of a cease-fire that talks and the balance of force may change; its terms are not "
    "modelled.",
    "Reactions, unless the scenario states them as a response or a stop rule.",
    "That a war of positions may become one of manoeuvre for good: a breakthrough is a passing episode.",
)

PARTS = (
    Part(
        title="Tempo of the fighting",
        formula="ℓ' = ρ ℓ + σ · t₅",
        words="How intense the fighting is, relative to today, wanders: a share ρ of it stays from month to month, and "
        "shocks with heavy tails come on top. It never leaves a factor of e^1.5 of today’s.",
        inputs=("tempo_persistence", "tempo_sd"),
    ),
    Part(
        title="Losses",
        formula="L = λ · e^(ℓ+ε) · (own/own₀)^a₁ · (enemy·m/enemy₀)^a₂ · Δ",
        words="Each side loses at its recent rate, times the tempo, times elasticities to how many of its own are "
        "exposed and to the enemy’s effective force and fire. A belligerent’s claim about its enemy is multiplied by "
        "the true losses per loss claimed; the defender’s rate follows from the ratio of the two sides’ losses. Part "
        "of the casualties recover and return.",
        inputs=(
            "loss_rate_attacker", "claim_bias", "loss_exchange", "loss_noise", "own_exponent_attacker",
            "enemy_exponent_attacker", "own_exponent_defender", "enemy_exponent_defender", "return_share",
            "return_months",
        ),
    ),
    Part(
        title="Troops of each side",
        formula="N' = N − casualties + returned + min(recruits, gap to the ceiling) + levied",
        words="Recruits fill the gap to the force a side keeps up, as far as they suffice. Those a mobilisation raises "
        "come on top.",
        inputs=(
            "force_attacker", "force_defender", "recruits_attacker", "recruits_defender", "ceiling_attacker",
            "ceiling_defender",
        ),
    ),
    Part(
        title="Newcomers",
        formula="F = N + Σ q·n·(1 − δ·min(1, share/.15)),  q = q⁰ + (q^∞ − q⁰)(1 − e^(−t/τ))",
        words="Those who join a side are lost in part on the way, wait, enter the front at most so many a month, count "
        "by their quality, which rises with months of fighting, and less where a mixed force rubs. They lose more a "
        "head than those they join, by a multiplier.",
        inputs=(
            "initial_quality", "final_quality", "learning_months", "casualty_multiplier", "arrival_lag",
            "integration_cap", "transit_loss", "friction",
        ),
    ),
    Part(
        title="Munitions",
        formula="m = min(1 + unmet need, supply/use),  fire = m^κ",
        words="Munitions suffice today as they do; more of them can be fired up to the need that is not met now, with "
        "a return that falls; what a truce saves is kept and fired later.",
        inputs=("unmet_need", "munition_return"),
    ),
    Part(
        title="Advance",
        formula="v' = v̄ + φ (v − v̄) + σ_v · t₄,  ΔA = v · gear · e^(±β·x) · Δ",
        words="The rate of advance returns to its mean and is pushed by shocks. x is the change, since the start, of "
        "the log ratio of effective force and fire; β, how far that moves the front, is the input history fixes "
        "worst. Its sign is assumed: more force helps.",
        inputs=("advance_recent", "advance_mean", "advance_persistence", "advance_sd", "force_elasticity"),
    ),
    Part(
        title="Regimes: grind, stall, breakthrough, cease-fire",
        formula="P(change in Δ) = 1 − e^(−hazard·Δ),  hazard = h₀ · e^(effect·x)",
        words="A grinding front may stall or break, each for a while, and goes back to grinding. A cease-fire may "
        "begin in any month and may break again; in it nobody moves and little fighting goes on. A change in force, "
        "winter and talks change these hazards.",
        inputs=(
            "stall_hazard", "stall_months", "stall_gear", "breakthrough_hazard", "breakthrough_months",
            "breakthrough_gear", "ceasefire_hazard", "ceasefire_break_hazard", "stall_force_effect",
            "breakthrough_force_effect", "ceasefire_force_effect", "season_effect",
        ),
    ),
)  # fmt: skip

#: a part for what belongs to the scenario, and one for what no part above names
SCENARIO_PART = "What the scenario itself supposes"
OTHER_PART = "Further inputs of this baseline"


def parts_with_inputs(names: tuple[str, ...]) -> list[tuple[Part, tuple[str, ...]]]:
    """Every part of the world with those of `names` that it rests on, then the scenario's own, then any others."""
    told = {name for part in PARTS for name in part.inputs}
    own = tuple(name for name in names if OF_SCENARIO in name)
    others = tuple(name for name in names if OF_SCENARIO not in name and name not in told)
    found = [(part, tuple(name for name in part.inputs if name in names)) for part in PARTS]
    for title, words, left in (
        (SCENARIO_PART, "Sizes, shares and factors of its interventions.", own),
        (OTHER_PART, "What the fit of this war has beyond the parts above, such as biases of its sources.", others),
    ):
        if left:
            found.append((Part(title=title, formula="", words=words, inputs=left), left))
    return found
