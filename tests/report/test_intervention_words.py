"""Each intervention is told with its size, its day and whom it helps; a share may lie below zero or above one."""

from __future__ import annotations

from datetime import date

import pytest

from contingent.core.belief import Prior
from contingent.core.interventions import (
    Aid,
    Arrival,
    Branch,
    Dials,
    Intervention,
    Mobilisation,
    Response,
    Supply,
    Talks,
    Truce,
)
from contingent.core.nouns import Scenario
from contingent.report.words import intervention_words, prior_amount, sides_words

SCENARIO = Scenario(
    id="s", title="t", as_of=date(2025, 1, 1), attacker="North", defender="South", theatre="the river",
    baseline="article", reference="a", branches=(Branch(id="a", label="a", interventions=()),),
)  # fmt: skip


def prior(family: str, *parameters: float, name: str = "x") -> Prior:
    return Prior(name=name, family=family, parameters=parameters, unit="1", source="a test")


CASES: list[tuple[Intervention, list[str]]] = [
    (Arrival(contingent="East", side="attacker", size=prior("point", 5000.0), tranches=3, first_day=60,
             stop_at_loss_share=prior("point", 0.3)), ["3 groups of 5,000", "East", "North", "2 months", "30 %"]),
    (Dials(contingent="East", values=(prior("point", 0.7, name="initial_quality"),)), ["East", "quality at first 0.7"]),
    (Supply(side="defender", fraction=prior("uniform", 0.5, 1.5), what="shells"), ["South", "shells", "50 to 150 %"]),
    (Supply(side="defender", fraction=prior("uniform", -0.4, -0.1)), ["loses", "10 to 40 %", "taken away"]),
    (Aid(side="defender", giver="West", fraction=prior("uniform", -0.2, 0.0)), ["end of aid by West", "0 to 20 %"]),
    (Aid(side="defender", giver="West", fraction=prior("point", 0.1), start_day=30, lag_days=60),
     ["aid of West adds 10 %", "3 months"]),
    (Mobilisation(side="attacker", persons_per_month=prior("point", 20_000.0), ceiling=prior("point", 90_000.0)),
     ["North", "20,000", "up to 90,000"]),
    (Talks(factor=prior("point", 2.0), days=90), ["multiplied by 2", "3 months"]),
    (Truce(observed=prior("point", 0.8), start_day=0), ["80 %", "from the start"]),
    (Response(side="defender", ratio=prior("point", 0.4)), ["backers of South", "0.4", "6 months"]),
]  # fmt: skip


@pytest.mark.parametrize(("done", "said"), CASES, ids=lambda value: getattr(value, "kind", ""))
def test_an_intervention_says_what_who_how_much_and_when(done: Intervention, said: list[str]) -> None:
    words = intervention_words(done, SCENARIO).replace("\xa0", " ")
    assert all(part in words for part in said), words


def test_every_family_is_told_with_a_range() -> None:
    for one in (prior("beta", 6.0, 4.0), prior("halfnormal", 1.0, 0.7), prior("normal", 1.0, 0.1)):
        assert "90\xa0% range" in prior_amount(one)
    assert prior_amount(prior("normal", -0.1, 0.02), in_percent=True).startswith("about −10\xa0%")


def test_the_theatre_is_not_said_twice() -> None:
    assert sides_words(SCENARIO) == "North against South, the river"
