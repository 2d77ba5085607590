"""The claims ledger: what joins and what never does, what counts, how it moves, who disagrees; in any order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from across_by_hand import DAY, KILLED, SENT, Said, reading
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.claims_ledger import ClaimsLedger, Thread
from contingent.core.errors import ValueRangeError
from contingent.core.nouns import Reading, When
from contingent.core.plain import plain
from contingent.reading.across.accounts import accounts

LATER = DAY + timedelta(days=7)
LAST = DAY + timedelta(days=28)


def threads(*readings: Reading, **given: Any) -> tuple[Thread, ...]:
    return accounts(readings, **given).threads


def only(*readings: Reading, **given: Any) -> Thread:
    found = threads(*readings, **given)
    assert len(found) == 1, [thread.label for thread in found]
    return found[0]


# ------------------------------------------------------------------ what is one thread


def test_one_number_of_two_texts_is_one_thread_of_two_voices() -> None:
    found = only(reading(SENT), reading(SENT, name="another", day=LATER))
    assert (found.voices, found.reported, len(found.entries)) == (2, 2, 2)
    assert [entry.said.first for entry in found.entries] == [DAY, LATER]


@pytest.mark.parametrize(
    "changed",
    [
        {"role": "stock"},
        {"role": "cumulative"},
        {"role": "increment"},
        {"role": "tranche"},
        {"measure": "killed"},
        {"subject": "Westmark"},
        {"counterparty": "Nordmark"},
        {"unit": "drone"},
    ],
)
def test_what_counts_something_else_is_another_thread(changed: dict[str, Any]) -> None:
    assert len(threads(reading(SENT), reading(SENT.but(**changed), name="another"))) == 2


@pytest.mark.parametrize("measures", [("killed", "wounded"), ("killed", "casualties"), ("wounded", "missing")])
def test_losses_of_different_kinds_stay_apart(measures: tuple[str, str]) -> None:
    one, other = (KILLED.but(measure=measure) for measure in measures)
    assert len(threads(reading(one), reading(other, name="another"))) == 2


def test_a_part_of_a_force_is_not_the_force() -> None:
    part = SENT.but(sentence="Ostmark has 10,000 active soldiers.", words="10,000 active soldiers", role="stock")
    whole = SENT.but(sentence="Ostmark has 40,000 soldiers.", words="40,000 soldiers", value=40_000.0, role="stock")
    found = threads(reading(part), reading(whole, name="another"))
    assert {thread.scope for thread in found} == {"active", None} and not any(t.disagreements for t in found)


def test_miles_and_kilometres_meet_and_agree_to_rounding() -> None:
    far = Said(sentence="Its reach is 190 miles.", words="190 miles", value=190.0, unit="mile", measure="length",
               role="range", counterparty=None)  # fmt: skip
    same = far.but(sentence="Its reach is 305 km.", words="305 km", value=305.0, unit="km")
    found = only(reading(far), reading(same, name="another"))
    assert [round(entry.value or 0, 1) for entry in found.entries] == [305.0, 305.8] or found.unit == "km"
    assert {entry.stated_unit for entry in found.entries} == {"mile", "km"}
    assert not found.disagreements and found.moved == 0


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("Ostmark has missiles with a range of 900 km.", "Ostmark’s drones have a range of 900 km.", False),
        ("Ostmark has missiles with a range of 900 km.", "Its missile has a maximum range of 900 km.", True),
        ("The range of its guns is 900 km.", "Ostmark shows drones that can fly 900 km.", False),
        ("The range of its new guns is 900 km.", "Its gun has a range of 900 km.", True),
    ],
)
def test_a_range_is_of_what_has_it(one: str, other: str, meet: bool) -> None:
    far = Said(sentence=one, words="900 km", value=900.0, unit="km", measure="length", role="range", counterparty=None)
    assert len(threads(reading(far), reading(far.but(sentence=other), name="b"))) == (1 if meet else 2)


@pytest.mark.parametrize("role", ["money", "count", "increment"])
def test_what_was_given_on_a_day_is_no_rival_of_all_that_was_given(role: str) -> None:
    tuesday = DAY - timedelta(days=2)
    named = When(first=tuesday, last=tuesday, basis="anchored", evidence="the day named", words="on Tuesday")
    whole = SENT.but(
        value=90_000.0, words="90,000 soldiers", sentence="Ostmark gave 90,000 soldiers of aid.", role=role
    )
    part = SENT.but(
        value=300.0, words="300 soldiers", sentence="Ostmark gave 300 soldiers of aid on Tuesday.", role=role
    )
    of_a_day = part.but(fields=(("time", named),))
    found = only(reading(whole), reading(of_a_day, name="b"))
    assert not found.disagreements and not found.drift
    assert only(reading(whole), reading(part, name="b")).disagreements
    rival = of_a_day.but(value=500.0, words="500 soldiers", sentence="Ostmark gave 500 soldiers of aid on Tuesday.")
    assert only(reading(of_a_day), reading(rival, name="b")).disagreements


def test_a_number_without_a_subject_meets_none_of_another_text() -> None:
    bare = SENT.but(subject=None)
    assert len(threads(reading(bare), reading(bare, name="another"))) == 2


def test_losses_of_nobody_named_meet_by_their_place() -> None:
    town = KILLED.but(subject=None, place="Kolm", value=40.0, role="flow")
    found = only(reading(town), reading(town.but(value=70.0), name="b"))
    assert (found.voices, found.subject, found.place, found.disagreeing) == (2, None, "Kolm", 1)
    assert len(threads(reading(town), reading(town.but(place="Brod"), name="b"))) == 2
    assert len(threads(reading(town), reading(town.but(measure="troops", unit="soldier"), name="b"))) == 2


def test_other_counts_of_the_same_are_named_and_kept_apart() -> None:
    there = SENT.but(role="stock", value=30_000.0)
    one, other, losses = threads(reading(SENT), reading(there, name="b"), reading(KILLED, name="c"))
    assert (one.related, other.related, losses.related) == ((other.id,), (one.id,), ())


def test_numbers_of_a_vague_role_meet_where_the_words_behind_or_the_amount_are_the_same() -> None:
    def share(sentence: str, value: float) -> Said:
        words = sentence[sentence.index(f"{value:.0f}") : sentence.index("percent") + 7]
        return Said(sentence=sentence, words=words, value=value, unit="percent", measure="percent", role="share",
                    counterparty=None)  # fmt: skip

    land, more = (
        share("Ostmark holds 20 percent of the territory.", 20.0),
        share("It holds 25 percent of territory.", 25.0),
    )
    tax = share("Ostmark spends 20 percent of its budget.", 20.0)
    assert only(reading(land), reading(more, name="b")).scope == "territory"
    assert len(threads(reading(land), reading(tax, name="b"))) == 2
    bare, same = share("Ostmark grew 20 percent.", 20.0), share("Ostmark rose 20 percent.", 20.0)
    assert only(reading(bare), reading(same, name="b")).voices == 2
    assert len(threads(reading(bare), reading(share("Ostmark fell 30 percent.", 30.0), name="b"))) == 2


def test_what_was_left_out_of_a_text_is_still_said() -> None:
    cut = replace(reading(SENT), warnings=("2 comments dated after 2031-01-01: left out.",))
    assert accounts([cut]).warnings == ("a text: 2 comments dated after 2031-01-01: left out.",)


def test_a_number_without_the_other_side_joins_the_one_there_is_and_none_of_two() -> None:
    bare = SENT.but(counterparty=None)
    assert only(reading(SENT), reading(bare, name="another")).counterparty == "Sudmark"
    two = (reading(SENT), reading(SENT.but(counterparty="Nordmark"), name="b"), reading(bare, name="c"))
    assert len(threads(*two)) == 3


def test_the_place_of_losses_is_never_filled_in() -> None:
    town = KILLED.but(place="Kolm", value=40.0)
    assert len(threads(reading(KILLED), reading(town, name="another"))) == 2


def test_a_reference_belongs_to_its_antecedent_and_is_not_counted_again() -> None:
    first = reading(SENT.but(comparator=">=", low=10_000.0))
    back = Said(sentence="The 10,000 are still there.", words="The 10,000", role="count", unit=None, measure=None)
    both = reading(SENT.but(comparator=">=", low=10_000.0), back.but(coref_of=first.claims[0].id))
    found = only(both)
    assert [entry.standing for entry in found.entries] == ["reported", "again"] and found.reported == 1


# ------------------------------------------------------------------ what counts


@pytest.mark.parametrize(
    ("changed", "standing"),
    [
        ({"negated": True}, "denied"),
        ({"modality": "possible"}, "open"),
        ({"modality": "question"}, "open"),
        ({"modality": "conditional"}, "open"),
        ({"voice": "reader_comment"}, "reader"),
        ({"modality": "estimated"}, "reported"),
    ],
)
def test_only_what_is_reported_counts(changed: dict[str, Any], standing: str) -> None:
    other = SENT.but(sentence="Ostmark may send 90,000 soldiers to Sudmark.", words="90,000 soldiers", value=90_000.0,
                     **changed)  # fmt: skip
    found = only(reading(SENT), reading(other, name="another"))
    assert {entry.standing for entry in found.entries} == {"reported", standing}
    counted = 2 if standing == "reported" else 1
    assert (found.voices, found.reported) == (counted, counted)
    assert bool(found.disagreements) == (counted == 2)
    assert not found.drift


def test_copies_of_one_story_are_one_voice_and_a_number_they_change_is_kept() -> None:
    story = [reading(SENT, name=f"copy {n}", day=DAY + timedelta(days=n)) for n in range(10)]
    found = only(*story, groups=[range(10)])
    assert (found.voices, found.reported, len(found.entries[0].copies)) == (1, 1, 9)
    changed = SENT.but(sentence="Ostmark has sent 12,000 soldiers to Sudmark.", words="12,000 soldiers", value=12_000.0)
    found = only(*story, reading(changed, name="corrected", day=LATER), groups=[range(11)])
    assert found.voices == 1 and [entry.value for entry in found.entries] == [10_000.0, 12_000.0]


def test_what_is_dated_after_as_of_is_hidden_and_counted() -> None:
    later = reading(SENT.but(value=90_000.0), name="later", day=LATER)
    ledger, alone = accounts([reading(SENT), later], as_of=DAY), accounts([reading(SENT)], as_of=DAY)
    assert replace(ledger, warnings=()) == alone
    assert "1 document dated after" in ledger.warnings[0]
    bounded = reading(SENT, name="bounded", day=None, bounds=(LATER, None))
    assert len(accounts([reading(SENT), bounded], as_of=DAY).sources) == 1


def test_groups_that_name_no_reading_or_one_twice_are_refused() -> None:
    for groups in ([[0, 1]], [[0], [0]], [[-1]]):
        with pytest.raises(ValueRangeError, match="groups"):
            accounts([reading(SENT)], groups)


# ------------------------------------------------------------------ drift


def test_at_least_ten_thousand_becomes_ten_thousand_becomes_about_twelve() -> None:
    first = SENT.but(sentence="At least 10,000 soldiers went, the ministry said.", words="At least 10,000 soldiers",
                     comparator=">=", low=10_000.0, source="ministry")  # fmt: skip
    last = SENT.but(sentence="About 12,000 soldiers went.", words="About 12,000 soldiers", value=12_000.0,
                    comparator="~", low=10_800.0, high=13_200.0)  # fmt: skip
    ledger = accounts([reading(first), reading(SENT, name="b", day=LATER), reading(last, name="c", day=LAST)])
    (thread,) = ledger.threads
    (overall,) = thread.drift
    assert (overall.source, overall.n, overall.ratio) == (None, 3, 1.2)
    assert overall.slope is not None and overall.slope > 0
    assert {(s.kind, s.lost) for s in thread.shifts} == {("bound", True), ("attribution", True)}
    assert [check.kind for check in ledger.checks] == ["bound_drop"]


def test_a_toll_of_one_day_drifts_along_the_days_it_is_told_on() -> None:
    day = When(first=DAY, last=DAY, basis="stated", evidence="on that day")
    toll = KILLED.but(role="flow", time=day)
    found = only(*(
        reading(toll.but(value=value), name=f"t{n}", day=DAY + timedelta(days=n))
        for n, value in enumerate((12.0, 19.0, 25.0))
    ))  # fmt: skip
    assert (found.axis, found.drift[0].n, found.drift[0].ratio) == ("said", 3, pytest.approx(25 / 12))
    weeks = [When(first=DAY, last=DAY, basis="stated", evidence="x"), replace(day, first=LATER, last=LATER)]
    series = only(*(reading(toll.but(time=week), name=f"w{n}", day=LAST) for n, week in enumerate(weeks)))
    assert (series.axis, series.drift[0].first_day, series.drift[0].last_day) == ("about", DAY, LATER)


def test_only_a_source_with_a_name_is_one_source_in_several_texts() -> None:
    def sources(name: str) -> list[str | None]:
        told = (reading(SENT.but(source=name, value=v), name=f"t{v}", day=d) for v, d in ((9e3, DAY), (2e4, LAST)))
        return [drift.source for drift in only(*told).drift]

    assert sources("United Nations") == [None, "United Nations"]
    assert sources("officials") == sources("unnamed") == [None]


def test_a_might_that_is_later_told_as_so_is_shown() -> None:
    might = SENT.but(sentence="Ostmark might send 10,000 soldiers.", words="10,000 soldiers", modality="possible")
    found = only(reading(might), reading(SENT, name="b", day=LATER))
    assert ("possibility", True) in {(s.kind, s.lost) for s in found.shifts}


def test_texts_of_one_day_and_of_one_voice_lose_nothing_to_each_other() -> None:
    bound = SENT.but(comparator=">=", low=10_000.0, source="ministry")
    assert not only(reading(bound), reading(SENT, name="b")).shifts
    assert not only(reading(bound), reading(SENT, name="b", day=LATER), groups=[[0, 1]]).shifts


@given(st.lists(st.integers(1, 10**6), min_size=3, max_size=8), st.integers(2, 9))
@settings(max_examples=30, deadline=None)
def test_drift_is_one_of_ratios_and_does_not_hang_on_the_unit_of_count(values: list[int], times: int) -> None:
    def told(factor: int) -> Thread:
        return only(*(
            reading(SENT.but(value=float(v * factor)), name=f"t{n}", day=DAY + timedelta(days=9 * n))
            for n, v in enumerate(values)
        ))  # fmt: skip

    (one,), (other,) = told(1).drift, told(times).drift
    assert one.ratio == pytest.approx(values[-1] / values[0]) == pytest.approx(other.ratio)
    assert one.slope == pytest.approx(other.slope)


# ------------------------------------------------------------------ disagreement


def test_sources_disagree_where_words_leave_no_room_and_on_the_same_days() -> None:
    low = SENT.but(source="Ostmark", value=6_000.0)
    high = SENT.but(source="Westmark", value=14_000.0, comparator="~", low=12_600.0, high=15_400.0)
    (found,) = only(reading(low), reading(high, name="b")).disagreements
    assert (found.lower_source, found.higher_source, found.days_apart, found.certain) == (
        "Ostmark",
        "Westmark",
        0,
        True,
    )
    assert found.ratio == pytest.approx(14 / 6)
    (week,) = only(reading(low), reading(high.but(role="flow"), name="b")).disagreements
    assert week.days_apart == 0
    stock = (low.but(role="stock"), high.but(role="stock"))
    (apart,) = only(reading(stock[0]), reading(stock[1], name="b", day=LATER)).disagreements
    assert apart.days_apart == 7
    assert not only(reading(stock[0]), reading(stock[1], name="b", day=LAST)).disagreements


@pytest.mark.parametrize(
    "roomy", [{"comparator": ">=", "low": 6_000.0}, {"value": None, "low": 5_000.0, "high": 20_000.0}]
)
def test_words_that_leave_room_are_no_disagreement(roomy: dict[str, Any]) -> None:
    low = SENT.but(source="Ostmark", **{"value": 6_000.0, **roomy})
    assert not only(reading(low), reading(SENT.but(source="Westmark", value=14_000.0), name="b")).disagreements


def test_what_happened_in_different_weeks_is_not_compared() -> None:
    def killed(value: float, first: date, last: date, source: str) -> Said:
        when = When(first=first, last=last, basis="stated", evidence="the text names them")
        return KILLED.but(value=value, role="flow", source=source, time=when)

    one = killed(40.0, DAY - timedelta(days=30), DAY - timedelta(days=23), "Ostmark")
    other = killed(400.0, DAY - timedelta(days=90), DAY - timedelta(days=1), "Westmark")
    assert not only(reading(one), reading(other, name="b")).disagreements
    same = killed(400.0, DAY - timedelta(days=30), DAY - timedelta(days=23), "Westmark")
    assert len(only(reading(one), reading(same, name="b")).disagreements) == 1


def test_a_day_known_within_limits_makes_no_disagreement_certain() -> None:
    low, high = SENT.but(source="Ostmark", value=6_000.0, role="stock"), SENT.but(role="stock", source="Westmark")
    (found,) = only(reading(low), reading(high, name="b", day=None, bounds=(None, LAST))).disagreements
    assert not found.certain


def test_a_party_to_the_fighting_is_one_in_every_text_that_counts_it() -> None:
    known = SENT.but(source="Ostmark", belligerent_claim=True)
    found = only(reading(known), reading(SENT.but(source="Ostmark"), name="b", day=LATER))
    assert [entry.belligerent for entry in found.entries] == [True, True]
    other = SENT.but(source="Nordmark")
    assert not only(reading(other)).entries[0].belligerent


# ------------------------------------------------------------------ order, copies


def _ledger(readings: list[Reading], groups: Any = ()) -> Any:
    return plain(accounts(readings, groups))


STORY = (
    reading(SENT.but(comparator=">=", low=10_000.0, source="Westmark", belligerent_claim=True), KILLED, name="a"),
    reading(SENT, KILLED.but(value=2_100.0, source="United Nations"), name="b", day=LATER),
    reading(SENT.but(value=14_000.0, counterparty=None), name="c", day=LAST),
    reading(SENT.but(role="count", value=15_000.0), name="d", day=None),
)


@pytest.mark.parametrize("order", list(permutations(range(4)))[1::3])
def test_the_order_of_documents_changes_nothing(order: tuple[int, ...]) -> None:
    assert _ledger([STORY[place] for place in order]) == _ledger(list(STORY))
    grouped = [[order.index(0), order.index(2)]]
    assert _ledger([STORY[place] for place in order], grouped) == _ledger(list(STORY), [[0, 2]])


_SAID = st.builds(
    lambda value, comparator, role, source, modality, counterparty, negated: SENT.but(
        value=float(value), comparator=comparator, role=role, source=source, modality=modality,
        counterparty=counterparty, negated=negated,
    ),
    st.sampled_from([100, 9_500, 10_000, 12_000, 90_000]),
    st.sampled_from(["=", "~", ">=", "<="]),
    st.sampled_from(["flow", "stock", "cumulative", "count", "increment"]),
    st.sampled_from([None, "Ostmark", "United Nations", "unnamed"]),
    st.sampled_from(["asserted", "estimated", "possible", "conditional"]),
    st.sampled_from([None, "Sudmark"]),
    st.booleans(),
)  # fmt: skip
_TEXTS = st.lists(
    st.tuples(st.lists(_SAID, min_size=1, max_size=3), st.one_of(st.none(), st.integers(0, 40))), min_size=1, max_size=5
)


def _made(texts: Any) -> list[Reading]:
    return [
        reading(*said, name=f"text {n}", day=None if off is None else DAY + timedelta(days=off))
        for n, (said, off) in enumerate(texts)
    ]


@given(_TEXTS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_any_order_of_any_documents_gives_the_same_ledger(texts: Any, random: Any) -> None:
    readings = _made(texts)
    shuffled = random.sample(readings, len(readings))
    assert _ledger(shuffled) == _ledger(readings)


@given(_TEXTS, st.integers(0, 4))
@settings(max_examples=60, deadline=None)
def test_a_copy_changes_no_count(texts: Any, which: int) -> None:
    readings = _made(texts)
    place = which % len(readings)
    said, off = texts[place]
    copy = reading(*said, name="text copied", day=None if off is None else DAY + timedelta(days=off + 1))
    before = accounts(readings)
    after = accounts([*readings, copy], [[place, len(readings)]])
    again = accounts([*readings, readings[place]])

    def counts(ledger: ClaimsLedger) -> Any:
        told = sorted((t.label, t.voices, t.reported, len(t.entries), t.disagreeing) for t in ledger.threads)
        return told, sorted((c.kind, c.verdict) for c in ledger.checks)

    assert plain(again) == plain(before)
    assert counts(after) == counts(before)


@given(_TEXTS, st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_nothing_dated_after_as_of_leaves_a_trace(texts: Any, off: int) -> None:
    as_of = DAY + timedelta(days=off)
    readings = _made(texts)
    allowed = [r for r in readings if r.document.published is None or r.document.published <= as_of]
    whole, part = accounts(readings, as_of=as_of), accounts(allowed, as_of=as_of)
    assert (whole.threads, whole.sources, whole.checks) == (part.threads, part.sources, part.checks)


@given(_TEXTS)
@settings(max_examples=60, deadline=None)
def test_every_number_of_every_text_stands_in_one_thread(texts: Any) -> None:
    readings = _made(texts)
    ledger = accounts(readings)
    told = [entry.claim for thread in ledger.threads for entry in thread.entries]
    assert sorted(told) == sorted(claim.id for one in readings for claim in one.claims)
    for thread in ledger.threads:
        assert thread.reported == sum(entry.standing == "reported" for entry in thread.entries)
        assert thread.disagreeing >= len(thread.disagreements)
