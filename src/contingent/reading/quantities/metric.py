"""Metric units: every unit with every prefix that news uses, by symbol and by name, from one table of each.

Source: the SI's prefixes and unit names (general knowledge); which pairs are left out is a choice of this house, told
beside the table.
"""

from __future__ import annotations

_PREFIXES = {
    "p": ("pico",), "n": ("nano",), "µ": ("micro",), "m": ("milli",), "c": ("centi",), "d": ("deci",),
    "h": ("hecto",), "k": ("kilo",), "M": ("mega",), "G": ("giga",), "T": ("tera",), "P": ("peta",),
}  # fmt: skip

# symbol: British name: other names: what it measures: prefixes. Left out are pairs that read as something else: "pm"
# (an hour of the day), "Ms" (a title), "TV", "PA", "MA", "Pg"
_BASES = """
m: metre: meter: length: n µ m c k
g: gram: gramme: mass: n µ m k
s: second: : time: n µ m
W: watt: : power: m k M G T
Wh: watt hour: watt-hour: energy: k M G T
V: volt: : potential: m k M
A: ampere: amp: current: µ m k
Ah: ampere-hour: ampere hour, amp hour: charge: m
F: farad: : capacitance: p n µ m
Hz: hertz: : frequency: k M G T
Pa: pascal: : pressure: h k M G
bar: bar: : pressure: m
J: joule: : energy: k M G T
eV: electronvolt: electron volt: energy: k M G
cal: calorie: : energy: k
N: newton: : force: k
Nm: newton metre: newton meter, newton-metre, newton-meter: torque: k
l: litre: liter: volume: m c d
B: byte: : data: k M G T P
b: bit: : data: k M G
bps: bit per second: : data_rate: k M G T
Bq: becquerel: : radioactivity: k M G T
Sv: sievert: : dose: n µ m
Ω: ohm: : resistance: k M
VA: volt ampere: volt-ampere: power: k M
lm: lumen: : light: k
"""

#: symbols of bare units that may stand a space behind digits; the other single letters only glued
_SPACED = frozenset(("W", "V", "A", "F", "Wh", "Hz", "Pa", "Nm", "eV", "Ah", "Bq", "Sv", "bps", "kcal"))
_UNNAMED = frozenset(("A", "F", "J", "N", "b", "B", "bar", "cal", "s", "VA"))  # no symbol on their own
#: our term where it is not the symbol: those that the house has always written out
_TERMS = {"l": "litre", "s": "second"}

#: symbol as written → (term, what it measures, whether a space may stand before it)
METRIC_SYMBOLS: dict[str, tuple[str, str, bool]] = {}
#: name in lower case, singular and plural → (term, what it measures)
METRIC_NAMES: dict[str, tuple[str, str]] = {}
_NAMES: dict[str, str] = {}


def _fill() -> None:
    for row in filter(None, map(str.strip, _BASES.splitlines())):
        symbol, name, others, dimension, prefixes = (part.strip() for part in row.split(":"))
        names = [name, *filter(None, (other.strip() for other in others.split(",")))]
        for prefix in ("", *prefixes.split()):
            term = f"{prefix}{symbol}" if prefix else _TERMS.get(symbol, symbol)
            whole = _PREFIXES[prefix][0] if prefix else ""
            if prefix or symbol not in _UNNAMED:
                METRIC_SYMBOLS[prefix + symbol] = (term, dimension, bool(prefix) or symbol in _SPACED)
            if prefix or symbol not in ("bar", "s"):
                for said in names:
                    METRIC_NAMES[whole + said] = METRIC_NAMES[_plural(whole + said)] = (term, dimension)
            _NAMES.setdefault(term, whole + names[0])
    for micro in [symbol for symbol in METRIC_SYMBOLS if symbol.startswith("µ")]:
        METRIC_SYMBOLS["μ" + micro[1:]] = METRIC_SYMBOLS[micro]  # the Greek letter beside the micro sign
    METRIC_SYMBOLS.update({"mL": ("ml", "volume", True), "L": ("litre", "volume", False), "ug": ("µg", "mass", True)})
    METRIC_SYMBOLS.update(
        {"mcg": ("µg", "mass", True), "KB": ("kB", "data", True), "kbps": ("kbps", "data_rate", True)}
    )


def _plural(name: str) -> str:
    if name.endswith(("hertz", "bar")):
        return name
    head, space, tail = name.partition(" per ")
    return f"{head}s{space}{tail}"


_fill()


def metric_name(term: str) -> str | None:
    """The British name of a metric unit by our term; None where the term is no metric unit.

    >>> metric_name("kWh"), metric_name("µm"), metric_name("MHz")
    ('kilowatt hour', 'micrometre', 'megahertz')
    """
    return _NAMES.get(term)
