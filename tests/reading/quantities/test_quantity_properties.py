"""Properties of the quantity parsers on any text at all: no crash, sound spans, finite values, linear work."""

from __future__ import annotations

import math
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contingent.reading.quantities.find import find_quantities
from contingent.reading.quantities.numbers import find_numbers, parse_number
from contingent.reading.quantities.refusals import not_counts
from contingent.reading.quantities.tokens import tokenize

_NUMBERS = (
    "0,7,10,.5,1,000,2.50,10,000,12,50,000,10 000,1'000,½,¾,⅔,1/2,1⁄32,2 1/2,3 x 10^4,5×10⁻³,1e9,1e999,9e-9,10^6,"
    "one,two,twenty-five,a hundred,half a million,a dozen,two-thirds,one in five,millions,tens of thousands,"
    "several hundred,zero,1.2.3,2024,1,234,567.89"
)
_REST = (
    "at least|up to|nearly|between|from|to|and|or|of|of the|a|per|each|more|or more|the|another|only|some|minus|rose|"
    "soldiers|tanks|people|wounded|killed|shells|years|year-old|miles|km|m|MW|mW|°C|C|F|p|c|k|K|bn|m2|x|kn|Nm|lb-ft|US|"
    "$|€|£|¥|R|PS|USD|zł|¢|%|percent|-|–|—|−|‑|/|⁄|^|×|.|,|;|:|(|)|[|]|+|~|>|≤|'|’|\"|“|#|@|§|\n|\t|T-72|F-16|G20|kn-23|"
    "COVID -19|May|March|in|at|Article|No.|pm|U.S.|strong|dead|them"
)
#: digits of other scripts, superscripts, marks of direction, zero-width, NUL, astral letters and digits, combining
_ODD = "٣٤٥ ९८ ５６ ² ³ ⁻ ₂ Ⅳ ① ㊿ 𝟙𝟚 🜁 𐍈 \u202e \u200f \u200b \u00ad \u0301 \ufeff \x00 \x1f \u2028 ﷼ ﬁ ß İ ı ſ"
_PIECES = st.one_of(
    st.sampled_from([*_NUMBERS.split(","), "10,000", "1,000", *_REST.split("|"), *_ODD.split(" "), " "]),
    st.integers(0, 10**15).map(str),
    st.floats(0, 1e6).map(repr),
    st.text(max_size=3),
)
TEXTS = st.one_of(
    st.text(max_size=120),
    st.lists(_PIECES, max_size=24).map(" ".join),
    st.lists(_PIECES, max_size=14).map("".join),
)
_KNOWN = (
    "from 5 km to", "$-$5", "1e999 tanks", "10^999", "5 x 10^", "four-, five-", "3 of the 5", "½½½", "0 to 0 men",
    "US 5 US gallons", "half a % of", "2 \x00 tanks", "٣ tanks", "5\u202e7 tanks", "-0 tanks", "R1,000-2,000 million",
    "from -3 to 3 km", "between 1e9 and 2e9 men", "$1 U.S. to $2 U.S.", "İ 5 tanks", "5² tanks", "10⁻", "3e-5-7 km",
)  # fmt: skip


def known(test):
    """`test` with every text that once went wrong, or that was thought up to go wrong, as an example."""
    for text in _KNOWN:
        test = example(text)(test)
    return test


@known
@given(TEXTS)
def test_spans_lie_in_the_text_in_order_without_overlap(text):
    for ones in (False, True):
        end = 0
        for found in find_quantities(text, ones=ones):
            assert end <= found.start < found.end <= len(text)
            assert text[found.start : found.end].strip() == text[found.start : found.end]
            assert 0 <= found.head_start <= found.head_end <= len(text)
            assert found.changes_to is None or found.end <= found.changes_to < len(text)
            end = found.end


@known
@given(TEXTS)
def test_values_are_finite_and_bounds_enclose_them(text):
    for found in find_quantities(text, ones=True):
        quantity = found.quantity
        known_values = [x for x in (quantity.low, quantity.value, quantity.high) if x is not None]
        assert known_values
        assert all(math.isfinite(x) for x in known_values)
        assert known_values == sorted(known_values)
        assert quantity.unit != ""


@known
@given(TEXTS)
def test_reading_twice_reads_the_same(text):
    assert find_quantities(text) == find_quantities(text)


@known
@given(TEXTS)
def test_one_counted_everywhere_takes_no_other_number_away(text):
    values = {(f.quantity.value, f.quantity.low) for f in find_quantities(text)}
    assert values <= {(f.quantity.value, f.quantity.low) for f in find_quantities(text, ones=True)}


@given(TEXTS)
def test_refused_stretches_and_tokens_lie_in_the_text_in_order(text):
    for spans in (not_counts(text), [(token.start, token.end) for token in tokenize(text)]):
        end = 0
        for first, last in spans:
            assert end <= first < last <= len(text)
            end = last
    assert all(text[token.start : token.end] == token.text for token in tokenize(text))


@given(TEXTS)
def test_numbers_are_finite_and_in_order(text):
    end = 0
    for number in find_numbers(text):
        assert end <= number.start < number.end <= len(text)
        assert number.value is None or math.isfinite(number.value)
        assert number.low is None or number.high is None or number.low <= number.high
        end = number.end


_SENTENCES = st.sampled_from(
    [
        "The army sent 12,000 troops.", "Losses rose from 20 to 30 tanks.", "At least five people died.",
        "They pledged $3-4 billion.", "Between 2 and 3 million fled.", "It flew 900 km at 2.5 km/s.",
        "A third of them were hurt.", "One soldier and two of the ten guns were lost.", "Nearly 20% deserted.",
    ]
)  # fmt: skip
_TRAILS = st.sampled_from(
    ["It rained.", "He said so in 2014.", "More news follows at 5 pm.", "They left 40 trucks.", "Nobody knows."]
)


@given(_SENTENCES, _TRAILS)
def test_a_sentence_behind_changes_no_number_before(sentence, trail):
    alone, both = find_quantities(sentence), find_quantities(f"{sentence} {trail}")
    shared = both[: len(alone)]
    assert [(f.start, f.end, f.quantity.value, f.quantity.low, f.quantity.high, f.quantity.comparator, f.quantity.unit)
            for f in shared] == [
        (f.start, f.end, f.quantity.value, f.quantity.low, f.quantity.high, f.quantity.comparator, f.quantity.unit)
        for f in alone
    ]  # fmt: skip


@given(st.integers(1, 999), st.sampled_from(["k", "m", "bn", "tn"]), st.sampled_from(["$", "€", "£", "US$", "Rs"]))
def test_an_abbreviated_scale_says_what_the_word_and_the_digits_say(n, suffix, sign):
    word, power = {"k": ("thousand", 3), "m": ("million", 6), "bn": ("billion", 9), "tn": ("trillion", 12)}[suffix]
    texts = (f"{sign}{n}{suffix}", f"{sign}{n} {word}", f"{sign}{n * 10**power:,}", f"{sign}{n * 10**power}")
    for text in texts:
        (found,) = find_quantities(f"They spent {text} on it.")
        assert found.quantity.value == n * 10.0**power, text


@given(st.integers(1, 9), st.integers(0, 99), st.integers(-12, 15))
def test_scientific_notation_says_what_the_digits_say(whole, part, power):
    raised = str(power).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))
    mantissa = f"{whole}.{part:02}"
    wanted = float(f"{mantissa}e{power}")
    for text in (f"{mantissa} x 10^{power}", f"{mantissa}×10{raised}", f"{mantissa}e{power}", f"{mantissa}E{power}"):
        assert parse_number(text) == wanted, text


@given(st.integers(1, 99), st.integers(2, 99))
def test_a_fraction_reads_alike_with_any_bar(top, bottom):
    if top < bottom:
        values = {parse_number(f"{top}{bar}{bottom}") for bar in "/⁄∕"}
        assert values == {top / bottom}


_ORDER = ["fewer than", "up to", "nearly", "about", "exactly", "at least", "over"]


@given(st.integers(3, 10**6), st.integers(3, 10**6), st.sampled_from(_ORDER))
def test_a_comparator_keeps_the_order_of_values(a, b, cue):
    low, high = sorted((a, b))
    one, two = (find_quantities(f"There were {cue} {n:,} prisoners.")[0].quantity for n in (low, high))
    assert one.comparator == two.comparator
    for end in ("low", "high"):
        first, second = getattr(one, end), getattr(two, end)
        assert (first is None) == (second is None)
        assert first is None or first <= second


@given(st.integers(5, 10**6))
def test_stronger_cues_reach_further(n):
    bounds = {
        cue: find_quantities(f"There were {cue} {n:,} prisoners.")[0].quantity
        for cue in ("up to", "nearly", "about", "at least")
    }
    assert bounds["up to"].high == n == bounds["at least"].low
    assert bounds["nearly"].high == n and bounds["nearly"].low == bounds["about"].low < n < bounds["about"].high


_PIECES_OF_LONG = (
    "9", "9,", "9 ", "from 5 to ", "between 5 and ", "-", "5-", "four-, ", "one of the ", "$", "5 x 10^", "1.9×10",
    "half a ", "(", "5 km (", "5 very ", "thousand ", "million of ", "⁻", "⁹", "5 of the ", "R1,000 ", "5 U.S. ",
    "5 a day ", "+1 ", "A and ", "5 A, B ", "5 or more ", "5° ", "the 5 ", "a quarter of ", "No. 5 ", "1/2/", "F-16 ",
    "from 5 tanks at 6 ", "5\x00", "5 Big and ", "minus ", "at least about ", "wounded ",
)  # fmt: skip


def calls_to_read(text):
    """How many functions are called to read `text`: a measure of work that no clock blurs."""
    count = 0

    def counted(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        find_quantities(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("piece", _PIECES_OF_LONG)
def test_twice_the_text_is_at_most_twice_the_work(piece):
    once, twice = calls_to_read(f"Some {piece * 300}tanks"), calls_to_read(f"Some {piece * 600}tanks")
    assert twice <= 2.1 * once + 200


@pytest.mark.parametrize("text", ["9" * 100_000, "between 5 and " * 10_000, "5-" * 20_000, "a" * 100_000 + " 5"])
def test_a_very_long_sentence_ends(text):
    assert len(find_quantities(text)) <= len(tokenize(text))
