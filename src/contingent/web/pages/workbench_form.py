"""The dials and branches of the workbench as one form: usable without scripts, better with them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from contingent.core.belief import Prior
from contingent.core.interventions import Arrival, Branch, Dials, Intervention
from contingent.journeys.shown.workbench import WorkbenchView
from contingent.journeys.workbench.asked import PATHS
from contingent.journeys.workbench.dials import GROUPS, OF_NEWCOMERS, OTHERS, TURNED, Dial
from contingent.journeys.workbench.turning import in_fields, printed
from contingent.report.leads import from_reader
from contingent.report.markup import Child, Html, join, link, tag
from contingent.report.numbers import NBSP, estimate, exact, percent, spread, typeset, unit_words
from contingent.report.sections.parts import more
from contingent.report.whatif.explain import FAMILIES
from contingent.report.words import DIAL_WORDS, intervention_words, speaker_words
from contingent.simulating.scenario_file.fields import INTERVENTIONS, SCENARIO, Field, dial
from contingent.web.pages.words import many, opened

#: dials that stand first, by their share of the leading difference
FIRST = 4
ALL_GROUPS = (*GROUPS, OTHERS)
SLIDER_STEPS = 200
_KINDS = {
    "arrival": "Arrival", "dials": "Another quality", "supply": "Munitions", "aid": "Aid", "mobilisation": "Call-up",
    "talks": "Talks", "truce": "Truce", "response": "Response",
}  # fmt: skip
#: what the fields of an intervention are called
_WORDS = {
    "size": "Persons in a group", "tranches": "Groups", "first_day": "First group, on day",
    "every_days": "Days between groups", "present": "Persons already there",
    "stop_at_loss_share": "Stop at this share of losses", "fraction": "Share", "start_day": "From day",
    "lag_days": "Days until it tells", "days": "For so many days", "persons_per_month": "Persons a month",
    "ceiling": "Persons in all, at most", "factor": "Factor on the chance of a cease-fire",
    "observed": "Share of the fighting that stops", "ratio": "Answer per share of reinforcement",
    "horizon_days": "Horizon, days",
}  # fmt: skip
_MEANING = (
    "Low, middle and high: of 100 simulated futures, 5 take a value below the low, half one below the middle, and 5 "
    "one above the high. Change the middle alone, and the whole range moves with it and keeps its shape. Change low or "
    "high, and the range between them is what 90 % of the futures hold; the middle follows. Low equal to high: taken "
    "as certain."
)


def dials_form(view: WorkbenchView) -> Html:
    """The form with every dial and branch as they stand, its button first, so that the Enter key recalculates."""
    return tag(
        "form",
        *(
            tag("input", type="hidden", name=name, value=value)
            for name, value in (("s", view.query.partition("&")[0].removeprefix("s=")), ("start", view.start),
                                ("off", ",".join(view.off)))
            if value
        ),
        _bar(view),
        tag("h2", "The branches", id="wb-branches"),
        *(_branch(row, branch, view) for row, branch in enumerate(view.scenario.branches)),
        tag("h2", "The dials", id="wb-inputs"),
        more("What low, middle and high mean", tag("p", typeset(_MEANING), class_="hint")),
        *_groups(view),
        tag("h2", "How it is computed", id="wb-effort"),
        _effort(view),
        action="/workbench/turn",
        method="post",
        id="wb-form",
        class_="wb-form",
    )  # fmt: skip


def _bar(view: WorkbenchView) -> Html:
    turned = len(view.changes)
    return tag(
        "div",
        tag("button", "Recalculate", type="submit"),
        tag("button", "Copy link", type="button", id="wb-copy", class_="quiet", hidden=True),
        tag("button", "Start over", type="submit", name="reset", value="all", class_="quiet", hidden=not turned,
            id="wb-reset"),
        tag("span", "", id="wb-status", class_="hint", role="status"),
        class_="wb-bar",
    )  # fmt: skip


def _groups(view: WorkbenchView) -> list[Html]:
    """First the dials that move the leading difference most and those that were turned, open; then all others."""
    ranked = sorted((one for one in view.dials if one.share), key=lambda one: -(one.share or 0.0))[:FIRST]
    first = [*ranked, *(one for one in view.dials if one.was and one not in ranked)]
    named = {group: [one for one in view.dials if one.group == group and one not in first] for group in ALL_GROUPS}
    arrives = any(done.kind == "arrival" and done.tranches for branch in view.scenario.branches
                  for done in branch.interventions)  # fmt: skip
    return [
        *([_group("What moves the difference most", first, open_=True)] if first else []),
        *(_group(group, dials, still=group in OF_NEWCOMERS and not arrives) for group, dials in named.items() if dials),
    ]


def _group(group: str, dials: Sequence[Dial], *, open_: bool = False, still: bool = False) -> Html:
    turned = sum(one.was is not None for one in dials)
    said = f"{many(len(dials), 'dial')}{f', {turned} turned' if turned else ''}"
    return tag(
        "details",
        tag("summary", tag("b", group), " ", tag("span", said, class_="hint")),
        tag("p", "Nobody new arrives in any branch: these move nothing here.", class_="hint") if still else None,
        *(_dial(one) for one in dials),
        open=open_,
        class_="wb-group",
    )


def _dial(one: Dial) -> Html:
    unit = unit_words(one.unit)
    marks = [
        tag("span", f"{percent(one.share)} of the variance", class_="mark") if one.share else None,
        tag("span", "turned", class_="mark wb-turned") if one.was else None,
        tag("span", "this scenario", class_="mark") if one.from_scenario and not one.was else None,
        tag("span", "not verified", class_="mark unread") if not one.verified and not one.was else None,
    ]
    certain = one.family == "point"
    texts = ("" if certain else printed(one.low), printed(one.middle), "" if certain else printed(one.high))
    least, greatest = one.slider
    slider = tag(
        "input", type="range", min=0, max=SLIDER_STEPS, step=1, hidden=True, class_="wb-slider",
        aria_label=f"Middle of {one.label}", data_from=repr(least), data_to=repr(greatest), data_log=one.logarithmic,
        data_unit=unit,
    )  # fmt: skip
    return tag(
        "fieldset",
        tag("legend", opened(one.label)),
        tag("p", *(join(mark, " ") for mark in marks if mark), class_="wb-marks") if any(marks) else None,
        slider,
        _three(f"d.{one.name}", texts),
        tag("p", f"{FAMILIES[one.family].capitalize()}{f', {unit}' if unit else ''}", class_="hint"),
        _was(one) if one.was else None,
        more(
            "How well it is known, and by whom",
            tag("p", f"{'Where it started: ' if one.was else 'Evidence: '}{typeset(one.identified)}.", class_="hint"),
            tag("p", "Source: ", TURNED if one.source == TURNED else link(one.source), class_="hint"),
        ),
        class_="wb-dial",
        data_dial=one.name,
    )


def _was(one: Dial) -> Html:
    low, middle, high = one.was or (0.0, 0.0, 0.0)
    told = exact(middle) if low == high else f"{estimate(middle)} ({spread(low, high)})"
    return tag(
        "p", f"It started at {told}. ", tag("button", "Put it back", type="submit", name="reset", value=one.name,
                                           class_="quiet wb-small", aria_label=f"Put back: {one.label}"),
        class_="hint wb-was",
    )  # fmt: skip


def _three(name: str, texts: tuple[str, str, str]) -> Html:
    fields = [
        tag("label", word, tag("input", type="number", step="any", inputmode="decimal", name=f"{name}.{part}",
                               value=text, id=f"{name}.{part}"))
        for word, part, text in zip(("Low", "Middle", "High"), ("low", "middle", "high"), texts, strict=True)
    ]  # fmt: skip
    return tag("div", *fields, class_="wb-three")


def _branch(row: int, branch: Branch, view: WorkbenchView) -> Html:
    is_reference, off = branch.id == view.scenario.reference, branch.id in view.off
    marks = [
        tag("span", "the reference", class_="mark") if is_reference else None,
        tag("span", "set aside", class_="mark") if off else None,
        tag("span", f"thought of by {speaker_words(branch.voice)}", class_="mark") if from_reader(branch) else None,
        tag("span", "turned", class_="mark wb-turned")
        if any(one.branch == branch.id for one in view.changes) and not off else None,
    ]  # fmt: skip
    said = [intervention_words(done, view.scenario, present=is_reference) for done in branch.interventions]
    words = "; ".join(filter(None, said)) or "nothing is added to the baseline"
    on: Child = None
    if not is_reference:
        box = tag("input", type="checkbox", name=f"b.{row}.on", value="1", checked=not off)
        on = tag("p", tag("label", box, " Simulate it"),
                 tag("input", type="hidden", name=f"b.{row}", value=branch.id))  # fmt: skip
    return tag(
        "details",
        tag("summary", tag("b", branch.label, dir="auto"), *(join(" ", mark) for mark in marks if mark)),
        tag("p", f"{opened(words)}.", class_="hint"),
        tag("p", typeset(branch.note), class_="hint") if branch.note else None,
        on,
        tag("p", tag("label", "Its name ", tag("input", type="text", name=f"b.{row}.label", value=branch.label,
                                                maxlength=200)), class_="field"),
        *(_intervention(f"i.{row}.{place}", done, view) for place, done in enumerate(branch.interventions)),
        tag(
            "p",
            tag("button", "Add a copy", type="submit", name="copy", value=row, class_="quiet wb-small",
                aria_label=f"Add a copy of the branch {branch.label}"),
            " ",
            None if is_reference else tag("button", "Remove", type="submit", name="remove", value=row,
                                          class_="quiet wb-small", aria_label=f"Remove the branch {branch.label}"),
        ),
        class_="wb-group",
    )  # fmt: skip


def _intervention(name: str, done: Intervention, view: WorkbenchView) -> Html:
    sides = {"attacker": view.scenario.attacker, "defender": view.scenario.defender}
    whose = [getattr(done, key, "") for key in ("contingent", "giver", "what")]
    side = sides.get(getattr(done, "side", ""), "")
    waits = isinstance(done, Arrival) and done.tranches == 0  # nobody comes: only those who are there already
    title = ": ".join(
        filter(
            None,
            (
                "Already there" if waits else _KINDS[done.kind],
                ", ".join(filter(None, (*whose, side and f"for {side}"))),
            ),
        )
    )
    rows: list[Child] = []
    if isinstance(done, Dials):
        rows = [
            _amount(f"{name}.{value.name}", DIAL_WORDS[value.name], value, dial(value.name)) for value in done.values
        ]
    else:
        known = {field.name: field for field in INTERVENTIONS[done.kind]}
        for own in dataclasses.fields(done):
            field = known.get(own.name)
            shown = field is not None and field.kind in ("amount", "number", "count", "day")
            if field is not None and shown and not (waits and own.name != "present"):
                rows.append(_value(f"{name}.{own.name}", getattr(done, own.name), field))
    return tag("fieldset", tag("legend", title), *rows, class_="wb-done")


def _value(name: str, value: object, field: Field) -> Html:
    word = _WORDS.get(field.name, field.name.replace("_", " ").capitalize())
    if field.kind == "amount":
        return _amount(name, word, value if isinstance(value, Prior) else None, field)
    text = "" if value is None else printed(value) if isinstance(value, float) else str(value)
    return tag("div", _labelled(word, field), _input(name, text, word, field), class_="wb-row")


def _amount(name: str, word: str, prior: Prior | None, field: Field) -> Html:
    return tag(
        "fieldset",
        tag("legend", opened(word)),
        tag("p", _says(field), class_="hint"),
        _three(name, in_fields(prior)),
        class_="wb-amount",
    )


def _says(field: Field) -> str:
    return typeset(field.says.partition(" Left out:")[0].replace("`", ""))


def _labelled(word: str, field: Field) -> Html:
    return tag("span", tag("b", word), tag("span", _says(field), class_="hint"))


def _input(name: str, text: str, word: str, field: Field) -> Html:
    whole = field.kind in ("count", "day")
    most = field.greatest if field.greatest < 1e12 else None
    return tag(
        "input", type="number", name=name, id=name, value=text, step=1 if whole else "any", aria_label=word,
        min=f"{field.least:g}", max=None if most is None else f"{most:.0f}",
        inputmode="numeric" if whole else "decimal",
    )  # fmt: skip


def _effort(view: WorkbenchView) -> Html:
    bounds = {field.name: field for field in SCENARIO}["horizon_days"]
    paths = [tag("option", exact(count), value=count, selected=count == view.paths) for count in PATHS]
    references = [
        tag("option", branch.label, value=branch.id, selected=branch.id == view.scenario.reference)
        for branch in view.scenario.branches
        if branch.id not in view.off
    ]
    return tag(
        "fieldset",
        tag("legend", "Horizon, comparison, paths"),
        tag("div", _labelled(_WORDS["horizon_days"], bounds),
            _input("horizon_days", str(view.scenario.horizon_days), "Horizon, days", bounds), class_="wb-row"),
        tag("p", tag("label", f"Compared{NBSP}with ", tag("select", *references, name="reference")), class_="field"),
        tag("p", tag("label", "Paths a branch ", tag("select", *paths, name="paths")), class_="field"),
        tag("p", tag("label", "Seed ", tag("input", type="number", name="seed", value=view.seed, min=0, step=1)),
            class_="field"),
        class_="wb-effort",
    )  # fmt: skip
