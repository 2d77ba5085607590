"""Laws of numbers: words say what digits say, separators change nothing, anything at all is read without a crash."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.reading.quantities.numbers import find_numbers, parse_number

_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def _below_thousand(n: int, joiner: str) -> str:
    parts = []
    if n >= 100:
        parts.append(f"{_UNITS[n // 100]} hundred")
        n %= 100
    if n >= 20:
        parts.append(_TENS[n // 10] + (f"-{_UNITS[n % 10]}" if n % 10 else ""))
    elif n or not parts:
        parts.append(_UNITS[n])
    return joiner.join(parts)


def spell(n: int, joiner: str = " ") -> str:
    """The English words of a whole number; `joiner` is what stands behind "hundred"."""
    if n < 1000:
        return _below_thousand(n, joiner)
    words = []
    for scale, name in ((10**9, "billion"), (10**6, "million"), (10**3, "thousand")):
        if n >= scale:
            words.append(f"{_below_thousand(n // scale, joiner)} {name}")
            n %= scale
    if n:
        words.append(_below_thousand(n, joiner))
    return " ".join(words)


@given(st.integers(0, 10**12 - 1), st.sampled_from([" ", " and "]))
def test_words_say_what_digits_say(n, joiner):
    assert parse_number(spell(n, joiner)) == float(n) == parse_number(str(n))


@given(st.integers(1, 10**12 - 1))
def test_letter_case_does_not_matter(n):
    assert parse_number(spell(n).upper()) == parse_number(spell(n).capitalize()) == float(n)


@given(st.integers(1000, 10**12 - 1), st.sampled_from([",", "\u202f", "\u00a0", "'"]))
def test_thousands_separators_change_nothing(n, separator):
    assert parse_number(f"{n:,}".replace(",", separator)) == float(n)


@given(
    st.integers(1, 999), st.sampled_from([("thousand", 3), ("million", 6), ("billion", 9), ("crore", 7), ("lakh", 5)])
)
def test_a_scale_word_multiplies_digits_and_words_alike(n, scale):
    word, power = scale
    assert parse_number(f"{n} {word}") == parse_number(f"{spell(n)} {word}") == n * 10.0**power


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("half a million", 5e5), ("a dozen", 12), ("half a dozen", 6), ("three dozen", 36), ("a hundred", 100),
        ("two and a half million", 2.5e6), ("two-and-a-half", 2.5), ("a quarter of a million", 2.5e5), ("5k", 5e3),
        ("1.3bn", 1.3e9), ("12,50,000", 1.25e6), ("10 000", 1e4), ("2 1/2", 2.5), ("2½", 2.5), ("two-thirds", 2 / 3),
        ("thirteen hundred", 1300), ("a hundred and one thousand", 101_000), ("one in five", 0.2),
    ],
)  # fmt: skip
def test_fixed_phrases(text, value):
    assert parse_number(text) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("millions", 2e6, 1e7), ("thousands", 2e3, 1e4), ("tens of thousands", 2e4, 1e5), ("dozens", 24, 100),
        ("hundreds of thousands", 2e5, 1e6), ("several hundred", 200, 1000), ("a few thousand", 2e3, 6e3),
    ],
)  # fmt: skip
def test_vague_plurals_have_bounds_and_no_value(text, low, high):
    (number,) = find_numbers(text)
    assert (number.value, number.low, number.high) == (None, low, high)


@pytest.mark.parametrize("text", ["the third of May", "a second front", "millionaire", "tenth", "the half", "no one"])
def test_ordinals_and_lookalikes_are_no_fractions(text):
    assert all(n.form != "fraction" for n in find_numbers(text))


@given(st.text(max_size=200))
def test_any_text_gives_ordered_spans_and_finite_values(text):
    end = 0
    for number in find_numbers(text):
        assert end <= number.start < number.end <= len(text)
        end = number.end
        assert number.value is None or math.isfinite(number.value)
        assert (number.value is None) == (number.form == "vague")
        if number.form == "vague":
            assert number.low is not None and number.high is not None and 0 < number.low < number.high


@pytest.mark.parametrize("digits", [400, 5000])
def test_a_number_beyond_all_measure_is_no_number(digits):
    assert parse_number("9" * digits) is None
