"""Scientific notation: "6 x 10^24", "3 × 10⁻⁹", "1.2e6", "10^6"."""

from __future__ import annotations

from contingent.reading.quantities.tokens import Token, is_dash, lower_at

Tokens = tuple[Token, ...]
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_TIMES = frozenset("x×*·∙⋅")
_MOST_DIGITS = 200  # of an exponent in use: beyond it a number measures nothing


def power_of_ten(tokens: Tokens, index: int, value: float) -> tuple[float, int] | None:
    """The value in scientific notation and where it ends: "6 x 10^24", "3 × 10⁻⁹", "1.2e6", "10^6"."""
    mark = lower_at(tokens, index)
    if mark in _TIMES and lower_at(tokens, index + 1) == "10":
        bare = is_dash(tokens, index + 2) and tokens[index + 2].glued and mark != "x"  # a caret lost: "×10−30"
        raised = _signed(tokens, index + 2) if bare else _exponent(tokens, index + 2)
    elif value == 10 and mark == "^":
        value, raised = 1.0, _exponent(tokens, index)
    elif mark == "e" and tokens[index].glued:
        raised = _signed(tokens, index + 1)
    else:
        return None
    if raised is None or abs(raised[0]) > _MOST_DIGITS:
        return None
    return float(f"{value!r}e{raised[0]}") if "e" not in repr(value) else value * 10.0 ** raised[0], raised[1]


def _exponent(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """What stands as an exponent from `index` on: behind a caret, or in raised digits."""
    if lower_at(tokens, index) == "^" and tokens[index].glued:
        return _signed(tokens, index + 1)
    raised, at = "", index
    while at < len(tokens) and at < index + 3 and tokens[at].glued and set(tokens[at].text) <= set("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺"):
        raised, at = raised + tokens[at].text.translate(_RAISED), at + 1
    digits = raised.lstrip("+-")
    if not digits or len(digits) > 3 or len(raised) - len(digits) > 1:
        return None
    return int(raised), at


def _signed(tokens: Tokens, index: int) -> tuple[int, int] | None:
    sign = -1 if is_dash(tokens, index) else 1
    at = index + (sign < 0 or lower_at(tokens, index) == "+")
    glued = all(token.glued for token in tokens[index : at + 1])
    if at >= len(tokens) or not glued or not tokens[at].text.isdecimal() or len(tokens[at].text) > 3:
        return None
    return sign * int(tokens[at].text), at + 1
