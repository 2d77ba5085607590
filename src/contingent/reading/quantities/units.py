"""Units of measure and of money: what a word or symbol behind (or before) a number stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from contingent.reading.quantities.tokens import wordset

Dimension = Literal[
    "percent", "money", "time", "length", "area", "speed", "mass", "volume", "energy", "power", "temperature",
    "ratio", "age", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's singular field term ("mile", "km2", "USD") and what it measures."""

    term: str
    dimension: Dimension


def _table(dimension: Dimension, rows: str) -> dict[str, Unit]:
    """Surface form → unit, from lines of `term: form, form`."""
    table: dict[str, Unit] = {}
    for row in filter(None, map(str.strip, rows.splitlines())):
        term, forms = row.split(":")
        for form in forms.split(","):
            table[form.strip()] = Unit(term.strip(), dimension)
    return table


#: lower-case surface (words joined by one space) → unit; only forms that no ordinary noun shares
UNITS: dict[str, Unit] = {
    **_table(
        "percent",
        """
        percent: %, percent, per cent, pct, pc
        percentage_point: percentage point, percentage points, percent point, percent points, pp
        basis_point: basis point, basis points, bps, bp
        """,
    ),
    **_table(
        "time",
        """
        second: second, seconds, sec, secs
        minute: minute, minutes, min, mins
        hour: hour, hours, hr, hrs
        day: day, days
        night: night, nights
        week: week, weeks
        month: month, months
        year: year, years, yr, yrs
        decade: decade, decades
        century: century, centuries
        generation: generations
        """,
    ),
    **_table(
        "length",
        """
        km: km, kms, kilometre, kilometres, kilometer, kilometers
        m: metre, metres, meter, meters
        cm: cm, centimetre, centimetres, centimeter, centimeters
        mm: mm, millimetre, millimetres, millimeter, millimeters
        µm: µm, μm, micrometre, micrometres, micron, microns
        nm: nanometre, nanometres, nanometer, nanometers
        mile: mile, miles
        nautical_mile: nautical mile, nautical miles, nmi
        yard: yard, yards, yd, yds
        foot: foot, feet, ft
        inch: inch, inches
        light_year: light year, light years
        """,
    ),
    **_table(
        "area",
        """
        km2: km2, km², sq km, sq kms, square kilometre, square kilometres, square kilometer, square kilometers
        km2: square km
        m2: m2, m², sq m, sqm, square metre, square metres, square meter, square meters
        square_mile: square mile, square miles, sq mi, sq miles
        square_foot: square foot, square feet, sq ft
        hectare: hectare, hectares, ha
        acre: acre, acres
        """,
    ),
    **_table(
        "speed",
        """
        km/h: km/h, kmh, kph, kilometres per hour, kilometers per hour, kilometres an hour, kilometers an hour
        mph: mph, miles per hour, miles an hour
        knot: knot, knots
        mach: mach
        rpm: rpm
        """,
    ),
    **_table(
        "mass",
        """
        kg: kg, kgs, kilogram, kilograms, kilogramme, kilogrammes, kilo, kilos
        g: gram, grams, gramme, grammes
        mg: mg, milligram, milligrams
        tonne: tonne, tonnes, metric ton, metric tons, metric tonne, metric tonnes
        ton: ton, tons
        kiloton: kiloton, kilotons, kt
        megaton: megaton, megatons
        pound_mass: lb, lbs, pound, pounds
        ounce: ounce, ounces, oz
        """,
    ),
    **_table(
        "volume",
        """
        litre: litre, litres, liter, liters
        ml: ml, millilitre, millilitres, milliliter, milliliters
        gallon: gallon, gallons
        barrel: barrel, barrels, bbl
        bushel: bushel, bushels
        cubic_metre: cubic metre, cubic metres, cubic meter, cubic meters, cu m
        cubic_foot: cubic foot, cubic feet, cu ft
        """,
    ),
    **_table(
        "energy",
        """
        kwh: kwh, kilowatt hour, kilowatt hours
        mwh: mwh, megawatt hour, megawatt hours
        gwh: gwh, gigawatt hour, gigawatt hours
        twh: twh, terawatt hour, terawatt hours
        mah: mah
        nm_torque: newton metre, newton metres, newton meters
        """,
    ),
    **_table(
        "power",
        """
        kw: kw, kilowatt, kilowatts
        mw: mw, megawatt, megawatts
        gw: gw, gigawatt, gigawatts
        watt: watt, watts
        horsepower: hp, bhp, horsepower, ps
        volt: volt, volts
        hz: hz, hertz
        khz: khz
        mhz: mhz
        ghz: ghz
        decibel: decibel, decibels, db
        """,
    ),
    **_table(
        "temperature",
        """
        celsius: °c, celsius, degrees celsius, degree celsius, degrees c
        fahrenheit: °f, fahrenheit, degrees fahrenheit, degree fahrenheit, degrees f
        degree: degree, degrees, °
        """,
    ),
    **_table(
        "other",
        """
        gb: gb, gigabyte, gigabytes
        mb: mb, megabyte, megabytes
        tb: tb, terabyte, terabytes
        gpa: gpa, gigapascal, gigapascals
        ppm: ppm
        ppb: ppb
        mpg: mpg, miles per gallon
        time: times
        """,
    ),
}

#: symbols that count as units only as written here: case tells m from M, and glue tells 5m from "5 m"
SYMBOLS: dict[str, Unit] = {
    "m": Unit("m", "length"),
    "g": Unit("g", "mass"),
    "l": Unit("litre", "volume"),
    "W": Unit("watt", "power"),
    "V": Unit("volt", "power"),
    "C": Unit("celsius", "temperature"),
    "F": Unit("fahrenheit", "temperature"),
    "K": Unit("kelvin", "temperature"),
    "T": Unit("tesla", "other"),
    "Nm": Unit("nm_torque", "energy"),
    "nm": Unit("nm", "length"),
    "″": Unit("inch", "length"),
    "kt": Unit("kiloton", "mass"),
}

#: currency symbol or code as written before or behind an amount → ISO code
CURRENCIES: dict[str, str] = {
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₴": "UAH", "₪": "ILS", "₩": "KRW",
    "₺": "TRY", "₦": "NGN",
    "USD": "USD", "EUR": "EUR", "GBP": "GBP", "JPY": "JPY", "INR": "INR", "RUB": "RUB", "UAH": "UAH", "ILS": "ILS",
    "KRW": "KRW", "CNY": "CNY", "RMB": "CNY", "CHF": "CHF", "TRY": "TRY", "AUD": "AUD", "CAD": "CAD", "HKD": "HKD",
    "NZD": "NZD", "SGD": "SGD", "SDG": "SDG", "ETB": "ETB", "RM": "MYR", "Rs": "INR", "NIS": "ILS", "PKR": "PKR",
}  # fmt: skip
#: what may stand beside a dollar sign to say whose dollar it is
DOLLAR_OWNERS: dict[str, str] = {
    "US": "USD", "U.S.": "USD", "A": "AUD", "AU": "AUD", "C": "CAD", "CA": "CAD", "HK": "HKD", "NZ": "NZD", "S": "SGD",
}  # fmt: skip
#: singular noun of a currency → ISO code where the noun alone says it
CURRENCY_NOUNS: dict[str, str] = {
    "dollar": "USD", "euro": "EUR", "pound": "GBP", "pound sterling": "GBP", "yen": "JPY", "yuan": "CNY",
    "renminbi": "CNY", "rupee": "INR", "rouble": "RUB", "ruble": "RUB", "hryvnia": "UAH", "shekel": "ILS",
    "won": "KRW", "franc": "CHF", "lira": "TRY", "birr": "ETB", "naira": "NGN",
    "australian dollar": "AUD", "canadian dollar": "CAD", "hong kong dollar": "HKD", "us dollar": "USD",
    "u.s. dollar": "USD", "japanese yen": "JPY", "sudanese pound": "SDG", "pakistani rupee": "PKR",
    "danish crown": "DKK", "swedish crown": "SEK", "norwegian crown": "NOK", "cent": "US cent",
}  # fmt: skip
#: what makes a rate of an amount: "a day", "per barrel", "each month", "/year"
RATE_DENOMINATORS: frozenset[str] = wordset(
    "second minute hour day night week fortnight month quarter year annum decade century season person head capita "
    "soldier family household share barrel tonne ton kilometre kilometer km mile hectare acre gallon litre liter "
    "ounce gram kilogram kg shell missile drone brigade unit tranche wave front"
)
