"""What is told of a battle: its measures and events, differences from the reference, what moves them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from contingent.core.nouns import Contrast, Scenario, Sensitivity
from contingent.core.outcomes import Sampling
from contingent.simulating.battle.program import BattleProgram
from contingent.simulating.comparing.branches import THRESHOLD_LEVELS, Event, Measure, round_number
from contingent.simulating.comparing.contrast import Subject, contrast, half_width, quantiles
from contingent.simulating.comparing.gather import Gathering
from contingent.simulating.comparing.sensitivity import sensitivities
from contingent.simulating.comparing.signs import one_signed, share_positive, signs_forced
from contingent.simulating.drawing.parameters import Parameter
from contingent.simulating.engines.numpy_engine import PathResults

#: parameters whose sign may be the sign of a difference
SIGN_GROUPS = (("advance_gain",), ("lethality_attacker",), ("lethality_defender",), ("passage_loss",))

Key = tuple[str, str, int]


def measures_of(scenario: Scenario) -> tuple[Measure, ...]:
    """What the branches are told in, the leading measure first."""
    attacker, defender = scenario.attacker, scenario.defender
    return (
        Measure(key="area_km2", label=f"Net area gained by {attacker}", unit="km²"),
        Measure(key="losses_attacker", label=f"Losses of {attacker}", unit="persons"),
        Measure(key="losses_defender", label=f"Losses of {defender}", unit="persons"),
        Measure(key="force_attacker", label=f"Troops of {attacker} at the front", unit="persons", compared=False),
        Measure(key="force_defender", label=f"Troops of {defender} at the front", unit="persons", compared=False),
    )


def subjects_of(scenario: Scenario, made: BattleProgram, measures: Sequence[Measure]) -> tuple[Subject, ...]:
    """What the branches are compared with the reference in, day by day."""
    return tuple(
        Subject(branch=branch, reference=scenario.reference, measure=measure.key, label=measure.label,
                unit=measure.unit, day=day)
        for branch in made.branches if branch != scenario.reference
        for measure in measures if measure.compared
        for day in made.compared
    )  # fmt: skip


def forced_signs(
    subjects: Sequence[Subject], gathering: Gathering, parameters: Sequence[Parameter],
    mirrored: Callable[[tuple[str, ...]], PathResults],
) -> dict[Key, tuple[str, ...]]:  # fmt: skip
    """For each contrast, the parameters whose priors put its sign in.

    `mirrored(group)` are the first paths run again with the signs of a group turned around.
    """
    shares = {_key(subject): share_positive(gathering.difference(*_key(subject))) for subject in subjects}

    def turned(group: tuple[str, ...]) -> dict[Key, float]:
        results = mirrored(group)
        found = {}
        for subject in subjects:
            day = results.days.index(subject.day)
            ours, theirs = (results.of(name, subject.measure)[day] for name in (subject.branch, subject.reference))
            found[_key(subject)] = share_positive(ours - theirs)
        return found

    return signs_forced(shares, turned, one_signed(parameters, SIGN_GROUPS)) if subjects else {}


def contrasts(
    gathering: Gathering, subjects: Sequence[Subject], sampling: Sampling, forced: dict[Key, tuple[str, ...]]
) -> tuple[Contrast, ...]:
    """The paired differences with their Monte Carlo errors."""
    return tuple(
        contrast(
            gathering.difference(*_key(subject)), subject,
            noise=half_width(gathering.values(subject.reference, subject.measure, subject.day)),
            mean=gathering.mean(*_key(subject)), error=gathering.error(*_key(subject), sampling=sampling),
            positive=gathering.positive(*_key(subject)), forced_by=forced[_key(subject)],
        )
        for subject in subjects
    )  # fmt: skip


def sensitivity(gathering: Gathering, subjects: Sequence[Subject]) -> tuple[Sensitivity, ...]:
    """What moves each difference on the last day most."""
    drawn = gathering.draws()
    found: list[Sensitivity] = []
    for subject in subjects:
        if subject.day == gathering.days[-1]:
            found.extend(sensitivities(drawn, gathering.difference(*_key(subject)), subject))
    return tuple(found)


def _key(subject: Subject) -> Key:
    return subject.branch, subject.measure, subject.day


def events_of(scenario: Scenario, gathering: Gathering) -> tuple[Event, ...]:
    """The end of the war, and round gains of area near the quantiles of the reference at the last day."""
    last = gathering.values(scenario.reference, "area_km2", gathering.days[-1])
    near = sorted({round_number(float(value)) for value in quantiles(last, THRESHOLD_LEVELS)} - {0.0})
    return (
        Event(name="ended", label="The war has ended", measure="ended", threshold=0.5),
        *(
            Event(name=f"area_gain_over:{value:.0f}", label=f"{scenario.attacker} gains more than {value:,.0f} km² net",
                  measure="area_km2", threshold=value)
            for value in near
        ),
    )  # fmt: skip
