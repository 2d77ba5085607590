"""Checks: the arithmetic of a text over every reading, found whatever the order of its claims, and nothing absurd."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from gold_claims import gold_claims
from hypothesis import given, settings
from hypothesis import strategies as st

from contingent.core.nouns import Check, Claim, Document, Quantity, Segment
from contingent.reading.checks.check import check
from contingent.reading.checks.facts import figure, fits, names
from contingent.reading.documents.clean import clean
from contingent.reading.documents.sentences import sentences

GOLD_KINDS = {
    "k01": ("arithmetic_percent", "mismatch"),
    "k02": ("order_relation", "consistent"),
    "k03": ("total_vs_increment", "ambiguous"),
    "k04": ("ratio", "consistent"),
    "k05": ("stock_vs_cumulative", "caution"),
    "k06": ("capacity", "consistent"),
    "k07": ("attribution_quality", "needs_source"),
    "k08": ("unit_conversion", "caution"),
    "k09": ("internal_tension", "caution"),
    "k10": ("internal_tension", "caution"),
    "k11": ("bound_drop", "caution"),
}


def document(text: str) -> Document:
    body = Segment(id="s1", kind="body", start=0, end=len(text))
    return Document(id="doc-t", text=text, origin="-", segments=(body,))


def number(doc: Document, words: str, value: float | None, **said: Any) -> Claim:
    """A quantity claim at the first place of `words`; `said` goes to the Quantity or to the Claim."""
    start = doc.text.index(words)
    sentence = next(s.span for s in sentences(doc) if s.span.start <= start < s.span.end)
    of_quantity = {k: said.pop(k) for k in ("comparator", "unit", "measure", "role", "low", "high") if k in said}
    detail = Quantity(value=value, **({"unit": "soldier", "measure": "troops", "role": "stock"} | of_quantity))
    rest = {"subject": None, "counterparty": None, "speaker": "author", "voice": "body"} | said
    return Claim(
        id=f"q-{start:05d}", kind="quantity", span=doc.span(start, start + len(words)), sentence=sentence,
        detail=detail, **rest,
    )  # fmt: skip


def only(checks: tuple[Check, ...], kind: str) -> Check:
    (found,) = [c for c in checks if c.kind == kind]
    return found


@pytest.fixture(scope="module")
def seed(shared: Path) -> tuple[Document, tuple[Claim, ...]]:
    raw = (shared / "seed" / "article.txt").read_bytes()
    gold = json.loads((shared / "seed" / "gold.json").read_text(encoding="utf-8"))
    read = clean(raw, origin="seed")
    return read, gold_claims(read, gold)


# ------------------------------------------------------------------ the seed


@pytest.mark.shared
def test_the_eleven_checks_of_the_gold_annotation_and_no_other(seed: tuple[Document, tuple[Claim, ...]]) -> None:
    found = check(*seed)
    assert Counter((c.kind, c.verdict) for c in found) == Counter(GOLD_KINDS.values())


@pytest.mark.shared
def test_the_percentage_in_its_four_readings(seed: tuple[Document, tuple[Claim, ...]]) -> None:
    percent = only(check(*seed), "arithmetic_percent")
    assert [round(r.value or 0, 2) for r in percent.readings] == [21.28, 19.15, 17.54, 20.83]
    assert [r.fits for r in percent.readings] == [False, True, False, False]
    assert percent.readings[0].formula == "100,000 / 470,000 = 21.28 %"
    assert percent.stated == "nearly 20 percent"


@pytest.mark.shared
def test_the_other_figures_of_the_seed(seed: tuple[Document, tuple[Claim, ...]]) -> None:
    found = check(*seed)

    def values(kind: str) -> list[float]:
        return [round(r.value or 0, 2) for r in only(found, kind).readings]

    assert values("order_relation") == [1.42, 1.73, 1.45]
    assert values("total_vs_increment") == [110_000, 90_000]
    assert values("ratio") == [10.0, 2.13]
    assert values("stock_vs_cumulative") == [5.0, 480_000, 145.45]
    assert values("capacity") == [7.69, 10.0]
    assert values("unit_conversion") == [305.78, 186.41]
    tensions = [c.stated for c in found if c.kind == "internal_tension"]
    assert tensions == ["doesn’t have to give much", "no combat experience / elite"]


@pytest.mark.shared
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_the_order_of_claims_changes_nothing(seed: tuple[Document, tuple[Claim, ...]], data: st.DataObject) -> None:
    read, claims = seed
    assert check(read, data.draw(st.permutations(claims))) == check(read, claims)


@pytest.mark.shared
def test_no_claim_of_a_reader_or_biography_is_checked(seed: tuple[Document, tuple[Claim, ...]]) -> None:
    read, claims = seed
    outside = {c.id for c in claims if c.voice not in ("title", "heading", "body")}
    assert outside and not outside & {i for c in check(read, claims) for i in c.claims}


# -------------------------------------------------------------- other wars


@pytest.mark.parametrize(
    ("words", "comparator", "verdict"),
    [
        ("over 150 percent", ">~", "consistent"),
        ("more than 150 percent", ">", "mismatch"),
        ("150 percent", "=", "consistent"),
        ("nearly 150 percent", "<~", "consistent"),
        ("about 140 percent", "~", "consistent"),
        ("120 percent", "=", "mismatch"),
        ("at least 100 percent", ">=", "consistent"),
    ],
)
def test_the_modifier_of_a_percentage_decides(words: str, comparator: Any, verdict: str) -> None:
    doc = document(f"Somalia has 20,000 soldiers. Another 30,000 Ethiopians would raise its strength by {words}.")
    stated = float("".join(c for c in words if c.isdigit()))
    claims = (
        number(doc, "20,000 soldiers", 20_000, subject="Somalia"),
        number(doc, "Another 30,000 Ethiopians", 30_000, role="increment", subject="Ethiopia", modality="conditional"),
        number(doc, words, stated, unit="percent", measure="percent", role="percent_change", comparator=comparator),
    )
    found = only(check(doc, claims), "arithmetic_percent")
    assert found.verdict == verdict
    assert round(found.readings[0].value or 0, 2) == 150.0


def test_the_base_of_an_increase_is_the_force_that_grows() -> None:
    doc = document(
        "M23 has 7,000 fighters. It rained. Congo has 25,000 soldiers. Another 4,000 Rwandans would enlarge the force "
        "of M23 by almost 50 percent."
    )
    claims = (
        number(doc, "7,000 fighters", 7_000, subject="M23"),
        number(doc, "25,000 soldiers", 25_000, subject="Congo"),
        number(doc, "Another 4,000 Rwandans", 4_000, role="increment", subject="Rwanda", counterparty="M23"),
        number(
            doc, "almost 50 percent", 50, unit="percent", role="percent_change", comparator="<~", subject="M23"
        ),
    )  # fmt: skip
    found = only(check(doc, claims), "arithmetic_percent")
    assert (found.verdict, found.readings[0].formula) == ("mismatch", "4,000 / 7,000 = 57.14 %")
    assert not [c for c in check(doc, (claims[1], *claims[2:])) if c.kind == "arithmetic_percent"]


def test_a_share_stated_beside_its_parts() -> None:
    doc = document("The army lost 4,000 of its 16,000 soldiers, or 20 percent. The economy shrank by 5 percent.")
    claims = (
        number(doc, "4,000", 4_000, role="flow", measure="killed"),
        number(doc, "16,000 soldiers", 16_000),
        number(doc, "20 percent", 20, unit="percent", measure="percent", role="share"),
        number(doc, "5 percent", 5, unit="percent", measure="percent", role="percent_change"),
    )
    (found,) = check(doc, claims)
    assert (found.kind, found.verdict, found.readings[0].value) == ("arithmetic_percent", "mismatch", 25.0)


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("The Sudanese army outnumbers the Chadian force.", "consistent"),
        ("Chad’s soldiers are outnumbered.", "consistent"),
        ("The Chadian army outnumbers Sudan’s.", "mismatch"),
        ("Sudan has three times as many men as Chad.", "mismatch"),
        ("Sudan has twice as many men as Chad.", "consistent"),
    ],
)
def test_who_outnumbers_whom(sentence: str, verdict: str) -> None:
    doc = document(f"Sudan has 120,000 soldiers; Chad fields 60,000 men. {sentence}")
    claims = (
        number(doc, "120,000 soldiers", 120_000, subject="Sudan"),
        number(doc, "60,000 men", 60_000, subject="Chad"),
    )
    assert only(check(doc, claims), "order_relation").verdict == verdict


@pytest.mark.parametrize(("total", "verdict"), [("4,600", "consistent"), ("5,600", "mismatch")])
def test_parts_and_their_total(total: str, verdict: str) -> None:
    doc = document(f"Since 2007 it lost 1,200 killed and 3,400 wounded, in all {total} casualties.")
    claims = (
        number(doc, "1,200 killed", 1_200, measure="killed", role="cumulative"),
        number(doc, "3,400 wounded", 3_400, measure="wounded", role="cumulative"),
        number(doc, f"{total} casualties", float(total.replace(",", "")), measure="casualties", role="cumulative"),
    )
    assert only(check(doc, claims), "sum_of_parts").verdict == verdict


def test_a_part_the_reader_missed_breaks_no_sum() -> None:
    doc = document("In all it lost 30 killed, 12 missing and 8 wounded, a total of 50 casualties.")
    claims = (
        number(doc, "30 killed", 30, measure="killed", role="flow"),
        number(doc, "8 wounded", 8, measure="wounded", role="flow"),
        number(doc, "50 casualties", 50, measure="casualties", role="flow"),
    )
    assert not [c for c in check(doc, claims) if c.kind == "sum_of_parts"]


def test_different_numbers_for_one_thing_and_the_same_number_twice() -> None:
    doc = document("Sudan lost 9,000 men, it says. The war goes on. By another count Sudan lost 14,000 dead.")
    said = {"subject": "Sudan", "measure": "killed", "role": "cumulative"}
    one, two = number(doc, "9,000 men", 9_000, **said), number(doc, "14,000 dead", 14_000, attributed_to="x", **said)
    assert only(check(doc, (one, two)), "contradictory_figures").verdict == "ambiguous"
    assert check(doc, (one,)) == ()


def test_a_bound_that_is_dropped_and_one_that_is_kept() -> None:
    doc = document("At least 500 men came. The 500 men left. About 70 tanks came. The 70 tanks stayed.")
    claims = (
        number(doc, "At least 500 men", 500, low=500, comparator=">=", role="flow"),
        number(doc, "The 500 men", 500, role="count"),
        number(doc, "About 70 tanks", 70, comparator="~", unit="tank", measure="tanks", role="flow"),
        number(doc, "The 70 tanks", 70, unit="tank", measure="tanks", role="count"),
    )
    (found,) = check(doc, claims)
    assert (found.kind, found.claims) == ("bound_drop", (claims[0].id, claims[1].id))


@pytest.mark.parametrize(
    ("lead", "flagged"),
    [
        ("One report from a group of states claims that", True),
        ("Unnamed officials say", True),
        ("Reportedly,", True),
        ("The defence ministry of Chad says", False),
        ("Sudan says", False),
        ("United Nations experts say that", False),
        ("The generals know that", False),
    ],
)
def test_thin_sources_are_named(lead: str, flagged: bool) -> None:
    doc = document(f"{lead} 400 drones were sent.")
    source = lead.removesuffix(" say that") if "Nations" in lead else None
    claims = (number(doc, "400 drones", 400, unit="drone", measure="drones", role="flow", attributed_to=source),)
    assert [c.verdict for c in check(doc, claims)] == (["needs_source"] if flagged else [])


@pytest.mark.parametrize(
    ("text", "tension"),
    [
        ("Chad’s army is poorly trained. The soldiers at the border are elite veterans.", True),
        ("They have no combat experience. The units seen in Chad are elite.", True),
        ("They have no combat experience. Their families are elite.", False),
        ("Chadian commandos are elite troops. Sudanese recruits are poorly trained.", False),
        ("The army is poorly trained. It rains. It pours. It snows. The troops are elite.", False),
        ("Sudan doesn’t need to pay much for it. Chad will receive oil and money from it in return.", True),
        ("Sudan doesn’t need to pay much for it. Chad sent the men all the same.", False),
    ],
)
def test_tension_needs_one_subject_and_two_poles(text: str, tension: bool) -> None:
    assert [c.kind for c in check(document(text), ())] == (["internal_tension"] if tension else [])


def test_a_text_without_numbers_has_no_checks() -> None:
    assert check(document("The war goes on. Nobody knows how it will end."), ()) == ()


# ------------------------------------------------------------------- figures


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_plain_percentage_fits_itself_rounded(part: int, whole: int) -> None:
    stated = round(100 * part / whole, 1)
    doc = document(f"It was {stated:,.1f} percent.")
    claim = number(doc, f"{stated:,.1f} percent", stated, unit="percent", role="share")
    assert fits(claim, 100 * part / whole)
    assert not fits(claim, stated + 0.2)


def test_a_state_is_known_by_its_adjective() -> None:
    assert names("Ukraine", "Ukrainian forces") and names("Russia", "the Russians") and names("Chad", "Chadian men")
    assert not names("Niger", "they met near by") and not names(None, "anything")


@pytest.mark.parametrize(("x", "written"), [(1.5, "1.5"), (470_000.0, "470,000"), (0.125, "0.12"), (100, "100")])
def test_figures_are_written_as_readers_write_them(x: float, written: str) -> None:
    assert figure(x) == written
