"""Units and currencies of the world: every prefix, code, noun and symbol says what it stands for."""

from __future__ import annotations

import re

import pytest

from contingent.reading.quantities.currencies import CURRENCIES, CURRENCY_NOUNS, currency_name
from contingent.reading.quantities.find import find_quantities
from contingent.reading.quantities.metric import METRIC_NAMES, METRIC_SYMBOLS, metric_name


def one(text):
    (found,) = find_quantities(text)
    return found.quantity.value, found.quantity.unit


@pytest.mark.parametrize("symbol", sorted(METRIC_SYMBOLS))
def test_every_metric_symbol_is_read_glued_to_its_number(symbol):
    assert one(f"They measured 7.5{symbol} there.") == (7.5, METRIC_SYMBOLS[symbol][0])


@pytest.mark.parametrize("name", sorted(METRIC_NAMES))
def test_every_metric_name_is_read_and_has_a_british_name(name):
    term = METRIC_NAMES[name][0]
    assert one(f"They measured 75 {name} there.") == (75, term)
    assert metric_name(term)


@pytest.mark.parametrize(
    ("small", "large"), [("mW", "MW"), ("mV", "MV"), ("ms", "s"), ("Mb", "MB"), ("nm", "Nm"), ("kn", "kN")]
)
def test_letter_case_tells_units_apart(small, large):
    units = [
        find_quantities(f"It was 4.5 {symbol} there.")[0].quantity.unit for symbol in (small, large) if symbol != "s"
    ]
    assert len(set(units)) == len(units)


@pytest.mark.parametrize("code", sorted(code for code in CURRENCIES if re.fullmatch("[A-Z]{3}", code)))
def test_every_code_is_read_before_and_behind_an_amount(code):
    assert one(f"It cost {code} 3 million.") == one(f"It cost 3 million {code}.") == (3e6, CURRENCIES[code])


@pytest.mark.parametrize("sign", sorted(sign for sign in CURRENCIES if not sign.isalpha()))
def test_every_sign_is_read(sign):
    assert one(f"It lost {sign}3 million then.") == (3e6, CURRENCIES[sign])


@pytest.mark.parametrize("noun", sorted(CURRENCY_NOUNS))
def test_every_currency_noun_is_read(noun):
    value, unit = one(f"It lost 3 million {noun} then.")
    assert (value, unit) == (3e6, CURRENCY_NOUNS[noun])
    if len(unit) == 3 and unit.isupper():
        assert currency_name(unit)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("It cost 65p then.", 65, "penny"), ("It cost 5c then.", 5, "US cent"), ("Rates rose 5pc.", 5, "percent"),
        ("It cost 40 sen.", 40, "sen"), ("It cost 20¢.", 20, "US cent"), ("It cost R500 million.", 5e8, "ZAR"),
        ("It cost $75 U.S. per barrel.", 75, "USD/barrel"), ("It cost $3 US a litre.", 3, "USD/litre"),
        ("It cost R$40.", 40, "BRL"), ("It cost NT$300.", 300, "TWD"), ("It cost PS21,700.", 21_700, "GBP"),
        ("It cost £3-4m.", None, "GBP"), ("A $800 stone oven.", 800, "USD"), ("He ran 3x faster.", 3, "time"),
        ("It has 4.3M users.", 4.3e6, "user"), ("It is 30 degrees C.", 30, "celsius"),
        ("It is 12 C there.", 12, "celsius"),
        ("A 5 W USB charger.", 5, "W"), ("An engine of 300 PS.", 300, "horsepower"), ("A torque of 450 Nm.", 450, "Nm"),
        ("A torque of 332 lb-ft.", 332, "pound_foot"), ("About 1/16 of a US pint.", 1 / 16, "pint"),
        ("A 1.6 liter engine.", 1.6, "litre"), ("It was 5×10⁻³ m wide.", 5e-3, None),
        ("It took 40 long days.", 40, "day"),
        ("It is 37m long.", 37, "m"), ("A 30 degree slope.", 30, "degree"),
        ("An 18 month-old child.", 18, "month_of_age"),
        ("A six-cylinder engine.", 6, "cylinder"), ("He paid 300 pounds.", 300, "GBP"),
        ("It weighs 300 pounds.", 300, "pound_mass"),
        ("Beijing spent ¥300 million.", 3e8, "CNY"), ("Tokyo spent ¥300 million.", 3e8, "JPY"),
    ],
)  # fmt: skip
def test_letters_and_symbols_as_news_writes_them(text, value, unit):
    assert one(text) == (pytest.approx(value), unit) if value is not None else one(text)[1] == unit


@pytest.mark.parametrize(
    "text",
    [
        "The screen is 4K.", "The picture is 1080p.", "The PS5 and the R2 road.", "ALL were lost, TOP to bottom.",
        "See Article 5c.", "COP28 and COP 28 ended.", "An M1 and a B 52.", "The 5G network.",
    ],
)  # fmt: skip
def test_letters_that_are_no_units(text):
    assert find_quantities(text) == ()


@pytest.mark.parametrize(
    "text", ["They sent 10 F-16 jets.", "They sent 12 C-130 planes.", "They sent 9 V-22 aircraft."]
)
def test_a_designation_behind_a_number_is_no_unit(text):
    assert one(text)[1] == "aircraft"
