"""What may stand in the TOML of a negotiation: every table and key, its kind and what it says."""

from __future__ import annotations

from typing import Any

from contingent.simulating.scenario_file.fields import Field, Kind


def _field(name: str, kind: Kind, says: str, **more: Any) -> Field:
    return Field(name=name, kind=kind, says=says, **more)


TOP = (
    _field("id", "name", "What to call it; else the file's name."),
    _field("title", "text", "What is bargained over, for people."),
    _field("source", "text", "Where the positions come from; else the file's name."),
    _field("as_of", "date", "The day of the positions: deadlines count from it."),
    _field("notes", "texts", "What a reader should know of these numbers."),
    _field("round_days", "amount", "How long a round of talks takes, in days.", unit="day", least=0.0),
)
ISSUE = (
    _field("id", "name", "A short name of the issue, once in the file.", required=True),
    _field("title", "text", "The issue in words; else its id."),
    _field("low", "number", "The number at the low end of the scale; 0 if left out."),
    _field("high", "number", "The number at the high end of the scale; 100 if left out."),
    _field("low_label", "text", "What the low end means."),
    _field("high_label", "text", "What the high end means."),
    _field("unit", "text", "The unit of the scale, if it has one."),
    _field("threshold", "number", "An outcome at or above it is a yes to the decision."),
    _field("decision", "text", "The question that a yes answers, such as: does A send B?"),
    _field("question", "text", "The id of the question of a brief that it answers."),
    _field("deadline", "date", "The day by which."),
)
ALSO = (
    _field("question", "text", "The id of a further question that the outcome answers.", required=True),
    _field("threshold", "number", "An outcome at or above it is a yes to that.", required=True),
)
ACTOR = (
    _field("name", "text", "Who; an actor of several issues has one name in all.", required=True),
    _field("position", "amount", "Where it stands, in the units of the scale.", required=True),
    _field("salience", "amount", "How much it cares, from 0 to 1.", required=True),
    _field("capability", "amount", "What it can bring to bear, at least 0; only ratios matter.", required=True),
    _field("quote", "text", "The words that the numbers rest on."),
    _field("source", "text", "Where the numbers come from."),
    _field("claims", "texts", "Ids of the claims of a brief that they rest on."),
)
