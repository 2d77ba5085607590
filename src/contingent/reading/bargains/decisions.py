"""What an article leaves to be decided: soldiers, a cease-fire, arms; with scale, alternatives and who has a part."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from contingent.core.nouns import Claim, Question, Reading
from contingent.reading.bargains.judgements import Kind
from contingent.reading.forces.sides import Sides, find_sides
from contingent.reading.forces.troops import AUTHOR_VOICES, Reinforcement, reinforcements
from contingent.reading.questions.drafts import number, the

_MOST_AID = 2  # decisions about arms: an article that names ten givers asks about none of them in particular


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision, its alternatives at equal distances from 0 to 100, and the questions that its outcome answers.

    `roles` are the actors who have a part in it, each with the name of the role; `asked` the questions, each with the
    threshold from which on the outcome is a yes to it, the one that leads first. `sizes` are the places of numbers of
    soldiers, `tranche` that of a single group.
    """

    id: str
    kind: Kind
    title: str
    roles: Mapping[str, str]
    alternatives: tuple[tuple[str, float], ...]
    asked: tuple[tuple[Question, float], ...]
    sizes: tuple[tuple[float, float], ...] = ()
    tranche: float | None = None

    def actor(self, role: str) -> str | None:
        """The first actor in that role."""
        return next((name for name, part in self.roles.items() if part == role), None)

    @property
    def gap(self) -> float:
        """The distance between two neighbouring alternatives."""
        return 100.0 / (len(self.alternatives) - 1)


def sides_of(reading: Reading) -> Sides | None:
    """The two sides of the war: those of the scenario where there is one, else as the claims tell them."""
    supposed = reading.scenario
    if supposed is not None:
        return Sides(attacker=supposed.attacker, defender=supposed.defender, theatre=None, why="")
    return find_sides(reading.claims, as_of=reading.questions[0].opens) if reading.questions else None


def decisions(reading: Reading, sides: Sides | None) -> tuple[Decision, ...]:
    """The decisions that the article's own questions ask about, in a fixed order: soldiers, cease-fire, arms."""
    asked = [q for q in reading.questions if q.voice in AUTHOR_VOICES]
    found = [*_troops(asked, reading.claims, sides)[:1], *_ceasefire(asked, sides), *_aid(asked, sides)[:_MOST_AID]]
    return tuple(found)


def _troops(asked: Sequence[Question], claims: Sequence[Claim], sides: Sides | None) -> list[Decision]:
    helped = {(help_.sender, help_.recipient): help_ for help_ in reinforcements(claims)}
    made = []
    for pair, group in _by_pair(asked, ("troops_sent", "further_tranche")).items():
        sender, recipient = pair
        help_ = helped.get(pair) or next((h for h in helped.values() if h.sender == sender), None)
        whole = {q.id: _spoken_of(q, help_) for q in group if q.topic == "troops_sent" and q.threshold}
        if help_ is not None:
            whole |= {p.claims[0].id: p.value for p in help_.proposals[: 0 if whole else 1]}
        values = sorted(set(whole.values()))
        in_groups = (help_ is not None and help_.tranche is not None) or any(
            q.topic == "further_tranche" for q in group
        )
        size = _tranche_size(help_)
        labels = ["nobody more is sent"]
        labels += [f"one group after the other{f', about {number(size)} each' if size else ''}"] if in_groups else []
        labels += [
            f"{number(value)} soldiers{'' if sender == recipient else f' for {the(recipient)}'}" for value in values
        ]
        if len(labels) < 2:
            continue
        places = _places(len(labels))
        at = dict(zip(values, places[1 + in_groups :], strict=True))
        thresholds = {high: (low + high) / 2 for low, high in pairwise(places)}
        lead = sorted(group, key=lambda q: q.topic != "troops_sent")
        answers = tuple((q, thresholds[at[whole[q.id]] if q.id in whole else places[1]]) for q in lead)
        made.append(
            Decision(
                id=_slug("troops", sender, "to", recipient),
                kind="troops",
                title=_title(sender, recipient, more=bool(help_ and help_.already)),
                roles=_roles({"sender": sender, "recipient": recipient}, sides),
                alternatives=tuple(zip(labels, places, strict=True)),
                asked=answers,
                sizes=tuple(at.items()),
                tranche=places[1] if in_groups else None,
            )
        )
    return made


def _title(sender: str, recipient: str, *, more: bool) -> str:
    if sender == recipient:
        return f"Does {the(sender)} raise more soldiers?"
    return f"Does {the(sender)} send {'more ' if more else ''}soldiers to {the(recipient)}?"


def _spoken_of(question: Question, help_: Reinforcement | None) -> float:
    """The number of soldiers to come that a question means, as the text speaks of it: a total or those on top."""
    asked = question.threshold or 0.0
    spoken = {p.value for p in help_.proposals} if help_ else set()
    more = asked - (question.already or 0.0)
    return more if more in spoken and asked not in spoken else asked


def _tranche_size(help_: Reinforcement | None) -> float | None:
    detail = help_.tranche.detail if help_ is not None and help_.tranche is not None else None
    return getattr(detail, "value", None)


def _ceasefire(asked: Sequence[Question], sides: Sides | None) -> list[Decision]:
    places = _places(4)
    topics = {"ceasefire": 2, "talks": 1, "war_end": 3}
    group = [q for q in asked if q.topic in topics]
    if sides is None or not group:
        return []
    order = list(topics)
    lead = sorted(group, key=lambda q: (order.index(q.topic), -q.deadline.toordinal(), q.id))
    one, other = sides.attacker, sides.defender
    return [
        Decision(
            id=_slug("ceasefire", *sorted((one, other))),
            kind="ceasefire",
            title=f"Do {the(one)} and {the(other)} stop fighting?",
            roles={one: "belligerent", other: "belligerent"},
            alternatives=tuple(
                zip(("fight on", "talks", "a cease-fire", "a signed end of the war"), places, strict=True)
            ),
            asked=tuple((q, (places[topics[q.topic] - 1] + places[topics[q.topic]]) / 2) for q in lead),
        )
    ]


def _aid(asked: Sequence[Question], sides: Sides | None) -> list[Decision]:
    made = []
    for (giver, recipient), group in _by_pair(asked, ("military_aid",)).items():
        if recipient == giver:
            continue
        made.append(
            Decision(
                id=_slug("aid", giver, "to", recipient),
                kind="aid",
                title=f"Does {the(giver)} give {the(recipient)} more arms?",
                roles=_roles({"giver": giver, "recipient": recipient}, sides),
                alternatives=(("no more arms", 0.0), ("the arms that the article speaks of", 100.0)),
                asked=tuple((q, 50.0) for q in group),
            )
        )
    return made


def _by_pair(asked: Sequence[Question], topics: tuple[str, ...]) -> dict[tuple[str, str], list[Question]]:
    """The questions of these topics by who acts and for whom, in their order; one for its own side counts as both."""
    found: dict[tuple[str, str], list[Question]] = {}
    for question in asked:
        if question.topic in topics and question.actor:
            found.setdefault((question.actor, question.recipient or question.actor), []).append(question)
    return found


def _roles(parts: Mapping[str, str], sides: Sides | None) -> dict[str, str]:
    """Actor to role, the first role of an actor kept; with the enemy of whichever is a side of the war."""
    roles: dict[str, str] = {}
    for role, name in parts.items():
        roles.setdefault(name, role)
    if sides is not None:
        side = next((n for n in (parts.get("recipient"), *parts.values()) if n and sides.side_of(n)), None)
        if side is not None:
            roles.setdefault(sides.enemy_of(side), "opponent")
    return roles


def _places(count: int) -> tuple[float, ...]:
    return tuple(round(100.0 * k / (count - 1), 1) for k in range(count))


def _slug(*words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", " ".join(words).lower()).strip("_")
