"""A scenario file is read whole, or refused with every fault, its line, what was wanted and the nearest valid name."""

from __future__ import annotations

import random
import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_texts import EXAMPLES, SMALL, baselines, read

from contingent.core.errors import ScenarioError
from contingent.core.interventions import DIALS, Arrival, Dials
from contingent.simulating.scenario_file.amounts import UNSOURCED
from contingent.simulating.scenario_file.branches import slug
from contingent.simulating.scenario_file.fields import INTERVENTIONS, MEASURES
from contingent.simulating.scenario_file.given import given_baseline
from contingent.simulating.scenario_file.problems import MOST_TOLD
from contingent.simulating.world import FrontWorld

FAULT = re.compile(r"war\.toml, line (\d+): .+")


def refused(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        read(text)
    return str(caught.value)


def spoilt(old: str, new: str) -> str:
    assert old in SMALL
    return SMALL.replace(old, new, 1)


def test_a_small_file_says_what_it_means() -> None:
    scenario = read(SMALL)
    assert (scenario.attacker, scenario.baseline, scenario.as_of) == ("Northland", "article", date(2025, 3, 1))
    assert [branch.id for branch in scenario.branches] == ["only_those_there", "at_once"]
    assert scenario.reference == "only_those_there"
    assert scenario.thresholds == (("area_km2", 500.0),)
    there, come, dials = scenario.branches[1].interventions
    assert isinstance(there, Arrival) and there.present == 5000 and there.tranches == 0
    assert isinstance(come, Arrival) and come.first_day == 40 and come.size.parameters == (50_000.0,)
    assert isinstance(dials, Dials) and dials.values[0].name == "initial_quality"
    assert come.size.source == "our invention" and come.size.verified
    figures = {name: (value, source) for name, value, source in scenario.given}
    assert figures["wounded_defender"] == (60_000.0, "a newspaper")
    assert figures["force_attacker"] == (120_000.0, "our invention")
    priors = {prior.name: prior for prior in scenario.priors}
    assert priors["force_attacker"].family == "lognormal"  # a plain count gets the spread of published counts
    assert priors["force_defender"].source == "a book"
    assert priors["return_share"].parameters == (0.3, 0.5)


def test_what_a_file_leaves_out_is_the_default_of_the_noun() -> None:
    (arrival,) = (x for x in read(spoilt("first_day = 2025-04-10\n", "")).branches[1].interventions
                  if isinstance(x, Arrival) and x.tranches)  # fmt: skip
    plain = Arrival(contingent="Eastland", side="attacker", size=arrival.size)
    assert (arrival.first_day, arrival.every_days, arrival.tranches) == (plain.first_day, plain.every_days, 1)


def test_numbers_without_any_source_are_the_authors_own_and_unverified() -> None:
    scenario = read(spoilt('source = "our invention"\n', ""))
    size = next(x.size for x in scenario.branches[1].interventions if isinstance(x, Arrival) and x.tranches)
    assert (size.source, size.verified) == (UNSOURCED, False)


def test_the_sides_come_with_a_fitted_baseline() -> None:
    text = 'title = "t"\nas_of = 2024-11-18\nbaseline = "russia-ukraine"\n[[branch]]\nlabel = "a"\n'
    scenario = read(text)
    fitted = baselines()["russia_ukraine"]
    assert (scenario.attacker, scenario.defender, scenario.theatre) == (
        fitted.attacker,
        fitted.defender,
        fitted.theatre,
    )
    assert "wanted Russia" in refused(text.replace("[[branch]]", 'attacker = "Rusia"\n[[branch]]'))


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('title = "What', 'titel = "What', 1, "wanted title"),
        ("as_of = 2025-03-01", "as_of = 2025", 2, "a date such as 2024-11-18"),
        ('baseline = "given"', 'baseline = "russia_ukrane"', 3, "wanted russia_ukraine"),
        ("force_attacker", "force_atacker", 9, "wanted force_attacker"),
        ("[priors.return_share]", "[priors.return_shar]", 15, "wanted return_share"),
        ("high = 0.5", "high = 1.5", 15, "values from 0 to 1"),
        ('measure = "area_km2"', 'measure = "area"', 20, "wanted area_km2"),
        ("value = 500", 'value = "many"', 21, "wanted a plain number"),
        ('side = "attacker"', 'side = "atacker"', 25, "wanted attacker"),
        ("size = 50_000", "siz = 50_000", 37, "wanted size"),
        ("size = 50_000", "size = -1", 37, "values from 0"),
        ("first_day = 2025-04-10", "first_day = 2024-04-10", 38, "a day from as_of"),
        ("first_day = 2025-04-10", "first_day = -3", 38, "a whole number of days from as_of, from 0"),
        ("[branch.dials]", "[branch.dial]", 39, "wanted dials"),
        ('[branch.dials]\ncontingent = "Eastland"', '[branch.dials]\ncontingent = "Estland"', 40, "wanted Eastland"),
        ("mean = 0.6, sd", "mean = 0.6, ds", 41, "wanted sd"),
        ("mean = 0.6, sd = 0.05", "mean = 0.6, sd = 0.5", 41, "values from 0"),
        ("present = 5_000", "presnt = 5_000", 26, "wanted present"),
        ('id = "at_once"', 'id = "At once!"', 33, "small letters"),
        ('id = "at_once"', 'id = "only_those_there"', 33, "each id once"),
        ('label = "50,000 at once"\n', "", 31, "lacks label"),
        ("force_attacker = 120_000\n", "", 8, "lacks force_attacker"),
        ('attacker = "Northland"\n', "", 1, "lacks attacker"),
        ("war_days = 400", "war_days = { value = 400, sd = 3 }", 13, "is no key here"),
        ("title =", "reference = 'atonce'\ntitle =", 1, "wanted at_once"),
        ("title =", "horizon_days = 5\ntitle =", 1, "at least one step"),
        ("title =", "title = \ntitle =", 1, "wanted a value behind the equals sign"),
    ],
)  # fmt: skip
def test_a_fault_names_its_line_and_what_was_wanted(old: str, new: str, line: int, said: str) -> None:
    message = refused(spoilt(old, new))
    told = [fault for fault in message.split("\n") if f"line {line}:" in fault]
    assert told and any(said in fault for fault in told), message


def test_all_faults_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = SMALL
    for old, new in (("force_att", "farce_att"), ("measure", "measur"), ("present", "presnt"), ("size", "siz")):
        text = text.replace(old, new, 1)
    head, *faults = refused(text).split("\n")
    assert head == f"war.toml has {len(faults)} faults:"
    lines = [int(FAULT.fullmatch(fault)[1]) for fault in faults]  # type: ignore[index]
    assert lines == sorted(lines) and len(lines) >= 4


def test_of_very_many_faults_the_first_are_told_and_the_rest_counted() -> None:
    text = "\n".join(f"key_{n} = {n}" for n in range(100))
    *_, last = refused(text).split("\n")
    assert "more" in last and refused(text).count("\n") == MOST_TOLD + 1


def test_a_baseline_of_given_numbers_is_one_that_can_be_simulated() -> None:
    scenario = read(SMALL)
    world = FrontWorld(given_baseline(scenario))
    outcomes = world.simulate(scenario, draws=64, seed=1)
    assert {branch.branch for branch in outcomes.branches} == {"only_those_there", "at_once"}


def test_its_figures_keep_the_sources_of_the_file_and_nobody_speaks_of_an_article() -> None:
    scenario = read(spoilt("killed_defender = 20_000", 'killed_defender = { value = 20_000, source = "a list" }'))
    baseline = given_baseline(scenario)
    rows = {parameter.name: parameter for parameter in baseline.parameters}
    assert rows["loss_rate_attacker"].prior.source == "a list; a newspaper; our invention"
    told = [*baseline.notes, *(f"{row.prior.source} {row.identified}" for row in baseline.parameters)]
    assert not any("article" in words for words in told)
    unsourced = given_baseline(read(spoilt('source = "our invention"\n', "")))
    assert not {row.name: row for row in unsourced.parameters}["loss_rate_attacker"].prior.verified


def test_the_measures_of_a_threshold_are_those_the_world_tells() -> None:
    scenario = read(SMALL)
    outcomes = FrontWorld(given_baseline(scenario)).simulate(scenario, draws=64, seed=1)
    told = {fan.measure for fan in outcomes.branches[0].fans}
    assert told == {*MEASURES, "contingent_casualties:Eastland"}


def test_every_dial_of_a_contingent_can_be_turned() -> None:
    assert {field.name for field in INTERVENTIONS["dials"]} == {*DIALS, "contingent", "source"}


@given(st.text(max_size=80))
def test_a_slug_is_an_id_or_empty(label: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+(_[a-z0-9]+)*)?", slug(label)) and len(slug(label)) <= 60


LINES = [line for path in EXAMPLES for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
PIECES = [
    "[[branch]]", "[branch]", "[[branch.arrival]]", "branch = 3", "[given]", "given = []", "priors = 1",
    "[priors]", "thresholds = {}", "every_branch = 'x'", "[[every_branch.arrival]]", "as_of = 10:00:00", "size = nan",
    "size = 1e999", f"size = {'9' * 400}", "label = ''", 'label = "\\u0000\\u202e"', "a.b.c.d = 1", "x = [[[[[]]]]]",
    "size = {q05 = 1, q95 = 2, q50 = 3}", "first_day = 9999-12-31", "as_of = 0001-01-01", "💥 = 1", "side = []",
    "x = " + "[" * 600 + "]" * 600, "contingent = 5", "dials = 1", "horizon_days = 999999999999999999999",
]  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(st.randoms(use_true_random=False), st.lists(st.sampled_from(PIECES), max_size=4), st.integers(0, 5))
def test_a_spoilt_file_is_read_or_refused_with_lines_and_never_fails(
    numbers: random.Random, pieces: list[str], cuts: int
) -> None:
    rows = (SMALL if numbers.random() < 0.5 else numbers.choice(EXAMPLES).read_text(encoding="utf-8")).split("\n")
    for piece in (*pieces, *numbers.choices(LINES, k=2)):
        rows.insert(numbers.randrange(len(rows) + 1), piece)
    for _ in range(cuts):
        at = numbers.randrange(len(rows))
        rows[at] = rows[at][: numbers.randrange(len(rows[at]) + 1)] if numbers.random() < 0.7 else ""
    try:
        scenario = read("\n".join(rows))
    except ScenarioError as error:
        head, *faults = str(error).split("\n")
        assert all(line.isprintable() and len(line) < 700 for line in (head, *faults)), str(error)
        assert re.match(r"war\.toml", head)
    else:
        assert scenario.branches


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("size = 50_000", "size = 50,000", "wanted a number without commas"),
        ("size = 50_000", 'size = "50,000"', "wanted 50000, without quotes"),
        ("size = 50_000", "size = 40_000-50_000", "wanted a range as { low"),
        ("size = 50_000", "size: 50_000", "wanted an equals sign"),
        ("size = 50_000", "size = 50_000\nsize = 3", "stands in this table before"),
        ("size = 50_000", "size = { min = 1, max = 3 }", "max: is no key of a number; wanted high"),
        ("size = 50_000", "size = { low = 3 }", "wanted high beside it"),
        ("size = 50_000", "size = { low = 3, high = 1 }", "found low = 3, high = 1; wanted low below high"),
        ("size = 50_000", "size = { mean = 5, sd = 5 }", "two quantiles can be kept within"),
        ("size = 50_000", "size = 50_000\nstop_at_loss_share = 30", "30 % is written 0.3"),
        ("size = 50_000", 'size = 50_000\nstop_at_loss_share = "30 %"', "wanted 0.3, without quotes"),
        ("size = 50_000", "size = 50_000\nreference = 3", "wanted reference at the top of the file"),
        ("first_day = 2025-04-10", "first_day = 10.04.2025", "wanted a date that there is"),
        ("first_day = 2025-04-10", "first_day = 2025-04-31", "wanted a date that there is"),
        ("first_day = 2025-04-10", 'first_day = "10 April"', "wanted a date such as 2025-04-15, or a whole number"),
        ('side = "attacker"\nsize', 'side = "Northland"\nsize', "wanted attacker, which is what Northland is here"),
        ('side = "attacker"\nsize', "side = “attacker”\nsize", "wanted straight quotes"),
        ('side = "attacker"\nsize', "side = attacker\nsize", "wanted a text in quotes"),
        ("[[every_branch.arrival]]", "[given]\nx = 1\n[[every_branch.arrival]]", "wanted it once, with all its keys"),
        ("initial_quality =", "quality =", "wanted final_quality or initial_quality"),
    ],
)  # fmt: skip
def test_what_people_often_write_is_answered_with_what_to_write(old: str, new: str, said: str) -> None:
    assert said in refused(spoilt(old, new))


@pytest.mark.parametrize("amount", ["5", "{ low = 1, high = 10 }", "{ median = 30, log_sd = 0.5 }"])
def test_a_percentage_is_not_taken_for_a_share(amount: str) -> None:
    aid = f'[[branch.aid]]\nside = "defender"\ngiver = "Ruritania"\nfraction = {amount}\n'
    assert "5 % is written 0.05" in refused(SMALL + aid)


def test_a_date_may_stand_in_quotes_and_a_misspelt_table_is_found_where_it_stands() -> None:
    assert read(spoilt("2025-04-10", '"2025-04-10"')).branches == read(SMALL).branches
    line = SMALL[: SMALL.index("[[every_branch.arrival]]")].count("\n") + 1
    assert f"line {line}: every_branches: is no key here; wanted every_branch" in refused(
        spoilt("every_branch", "every_branches")
    )
