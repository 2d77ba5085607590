"""Whether a war is on: what happened between the two counts, what may come does not; and whose government it is."""

from __future__ import annotations

import pytest
from small_texts import AS_OF, gazetteer, parts

from contingent.core.nouns import Event, Question
from contingent.reading import read
from contingent.reading.forces.sides import find_sides
from contingent.reading.statements.events import event_claims


def _read(text: str) -> tuple[Question, ...]:
    document, _ = parts(text)
    return read(document, gazetteer=gazetteer(), as_of=AS_OF, theatres=()).questions


def _ceasefire(text: str) -> bool:
    return any(question.topic == "ceasefire" for question in _read(text))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Armenia shelled Azerbaijan on Friday. Armenia has 40,000 soldiers and Azerbaijan has 60,000 soldiers.", True),
        ("Iran could attack Israel next year. Iran has 600,000 soldiers and Israel has 170,000 soldiers.", False),
        ("If Algeria invaded Morocco, many would flee. Algeria has 130,000 soldiers, Morocco 200,000 men.", False),
    ],
)  # fmt: skip
def test_a_feared_war_has_no_cease_fire(text: str, asked: bool) -> None:
    assert _ceasefire(text) is asked


def test_government_troops_are_those_of_the_host_of_the_rebels() -> None:
    document, found = parts("M23 killed 300 government troops and captured four posts.")
    claims = event_claims(document, found, gazetteer(), AS_OF)
    assert ("M23", "Democratic Republic of the Congo") in {(c.subject, c.counterparty) for c in claims}
    document, _ = parts("M23 killed 300 government troops. M23 has 7,000 fighters.")
    reading = read(document, gazetteer=gazetteer(), as_of=AS_OF, theatres=())
    sides = find_sides(reading.claims, as_of=AS_OF)
    assert sides is not None and sides.at_war
    assert {sides.attacker, sides.defender} == {"M23", "Democratic Republic of the Congo"}


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Turkey accused Greece of arming the PKK.", ("AID", "Greece", "PKK")),
        ("Ethiopia said its forces had killed no fewer than 90 TPLF fighters.", ("ASSAULT", "Ethiopia", "TPLF")),
        ("Germany has pledged two battalions to Lithuania.", ("AID:military", "Germany", "Lithuania")),
        ("Hamas seized 12 hostages in Israel.", ("COERCE", "Hamas", "Israel")),
        ("Forty Ethiopians were killed.", ("ASSAULT", None, "Ethiopia")),
        ("Finland joined NATO.", ("AGREE", "Finland", "NATO")),
    ],
)
def test_events_in_their_context(text: str, event: tuple[str, str | None, str | None]) -> None:
    document, found = parts(text)
    told = event_claims(document, found, gazetteer(), AS_OF)
    assert event in [(c.detail.type, c.subject, c.counterparty) for c in told if isinstance(c.detail, Event)]
