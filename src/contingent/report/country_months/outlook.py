"""Deaths in the coming months by country, as a report shows them: the answer in words, and the figures as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contingent.core.plain import plain as plain_values
from contingent.report.encode import as_text
from contingent.report.numbers import MONTHS, NBSP, day_words, estimate, percent

OLD_DAYS = 75  # candidate events appear some three weeks after their month: older data mean that a file is missing
NAMED = 3  # countries that the answer names
LEAST_SHOWN = 12  # countries that a table shows unfolded, where that many are known, however few tell something
NEW = 0.05  # a smaller risk of a first month of 25 deaths in a year is not told in the answer
RISE = 0.05  # a smaller rise of the mean monthly probability is no news


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOutlook:
    """One coming month of a country: deaths as mean and quantiles, and the probability of at least 25."""

    month: date
    mean: float
    quantiles: tuple[float, float, float, float, float]  # .05, .25, .5, .75, .95
    p25: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """What moved a country's forecast: in words, and by how much (its sign and size in the forecaster's own scale)."""

    words: str
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Deaths over several months: mean, and quantiles .05, .5 and .95 of the joined paths."""

    months: int
    mean: float
    low: float
    middle: float
    high: float

    @property
    def extreme(self) -> bool:
        """Whether the mean rests on a few extreme paths: it then lies above 95 % of them."""
        return self.mean > self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryOutlook:
    """One country: what was, what is expected, and how it differs from the year before.

    `past` are the known months, oldest first; `any25` is the probability of at least 25 deaths in one of the next 12
    months or more; `onset` is the same where none of the last 12 months had 25, else None. `share25` is the share of
    the last 12 months that had 25, `before` the earlier forecast of the same months: its day, and mean monthly
    probability then and now.
    """

    iso3: str
    name: str
    region: str
    past: tuple[tuple[date, float], ...]
    months: tuple[MonthOutlook, ...]
    next3: Total
    next12: Total
    last12: float
    any25: float
    onset: float | None
    share25: float
    drivers: tuple[Driver, ...] = ()
    before: tuple[date, float, float] | None = None

    @property
    def change(self) -> float:
        """The median of the next 12 months' deaths less those counted in the last 12."""
        return self.next12.middle - self.last12

    @property
    def rise(self) -> float:
        """Mean probability of 25 deaths in the coming 12 months less the share of the last 12 that had them."""
        coming = self.months[:12]
        return sum(month.p25 for month in coming) / len(coming) - self.share25


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryMonths:
    """The forecast of all countries, the highest median of 12 months first; what it rests on, and how to redo it.

    `provisional` are the months of candidate events; `known` is the day by which the newest file was public.
    """

    as_of: date
    data_through: date
    known: date
    provisional: tuple[date, ...]
    source: str
    forecaster: str
    countries: tuple[CountryOutlook, ...]
    notes: tuple[str, ...] = ()
    made: tuple[tuple[str, str], ...] = ()
    kept: int | None = None

    @property
    def first(self) -> date:
        """The first month forecast."""
        return self.countries[0].months[0].month

    @property
    def last(self) -> date:
        """The last month forecast."""
        return self.countries[0].months[-1].month

    @property
    def age_days(self) -> int:
        """Days from the last day of data to `as_of`."""
        return (self.as_of - self.data_through).days


def country_months_json(made: CountryMonths) -> str:
    """Everything but how it was made as JSON text in the one form of the house; equal forecasts, equal bytes.

    Raises:
        ValueRangeError: a number is not finite.
    """
    told = ("as_of", "data_through", "known", "provisional", "source", "forecaster", "countries", "notes")
    body = {name: getattr(made, name) for name in told}
    return as_text({"name": "forecast-views", **plain_values(body)})


def answer_words(made: CountryMonths) -> tuple[str, ...]:
    """The answer in sentences: where most deaths are expected, where the risk rises most, what changed since."""
    top = [item for item in made.countries if item.next12.middle >= 1][:NAMED]
    where = "; ".join(f"{item.name}, {total_words(item.next12)}" for item in top)
    sentences = [f"Most deaths in the 12 months from {month_words(made.first)} are expected in {where}."] if top else [
        "In no country is the median of the next 12 months one death or more."
    ]  # fmt: skip
    rising = rising_countries(made)
    if rising:
        told = "; ".join(
            f"{item.name} ({percent(item.share25)} of the last 12 months, {percent(item.share25 + item.rise)} of the "
            "next 12)"
            for item in rising[:NAMED]
        )
        sentences.append(f"The risk of a month with 25 deaths or more rises most in {told}.")
    else:
        sentences.append("In no country does the risk of a month with 25 deaths or more clearly rise.")
    new = sorted((item for item in made.countries if (item.onset or 0.0) >= NEW), key=lambda item: -(item.onset or 0.0))
    if new:
        told = "; ".join(f"{item.name} {percent(item.onset or 0.0)}" for item in new[:NAMED])
        sentences.append(
            f"Of countries without such a month in the last 12, one in the next 12 is likeliest in {told}."
        )
    return (*sentences, *before_words(made))


def before_words(made: CountryMonths) -> tuple[str, ...]:
    """What changed most since the last forecast kept, in a sentence; nothing where none was kept."""
    known = [(item, *item.before) for item in made.countries if item.before is not None]
    if not known:
        return ()
    day = max(when for _, when, _, _ in known)
    moved = sorted((row for row in known if abs(row[3] - row[2]) >= RISE), key=lambda row: -abs(row[3] - row[2]))
    if not moved:
        return (f"Since the forecast of {day_words(day)} no country's mean monthly risk has moved by 5 % or more.",)
    told = "; ".join(f"{item.name} {percent(then)} to {percent(now)}" for item, _, then, now in moved[:NAMED])
    return (f"Since the forecast of {day_words(day)} the mean risk of the months in both moved most in {told}.",)


def rising_countries(made: CountryMonths) -> list[CountryOutlook]:
    """The countries whose monthly risk of 25 deaths clearly rises over the last 12 months', steepest first."""
    return sorted((item for item in made.countries if item.rise >= RISE), key=lambda item: -item.rise)


def warnings(made: CountryMonths) -> tuple[str, ...]:
    """How old the data are, which months are provisional, and what no reader should miss, in words."""
    told = []
    if made.age_days > OLD_DAYS:
        told.append(
            f"The data are old: they end on {day_words(made.data_through)}, {made.age_days} days before "
            f"{day_words(made.as_of)}. Pull them again, or read this as a forecast made then."
        )
    past = [month for month in (item.month for item in made.countries[0].months) if month <= made.as_of]
    if past:
        span = f"The months from {month_words(past[0])} to {month_words(past[-1])} have" if len(past) > 1 else (
            f"{month_words(past[0])} has"
        )  # fmt: skip
        told.append(
            f"{span} begun by {day_words(made.as_of)}, but no data cover {'them' if len(past) > 1 else 'it'} yet."
        )
    if made.provisional:
        span = month_words(made.provisional[0])
        if len(made.provisional) > 1:
            span = f"{span} to {month_words(made.provisional[-1])}"
        told.append(
            f"Provisional: {span} {'are' if len(made.provisional) > 1 else 'is'} counted from candidate events, which "
            "UCDP goes on vetting; final counts may differ much."
        )
    return tuple(told)


def total_words(total: Total) -> str:
    """The median of deaths and their 90 % range in print.

    >>> total_words(Total(months=12, mean=5210.0, low=800.0, middle=3900.0, high=14000.0))
    'median 3,900 (90 % range 800 to 14,000)'
    """
    return f"median {deaths(total.middle)} (90 % range {range_words(total.low, total.high)})"


def deaths(value: float) -> str:
    """A number of deaths in print: two significant digits, small ones as "under 1" where they are not 0.

    >>> deaths(5210.0), deaths(0.3), deaths(0.0), deaths(7.4)
    ('5,200', '<1', '0', '7')
    """
    if 0 < value < 1:
        return "<1"
    return estimate(value if value >= 10 else round(value))


def range_words(low: float, high: float) -> str:
    """A range of deaths in print."""
    return f"{deaths(low)} to {deaths(high)}"


def change_words(item: CountryOutlook) -> str:
    """How the next 12 months compare with the last, in print."""
    if item.last12 == 0:
        return "from 0" if item.next12.middle >= 1 else f"≈{NBSP}same"
    ratio = item.next12.middle / item.last12
    if 0.9 <= ratio <= 1.1:
        return f"≈{NBSP}same"
    return f"× {estimate(ratio)}" if ratio < 10 else f"+{deaths(item.change)}"


def month_words(day: date) -> str:
    """A month as people write it.

    >>> month_words(date(2026, 9, 1))
    'September 2026'
    """
    return f"{MONTHS[day.month - 1]} {day.year}"


def shown(made: CountryMonths) -> Sequence[CountryOutlook]:
    """The countries that a table shows unfolded: a median of 10 deaths, or a risk of a month with 25 of 1 in 4."""
    telling = [item for item in made.countries if item.next12.middle >= 10 or item.any25 >= 0.25]
    return telling if len(telling) >= LEAST_SHOWN else made.countries[:LEAST_SHOWN]
