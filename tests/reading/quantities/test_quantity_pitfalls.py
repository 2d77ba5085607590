"""Every pitfall about quantities on the design page, each a test by its name."""

from __future__ import annotations

import pytest

from contingent.reading.quantities.find import find_quantities


def read(text):
    """(words, value, comparator, unit) of every quantity."""
    return [
        (text[f.start : f.end], f.quantity.value, f.quantity.comparator, f.quantity.unit) for f in find_quantities(text)
    ]


def test_may_the_modal_is_no_month_and_swallows_no_number():
    assert read("Tripoli may 3 times a year send 400 police.")[-1][1] == 400
    assert read("They may send 2,000 soldiers.") == [("2,000 soldiers", 2000, "=", "soldier")]
    assert read("It began on May 5 and on 6 May, 2020.") == []


@pytest.mark.parametrize("text", ["The G20 met.", "The G-7 met.", "The P5 and the E3 agreed.", "The 5+1 met the EU27."])
def test_groups_of_states_are_names(text):
    assert read(text) == []


@pytest.mark.parametrize("text", ["An Axis of Evil 2.0.", "The 2.0 version.", "Nakba 2.0 looms.", "See version 3.1.4."])
def test_versions_are_names(text):
    assert read(text) == []


@pytest.mark.parametrize(
    "name", ["kn-23", "KN-23s", "T-72", "F-16s", "S-300", "Su-34", "MiG-29", "AK47", "M777", "B-52"]
)
def test_designations_of_weapons_are_names(name):
    assert read(f"The {name} came.") == []
    assert read(f"They lost 40 {name} fighters yesterday.")[0][1] == 40


@pytest.mark.parametrize("text", ["Updated 50 pm.", "Posted at 3:50 pm by Ann.", "At 11 pm it ended."])
def test_fifty_pm_is_no_picometre(text):
    assert read(text) == []


@pytest.mark.parametrize("text", ["One report says so.", "One official and one analyst agreed.", "One can only hope."])
def test_one_report_is_no_count(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One soldier fell.", "One soldier"), ("Shelling left one dead.", "one dead"),
        ("One of the tanks burned.", "One of the tanks"), ("It lies one kilometre away.", "one kilometre"),
        ("At least one day is needed.", "At least one day"), ("One in three deserted.", "One in three"),
    ],
)  # fmt: skip
def test_one_counts_what_somebody_could_check(text, words):
    assert read(text)[0][0] == words


def test_one_counts_before_every_noun_where_asked():
    text = "One report, one of the worst days, one hand; no one, one another."
    told = [text[f.start : f.end] for f in find_quantities(text, ones=True)]
    assert told == ["One report", "one of the worst days", "one hand"]


def test_men_in_reserve_are_a_stock_of_soldiers():
    (found,) = find_quantities("Ankara keeps 380,000 in reserve.")
    assert (found.quantity.value, found.quantity.unit, found.quantity.role) == (380_000, "soldier", "stock")
    assert found.quantity.measure == "reserve"


def test_only_judges_and_does_not_bound():
    (found,) = find_quantities("Only 40 trucks arrived.")
    assert (found.quantity.comparator, found.quantity.low, found.quantity.high) == ("=", None, None)
    assert found.quantity.approx_cue == "only"


def test_nearly_lies_below_and_over_above():
    nearly, over = (find_quantities(f"They lost {cue} 200 tanks.")[0].quantity for cue in ("nearly", "over"))
    assert (nearly.comparator, nearly.high, over.comparator, over.low) == ("<~", 200, ">~", 200)
    assert nearly.low < 200
    assert over.high is None


def test_a_change_is_two_quantities_and_a_range_is_one():
    early, late = find_quantities("The garrison grew from about 300 at first to over 900 men.")
    assert early.start < late.start <= early.changes_to < late.end
    assert (early.quantity.value, late.quantity.value) == (300, 900)
    assert early.quantity.unit == late.quantity.unit
    (found,) = find_quantities("From 300 to 900 men held it.")
    assert (found.quantity.value, found.quantity.low, found.quantity.high) == (None, 300, 900)


@pytest.mark.parametrize(
    "text", ["In 2014 soldiers came.", "By 2026 tanks may be there.", "It was in 1962.", "The class of 1999 met."]
)
def test_a_year_is_no_count(text):
    assert read(text) == []


# ------------------------------------------------------------- found while reading articles


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The force outnumbers it four to one.", ("four to one", 4, "=", "time")),
        ("They fired more than twice as much.", ("more than twice", 2, ">", "time")),
        ("They saw a tenfold rise.", ("tenfold", 10, "=", "time")),
        ("Three in four voters stayed away.", ("Three in four voters", 0.75, "=", "fraction")),
        ("He gave them one chance in four.", ("one chance in four", 0.25, "=", "fraction")),
        ("It ends within 10 days.", ("within 10 days", 10, "<=", "day")),
        ("The pause lasted as long as 60 days.", ("as long as 60 days", 60, "<=", "day")),
        ("They fought over 74 days.", ("74 days", 74, "=", "day")),
        ("It lasted over 74 days.", ("over 74 days", 74, ">~", "day")),
        ("It costs €200,000 per soldier per year.", ("€200,000 per soldier per year", 2e5, "=", "EUR/soldier/year")),
        ("The war cost 1,110 crore.", ("1,110 crore", 1.11e10, "=", "INR")),
        ("Losses exceed 1.7 million men of the army.", ("exceed 1.7 million men", 1.7e6, ">", "soldier")),
    ],
)
def test_what_articles_about_wars_say(text, wanted):
    assert read(text)[0] == pytest.approx(wanted)


@pytest.mark.parametrize("text", ["It is day 158 of the war.", "Paragraphs 3 to 6 list them.", "See page 4."])
def test_a_number_in_a_row_is_a_name(text):
    assert read(text) == []


@pytest.mark.parametrize("text", ["The police said 40 people were held.", "The agency said 255 people had died."])
def test_the_verb_of_saying_is_no_part_of_the_number(text):
    (found,) = find_quantities(text)
    assert text[found.start : found.end] in ("40 people", "255 people")
    assert not found.definite


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Iran has supplied the army with 300 tanks.", "flow"),
        ("Poland has given Ukraine 18 tanks.", "flow"),
        ("France sent a shipment of 90 howitzers.", "flow"),
        ("Poland has 18 tanks.", "stock"),
        ("It began the war with 300 tanks.", "stock"),
    ],
)
def test_what_was_given_is_no_stock(text, role):
    assert [found.quantity.role for found in find_quantities(text)] == [role]
