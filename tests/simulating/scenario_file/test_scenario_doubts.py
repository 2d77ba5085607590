"""What looks like a slip in a valid file is said; what an example or a careful author writes is not."""

from __future__ import annotations

import pytest
from scenario_texts import EXAMPLES, SMALL, baselines, read

from contingent.core.nouns import Scenario
from contingent.simulating.scenario_file.doubts import doubts
from contingent.simulating.scenario_file.given import given_baseline


def doubted(text: str) -> tuple[str, ...]:
    scenario: Scenario = read(text)
    fitted = baselines().get(scenario.baseline)
    return doubts(scenario, (fitted or given_baseline(scenario)).parameters)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_nothing_is_doubted_in_an_example(path: object) -> None:
    assert doubted(path.read_text(encoding="utf-8")) == ()  # type: ignore[attr-defined]
    assert doubted(SMALL) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("mean = 0.6, sd = 0.05", "low = 60, high = 70", "initial_quality of Eastland in “50,000 at once” is about 65"),
        ("force_attacker = 120_000", "force_attacker = 120", "one army is more than 20 times the other"),
        ("first_day = 2025-04-10", "first_day = 2027-04-10", "it does nothing"),
        ('side = "attacker"\nsize', 'side = "defender"\nsize', "fights on both sides"),
        ("title =", "horizon_days = 365\ntitle =", "the futures end after 360"),
        ('[[branch]]\nlabel = "50', '[[branch]]\nlabel = "Twin"\n[[branch]]\nlabel = "50', "do the same"),
    ],
)  # fmt: skip
def test_a_probable_slip_is_a_warning_that_says_which_and_why(old: str, new: str, said: str) -> None:
    assert old in SMALL
    (warning,) = doubted(SMALL.replace(old, new, 1))
    assert said in warning
