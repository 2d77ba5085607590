"""Checks from the text alone: sums, shares, ratios, products, figures that disagree, and no alarm without cause."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_texts import AS_OF, gazetteer, parts

from contingent.core.nouns import Check
from contingent.reading.checks.check import check
from contingent.reading.checks.pool import figures_shown
from contingent.reading.quantities.claims import quantity_claims


def _checks(text: str, kind: str) -> list[Check]:
    document, found = parts(text)
    return [c for c in check(document, quantity_claims(document, found, gazetteer(), AS_OF)) if c.kind == kind]


def _told(text: str, kind: str) -> list[tuple[str, str]]:
    return [(c.verdict, c.readings[0].formula) for c in _checks(text, kind)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The fund gave $95 million: $51 million for food, $31 million for tents and $13 million for wells.",
         [("consistent", "51,000,000 + 31,000,000 + 13,000,000 = 95,000,000")]),
        ("The fund gave $95 million: $51 million for food, $31 million for tents and $23 million for wells.",
         [("mismatch", "51,000,000 + 31,000,000 + 23,000,000 = 105,000,000")]),
        ("The camp holds 4,310 people. About 3,190 of them are women. The remaining 1,120 are men.",
         [("consistent", "4,310 - 3,190 = 1,120")]),
        ("In March the camp held 8,400 people. By June it held 9,700. The rise of 1,300 worried the agency.",
         [("consistent", "9,700 - 8,400 = 1,300")]),
        ("The camp holds 4,310 people. The town holds 900 people. A road of 70 miles joins them.", []),
        ("The army has 20 tanks, 30 guns and 50 trucks.", []),
    ],
)  # fmt: skip
def test_parts_remainders_and_changes(text: str, told: list[tuple[str, str]]) -> None:
    assert _told(text, "sum_of_parts") == told


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1_001, 99_999), min_size=2, max_size=5), st.booleans())
def test_any_list_behind_a_colon_is_added_up(numbers: list[int], right: bool) -> None:
    total = sum(numbers) if right else sum(numbers) + max(111, sum(numbers) // 20)
    listed = ", ".join(f"{n:,} soldiers in sector {'ABCDE'[i]}" for i, n in enumerate(numbers))
    (found,) = _checks(f"The mission has {total:,} soldiers: {listed}.", "sum_of_parts")
    assert found.verdict == ("consistent" if right else "mismatch")
    assert found.readings[0].value == sum(numbers)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Kenya sent 900 of the 3,000 police, or 30 percent.", [("consistent", "900 / 3,000 = 30.00 %")]),
        ("The garrison was cut from 8,000 men to 6,000 men, a drop of 30 percent.",
         [("mismatch", "(8,000 - 6,000) / 8,000 = 25.00 %")]),
        ("The garrison was cut from 8,000 men to 6,000 men, a drop of 25 percent.",
         [("consistent", "(8,000 - 6,000) / 8,000 = 25.00 %")]),
        ("The mission has 14,000 soldiers. Some 4,300 soldiers, or nearly a third of them, come from Nepal.",
         [("consistent", "4,300 / 14,000 = 30.71 %")]),
        ("It spent $4 billion, about 5 percent of the $80 billion it had.",
         [("consistent", "4,000,000,000 / 80,000,000,000 = 5.00 %")]),
        ("The plan raises the guard from 12,000 to 15,000 men, a 40 percent increase.",
         [("mismatch", "(15,000 - 12,000) / 12,000 = 25.00 %")]),
        ("Output fell from 90 to 45 tanks a month, a 50-percent decline after last year's 60 percent.",
         [("consistent", "(90 - 45) / 90 = 50.00 %")]),
        ("Prices rose by 45 percent while the garrison shrank from 9,000 to 5,000 men.", []),
        ("The unit lost 12 of its 40 men, or 25 percent.", [("mismatch", "12 / 40 = 30.00 %")]),
        ("The unit lost 12 of its 40 men, which is 25 percent.", [("mismatch", "12 / 40 = 30.00 %")]),
        ("The party took 12 of the 40 seats, which is 5 percent more than last time.", []),
        ("It has 700 tanks and 30 ships. Prices rose by 12 percent.", []),
        ("Turnout was 61 percent. The party won 212 seats of 400.", []),
    ],
)  # fmt: skip
def test_shares_and_changes_of_any_war(text: str, told: list[tuple[str, str]]) -> None:
    assert _told(text, "arithmetic_percent") == told


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("The rebels had 900 fighters. The army had 3,600 soldiers. It was four to one.", "ratio",
         [("consistent", "3,600 / 900 = 4.00")]),
        ("The rebels had 900 fighters. The army had 3,600 soldiers. It was nine to one.", "ratio", []),
        ("The doctors counted 80 dead, twice the 40 of a week before.", "ratio", [("consistent", "80 / 40 = 2.00")]),
        ("The doctors counted 55 dead, twice the 40 of a week before.", "ratio", [("mismatch", "55 / 40 = 1.38")]),
        ("The war cost $12 million a day. Over 45 days that makes $540 million.", "ratio",
         [("consistent", "12,000,000 x 45 = 540,000,000")]),
        ("The war cost $12 million a day. Over 45 days it went on. The bank lent $700 million.", "ratio", []),
        ("Norway gave 50 million kroner, about $5 million, to the fund.", "unit_conversion",
         [("caution", "50,000,000 NOK / 5,000,000 USD = 10")]),
    ],
)  # fmt: skip
def test_ratios_products_and_currencies(text: str, kind: str, told: list[tuple[str, str]]) -> None:
    assert _told(text, kind) == told


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("The police counted 3,000 marchers. The union puts it at 9,000.", [3_000.0, 9_000.0]),
        ("The agency had counted 60 trucks a day. It has since revised it to 85 a day.", [60.0, 85.0]),
        ("Peking said Taiwan lost 700 men. Taiwan's own count is 90 dead.", [700.0, 90.0]),
        ("The police counted 3,000 marchers. The union has 9,000 members.", []),
        ("The agency counted 60 trucks on Monday. It counted 85 on Tuesday.", []),
    ],
)
def test_figures_set_against_each_other(text: str, values: list[float]) -> None:
    found = [r.value for c in _checks(text, "contradictory_figures") for r in c.readings]
    assert found == values


def test_what_comes_on_top_beside_the_total() -> None:
    text = (
        "The yard would hire 300 workers, on top of the 1,200 workers it has; the number is to reach 1,900 next year."
    )
    (found,) = _checks(text, "total_vs_increment")
    assert [r.value for r in found.readings] == [1_500, 700]
    assert found.verdict == "caution"


def test_the_losses_of_a_war_beside_the_strength_of_a_day() -> None:
    text = "The enemy has some 60,000 soldiers. Since the invasion his losses are put at 75,000 killed and missing men."
    found = _checks(text, "stock_vs_cumulative")
    assert [c.verdict for c in found] == ["caution"]
    assert "must not be subtracted" in found[0].explanation
    assert not _checks("The enemy has some 60,000 soldiers. On Monday it lost 75 men.", "stock_vs_cumulative")


def test_a_source_at_second_hand_is_asked_for() -> None:
    assert _checks("A newspaper, citing an unnamed aide, said 400 drones were sent.", "attribution_quality")
    assert not _checks("Japan said 400 drones were sent.", "attribution_quality")


@pytest.mark.parametrize(("x", "shown"), [(5.0, 1), (1_250.0, 3), (10_000.0, 1), (0.25, 2), (45_694.0, 5)])
def test_how_many_figures_a_number_shows(x: float, shown: int) -> None:
    assert figures_shown(x) == shown


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The depot lies 31 miles (50 km) behind the lines.", [("consistent", "31 mi = 49.9 km")]),
        ("The depot lies 80 km, or about 50 miles, behind the lines.", [("consistent", "80 km = 49.7 mi")]),
        ("A 10-mile (15-kilometer) belt was cleared.", [("consistent", "10 mi = 16.1 km")]),
        ("The depot lies 31 miles (70 km) behind the lines.", [("mismatch", "31 mi = 49.9 km")]),
        ("The field measures 300 acres (120 hectares).", [("consistent", "300 acres = 121.4 ha")]),
        ("The depot lies 62 miles behind the lines.", [("caution", "62 mi = 99.8 km")]),
        ("The front runs for 600 miles, and the depot lies 3 km and 25 miles behind it.", []),
        ("Ships kept 12 nautical miles off; the island is 7 miles wide and 20 km long.", []),
    ],
)
def test_sizes_told_twice_or_converted_and_no_others(text: str, told: list[tuple[str, str]]) -> None:
    assert _told(text, "unit_conversion") == told


def test_losses_beside_what_is_left_and_the_sum_of_years_contradict_nothing() -> None:
    assert not _checks("Chad has lost 90 tanks since the spring. It has 60 tanks left.", "contradictory_figures")
    text = "About 3,000 fighters died in the first year and 5,000 in the second. The ministry puts the toll at 8,000."
    assert not _checks(text, "contradictory_figures")
    text = "About 3,000 fighters died in the first year and 5,000 in the second. The ministry puts the toll at 19,000."
    assert _checks(text, "contradictory_figures")


@pytest.mark.parametrize(
    "words", ["own communiqué speaks of", "own bulletins claimed", "own count is", "own statements boast of"]
)
def test_what_one_side_says_of_itself_is_set_against_what_was_told(words: str) -> None:
    text = f"The rebels admit to 60 dead. The army's {words} 400 dead."
    assert [r.value for c in _checks(text, "contradictory_figures") for r in c.readings] == [60.0, 400.0]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("The government says 400 soldiers were killed. The rebels say 1,100 soldiers were killed in the same battle.",
         [400.0, 1_100.0]),
        ("Chad said 12 people were killed in Abeche. Sudan said 3 people were killed in Nyala.", []),
        ("The army said 30 rebels were killed on Monday. The police said 12 rebels were killed on Tuesday.", []),
        ("The army said 30 of its men were killed. The rebels said 4 of their men were killed.", []),
        ("The mayor said 14 people were killed. The governor said another 9 people were killed later.", []),
        ("Israel says it killed 40 fighters. Hamas says it killed 7 soldiers.", []),
        ("The mayor said 9 people were killed. The governor said 30 people were wounded.", []),
    ],
)  # fmt: skip
def test_two_sources_on_one_loss_unless_something_tells_them_apart(text: str, values: list[float]) -> None:
    assert [r.value for c in _checks(text, "contradictory_figures") for r in c.readings] == values
