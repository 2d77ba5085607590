"""What stands around a number and bends its sense: bounds, approximators, determiners, additions, groups."""

from __future__ import annotations

from dataclasses import dataclass, replace

from contingent.core.nouns import Comparator
from contingent.reading.quantities.numbers import Number
from contingent.reading.quantities.tokens import Token, is_dash, lower_at, wordset

Tokens = tuple[Token, ...]


def _cues(rows: dict[Comparator, str]) -> dict[tuple[str, ...], Comparator]:
    return {tuple(cue.split()): sense for sense, cues in rows.items() for cue in map(str.strip, cues.split(","))}


#: cue before the number → its sense
_BEFORE = _cues(
    {
        ">=": "≥, as few as, as little as, as low as, at least, "
        "no fewer than, no less than, not less than, not fewer than, "
        "upwards of, upward of, a minimum of, minimum of, at minimum",
        ">": ">, more than, greater than, in excess of, exceeding, exceed, exceeds, exceeded, above, north of, "
        "well over, far more than, over than, well above, far over, better than, well more than",
        ">~": "over, just over, slightly over, slightly more than, a little over, just above, slightly above, "
        "a little more than, just more than",
        "<~": "hardly, scarcely, nearly, almost, close to, just under, just below, just short of, approaching, "
        "slightly less than, slightly under, slightly fewer than, just less than, a little under, nigh on, "
        "almost as many as",
        "<": "<, under, below, less than, fewer than, lower than, well under, well below, far fewer than, far "
        "less than",
        "<=": "≤, no better than, as long as, up to, as many as, as much as, at most, at the most, no more than, "
        "not more than, a maximum of, maximum of, as high as, upto",
        "~": "about, around, roughly, approximately, approx, circa, some, an estimated, estimated, the estimated, "
        "in the region of, in the order of, on the order of, somewhere around, something like, more or less, "
        "an approximate, reportedly about, perhaps, barely, ~, ≈",
        "=": "exactly, precisely",
    }
)
#: cue behind the number or its noun → its sense
_BEHIND = _cues(
    {
        ">=": "or more, at least, and counting, and more, or greater",
        "~": "or so, more or less, or thereabouts",
        "<=": "or fewer, or less, at most, at the most",
    }
)
_EVALUATIVE = wordset("only just merely mere even fully")
_ADDING = wordset("another additional further extra more")
_ESTIMATED = wordset("estimated reported projected suspected approximate")
_DEFINITE = wordset("the these those")
_POSSESSIVE = wordset("his her its their our my your")
_DETERMINERS = wordset("all every each")
_NOT_ADJECTIVES = wordset(
    "of in on at to for with by from and or but as than that which who is are was were be been has have had do does "
    "did will would could may might must can should not no if it he she they we you i per about into over under "
    "this that"
)
#: nouns that gather a counted number: "a complement of 100,000 troops"
_GROUPS = wordset(
    "complement contingent force army group total crowd detachment garrison column convoy fleet stockpile arsenal "
    "deployment reinforcement corps band unit"
)
_TRANCHES = wordset("tranche tranches batch batches wave waves instalment instalments installments rotations")


@dataclass(frozen=True, slots=True)
class Modifiers:
    """What stands before a number; `first` is the index of the first token that belongs to the phrase."""

    first: int
    comparator: Comparator = "="
    cue: str | None = None
    adding: bool = False
    definite: bool = False
    grouped: bool = False
    tranche: bool = False
    modified: bool = False  # anything but a determiner stands there


def modifiers_before(tokens: Tokens, first: int, value: float | None, *, text: str, vague: bool = False) -> Modifiers:
    """The modifiers that end right before the token `first`, read outwards from the number.

    A vague number takes no "about": in "forget about thousands of" the word belongs to the verb.
    """
    at = first
    cue: str | None = None
    sense: Comparator = "="
    adding = definite = modified = False
    for _ in range(5):  # "at least some 10,000", "only about another 500"
        matched = _match_before(tokens, at, value)
        if matched and not (vague and matched[1] in ("~", ">~")):
            at, found = matched
            if sense == "=":
                sense = found
                cue = text[tokens[at].start : tokens[first - 1].end] if cue is None else cue
            modified = True
            continue
        word = lower_at(tokens, at - 1)
        if word in _EVALUATIVE:
            cue = cue or (word if word in ("only", "just", "merely") else None)
            at, modified = at - 1, True
        elif word in _ADDING and word != "more":
            at, adding, modified = at - 1, True, True
            if lower_at(tokens, at - 1) in ("a", "an", "the") or lower_at(tokens, at - 1) == "yet":
                at -= 1
        elif _article_and_adjective(tokens, at):
            if word in _ESTIMATED:
                sense, cue = "~", text[tokens[at - 2].start : tokens[at - 1].end]
                modified = True
            definite = definite or lower_at(tokens, at - 2) == "the"
            at -= 2
        elif word in _DEFINITE:
            definite, at = True, at - 1
        elif word in _POSSESSIVE or word in _DETERMINERS:
            at -= 1
        else:
            break
    at, grouped, tranche = _group_before(tokens, at)
    return Modifiers(at, sense, cue, adding, definite, grouped, tranche, modified)


#: words before "over 70 days" that make it a bound; behind others it says how long something went on
_LASTING = wordset(
    "last lasts lasted lasting take takes took taken taking for spent spend after is was were been be wait waited just "
    "well and or of a the than by within every serve served aged in"
)


def spanning(tokens: Tokens, modifiers: Modifiers) -> Modifiers:
    """The modifiers of a length of time, "over" no bound where it means throughout: "5,000 shells over 74 days"."""
    if modifiers.first > 0 and lower_at(tokens, modifiers.first - 1) in _LASTING:
        return modifiers
    return replace(modifiers, first=modifiers.first + 1, comparator="=", cue=None)


def bounded_by(tokens: Tokens, modifiers: Modifiers) -> Modifiers:
    """The modifiers of a time or distance, "within" and "inside" an upper bound: "within 10 days"."""
    word = lower_at(tokens, modifiers.first - 1)
    if modifiers.comparator != "=" or word not in ("within", "inside"):
        return modifiers
    return replace(modifiers, first=modifiers.first - 1, comparator="<=", cue=tokens[modifiers.first - 1].text)


def _match_before(tokens: Tokens, at: int, value: float | None) -> tuple[int, Comparator] | None:
    for length in (4, 3, 2, 1):
        if at < length:
            continue
        words = tuple(token.lower for token in tokens[at - length : at])
        sense = _BEFORE.get(words)
        if sense is None:
            continue
        if words == ("some",) and value is not None and value < 5:
            continue  # "some two" hardly approximates; "some" is then a determiner
        return at - length, sense
    return None


def _article_and_adjective(tokens: Tokens, at: int) -> bool:
    """ "a mere", "an estimated", "the remaining": an article and one plain word before the number."""
    if at < 2 or lower_at(tokens, at - 2) not in ("a", "an", "the"):
        return False
    word = tokens[at - 1]
    return word.kind == "word" and word.text.islower() and word.lower not in _NOT_ADJECTIVES and not word.possessive


def _group_before(tokens: Tokens, at: int) -> tuple[int, bool, bool]:
    """The start of "a massive complement of" or "tranches of" where it stands before `at`."""
    if lower_at(tokens, at - 1) != "of":
        return at, False, False
    noun = lower_at(tokens, at - 2)
    tranche = noun in _TRANCHES
    if not tranche and noun not in _GROUPS:
        return at, False, False
    start = at - 2
    for back in range(1, 4):
        word = lower_at(tokens, start - back)
        if word in ("a", "an", "the", "another"):
            return start - back, True, tranche
        if not word.isalpha() or word in _NOT_ADJECTIVES or not tokens[start - back].text.islower():
            break
    return start, True, tranche


@dataclass(frozen=True, slots=True)
class Behind:
    """A cue behind the number, at tokens `first` to `last` (exclusive), and its sense."""

    first: int
    last: int
    sense: Comparator


def modifiers_behind(tokens: Tokens, at: int) -> Behind | None:
    """The cue that starts at token `at`: "or more", "or so", "at least", "+"."""
    for length in (3, 2):
        window = tokens[at : at + length]
        sense = _BEHIND.get(tuple(token.lower for token in window))
        if sense and len(window) == length:
            return Behind(at, at + length, sense)
    if lower_at(tokens, at) == "+" and tokens[at].glued:
        return Behind(at, at + 1, ">=")
    if is_dash(tokens, at) and lower_at(tokens, at + 1) == "plus":
        return Behind(at, at + 2, ">=")
    return None


def bounds(comparator: Comparator, number: Number) -> tuple[float | None, float | None]:
    """The lowest and highest value that the modifier's sense leaves open; None where it leaves that side open.

    "about" is a tenth either way, "nearly" up to a tenth below, "over" and "at least" have no upper bound. The
    tenth is a convention of this house, not something the words say.
    """
    value = number.value
    if value is None:
        return number.low, number.high
    near, far = sorted(float(f"{value * factor:.12g}") for factor in (0.9, 1.1))
    table: dict[Comparator, tuple[float | None, float | None]] = {
        "=": (None, None), "~": (near, far), ">=": (value, None), ">": (value, None), ">~": (value, None),
        "<=": (None, value), "<": (None, value), "<~": (min(near, value), value),
    }  # fmt: skip
    return table[comparator]
