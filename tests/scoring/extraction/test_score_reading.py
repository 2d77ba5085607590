"""The perfect reading scores one in everything, the empty one nothing, and each mistake costs what it should."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import made_gold
import pytest

from contingent.core.claims import Claim, Quantity, When
from contingent.core.nouns import Reading
from contingent.scoring.extraction.alike import Alike, same_time
from contingent.scoring.extraction.articles import score_reading
from contingent.scoring.extraction.gold import GoldTime
from contingent.scoring.extraction.scored import LENIENT, METRICS, WHOLE, Scored


def scored(reading: Reading) -> Scored:
    return score_reading(reading, made_gold.gold(), actors=made_gold.actors())


def value(result: Scored, metric: str) -> float | None:
    return result.counts.value(metric, METRICS[metric])


def changed(name: str, **fields: object) -> Reading:
    """The perfect reading with one claim changed; a quantity's own fields go to its detail."""
    whole = made_gold.perfect()

    def change(claim: Claim) -> Claim:
        if claim.id != name:
            return claim
        own = {k: v for k, v in fields.items() if k in Quantity.__dataclass_fields__ and k != "kind"}
        rest = {k: v for k, v in fields.items() if k not in own}
        return replace(claim, detail=replace(claim.detail, **own), **rest)  # type: ignore[arg-type]

    return replace(whole, claims=tuple(map(change, whole.claims)))


@pytest.mark.parametrize("metric", METRICS)
def test_the_perfect_reading_is_right_in_everything(metric: str) -> None:
    result = scored(made_gold.perfect())
    assert value(result, metric) == (0.0 if METRICS[metric] == "count" else 1.0)
    assert result.misses == ()
    assert all(count.right == count.given for count in result.classes.of.values())


def test_the_empty_reading_is_right_in_nothing_but_what_it_leaves_alone() -> None:
    result = score_reading(made_gold.empty(), made_gold.gold())
    for metric, form in METRICS.items():
        refused = metric in ("negatives refused", "traps rejected")
        if form != "count" and metric not in ("spans verbatim", "check verdicts"):
            assert value(result, metric) == (1.0 if refused else 0.0), metric
    assert value(result, "spans verbatim") is None and not result.classes.of


def test_the_order_of_claims_does_not_matter() -> None:
    whole = made_gold.perfect()
    claims = list(whole.claims)
    first = scored(whole)
    for seed in range(5):
        random.Random(seed).shuffle(claims)
        again = scored(replace(whole, claims=tuple(claims)))
        assert again.counts.of == first.counts.of and again.classes.of == first.classes.of


def test_scores_of_two_articles_add() -> None:
    one, other = scored(made_gold.perfect()), scored(made_gold.empty())
    both = (one + other).counts
    assert both.of == (other + one).counts.of
    assert both.value("quantities found", "share") == 0.5
    assert both.value("value F1", "F1") == pytest.approx(2 * 5 / (10 + 5))


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"value": 40.0}, {"value F1", "value+unit F1", LENIENT, WHOLE}),
        ({"unit": "truck"}, {"value+unit F1", LENIENT, WHOLE}),
        ({"comparator": ">="}, {"comparator", WHOLE}),
        ({"role": "stock"}, {"role"}),
        ({"attributed_to": None}, {"speaker", WHOLE}),
        ({"attributed_to": "Kessel"}, {"speaker", WHOLE}),
        ({"speaker": "reader:Ann"}, {"speaker", WHOLE}),
        ({"subject": "Kessel"}, {"subject"}),
        ({"modality": "possible"}, {"modality"}),
        ({"negated": True}, {"negation"}),
        ({"time": None}, {"time"}),
        ({"time": When(first=date(2031, 4, 1), last=date(2031, 4, 30), basis="stated", evidence="")}, {"time"}),
    ],
    ids=lambda value: str(sorted(value) if isinstance(value, set) else value),
)
def test_one_mistake_costs_its_metric_and_no_other(fields: dict[str, object], wrong: set[str]) -> None:
    result = scored(changed("q02", **fields))
    ours = set(METRICS) - {"attributions", "attribution scope"}  # they rest on the source of q02 as well
    assert {m for m in ours if METRICS[m] != "count" and value(result, m) != 1.0} == wrong
    assert any(miss.metric in wrong for miss in result.misses)


def test_a_comment_told_as_a_fact_is_counted_and_false() -> None:
    result = scored(changed("q06", voice="body", speaker="author"))
    assert value(result, "comment numbers as facts") == 1.0 and value(result, "quantities false") == 1.0
    assert result.counts.of["value F1"].given == 6 and result.counts.of["value F1"].wanted == 5


def test_a_name_taken_for_a_number_is_false_and_not_refused() -> None:
    whole = made_gold.perfect()
    seven = made_gold.span("7", 1)
    extra = replace(whole.claims[1], id="q99", span=seven, sentence=seven, detail=Quantity(value=7.0))
    result = scored(replace(whole, claims=(*whole.claims, extra)))
    assert value(result, "negatives refused") == 0.0 and value(result, "quantities false") == 1.0
    assert value(result, "value F1") == pytest.approx(10 / 11)


def test_a_trap_is_fallen_into_by_the_articles_own_voice_alone() -> None:
    whole = made_gold.perfect()
    remark = made_gold.span("I count 5,000 men!")
    condition = next(claim for claim in whole.claims if claim.kind == "conditional")
    for voice, refused in (("body", 0.0), ("reader_comment", 1.0)):
        extra = replace(condition, id="c99", span=remark, sentence=remark, voice=voice)
        assert value(scored(replace(whole, claims=(*whole.claims, extra))), "traps rejected") == refused


def test_a_number_tied_to_the_wrong_one_is_no_coreference() -> None:
    wrong = scored(changed("q04", coref_of="q03"))
    assert wrong.counts.of["coreference"].right == 0 and wrong.counts.of["coreference"].given == 1
    extra = scored(changed("q03", coref_of="q02"))
    assert extra.counts.of["coreference"].right == 1 and extra.counts.of["coreference"].given == 2


def test_a_check_of_another_kind_or_on_other_numbers_is_not_the_one_wanted() -> None:
    whole = made_gold.perfect()
    for check in (replace(whole.checks[0], kind="ratio"), replace(whole.checks[0], claims=("q05",))):
        assert value(scored(replace(whole, checks=(check,))), "checks") == 0.0
        assert value(scored(replace(whole, checks=(check,))), "checks not asked for") == 1.0
    told_again = replace(whole.checks[0], claims=("q04",))  # q04 is q02 told again
    assert value(scored(replace(whole, checks=(told_again,))), "checks") == 1.0


def test_a_source_is_the_same_in_other_words_but_no_source_is_not_unnamed() -> None:
    same = Alike()
    assert same.source("the ministry of defence", "ministry of defence")
    assert not same.source(None, "unnamed") and not same.source("unnamed", "police")
    assert same.source(None, None) and not same.source(None, "Vardia")
    assert Alike(lambda words: frozenset({"V"}) if words.startswith("Vard") else frozenset()).source(
        "Vardish", "Vardia"
    )


def test_days_are_one_time_where_half_of_them_are_shared() -> None:
    as_of = date(2031, 5, 5)

    def when(first: str | None, last: str | None) -> When:
        days = [None if day is None else date.fromisoformat(day) for day in (first, last)]
        return When(first=days[0], last=days[1], basis="stated", evidence="")

    may = GoldTime(first=date(2031, 5, 1), last=date(2031, 5, 4))
    assert same_time(when("2031-05-03", "2031-05-04"), may, as_of=as_of)
    assert not same_time(when("2031-05-04", "2031-05-04"), may, as_of=as_of)
    assert same_time(when("2031-05-01", None), may, as_of=as_of)  # open until the day it is read as of
    assert not same_time(when(None, "2031-05-04"), may, as_of=as_of)
    assert not same_time(None, may, as_of=as_of)
