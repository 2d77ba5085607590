"""What an article touches: silent before the fit, without such events, where nothing stands out; else with claims."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from contingent.core.nouns import Event, Reading
from contingent.journeys.read import read_article_text
from contingent.journeys.touched import touched
from contingent.sources import shipped
from contingent.sources.articles import Article

DAY = date(2024, 11, 18)
WAR = (
    "Russia attacked Ukrainian towns on Sunday, killing 12 people. North Korea has sent 10,000 troops to Russia. "
    "South Korea threatened to send weapons to Ukraine. Russian forces shelled Kharkiv."
)
PEACE = "The harbour of Tolm opened a new library on Sunday. 300 readers came, and 40 of them read poems."


def reading(text: str) -> Reading:
    article = Article(raw=text.encode(), origin="made.txt", content_type="text/plain")
    return read_article_text(article, as_of=DAY).reading


def table(**changes: Any) -> MappingProxyType[str, Any]:
    """The shipped table with every effect changed alike."""
    values = tomllib.loads((files("contingent") / "data" / "exposures.toml").read_text(encoding="utf-8"))
    return MappingProxyType({**values, "effect": [{**row, **changes} for row in values["effect"]]})


@pytest.fixture
def shipping(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ships another table of exposures."""
    real = shipped.table

    def ship(values: MappingProxyType[str, Any]) -> None:
        monkeypatch.setattr(shipped, "table", lambda name: values if name == "exposures" else real(name))

    return ship


def test_effects_that_stand_out_are_told_with_the_claims_behind_them(shipping: Any) -> None:
    shipping(table(q=0.01, events=100))
    read = reading(WAR)
    found = touched(read, as_of=DAY)
    assert found is not None
    assert {"threats and build-ups", "attacks and escalation"} <= set(found.kinds)
    assert found.claims and set(found.claims) <= {claim.id for claim in read.claims}
    instruments = {effect.tie.instrument for effect in found.effects}
    assert {"brent", "fx_KRW", "fx_EUR"} <= instruments
    assert not {"fx_INR", "fx_TWD"} & instruments
    assert found.tried == table()["tried"] and "not investment advice" in found.note


def test_a_claim_of_a_subtype_is_linked_as_its_type_is(shipping: Any) -> None:
    shipping(table(q=0.01, events=100))
    read = replace(reading(WAR), questions=())
    claims = tuple(
        replace(claim, detail=replace(claim.detail, type="ASSAULT:air"))
        for claim in read.claims
        if isinstance(claim.detail, Event) and claim.detail.type == "ASSAULT"
    )
    found = touched(replace(read, claims=claims), as_of=DAY)
    assert claims and found is not None
    assert found.claims == tuple(claim.id for claim in claims)


def test_nothing_is_told_where_nothing_stands_out_or_too_few_events_were_seen(shipping: Any) -> None:
    shipping(table(q=0.11))
    assert touched(reading(WAR), as_of=DAY) is None
    shipping(table(q=0.01, events=29))
    assert touched(reading(WAR), as_of=DAY) is None


def test_nothing_is_told_of_an_article_without_such_events(shipping: Any) -> None:
    shipping(table(q=0.01, events=100))
    assert touched(reading(PEACE), as_of=DAY) is None


def test_a_denied_or_coming_event_and_a_reader_s_comment_count_for_nothing(shipping: Any) -> None:
    shipping(table(q=0.01, events=100))
    read = replace(reading(WAR), questions=())
    for change in ({"negated": True}, {"tense": "future"}, {"speaker": "reader:Tom"}, {"modality": "possible"}):
        claims = tuple(replace(claim, **change) for claim in read.claims)
        assert touched(replace(read, claims=claims), as_of=DAY) is None


def test_an_earlier_day_than_the_fit_s_gets_none(shipping: Any) -> None:
    shipping(table(q=0.01, events=100))
    fitted = date.fromisoformat(str(table()["fitted_as_of"]))
    assert touched(reading(WAR), as_of=fitted.replace(day=fitted.day - 1)) is None
    assert touched(reading(WAR), as_of=fitted) is not None


def test_the_shipped_table_rests_on_no_later_day_than_it_says() -> None:
    values = table()
    fitted = str(values["fitted_as_of"])
    assert all(row["last_event"] <= fitted for row in values["effect"])
    assert all(source["last_day"] <= fitted for source in values["sources"])


@pytest.mark.shared
def test_the_seed_s_section_is_what_the_shipped_table_has_of_its_kinds(shared: Path) -> None:
    article = Article(
        raw=(shared / "seed" / "article.txt").read_bytes(), origin="article.txt", content_type="text/plain"
    )
    read = read_article_text(article, as_of=DAY)
    found = touched(read.reading, as_of=DAY)
    out = [row for row in table()["effect"] if row["q"] <= 0.1 and row["events"] >= 30]
    assert (found is None) == (not out)
    if found is not None:
        assert {(row["instrument"], row["window_days"]) for row in out} >= {
            (effect.tie.instrument, effect.window_days) for effect in found.effects
        }
