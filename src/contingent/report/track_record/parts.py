"""The parts of a track record's page, each a list of fragments; the file and the service's page are made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from contingent.report.backtests.backtest import Figure
from contingent.report.markup import Child, Html, join, tag
from contingent.report.numbers import day_words, estimate, percent, percent_range, typeset
from contingent.report.sections.parts import facts, more, number, table
from contingent.report.track_record.drawings import Drawing, drawings_of
from contingent.report.track_record.misses import AddressOf, asked, miss_tables, words
from contingent.report.track_record.record import (
    EXPLAINED,
    GROUPS,
    By,
    Change,
    TrackRecord,
    cell_words,
    counted,
    label_of,
    rows_by,
)
from contingent.scoring.track import BASE_RATE, HALF

LESS = f"Brier less {BASE_RATE}"
#: metric → the head of its column
HEADS: Mapping[str, str] = {
    "Brier": "Brier", LESS: "less base rate", f"Brier less {HALF}": "less one half", "log loss": "log loss",
    "AUROC": "AUROC", "peer score": "peer score", "CRPS": "CRPS", "coverage90": "90 % held",
}  # fmt: skip
LEAST_TERM = 0.0005
#: a table of fewer metrics is not drawn over the whole width
FEW = 4
LEAD = "Below each score its 90% interval. Less is better, but for AUROC and the peer score."
BINS_LEAD = (
    "Of the times about so much was said, how often it happened: on the dashed line the two agree. An upright bar is "
    "the 90% interval; below, how many forecasts each bin holds. Few forecasts make a long bar."
)
APART_LEAD = (
    "Events should have been called likelier than what did not happen. Upward what had been said of what happened, "
    "downward of what did not; each side's bars add to the whole of that side, and bear their number."
)
SLICES_LEAD = (
    "A full dot is {own}'s Brier score with its 90% interval, a hollow one the base rate's over the same questions. "
    "Less, to the left, is better."
)
NUMBERS_LEAD = "Of forecasts of a number: how often the 90% interval held what happened, and how far off they were."
TERMS: tuple[tuple[str, str, str], ...] = (
    ("reliability", "", "lost by saying too much or too little (reliability)"),
    ("resolution", ", less ", "gained by telling cases apart (resolution)"),
    ("uncertainty", ", plus ", "that always saying how often it happened would have (uncertainty)"),
    ("within", ", plus ", "of spread within the ten bins"),
)
#: a drawing as it stands on a page
Show = Callable[[Drawing], Html]


def parts_of(record: TrackRecord, show: Show, address: AddressOf | None = None) -> dict[tuple[str, str], list[Html]]:
    """Each section that has something to say, by its id and heading, in the order of the page.

    `show` makes a drawing part of the page; `address` is where a question's page is, where there are such pages.
    """
    drawn = {name: [show(one) for one in found] for name, found in drawings_of(record).items()}
    sections = {
        ("forecasters", GROUPS["forecaster"]): _forecasters(record, drawn.get("forecasters", [])),
        ("reliability", "Said and happened"): _reliability(record, drawn.get("reliability", [])),
        ("apart", "Events told apart"): _apart(record, drawn.get("apart", [])),
        **{(by, GROUPS[by]): _groups(record, by, drawn.get(by, [])) for by in ("topic", "region", "horizon")},
        ("numbers", "Forecasts of numbers"): _numbers(record, drawn.get("numbers", [])),
        ("wrong", "Where it was most wrong"): _misses(record, address),
        ("changes", "What changed since the last forecast"): _changes(record, address),
        ("counts", "What counts"): _counts(record),
        ("made", "How this was made"): [facts(*record.made)] if record.made else [],
    }  # fmt: skip
    return {named: parts for named, parts in sections.items() if parts}


def key_figures(record: TrackRecord) -> Html | None:
    """The numbers to take away: how many, how far off, beside the base rate."""
    cells = {(row.forecaster, row.metric): row for row in record.rows if row.slice == "all"}
    mine, rate = cells.get((record.own, "Brier")), cells.get((BASE_RATE, "Brier"))
    if mine is None or rate is None:
        return None
    area = cells.get((record.own, "AUROC"))
    told = [
        (f"{mine.n:,}", float(mine.n), "questions called before the event and settled"),
        (estimate(mine.value, 3), mine.value, f"Brier score of {record.own}; the base rate has "
                                              f"{estimate(rate.value, 3)}, always one half 0.25"),
    ]  # fmt: skip
    if area is not None:
        chance = "of pairs of an event and a non-event had the event likelier; chance is 50 %"
        told.append((percent(area.value), area.value, chance))
    return tag(
        "div",
        *(tag("p", tag("strong", number(text, value)), tag("span", typeset(said))) for text, value, said in told),
        class_="figures",
    )


def score_table(caption: str, rows: Sequence[Figure]) -> Html:
    """Forecasters by metric, each figure with its interval below; the baselines last."""
    metrics = [metric for metric in HEADS if any(row.metric == metric for row in rows)]
    cells = {(row.forecaster, row.metric): row for row in rows}
    names = list(dict.fromkeys(row.forecaster for row in rows))
    names.sort(key=lambda name: (name in (BASE_RATE, HALF), _first(cells, name, metrics)))
    body: list[list[Child]] = [
        [
            words(name),
            *(_cell(cells.get((name, metric))) for metric in metrics),
            f"{max(row.n for row in rows if row.forecaster == name):,}",
        ]
        for name in names
    ]
    heads = ["Forecaster", *(HEADS[metric] for metric in metrics), "n"]
    return table(heads, body, caption=typeset(caption), class_=f"scores record{' few' if len(metrics) < FEW else ''}")


def _forecasters(record: TrackRecord, drawn: Sequence[Html]) -> list[Html]:
    rows = [row for row in rows_by(record, "forecaster") if not row.slice.startswith("unit=")]
    if not rows:
        return []
    return [tag("p", typeset(LEAD), class_="lead"), _explained(rows, drawn), *_tables(record, rows)]


def _tables(record: TrackRecord, rows: Sequence[Figure]) -> list[Html]:
    slices = dict.fromkeys(row.slice for row in rows)
    return [score_table(label_of(record, name), [row for row in rows if row.slice == name]) for name in slices]


def _explained(rows: Sequence[Figure], drawn: Sequence[Html]) -> Html:
    """What the scores of the rows are, beside the drawings where there are some."""
    metrics = [metric for metric in EXPLAINED if any(row.metric == metric for row in rows)]
    told = tag("ul", *(tag("li", typeset(EXPLAINED[metric])) for metric in metrics), class_="note")
    if not drawn:
        return more("What these scores are", told)
    return _sliced(drawn, "What these scores are", told)


def _sliced(drawn: Sequence[Html], name: str, beside: Html) -> Html:
    """Drawings with something beside them, which a narrow page folds."""
    return tag(
        "div", tag("div", *drawn), tag("details", tag("summary", name), beside, class_="beside"), class_="sliced"
    )


def _beside(drawn: Sequence[Html]) -> list[Html]:
    return [tag("div", *drawn, class_="drawings")] if drawn else []


def _first(cells: Mapping[tuple[str, str], Figure], name: str, metrics: Sequence[str]) -> float:
    row = cells.get((name, metrics[0]))
    return row.value if row is not None else 0.0


def _cell(row: Figure | None) -> Child:
    if row is None:
        return None
    around = None
    if row.interval is not None:
        low, high = (cell_words(row.metric, end) for end in row.interval)
        # a forecaster that always says the same has no interval to speak of
        around = tag("span", f"{low} to {high}", class_="around") if low != high else None
    return join(number(cell_words(row.metric, row.value), row.value), around)


def _reliability(record: TrackRecord, drawn: Sequence[Html]) -> list[Html]:
    if not drawn:
        return []
    name, own = record.reliability[0]
    reached = sum(one.interval[0] <= one.said <= one.interval[1] for one in own)
    lead = f"{BINS_LEAD} In {reached} of {len(own)} bins of {name} the bar reaches the line."
    held = dict(record.terms)
    said = "".join(
        f"{', less ' if held[name] < 0 else sign}{abs(held[name]):.3f} {told}"
        for name, sign, told in TERMS
        if name in held and (name != "within" or abs(held[name]) >= LEAST_TERM)
    )
    total = f"The Brier score of {record.own}, {_brier(held):.3f}: {said}." if held else ""
    return [
        tag("p", typeset(lead), class_="lead"),
        *_beside(drawn),
        *([tag("p", typeset(total), class_="note")] if held else ()),
    ]


def _brier(terms: Mapping[str, float]) -> float:
    return sum((-value if name == "resolution" else value) for name, value in terms.items())


def _apart(record: TrackRecord, drawn: Sequence[Html]) -> list[Html]:
    if not drawn:
        return []
    areas = [row for row in record.rows if (row.slice, row.metric) == ("all", "AUROC")]
    told = [
        f"{words(row.forecaster)} {percent(row.value)}"
        + (f" ({percent_range(*row.interval)})" if row.interval and row.interval[0] < row.interval[1] else "")
        for row in sorted(areas, key=lambda row: (row.forecaster != record.own, -row.value))
    ]
    said = f"Pairs of an event and a non-event in which the event had been called likelier: {'; '.join(told)}."
    return [tag("p", typeset(APART_LEAD), class_="lead"), *_beside(drawn), tag("p", typeset(said), class_="note")]


def _groups(record: TrackRecord, by: By, drawn: Sequence[Html]) -> list[Html]:
    """Our own forecaster in each slice, beside the base rate; nothing where there is one slice only."""
    rows = rows_by(record, by)
    cells = {(row.slice, row.forecaster, row.metric): row for row in rows}
    slices = [name for name in dict.fromkeys(row.slice for row in rows) if (name, record.own, "Brier") in cells]
    if len(slices) < 2:
        return []
    body: list[list[Child]] = [
        [
            label_of(record, name),
            _cell(cells[(name, record.own, "Brier")]),
            _cell(cells.get((name, BASE_RATE, "Brier"))),
            _cell(cells.get((name, record.own, LESS))),
            f"{cells[(name, record.own, 'Brier')].n:,}",
        ]
        for name in slices
    ]
    heads = [{"topic": "Topic", "region": "Region", "horizon": "Made"}.get(by, by), "Brier", "base rate",
             "difference", "n"]  # fmt: skip
    caption = f"Brier score of {record.own}, that of the base rate so far, and the difference: below 0 is better"
    lead = tag("p", typeset(SLICES_LEAD.format(own=words(record.own))), class_="lead")
    figures = table(heads, body, caption=typeset(caption), class_="scores record groups")
    return [lead, _sliced(drawn, "The figures", figures)]


def _numbers(record: TrackRecord, drawn: Sequence[Html]) -> list[Html]:
    rows = [row for row in record.rows if row.slice.startswith("unit=")]
    if not rows:
        return []
    return [tag("p", typeset(NUMBERS_LEAD), class_="lead"), _explained(rows, drawn), *_tables(record, rows)]


def _misses(record: TrackRecord, address: AddressOf | None) -> list[Html]:
    if not record.deviations:
        return []
    lead = tag("p", typeset(f"The forecasts of {record.own} that cost most, both ways."), class_="lead")
    return [lead, *miss_tables(record.deviations, address)]


def _changes(record: TrackRecord, address: AddressOf | None) -> list[Html]:
    changes = record.changes
    if not changes:
        return []
    body: list[list[Child]] = [
        [
            join(
                asked(one.question, one.id, address),
                tag("span", f"{words(one.forecaster)}; deadline {day_words(one.deadline)}", class_="around"),
            ),
            _said(one.before, one),
            _said(one.now, one, now=True),
            one.outcome or ("open" if one.deadline >= record.as_of else "due"),
        ]
        for one in changes
    ]
    lead = "The largest moves between a forecaster's last two forecasts of one question; open questions first."
    return [
        tag("p", typeset(lead), class_="lead"),
        table(["Question", "before", "now", "happened"], body, caption="Probabilities", class_="scores changes"),
    ]


def _said(value: float, one: Change, *, now: bool = False) -> Html:
    day = day_words(one.now_day if now else one.before_day)
    return join(number(percent(value), value), tag("span", day, class_="around"))


def _counts(record: TrackRecord) -> list[Html]:
    entries = [tag("li", typeset(said)) for said in (*counted(record), *record.notes)]
    return [tag("ul", *entries)]
