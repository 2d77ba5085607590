"""A link holds a whole scenario: what went in comes out, and whatever a stranger puts in gives a sentence at worst."""

from __future__ import annotations

import base64
import io
import json
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.belief import Prior
from contingent.core.errors import ScenarioError
from contingent.core.nouns import Scenario
from contingent.core.plain import plain
from contingent.journeys.read import read_article_text
from contingent.journeys.whatif import ready_scenario
from contingent.journeys.workbench.limits import check_limits, check_work
from contingent.journeys.workbench.link import LARGEST, LONGEST_LINK, link_of, scenario_of
from contingent.journeys.workbench.starts import example, example_names
from contingent.sources.articles import read_article
from contingent.sources.scenarios import read_scenario_text

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples" / "scenarios").glob("*.toml"))
#: characters that any server and any mail will carry, the page's own address included
MOST_CHARACTERS = 8_000


def of_article(name: str) -> Scenario:
    found = read_article_text(read_article(name, io.BytesIO()), as_of=None).reading.scenario
    assert found is not None
    return found


@pytest.fixture(scope="module")
def brief_scenario() -> Scenario:
    return of_article(str(ROOT / "examples" / "reinforcements.md"))


def packed(value: Any, *, text: str | None = None) -> str:
    """Anything as a link, as a stranger could make it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = packer.compress((text if text is not None else json.dumps(value)).encode()) + packer.flush()
    return f"1.{base64.urlsafe_b64encode(raw).decode().rstrip('=')}"


def unpacked(link: str) -> Any:
    body = link.partition(".")[2]
    return json.loads(zlib.decompress(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)), -15))


@pytest.mark.parametrize("where", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_scenario_comes_back_as_it_went_in(where: Path) -> None:
    scenario = ready_scenario(read_scenario_text(str(where), io.BytesIO())).scenario
    link = link_of(scenario)
    assert scenario_of(link) == scenario
    assert link_of(scenario_of(link)) == link
    assert len(link) < MOST_CHARACTERS
    assert scenario == example(where.stem)


def test_the_examples_are_those_of_the_folder() -> None:
    assert example_names() == tuple(path.stem for path in EXAMPLES)


@pytest.mark.parametrize("name", ["reinforcements.md", "eastern_congo.md"])
def test_the_what_if_of_an_article_comes_back_as_it_went_in(name: str) -> None:
    scenario = of_article(str(ROOT / "examples" / name))
    assert scenario_of(link_of(scenario)) == scenario
    assert len(link_of(scenario)) < MOST_CHARACTERS


@pytest.mark.shared
@pytest.mark.parametrize("name", ["article.txt", "page.html"])
def test_the_what_if_of_the_seed_fits_in_an_address(shared: Path, name: str) -> None:
    scenario = of_article(str(shared / "seed" / name))
    assert scenario_of(link_of(scenario)) == scenario
    assert len(link_of(scenario)) < MOST_CHARACTERS


NUMBERS = st.floats(0.01, 50.0)
WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
PRIORS = st.one_of(
    st.builds(lambda a: ("point", (a,)), NUMBERS),
    st.builds(lambda a, b: ("uniform", (a, a + b)), NUMBERS, NUMBERS),
    st.builds(lambda a, b: ("normal", (a, b)), NUMBERS, NUMBERS),
    st.builds(lambda a, b: ("halfnormal", (a, b)), NUMBERS, NUMBERS),
    st.builds(lambda a, b: ("lognormal", (a, b / 25.0)), NUMBERS, NUMBERS),
    st.builds(lambda a, b: ("beta", (a, b)), NUMBERS, NUMBERS),
)


@settings(max_examples=50, deadline=None)
@given(shapes=st.dictionaries(st.sampled_from(["stall_force_effect", "force_elasticity", "x y: ü"]), PRIORS),
       said=WORDS, day=st.integers(0, 7300), present=st.floats(0, 1e9), horizon=st.integers(10, 7300))  # fmt: skip
def test_whatever_dials_are_turned_the_link_holds_them(
    shapes: dict[str, tuple[str, tuple[float, ...]]], said: str, day: int, present: float, horizon: int
) -> None:
    begun = example("reinforcements")
    branch = begun.branches[1]
    done = replace(branch.interventions[-1], first_day=day, present=present, provenance=said)
    scenario = replace(
        begun,
        horizon_days=horizon,
        title=said,
        priors=tuple(
            Prior(name=name, family=family, parameters=values, unit="1", source=said, verified=False)
            for name, (family, values) in shapes.items()
        ),
        branches=(begun.branches[0], replace(branch, interventions=(done,)), *begun.branches[2:]),
    )
    link = link_of(scenario)
    assert scenario_of(link) == scenario
    assert link_of(scenario_of(link)) == link


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(max_size=80), st.builds(lambda x: f"1.{x}", st.text("AQgw-_09azZ=", max_size=80))))
def test_a_text_that_is_no_link_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ScenarioError, match=r"[Ww]anted|Copy the whole address"):
        scenario_of(text)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_link_with_a_letter_changed_is_refused_or_holds_a_scenario(data: st.DataObject) -> None:
    link = link_of(example("aid_cut"))
    place = data.draw(st.integers(2, len(link) - 1))
    letter = data.draw(st.sampled_from("ABCxyz019-_"))
    try:
        found = scenario_of(f"{link[:place]}{letter}{link[place + 1 :]}")
    except ScenarioError:
        return
    check_limits(found)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)


@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_a_part_replaced_by_anything_is_refused_or_stays_within_limits(data: st.DataObject) -> None:
    value = unpacked(link_of(example("mobilisation")))
    whole, key = value, None
    for _ in range(data.draw(st.integers(1, 5))):
        if not isinstance(value, dict | list) or not value:
            break
        parent = value
        key = data.draw(st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value))))
        value = value[key]
    parent[key] = data.draw(JSON)  # type: ignore[index]
    try:
        found = scenario_of(packed(whole))
    except ScenarioError:
        return
    check_limits(found)
    assert scenario_of(link_of(found)) == found


def test_a_bomb_is_refused_before_it_unpacks() -> None:
    with pytest.raises(ScenarioError, match="unpacks to more"):
        scenario_of(packed(None, text="[" + "0," * LARGEST))


def test_a_longer_link_than_an_address_holds_is_refused_both_ways() -> None:
    with pytest.raises(ScenarioError, match="characters"):
        scenario_of("1." + "A" * LONGEST_LINK)
    long = "".join(chr(0x4E00 + (7919 * place) % 20_000) for place in range(9_000))
    with pytest.raises(ScenarioError, match="makes a link of"):
        link_of(replace(example("aid_cut"), title=long))


def test_depth_is_refused() -> None:
    deep = "[" * 3000 + "]" * 3000
    with pytest.raises(ScenarioError):
        scenario_of(packed(None, text='{"id":' + deep + "}"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": "red"}, "key 'colour'"),
        ({"horizon_days": 10**9}, "horizon_days"),
        ({"horizon_days": "360"}, "horizon_days"),
        ({"step_days": 0}, "step"),
        ({"reference": "nobody"}, "compares with"),
        ({"thresholds": [["area_km2", 1e300]]}, "area_km2"),
        ({"open": ["x"] * 1000}, "rows of open"),
        ({"title": "x" * 30_000}, "characters in a text"),
        ({"given": [["force_attacker", 1e300, ""]]}, "force_attacker"),
        ({"priors": [{"name": "a", "family": "lognormal", "parameters": [1.0, 90.0], "unit": "1", "source": ""}]},
         "narrower"),
        ({"priors": 2 * [{"name": "friction", "family": "point", "parameters": [0.1], "unit": "1", "source": ""}]},
         "twice"),
    ],
)  # fmt: skip
def test_what_no_file_could_hold_no_link_can_hold(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        scenario_of(packed({**unpacked(link_of(example("aid_cut"))), **change}))


def test_an_intervention_that_does_not_say_what_it_is_is_refused() -> None:
    value = unpacked(link_of(example("aid_cut")))
    del value["branches"][1]["interventions"][0]["kind"]
    with pytest.raises(ScenarioError, match="kind"):
        scenario_of(packed(value))


def test_an_amount_beyond_its_bounds_is_refused_by_its_branch() -> None:
    value = unpacked(link_of(example("ceasefire_window")))
    value["branches"][1]["interventions"][0]["start_day"] = 99_999
    with pytest.raises(ScenarioError, match="A truce of thirty days"):
        scenario_of(packed(value))


def test_numbers_that_are_none_are_refused() -> None:
    text = json.dumps(unpacked(link_of(example("aid_cut"))))
    with pytest.raises(ScenarioError):
        scenario_of(packed(None, text=text.replace('[["area_km2", 5000.0]]', '[["area_km2", NaN]]')))


def test_defaults_do_not_travel(brief_scenario: Scenario) -> None:
    short = unpacked(link_of(brief_scenario))
    assert {"step_days", "horizon_days", "priors", "thresholds"}.isdisjoint(short)
    assert len(json.dumps(short)) < len(json.dumps(plain(brief_scenario)))


def test_half_a_character_is_refused_both_ways() -> None:
    text = json.dumps({**unpacked(link_of(example("aid_cut"))), "title": "TITLE"}).replace("TITLE", "\\ud800")
    with pytest.raises(ScenarioError):
        scenario_of(packed(None, text=text))
    with pytest.raises(ScenarioError, match="half of a character"):
        link_of(replace(example("aid_cut"), title="\ud800"))


def test_work_that_would_keep_everybody_waiting_is_refused() -> None:
    scenario = example("reinforcements")
    check_work(scenario, 2**16)
    with pytest.raises(ScenarioError, match="fewer paths"):
        check_work(replace(scenario, horizon_days=7300, step_days=1), 2**16)
