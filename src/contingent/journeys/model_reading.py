"""An article read by the rules and by a language model: it proposes, code disposes, and a failure loses nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from contingent.core.brief import DataUsed
from contingent.core.errors import LanguageModelError
from contingent.core.nouns import Claim, Reading
from contingent.core.sockets import LanguageModel
from contingent.journeys.judging import cost_words
from contingent.journeys.progress import Say, silent
from contingent.journeys.read import Read, read_article_text
from contingent.language.meter import Latency, Meter, Usage
from contingent.language.settings import ReaderSettings, settings_in
from contingent.language.tape import rehearse
from contingent.reading import assemble
from contingent.reading.documents.sentences import sentences
from contingent.reading.proposals.dispose import Candidate, Grounds, dispose
from contingent.reading.proposals.prompts import ReaderPrompts
from contingent.reading.proposals.replies import proposals_in, schema
from contingent.reading.proposals.unite import Agreement, Disagreement, Sureness, United, unite
from contingent.reading.proposals.windows import Window, windows
from contingent.report.claims_ledger.words import many_words
from contingent.sources import shipped
from contingent.sources.articles import Article

MOST_WINDOWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What asking took: tokens as far as servers counted them, and US dollars (None: no price is known)."""

    usage: Usage
    dollars: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRead:
    """A reading by the rules and a model together, and how that came about.

    `asked` prompts were sent or found on tape, `answered` had a usable reply. `dropped` counts by reason what of the
    model's words was thrown away; `agreement` is empty where no prompt was answered: the reading is the rules' then.
    `tape_sha256` is the tape's digest, None without one.
    """

    reading: Reading
    as_of: date
    model: str
    asked: int
    answered: int
    agreement: tuple[Agreement, ...]
    disagreements: tuple[Disagreement, ...]
    dropped: Mapping[str, int]
    cost: Cost
    latency: Latency
    tape_sha256: str | None
    words: tuple[str, ...]

    @property
    def provenance(self) -> tuple[DataUsed, ...]:
        """The model as something the reading rests on, with its tape's digest; none where it had no part in it."""
        if not self.answered:
            return ()
        return (
            DataUsed(
                name=f"reader/{self.model}",
                source=f"replies of the language model {self.model} to {self.answered} of "
                f"{many_words(self.asked, 'prompt')}",
                data_through=None,
                licence="as the owner of the model has it",
                checksum=self.tape_sha256 or "no tape was kept",
            ),
        )


def read_with_model(article: Article, *, as_of: date | None, settings: Path, say: Say = silent) -> ModelRead:
    """The article as rules and model read it together; the rules' reading, with a warning, where the model fails.

    Nothing is written but the tape that the settings name. The same article and tape give the same reading.

    Raises:
        ArticleError: the article cannot be read; as `read_article_text`.
        InputError: the settings cannot be used.
    """
    settings_in(settings, ReaderSettings)  # a fault in them is told before anything is read
    return with_model(read_article_text(article, as_of=as_of), settings=settings, say=say)


def with_model(read: Read, *, settings: Path, say: Say = silent) -> ModelRead:
    """What the rules read, read by the model as well; otherwise as `read_with_model`.

    Raises:
        InputError: the settings cannot be used.
    """
    known = settings_in(settings, ReaderSettings)
    meter = known.meter()
    model = known.open(meter, beside=settings.parent)
    say("Asking the language model")
    return model_read(read, model, known, meter=meter, tape=settings.parent / known.tape if known.tape else None)


def model_read(
    read: Read, model: LanguageModel, settings: ReaderSettings, *, meter: Meter, tape: Path | None = None
) -> ModelRead:
    """The reading with the model's part in it; every window is asked, as many at once as the settings allow."""
    document = read.reading.document
    table = shipped.table("reader_prompt")
    cut = windows(document, characters=settings.chunk_characters, overlap=settings.overlap_characters)
    shown, left = cut[:MOST_WINDOWS], len(cut[MOST_WINDOWS:])
    wording = ReaderPrompts.of(table)
    prompts = [wording.filled(document, window) for window in shown]
    form = schema()
    deadline = settings.deadline_seconds
    said = rehearse(model, prompts, schema=form, deadline_seconds=deadline, at_once=settings.at_once)
    heard = _Heard(Counter(), [], [])
    written = min(read.as_of, document.published or document.not_after or read.as_of)  # offices as the rules read them
    grounds = Grounds(document, sentences(document), shipped.gazetteer(), written)
    for window, prompt in zip(shown, prompts, strict=True):
        heard.add(said, prompt, form, window, grounds)
    united = None
    reading = read.reading
    if len(heard.faults) < len(prompts):
        candidates = _once(heard.candidates)
        united = unite(reading.claims, candidates, model=settings.model, sureness=Sureness.of(table))
        reading = _united(read, united)
    words = _words(settings, meter, len(prompts), heard, united, left)
    return ModelRead(
        reading=replace(reading, warnings=(*reading.warnings, *words)),
        as_of=read.as_of,
        model=settings.model,
        asked=len(prompts),
        answered=len(prompts) - len(heard.faults),
        agreement=united.agreement if united else (),
        disagreements=united.disagreements if united else (),
        dropped=MappingProxyType(dict(sorted(heard.dropped.items()))),
        cost=Cost(usage=meter.used, dollars=meter.cost),
        latency=meter.latency,
        tape_sha256=_digest(tape),
        words=words,
    )


@dataclass(frozen=True, slots=True)
class _Heard:
    """What came of the prompts so far: what was dropped, what is left, and the prompts that failed."""

    dropped: Counter[str]
    candidates: list[Candidate]
    faults: list[str]

    def add(
        self, said: LanguageModel, prompt: str, form: Mapping[str, object], window: Window, grounds: Grounds
    ) -> None:
        """The reply to one prompt is taken in, or its failure."""
        try:
            reply = proposals_in(said.complete(prompt, schema=form, deadline_seconds=1.0))
        except LanguageModelError as error:
            self.faults.append(str(error))
            return
        left = dispose(reply.proposals, window, grounds)
        self.dropped.update(reply.dropped)
        self.dropped.update(left.dropped)
        if reply.cut:
            self.dropped["reply_cut_off"] += 1
        self.candidates.extend(left.candidates)


def _once(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Each item once, though windows overlap."""
    return tuple({candidate.claim.id: candidate for candidate in reversed(candidates)}.values())[::-1]


def _united(read: Read, united: United) -> Reading:
    """The reading of the union: everything that follows from claims follows anew, by the rules."""
    document, day, theatres = read.reading.document, read.as_of, shipped.theatres(read.as_of)

    def made(claims: Sequence[Claim]) -> Reading:
        names, countries = shipped.gazetteer(), shipped.countries()
        return assemble(document, claims, gazetteer=names, as_of=day, theatres=theatres, countries=countries)

    before = made(read.reading.claims).warnings  # what the rules' claims led to is said of the union instead
    first = tuple(warning for warning in read.reading.warnings if warning not in before)
    reading = made(united.claims)
    return replace(reading, warnings=(*first, *reading.warnings), unfit=read.reading.unfit)


def _words(
    settings: ReaderSettings, meter: Meter, asked: int, heard: _Heard, united: United | None, left: int
) -> tuple[str, ...]:
    """What a reader must know of the model's part, in sentences."""
    name, told = settings.model, [cost_words(settings, meter)]
    failed, prompts = len(heard.faults), many_words(asked, "prompt")
    if united is None:
        why = f" The last fault: {heard.faults[-1]}" if heard.faults else ""
        return (
            f"The language model {name} gave nothing that could be used ({failed} of {prompts} failed): this is the "
            f"reading of the rules alone.{why}",
        )
    if failed:
        told.append(
            f"{failed} of {prompts} to {name} failed; there the rules alone have read. The last fault: "
            f"{heard.faults[-1]}"
        )
    if left:
        last = "last window was" if left == 1 else f"last {left} windows were"
        told.append(f"The article is long: its {last} not shown to {name}.")
    whole = united.agreement[-1]
    told.append(
        f"{name} and the rules agree on {many_words(whole.both, 'claim')}; {whole.rules} only the rules found, "
        f"{whole.model} only the model. Its own words are nowhere used: each item stands in the text, its numbers read "
        "by our grammar."
    )
    dropped = sum(heard.dropped.values())
    if dropped:
        reasons = ", ".join(f"{why.replace('_', ' ')} {count}" for why, count in heard.dropped.most_common(5))
        told.append(f"Dropped of what {name} said: {dropped} in all ({reasons}).")
    if united.disagreements:
        told.append(f"Read otherwise by {name}, and kept as the rules have it: {len(united.disagreements)}.")
    return tuple(told)


def _digest(tape: Path | None) -> str | None:
    """The SHA-256 of the tape as it is now; None where there is none."""
    if tape is None or not tape.is_file():
        return None
    return hashlib.sha256(tape.read_bytes()).hexdigest()


def lines_of(made: ModelRead) -> tuple[str, ...]:
    """How the model's part came about, in lines to print: agreement by kind, cost, waiting, drops, disagreements."""
    told = [f"{'kind':<12}{'both':>6}{'rules':>7}{'model':>7}{'share':>8}{'F1':>7}"] if made.agreement else []
    for row in made.agreement:
        shares = [f"{100 * part:.0f} %" if part is not None else "–" for part in (row.share, row.f1)]
        told.append(f"{row.kind:<12}{row.both:>6}{row.rules:>7}{row.model:>7}{shares[0]:>8}{shares[1]:>7}")
    waited = made.latency
    if waited.median is not None and waited.p95 is not None:
        told.append(
            f"{many_words(waited.requests, 'request')} took {waited.total:.1f} s in all; half of them "
            f"{waited.median:.2f} s or less, 95 % of them {waited.p95:.2f} s or less."
        )
    told += [*made.words]
    told += [f"“{d.quote}”: {d.what} {d.ours}; {made.model} says {d.theirs}." for d in made.disagreements]
    return tuple(told)


def table_of(made: ModelRead) -> dict[str, object]:
    """The same as plain values, with the reading: what `--json` prints."""
    return {
        "reading": made.reading,
        "model": made.model,
        "asked": made.asked,
        "answered": made.answered,
        "agreement": [
            {"kind": a.kind, "both": a.both, "rules": a.rules, "model": a.model, "share": a.share, "f1": a.f1}
            for a in made.agreement
        ],
        "disagreements": made.disagreements,
        "dropped": dict(made.dropped),
        "cost": made.cost,
        "latency": made.latency,
        "tape_sha256": made.tape_sha256,
    }
