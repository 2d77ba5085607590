"""A language model as a forecaster: asked several times in several ways on quoted evidence, the median of its log-odds.

It receives a model, so a test or a backtest hands it a tape. What it is shown is data; what it replies is a number that
is checked, never a command.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from contingent.core.belief import Probability
from contingent.core.errors import DataError, LanguageModelError
from contingent.core.keys import content_id
from contingent.core.nouns import Forecast, Question
from contingent.core.sockets import Evidence, LanguageModel
from contingent.forecasting.retrieval import KeptDocument, Passage, retrieve

SAMPLES = 5
DEADLINE_SECONDS = 60.0
#: a reply that is surer than this is no estimate, and is left out
LEAST, MOST = 0.001, 0.999
#: characters at the end of a reply in which its object is looked for
_END = 20_000
_LONGEST_REASONING = 1000
_SHOWN = 40
DOCUMENTS = "documents"
REPLY_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {"reasoning": {"type": "string"}, "probability": {"type": "number"}},
    "required": ["reasoning", "probability"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompts:
    """What is asked: a `prompt` with fields to fill in, and `ways` of thinking, one a sample in turn."""

    prompt: str
    ways: tuple[str, ...]

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Prompts:
        """The prompts of the table "judge"."""
        return cls(prompt=table["prompt"].strip(), ways=tuple(table["ways"]))


class Judge:
    """A Forecaster that asks a language model. At least half of the samples must be usable, or it says nothing."""

    name = "judge"

    def __init__(
        self,
        model: LanguageModel,
        prompts: Prompts,
        *,
        samples: int = SAMPLES,
        deadline_seconds: float = DEADLINE_SECONDS,
    ) -> None:
        if not 1 <= samples <= 25:
            raise DataError(f"the judge would be asked {samples} times a question; wanted 1 to 25")
        self._model = model
        self._prompts = prompts
        self._samples = samples
        self._deadline_seconds = deadline_seconds

    def prompts(self, question: Question, *, as_of: date, evidence: Evidence) -> tuple[str, ...]:
        """What the model will be asked about the question, a prompt a sample.

        Raises:
            LeakError: evidence holds a document from after `as_of`.
        """
        documents: Sequence[KeptDocument] = evidence.tables.get(DOCUMENTS, ())
        passages = retrieve(question.text, documents, as_of=as_of)
        ways = self._prompts.ways
        return tuple(
            # samples beyond the ways are told apart, so that each is asked for anew
            self._filled(question, passages, as_of, ways[turn % len(ways)] + " Again." * (turn // len(ways)))
            for turn in range(self._samples)
        )

    def forecast(self, question: Question, *, as_of: date, evidence: Evidence) -> Forecast | None:
        """The median of the samples' log-odds, their range as its interval; None once the question is closed.

        Raises:
            LeakError: evidence holds a document from after `as_of`.
            LanguageModelError: fewer than half of the samples were usable; says why.
        """
        if question.deadline <= as_of:
            return None
        said: list[tuple[float, str]] = []
        faults: list[str] = []
        for prompt in self.prompts(question, as_of=as_of, evidence=evidence):
            try:
                reply = self._model.complete(prompt, schema=REPLY_SCHEMA, deadline_seconds=self._deadline_seconds)
                said.append(read_reply(reply))
            except LanguageModelError as error:
                faults.append(str(error))
        if 2 * len(said) < self._samples:
            raise LanguageModelError(
                f"{len(faults)} of {self._samples} answers of {self._model.name!r} were of no use; "
                f"the last: {faults[-1]}"
            )
        ps = sorted(p for p, _ in said)
        middle = median(math.log(p) - math.log1p(-p) for p in ps)
        p = min(max(1.0 / (1.0 + math.exp(-middle)), ps[0]), ps[-1])  # lest rounding put it beyond its own samples
        belief = Probability(p=p, low=ps[0], high=ps[-1])
        return Forecast(
            id=content_id("f", question.id, self.name, self._model.name, as_of, belief, [words for _, words in said]),
            question=question.id,
            forecaster=self.name,
            as_of=as_of,
            belief=belief,
            reasoning=self._reasoning(said, p, len(faults)),
        )

    def _filled(self, question: Question, passages: Sequence[Passage], as_of: date, way: str) -> str:
        quoted = (
            "\n\n".join(f"[{p.origin}, known {p.known.isoformat()}] {p.text}" for p in passages) or "(none was found)"
        )
        # a mark that the passages cannot hold, so that none of them can end the quotation
        fence = f"<<{content_id('quoted', question.text, quoted)}>>"
        return self._prompts.prompt.format(
            as_of=as_of.isoformat(), question=question.text, opens=question.opens.isoformat(),
            deadline=question.deadline.isoformat(), source=question.source, fence=fence, passages=quoted, way=way,
            fine_print="\n".join(f"- {line}" for line in question.fine_print),
        )  # fmt: skip

    def _reasoning(self, said: Sequence[tuple[float, str]], p: float, faults: int) -> str:
        """Whose words these are, and those of the sample nearest to the median."""
        _, words = min(said, key=lambda sample: (abs(sample[0] - p), sample[1]))
        missing = f" ({faults} more were of no use)" if faults else ""
        times = "once" if len(said) == 1 else f"{len(said)} times"
        return (
            f"The language model {self._model.name} was asked {times}{missing}; the median of its log-odds, "
            f"and the range of its answers. In its words: “{words}”"
        )


def read_reply(text: str) -> tuple[float, str]:
    """The probability and the reasoning of a reply: JSON, perhaps with words or a code fence around it.

    Raises:
        LanguageModelError: there is no such object in it, or no probability from .001 to .999.
    """
    value = _object_in(text)
    p, words = value.get("probability"), value.get("reasoning")
    if isinstance(p, bool) or not isinstance(p, int | float) or not isinstance(words, str):
        raise LanguageModelError(f"the reply has probability {_shown(p)}; wanted a number and a reasoning in words")
    if not LEAST <= p <= MOST:
        raise LanguageModelError(f"the reply has probability {_shown(p)}; wanted {LEAST} to {MOST}")
    return float(p), _line(words)[:_LONGEST_REASONING]


def _line(words: str) -> str:
    """The words in one line that every terminal, page and ledger can hold: a mark for what cannot be printed."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(words.split()))


def _shown(value: object) -> str:
    """A value as a message may show it: a reply can hold a megabyte where a number was wanted."""
    text = _line(str(value) if isinstance(value, int | float | None) else repr(value))
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _object_in(text: str) -> dict[str, Any]:
    """The text as a JSON object, else the last one near its end that names a probability."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        whole = None
    if isinstance(whole, dict) and "probability" in whole:
        return whole
    text = text[-_END:]
    decoder = json.JSONDecoder()
    for start in sorted((place for place, letter in enumerate(text) if letter == "{"), reverse=True):
        try:
            value, _ = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and "probability" in value:
            return value
    raise LanguageModelError("the reply holds no JSON object with a probability")
