"""What the figures of country-month forecasts say: verdicts, the answer in a few sentences, the costliest forecasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contingent.report.backtests.backtest import DIGITS, Deviation, Figure, Verdict, VerdictKind, against, figure_words
from contingent.report.numbers import MONTHS, estimate, exact, percent, signed
from contingent.report.views.figures import (
    CHANCE_SCORES,
    COMPARED,
    COVERAGE,
    EVENT,
    LIVELY,
    ONSET,
    OURS_LESS,
    REFERENCE,
    WITHOUT,
    span_name,
    spans,
)
from contingent.report.views.windows import Window, Worst
from contingent.scoring.windows import OWN

#: whom verdicts hold us against: what no team of the challenge beat, and the strongest single models here
RIVALS = (REFERENCE, "decay", "gradient")
ERRORS = 12
EPOCH_YEAR = 1980  # month 1 is January 1980

#: figures by forecaster, slice and metric
Named = Mapping[tuple[str, str, str], Figure]


def verdicts(rows: Sequence[Figure], windows: Sequence[Window]) -> list[Verdict]:
    """Ours against each rival in every score, over the first span of windows; chances against every other."""
    cells = {(row.forecaster, row.slice, row.metric): row for row in rows}
    span = span_name(spans(windows)[0])
    told = []
    for who in RIVALS:
        if (who, span, "CRPS") in cells:
            about = f"Deaths by country and month, against {who}"
            told += [_on_counts(cells, span, who, metric, about) for metric in COMPARED]
    if (OWN, f"{span}, {LIVELY}", "coverage90") in cells:
        told.append(_on_coverage(cells, span))
    for event, words in (
        (EVENT, "A month with 25 deaths or more"),
        (ONSET, "Onset: such a month after a year without"),
    ):
        name = f"{event}, {span}"
        others = dict.fromkeys(who for who, where, _ in cells if where == name and who != OWN)
        for who in others:
            told += [
                _on_chances(cells, name, who, metric, words)
                for metric in CHANCE_SCORES
                if (who, name, f"{metric} difference") in cells
            ]
    return told


def _on_counts(cells: Named, span: str, who: str, metric: str, about: str) -> Verdict:
    own, other = cells[OWN, span, metric], cells[who, span, metric]
    apart = cells[who, f"{span}, {OURS_LESS}", f"{metric} difference"]
    lighter = cells.get((who, f"{span} {WITHOUT}, {OURS_LESS}", f"{metric} difference"))
    text = f"Mean {metric} {_score(own)} against {_score(other)} of {who}."
    return Verdict(kind=against(apart.value, apart.interval), text=text, why=_why(apart, lighter), about=about)


def _on_chances(cells: Named, name: str, who: str, metric: str, about: str) -> Verdict:
    own, other, apart = cells[OWN, name, metric], cells[who, name, metric], cells[who, name, f"{metric} difference"]
    lighter = cells.get((who, f"{name} {WITHOUT}", f"{metric} difference"))
    text = f"Mean {metric} {_score(own)} against {_score(other)} of {who}."
    return Verdict(kind=against(apart.value, apart.interval), text=text, why=_why(apart, lighter), about=about)


def _on_coverage(cells: Named, span: str) -> Verdict:
    """Where there is war the interval is put to the test: elsewhere 0 to 0 nearly always holds."""
    own, whole = cells[OWN, f"{span}, {LIVELY}", "coverage90"], cells[OWN, span, "coverage90"]
    low, high = own.interval or (own.value, own.value)
    kind: VerdictKind = "coverage held"
    if own.value < COVERAGE:
        kind = "undecided" if high >= COVERAGE else "coverage missed"
    text = f"Our 90% interval held {figure_words('coverage90', own.value)} {LIVELY}."
    ends = [figure_words("coverage90", end) for end in (low, high)]
    why = f"By resampled countries that is {ends[0]} to {ends[1]}; of all country-months it held "
    why += f"{figure_words('coverage90', whole.value)}, for 0 to 0 holds the quiet ones. More than 90% is too wide."
    return Verdict(kind=kind, text=text, why=why, about="Coverage")


def _why(apart: Figure, lighter: Figure | None) -> str:
    said = f"Difference {_apart(apart)}"
    return f"{said}." if lighter is None else f"{said}; {WITHOUT} countries {_apart(lighter)}."


def _apart(row: Figure) -> str:
    value = signed(row.value, DIGITS)
    if row.interval is None:
        return value
    low, high = (signed(end, DIGITS) for end in row.interval)
    return f"{value} (90% interval {low} to {high})"


def _score(row: Figure) -> str:
    return estimate(row.value, DIGITS)


def sentence(rows: Sequence[Figure], windows: Sequence[Window], names: Mapping[int, str], heavy: Sequence[int]) -> str:
    """The answer: our scores beside the reference's, and how much of it hangs on three countries."""
    cells = {(row.forecaster, row.slice, row.metric): row for row in rows}
    first, last = spans(windows)[0]
    span = span_name((first, last))
    beside = [f"{metric} {_score(cells[OWN, span, metric])} and {_score(cells[REFERENCE, span, metric])}"
              for metric in COMPARED]  # fmt: skip
    n = cells[OWN, span, "CRPS"].n
    years = f"{first} to {last}" if last > first else str(first)
    light = f"{span} {WITHOUT}"
    parts = [
        f"Deaths in state-based conflict, {years}, forecast three to fourteen months ahead. Over {n:,} country-months "
        f"the mean scores, ours and those of {REFERENCE} (each country's last twelve months), are {', '.join(beside)}; "
        "less is better."
    ]
    if (OWN, light, "CRPS") in cells:
        parts.append(
            f"Without {_listed(heavy, names)}, the three with most deaths, CRPS is "
            f"{_score(cells[OWN, light, 'CRPS'])} and {_score(cells[REFERENCE, light, 'CRPS'])}."
        )
    return " ".join(parts)


def _listed(countries: Sequence[int], names: Mapping[int, str]) -> str:
    called = [names.get(country, f"country {country}") for country in countries]
    return f"{', '.join(called[:-1])} and {called[-1]}" if len(called) > 1 else "".join(called)


def deviations(windows: Sequence[Window], names: Mapping[int, str]) -> tuple[Deviation, ...]:
    """Our costliest forecasts: of each country and window the worst month, the largest first."""
    worst = sorted(
        ((one, window.year) for window in windows for one in window.worst), key=lambda pair: -pair[0].crps
    )  # fmt: skip
    return tuple(_deviation(one, year, names) for one, year in worst[:ERRORS])


def _deviation(one: Worst, year: int, names: Mapping[int, str]) -> Deviation:
    years, month = divmod(one.month - 1, 12)
    return Deviation(
        what=names.get(one.country, f"country {one.country}"),
        when=f"{MONTHS[month]} {EPOCH_YEAR + years}",
        said=f"{exact(round(one.median))} ({exact(round(one.low))} to {exact(round(one.high))})",
        happened=exact(one.deaths),
        score=one.crps,
        note=f"{percent(one.share)} of all CRPS of {year}",
        case="A country's costliest month in a window: the median, its 90% interval, and the deaths that came",
    )
