"""What it touches, shown: every figure with its range and chance, harmless whatever a source says, silent for none."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from rich.console import Console

from contingent.core.exposure import Effect, Tie, Touched
from contingent.report.backtests.backtest import Backtest, figures_json
from contingent.report.backtests.markets import Forecasts, Looked, charts, figures, summary, verdicts
from contingent.report.backtests.page import render_backtest_html
from contingent.report.sections.touches import touches_section
from contingent.report.svg import draw
from contingent.report.touches.charts import Move, forest_chart, hundredths, placebo_chart
from contingent.report.touches.terminal import render_touches
from contingent.scoring.compare import compare

HOSTILE = "<script>alert('owned')</script>"
TIE = Tie(
    event="attacks and escalation", instrument="wti", label="WTI crude oil", why="War may cut supply.",
    source="https://example.org/paper", verified=True,
)  # fmt: skip
EFFECT = Effect(
    tie=TIE, window_days=1, events=143, mean=0.61, low=0.36, high=0.83, unit="%", p=0.0002, q=0.024, up=0.65,
    usual_up=0.51, skill_direction=0.007, skill_direction_low=-0.005, skill_direction_high=0.021, skill_size=-0.002,
    skill_size_low=-0.005, skill_size_high=0.001,
    verdict="Forecast from past events, the direction does not beat the unconditional distribution out of sample.",
    first_event=date(1987, 6, 1), last_event=date(2024, 5, 1),
)  # fmt: skip
TOUCHED = Touched(
    kinds=("attacks and escalation",), effects=(EFFECT,), claims=("claim-1",), tried=78,
    fitted_as_of=date(2024, 6, 30), note="Past events, not a forecast; not investment advice.",
)  # fmt: skip


def on_terminal(touched: Touched | None) -> str:
    console = Console(file=io.StringIO(), width=80, color_system=None)
    render_touches(touched, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_without_an_effect_page_and_terminal_are_silent() -> None:
    assert touches_section(None) is None and touches_section(replace(TOUCHED, effects=())) is None
    assert on_terminal(None) == on_terminal(replace(TOUCHED, effects=())) == ""


def test_mean_range_events_chance_verdict_and_the_warning_stand_in_both() -> None:
    section = touches_section(TOUCHED)
    assert section is not None and 'id="touches"' in section.text
    for shown in (section.text, " ".join(on_terminal(TOUCHED).split())):
        for part in ("0.61", "0.36 to +0.83", "143", "0.001", "q 0.024", "does not beat the unconditional"):
            assert part in shown
        assert shown.count("not investment advice") == 1
        assert shown.count("1 of 78 looks") == 1


def test_a_source_that_means_harm_does_none_and_one_nobody_read_is_marked() -> None:
    tie = replace(TIE, source=f"javascript:{HOSTILE}", label=HOSTILE, why=HOSTILE, verified=False)
    section = touches_section(replace(TOUCHED, effects=(replace(EFFECT, tie=tie, verdict=HOSTILE),)))
    assert section is not None
    assert "<script" not in section.text and "javascript:" not in section.text.split("href")[-1].split("=")[0]
    assert 'href="javascript' not in section.text and "not verified" in section.text
    assert "\x1b" not in on_terminal(replace(TOUCHED, effects=(replace(EFFECT, verdict="\x1b[2J"),)))


def test_a_finding_that_hangs_on_how_rare_events_are_is_called_weak() -> None:
    weak, sure = replace(EFFECT, q_rarer=0.2, q_commoner=0.05), replace(EFFECT, q_rarer=0.02, q_commoner=0.05)
    for effect, is_weak in ((weak, True), (sure, False), (EFFECT, False)):
        told = on_terminal(replace(TOUCHED, effects=(effect,)))
        assert ("weak evidence" in told.replace("\n", " ")) == is_weak


def test_a_price_that_came_out_lower_is_not_said_to_have_fallen() -> None:
    """Its mean is beyond what it does anyway: what usually rises may still have risen, by less."""
    told = " ".join(on_terminal(replace(TOUCHED, effects=(replace(EFFECT, mean=-0.61),))).split())
    assert "0.61% below what it does anyway" in told.replace("\xa0", "").replace(" %", "%")


def test_lines_of_a_terminal_fit() -> None:
    assert max(map(len, on_terminal(TOUCHED).splitlines())) <= 80


# --------------------------------------------------------------------- the backtest's values


def looked(*, gain: float, q: float = 0.5, window: int = 1, monthly: bool = False) -> Looked:
    generator = np.random.default_rng(7)
    base = generator.uniform(0.2, 0.3, size=60)
    scores = {"contingent": base - gain, "unconditional": base, "unconditional_scaled": base, "random_walk": base}
    return Looked(
        kind="acts", kind_label="attacks", instrument="wti", label="WTI", monthly=monthly, window_days=window,
        events=60, first=date(1990, 1, 1), last=date(2024, 1, 1), mean=0.61, interval=(0.36, 0.83), p=0.001, q=q,
        up=0.65, usual_up=0.51, placebo=generator.normal(0.0, 0.2, size=500),
        forecasts=Forecasts(years=tuple(2001 + place // 3 for place in range(60)), brier=scores, crps=scores),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("gain", "kind", "words"),
    [
        (-0.01, "not beaten", "does not beat the unconditional distribution"),
        (0.01, "beaten", "beats the unconditional distribution"),
        (0.0, "not beaten", "does not beat the unconditional distribution"),
    ],
)
def test_a_verdict_says_which_way_it_fell_in_words(gain: float, kind: str, words: str) -> None:
    looks = [looked(gain=gain)]
    direction, size = verdicts(looks, seed=1)
    assert (direction.kind, size.kind) == (kind, kind)
    assert words in direction.text and words in size.text
    assert direction.about == "Daily series, over the next trading day"  # the event's own day is over by then
    told = summary(looks, tried=78, seed=1)
    assert words.removeprefix("does not ") in told or words in told
    assert ("does not beat the unconditional distribution out of sample" in told) == (gain <= 0)


def test_a_win_in_size_alone_is_told_as_none_in_direction() -> None:
    look = looked(gain=0.01)
    assert look.forecasts is not None
    worse = {who: -values for who, values in look.forecasts.brier.items()}
    told = summary([replace(look, forecasts=replace(look.forecasts, brier=worse))], tried=78, seed=1)
    assert "in direction in none and, at the same recent volatility, in size in 1 of 1 windows" in told


def test_differences_are_those_of_the_paired_comparison() -> None:
    look = looked(gain=0.01)
    rows = {(row.forecaster, row.metric): row for row in figures([look], seed=1) if row.slice == look.pool}
    assert look.forecasts is not None
    ours, theirs = look.forecasts.brier["contingent"], look.forecasts.brier["random_walk"]
    one = compare(ours, theirs, look.forecasts.years, seed=1)
    assert rows["random_walk", "Brier difference"].value == pytest.approx(one.difference)
    assert rows["random_walk", "Brier difference"].interval == pytest.approx(one.interval)
    assert rows["contingent", "Brier"].value == pytest.approx(float(ours.mean()))


def test_what_stands_out_is_counted_and_named() -> None:
    looks = [looked(gain=0.0, q=0.02), looked(gain=0.0, window=20)]
    assert "Of 78 looks at prices after jumps of geopolitical risk, 1 stands out" in summary(looks, tried=78, seed=1)
    assert "none stands out" in summary(looks[1:], tried=78, seed=1)


def test_the_page_draws_and_its_figures_keep_one_form() -> None:
    looks = [looked(gain=0.0, q=0.02), looked(gain=0.0, window=30, monthly=True)]
    made = Backtest(
        name="markets", title="Prices", data_through=date(2024, 1, 1), rows=tuple(figures(looks, seed=1)),
        verdicts=tuple(verdicts(looks, seed=1)), charts=tuple(charts(looks, seed=1)),
        headings=((looks[0].study_slice, "Price"),),
    )  # fmt: skip
    page = render_backtest_html(made)
    assert ">Price<" in page and "<svg" in page
    assert figures_json(made) == figures_json(made)


def test_charts_mark_nought_and_the_mean_and_survive_one_row() -> None:
    forest = forest_chart([Move(name="WTI", value=-0.5, low=-1.0, high=0.2, own=True)])
    assert "−0.50" in draw(forest, ident="a", title="a", description="a").text
    assert "+0.61" in draw(placebo_chart(np.zeros(3), 0.61), ident="b", title="b", description="b").text
    assert hundredths(-0.001) == "0.00"
