"""What a forecast of a question set says in words: a line a forecast, who led, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contingent.forecasting.sets import registry
from contingent.forecasting.sets.baselines import horizon_of
from contingent.forecasting.sets.choose import MARKET, group_of
from contingent.forecasting.sets.forecaster import Words
from contingent.forecasting.sets.informed import history_probability
from contingent.forecasting.sets.resolve import in_words
from contingent.forecasting.sets.rows import DATASETS, Known
from contingent.forecasting.sets.templates import ConflictTemplate, conflict_templates
from contingent.report.sets.page import SetLine, SetReport
from contingent.sources.forecastbench import QuestionSet


def set_report(asked: QuestionSet, words: Words, known: Known, walked: tuple[int, Sequence[str]]) -> SetReport:
    """The words on a set as its page tells them; `walked`: how many sets candidates were compared on, and notes."""
    compared, notes = walked
    templates: Mapping[str, ConflictTemplate] = conflict_templates([word.row for word in words.words])
    lines = []
    for word in words.words:
        members = dict(word.members)
        beside = members.get("frozen_price" if group_of(word.row.source) == MARKET else "template_rate")
        lines.append(
            SetLine(
                source=word.row.source,
                text=in_words(word.row),
                horizon=horizon_of(word.row),
                by=word.by,
                p=word.p,
                beside=beside,
                place=templates[word.row.id].country if word.row.id in templates else "",
            )
        )
    leads = {line.by.split(", ")[0] for line in lines}
    return SetReport(
        name=asked.name,
        due=asked.due,
        as_of=words.as_of,
        questions=asked.questions,
        lines=tuple(lines),
        who=tuple((name, told) for name, told in registry.WHO.items() if name in leads),
        notes=(
            f"Taught by {len(known.labels):,} resolutions known by {words.as_of}; candidates were compared on "
            f"{compared} earlier sets, each as of its freeze day.",
            _seen(words, known, templates),
            *notes,
        ),
    )


def _seen(words: Words, known: Known, templates: Mapping[str, ConflictTemplate]) -> str:
    """How many forecasts had a history to go by."""
    told = sum(
        history_probability(word.row, known.histories, as_of=words.as_of, template=templates.get(word.row.id))
        is not None
        for word in words.words
        if not word.row.parts and word.row.source in DATASETS
    )
    if not told:
        return "From the text of the questions alone: no history of their series was at hand."
    return f"{told:,} of the forecasts had a history of their series to go by; the others rest on the text alone."
