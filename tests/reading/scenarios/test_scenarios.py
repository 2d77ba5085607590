"""Laws of the what-if: branches over dials the world has, each with its words; what is open is owned up to."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from claims_by_hand import AS_OF, gold_claims, soldiers, written

from contingent.core.interventions import Aid, Arrival, Branch, Supply, Talks
from contingent.core.nouns import Claim, Conditional, Document, Quantity, Scenario
from contingent.reading.forces.sides import find_sides, stated_figures
from contingent.reading.scenarios.build import Theatre, scenario

UKRAINE = Theatre(
    name="Russia–Ukraine", attacker="Russia", defender="Ukraine", baseline="russia_ukraine", fitted_as_of=AS_OF
)

Row = tuple[str, tuple[dict[str, Any], ...]]


def stock(sentence: str, words: str, number: float, subject: str, against: str | None = None) -> Row:
    return sentence, ({"words": words, "detail": soldiers(number), "subject": subject, "counterparty": against},)


SAHEL: list[Row] = [
    stock("Northland has invaded Southland with 60,000 soldiers.", "60,000 soldiers", 60_000, "Northland", "Southland"),
    stock("Southland holds the front with 40,000 soldiers.", "40,000 soldiers", 40_000, "Southland"),
    (
        "Westland could send 9,000 soldiers to Southland.",
        (
            {
                "words": "9,000 soldiers",
                "detail": soldiers(9000, role="flow"),
                "subject": "Westland",
                "counterparty": "Southland",
                "modality": "possible",
            },
        ),
    ),
]


def supposing(sentence: str, **more: Any) -> Row:
    detail = Conditional(type="what_if", marker="if", antecedent=None, consequent=None)
    return sentence, ({"words": sentence.rstrip("."), "detail": detail, "modality": "conditional", **more},)


def made(rows: list[Row], *, theatres: tuple[Theatre, ...] = ()) -> tuple[Scenario | None, tuple[str, ...]]:
    return scenario(*written(rows), as_of=AS_OF, theatres=theatres)


def arrivals(branch: Branch) -> list[Arrival]:
    return [i for i in branch.interventions if isinstance(i, Arrival)]


@pytest.fixture(scope="module")
def seed(shared: Path) -> tuple[Document, tuple[Claim, ...]]:
    """The seed and its gold claims."""
    return gold_claims(shared)


@pytest.mark.shared
class TestSeed:
    def scenario(self, seed: tuple[Document, tuple[Claim, ...]]) -> Scenario:
        found, warnings = scenario(*seed, as_of=AS_OF, theatres=(UKRAINE,))
        assert found is not None and not warnings
        return found

    def test_the_reference_is_those_already_there(self, seed: tuple[Document, tuple[Claim, ...]]) -> None:
        found = self.scenario(seed)
        (there,) = arrivals(found.branches[0])
        assert found.reference == found.branches[0].id
        assert (there.contingent, there.side, there.tranches, there.present) == ("North Korea", "attacker", 0, 10_000)

    def test_at_once_and_ten_tranches(self, seed: tuple[Document, tuple[Claim, ...]]) -> None:
        at_once, tranches = self.scenario(seed).branches[1:3]
        (one,), (ten,) = arrivals(at_once), arrivals(tranches)
        assert (one.tranches, one.size.family, one.size.parameters) == (1, "point", (100_000,))
        assert (ten.tranches, ten.size.family, ten.size.parameters[0]) == (10, "lognormal", 10_000)
        assert one.present == ten.present == 10_000
        assert "As a total it would leave 90,000 to come" in at_once.note
        assert "our choice" in tranches.note

    def test_the_readers_alternative_is_marked_as_his(self, seed: tuple[Document, tuple[Claim, ...]]) -> None:
        (his,) = [b for b in self.scenario(seed).branches if b.voice != "author"]
        (supply,) = [i for i in his.interventions if isinstance(i, Supply)]
        assert his.voice == "reader:Commentar"
        assert supply.side == "attacker" and not supply.fraction.verified
        assert "uncertain" in his.note and "10,000 kn-23 rockets" in (his.quote or "")

    def test_aid_and_talks_only_as_the_article_supposes_them(self, seed: tuple[Document, tuple[Claim, ...]]) -> None:
        kinds = {type(i) for b in self.scenario(seed).branches for i in b.interventions}
        assert {Aid, Talks} <= kinds
        document, claims = seed
        without, _ = scenario(document, [c for c in claims if c.id not in ("c06", "c09")], as_of=AS_OF, theatres=())
        assert without is not None
        assert not {Aid, Talks} & {type(i) for b in without.branches for i in b.interventions}

    def test_every_branch_cites_words_of_the_text(self, seed: tuple[Document, tuple[Claim, ...]]) -> None:
        document, claims = seed
        known = {claim.id for claim in claims}
        for branch in self.scenario(seed).branches:
            assert branch.quote is not None and branch.quote in document.text
            assert branch.claims and set(branch.claims) <= known

    def test_stated_figures(self, seed: tuple[Document, tuple[Claim, ...]]) -> None:
        stated = {name: value for name, value, _ in self.scenario(seed).given}
        assert (stated["force_attacker"], stated["force_defender"]) == (470_000, 330_000)
        assert (stated["killed_defender"], stated["wounded_defender"]) == (80_000, 400_000)

    def test_praise_and_blame_leave_the_prior_alone(self, seed: tuple[Document, tuple[Claim, ...]]) -> None:
        found = self.scenario(seed)
        assert not found.priors
        assert any("point both ways" in note for note in found.open)

    def test_the_order_of_claims_does_not_matter(self, seed: tuple[Document, tuple[Claim, ...]]) -> None:
        document, claims = seed
        shuffled = list(claims)
        random.Random(7).shuffle(shuffled)
        assert scenario(document, shuffled, as_of=AS_OF, theatres=(UKRAINE,)) == scenario(
            document, claims, as_of=AS_OF, theatres=(UKRAINE,)
        )

    def test_a_fit_that_has_seen_later_days_is_not_used(self, seed: tuple[Document, tuple[Claim, ...]]) -> None:
        found, _ = scenario(*seed, as_of=date(2024, 11, 17), theatres=(UKRAINE,))
        assert found is not None and found.baseline == "article"


def test_another_war_reinforces_the_defender() -> None:
    found, warnings = made(SAHEL)
    assert found is not None and not warnings
    assert (found.attacker, found.defender, found.baseline) == ("Northland", "Southland", "article")
    (group,) = arrivals(found.branches[1])
    assert (group.contingent, group.side, group.present) == ("Westland", "defender", 0)
    assert not found.branches[0].interventions
    assert found.title == "What if Westland sends 9,000 soldiers to Southland?"
    assert any("Who attacks" in note for note in found.open)


def test_without_a_what_if_there_is_no_scenario() -> None:
    found, warnings = made(SAHEL[:2])
    assert found is None
    assert warnings == ("The article asks no what-if that the simulated world has a dial for.",)


def test_a_war_without_file_or_forces_is_not_simulated() -> None:
    found, warnings = made([SAHEL[0], SAHEL[2]])
    assert found is None
    assert "Southland" in warnings[0]


def test_the_end_of_aid_is_a_loss() -> None:
    cut = supposing(
        "What if Eastland stopped its military aid to Southland.", subject="Eastland", counterparty="Southland"
    )
    found, _ = made([*SAHEL[:2], cut])
    assert found is not None
    (aid,) = [i for i in found.branches[1].interventions if isinstance(i, Aid)]
    assert aid.side == "defender" and aid.fraction.parameters == (-0.3, 0.0)
    assert found.branches[1].label == "Eastland ends aid to Southland"


def test_talks_are_a_branch_where_supposed() -> None:
    found, _ = made([*SAHEL[:2], supposing("What if the two began peace talks in spring.")])
    assert found is not None
    assert [b.id for b in found.branches] == ["as_it_stands", "peace_talks"]


@pytest.mark.parametrize(
    ("words", "shape"),
    [("Westland soldiers have no combat experience.", (5.0, 5.0)), ("Westland soldiers are seasoned.", (8.0, 3.0))],
)
def test_words_on_quality_move_the_prior_one_way(words: str, shape: tuple[float, float]) -> None:
    found, _ = made([*SAHEL, (words, ())])
    assert found is not None
    (prior,) = found.priors
    assert (prior.name, prior.parameters, prior.verified) == ("initial_quality", shape, False)


def test_rates_and_lengths_come_in_the_worlds_units() -> None:
    rows = [
        *SAHEL[:2],
        (
            "Southland loses 100 soldiers a day in the fighting.",
            (
                {
                    "words": "100 soldiers a day",
                    "detail": soldiers(100, unit="soldier/day", measure="casualties", role="rate"),
                    "subject": "Southland",
                },
            ),
        ),
        (
            "Northland gains 50 square kilometres a week.",
            (
                {
                    "words": "50 square kilometres a week",
                    "detail": Quantity(value=50.0, unit="km2/week", measure="area", role="rate"),
                    "subject": "Northland",
                },
            ),
        ),
        (
            "The war has lasted 10 months.",
            ({"words": "10 months", "detail": Quantity(value=10.0, unit="month", measure="time", role="duration")},),
        ),
    ]
    _, claims = written(rows)
    sides = find_sides(claims, as_of=AS_OF)
    assert sides is not None
    stated = {name: value for name, value, _ in stated_figures(claims, sides)}
    assert stated["losses_defender_per_month"] == pytest.approx(100 * 30.4375)
    assert stated["area_rate_km2_per_month"] == pytest.approx(50 * 30.4375 / 7)
    assert stated["war_days"] == pytest.approx(304.375)
