"""Words and charts of a bargain: figures no finer than the scale bears, and every chart can be drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contingent.core.bargaining import Coalition, Influence, Issue, IssueOutcome, Shift
from contingent.core.belief import Probability
from contingent.report.bargaining.charts import coalition_chart, influence_chart, shifts_chart, strips_chart
from contingent.report.bargaining.words import (
    agreement_words,
    amount,
    decision_words,
    gives_way_words,
    matters_words,
    signed_amount,
    with_its_unit,
)
from contingent.report.svg import ORANGE, draw
from made_bargain import made_issue, model

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def on(low: float, high: float, unit: str = "") -> Issue:
    return replace(made_issue(None), low=low, high=high, unit=unit, threshold=None)


def outcome(*, agree: bool = True, spread: float = 0.04) -> IssueOutcome:
    shifts = tuple(
        Shift(actor=name, before=before, after=after, after_low=after, after_high=after)
        for name, before, after in (("Norland", 80.0, 62.0), ("Varia", 50.0, 50.5), ("Ostmark", 5.0, 45.0))
    )
    models = tuple(
        replace(model(name, yes), levels=LEVELS, values=values, shifts=shifts if name == "rounds" else ())
        for name, yes, values in (
            ("mean", 0.2, (30.0, 40.0, 48.0, 55.0, 70.0)),
            ("rounds", 0.7, (35.0, 44.0, 52.0, 60.0, 75.0)),
        )
    )
    return IssueOutcome(
        issue="troops",
        models=models,
        pooled=replace(models[0], model="pooled", label="All", yes=Probability(p=0.45, low=0.2, high=0.7)),
        spread=spread,
        agree=agree,
        rule="A rule.",
        coalition=Coalition(actors=("A", "B"), together=((1.0, 0.3), (0.3, 1.0))),
        influences=(
            Influence(
                actor="Ostmark", change="at the high end", move=21.4, moves=(("mean", 20.0), ("rounds", 22.8)), yes=0.31
            ),
            Influence(
                actor="Norland", change="indifferent", move=-8.0, moves=(("mean", -8.0), ("rounds", -8.0)), yes=-0.1
            ),
            Influence(actor="Varia", change="indifferent", move=0.4, moves=(("mean", 0.4), ("rounds", 0.4)), yes=0.0),
        ),
    )


@pytest.mark.parametrize(
    ("low", "high", "value", "told"),
    [(0, 100, 57.8321, "58"), (0, 100_000, 28_584.3, "29,000"), (0, 1, 0.4567, "0.46"), (-10, 10, -3.26, "−3.3")],
)
def test_a_place_is_no_finer_than_a_hundredth_of_its_scale(low: float, high: float, value: float, told: str) -> None:
    assert amount(value, on(low, high)) == told


def test_units_and_signs_are_told() -> None:
    assert with_its_unit(28_584.3, on(0, 100_000, "soldier")).replace("\xa0", " ") == "29,000 soldiers"
    assert [signed_amount(value, on(0, 100)) for value in (3.2, 0.2, -3.2)] == ["+3", "0", "−3"]


def test_models_that_are_near_but_on_two_sides_of_a_decision_are_told_so() -> None:
    assert agreement_words(made_issue(None), outcome()).startswith("The models agree: medians from 48")
    apart = agreement_words(made_issue(None), outcome(agree=False))
    assert apart.startswith("The models disagree on which side of the decision it falls")
    far = agreement_words(made_issue(None), outcome(agree=False, spread=0.3))
    assert far.startswith("The models disagree: medians from 48 (Mean) to 52 (Rounds), 30")


def test_a_decision_is_answered_with_the_span_of_the_models() -> None:
    told = decision_words(made_issue("q"), outcome())
    assert (
        told is not None
        and "45\xa0%" in told
        and "20 to 70\xa0%" in told
        and "if it is settled by 2 March 2032" in told
        and "unscored" in told
        and "Yes, with" not in told  # 45 % is no yes
    )


def test_votes_are_never_told_as_a_change_of_mind() -> None:
    first, rounds = outcome().models
    both = replace(outcome(), models=(first, rounds, replace(rounds, model="exchange", label="Exchange (votes)")))
    told = gives_way_words(made_issue(None), both)
    assert told is not None and "under Rounds Ostmark" in told
    assert "under Exchange (votes, not changed wishes) Ostmark" in told


def test_who_gives_way_and_who_matters_leave_out_what_is_hardly_a_move() -> None:
    moved = gives_way_words(made_issue(None), outcome())
    assert moved == "Who gives way most: under Rounds Ostmark 5 to 45, Norland 80 to 62."
    assert gives_way_words(made_issue(None), replace(outcome(), models=outcome().models[:1])) is None
    mattered = matters_words(made_issue(None), outcome())
    assert mattered is not None and "Ostmark at the high end moves it by +21, P(yes) +31 points" in mattered
    assert "Varia" not in mattered
    assert matters_words(made_issue(None), replace(outcome(), influences=())) is None


@pytest.mark.parametrize("scale", [(0.0, 100.0), (-0.5, 0.5), (0.0, 2e6)])
def test_every_chart_can_be_drawn_on_any_scale(scale: tuple[float, float]) -> None:
    issue = replace(made_issue(None), threshold=None, low=scale[0], high=scale[1])
    found = outcome()
    charts = (strips_chart(issue, found), shifts_chart(issue, found), influence_chart(issue, found),
              coalition_chart(found.coalition))  # fmt: skip
    for place, spec in enumerate(charts):
        drawn = draw(spec, ident=f"chart-{place}", title="A chart", description="Of a bargain.").text
        assert "NaN" not in drawn and "null" not in drawn and "<text" in drawn


def test_the_shift_chart_puts_actors_in_the_order_of_the_scale() -> None:
    spec = shifts_chart(made_issue(None), outcome())
    names = [row["label"] for row in spec["layer"][-1]["data"]["values"]]
    assert names == ["Ostmark", "Varia", "Norland"]


def test_a_threshold_is_drawn_where_there_is_one() -> None:
    decides, leaves_open = (strips_chart(issue, outcome()) for issue in (made_issue("q"), on(0, 100)))
    strokes = [layer for layer in decides["layer"] if layer.get("mark", {}).get("color") == ORANGE]
    assert [row["x"] for row in strokes[0]["data"]["values"]] == [60.0] * 4  # actors, two models, all together
    assert not any(layer.get("mark", {}).get("color") == ORANGE for layer in leaves_open["layer"])
