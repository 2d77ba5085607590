"""Who acts: subjects across clauses, pronouns by what was spoken of, places that are no actors."""

from __future__ import annotations

import pytest
from small_texts import AS_OF, gazetteer, parts

from contingent.reading.documents.sentences import LONGEST
from contingent.reading.voices.scene import Scene, place_in


def _scene(text: str) -> Scene:
    return Scene.of(parts(text)[1], gazetteer(), AS_OF)


@pytest.mark.parametrize(
    ("text", "verb", "subject"),
    [
        ("Kim has sent troops to Russia.", "sent", "North Korea"),
        ("Trump has promised peace and will meet Xi.", "meet", "United States"),
        ("The pact led to Pyongyang providing shells.", "providing", "North Korea"),
        ("The US is allowing Ukraine to fire missiles.", "fire", "Ukraine"),
        ("Kyiv’s decision to fire missiles stands.", "fire", "Ukraine"),
        ("Ten North Korean units in Russia who have deployed.", "deployed", "North Korea"),
        ("After signing a treaty, Kim has left.", "signing", "North Korea"),
        ("The missiles will hit.", "hit", None),
        ("While NATO frets, this changes nothing.", "changes", None),
    ],
)
def test_the_subject_of_a_verb(text: str, verb: str, subject: str | None) -> None:
    assert _scene(text).subject(0, text.index(verb)) == subject


def test_he_is_the_leader_spoken_of_and_it_the_state_of_the_same_sentence() -> None:
    scene = _scene("Putin met Kim. He smiled. Ukraine says that it must fight. They left.")
    assert scene.referent(1, 0) == "Russia"
    assert scene.referent(2, "Ukraine says that it".index("it")) == "Ukraine"
    assert scene.referent(3, 0) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("The Houthis took a port. They sank a ship.", "Houthis"),
        ("Russians crossed the river. They took a village.", "Russia"),
        ("The Houthis fired on Saudi Arabia. They sank a ship.", None),  # who fights back is not told
        ("Ukraine moved its people. They left.", None),
        ("A ship of the Houthis sank. They left.", None),
    ],
)
def test_they_are_those_the_sentence_before_opens_with_or_nobody(text: str, meant: str | None) -> None:
    assert _scene(text).referent(1, 0) == meant


def test_a_place_is_named_and_no_actor() -> None:
    text = "They fought in the Kursk region and in Russia."
    assert place_in(_scene(text), 0, 0, len(text)) == "Kursk region"
    assert place_in(_scene("They fought in Russia in May."), 0, 0, 20) is None


def test_a_sentence_without_an_end_is_read_in_stretches_of_bounded_length() -> None:
    scene = _scene("Kim sent " + "troops and " * LONGEST)
    assert list(scene.readable()) == list(range(len(scene.sentences))) and len(scene.sentences) > 10
    assert all(len(sentence.span.text) <= LONGEST for sentence in scene.sentences)
