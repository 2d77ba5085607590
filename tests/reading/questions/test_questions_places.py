"""A question's country: the one its parties share, an armed group's being that of its host; else none."""

from __future__ import annotations

from datetime import date

import pytest
from small_texts import AS_OF, gazetteer

from contingent.core.nouns import Question
from contingent.reading.questions.places import placed
from contingent.sources import shipped


def _question(actor: str | None, recipient: str | None) -> Question:
    return Question(
        id="q", text="Will it?", topic="ceasefire", opens=date(2025, 1, 1), deadline=date(2025, 7, 1), source="UN",
        fine_print=(), claims=(), quote=None, actor=actor, recipient=recipient,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("actor", "recipient", "place"),
    [
        ("Sudan", "Rapid Support Forces", "SDN"),
        ("Houthis", None, "YEM"),
        ("Germany", None, "DEU"),
        ("Russia", "Ukraine", None),
        ("Israel", "Hamas", None),
        ("NATO", None, None),
        (None, None, None),
    ],
)
def test_one_country_or_none(actor: str | None, recipient: str | None, place: str | None) -> None:
    asked = (_question(actor, recipient),)
    (found,) = placed(asked, countries=shipped.countries(), gazetteer=gazetteer(), as_of=AS_OF)
    assert found.place == place
