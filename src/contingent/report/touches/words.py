"""What an article's events touch, in words that page and terminal share."""

from __future__ import annotations

from contingent.core.exposure import MOST_Q, Effect, Touched
from contingent.report.numbers import day_words, estimate, percent
from contingent.report.touches.charts import hundredths

HEADING = "What it touches"
#: an observation window in words; seven days are a week of weekly values, thirty a month of monthly means
WINDOWS = {1: "on the day", 5: "over five trading days", 20: "over twenty trading days",
           7: "over a week", 28: "over four weeks", 30: "over a month", 90: "over three months"}  # fmt: skip


def window_words(days: int) -> str:
    """The window of an effect.

    >>> window_words(1), window_words(10)
    ('on the day', 'over 10 trading days')
    """
    return WINDOWS.get(days, f"over {days} trading days")


def ahead_words(days: int) -> str:
    """The window of a forecast, which begins where the day of the event has ended.

    >>> ahead_words(1), ahead_words(20)
    ('over the next trading day', 'over twenty trading days')
    """
    return "over the next trading day" if days == 1 else window_words(days)


def lead_words(touched: Touched) -> str:
    """Of what events this is told, how many looks it took, and as of when."""
    kinds = " and ".join(touched.kinds)
    count = len(touched.effects)
    looks = f"{count} of {touched.tried} looks at prices after such days stand{'s' if count == 1 else ''} out"
    return (
        f"The article tells of or asks about {kinds}. On past days when news of such events jumped, these prices moved "
        f"beyond what they do anyway: {looks}, at a false discovery rate of {percent(MOST_Q)}. Fitted as of "
        f"{day_words(touched.fitted_as_of)}."
    )


def moved_words(effect: Effect) -> str:
    """Which way it went and how far: the mean abnormal move and the 90 % range of that mean."""
    return (
        f"{hundredths(effect.mean)}{effect.unit} ({hundredths(effect.low)} to {hundredths(effect.high)}{effect.unit})"
    )


def rose_words(effect: Effect) -> str:
    """How often it rose after such events, beside how often it does anyway."""
    return f"{percent(effect.up)}, usually {percent(effect.usual_up)}"


def sure_words(effect: Effect) -> str:
    """How often chance does as much, before and after all looks were counted."""
    return f"p {chance(effect.p)}, q {chance(effect.q)}"


def chance(value: float) -> str:
    """A p- or q-value in print: two significant digits, and never nought.

    >>> chance(0.0391), chance(0.0001), chance(1.0)
    ('0.039', '<0.001', '1')
    """
    return "<0.001" if value < 0.001 else estimate(value, 2)


def steady_words(effect: Effect) -> str:
    """What q would be had events been made rarer or commoner: a finding that hangs on that is a weak one."""
    told = [
        f"with {words} as many events a year q is {chance(q)}"
        for words, q in (("half", effect.q_rarer), ("twice", effect.q_commoner))
        if q is not None
    ]
    if not told:
        return ""
    weak = any(q is not None and q > MOST_Q for q in (effect.q_rarer, effect.q_commoner))
    return f"{', '.join(told).capitalize()}{': take it as weak evidence' if weak else ''}."


def sentence(effect: Effect) -> str:
    """One effect as a sentence, for a terminal."""
    way = "above" if effect.mean > 0 else "below"
    return (
        f"After {effect.tie.event}, {effect.tie.label} came out {window_words(effect.window_days)} "
        f"{abs(effect.mean):.2f}{effect.unit} {way} what it does anyway (90% range of the mean "
        f"{hundredths(effect.low)} to {hundredths(effect.high)}{effect.unit}; {effect.events} events, "
        f"{effect.first_event.year} to {effect.last_event.year}; {sure_words(effect)}; it rose after "
        f"{percent(effect.up)}, usually {percent(effect.usual_up)}). {steady_words(effect)} {effect.verdict}"
    )
