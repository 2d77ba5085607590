"""Laws of coherence: more, sooner is never likelier; what agrees is left alone; order does not matter."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingent.core.belief import Probability
from contingent.core.nouns import Forecast, Question
from contingent.core.sockets import Evidence
from contingent.forecasting import default_forecasters, forecast_all
from contingent.forecasting.coherence import coherent, entails

AS_OF = date(2024, 11, 18)
SENT = {"already": 10_000.0, "unit": "soldier", "actor": "Ruritania", "recipient": "Graustark"}


def believed(question: Question, p: float) -> Forecast:
    belief = Probability(p=p, low=p / 2, high=(1 + p) / 2)
    return Forecast(id=question.id, question=question.id, forecaster="x", as_of=AS_OF, belief=belief, reasoning="So.")


def test_more_by_an_earlier_day_entails_less_by_a_later_one(ask: Callable[..., Question]) -> None:
    more = ask("troops_sent", "2025-05-31", id="a", threshold=110_000.0, **SENT)
    less = ask("troops_sent", "2025-12-31", id="b", threshold=100_000.0, **SENT)
    tranche = ask("further_tranche", "2025-05-31", id="c", threshold=110_000.0, **SENT)
    assert entails(more, less) and not entails(less, more) and not entails(more, more)
    assert not entails(more, tranche)
    gain = [ask("territory", day, id=day, threshold=5.0, unit="km2") for day in ("2025-05-31", "2025-12-31")]
    assert not entails(*gain)  # ground that is won may be lost again


@given(ps=st.lists(st.floats(0.001, 0.999), min_size=4, max_size=4), order=st.permutations(range(4)))
def test_nothing_is_likelier_than_what_it_entails(
    ps: list[float], order: list[int], ask: Callable[..., Question]
) -> None:
    questions = [
        ask("troops_sent", day, id=f"{day}{size}", threshold=size, **SENT)
        for day in ("2025-05-31", "2025-12-31") for size in (100_000.0, 110_000.0)
    ]  # fmt: skip
    forecasts = [believed(q, p) for q, p in zip(questions, ps, strict=True)]
    made = coherent(questions, forecasts)
    found = {f.question: f.belief for f in made}
    for one in questions:
        for other in questions:
            if entails(one, other):
                assert found[one.id].p <= found[other.id].p + 1e-8
    assert min(ps) - 1e-8 <= min(b.p for b in found.values()) <= max(b.p for b in found.values()) <= max(ps) + 1e-8
    assert set(coherent(questions, [forecasts[i] for i in order])) == set(made)
    assert coherent(questions, made) == made


def test_words_about_the_larger_number_do_not_make_it_likelier(
    ask: Callable[..., Question], shipped: dict[str, Any]
) -> None:
    less = ask("troops_sent", id="less", threshold=100_000.0, **SENT)
    more = ask("troops_sent", id="more", threshold=110_000.0, stated_probability=(0.8, 1.0), **SENT)
    made, _ = forecast_all([less, more], default_forecasters(), AS_OF, Evidence(as_of=AS_OF, tables=shipped))
    pooled = {f.question: f for f in made if f.forecaster == "ensemble"}
    assert pooled["more"].belief.p == pytest.approx(pooled["less"].belief.p)
    assert all("Moved from" in f.reasoning for f in pooled.values())
