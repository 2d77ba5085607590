"""A question as it is shown: as known on a day, with what pushes it, what is new to the reader, and how it came out."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from contingent.core.belief import Probability
from contingent.core.errors import InputError, LedgerError, MissingError
from contingent.core.nouns import Forecast, ReferenceClass
from contingent.core.plain import plain
from contingent.core.times import now
from contingent.journeys.resolving.settle import settle_one
from contingent.journeys.shown.notes import LONGEST_NOTE, write_note
from contingent.journeys.shown.question import QuestionView, believe, shown_question
from contingent.journeys.shown.question_drawing import days_of, lines_of
from contingent.journeys.shown.question_factors import Factor
from contingent.journeys.shown.question_text import COLUMNS, forecast_rows, question_markdown
from contingent.ledger.chain import Row
from contingent.ledger.store import Ledger
from proof.made_ledgers import DEADLINE, KNOWN, OPENS, chance, draws, forecast, put, question, resolution

LATER = OPENS + timedelta(30)


@pytest.fixture
def where(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(where: Path) -> Iterator[Ledger]:
    with Ledger.open(where) as opened:
        yield opened


def logit(p: float) -> float:
    return math.log(p / (1 - p))


def pooled(name: str, members: dict[str, tuple[float, float]], *, on: date = OPENS) -> Forecast:
    """An ensemble whose probability is the weighted mean of its members' log-odds."""
    total = sum(weight for _, weight in members.values())
    p = 1 / (1 + math.exp(-sum(weight * logit(p) for p, weight in members.values()) / total))
    made = forecast(name, "ensemble", Probability(p=p, low=p / 2, high=(1 + p) / 2), on=on)
    return replace(made, members=tuple((who, p, weight) for who, (p, weight) in members.items()))


def show(ledger: Ledger, name: str = "q", **more: object) -> QuestionView:
    return shown_question(ledger, name, **{"as_of": LATER, **more})  # type: ignore[arg-type]


def test_an_unknown_question_is_missing_and_so_is_one_asked_later(ledger: Ledger, where: Path) -> None:
    put(where, question("q"))
    with pytest.raises(MissingError, match="no question 'other'"):
        show(ledger, "other")
    with pytest.raises(MissingError):
        show(ledger, as_of=OPENS - timedelta(1))


def test_what_came_later_stays_hidden(ledger: Ledger, where: Path) -> None:
    put(where, question("q"), forecast("q", "ensemble", chance(0.2)))
    before = show(ledger, as_of=OPENS)
    put(where, forecast("q", "ensemble", chance(0.6), on=LATER), resolution("q", True))
    write_note(ledger, question="q", author="a", text="later", as_of=LATER)
    assert show(ledger, as_of=OPENS) == before
    after = show(ledger, as_of=KNOWN)
    assert [stand.middle for stand in after.stands] == [0.6, 0.2]
    assert (after.state, before.state) == ("settled", "open")


def test_only_the_rows_of_the_question_are_read(ledger: Ledger, where: Path) -> None:
    put(where, question("q"), question("r"), forecast("q", "ensemble", chance(0.2)),
        forecast("r", "ensemble", chance(0.9)))  # fmt: skip
    assert [stand.middle for stand in show(ledger).stands] == [0.2]


def test_one_track_a_forecaster_the_pool_leads_and_words_come_last(ledger: Ledger, where: Path) -> None:
    members = {"hazard": (0.1, 0.6), "stated": (0.5, 0.4)}
    put(where, question("q"), forecast("q", "stated", chance(0.5)), forecast("q", "reader:Ada", chance(0.3)),
        forecast("q", "hazard", chance(0.1)), pooled("q", members), pooled("q", members, on=LATER))  # fmt: skip
    view = show(ledger)
    assert [(track.forecaster, track.role, len(track.stands)) for track in view.tracks] == [
        ("ensemble", "headline", 2), ("hazard", "member", 1), ("reader:Ada", "reader", 1), ("stated", "words", 1),
    ]  # fmt: skip
    assert view.lead is not None and view.lead.last.moved == 0.0


def test_the_words_of_a_text_alone_are_no_forecast(ledger: Ledger, where: Path) -> None:
    put(where, question("q"), forecast("q", "stated", chance(0.5)))
    assert show(ledger).lead is None


def test_a_member_above_the_pool_raises_it_and_without_it_the_others_pool(ledger: Ledger, where: Path) -> None:
    members = {"high": (0.6, 0.5), "low": (0.1, 0.3), "middle": (0.2, 0.2)}
    put(where, question("q"), pooled("q", members))
    p = show(ledger).stands[0].middle
    found = {factor.name: factor for factor in show(ledger).factors}
    assert {name: factor.direction for name, factor in found.items()} == {
        name: "raises" if q > p else "lowers" for name, (q, _) in members.items()
    }
    for name in members:
        others = {other: said for other, said in members.items() if other != name}
        assert found[name].without == pytest.approx(pooled("q", others).belief.p)  # type: ignore[union-attr]


def test_where_the_pool_is_not_the_mean_of_its_members_nothing_is_made_up(ledger: Ledger, where: Path) -> None:
    made = replace(forecast("q", "ensemble", chance(0.5)), members=(("a", 0.1, 0.5), ("b", 0.2, 0.5)))
    put(where, question("q"), made)
    assert [(factor.direction, factor.without) for factor in show(ledger).factors] == [("lowers", None)] * 2


def test_a_member_that_is_most_of_the_pool_moves_it_though_it_lies_beside_it(ledger: Ledger, where: Path) -> None:
    put(where, question("q"), pooled("q", {"heavy": (0.1, 0.98), "light": (0.15, 0.02)}),
        question("r"), pooled("r", {"only": (0.1, 1.0)}))  # fmt: skip
    found = {factor.name: factor.direction for factor in show(ledger).factors}
    assert found == {"heavy": "lowers", "light": "hardly"}
    assert [factor.direction for factor in show(ledger, "r").factors] == ["unknown"], "there is nothing beside it"


def test_a_claim_is_told_with_its_speaker_and_that_they_fight(ledger: Ledger, where: Path) -> None:
    put(where, question("q"))
    claim = Factor(kind="said", direction="unknown", name="said outright", text="We hold the town.", claim=1,
                   said_by="the source General Staff", party=True)  # fmt: skip
    told = question_markdown(replace(show(ledger), factors=(claim,)))
    assert "“We hold the town.” (said by the source General Staff; said outright; claim of a party to the" in told


def test_cases_move_the_forecast_as_their_member_does_and_comparisons_do_not(ledger: Ledger, where: Path) -> None:
    counted = ReferenceClass(name="wars", events=2, cases=10, effective_n=10, rate_low=0.1, rate_high=0.4,
                             source="a list", verified=True)  # fmt: skip
    beside = replace(counted, name="for comparison: older wars")
    unowned = replace(counted, name="strikes")
    member = replace(forecast("q", "hazard", chance(0.1)), reference_classes=(counted, beside))
    pool = replace(pooled("q", {"hazard": (0.1, 0.5), "other": (0.6, 0.5)}),
                   reference_classes=(counted, beside, unowned))  # fmt: skip
    put(where, question("q"), member, pool)
    found = {factor.name: factor.direction for factor in show(ledger).factors if factor.kind == "counted"}
    assert found == {"wars": "lowers", "older wars": "none", "strikes": "unknown"}


def test_news_are_the_rows_after_the_last_look_with_before_and_now(ledger: Ledger, where: Path) -> None:
    put(where, question("q"), forecast("q", "ensemble", chance(0.2)))
    seen = show(ledger).last_seq
    assert show(ledger, since=seen).news == ()
    put(where, forecast("q", "ensemble", chance(0.5), on=LATER), forecast("q", "hazard", chance(0.4), on=LATER))
    put(where, replace(question("q"), source="another source"))
    note = write_note(ledger, question="q", author="Ada", text="look here", as_of=LATER)
    news = show(ledger, since=seen).news
    assert [one.kind for one in news] == ["note", "wording", "forecast", "forecast"]
    told = {one.who: (one.before, one.now) for one in news if one.kind == "forecast"}
    assert told == {"ensemble": (0.2, 0.5), "hazard": (None, 0.4)}
    assert show(ledger, since=note.seq).news == ()
    assert show(ledger).news == ()  # no look before: nothing is new


def test_a_question_kept_again_for_an_earlier_day_is_not_worded_anew(ledger: Ledger, where: Path) -> None:
    put(where, question("q"))
    since, earlier = ledger.head().seq, OPENS - timedelta(9)
    ledger.append("question", None, plain(question("q")), as_of=earlier, recorded_at=now())
    assert ledger.head().seq == since + 1 and not show(ledger, since=since).news
    put(where, replace(question("q"), text="In other words?"))
    assert [one.text for one in show(ledger, since=since).news] == ["In other words?"]


def test_a_forecast_written_down_after_the_event_is_shown_and_never_scored(ledger: Ledger, where: Path) -> None:
    put(where, question("q"), forecast("q", "ensemble", chance(0.2)), resolution("q", True))
    put(where, forecast("q", "hazard", chance(0.99)), at=KNOWN + timedelta(1))
    view = show(ledger, as_of=KNOWN + timedelta(2))
    assert {stand.forecaster: stand.late for stand in view.stands} == {"ensemble": False, "hazard": True}
    assert [(one.forecaster, one.brier) for one in view.scores] == [("ensemble", pytest.approx(0.64))]


def test_scores_of_numbers_and_of_what_was_called_impossible(ledger: Ledger, where: Path) -> None:
    put(where, question("n"), forecast("n", "counts", draws(1.0, 2.0, 3.0)), resolution("n", 2.0))
    (score,) = show(ledger, "n", as_of=KNOWN).scores
    assert (score.unit, score.in90) == ("person", True) and score.crps == pytest.approx(2 / 3 - 4 / 9)
    put(where, question("z"), forecast("z", "sure", chance(0.0)), resolution("z", True))
    (score,) = show(ledger, "z", as_of=KNOWN).scores
    assert (score.brier, score.log_loss) == (1.0, None)


def test_settling_reads_and_writes_one_question_and_a_correction_stands_beside(ledger: Ledger, where: Path) -> None:
    put(where, question("q"), question("r"), forecast("q", "ensemble", chance(0.2)))
    told = resolution("q", False, evidence="the record")
    settle_one(ledger, told, as_of=KNOWN, write=False)
    assert show(ledger, as_of=KNOWN).state == "due"
    settle_one(ledger, told, as_of=KNOWN)
    assert show(ledger, as_of=KNOWN).scores[0].brier == pytest.approx(0.04)
    with pytest.raises(InputError, match="settled already as no"):
        settle_one(ledger, replace(told, outcome=True), as_of=KNOWN)
    settle_one(ledger, replace(told, outcome=True), as_of=KNOWN, correct=True)
    outcome = show(ledger, as_of=KNOWN).outcome
    assert outcome is not None and (outcome.outcome, outcome.corrects) == (True, 1)
    assert show(ledger, "r", as_of=KNOWN).state == "due"


def test_a_reader_s_own_forecast_stands_once_and_only_while_the_question_runs(ledger: Ledger, where: Path) -> None:
    put(where, question("q"), forecast("q", "ensemble", chance(0.2)))
    for _ in range(2):
        believe(ledger, show(ledger), reader="Ada", low=0.1, middle=0.3, high=0.5, reasoning="a hunch")
    view = show(ledger)
    assert [(t.forecaster, len(t.stands)) for t in view.tracks] == [("ensemble", 1), ("reader:Ada", 1)]
    assert view.lead is not None and view.lead.forecaster == "ensemble"
    with pytest.raises(InputError, match="low <= p <= high"):
        believe(ledger, view, reader="Ada", low=0.4, middle=0.3, high=0.5, reasoning="")
    with pytest.raises(InputError, match="deadline"):
        believe(ledger, show(ledger, as_of=DEADLINE + timedelta(1)), reader="Ada", low=0.1, middle=0.2, high=0.3,
                reasoning="")  # fmt: skip
    put(where, resolution("q", True, on=LATER, evidence="seen"))
    with pytest.raises(InputError, match="was settled"):
        believe(ledger, show(ledger), reader="Ada", low=0.1, middle=0.2, high=0.3, reasoning="")


def test_a_reader_of_a_number_believes_in_its_unit(ledger: Ledger, where: Path) -> None:
    put(where, question("n"), forecast("n", "counts", draws(1.0, 2.0, 3.0)))
    believe(ledger, show(ledger, "n"), reader="Ada", low=5, middle=7, high=20, reasoning="")
    stand = show(ledger, "n").stands[0]
    assert (stand.low, stand.middle, stand.high, stand.unit) == (5, 7, 20, "person")


def test_a_note_sent_twice_in_the_same_instant_is_kept_once(ledger: Ledger, where: Path) -> None:
    put(where, question("q"))
    both = threading.Barrier(2)

    class Together:
        """The ledger, to two who both have looked before either writes."""

        def read(self, **asked: Any) -> tuple[Row, ...]:
            rows = ledger.read(**asked)
            if threading.current_thread() not in looked:
                looked.add(threading.current_thread())
                both.wait(20)
            return rows

        def append(self, *given: Any, **more: Any) -> Row:
            return ledger.append(*given, **more)

    looked: set[threading.Thread] = set()
    with ThreadPoolExecutor(2) as two:
        sent = [
            two.submit(write_note, cast("Ledger", Together()), question="q", author="Ada", text="é", as_of=OPENS)
            for _ in range(2)
        ]
        seqs = {one.result(20).seq for one in sent}
    assert len(seqs) == len(show(ledger).notes) == 1


def test_notes_are_kept_newest_first_once_and_within_their_length(ledger: Ledger, where: Path) -> None:
    put(where, question("q"))
    for text in ("first", "second", "second", " second \n"):
        write_note(ledger, question="q", author="Ada", text=text, as_of=OPENS)
    write_note(ledger, question="q", author="Bo", text="second", as_of=OPENS)
    assert [(note.author, note.text) for note in show(ledger).notes] == [
        ("Bo", "second"), ("Ada", "second"), ("Ada", "first"),
    ]  # fmt: skip
    for text in ("", " \n ", "x" * (LONGEST_NOTE + 1)):
        with pytest.raises(InputError, match="wanted"):
            write_note(ledger, question="q", author="Ada", text=text, as_of=OPENS)
    assert ledger.verify().ok


def test_a_row_that_is_no_note_is_told_not_dropped(ledger: Ledger, where: Path) -> None:
    put(where, question("q"))
    ledger.append("note", None, {"question": "q", "words": 1}, as_of=OPENS, recorded_at=datetime.now(UTC))  # noqa: TID251
    with pytest.raises(LedgerError, match="no note"):
        show(ledger)


def test_the_chart_shows_forecasts_of_one_kind_and_what_came_out(ledger: Ledger, where: Path) -> None:
    put(where, question("q", threshold=10.0, unit="person"), forecast("q", "ensemble", chance(0.2)),
        forecast("q", "counts", draws(1.0, 2.0)), resolution("q", 12.0))  # fmt: skip
    view = show(ledger, as_of=KNOWN)
    assert [line.name for line in lines_of(view, width=880)] == ["Ensemble"]
    assert (days_of(view).outcome, days_of(view).until) == (1.0, DEADLINE)


def test_the_twins_tell_every_forecast_and_hold_no_markup_from_outside(ledger: Ledger, where: Path) -> None:
    put(where, replace(question("q"), source="<b>a|b</b>"), forecast("q", "ensemble", chance(0.2)),
        forecast("q", "ensemble", chance(0.4), on=LATER))  # fmt: skip
    view = show(ledger)
    rows = list(forecast_rows(view))
    assert [dict(zip(COLUMNS, row, strict=True))["middle"] for row in rows] == [0.4, 0.2]
    said = question_markdown(view)
    assert "\\<b\\>" in said and "| 40 % (90 % range" in said.replace("\u00a0", " ")
    assert plain(view)["tracks"][0]["stands"][0]["middle"] == 0.2
