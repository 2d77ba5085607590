"""The two users of a language model, each asked once of a faulty server: what came of it, and what was wrong."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from contingent.core.belief import Probability
from contingent.core.nouns import Forecast, Reading
from contingent.core.plain import plain
from contingent.journeys.forecasts.question import Asked, QuestionForecast, forecast_question, keep_question_forecast
from contingent.journeys.model_reading import lines_of, read_with_model, table_of
from contingent.journeys.read import read_article_text
from contingent.language.tape import Tape
from contingent.ledger.store import Ledger
from contingent.sources.articles import Article
from proof.orders import COMMENT, text_article

DEADLINE_SECONDS = 0.3
SAMPLES = 2
NAME = "m"
KNOWN = {"base_rate", "hazard", "structural", "bargaining", "stated", "judge", "ensemble"}
#: characters of a warning: a fault is told, not quoted at length
LONGEST_WARNING = 900
ASKED = Asked(
    text="Will Russia and Ukraine agree a ceasefire?", by=date(2025, 6, 30), as_of=date(2024, 11, 18),
    topic="ceasefire", actor="Russia", recipient="Ukraine",
)  # fmt: skip
ARTICLE = Article(raw=text_article(comment=COMMENT).encode(), origin="x.md", content_type="text/markdown")
READ_AS_OF = date(2024, 5, 1)
QUOTES = (
    "12,000 soldiers", "at least 40,000 soldiers", "around 60,000 soldiers", "Azerbaijan", "5,000 soldiers",
    "Azerbaijan seized two border villages in March 2024", "nearly 50 percent", "the war could end sooner",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came of one try: whether the model had a part, what was wrong (in words), and the wall-clock it took."""

    took_part: bool
    wrong: tuple[str, ...]
    seconds: float


def good_judgement() -> str:
    """A reply that the judge can use."""
    return json.dumps({"reasoning": "because", "probability": 0.2})


def good_items() -> str:
    """A reply that the reader can use."""
    return json.dumps({"items": [{"kind": "quantity", "quote": QUOTES[0], "value": 12000, "unit": "soldier"}]})


def settings(folder: Path, server: str | None, tape: str | None, **more: Any) -> Path:
    """A settings file for either user, in the folder."""
    lines: Mapping[str, Any] = {
        "model": NAME, "server": server, "tape": tape, "deadline_seconds": DEADLINE_SECONDS, "at_once": SAMPLES, **more
    }  # fmt: skip
    told = [f"{name} = {json.dumps(value)}" for name, value in lines.items() if value is not None]
    path = folder / "model.toml"
    path.write_text("\n".join(told) + "\n", encoding="utf-8")
    return path


def judge_asked(server: str, folder: Path, *, tape: str | None, keep: bool) -> Came:
    """A question put to counted forecasters and the faulty judge."""
    file = settings(folder, server, tape, samples=SAMPLES)
    began = time.monotonic()
    made = forecast_question(ASKED, judge=file)
    seconds = time.monotonic() - began
    wrong = _wrong_forecasts(made)
    took_part = any(forecast.forecaster == "judge" for forecast in made.forecasts)
    if keep:
        ledger = folder / "ledger.sqlite"
        keep_question_forecast(made, ledger)
        with Ledger.open(ledger) as store:
            wrong += [
                f"ledger: {row.kind}"
                for row in store.read(as_of=ASKED.as_of, kind="forecast")
                if not _is_known(row.body)
            ]
    if tape is not None and took_part:
        again = forecast_question(ASKED, judge=settings(folder, None, tape, samples=SAMPLES))
        if _apart(again.forecasts) != _apart(made.forecasts):
            wrong.append("tape: another forecast from the tape")
    return Came(took_part=took_part, wrong=(*wrong, *_harmed(folder, tape)), seconds=seconds)


def reader_asked(server: str, folder: Path, *, tape: str | None, keep: bool) -> Came:
    """An article read by the rules and the faulty reader."""
    file = settings(folder, server, tape)
    began = time.monotonic()
    made = read_with_model(ARTICLE, as_of=READ_AS_OF, settings=file)
    seconds = time.monotonic() - began
    rules, wrong = rules_reading(), _unprintable(lines_of(made))
    text = json.dumps(plain(table_of(made)), ensure_ascii=False, allow_nan=False)
    text.encode("utf-8")
    wrong += _wrong_reading(made.reading, rules, answered=made.answered)
    if made.answered == 0 and (made.agreement or made.provenance):
        wrong.append("unlabelled: a model without an answer is named as a source")
    if made.answered and not any(NAME in row.name for row in made.provenance):
        wrong.append("unlabelled: the model is no source")
    if made.answered < made.asked and not any("failed" in word for word in made.words):
        wrong.append("silent: no warning of a prompt that failed")
    if tape is not None and made.answered == made.asked:
        again = read_with_model(ARTICLE, as_of=READ_AS_OF, settings=settings(folder, None, tape))
        if again.reading.claims != made.reading.claims:
            wrong.append("tape: another reading from the tape")
    return Came(took_part=made.answered > 0, wrong=(*wrong, *_harmed(folder, tape)), seconds=seconds)


@cache
def rules_reading() -> Reading:
    """The article as the rules alone read it."""
    return read_article_text(ARTICLE, as_of=READ_AS_OF).reading


@cache
def clean_forecast() -> QuestionForecast:
    """The question as it is forecast without a model."""
    return forecast_question(ASKED)


#: name → how it is asked
USERS: Mapping[str, Callable[..., Came]] = {"judge": judge_asked, "reader": reader_asked}


def _wrong_forecasts(made: QuestionForecast) -> list[str]:
    clean, wrong = clean_forecast(), _unprintable(made.notes)
    json.dumps(plain(made), ensure_ascii=False, allow_nan=False).encode("utf-8")
    for forecast in made.forecasts:
        belief = forecast.belief
        if forecast.forecaster not in KNOWN or not isinstance(belief, Probability) or not 0 < belief.p < 1:
            wrong.append(f"unlabelled: {forecast.forecaster} {belief}")
    house = [f for f in made.forecasts if f.forecaster not in ("judge", "ensemble")]
    if house != [f for f in clean.forecasts if f.forecaster != "ensemble"]:
        wrong.append("changed: a counted forecaster says another thing")
    judged = [f for f in made.forecasts if f.forecaster == "judge"]
    left_out = [note for note in made.notes if note.startswith("The forecaster “judge” was left out: ")]
    if judged:
        wrong += _wrong_judgement(judged[0], made)
    elif made.forecasts != clean.forecasts:
        wrong.append("changed: the forecast without a judgement is not the one without a judge")
    if not judged and len(left_out) != 1:
        wrong.append("silent: no warning names why the judge was left out")
    return wrong


def _wrong_judgement(judgement: Forecast, made: QuestionForecast) -> list[str]:
    wrong = _unprintable((judgement.reasoning,), longest=2000)
    if not judgement.reasoning.startswith(f"The language model {NAME} was asked"):
        wrong.append("unlabelled: a judgement that does not say whose it is")
    pooled = [f for f in made.forecasts if f.forecaster == "ensemble"]
    shares = [{name: share for name, _, share in f.members} for f in pooled]
    if not shares or not 0 < shares[0].get("judge", 0.0) <= 0.5:
        wrong.append(f"unlabelled: the pool does not show the judge's share ({shares})")
    return wrong


def _wrong_reading(reading: Reading, rules: Reading, *, answered: int) -> list[str]:
    wrong = _unprintable(reading.warnings)
    if not answered:
        if replace(reading, warnings=()) != replace(rules, warnings=()):
            wrong.append("changed: the reading without a usable reply is not the rules'")
        if not any("reading of the rules alone" in w and "The last fault: " in w for w in reading.warnings):
            wrong.append("silent: no warning names the fault")
        return wrong
    claims = {claim.id: claim for claim in reading.claims}
    for claim in rules.claims:
        kept = claims.get(claim.id)
        if kept is None or replace(kept, found_by=(), confidence=None) != replace(claim, found_by=(), confidence=None):
            wrong.append(f"changed: the rules' claim “{claim.span.text}”")
    text, old = rules.document.text, {claim.id for claim in rules.claims}
    new = [claim for claim in reading.claims if claim.id not in old]
    wrong += [
        f"unlabelled: “{claim.span.text}” found by {claim.found_by}"
        for claim in new
        if claim.found_by != (NAME,) or text[claim.span.start : claim.span.end] != claim.span.text
    ]
    if not new and (reading.questions, reading.checks) != (rules.questions, rules.checks):
        wrong.append("changed: questions or checks without a new claim")
    return wrong


def _unprintable(lines: tuple[str, ...], longest: int = LONGEST_WARNING) -> list[str]:
    """What no terminal, page or log should be handed."""
    return [
        f"words: {line[:80]!r}"
        for line in lines
        if len(line) > longest or "Traceback" in line or not line.replace("\n", "").isprintable()
    ]


def _apart(forecasts: tuple[Forecast, ...]) -> list[tuple[str, object]]:
    return [(forecast.forecaster, forecast.belief) for forecast in forecasts]


def _is_known(body: Mapping[str, Any]) -> bool:
    p = body["belief"].get("p")
    return body["forecaster"] in KNOWN and isinstance(p, float) and math.isfinite(p)


def _harmed(folder: Path, tape: str | None) -> tuple[str, ...]:
    """What is wrong with a tape: lines that are no replies; a tape that cannot be opened raises."""
    if tape is None or not (folder / tape).exists():
        return ()
    Tape(folder / tape, name=NAME)
    raw = (folder / tape).read_bytes()
    keys = [json.loads(line)["key"] for line in raw.splitlines()]
    return () if raw.endswith(b"\n") and len(keys) == len(set(keys)) else ("tape: torn, or a key twice",)
