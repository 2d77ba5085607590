"""Units whose sign or name stands for several things: the words around decide, else the one that news means most.

A table of general knowledge, no list of sentences: a sense is taken only where its own field is spoken of.
"""

from __future__ import annotations

import re

from contingent.reading.quantities.units import Unit

_PAID = (
    r"\b(?:cost|costs|costing|pric\w+|paid|pay|pays|paying|earn\w*|wage\w*|salar\w+|worth|fine|fined|ticket\w*|budget\w*|"
    r"spen[dt]\w*|rent\w*|bought|buy|sold|sell\w*|fee|fees|bill|bills|debt\w*|savings|cash|charge[ds]?|donat\w+|"
    r"sterling|currency|exchange rate)\b"
)
_WEIGHED = r"\b(?:weigh\w*|heav\w+|lighter|bombs?|shells?|charge of|explosives?|payload|warheads?|overweight|thrust)\b"


def _sense(
    term: str, dimension: str, words: str, unless: str | None = None
) -> tuple[Unit, re.Pattern[str], str | None]:
    return Unit(term, dimension), re.compile(words, re.IGNORECASE), unless  # type: ignore[arg-type]


#: sign as written, or name in the singular → other sense, the words that tell it, the words that forbid it
_SENSES = {
    "F": (_sense("farad", "capacitance", r"\bcapacit(?:or|ors|ance)\b"),),
    "C": (_sense("coulomb", "charge", r"\b(?:coulomb\w*|electric charge|charge of|capacitors?)\b"),),
    "T": (_sense("tesla", "other", r"\b(?:magnet\w*|tesla)\b"),),
    "kn": (
        _sense("kN", "force", r"\b(?:thrust|load|tensile)\b"),
        _sense("HRK", "money", rf"\b(?:kuna|Croatia\w*|Zagreb)\b|{_PAID}"),
    ),
    "¥": (_sense("CNY", "money", r"\b(?:yuan|renminbi|China|Chinese|Beijing|Shanghai|Shenzhen)\b"),),
    "￥": (_sense("CNY", "money", r"\b(?:yuan|renminbi|China|Chinese|Beijing|Shanghai|Shenzhen)\b"),),
    "pound": (_sense("GBP", "money", _PAID, _WEIGHED),),
    "crown": (
        _sense("SEK", "money", r"\b(?:Swed\w+|Stockholm)\b"),
        _sense("NOK", "money", r"\b(?:Norw\w+|Oslo)\b"),
        _sense("DKK", "money", r"\b(?:Danish|Denmark|Danes|Copenhagen)\b"),
        _sense("CZK", "money", r"\b(?:Czech\w*|Prague)\b"),
    ),
    "krona": (_sense("SEK", "money", r"\b(?:Swed\w+|Stockholm)\b"), _sense("ISK", "money", r"\bIceland\w*\b")),
    "krone": (_sense("NOK", "money", r"\b(?:Norw\w+|Oslo)\b"), _sense("DKK", "money", r"\b(?:Danish|Denmark|Danes)\b")),
    "peso": (
        _sense("MXN", "money", r"\bMexic\w+\b"),
        _sense("ARS", "money", r"\bArgentin\w+|Buenos Aires\b"),
        _sense("PHP", "money", r"\b(?:Philippine\w*|Filipin\w+|Manila)\b"),
        _sense("CLP", "money", r"\b(?:Chile\w*|Santiago)\b"),
        _sense("COP", "money", r"\b(?:Colombia\w*|Bogot\w)\b"),
    ),
    "dinar": (
        _sense("IQD", "money", r"\b(?:Iraq\w*|Baghdad)\b"),
        _sense("LYD", "money", r"\b(?:Libya\w*|Tripoli)\b"),
        _sense("JOD", "money", r"\b(?:Jordan\w*|Amman)\b"),
        _sense("KWD", "money", r"\bKuwait\w*\b"),
        _sense("RSD", "money", r"\b(?:Serb\w+|Belgrade)\b"),
        _sense("DZD", "money", r"\b(?:Algeria\w*|Algiers)\b"),
        _sense("TND", "money", r"\b(?:Tunisia\w*|Tunis)\b"),
    ),
    "rial": (
        _sense("IRR", "money", r"\b(?:Iran\w*|Tehran)\b"),
        _sense("YER", "money", r"\b(?:Yemen\w*|Sanaa|Aden|Houthi\w*)\b"),
        _sense("OMR", "money", r"\b(?:Oman\w*|Muscat)\b"),
    ),
    "riyal": (_sense("SAR", "money", r"\b(?:Saudi\w*|Riyadh)\b"), _sense("QAR", "money", r"\b(?:Qatar\w*|Doha)\b")),
    "shilling": (
        _sense("KES", "money", r"\b(?:Kenya\w*|Nairobi)\b"),
        _sense("UGX", "money", r"\b(?:Uganda\w*|Kampala)\b"),
        _sense("SOS", "money", r"\b(?:Somali\w*|Mogadishu)\b"),
        _sense("TZS", "money", r"\b(?:Tanzania\w*)\b"),
    ),
}


#: our terms of the units that have several senses
AMBIGUOUS = frozenset(
    ["fahrenheit", "celsius", "knot", "pound_mass", "krona", "krone", "peso", "dinar", "rial", "riyal", "shilling"]
)


def sense_in(text: str, written: str, unit: Unit) -> Unit:
    """The unit that `written`, the sign or name of `unit` as it stands in the sentence, means there.

    >>> sense_in("They were fined 500 pounds.", "pounds", Unit("pound_mass", "mass")).term
    'GBP'
    """
    name = written if written in _SENSES else {"pound_mass": "pound"}.get(unit.term, unit.term)
    for other, words, unless in _SENSES.get(name, ()):
        if words.search(text) and not (unless and re.search(unless, text, re.IGNORECASE)):
            return other
    return unit
