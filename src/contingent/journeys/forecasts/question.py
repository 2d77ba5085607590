"""One question in words, forecast: read for what it asks, counted in reference classes, judged by a model if asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import cast, get_args

from contingent.core.errors import ArticleError, ValueRangeError
from contingent.core.keys import content_id
from contingent.core.nouns import Forecast, Question, Topic
from contingent.core.sockets import Evidence, Forecaster
from contingent.forecasting import default_forecasters, forecast_all
from contingent.forecasting.ensemble import Ensemble
from contingent.journeys.judging import kept_documents, ready_judge
from contingent.journeys.progress import Say, silent
from contingent.journeys.read import read_article_text
from contingent.report.claims_ledger.words import many_words
from contingent.sources import shipped
from contingent.sources.articles import Article

LONGEST = 1000
NO_JUDGE = (
    "No language model was asked: none is configured. Name one with --judge FILE, or rely on the counted forecasters."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionForecast:
    """A question, every forecast of it that could be made, and what a reader should know of how."""

    question: Question
    forecasts: tuple[Forecast, ...]
    understood: bool
    notes: tuple[str, ...]

    @property
    def best(self) -> Forecast | None:
        """The ensemble's forecast; None where nobody had anything to say."""
        return next((f for f in self.forecasts if f.forecaster == Ensemble.name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the user asks: the question in words, by when, settled by which source.

    `topic`, `actor` and `recipient` say what it is about where its words are not enough: a cease-fire or a war's end is
    between the two.
    """

    text: str
    by: date
    as_of: date
    source: str = "the most cited public reporting by the deadline"
    topic: str = "other"
    actor: str | None = None
    recipient: str | None = None


def forecast_question(
    asked: Asked, *, judge: Path | None = None, ledger: Path | str | None = None, say: Say = silent
) -> QuestionForecast:
    """The question, forecast on what was known at `as_of`; nothing is kept.

    `judge` is the file that names a language model; `ledger` holds the documents that it may be shown.

    Raises:
        ValueRangeError: the deadline is not after `as_of`, the words are none or too many, or there is no such topic.
        InputError: the judge's settings cannot be used.
    """
    question, understood = understand(asked)
    say("Forecasting the question")
    tables = {name: shipped.table(name) for name in shipped.FORECASTING_TABLES}
    evidence = Evidence(as_of=asked.as_of, tables=tables)
    more: tuple[Forecaster, ...] = ()
    notes = [NO_JUDGE] if judge is None else []
    if judge is not None:
        say("Asking the language model")
        documents = kept_documents(ledger, as_of=asked.as_of)
        judged = ready_judge(judge, [question], evidence=evidence, documents=documents)
        more, evidence = (judged.judge,), judged.evidence
        notes += [
            judged.words,
            *judged.warnings,
            f"Searched for evidence: {many_words(len(documents), 'document')} of the ledger.",
        ]
    forecasts, warnings = forecast_all([question], default_forecasters(*more), asked.as_of, evidence)
    notes += warnings
    if not understood:
        notes.append(
            "The words fit no kind of question that reference classes exist for. Say what it is about with --topic and "
            "the actors, or name a language model to judge it."
        )
    return QuestionForecast(question=question, forecasts=forecasts, understood=understood, notes=tuple(notes))


def understand(asked: Asked) -> tuple[Question, bool]:
    """The question with topic, actors and threshold as far as its words were understood, and whether they were."""
    text = " ".join(asked.text.split())
    if not text or len(text) > LONGEST:
        raise ValueRangeError(f"the question has {len(text)} characters; wanted 1 to {LONGEST}.")
    for given in filter(None, (text, asked.actor, asked.recipient)):
        if any("\ud800" <= letter <= "\udfff" for letter in given):
            raise ValueRangeError(f"{given!r} holds bytes that are no text; wanted a question and actors in UTF-8.")
    if asked.topic not in get_args(Topic):
        raise ValueRangeError(f"the topic is {asked.topic!r}; wanted one of {', '.join(get_args(Topic))}.")
    plain = Question(
        id=content_id("q", text, asked.by, asked.topic, asked.actor, asked.recipient), text=text,
        topic=cast(Topic, asked.topic), opens=asked.as_of, deadline=asked.by, source=asked.source, fine_print=(),
        claims=(), quote=None, actor=asked.actor, recipient=asked.recipient,
    )  # fmt: skip
    if asked.topic != "other":
        return plain, True
    try:
        article = Article(raw=text.encode("utf-8"), origin="question", content_type="text/plain")
        found = read_article_text(article, as_of=asked.as_of).reading.questions
    except ArticleError:
        return plain, False
    same = [question for question in found if question.deadline == asked.by]
    if len(same) != 1:
        return plain, False
    return replace(same[0], id=plain.id, text=text, source=asked.source, claims=(), quote=None), True


def keep_question_forecast(made: QuestionForecast, where: Path | str) -> int:
    """The question and its forecasts are in the ledger; returns how many rows that is. Keeping twice changes nothing.

    Raises:
        LedgerError: the ledger cannot be written; nothing was.
    """
    from contingent.journeys.keep import keep_forecasts  # imported late: a database, which not every forecast needs

    return keep_forecasts([made.question], made.forecasts, where, as_of=made.question.opens)
