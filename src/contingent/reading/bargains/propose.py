"""The negotiation that an article suggests: its decisions, and for each the actors with what the text says of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from contingent.core.bargaining import Issue, Negotiation, Stance
from contingent.core.errors import DataError
from contingent.core.keys import content_id
from contingent.core.nouns import Document, Reading
from contingent.reading.bargains.attitudes import Attitude, attitudes
from contingent.reading.bargains.decisions import Decision, decisions, sides_of
from contingent.reading.bargains.holders import Stage
from contingent.reading.bargains.judgements import Judgements
from contingent.reading.bargains.stances import forces_of, role_of, stance
from contingent.reading.documents.sentences import sentences
from contingent.reading.forces.sides import Sides, stated_figures
from contingent.reading.questions.drafts import the
from contingent.reading.voices.actors import Gazetteer
from contingent.reading.voices.scene import Scene

LEAST_ACTORS = 2  # with words of the text on where they stand; with fewer nothing is proposed


def propose_negotiation(reading: Reading, *, tables: Mapping[str, Any]) -> Negotiation | None:
    """The decisions that the article asks about with actors, positions, saliences and capabilities; None without one.

    Every stance rests on words of the article's own voice, quoted, or else on the actor's part in the decision, and
    says which. Readers' comments set no position. A decision on which fewer than two actors have words of the text is
    left out, so that silence is not dressed up as knowledge. Positions are on a scale from 0 to 100 of named
    alternatives at equal distances; all numbers are judgements of the table "bargaining".

    `tables` holds "bargaining", parsed, and "gazetteer", parsed or as a `Gazetteer`.

    Raises:
        DataError: one of the two tables is missing or damaged.
    """
    judgements, gazetteer = tables_of(tables)
    if not reading.questions:
        return None
    as_of = reading.questions[0].opens
    sides = sides_of(reading)
    stage = stage_of(reading, gazetteer, as_of, sides)
    made = []
    for decision in decisions(reading, sides):
        told = attitudes(stage, decision, judgements)
        if len({one.actor for one in told}) >= LEAST_ACTORS:
            made.append((decision, _issue(decision, told, stage, judgements, reading, sides)))
    if not made:
        return None
    issues = tuple(issue for _, issue in made)
    return Negotiation(
        id=content_id("negotiation", reading.document.id, [issue.id for issue in issues]),
        title=_title(reading.document),
        issues=issues,
        source=f"the words of {reading.document.origin}, read by rules; edit them where you know better",
        as_of=as_of,
        notes=_notes(made, reading.document),
    )


def tables_of(tables: Mapping[str, Any]) -> tuple[Judgements, Gazetteer]:
    """The judgements and the names among the tables; DataError where one is missing or damaged."""
    for name in ("bargaining", "gazetteer"):
        if name not in tables:
            raise DataError(
                f"the table {name!r} is not among those given ({', '.join(tables) or 'none'}); hand it down"
            )
    names = tables["gazetteer"]
    gazetteer = names if isinstance(names, Gazetteer) else Gazetteer.from_table(names)
    return Judgements.from_table(tables["bargaining"]), gazetteer


def stage_of(reading: Reading, gazetteer: Gazetteer, as_of: date, sides: Sides | None) -> Stage:
    """The sentences of the article with their actors, its claims, and who fights, as attitudes are looked for."""
    document = reading.document
    written = min(as_of, document.published or document.not_after or as_of)  # offices, as the reader read them
    return Stage(
        scene=Scene.of(sentences(document), gazetteer, written),
        claims=reading.claims,
        kinds=dict(gazetteer.kinds),
        parties=frozenset((sides.attacker, sides.defender)) if sides else frozenset(),
    )


def _issue(
    decision: Decision,
    told: tuple[Attitude, ...],
    stage: Stage,
    judgements: Judgements,
    reading: Reading,
    sides: Sides | None,
) -> Issue:
    names = dict.fromkeys([*decision.roles, *sorted(one.actor for one in told)])
    forces = _forces(decision, reading, sides)
    stances: list[Stance] = []
    for name in names:
        role = role_of(name, decision, stage.kinds.get(name, "state"), judgements)
        own = [one for one in told if one.actor == name]
        made = stance(name, role, own, decision, force=forces.get(name))
        if made is not None:
            stances.append(made)
    (lead, threshold), *others = decision.asked
    return Issue(
        id=decision.id,
        title=decision.title,
        stances=tuple(stances),
        low_label=decision.alternatives[0][0],
        high_label=decision.alternatives[-1][0],
        threshold=threshold,
        decision=lead.text,
        question=lead.id,
        deadline=lead.deadline,
        also=tuple((question.id, at) for question, at in others),
    )


def _forces(decision: Decision, reading: Reading, sides: Sides | None) -> dict[str, tuple[float, str, str]]:
    """How strong the text counts the two sides, where they themselves decide."""
    if sides is None or decision.kind != "ceasefire":
        return {}
    given = stated_figures(reading.claims, sides)
    quoted = {claim.id: claim.sentence.text for claim in reading.claims}
    return forces_of(given, {sides.attacker: "attacker", sides.defender: "defender"}, quoted)


def _title(document: Document) -> str:
    return " ".join((document.title or document.origin).split())


def _notes(made: list[tuple[Decision, Issue]], document: Document) -> tuple[str, ...]:
    notes = [
        "Positions are read from the words of the text by a table of cues; saliences and capabilities are judgements "
        "of the house. None was fitted to how such decisions came out, and none is verified.",
        "Alternatives lie at equal distances from 0 to 100. An outcome is read as the one that it lies nearest to: a "
        "yes from half-way to the one that is asked about.",
    ]
    for decision, issue in made:
        places = ", ".join(f"{label} ({at:g})" for label, at in decision.alternatives)
        silent = [the(s.actor) for s in issue.stances if s.quote is None]
        unsaid = f" What {_and(silent)} wants the text does not say: a wide range by the part in it." if silent else ""
        notes.append(f"{issue.title} Places on the scale: {places}.{unsaid}")
    comments = sum(segment.kind == "reader_comment" for segment in document.segments)
    if comments:
        notes.append(
            f"{comments} reader comment{'s were' if comments > 1 else ' was'} not used: no position rests on one."
        )
    return tuple(notes)


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
