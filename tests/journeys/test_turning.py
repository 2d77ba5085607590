"""A form that says what stands changes nothing; one field turned changes that and no more; a wrong one is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.errors import ScenarioError
from contingent.core.interventions import Arrival, Mobilisation, Talks
from contingent.core.nouns import Scenario
from contingent.journeys.shown.workbench import changed, inputs_of
from contingent.journeys.workbench.asked import Asked
from contingent.journeys.workbench.dials import TURNED
from contingent.journeys.workbench.link import link_of, scenario_of
from contingent.journeys.workbench.starts import example, example_names
from contingent.journeys.workbench.turning import in_fields, printed, turn
from contingent.report.words import prior_quantiles


def begin(name: str = "reinforcements") -> Asked:
    return Asked(scenario=example(name), start=f"example:{name}")


def turned(asked: Asked, form: dict[str, str], start: Scenario | None = None) -> Asked:
    return turn(asked, form, now=inputs_of(asked.scenario), start=start or asked.scenario)


def whole_form(asked: Asked) -> dict[str, str]:
    """The fields of every dial as they stand."""
    return {
        f"d.{name}.{part}": text
        for name, parameter in inputs_of(asked.scenario).items()
        for part, text in zip(("low", "middle", "high"), in_fields(parameter.prior), strict=True)
    }


@pytest.mark.parametrize("name", example_names())
def test_a_form_that_says_what_stands_changes_nothing(name: str) -> None:
    asked = begin(name)
    assert turned(asked, whole_form(asked)) == asked
    assert turned(asked, {}) == asked


@settings(max_examples=100)
@given(value=st.floats(1e-6, 1e12) | st.floats(-1e12, -1e-6))
def test_a_printed_number_is_the_number_to_four_digits_and_has_no_exponent(value: float) -> None:
    text = printed(value)
    assert "e" not in text.lower()
    assert float(text) == pytest.approx(value, rel=5.1e-4)
    assert printed(float(text)) == text


def test_one_dial_turned_changes_its_prior_and_no_other() -> None:
    asked = begin()
    found = turned(asked, whole_form(asked) | {"d.friction.middle": "0.2"})
    (prior,) = found.scenario.priors
    assert (prior.name, prior.source, prior.verified) == ("friction", TURNED, False)
    assert prior_quantiles(prior)[1] == pytest.approx(0.2)
    assert replace(found.scenario, priors=(), id=asked.scenario.id) == asked.scenario
    assert [(one.dial, one.branch) for one in changed(found, asked.scenario)] == [("friction", None)]


def test_an_end_turned_leaves_the_other_end_where_it_is() -> None:
    asked = begin()
    low, _, high = prior_quantiles(inputs_of(asked.scenario)["learning_months"].prior)
    (prior,) = turned(asked, {"d.learning_months.low": printed(low / 2)}).scenario.priors
    assert prior_quantiles(prior)[0] == pytest.approx(low / 2, rel=1e-3)
    assert prior_quantiles(prior)[2] == pytest.approx(high, rel=1e-6)


def test_a_dial_put_back_is_the_scenario_it_was() -> None:
    asked = begin("aid_cut")
    away = turned(asked, {"d.munition_return.middle": "0.8", "d.friction.middle": "0.2"})
    assert {prior.source for prior in away.scenario.priors} == {TURNED}
    back = turned(away, {"reset": "munition_return"}, asked.scenario)
    assert [prior.name for prior in back.scenario.priors] == ["munition_return", "friction"]
    assert turned(back, {"reset": "friction"}, asked.scenario) == asked
    assert turned(replace(away, off=("cut",)), {"reset": "all"}, asked.scenario) == asked


def test_the_order_of_turning_does_not_matter() -> None:
    asked, one, two = begin(), {"d.friction.middle": "0.2"}, {"d.claim_bias.middle": "0.8"}
    start = asked.scenario
    assert turned(turned(asked, one), two, start) == turned(turned(asked, two), one, start)
    assert turned(turned(asked, one), two, start) == turned(asked, one | two)


def test_a_branch_is_set_aside_and_brought_back() -> None:
    asked = begin()
    form = {f"b.{row}": branch.id for row, branch in enumerate(asked.scenario.branches) if row}
    off = turned(asked, form | {f"b.{row}.on": "1" for row in range(2, 6)})
    assert off.off == ("at_once",)
    assert [branch.id for branch in off.active().branches] == ["as_it_stands", "tranches", "tranches_until", "missiles",
                                                               "answered"]  # fmt: skip
    assert off.scenario == asked.scenario
    assert turned(off, form | {f"b.{row}.on": "1" for row in range(1, 6)}) == asked


def test_what_a_branch_does_is_edited_in_its_own_terms() -> None:
    asked = begin()
    found = turned(asked, {"i.3.1.tranches": "5", "i.3.1.size.middle": "20000", "i.3.1.stop_at_loss_share.low": "",
                           "i.3.1.stop_at_loss_share.middle": "", "i.3.1.stop_at_loss_share.high": "",
                           "i.3.1.first_day": "60", "b.3.label": "Five groups of 20,000"})  # fmt: skip
    branch = found.scenario.branches[3]
    done = branch.interventions[1]
    assert isinstance(done, Arrival)
    assert (done.tranches, done.first_day, done.size.parameters, done.stop_at_loss_share) == (5, 60, (20_000.0,), None)
    assert branch.label == "Five groups of 20,000"
    assert found.scenario.branches[:3] == asked.scenario.branches[:3]
    assert {one.branch for one in changed(found, asked.scenario)} == {"tranches_until"}
    assert len(list(changed(found, asked.scenario))) == 5


def test_an_amount_that_was_not_there_can_be_given_and_certain_ones_can_become_uncertain() -> None:
    asked = begin("mobilisation")
    form = {"i.1.0.ceiling.middle": "", "i.1.0.persons_per_month.low": "10000", "i.1.0.persons_per_month.high": "30000"}
    done = turned(asked, form).scenario.branches[1].interventions[0]
    assert isinstance(done, Mobilisation)
    assert done.ceiling is None
    assert (prior_quantiles(done.persons_per_month)[0], done.persons_per_month.family) == (
        pytest.approx(10_000),
        "uniform",
    )
    again = turned(turned(asked, form), {"i.1.0.ceiling.middle": "200000"}, asked.scenario).scenario
    ceiling = again.branches[1].interventions[0].ceiling  # type: ignore[union-attr]
    assert (ceiling.family, ceiling.parameters, ceiling.name) == ("point", (200_000.0,), "Russia: more recruits in all")
    talks = turned(begin("ceasefire_window"), {"i.2.1.days": ""}).scenario.branches[2].interventions[1]
    assert isinstance(talks, Talks)
    assert talks.days is None


def test_a_copy_is_a_branch_of_its_own_and_can_be_removed() -> None:
    asked = begin()
    found = turned(asked, {"copy": "1", "d.friction.middle": "0.2"})
    copy, original = found.scenario.branches[-1], asked.scenario.branches[1]
    assert copy.id not in {branch.id for branch in asked.scenario.branches}
    assert copy.interventions == original.interventions
    assert (copy.quote, copy.claims) == (None, ())
    assert found.scenario.priors  # what else was written is heard too
    again = turned(found, {"copy": "1"}, asked.scenario)
    assert len({branch.id for branch in again.scenario.branches}) == 8
    back = turned(found, {"remove": "6", "reset": "friction"}, asked.scenario)
    assert back == asked


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"d.friction.middle": "0.9"}, "friction"),
        ({"d.friction.middle": "much"}, "found 'much'; wanted a number"),
        ({"d.friction.middle": "nan"}, "wanted a number"),
        ({"d.friction.middle": ""}, "found ''; wanted a number"),
        ({"d.friction.low": "0.3", "d.friction.high": "0.2"}, "low below the high"),
        ({"d.friction.low": "0.1", "d.friction.middle": "0.2"}, "another middle alone"),
        ({"d.of_nobody.middle": "1"}, "no dial answers"),
        ({"i.1.1.tranches": "-3"}, "tranches"),
        ({"i.1.1.tranches": "1e9"}, "whole number"),
        ({"i.1.1.size.middle": "-5"}, "size"),
        ({"i.1.1.side": "defender"}, "no dial answers"),
        ({"horizon_days": "99999"}, "horizon_days"),
        ({"horizon_days": "5"}, "wanted 0 < step"),
        ({"reference": "nobody"}, "compares with"),
        ({"paths": "7"}, "paths is 7"),
        ({"seed": "-1"}, "seed is -1"),
        ({"copy": "99"}, "branch 99"),
        ({"remove": "0"}, "compared with"),
        ({"b.1.label": "x" * 300}, "300 characters"),
        ({"<script>": "1"}, "no dial answers"),
    ],
)
def test_a_field_that_cannot_be_is_refused_in_a_sentence(form: dict[str, str], said: str) -> None:
    asked = begin()
    with pytest.raises(ScenarioError, match=said):
        turned(asked, form)


def test_a_middle_left_empty_beside_its_ends_is_no_wish() -> None:
    """Low and high together say all; the middle may be left as it was, or empty only where nothing stood."""
    asked = begin()
    low, middle, high = in_fields(inputs_of(asked.scenario)["friction"].prior)
    same = turned(asked, {"d.friction.low": low, "d.friction.middle": middle, "d.friction.high": high})
    assert same == asked


def test_the_address_holds_all_of_it() -> None:
    from urllib.parse import parse_qs

    asked = replace(begin(), off=("missiles",), paths=2**12, seed=7)
    query = {name: values[0] for name, values in parse_qs(asked.query()).items()}
    assert scenario_of(query["s"]) == asked.scenario
    assert (query["start"], query["off"], query["paths"], query["seed"]) == (
        "example:reinforcements", "missiles", "4096", "7")  # fmt: skip
    plain = Asked(scenario=asked.scenario, start=link_of(asked.scenario))
    assert set(parse_qs(plain.query())) == {"s"}


def test_the_reference_cannot_be_set_aside() -> None:
    with pytest.raises(ScenarioError, match="cannot be set aside"):
        replace(begin(), off=("as_it_stands",))
