"""Laws of quantities: modifiers keep their sense, names and dates are refused, spans slice back, time stays linear."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.reading.quantities.find import find_quantities


def one(text):
    """The only quantity of a sentence, with its words."""
    (found,) = find_quantities(text)
    return text[found.start : found.end], found.quantity


# ------------------------------------------------------------------- laws

_WORDS = (
    "at least,up to,nearly,3.5,2024,twenty-five,a dozen,millions of,troops,North Korean,percent,$,€,-,–,to,between,and,"
    "or,half a million,km,a day,each,of his,shells,wounded,(,),.,%,G20,kn-23,May 5,3:50 pm,“,’s,more,one,in"
)
_PIECES = st.sampled_from([*_WORDS.split(","), "10,000", ","])
_ANY = st.one_of(
    st.text(max_size=120), st.lists(_PIECES, max_size=25).map(" ".join), st.lists(_PIECES, max_size=12).map("".join)
)


@given(_ANY)
def test_spans_are_ordered_disjoint_and_hold_their_heads(text):
    end = 0
    for found in find_quantities(text):
        assert end <= found.start < found.end <= len(text)
        assert 0 <= found.head_start <= found.head_end <= len(text)
        end = found.end


@given(_ANY)
def test_bounds_enclose_the_value(text):
    for found in find_quantities(text):
        low, value, high = found.quantity.low, found.quantity.value, found.quantity.high
        known = [x for x in (low, value, high) if x is not None]
        assert known == sorted(known) and known
        assert value is not None or low is not None


@given(st.integers(2_200, 10**9), st.sampled_from(["soldiers", "artillery shells", "refugees", "miles"]))
def test_separators_change_no_quantity(n, noun):
    plain, grouped = one(f"They counted {n} {noun} there.")[1], one(f"They counted {n:,} {noun} there.")[1]
    assert plain == grouped


@given(st.integers(2, 900), st.integers(2, 900))
def test_a_range_runs_from_low_to_high(a, b):
    low, high = sorted((a, b + 1000))
    for text in (f"{low} to {high} rebels", f"between {low} and {high} rebels", f"{low}–{high} rebels"):
        _, quantity = one(text)
        assert (quantity.value, quantity.low, quantity.high, quantity.unit) == (None, low, high, "soldier")


@pytest.mark.parametrize(
    "text",
    [
        "1," * 8_000, "one " * 8_000, "1-" * 8_000, "a hundred and " * 4_000, "10,000 " * 6_000, "of " * 15_000 + "10",
        "(" * 15_000 + "5", "1.1." * 6_000, "$" * 15_000 + "5", " " * 30_000 + "5 men", "5" + " " * 30_000 + "men",
        "9" * 30_000, "thousand " * 6_000, "at least " * 6_000 + "5 men", "5 " + "Big-" * 8_000 + "men",
        "5 men and " * 4_000, "12 March " * 4_000,
        "killed " * 6_000 + "5 men", "11,11,11," * 4_000, "x" * 200_000 + " 5 men",
        "between 5 and " * 4_000, "5 to " * 6_000, "the 5 " * 6_000, "half " * 8_000, "$-" * 8_000 + "5",
    ],
)  # fmt: skip
def test_pathological_sentences_just_return(text):
    assert isinstance(find_quantities(text), tuple)


# -------------------------------------------------------------- modifiers


@pytest.mark.parametrize(
    ("cue", "comparator", "low", "high"),
    [
        ("at least", ">=", 5000, None), ("no fewer than", ">=", 5000, None), ("more than", ">", 5000, None),
        ("over", ">~", 5000, None), ("just over", ">~", 5000, None), ("nearly", "<~", 4500, 5000),
        ("almost", "<~", 4500, 5000), ("just under", "<~", 4500, 5000), ("close to", "<~", 4500, 5000),
        ("fewer than", "<", None, 5000), ("under", "<", None, 5000), ("up to", "<=", None, 5000),
        ("as many as", "<=", None, 5000), ("no more than", "<=", None, 5000), ("about", "~", 4500, 5500),
        ("around", "~", 4500, 5500), ("roughly", "~", 4500, 5500), ("some", "~", 4500, 5500),
        ("an estimated", "~", 4500, 5500), ("approximately", "~", 4500, 5500),
    ],
)  # fmt: skip
def test_a_modifier_keeps_its_sense(cue, comparator, low, high):
    words, quantity = one(f"They hold {cue} 5,000 prisoners.")
    assert words == f"{cue} 5,000 prisoners"
    assert (quantity.comparator, quantity.low, quantity.high, quantity.approx_cue) == (comparator, low, high, cue)


def test_only_judges_and_bounds_nothing():
    _, quantity = one("The garrison has only 900 soldiers.")
    assert (quantity.comparator, quantity.low, quantity.high, quantity.approx_cue) == ("=", None, None, "only")


@pytest.mark.parametrize("end", [".", ""])
@pytest.mark.parametrize(
    "text", ["5,000 or more rebels", "5,000+ rebels", "5,000 rebels or more", "5,000 rebels at least"]
)
def test_a_bound_may_stand_behind(text, end):
    words, quantity = one(f"Here are {text}{end}")
    assert (words, quantity.comparator, quantity.low, quantity.unit) == (text, ">=", 5000, "soldier")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Addis Ababa sent a staggering 60,000 of its recruits north.", "a staggering 60,000 of its recruits"),
        ("It would need another 20,000 men.", "another 20,000 men"),
        ("Forty thousand more Eritreans crossed.", "Forty thousand more Eritreans"),
        ("They marched with a huge column of 3,000 fighters.", "a huge column of 3,000 fighters"),
        ("The 4,000 peacekeepers stayed.", "The 4,000 peacekeepers"),
    ],
)
def test_the_span_covers_modifier_number_and_noun(text, words):
    assert one(text)[0] == words


@pytest.mark.parametrize(
    "text", ["another 300 troops", "300 more troops", "an additional 300 troops", "a further 300 troops"]
)
def test_more_of_something_is_an_increment(text):
    assert one(f"Kigali sent {text} to Goma.")[1].role == "increment"


# ------------------------------------------------------- units and measures


@pytest.mark.parametrize(
    ("text", "value", "unit", "measure", "role"),
    [
        ("The RSF fields 90,000 fighters around Khartoum.", 9e4, "soldier", "troops", "stock"),
        ("Shelling killed 23 civilians in El Fasher.", 23, "civilian", "killed", "flow"),
        (
            "Since April 2023 at least 15,000 people have been killed in Sudan.",
            15_000,
            "person",
            "killed",
            "cumulative",
        ),
        ("Ethiopia has lost 30,000 soldiers killed in the north.", 3e4, "soldier", "killed", "cumulative"),
        ("Militants wounded 14 Indian soldiers in Kashmir.", 14, "soldier", "wounded", "flow"),
        ("The brigade keeps 8,000 in reserve.", 8000, "soldier", "reserve", "stock"),
        ("Its guns fired 6,000 artillery shells a day.", 6000, "artillery_shell/day", "shells", "rate"),
        ("Hamas launched 3,000 rockets at Israel.", 3000, "rocket", "rockets", "flow"),
        ("The group bought 40 drones.", 40, "drone", "drones", "flow"),
        ("Kinshasa lost twelve battle tanks.", 12, "tank", "tanks", "count"),
        ("The rocket has a range of 75 kilometres.", 75, "km", "length", "range"),
        ("Rebels hold 4,000 square kilometres of Kivu.", 4000, "km2", "area", "area"),
        ("The siege lasted eighteen months.", 18, "month", "time", "duration"),
        ("Donors pledged $2.5 billion.", 2.5e9, "USD", "money", "money"),
        ("Donors pledged €40m.", 4e7, "EUR", "money", "money"),
        ("The bill came to 3 billion dollars.", 3e9, "USD", "money", "money"),
        ("Exports fell by 12 per cent.", 12, "percent", "percent", "percent_change"),
        ("They control 60% of the city.", 60, "percent", "percent", "share"),
        ("Support rose five percentage points.", 5, "percentage_point", "percent", "percent_change"),
        ("Two-thirds of the army deserted.", 2 / 3, "fraction", None, "share"),
        ("One in four conscripts deserted.", 0.25, "fraction", "troops", "share"),
        ("Dropping 500-pound bombs was banned.", 500, "pound_mass", "mass", "count"),
        ("The UN counted 45 ceasefire violations.", 45, "violation", "violations", "count"),
        ("The council named seven special envoys.", 7, "envoy", None, "count"),
        ("They captured 130 Wagner men under arms.", 130, "soldier", "captured", "flow"),
        ("M23 has sent rebels in batches of about 200 each.", 200, "soldier/tranche", "troops", "tranche"),
        ("A 600-strong battalion left.", 600, "soldier", "troops", "stock"),
        ("Some 7 crore people voted.", 7e7, "person", "people", "count"),
        ("The army numbered about 135,000 by then.", 135_000, "soldier", "troops", "stock"),
        ("The town counted 4,800 dead and wounded.", 4800, "person", "casualties", "flow"),
        ("Turnout was up from 45 percent.", 45, "percent", "percent", "share"),
    ],
)
def test_what_is_counted(text, value, unit, measure, role):
    _, quantity = one(text)
    assert quantity.value == pytest.approx(value)
    assert (quantity.unit, quantity.measure, quantity.role) == (unit, measure, role)


@pytest.mark.parametrize(
    ("text", "units", "measures"),
    [
        ("Addis lost 9,000 troops dead and 21,000 wounded.", ["soldier", "soldier"], ["killed", "wounded"]),
        (
            "Sudan's army has 120,000 active soldiers and 50,000 in reserve.",
            ["soldier", "soldier"],
            ["troops", "reserve"],
        ),
        ("Twelve people were killed and 30 injured.", ["person", "person"], ["killed", "wounded"]),
        ("Iran stores 3,000 missiles and used 200 of them.", ["missile", "missile"], ["missiles", "missiles"]),
    ],
)
def test_a_noun_left_out_is_carried_over(text, units, measures):
    found = find_quantities(text)
    assert [f.quantity.unit for f in found] == units
    assert [f.quantity.measure for f in found] == measures


def test_men_are_soldiers_only_among_soldiers():
    assert one("The army mobilised 20,000 men.")[1].unit == "soldier"
    assert one("Police questioned 20 men about the theft.")[1].unit == "person"


def test_two_levels_of_a_change_are_no_range():
    values = [f.quantity.value for f in find_quantities("The toll rose from 20,000 to 31,000 in a year.")]
    assert values == [2e4, 3.1e4]


def test_a_shared_scale_word_holds_for_both_ends():
    _, quantity = one("Between three and four million people fled.")
    assert (quantity.low, quantity.high, quantity.measure) == (3e6, 4e6, "displaced")


def test_vague_plurals_keep_their_cue():
    words, quantity = one("Tehran shipped thousands of rockets.")
    assert words == "thousands of rockets"
    assert (quantity.value, quantity.low, quantity.high, quantity.approx_cue) == (None, 2e3, 1e4, "thousands of")


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    "text",
    [
        "The G20 and the G7 met.", "One report says so.", "Both sides agreed.", "The Pact of Steel 2.0 is here.",
        "The 2.0 version failed.", "A KN-23 flew.", "An F-16, a T-72 and the S-400 were seen.", "COVID-19 spread.",
        "It happened on October 7, 2023.", "On Feb. 24, 2022 it began.",
        "It happened on 7 Oct 2023 at 3:50 pm.", "In 2014 soldiers came.",
        "Updated 50 pm.", "He was born in 1962.", "It may end by 2026.",
        "The 1990s were hard.", "The winter of 2022-23 was mild.",
        "The first and the 21st arrived.", "Article 5 applies.", "See Section 3.2 of Resolution 1701.", "1. The talks",
        "(2) the border", "Call +1 202 555 0143.", "They won 3-1.", "The vote was 15-0.", "See https://example.org/a/10000/b.",
        "Channel 12 reported it.", "The Leopard 2 is heavy.", "Flight 370 vanished.", "On 9/11 it changed.",
        "Write to @user99 now.", "Version 1.2.3 is out.", "No. 5 is empty.", "Kim, 40, smiled.", "It is 24/7 work.",
        "Units of the 72nd Brigade and the 1st Corps left.", "Meet at 0300 GMT.", "The Group of Seven met.",
        "He may march.", "One of them said so.", "At one point it rained.", "No one knows.",
        "The fifty-ninth session opened.", "It is a zero-sum game.", "In the first half of the year it rained.",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_number_is_refused(text):
    assert find_quantities(text) == ()


def test_a_designation_inside_a_phrase_is_part_of_it():
    assert one("Seoul counted 400 KN-23 missiles.")[0] == "400 KN-23 missiles"
    assert one("Berlin gave 18 Leopard 2 tanks.")[1].value == 18
    assert one("They got 9,000 155mm shells.")[1].unit == "artillery_shell"


# -------------------------------------------------------------------- gold


@pytest.mark.shared
def test_the_gold_quantities_are_found_with_value_unit_and_modifiers(shared):
    gold = json.loads((shared / "seed" / "gold.json").read_text(encoding="utf-8"))
    text = (shared / "seed" / "article.txt").read_text(encoding="utf-8")
    for row in gold["quantities"]:
        if row["segment"] not in ("title", "body") or row["id"] == "q06":  # a people: its soldiers need the document
            continue
        start, end = row["span"]["start"], row["span"]["end"]
        low = max(text.rfind(mark, 0, start) + 1 for mark in (". ", "\n", "? ", ": "))
        high = min(i for i in (text.find(mark, end) for mark in (". ", "\n", "? ")) if i >= 0) + 1
        (found,) = [f for f in find_quantities(text[low:high]) if (low + f.start, low + f.end) == (start, end)]
        quantity = found.quantity
        assert (quantity.value, quantity.unit, quantity.comparator) == (row["value"], row["unit"], row["comparator"])
        assert row["low"] is None or quantity.low == row["low"]
