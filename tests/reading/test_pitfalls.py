"""The pitfalls of the design page for reading, each a test over the whole reader, in sentences of our own."""

from __future__ import annotations

from datetime import date

import pytest
from small_texts import gazetteer

from contingent.core.nouns import Assertion, Claim, Conditional, Quantity, Reading
from contingent.reading import Theatre, read
from contingent.reading.documents.clean import clean

AS_OF = date(2024, 11, 18)
THEATRES = (
    Theatre(
        name="Russia–Ukraine", attacker="Russia", defender="Ukraine", baseline="russia_ukraine", fitted_as_of=AS_OF
    ),
)
HEAD = "# Weighing a war\n\nBy A. Writer | November 11, 2024\n\n"


def reading(text: str, head: str = HEAD) -> Reading:
    return read(clean((head + text).encode(), origin="test.md"), gazetteer=gazetteer(), as_of=AS_OF, theatres=THEATRES)


def numbers(found: Reading) -> list[tuple[float | None, str | None]]:
    """Value and unit of every quantity, in order."""
    details = [claim.detail for claim in found.claims]
    return [(d.value, d.unit) for d in details if isinstance(d, Quantity)]


def quantity(found: Reading, value: float) -> tuple[Claim, Quantity]:
    (one,) = [(c, c.detail) for c in found.claims if isinstance(c.detail, Quantity) and c.detail.value == value]
    return one


def test_may_the_modal_is_no_date_and_may_the_month_no_hedge() -> None:
    modal, _ = quantity(reading("Serbia may send 4,000 soldiers to the border."), 4000)
    assert modal.modality == "possible" and modal.time is not None and modal.time.words is None
    month, _ = quantity(reading("In May, Serbia sent 4,000 soldiers to the border."), 4000)
    assert month.modality == "asserted" and month.hedge is None
    assert month.time is not None and (month.time.first, month.time.basis) == (date(2024, 5, 1), "anchored")


def test_to_march_is_no_month() -> None:
    claim, _ = quantity(reading("The rebels march on Goma with 3,000 men and may take it."), 3000)
    assert claim.time is None or claim.time.words is None


@pytest.mark.parametrize("name", ["The G20 met", "The G7 met", "Version 2.0 of the pact failed", "A kn-23 missile fell",
                                  "A T-72 tank burned", "Article 5 was invoked"])  # fmt: skip
def test_numbers_in_names_are_no_quantities(name: str) -> None:
    assert numbers(reading(f"{name}, and Kenya lost 70 soldiers.")) == [(70.0, "soldier")]


def test_fifty_pm_is_a_time_of_day() -> None:
    assert numbers(reading("At 3:50 pm the guns fell silent; Kenya had lost 70 soldiers.")) == [(70.0, "soldier")]


def test_one_report_counts_nothing() -> None:
    found = reading("One report from the mission claims that Kenya lost 70 soldiers.")
    assert numbers(found) == [(70.0, "soldier")]
    assert quantity(found, 70)[0].attributed_to == "report from the mission"


def test_so_many_in_reserve_are_soldiers() -> None:
    found = reading("Algeria has 130,000 active troops and 150,000 in reserve.")
    assert numbers(found) == [(130_000.0, "soldier"), (150_000.0, "soldier")]
    assert quantity(found, 150_000)[1].measure == "reserve"


def test_only_judges_and_bounds_nothing() -> None:
    _, only = quantity(reading("Estonia has only 7,000 soldiers on active duty."), 7000)
    assert (only.comparator, only.low, only.high) == ("=", None, None)


def test_nearly_is_below_and_over_is_above() -> None:
    _, nearly = quantity(reading("Nearly 900 shells fell on the town of Avda."), 900)
    _, over = quantity(reading("Over 900 shells fell on the town of Avda."), 900)
    assert (nearly.comparator, over.comparator) == ("<~", ">~")


def test_his_forces_are_not_those_of_the_man_named_last() -> None:
    found = reading(
        "Russia keeps 90,000 soldiers near Kharkiv. Macron met Putin in June. "
        "Another 20,000 North Koreans would beef up his forces."
    )
    claim, _ = quantity(found, 20_000)
    assert claim.counterparty not in ("France", "North Korea")


def test_seats_of_government_act_for_their_states() -> None:
    found = reading("Moscow paid Pyongyang for 6,000 howitzer shells, and the Kremlin praised Tehran.")
    claim, _ = quantity(found, 6000)
    named = {name for c in found.claims for name in (c.subject, c.counterparty) if name}
    assert named <= {"Russia", "North Korea", "Iran"} and "Russia" in named
    assert {claim.subject, claim.counterparty} <= {"Russia", "North Korea", None}


def test_an_estimate_without_an_agent_is_somebody_s_unnamed() -> None:
    claim, _ = quantity(reading("The garrison is estimated to have 12,000 soldiers."), 12_000)
    assert (claim.attributed_to, claim.modality) == ("unnamed", "estimated")
    assert claim.chain == ("author", "unnamed") and claim.attribution_cue is not None


def test_not_likely_negates_inside_the_probability() -> None:
    found = reading("New sanctions are not likely to change the behaviour of Iran toward its neighbours.")
    (claim,) = [c for c in found.claims if isinstance(c.detail, Assertion)]
    assert isinstance(claim.detail, Assertion) and claim.detail.probability is not None
    assert claim.detail.probability[1] < 0.5 and not claim.negated and claim.modality == "improbable"


def test_what_somebody_fears_is_his_belief() -> None:
    found = reading("The European Union fears that Iran may be selling 300 drones to Sudan.")
    claim, _ = quantity(found, 300)
    assert (claim.attributed_to, claim.modality) == ("European Union", "possible")


def test_a_promise_is_past_and_what_is_promised_is_to_come() -> None:
    found = reading("Zelensky has promised to end the war by the spring.")
    told = [c for c in found.claims if c.kind == "event" and c.span.text.startswith("Zelensky has promised")]
    ahead = [c for c in found.claims if c.kind == "assertion"]
    assert told and told[0].tense == "past" and told[0].modality == "asserted"
    assert ahead and ahead[0].tense == "future"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Even if Eritrea does not attack, Ethiopia will keep 40,000 men there.", "concessive"),
        ("If the assessment is correct, Eritrea could attack with 40,000 men.", "epistemic"),
        ("If Eritrea attacks, Ethiopia could lose 4,000 men.", "causal"),
    ],
)
def test_if_has_kinds(text: str, kind: str) -> None:
    (found,) = [c.detail for c in reading(text).claims if isinstance(c.detail, Conditional)]
    assert found.type == kind


TAIL = """
About the Author: A. Writer is the author of 7 books on war and served 20 years.

Lakeview
November 12, 2024 at 3:50 pm
How about China sending 9,000 drones to Sudan? They lost 50,000 men.

Pingback: What If Egypt Invaded Sudan With 80,000 Troops? - The Review
"""


def test_a_pingback_that_looks_like_a_what_if_is_none() -> None:
    found = reading("Sudan has 100,000 soldiers and is fighting the Rapid Support Forces.\n" + TAIL)
    assert not [c for c in found.claims if c.voice == "pingback"]
    assert found.scenario is None or all("Egypt" not in (b.quote or "") for b in found.scenario.branches)


def test_comments_and_biographies_are_never_the_author_s_facts() -> None:
    found = reading("Sudan has 100,000 soldiers and is fighting the Rapid Support Forces.\n" + TAIL)
    assert numbers(found)[0] == (100_000.0, "soldier")
    for claim in found.claims:
        if isinstance(claim.detail, Quantity) and claim.detail.value in (9000, 50_000):
            assert claim.speaker == "reader:Lakeview" and claim.voice == "reader_comment"
        assert not (isinstance(claim.detail, Quantity) and claim.detail.value in (7, 20))


def test_an_axis_of_evil_is_no_organisation() -> None:
    found = reading("The Axis of Evil lost 5,000 soldiers near the border.")
    claim, _ = quantity(found, 5000)
    assert claim.subject is None and claim.attributed_to is None


def test_without_a_day_of_publication_the_text_bounds_it_and_says_how() -> None:
    text = (
        "Sudan lost 300 men on 4 March 2023 and the front moved. The army has 5,000 left.\n\n"
        "Lakeview\nMarch 9, 2023 at 3:50 pm\nSo they say.\n"
    )
    found = reading(text, head="# Weighing a war\n\n")
    assert found.document.published is None
    assert (found.document.not_before, found.document.not_after) == (date(2023, 3, 4), date(2023, 3, 9))
    claim, _ = quantity(found, 5000)
    assert claim.time is not None and claim.time.basis == "inferred"
    assert (claim.time.first, claim.time.last) == (date(2023, 3, 4), date(2023, 3, 9))
    assert "4 March 2023" in claim.time.evidence and "9 March 2023" in claim.time.evidence


def test_an_old_article_s_leaders_are_those_of_its_own_day() -> None:
    head = "# Weighing a war\n\nBy A. Writer | June 20, 1999\n\n"
    claim, _ = quantity(reading("Vajpayee said 90 soldiers had died at the ridge.", head=head), 90)
    assert claim.attributed_to == "Vajpayee"
    told = reading("Vajpayee sent 4,000 soldiers to the ridge against Pakistan.", head=head)
    assert quantity(told, 4000)[0].subject == "India"
    now = reading("Merkel sent 4,000 soldiers to the ridge.", head="# War\n\nBy A. Writer | June 20, 2024\n\n")
    assert quantity(now, 4000)[0].subject != "Germany"
