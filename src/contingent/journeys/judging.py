"""The judge made ready: settings read, documents taken from the ledger as of a day, every prompt asked side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from contingent.core.errors import LedgerError
from contingent.core.nouns import Document, Question
from contingent.core.sockets import Evidence
from contingent.core.times import today
from contingent.forecasting.judge import DOCUMENTS, REPLY_SCHEMA, Judge, Prompts
from contingent.forecasting.retrieval import KeptDocument
from contingent.language.meter import Meter
from contingent.language.settings import ModelSettings, read_settings
from contingent.language.tape import rehearse
from contingent.reading.documents.segments import lay_out
from contingent.reading.proposals.locate import unseen
from contingent.sources import shipped

if TYPE_CHECKING:
    from contingent.ledger.chain import Row
    from contingent.ledger.store import Ledger

#: an `as_of` further back than this may lie before what a model was trained on
FRESH = timedelta(days=30)
_AT_ONCE = 50


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
    spans = [(segment.kind, segment.start, segment.end) for segment in document.segments]
    return KeptDocument(
        text=_own_words(document.text, spans),
        origin=_seen(document.title or document.origin),
        known=document.published or as_of,
    )


def _own_words(text: str, segments: Iterable[tuple[str, int, int]]) -> str:
    """Title and body of a text whose segments are given by kind and bounds."""
    return _seen("\n\n".join(text[start:end] for kind, start, end in segments if kind in ("title", "body")))


def _seen(text: str) -> str:
    return "".join(letter for letter in text if not unseen(letter))


def kept_documents(ledger: Path | str | None, *, as_of: date) -> tuple[KeptDocument, ...]:
    """The documents that the ledger held as of the day, each its own words alone; none where there is no ledger.

    What is title and body is told by the brief that was kept with a document; where there is none, by its looks.

    Raises:
        LedgerError: there is a ledger but it cannot be read, or a brief in it.
    """
    from contingent.ledger.store import Ledger

    if ledger is None or not Ledger.exists(ledger):
        return ()
    # one kept again for an earlier day has two rows: it is one document, known from the first day
    first: dict[tuple[str, str], date] = {}
    with Ledger.open(ledger, create=False) as store:
        for row in _rows(store, "document", as_of=as_of):
            body = row.body
            found, known = (body["text"], body["title"] or body["origin"]), date.fromisoformat(row.as_of)
            first[found] = min(known, first.get(found, known))
        told = _own_words_by_text(_rows(store, "brief", as_of=as_of))
    return tuple(
        KeptDocument(text=told[text] if text in told else _by_looks(text), origin=_seen(origin), known=known)
        for (text, origin), known in first.items()
    )


def _rows(store: Ledger, kind: str, *, as_of: date) -> Iterator[Row]:
    """Rows of a kind a few at a time: briefs are large."""
    after = 0
    while rows := store.read(as_of=as_of, kind=kind, after=after, most=_AT_ONCE):
        yield from rows
        after = rows[-1].seq


def _own_words_by_text(briefs: Iterable[Row]) -> dict[str, str]:
    """The own words of every text that has a brief; of two readings of one text, the one that shows less."""
    told: dict[str, str] = {}
    for row in briefs:
        try:
            document = row.body["document"]
            text: str = document["text"]
            words = _own_words(text, [(one["kind"], one["start"], one["end"]) for one in document["segments"]])
        except (KeyError, TypeError, ValueError) as error:
            raise LedgerError(f"row {row.seq} of the ledger is no brief that can be read: {error!r}") from error
        told[text] = min(words, told.get(text, words), key=len)
    return told


def _by_looks(text: str) -> str:
    return _own_words(text, [(segment.kind, segment.start, segment.end) for segment in lay_out(text).segments])


def cost_words(settings: ModelSettings, meter: Meter) -> str:
    """What was asked and what it cost, in a sentence."""
    used = meter.used
    if not used.calls:
        return f"The language model {settings.model} was asked nothing: every reply was on tape, or none came."
    tokens = f"{used.prompt_tokens + used.reply_tokens:,} tokens"
    guessed = f", {used.estimated} of them counted by us from characters" if used.estimated else ""
    cost = f", {meter.cost:.4f} US dollars" if meter.cost is not None else ", at a price nobody gave"
    times = "once" if used.calls == 1 else f"{used.calls} times"
    return f"The language model {settings.model} answered {times}{guessed}: {tokens}{cost}."


def _trained_later(as_of: date) -> tuple[str, ...]:
    if today() - as_of <= FRESH:
        return ()
    return (
        f"The judge was asked as of {as_of.isoformat()}, but its model may have been trained on what happened after; "
        "no as_of can hide that. Its forecast of the past is no evidence of skill.",
    )
