"""The judge made ready: settings read, documents taken from the ledger as of a day, every prompt asked side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from contingent.core.nouns import Document, Question
from contingent.core.sockets import Evidence
from contingent.core.times import today
from contingent.forecasting.judge import DOCUMENTS, REPLY_SCHEMA, Judge, Prompts
from contingent.forecasting.retrieval import KeptDocument
from contingent.language.meter import Meter
from contingent.language.settings import ModelSettings, read_settings
from contingent.language.tape import rehearse
from contingent.reading.proposals.locate import unseen
from contingent.sources import shipped

#: an `as_of` further back than this may lie before what a model was trained on
FRESH = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A judge that has its answers already, the evidence it was shown, what it cost, and what a reader must know."""

    judge: Judge
    evidence: Evidence
    words: str
    warnings: tuple[str, ...]


def ready_judge(
    settings_file: Path, questions: Sequence[Question], *, evidence: Evidence, documents: Sequence[KeptDocument]
) -> Judged:
    """The judge after every question that is open at the evidence's day was asked; failures are told when it forecasts.

    Raises:
        InputError: the settings cannot be used.
        LeakError: a document became known after the evidence's day.
    """
    settings = read_settings(settings_file)
    meter = settings.meter()
    model = settings.open(meter, beside=settings_file.parent)
    prompts = Prompts.of(shipped.table("judge"))
    shown = replace(evidence, tables={**evidence.tables, DOCUMENTS: tuple(documents)})
    asking = Judge(model, prompts, samples=settings.samples, deadline_seconds=settings.deadline_seconds)
    wanted = [
        prompt
        for question in questions
        if question.deadline > evidence.as_of
        for prompt in asking.prompts(question, as_of=evidence.as_of, evidence=shown)
    ]
    answered = rehearse(
        model, wanted, schema=REPLY_SCHEMA, deadline_seconds=settings.deadline_seconds, at_once=settings.at_once
    )
    judge = Judge(answered, prompts, samples=settings.samples, deadline_seconds=settings.deadline_seconds)
    return Judged(
        judge=judge, evidence=shown, words=cost_words(settings, meter), warnings=_trained_later(evidence.as_of)
    )


def own_document(document: Document, *, as_of: date) -> KeptDocument:
    """The article as a judge is shown it: its own words, not those of its readers or of what stands around it.

    Characters that show nothing are left out: whoever reads the page does not see them either.
    """
    parts = [document.text[s.start : s.end] for s in document.segments if s.kind in ("title", "body")]
    text = "".join(letter for letter in "\n\n".join(parts) if not unseen(letter))
    return KeptDocument(text=text, origin=document.title or document.origin, known=document.published or as_of)


def kept_documents(ledger: Path | str | None, *, as_of: date) -> tuple[KeptDocument, ...]:
    """The documents that the ledger held as of the day; none where there is no ledger.

    Raises:
        LedgerError: there is a ledger but it cannot be read.
    """
    from contingent.ledger.store import Ledger

    if ledger is None or not Ledger.exists(ledger):
        return ()
    with Ledger.open(ledger, create=False) as store:
        rows = store.read(as_of=as_of, kind="document")
    return tuple(_documents((row.body, date.fromisoformat(row.as_of)) for row in rows))


def _documents(rows: Iterable[tuple[dict[str, str], date]]) -> Iterable[KeptDocument]:
    # one kept again for an earlier day has two rows: it is one document, known from the first day
    first: dict[tuple[str, str], date] = {}
    for body, known in rows:
        found = body["text"], body["title"] or body["origin"]
        first[found] = min(known, first.get(found, known))
    for (text, origin), known in first.items():
        yield KeptDocument(text=text, origin=origin, known=known)


def cost_words(settings: ModelSettings, meter: Meter) -> str:
    """What was asked and what it cost, in a sentence."""
    used = meter.used
    if not used.calls:
        return f"The language model {settings.model} was asked nothing: every reply was on tape, or none came."
    tokens = f"{used.prompt_tokens + used.reply_tokens:,} tokens"
    guessed = f", {used.estimated} of them counted by us from characters" if used.estimated else ""
    cost = f", {meter.cost:.4f} US dollars" if meter.cost is not None else ", at a price nobody gave"
    return f"The language model {settings.model} answered {used.calls} times{guessed}: {tokens}{cost}."


def _trained_later(as_of: date) -> tuple[str, ...]:
    if today() - as_of <= FRESH:
        return ()
    return (
        f"The judge was asked as of {as_of.isoformat()}, but its model may have been trained on what happened after; "
        "no as_of can hide that. Its forecast of the past is no evidence of skill.",
    )
