"""The parts of a question's page: what counts, the forecasts over time, what they rest on, what is new, how it came."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

from contingent.journeys.shown.question import News, QuestionView
from contingent.journeys.shown.question_standing import Score, Stand
from contingent.report.markup import Child, Html, join, link, tag
from contingent.report.numbers import (
    day_words,
    estimate,
    exact,
    typeset,
    unit_words,
    with_unit,
)
from contingent.report.sections.parts import facts, interval_bar, more, number, section, table
from contingent.report.svg import draw
from contingent.report.words import COMPARATORS
from contingent.web.pages.question_words import (
    STATES,
    address_of,
    left_words,
    moved_words,
    outcome_words,
    range_words,
    value_words,
    who_words,
)
from contingent.web.pages.words import moment_words, opened

#: earlier forecasts that the page itself lists
MOST_EARLIER = 100


@lru_cache(maxsize=256)
def drawing(spec: str, ident: str, title: str, description: str) -> Html:
    """A drawing takes 0.05 s, and is the same for everybody until somebody forecasts anew."""
    return draw(json.loads(spec), ident=ident, title=title, description=description)


def answer(view: QuestionView) -> Html:
    """The forecast that stands, large, with its range; or why there is none."""
    lead = view.lead
    if lead is None:
        body: Child = tag("p", tag("b", "No forecast: nobody here has evidence on this."), class_="sentence")
    else:
        last = lead.last
        before = moved_words(last.moved, last.unit)
        body = tag(
            "p",
            tag("strong", number(value_words(last.middle, last.unit), last.middle)),
            " ",
            tag("span", "90 % range ", range_words(last)) if last.low < last.high else None,
            interval_bar(last.middle, last.low, last.high) if last.unit is None else None,
            tag(
                "span",
                f"{opened(who_words(lead.forecaster))}, as of {day_words(last.as_of)}",
                f"; {before} since {day_words(lead.stands[-2].as_of)}" if before else "",
                ".",
                class_="question-who",
            ),
            class_="odds-line",
        )
    came = outcome_words(view)
    settled = (
        tag("p", tag("b", came), f", known {day_words(view.outcome.resolved_on)}: ", view.outcome.source,
            class_="said question-came")
        if view.outcome else None
    )  # fmt: skip
    return join(settled, body)


def criteria(view: QuestionView) -> Html:
    """What counts as yes, by whose word, by when."""
    question = view.question
    passed = view.state in ("settled", "void")
    left = "" if passed else f" ({left_words(view.days_left)})"
    return section(
        "criteria",
        "What counts",
        facts(
            ("State", STATES[view.state]),
            ("Counts as yes", _threshold(view)),
            ("Already", _already(view)),
            ("Opens", day_words(question.opens)),
            ("Deadline", f"{day_words(question.deadline)}{left}"),
            ("Decided by", join(link(question.source))),
            ("Topic", tag("a", question.topic.replace("_", " "), href=f"/questions?topic={question.topic}&state=all")),
            ("Worded", f"{view.wordings} times; the last wording counts" if view.wordings > 1 else None),
            ("Identifier", tag("code", question.id)),
        ),
        tag("h3", "Fine print") if question.fine_print else None,
        tag("ul", *(tag("li", typeset(line)) for line in question.fine_print)) if question.fine_print else None,
    )


def _threshold(view: QuestionView) -> str | None:
    question = view.question
    if question.threshold is None:
        return None
    said = COMPARATORS[question.comparator] or "exactly "
    return f"{said}{with_unit(exact(question.threshold), question.unit, question.threshold)}"


def _already(view: QuestionView) -> str | None:
    question = view.question
    if question.already is None:
        return None
    level = with_unit(exact(question.already), question.unit, question.already)
    return f"{level} before it opened, as the article reports"


def since(view: QuestionView) -> Html | None:
    """What was written since the reader's last look; None where there is no earlier look, or the past is shown."""
    if view.looked_at is None:
        return None
    lead = f"Your last look: {moment_words(view.looked_at)}."
    if not view.news:
        return section("new", "Since your last look", tag("p", "Nothing was written."), lead=lead)
    return section("new", "Since your last look", tag("ul", *map(_news, view.news)), lead=lead)


def _news(one: News) -> Html:
    who = who_words(one.who)
    if one.kind == "forecast" and one.now is not None:
        now = value_words(one.now, one.unit)
        told = (
            f"{who}: {value_words(one.before, one.unit)} → {now} ({moved_words(one.now - one.before, one.unit)})"
            if one.before is not None
            else f"{who}: {now}, its first forecast"
        )
        return tag("li", told)
    if one.kind == "note":
        return tag("li", f"A note by {one.who}: ", tag("span", one.text[:160], dir="auto"))
    if one.kind == "wording":
        return tag("li", "Worded anew: ", tag("span", one.text, dir="auto"))
    return tag("li", f"Settled, by {one.who}. ", tag("span", one.text[:160], dir="auto"))


def forecasts(view: QuestionView, query: str = "") -> Html | None:
    """The forecast of each forecaster that stands, then the earlier ones, to be opened; `query` of the page's twins."""
    if not view.tracks:
        return None
    standing = [track.last for track in view.tracks]
    stands = {stand.seq for stand in standing}
    earlier = [stand for stand in view.stands if stand.seq not in stands]
    every = f"{address_of(view.question.id)}.csv{query}"
    beyond = (
        tag("p", f"The newest {MOST_EARLIER:,} of them stand here; ", tag("a", "all as CSV", href=every), ".",
            class_="note")
        if len(earlier) > MOST_EARLIER else None
    )  # fmt: skip
    folded = (
        more(f"{len(earlier):,} earlier, the newest first",
             join(_forecast_table(earlier[:MOST_EARLIER], "Earlier forecasts"), beyond))
        if earlier else None
    )  # fmt: skip
    return section("forecasts", "Every forecast", _forecast_table(standing, "Those that stand"), folded)


def _forecast_table(stands: Sequence[Stand], caption: str) -> Html:
    heads = ("Forecaster", "As of", "Forecast", "90 % range", "Change", "Written down", "Why")
    rows = [
        (
            who_words(stand.forecaster),
            day_words(stand.as_of),
            number(value_words(stand.middle, stand.unit), stand.middle),
            range_words(stand),
            moved_words(stand.moved, stand.unit) or "–",
            join(moment_words(stand.recorded_at), " ",
                 tag("span", "after the event: not scored", class_="mark unread") if stand.late else None),
            more("Reasons", tag("p", typeset(stand.reasoning), dir="auto")) if stand.reasoning else "–",
        )
        for stand in stands
    ]  # fmt: skip
    return table(heads, rows, caption=caption, class_="question-forecasts")


def scores(view: QuestionView) -> Html | None:
    """How it came out, on what evidence, and how each forecaster did; None while the question is open."""
    if view.outcome is None:
        return None
    came = view.outcome
    corrected = f"It stands in place of {came.corrects} earlier word{'' if came.corrects == 1 else 's'}."
    told = facts(
        ("Came out", tag("b", outcome_words(view))),
        ("Known since", day_words(came.resolved_on)),
        ("By whose word", link(came.source)),
        ("Evidence", tag("span", came.evidence, dir="auto") if came.evidence else None),
        ("Address", link(came.address) if came.address else None),
        ("Note", tag("span", came.note, dir="auto") if came.note else None),
        ("Written down", f"{moment_words(came.recorded_at)}, {came.resolver}"),
        ("Corrected", corrected if came.corrects else None),
    )
    return section("scores", "How it came out", told, *_scored(view))


def _scored(view: QuestionView) -> list[Html]:
    if not view.scores:
        void = view.outcome is not None and view.outcome.outcome is None
        why = (
            "A void question scores nothing."
            if void
            else "No forecast that stood before the event can be scored against it."
        )
        return [tag("p", why)]
    numeric = any(one.crps is not None for one in view.scores)
    heads = ("CRPS", "In 90 % range") if numeric else ("Brier", "Brier over all days", "Log loss")
    rows = [
        (who_words(one.forecaster), one.said, f"{one.days:,} days", *_score(one, numeric=numeric))
        for one in view.scores
    ]
    lead = (
        "CRPS: how far the whole forecast lay from what happened, in its unit. Less is better."
        if numeric
        else "Brier: the squared distance of the probability from what happened; always saying one half has 0.25. "
        "Less is better."
    )
    shown = table(("Forecaster", "Last said", "Days ahead", *heads), rows, caption="How the forecasts did")
    return [shown, tag("p", lead, class_="note")]


def _score(one: Score, *, numeric: bool) -> tuple[str, ...]:
    if numeric:
        held = {True: "yes", False: "no", None: "–"}[one.in90]
        return (f"{estimate(one.crps, 3)} {unit_words(one.unit)}" if one.crps is not None else "–", held)
    loss = "–" if one.brier is None else "infinite" if one.log_loss is None else estimate(one.log_loss, 3)
    return (
        estimate(one.brier, 3) if one.brier is not None else "–",
        estimate(one.brier_over_time, 3) if one.brier_over_time is not None else "–",
        loss,
    )


def notes(view: QuestionView, form: Child) -> Html:
    """What readers wrote, the newest first, and where to write."""
    found = [
        tag(
            "li",
            tag("p", tag("b", note.author), f", {moment_words(note.at)}", class_="note"),
            tag("p", note.text, class_="question-note", dir="auto"),
        )
        for note in view.notes
    ]
    listed = tag("ol", *found, class_="question-notes") if found else tag("p", "No notes yet.", class_="note")
    return section("notes", "Notes", form, listed)
