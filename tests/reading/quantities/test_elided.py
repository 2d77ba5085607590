"""Numbers without a noun take what was counted last where it fits, and nothing where it does not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.reading.quantities.arms import Setting, men_as_soldiers
from contingent.reading.quantities.elided import Counted, numbers_of, remembered
from contingent.reading.quantities.find import find_quantities


def units(*sentences: str) -> list[tuple[float | None, str | None]]:
    """Value and unit of every number of the last sentence, the others read before it."""
    before: tuple[Counted, ...] = ()
    for sentence in sentences:
        found = numbers_of(sentence, before)
        before = remembered(sentence, found, before)
    return [(f.quantity.value, f.quantity.unit) for f in found]


@pytest.mark.parametrize(
    ("sentences", "wanted"),
    [
        (("About 90,000 people live in the valley.", "Some 12,000 went to Peru."), [(12000, "person")]),
        (("They hold 8,000 miners.", "The remaining 3,000 are free."), [(3000, "miner")]),
        (("The mission has 12,000 peacekeepers.", "Before the cut it had 15,000."), [(15000, "soldier")]),
        (("Convoys bring 60 lorries a day.", "Before the war it was 400 a day."), [(400, "lorry/day")]),
        (("The motion passed by 61 votes to 48.",), [(61, "vote"), (48, "vote")]),
        (("The mill ground 3.2 million tonnes, up from 2.5 million.",), [(3.2e6, "tonne"), (2.5e6, "tonne")]),
        (("Exports rose from $3 million to 5 million.",), [(3e6, "USD"), (5e6, "USD")]),
        (("The navy spent 900 crore rupees.", "The budget was 7,000 crore."), [(7e10, "INR")]),
        (("A garrison of 800 held the fort.",), [(800, "soldier")]),
        (("They fired shells all night, some 4,000 of them.",), [(4000, "artillery_shell")]),
        (("Of the 40 bridges, 12 were blown up.",), [(40, "bridge"), (12, "bridge")]),
        (("They counted 320 lynxes.", "He called the 320 a guess, or the 320 as told."), [(320, "lynx")]),
    ],
)
def test_a_number_without_a_noun_counts_what_was_counted_last(sentences, wanted):
    assert units(*sentences)[-len(wanted) :] == wanted


@pytest.mark.parametrize(
    "sentences",
    [
        ("The firm laid off 9,000 workers.", "The index closed at 4,500."),
        ("The mayor has 5,000 books and 300 cats.", "He sold 1,200."),
        ("About 2,000 refugees arrived.", "Exports rose to 9,000."),
        ("They drove 400 miles.", "Some 9,000 more."),
        ("Turnout was 61 percent.", "Some 8,000 more."),
        ("He lent 3 million dollars.", "Perhaps 4,000 more."),
        ("The sea has 3 sharks.", "Perhaps 90,000 more."),
    ],
)
def test_no_unit_is_taken_where_two_counts_fit_or_none_does(sentences):
    assert all(unit is None for _, unit in units(*sentences))


def test_a_number_with_a_subject_of_its_own_counts_that():
    assert units("Some 3,000 soldiers marched.", "Arrests rose to 1,200.") == [(1200, "arrest")]
    assert units("Some 3,000 soldiers marched.", "The number of burned villages reached 1,400.")[0][1] == "settlement"


def test_living_verbs_take_people_past_the_things_counted_after_them():
    assert units("About 9,000 villagers had 4,000 goats.", "Some 2,000 fled.") == [(2000, "person")] or units(
        "About 9,000 villagers had 4,000 goats.", "Some 2,000 fled."
    ) == [(2000, "civilian")]


def test_a_rise_of_so_many_is_an_increment():
    before = remembered("", numbers_of("They hold 70,000 cattle.", ()), ())
    found = numbers_of("The rise of 13,000 is real.", before)
    assert [(f.quantity.unit, f.quantity.role) for f in found] == [("cattle", "increment")]


def test_a_number_at_the_end_takes_the_unit_of_the_one_behind_the_same_word():
    assert units("With food for ten days they do worse than with food for thirty.") == [(10, "day"), (30, "day")]
    assert units("They left in ten days, one of them in anger at forty.") == [(10, "day")]


def test_prisoners_that_are_held_are_a_stock():
    (found,) = numbers_of("The camp holds about 700 prisoners.", ())
    assert found.quantity.role == "stock"


def test_what_was_counted_long_ago_is_forgotten():
    filler = ["Nothing was said."] * 6
    assert units("They saw 5,000 sheep.", *filler, "Perhaps 7,000 came by.") == [(7000, None)]


STRAY = (
    "Some 4,000 came.", "They had 300 goats and 90 dogs.", "It cost $5 million.", "Half of them left, 200 a day.",
    "The 320 that came were 12 of the 90 men.",
)  # fmt: skip


@given(st.lists(st.sampled_from(STRAY), max_size=6))
def test_every_number_stays_where_it_is_and_none_overlap(sentences):
    before: tuple[Counted, ...] = ()
    for text in sentences:
        found = numbers_of(text, before)
        assert all(0 <= f.start < f.end <= len(text) for f in found)
        assert all(a.end <= b.start for a, b in pairwise(found))
        before = remembered(text, found, before)
        assert all(1 <= c.sentence <= 4 for c in before)


# ------------------------------------------------------------------ small counts and bounds


@pytest.mark.parametrize(
    ("text", "value", "comparator", "unit"),
    [
        ("They want it back within 12 days.", 12, "<=", "day"),
        ("It will be over inside five years.", 5, "<=", "year"),
        ("It took more than a decade.", 1, ">", "decade"),
        ("He cannot sleep because of a single brigade.", 1, "=", "brigade"),
        ("That is worth more than a division.", 1, ">", "division"),
        ("The debts exceed 40 million euros.", 4e7, ">", "EUR"),
        ("The odds are no better than one in five.", 0.2, "<=", "fraction"),
        ("They watched nine truces collapse.", 9, "=", "truce"),
        ("It blew up seven schools.", 7, "=", "school"),
        ("It sank seven boats.", 7, "=", "boat"),
    ],
)
def test_small_counts_and_the_words_that_bound_them(text, value, comparator, unit):
    (found,) = numbers_of(text, ())
    assert (found.quantity.value, found.quantity.comparator, found.quantity.unit) == (value, comparator, unit)


@pytest.mark.parametrize(
    "text",
    [
        "There are two reasons and three ways.", "The two countries differ on one point.", "One report said so.",
        "A single question is left.", "The Airbus 320 and the 747 crashed; the 320 that burned was old.",
        "Highway 61 is closed.", "Both sides left on the one hand.",
    ],
)  # fmt: skip
def test_talk_and_designations_are_no_counts(text):
    assert numbers_of(text, ()) == ()


# ------------------------------------------------------------------ people in arms


def unit_in(text: str, paragraph: str = "") -> str | None:
    found = find_quantities(text)[0]
    return men_as_soldiers(text, found, (), None, Setting(paragraph, paragraph)).unit


@pytest.mark.parametrize(
    "text",
    ["The regiment lost 900 men near the river.", "We lost 400 men, the commander wrote.",
     "They inflicted 700 casualties on the enemy."],
)  # fmt: skip
def test_a_sides_own_men_and_losses_are_soldiers(text):
    assert unit_in(text) == "soldier"


def test_an_officers_losses_are_soldiers_where_the_text_speaks_of_armies():
    assert unit_in("We had 527 killed.", "The brigade held the line. We had 527 killed.") == "soldier"
    assert unit_in("We had 527 killed.", "The quake came at dawn. We had 527 killed.") == "person"


@pytest.mark.parametrize(
    "text",
    ["The army killed 40 people in the market.", "The flood cost 900 dead.", "The bomb killed 40 and wounded 90.",
     "The camp held 1,100 prisoners, all men."],
)  # fmt: skip
def test_victims_prisoners_and_civilians_are_no_soldiers(text):
    assert unit_in(text) != "soldier"
