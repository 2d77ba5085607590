"""Laws of forces: whose side soldiers would join, who fights whom, and which strength counts today."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib import resources

import pytest

from contingent.core.interventions import Arrival
from contingent.core.nouns import Reading
from contingent.reading import read
from contingent.reading.documents.clean import clean
from contingent.reading.voices.actors import Gazetteer

DAY = date(2025, 5, 2)
GAZETTEER = Gazetteer.from_table(
    tomllib.loads((resources.files("contingent") / "data" / "gazetteer.toml").read_text(encoding="utf-8"))
)
FORCES = (
    "Mali's army has 20,000 soldiers at the front against Algeria, and Algeria has 30,000 soldiers at the front. "
    "Algeria invaded Mali in March."
)


def _read(*paragraphs: str) -> Reading:
    text = "# The war on the border\n\nBy A. Writer | May 1, 2025\n\n" + "\n\n".join(paragraphs) + "\n"
    return read(clean(text.encode(), origin="t.md"), gazetteer=GAZETTEER, as_of=DAY, theatres=())


@pytest.mark.parametrize(
    ("what_if", "helped"),
    [
        ("What would happen if Niger sent 4,000 soldiers to help the army?", "Mali"),
        ("If Niger sent 4,000 soldiers, Algeria would face a larger force.", "Mali"),
        ("If Niger sent 4,000 soldiers, much would change. Another 4,000 soldiers would increase Algeria's force.",
         "Algeria"),
        ("Niger has sold Mali weapons for years. What if Niger sent 4,000 soldiers?", "Mali"),
    ],
)  # fmt: skip
def test_the_side_of_a_helper_is_read_from_help_from_foes_and_from_gifts(what_if: str, helped: str) -> None:
    found = _read(FORCES, what_if)
    asked = [q for q in found.questions if q.topic == "troops_sent"]
    assert asked and {q.recipient for q in asked} == {helped} and {q.actor for q in asked} == {"Niger"}
    assert found.scenario is not None
    sides = {found.scenario.attacker: "attacker", found.scenario.defender: "defender"}
    arrivals = [i for b in found.scenario.branches for i in b.interventions if isinstance(i, Arrival)]
    assert arrivals and {a.side for a in arrivals} == {sides[helped]}


def test_soldiers_sent_are_not_weapons_delivered() -> None:
    found = _read(FORCES, "What would happen if Niger sent 4,000 soldiers to help the army?")
    assert not [q for q in found.questions if q.topic == "military_aid"]


def test_a_helper_without_a_side_is_asked_about_but_not_simulated_and_one_warning_says_why() -> None:
    found = _read(FORCES, "What if Niger sent 4,000 soldiers?")
    (asked,) = [q for q in found.questions if q.topic == "troops_sent"]
    assert asked.recipient is None and "on either side" in asked.text
    assert found.scenario is None
    assert len([w for w in found.warnings if "Niger" in w and "Mali" in w and "Algeria" in w]) == 1


def test_a_what_if_without_force_numbers_says_in_one_warning_what_is_missing() -> None:
    found = _read(
        "Algeria invaded Mali in March; Mali lost 900 soldiers.", "What if Niger sent 4,000 soldiers to Mali?"
    )
    assert found.scenario is None
    (missing,) = [w for w in found.warnings if "number of soldiers" in w]
    assert "Mali" in missing and "Algeria" in missing


def test_those_who_fight_alongside_a_side_are_not_its_enemy() -> None:
    found = _read(FORCES, "A panel says that 300 Chadian soldiers are fighting alongside Mali.")
    beside = [c for c in found.claims if c.kind == "event" and c.subject == "Chad"]
    assert beside and {c.detail.type for c in beside if c.detail.kind == "event"} == {"COOPERATE"}
    assert {q.recipient for q in found.questions if q.topic == "ceasefire"} <= {"Mali", "Algeria"}


def test_people_killed_make_no_belligerent_of_their_nation() -> None:
    found = _read(FORCES, "More than 9,000 Mauritanians have been killed near the border.")
    asked = [q for q in found.questions if q.topic == "ceasefire"]
    assert asked and all({q.actor, q.recipient} == {"Mali", "Algeria"} for q in asked)


def test_the_strength_of_former_times_gives_way_to_that_of_today() -> None:
    found = _read(
        "Algeria invaded Mali in March. Mali then had 90,000 soldiers. Today Mali has 20,000 soldiers. Algeria has "
        "30,000 soldiers.",
        "What if Niger sent 4,000 soldiers to Mali?",
    )
    assert found.scenario is not None
    assert sorted(v for name, v, _ in found.scenario.given if name.startswith("force")) == [20_000, 30_000]


def test_a_number_said_again_belongs_to_its_first_sender() -> None:
    found = _read(
        FORCES,
        "If Niger sent another 4,000 soldiers to Mali, it would hold. What if Chad sent 7,000 soldiers to Mali?",
        "Another 4,000 soldiers would increase Mali's force by 20 percent.",
    )
    asked = {(q.actor, q.threshold) for q in found.questions if q.topic == "troops_sent"}
    assert asked == {("Niger", 4_000), ("Chad", 7_000)}


def test_a_percentage_of_something_else_is_no_share_of_soldiers() -> None:
    found = _read(FORCES, "What if Mali called up another 4,000 reservists? The economy shrank by 20 percent.")
    assert not [c for c in found.checks if c.kind == "arithmetic_percent"]


def test_what_rests_on_the_word_of_a_side_is_labelled_event_and_number_alike() -> None:
    found = _read(FORCES, "Algeria's army said on Thursday that it had captured Gao and killed 300 Malian soldiers.")
    told = [c for c in found.claims if c.sentence.text.startswith("Algeria's army said") and c.attributed_to]
    assert {"event", "quantity"} <= {c.kind for c in told}
    assert all(c.belligerent_claim for c in told if c.kind in ("event", "quantity"))
    assert {c.subject for c in told if c.kind == "event"} == {"Algeria"}


def test_a_people_that_cannot_go_home_is_no_army() -> None:
    found = _read(FORCES, "What if Mali called up another 5,000 reservists? By now 5,000 Malians cannot go home.")
    (people,) = [c for c in found.claims if c.kind == "quantity" and "Malians" in c.span.text]
    assert people.detail.kind == "quantity" and people.detail.unit == "person"


def test_modern_sources_settle_no_question_of_an_earlier_age() -> None:
    text = (
        "# The war in Korea\n\nBy Our Correspondent | 1 November 1950\n\nNorth Korea invaded South Korea in June. "
        "North Korea has 40,000 soldiers at the front against South Korea, and South Korea has 90,000 men in the line. "
        "Its front moved."
    )
    found = read(clean(text.encode(), origin="t.md"), gazetteer=GAZETTEER, as_of=date(1950, 11, 2), theatres=())
    assert found.questions
    for question in found.questions:
        assert question.deadline > date(1950, 11, 2)
        assert not any(name in question.source for name in ("ACLED", "Institute for the Study of War", "UCDP", "OFAC"))
