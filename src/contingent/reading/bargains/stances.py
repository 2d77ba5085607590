"""From attitudes and roles to stances: one position, salience and capability an actor, each told where it is from."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from contingent.core.bargaining import Stance
from contingent.core.belief import Prior
from contingent.reading.bargains.attitudes import Attitude
from contingent.reading.bargains.decisions import Decision
from contingent.reading.bargains.judgements import Judgements, Range, Role
from contingent.reading.questions.drafts import the

_MOST_TOLD = 3
_JUDGED = "judgement of the house, unverified"
_SAYS_NOTHING = 70.0  # of 100: a wider stretch counts only where there is no narrower one
_LEAST_WIDTH = 4.0  # of 100: no reading of words is surer than this


def stance(
    actor: str, role: Role, told: Sequence[Attitude], decision: Decision, *, force: tuple[float, str, str] | None = None
) -> Stance | None:
    """The actor's stance as the attitudes tell it, else as its role does; None where neither says where it stands.

    Positions of one actor that share a stretch are averaged, the narrower counting more; where they share none, the
    whole stretch between them is taken. `force`: its strength relative to the strongest, the sentence and the claim.
    """
    if told:
        stretch, clash = united([one.stretch for one in told])
        source, basis = (
            f"read from the text: {_read(told, stretch, clash)}",
            "the text's words, read by a table of cues",
        )
    elif role.position is not None:
        stretch, basis = role.position, f"{_JUDGED}: {the(actor)} {role.says}"
        source = f"{basis}; the text does not say what it wants"
    else:
        return None
    lead = min(told, key=lambda a: (a.stretch[1] - a.stretch[0], a.quote.start), default=None)
    ids = dict.fromkeys(claim for one in sorted(told, key=lambda a: a.quote.start) for claim in one.claims)
    strength, why = _capability(role, force)
    words = f"{the(actor)} {role.says}"
    return Stance(
        actor=actor,
        position=_uniform(f"{actor}: position", stretch, "point", basis),
        salience=_uniform(f"{actor}: salience", _salience(role, told), "1", f"{_JUDGED}: {words}"),
        capability=Prior(
            name=f"{actor}: capability",
            family="lognormal",
            parameters=strength,
            unit="1",
            source=why or f"{_JUDGED}: {words}",
            verified=False,
        ),
        provenance=source[0].upper() + source[1:] + ".",
        quote=lead.quote.text if lead else None,
        claims=(*ids, *([force[2]] if force and force[2] not in ids else [])),
    )


def united(stretches: Sequence[Range]) -> tuple[Range, bool]:
    """One stretch for several, and whether they clash: they share no point. Their order makes no difference.

    One that spans almost the whole scale says nothing beside others.

    >>> united([(60.0, 100.0), (0.0, 20.0)])
    ((0.0, 100.0), True)
    """
    telling = [s for s in stretches if s[1] - s[0] <= _SAYS_NOTHING]
    stretches = telling or stretches
    low, high = max(s[0] for s in stretches), min(s[1] for s in stretches)
    if low > high:
        return (min(s[0] for s in stretches), max(s[1] for s in stretches)), True
    weights = [1.0 / max(s[1] - s[0], _LEAST_WIDTH) for s in stretches]
    whole = math.fsum(weights)
    ends = [math.fsum(w * s[end] for w, s in zip(weights, stretches, strict=True)) / whole for end in (0, 1)]
    return (ends[0], ends[1]), False


def forces_of(
    given: Sequence[tuple[str, float, str]], sides: Mapping[str, str], sentences: Mapping[str, str]
) -> dict[str, tuple[float, str, str]]:
    """For each side its force as the text counts it, relative to the stronger, with the sentence and the claim's id.

    Empty unless the text counts both. `given`: (name, value, claim id); `sides`: "attacker" and "defender" by actor.
    """
    counted = {name.removeprefix("force_"): (value, claim) for name, value, claim in given if name.startswith("force_")}
    if not all(side in counted and counted[side][0] > 0 for side in sides.values()):
        return {}
    most = max(counted[side][0] for side in sides.values())
    return {
        actor: (counted[side][0] / most, sentences.get(counted[side][1], ""), counted[side][1])
        for actor, side in sides.items()
    }


def role_of(actor: str, decision: Decision, kind: str, judgements: Judgements) -> Role:
    """The role that an actor has in a decision; without one, what it is: a state, an alliance, an armed group."""
    name = decision.roles.get(actor) or (kind if kind in judgements.roles else "state")
    return judgements.roles[name]


def _read(told: Sequence[Attitude], stretch: Range, clash: bool) -> str:
    shown = sorted(told, key=lambda a: (a.stretch[1] - a.stretch[0], a.quote.start))[:_MOST_TOLD]
    each = [f"“{one.words}” ({one.how}: {_of(one.stretch)})" for one in shown]
    more = len(told) - len(shown)
    parts = " · ".join(each) + (f" · and {more} more" if more else "")
    if clash:
        return f"{parts}. The words pull both ways, so the whole stretch between them is taken: {_of(stretch)} of 100"
    return f"{parts}. Put {_where(stretch)}, {_of(stretch)} of 100"


def _where(stretch: Range) -> str:
    middle = (stretch[0] + stretch[1]) / 2
    if stretch[1] - stretch[0] > 70:
        return "almost anywhere on the scale"
    return "near the low end" if middle < 30 else "near the high end" if middle > 70 else "in the middle"


def _of(stretch: Range) -> str:
    return f"{stretch[0]:.0f} to {stretch[1]:.0f}"


def _salience(role: Role, told: Sequence[Attitude]) -> Range:
    ranges = [one.salience for one in told if one.salience is not None]
    return max(ranges, key=lambda r: (r[0] + r[1], r)) if ranges and role.position is None else role.salience


def _capability(role: Role, force: tuple[float, str, str] | None) -> tuple[tuple[float, float], str]:
    median, spread = role.capability
    if force is None:
        return (median, spread), ""
    share, sentence, _ = force
    said = f" (“{' '.join(sentence.split())}”)" if sentence else ""
    return (round(median * share, 1), spread), f"the forces that the text counts{said}; their effect is a judgement"


def _uniform(name: str, stretch: Range, unit: str, source: str) -> Prior:
    digits = 1 if unit == "point" else 3
    low, high = round(stretch[0], digits), round(stretch[1], digits)
    return Prior(name=name, family="uniform", parameters=(low, high), unit=unit, source=source, verified=False)
