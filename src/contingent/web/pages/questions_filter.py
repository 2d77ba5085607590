"""The form by which the list of questions is filtered and sorted."""

from __future__ import annotations

from contingent.journeys.shown.questions import TOPICS, QuestionsView
from contingent.ledger.standings import Order
from contingent.report.markup import Html, tag
from contingent.sources import shipped

ORDERS: dict[Order, str] = {
    "deadline": "Deadline", "probability": "Probability", "change": "Largest change", "latest": "Latest change",
}  # fmt: skip


def filter_form(view: QuestionsView, kept: dict[str, str], *, here: str) -> Html:
    """The form, holding what is asked for now; open where that is anything."""
    countries = shipped.countries()
    places = [(code, country.name if (country := countries.by_iso3(code)) else code) for code in view.places]
    topics = [(name, name.replace("_", " ")) for name in TOPICS]
    fields = (
        _field("words", "Words", tag("input", id="q-words", name="words", type="search", maxlength=200,
                                     value=kept.get("words", ""))),
        _field("topic", "Topic", _select("topic", topics, kept.get("topic", ""))),
        _field("place", "Country", _select("place", sorted(places, key=lambda one: one[1]), kept.get("place", ""))),
        _field("forecaster", "Forecaster", tag("input", id="q-forecaster", name="forecaster", maxlength=120,
                                               value=kept.get("forecaster", ""), placeholder="such as hazard")),
        _field("deadline_from", "Deadline from", tag("input", id="q-deadline_from", name="deadline_from", type="date",
                                                     value=kept.get("deadline_from", ""))),
        _field("deadline_to", "Deadline to", tag("input", id="q-deadline_to", name="deadline_to", type="date",
                                                 value=kept.get("deadline_to", ""))),
        _field("sort", "Sort by", _select("sort", list(ORDERS.items()), kept.get("sort", "deadline"), every=None)),
    )  # fmt: skip
    form = tag(
        "form",
        tag("input", type="hidden", name="state", value=view.tab) if view.tab != "open" else None,
        tag("div", *fields, class_="fields"),
        tag("p", tag("button", "Show", type="submit"), " ", tag("a", "Clear", href=here, class_="button quiet")),
        method="get", action=here, role="search", class_="questions-filter",
    )  # fmt: skip
    return tag("details", tag("summary", "Filter and sort"), form, open=bool(set(kept) - {"sort"}))


def _field(name: str, words: str, control: Html) -> Html:
    return tag("div", tag("label", words, **{"for": f"q-{name}"}), control, class_="field")


def _select(name: str, options: list[tuple[str, str]], chosen: str, *, every: str | None = "All") -> Html:
    shown = [tag("option", every, value="")] if every is not None else []
    shown += [tag("option", words, value=value, selected=value == chosen) for value, words in options]
    return tag("select", *shown, id=f"q-{name}", name=name)
