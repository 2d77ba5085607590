"""Units of measure and of money: what a word or symbol behind (or before) a number stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from contingent.reading.quantities.metric import METRIC_NAMES, METRIC_SYMBOLS
from contingent.reading.quantities.tokens import wordset

Dimension = Literal[
    "percent", "money", "time", "length", "area", "speed", "mass", "volume", "energy", "power", "temperature",
    "ratio", "age", "potential", "current", "charge", "capacitance", "frequency", "pressure", "force", "torque", "data",
    "data_rate", "radioactivity", "dose", "resistance", "light", "other",
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
    **{name: Unit(term, cast("Dimension", dimension)) for name, (term, dimension) in METRIC_NAMES.items()},
    **_table(
        "percent",
        """
        percent: %, percent, per cent, percents, pct, pc, p.c., ％
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
        week: week, weeks, wk, wks
        fortnight: fortnight, fortnights
        month: month, months
        year: year, years, yr, yrs
        decade: decade, decades
        century: century, centuries
        millennium: millennium, millennia
        generation: generations
        """,
    ),
    **_table(
        "length",
        """
        km: km, kms, klick, klicks
        m: mtr, mtrs
        cm: cms
        mm: mms
        µm: micron, microns
        mile: mile, miles
        nautical_mile: nautical mile, nautical miles, nmi, sea mile, sea miles
        yard: yard, yards, yd, yds
        foot: foot, feet, ft
        inch: inch, inches
        fathom: fathom, fathoms
        furlong: furlong, furlongs
        light_year: light year, light years, lightyear, lightyears
        parsec: parsec, parsecs
        astronomical_unit: astronomical unit, astronomical units
        """,
    ),
    **_table(
        "area",
        """
        km2: km2, km², sq km, sq kms, square kilometre, square kilometres, square kilometer, square kilometers
        km2: square km, square kms, sq. km
        m2: m2, m², sq m, sqm, square metre, square metres, square meter, square meters, sq metres, sq. m
        cm2: cm2, cm², square centimetre, square centimetres, square centimeter, square centimeters
        square_mile: square mile, square miles, sq mi, sq miles, sq. miles
        square_foot: square foot, square feet, sq ft, sq. ft, sqft, sq feet
        square_inch: square inch, square inches, sq in
        square_yard: square yard, square yards
        hectare: hectare, hectares, ha
        acre: acre, acres
        """,
    ),
    **_table(
        "speed",
        """
        km/h: km/h, km/hr, kmh, kph, kmph, kilometres per hour, kilometers per hour, kilometres an hour
        km/h: kilometers an hour, km per hour, km an hour
        m/s: m/s, metres per second, meters per second, metres a second, meters a second
        mph: mph, miles per hour, miles an hour
        knot: knot, knots
        mach: mach
        rpm: rpm, revolutions per minute
        """,
    ),
    **_table(
        "mass",
        """
        kg: kgs, kilo, kilos
        tonne: tonne, tonnes, metric ton, metric tons, metric tonne, metric tonnes
        ton: ton, tons, short ton, short tons, long ton, long tons
        kiloton: kiloton, kilotons, kilotonne, kilotonnes, kt
        megaton: megaton, megatons, megatonne, megatonnes
        gigaton: gigaton, gigatons, gigatonne, gigatonnes
        pound_mass: lb, lbs, pound, pounds
        ounce: ounce, ounces, oz
        troy_ounce: troy ounce, troy ounces
        stone: stone
        carat: carat, carats
        """,
    ),
    **_table(
        "volume",
        """
        gallon: gallon, gallons
        quart: quart, quarts
        pint: pint, pints
        fluid_ounce: fluid ounce, fluid ounces, fl oz
        barrel: barrel, barrels, bbl, bbls
        bushel: bushel, bushels
        acre_foot: acre foot, acre feet
        cubic_metre: cubic metre, cubic metres, cubic meter, cubic meters, cu m, m3, m³
        cubic_centimetre: cubic centimetre, cubic centimetres, cubic centimeter, cubic centimeters, cc, cm3, cm³
        cubic_foot: cubic foot, cubic feet, cu ft
        cubic_inch: cubic inch, cubic inches
        cubic_kilometre: cubic kilometre, cubic kilometres, cubic kilometer, cubic kilometers
        """,
    ),
    **_table(
        "power",
        """
        horsepower: hp, horsepower
        brake_horsepower: bhp, brake horsepower
        kW: kw
        MW: mw
        GW: gw
        """,
    ),
    **_table(
        "energy",
        """
        kWh: kwh
        MWh: mwh
        GWh: gwh
        TWh: twh
        mmbtu: mmbtu, million btu
        btu: btu, btus, british thermal unit, british thermal units
        """,
    ),
    **_table(
        "torque",
        """
        pound_foot: pound-foot, pound-feet, pound foot, pound feet, lb-ft, lb ft, lbft, lb.-ft.
        foot_pound: foot-pound, foot-pounds, foot pound, foot pounds, ft-lb, ft lb, ft lbs, ft-lbs
        """,
    ),
    **_table(
        "temperature",
        """
        celsius: °c, ºc, ℃, celsius, centigrade, degrees celsius, degree celsius, degrees c, degree c
        celsius: degrees centigrade, degree centigrade, deg c
        fahrenheit: °f, ºf, ℉, fahrenheit, degrees fahrenheit, degree fahrenheit, degrees f, degree f, deg f
        kelvin: kelvin, kelvins
        degree: degree, degrees, °, º, deg
        """,
    ),
    **_table(
        "other",
        """
        kHz: khz
        MHz: mhz
        GHz: ghz
        GB: gb
        MB: mb
        mAh: mah
        decibel: decibel, decibels, db, dba
        psi: psi, pounds per square inch
        ppm: ppm, parts per million, part per million
        ppb: ppb, parts per billion, part per billion
        mpg: mpg, miles per gallon, mile per gallon
        fps: fps, frames per second
        bpm: bpm, beats per minute
        megapixel: megapixel, megapixels
        time: times
        """,
    ),
}

_WRITTEN: tuple[tuple[str, Dimension, str], ...] = (
    ("celsius", "temperature", "C"), ("kelvin", "temperature", "K"), ("inch", "length", "″"),
    ("kiloton", "mass", "kt kT KT"), ("megaton", "mass", "Mt MT"), ("gigaton", "mass", "Gt"), ("tonne", "mass", "t"),
    ("horsepower", "power", "PS"), ("knot", "speed", "kn kt."), ("fahrenheit", "temperature", "F"),
    ("decibel", "other", "dB dBA"), ("megapixel", "other", "MP"), ("hour", "time", "h"), ("time", "other", "x"),
    ("penny", "money", "p"), ("US cent", "money", "c"), ("dpi", "other", "dpi"), ("ppi", "other", "ppi"),
    ("inch", "length", "in"),
)  # fmt: skip

#: symbols as written, whose case tells m from M → unit; those of LOOSE_SYMBOLS may stand a space behind digits
SYMBOLS: dict[str, Unit] = {
    **{symbol: Unit(term, cast("Dimension", dimension)) for symbol, (term, dimension, _) in METRIC_SYMBOLS.items()},
    **{symbol: Unit(term, dimension) for term, dimension, symbols in _WRITTEN for symbol in symbols.split()},
}
LOOSE_SYMBOLS: frozenset[str] = frozenset(
    [
        *(symbol for symbol, (_, _, loose) in METRIC_SYMBOLS.items() if loose),
        *wordset("C F PS dB kn p"),
    ]
)

#: what makes a rate of an amount: "a day", "per barrel", "each month", "/year"
RATE_DENOMINATORS: frozenset[str] = wordset(
    "second minute hour day night week fortnight month quarter year annum pound decade century season person head "
    "capita soldier family household share barrel tonne ton kilometre kilometer km mile hectare acre gallon litre "
    "liter ounce gram kilogram kg shell missile drone brigade unit tranche wave front"
)
