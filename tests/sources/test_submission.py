"""Submissions in the form of ForecastBench: what is written reads back, and every way to be wrong is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from contingent.core.errors import InputError, ValueRangeError
from contingent.sources.forecastbench import QuestionSet, read_question_set
from contingent.sources.submission import Submission, answer, check, read_submission, submission_text, validate
from proof import made_sets as made

DUE = date(2025, 11, 9)


def asked_set(folder: Path, *, each: int = 2) -> QuestionSet:
    parts = [made.data_question("fred", n, DUE) for n in (0, 1)]
    combined = {**parts[0], "id": ["fred-0", "fred-1"], "combination_of": parts, "question": "Both?"}
    return read_question_set(made.write_set(folder, DUE, [*made.questions(DUE, each=each), combined]))


def whole(asked: QuestionSet) -> Submission:
    return Submission(
        organization="Contingent",
        model="contingent",
        model_organization="Contingent",
        question_set=asked.name,
        forecast_due_date=asked.due,
        forecasts=tuple(answer(row, 0.25, reasoning="a quarter") for row in asked.rows),
    )


def test_what_is_written_reads_back_and_validates(tmp_path: Path) -> None:
    asked = asked_set(tmp_path)
    made_one = whole(asked)
    text = submission_text(made_one)
    assert read_submission(text) == made_one
    assert validate(made_one, asked, file_name=made_one.file_name()) == ()
    assert made_one.file_name() == "2025-11-09.Contingent.1.json"
    assert submission_text(read_submission(text)) == text


def test_the_fields_are_those_of_the_benchmark(tmp_path: Path) -> None:
    plain = json.loads(submission_text(whole(asked_set(tmp_path))))
    assert list(plain) == [
        "organization", "model", "model_organization", "question_set", "forecast_due_date", "forecasts"
    ]  # fmt: skip
    single = [one for one in plain["forecasts"] if isinstance(one["id"], str)]
    assert all(list(one) == ["id", "source", "forecast", "resolution_date", "reasoning"] for one in single)
    assert all((one["resolution_date"] is None) == (one["source"] in made.MARKET) for one in plain["forecasts"])
    combined = [one for one in plain["forecasts"] if isinstance(one["id"], list)]
    assert len(combined) == 12
    assert sorted({tuple(one["direction"]) for one in combined}) == [(-1, -1), (-1, 1), (1, -1), (1, 1)]


def test_a_full_set_of_500_questions_validates(tmp_path: Path) -> None:
    asked = read_question_set(made.write_set(tmp_path, DUE, made.questions(DUE, each=56)[:500]))
    assert asked.questions == 500
    assert validate(whole(asked), asked) == ()


CHANGES: list[tuple[Callable[[Submission], Submission], str]] = [
    (lambda s: replace(s, forecasts=s.forecasts[1:]), "is not answered"),
    (lambda s: replace(s, forecasts=(*s.forecasts, s.forecasts[0])), "is answered 2 times"),
    (lambda s: replace(s, forecasts=(*s.forecasts, replace(s.forecasts[0], id="else"))), "was not asked"),
    (lambda s: replace(s, forecasts=(replace(s.forecasts[0], resolution_date=DUE), *s.forecasts[1:])), "its dates are"),
    (lambda s: replace(s, forecasts=(replace(s.forecasts[0], forecast=1.5), *s.forecasts[1:])), "wanted 0 to 1"),
    (
        lambda s: replace(s, forecasts=(replace(s.forecasts[0], forecast=float("nan")), *s.forecasts[1:])),
        "wanted 0 to 1",
    ),
    (lambda s: replace(s, question_set="other.json"), "question_set is 'other.json'"),
    (lambda s: replace(s, forecast_due_date=DUE + timedelta(days=1)), "forecast_due_date is"),
    (lambda s: replace(s, model=" "), "model is empty"),
]


@pytest.mark.parametrize(("change", "words"), CHANGES)
def test_every_problem_is_told(tmp_path: Path, change: Callable[[Submission], Submission], words: str) -> None:
    asked = asked_set(tmp_path)
    problems = validate(change(whole(asked)), asked)
    assert any(words in one for one in problems)
    with pytest.raises(InputError) as raised:
        check(change(whole(asked)), asked)
    assert all(one in str(raised.value) for one in problems)


def test_a_market_with_a_date_is_told_that_it_wants_none(tmp_path: Path) -> None:
    asked = asked_set(tmp_path)
    good = whole(asked)
    dated = tuple(
        replace(one, resolution_date=DUE + timedelta(days=7)) if one.source == "infer" else one
        for one in good.forecasts
    )
    problems = validate(replace(good, forecasts=dated), asked)
    assert sum("resolution_date is null" in one for one in problems) == 2


@pytest.mark.parametrize(
    "name", ["2025-11-09.Contingent.json", "2025-11-09.Contingent.0.json", "x.json", "2025-11-09.Other.1.json"]
)
def test_the_file_is_named_as_the_benchmark_wants(tmp_path: Path, name: str) -> None:
    asked = asked_set(tmp_path)
    assert any("the file is named" in one for one in validate(whole(asked), asked, file_name=name))


@pytest.mark.parametrize("organization", ["", "../up", "a/b", "a\\b", ".hidden", "a\nb"])
def test_an_organization_that_is_no_part_of_a_file_name_is_refused(tmp_path: Path, organization: str) -> None:
    with pytest.raises(InputError, match="organization"):
        replace(whole(asked_set(tmp_path)), organization=organization).file_name()


def test_no_probability_is_clipped_on_the_way_out(tmp_path: Path) -> None:
    good = whole(asked_set(tmp_path))
    with pytest.raises(ValueRangeError, match=r"1\.01"):
        submission_text(replace(good, forecasts=(replace(good.forecasts[0], forecast=1.01),)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"forecast": "high"}, "forecast is 'high'"),
        ({"forecast": True}, "forecast is True"),
        ({"forecast": 2}, "forecast is 2"),
        ({"id": 4}, "id is 4"),
        ({"id": []}, "id is []"),
        ({"resolution_date": "soon"}, "resolution_date is 'soon'"),
        ({"direction": [1, 1]}, "direction is [1, 1]"),
        ({"direction": 3}, "direction is 3"),
        ({"source": None}, "source is None"),
        ({"reasoning": 3}, "reasoning is neither"),
    ],
)
def test_a_bad_file_is_refused_with_every_problem(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    plain = json.loads(submission_text(whole(asked_set(tmp_path))))
    plain["forecasts"][2] |= change
    plain["forecasts"][5] |= change
    del plain["model"]
    with pytest.raises(InputError) as raised:
        read_submission(json.dumps(plain), name="mine.json")
    told = str(raised.value)
    assert "mine.json" in told and "3 problems" in told
    assert told.count(words) == 2 and "model is None" in told


@pytest.mark.parametrize("text", ["", "[]", "{", "3", '{"forecasts": 3}'])
def test_what_is_no_submission_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_submission(text)
