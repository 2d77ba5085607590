"""What looks like a number and counts nothing: dates, times, names, versions, designations, list numbers."""

from __future__ import annotations

import re

from contingent.reading.quantities.currencies import CURRENCIES, DOLLAR_OWNERS
from contingent.reading.quantities.measures import currency_before
from contingent.reading.quantities.numbers import Number
from contingent.reading.quantities.tokens import Token, is_dash, lower_at, wordset
from contingent.reading.quantities.words import SMALL, TENS

Tokens = tuple[Token, ...]

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
    r"|january|february|april|june|july|august|september|october|november|december"
    r"|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER)"
)
_YEAR = r"(?:1[5-9][0-9]{2}|20[0-9]{2})"
_DAY = r"[0-3]?[0-9](?:st|nd|rd|th)?"
_NOT_COUNTS = re.compile(
    rf"""
      \b{_MONTH}\b\.?,?[ ]{_DAY}(?![0-9]|,[0-9]|[ ]?(?:million|thousand|hundred))(?:(?:[ ]?[-–][ ]?|[ ]and[ ]){_DAY}\b)?
        (?:,?[ ]{_YEAR})?\b
    | \b{_DAY}(?:[ ]of)?[ ]{_MONTH}\b(?:,?[ ]{_YEAR}\b)?
    | \b{_MONTH}\b\.?,?(?:[ ]of)?[ ]{_YEAR}\b
    | \b[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:T[0-9:.]{{4,15}}Z?)?
    | \b[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{2,4}}\b | \b[0-9]{{1,2}}\.[0-9]{{1,2}}\.[0-9]{{4}}\b
    | \b[0-9]{{1,2}}[:.h][0-9]{{2}}(?::[0-9]{{2}})?[ ]?[ap]\.?m\b\.?
    | \b[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?\b
    | \b[0-9]{{1,2}}[ ]?[ap]\.?m\b\.?
    | \b[0-9]{{1,2}}[ ]?o['’]clock\b
    | \b[0-9]{{3,4}}[ ]?(?:GMT|UTC|EST|EDT|CET|BST|hrs|hours[ ](?:GMT|local))\b
    | \b(?:[12][0-9])?[0-9]0s\b | ['’][0-9]{{2}}s?\b
    | \b{_YEAR}[-–/](?:{_YEAR}|[0-9]{{2}})\b
    | \b[0-9]{{1,4}}(?:\.[0-9]{{1,6}}){{2,4}}\b
    | \+[0-9]{{6,15}}\b | \+[0-9]{{1,3}}(?:[ -][0-9]{{2,5}}){{2,4}}\b
    | \(?\b[0-9]{{3}}\)?[ .-][0-9]{{3}}[.-][0-9]{{4}}\b
    | \b[0-9]{{1,5}}(?:-[0-9]{{1,5}}){{2,6}}\b
    | (?:\#|§[ ]?|\bNos?\.?[ ])[0-9]{{1,9}}(?:\.[0-9]{{1,4}})?\b
    | ^\s{{0,8}}\(?[0-9]{{1,3}}(?:[.)]|[ ]?[-–—])[ ] | ^\s{{0,8}}[0-9]{{1,3}}\.[0-9]{{1,3}}[.)]?[ ](?=[A-Z])
    | \([0-9]{{1,2}}\)[ ](?=[a-z]) | \[[0-9]{{1,3}}\]
    | (?:https?://|www\.)\S{{1,300}} | @\w{{1,60}}
    | \b[0-9]{{1,2}}\+[0-9]{{1,2}}\b
    | \b(?:9/11|24/7|7/7)\b
    """,
    re.VERBOSE,
)

#: nouns that take a number as a name: "Article 5", "Resolution 2254", "Leopard 2"
_NAMING = wordset(
    "article articles section sections chapter chapters page pages paragraph paragraphs clause clauses "
    "annex appendix figure table "
    "phase level tier type model mark mk unit route highway road flight room gate resolution rule item category "
    "stage channel volume season episode version number no protocol area sector district camp block lot apartment "
    "checkpoint hill height point task division brigade regiment battalion corps army fleet squadron company "
    "interstate exit"
)
#: what makes the digits before it a name: "the 90210 ZIP code"
_NAMED_BEHIND = wordset("zip postcode postal")
#: makes of weapons and machines whose types are numbers; capitalised, so that "an" and "bm" stay words
_MAKES = wordset(
    "leopard challenger shahed geran boeing airbus falcon hwasong fateh merkava sukhoi tupolev antonov ilyushin mig "
    "su tu mi yak bmp btr bm himars gepard marder zelzal qassam iphone galaxy windows python apollo"
)
#: words before a year that make it a date; behind them even "2000 people" stays a year
_YEAR_CUES = wordset(
    "in since by until till during early mid late before after year spring summer autumn fall winter season from "
    "through between"
)
_NUMBER_PREFIXES = wordset(
    "minus plus sub under over mid pre to and by of the a an than about around up least some or at"
)


_ORDINALS = wordset("first second third fourth fifth sixth seventh eighth ninth")
#: "the first half of the year" is a time, "the northern third" a place
_WHICH_PART = wordset("first second third latter former other final last northern southern eastern western better")


def not_counts(text: str) -> tuple[tuple[int, int], ...]:
    """The stretches of `text` that hold dates, times, telephones, links and list numbers.

    >>> not_counts("on Feb. 24, 2022 at 3:50 pm")
    ((3, 16), (20, 27))
    """
    return tuple(match.span() for match in _NOT_COUNTS.finditer(text))


def is_name(tokens: Tokens, number: Number) -> bool:
    """Whether the number belongs to a name or designation: glued to a word.

    "G7", "T-72" and "COVID-19" are names; "USD10m" and "twenty-five" are not.
    """
    token = tokens[number.first]
    before = tokens[number.first - 1] if number.first else None
    if token.kind != "number" or before is None:
        return False
    if before.text in "./_:@#&" and token.glued and before.glued:
        return True
    if token.text in ("4", "8") and lower_at(tokens, number.first + 1) == "k" and number.end - number.start == 2:
        return currency_before(tokens, number.first) is None and tokens[number.first + 1].text == "K"  # a "4K" screen
    virus = lower_at(tokens, number.first - 2) in ("covid", "sars-cov", "sars")
    if virus and token.glued and is_dash(tokens, number.first - 1):
        return True  # "COVID -19" and "COVID-19" alike
    if token.glued and before.kind == "word":
        dollars = before.text in DOLLAR_OWNERS and before.glued and lower_at(tokens, number.first - 2) == "$"
        return before.text not in CURRENCIES and not dollars and currency_before(tokens, number.first) is None
    if token.glued and is_dash(tokens, number.first - 1) and before.glued and number.first >= 2:
        stem = tokens[number.first - 2]
        if stem.kind == "word":
            return stem.lower not in _NUMBER_PREFIXES and stem.lower not in SMALL and stem.lower not in TENS
    return False


def is_named(tokens: Tokens, number: Number) -> bool:
    """Whether a naming noun stands beside plain digits: "Article 5", "Leopard 2", "the 90210 ZIP code"."""
    if lower_at(tokens, number.last) in _NAMED_BEHIND and tokens[number.first].kind == "number":
        return True
    if not number.first or tokens[number.first].kind != "number" or number.scaled:
        return False
    if lower_at(tokens, number.first - 1) == "day" and lower_at(tokens, number.last) in ("of", ".", ",", "", ":"):
        return True  # "day 158 of the war"
    before, token = tokens[number.first - 1], tokens[number.first]
    makes = before.bare in _NAMING or (before.text != before.lower and before.bare in _MAKES)
    return makes and "," not in token.text and not before.possessive


def is_ordinal(tokens: Tokens, number: Number) -> bool:
    """Whether the number goes on as an ordinal: "21st", "fifty-ninth"; or is the nothing of "zero-sum"."""
    at = number.last
    if number.form == "words" and is_dash(tokens, at) and tokens[at].glued:
        return number.value == 0 or lower_at(tokens, at + 1) in _ORDINALS
    if number.form == "fraction" and lower_at(tokens, number.first - 1) in _WHICH_PART:
        return True
    return (
        tokens[number.first].kind == "number"
        and at < len(tokens)
        and tokens[at].glued
        and tokens[at].lower in ("st", "nd", "rd", "th", "s")
    )


def looks_like_year(tokens: Tokens, number: Number) -> bool:
    """Whether the digits could name a year: four of them, 1500 to 2199, without separator or scale word."""
    text = tokens[number.first].text
    return number.last - number.first == 1 and len(text) == 4 and text.isdecimal() and 1500 <= int(text) <= 2199


def reads_as_year(tokens: Tokens, number: Number, *, counted: bool, modified: bool) -> bool:
    """Whether a number that looks like a year is one here.

    `counted`: a noun that conflict news counts, or a unit, stands right behind it. `modified`: "at least" and the
    like stand before it. "2000 soldiers" is a count, "in 2014 soldiers" a year.
    """
    if not looks_like_year(tokens, number):
        return False
    cue = lower_at(tokens, number.first - 1)
    if cue in _YEAR_CUES or (is_dash(tokens, number.first - 1) and lower_at(tokens, number.first - 2) in _YEAR_CUES):
        return True
    return not (counted or modified)


def follows_a_name(tokens: Tokens, number: Number) -> bool:
    """Whether a capitalised word inside the sentence stands right before plain digits ("Big 12", "Evil 2.0")."""
    if number.first < 1 or tokens[number.first].kind != "number":
        return False
    before, token = tokens[number.first - 1], tokens[number.first]
    plain = "," not in token.text and len(token.text) <= 4 and not number.scaled
    opens = number.first == 1 or tokens[number.first - 2].text in ".:;!?"
    title = before.kind == "word" and before.text[:1].isupper() and not before.possessive
    return plain and title and not (opens and len(before.text) <= 4) and before.lower not in _NUMBER_PREFIXES
