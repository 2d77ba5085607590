"""Who put the sign of a difference in: priors that exclude one sign of their own are turned around and tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from jaxtyping import Float

from contingent.core.interventions import DIALS
from contingent.simulating.comparing.contrast import Subject
from contingent.simulating.drawing.parameters import Parameter, mass_below_zero
from contingent.simulating.engines.numpy_engine import PathResults
from contingent.simulating.running.runs import Runner

#: paths that are run again with a parameter's sign turned around
SIGN_PATHS = 512
#: a prior excludes a sign where it leaves the other less than this mass: a P(difference > 0) of .95 or more would only
#: say the prior's own again
EXCLUDED_MASS = 0.05
#: how far P(difference > 0) must stand from one half for a sign to be one
CLEAR_SIGN = 0.1
#: parameters whose sign may decide the sign of a difference; those in one group do so together
SIGN_GROUPS = (
    ("force_elasticity",),
    ("own_exponent_attacker",),
    ("enemy_exponent_attacker",),
    ("own_exponent_defender",),
    ("enemy_exponent_defender",),
    ("munition_return",),
    ("transit_loss",),
    ("initial_quality", "final_quality"),
)
#: two ways to the same sign, neither of which decides it alone: asked where no single group does
JOINT_SIGN_GROUPS = (("own_exponent_attacker", "transit_loss"), ("own_exponent_defender", "transit_loss"))
#: casualties count up from zero, in proportion to this multiplier: a prior that keeps it above zero keeps them so
CASUALTY_SIGN = "casualty_multiplier"

#: P(difference > 0) by branch, measure and day
Shares = Mapping[tuple[str, str, int], float]
Sample = Float[np.ndarray, " path"]


def forced_signs(subjects: Sequence[Subject], runner: Runner, *, paths: int) -> dict[Subject, tuple[str, ...]]:
    """For each contrast, the parameters whose priors put its sign in; empty where none did.

    At most `SIGN_PATHS` of the first `paths` paths are run again for each suspect.
    """
    if not subjects:
        return {}
    drawn = runner.draw(0, min(SIGN_PATHS, paths))
    brief = runner.recording({subject.day // runner.program.step_days for subject in subjects})
    shares = _shares(subjects, brief.run(drawn, 0))
    made = runner.program

    # where a branch turns a dial of its own, it is turned around with the world's
    turned = {
        dial: tuple(dict.fromkeys(name for contingent in made.contingents for name in contingent.dial(dial)))
        for dial in DIALS
    }

    def whole(group: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*group, *(name for one in group for name in turned.get(one, ())))))

    def mirrored(group: tuple[str, ...]) -> Shares:
        return _shares(subjects, brief.run(drawn.mirrored(whole(group)), 0))

    def suspects(groups: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
        return [group for group in groups if one_signed(runner.parameters, [whole(group)])]

    worths = [(flow.parameter,) for flow in (*made.supplies, *made.aids, *made.responses)]
    forced = signs_forced(shares, mirrored, suspects([*SIGN_GROUPS, *dict.fromkeys(worths)]))
    open_still = {key: share for key, share in shares.items() if not forced[key]}
    forced |= signs_forced(open_still, mirrored, suspects(JOINT_SIGN_GROUPS))
    for key in _casualty_signs(shares, runner.parameters):
        forced[key] = (*forced[key], CASUALTY_SIGN)
    return {subject: forced[_key(subject)] for subject in subjects}


def one_signed(parameters: Sequence[Parameter], groups: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The groups of which every parameter excludes one sign, by its family or by its mass."""
    by_name = {parameter.name: parameter.prior for parameter in parameters}

    def excludes(name: str) -> bool:
        below = mass_below_zero(by_name[name])
        return by_name[name].sign_constrained or below < EXCLUDED_MASS or below > 1 - EXCLUDED_MASS

    return [group for group in groups if all(name in by_name and excludes(name) for name in group)]


def signs_forced(
    shares: Shares, mirrored: Callable[[tuple[str, ...]], Shares], groups: Sequence[tuple[str, ...]]
) -> dict[tuple[str, str, int], tuple[str, ...]]:
    """For each contrast, the one-signed parameters whose sign is the sign of the difference.

    `mirrored(group)` gives the shares with the group's signs turned around on the same paths. Where the share crosses
    one half, the sign was put in with the prior: it is no evidence.
    """
    found: dict[tuple[str, str, int], tuple[str, ...]] = dict.fromkeys(shares, ())
    for group in groups if shares else ():
        turned = mirrored(group)
        for key, share in shares.items():
            was, now = share - 0.5, turned[key] - 0.5
            if was * now < 0 and min(abs(was), abs(now)) >= CLEAR_SIGN:
                found[key] = tuple(dict.fromkeys((*found[key], *group)))
    return found


def share_positive(difference: Sample) -> float:
    """P(difference > 0), a tie counted half, so that no difference is no sign."""
    return float(np.mean(difference > 0) + 0.5 * np.mean(difference == 0))


def _key(subject: Subject) -> tuple[str, str, int]:
    return subject.branch, subject.measure, subject.day


def _shares(subjects: Sequence[Subject], results: PathResults) -> Shares:
    found = {}
    for subject in subjects:
        day = results.days.index(subject.day)
        ours, theirs = (results.of(branch, subject.measure)[day] for branch in (subject.branch, subject.reference))
        found[_key(subject)] = share_positive(ours - theirs)
    return found


def _casualty_signs(shares: Shares, parameters: Sequence[Parameter]) -> list[tuple[str, str, int]]:
    """The contrasts in which a contingent's casualties clearly rise, where the multiplier can only be positive."""
    if not one_signed(parameters, [(CASUALTY_SIGN,)]):
        return []
    return [
        key for key, share in shares.items()
        if key[1].startswith("contingent_casualties:") and share - 0.5 >= CLEAR_SIGN
    ]  # fmt: skip
