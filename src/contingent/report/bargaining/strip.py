"""One strip a negotiation: actors where they stand, models where they see it settle, and from where on it is a yes."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from contingent.core.bargaining import Issue, IssueOutcome, ModelOutcome, Stance
from contingent.report.charts import CHARACTER, LINE, SCHEMA, Spec
from contingent.report.leads import bare
from contingent.report.markup import clean
from contingent.report.numbers import estimate, percent
from contingent.report.svg import BLUE, INK, ORANGE, PAPER, QUIET, RULE
from contingent.report.words import prior_quantiles

NAMES = 160  # pixels left of the scale where names stand, on a wide page
ROW, GAP, TOP = 26, 24, 40
INSET = 8
#: narrower than this, names stand above their rows
NARROW = 480


@dataclass(slots=True)
class _Sheet:
    """What is drawn so far, from above: rows, their names, and where the next one goes."""

    issue: Issue
    threshold: float
    width: int
    at: float = TOP
    rows: list[dict[str, Any]] = field(default_factory=list)
    heads: list[dict[str, Any]] = field(default_factory=list)

    @property
    def left(self) -> int:
        """Where the scale begins."""
        return INSET if self.width < NARROW else NAMES

    def add(self, name: str, values: tuple[float, ...], **looks: Any) -> None:
        """One more row; its name stands left of it, or above it where the sheet is narrow."""
        low, middle, high = (min(max(value, self.issue.low), self.issue.high) for value in values)
        row = {"low": low, "middle": middle, "high": high, **looks}
        room = self.width if self.width < NARROW else self.left - 12
        lines = textwrap.wrap(clean(name), int(room / CHARACTER)) or [name]
        self.heads.append({"title": lines, "y": self.at})
        if self.width < NARROW:
            self.at += LINE * len(lines)
            self.rows.append(row | {"y": self.at + 9})
            self.at += ROW
        else:
            self.rows.append(row | {"y": self.at + LINE * len(lines) / 2})
            self.at += max(ROW, LINE * len(lines) + 6)


def strip_chart(issue: Issue, outcome: IssueOutcome, *, threshold: float, width: int) -> Spec:
    """Actors by position (dot: middle, line: 90 %), hollow where judged; below, each model's outcome; a dashed line.

    A dot's area grows with an actor's weight, salience times capability. Right of the dashed line it is a yes.
    """
    sheet = _Sheet(issue, threshold, width)
    weights = actor_weights(issue.stances)
    for stance in by_position(issue.stances):
        looks = {"kind": "actor", "hollow": stance.quote is None, "size": 45 + 500 * weights[stance.actor]}
        sheet.add(stance.actor, prior_quantiles(stance.position), **looks)
    divider = sheet.at + 4
    sheet.at += GAP
    sheet.heads.append({"title": ["Where it settles, by model"], "y": sheet.at - 6, "bold": True})
    sheet.at += LINE
    for model in (*outcome.models, outcome.pooled):
        values = tuple(_level(model, level) for level in (0.05, 0.5, 0.95))
        sheet.add(bare(model.label), values, kind="model", hollow=False, size=70)
    return _spec(sheet, divider)


def by_position(stances: Sequence[Stance]) -> list[Stance]:
    """The actors from the high end of the scale to the low one, by the middle of what they may want."""
    return sorted(stances, key=lambda stance: (-prior_quantiles(stance.position)[1], stance.actor))


def actor_weights(stances: Sequence[Stance]) -> dict[str, float]:
    """Each actor's share of what all bring to the table: salience times capability, medians of both."""
    own = {
        stance.actor: max(0.0, prior_quantiles(stance.salience)[1]) * max(0.0, prior_quantiles(stance.capability)[1])
        for stance in stances
    }
    total = sum(own.values())
    return {actor: weight / total if total > 0 else 0.0 for actor, weight in own.items()}


def strip_words(issue: Issue, outcome: IssueOutcome) -> str:
    """What the strip shows, in words."""
    actors = (f"{one.actor} at {estimate(prior_quantiles(one.position)[1])}" for one in by_position(issue.stances))
    models = (
        f"{bare(model.label)} {estimate(_level(model, 0.5))}{f', yes in {percent(model.yes.p)}' if model.yes else ''}"
        for model in outcome.models
    )
    return f"Actors: {'; '.join(actors)}. Models settle at: {'; '.join(models)}."


def _spec(sheet: _Sheet, divider: float) -> Spec:
    issue, left, width, height = sheet.issue, sheet.left, sheet.width, int(sheet.at + 4)
    end = width - INSET
    x: Spec = {
        "type": "quantitative", "scale": {"domain": [issue.low, issue.high], "range": [left, end], "nice": False},
        "axis": None,
    }  # fmt: skip
    scale = {"domain": [0, height], "range": [0, height], "nice": False}
    y: Spec = {"field": "y", "type": "quantitative", "scale": scale, "axis": None}
    colour = {"field": "kind", "type": "nominal", "legend": None,
              "scale": {"domain": ["actor", "model"], "range": [BLUE, ORANGE]}}  # fmt: skip
    size = {"field": "size", "type": "quantitative", "scale": None, "legend": None}

    def rule(at: Spec) -> Spec:
        return {**x, **at}

    layers: list[Spec] = [
        {"mark": {"type": "rule", "color": RULE},
         "encoding": {"x": rule({"datum": issue.low}), "x2": {"datum": issue.high}, "y": y}},
        {"data": {"values": [{"y": TOP - 8, "foot": height}]},
         "mark": {"type": "rule", "color": INK, "strokeDash": [4, 3]},
         "encoding": {"x": rule({"datum": sheet.threshold}), "y": y, "y2": {"field": "foot"}}},
        {"mark": {"type": "rule", "strokeWidth": 5, "opacity": 0.4, "strokeCap": "round"},
         "encoding": {"x": rule({"field": "low"}), "x2": {"field": "high"}, "y": y, "color": colour}},
        *(
            {"transform": [{"filter": f"{'' if hollow else '!'}datum.hollow"}],
             "mark": {"type": "point", "opacity": 1, "strokeWidth": 2 if hollow else 1},
             "encoding": {"x": rule({"field": "middle"}), "y": y, "size": size,
                          "fill": {"value": PAPER} if hollow else colour,
                          "stroke": colour if hollow else {"value": PAPER}}}
            for hollow in sorted({bool(row["hollow"]) for row in sheet.rows})
        ),
        {"data": {"values": [{"y": divider}]}, "mark": {"type": "rule", "color": RULE},
         "encoding": {"x": {"value": 0}, "x2": {"value": width}, "y": y}},
        *_names(sheet.heads, y),
        *_ends(sheet, x),
    ]  # fmt: skip
    return {
        "$schema": SCHEMA, "data": {"values": sheet.rows}, "width": width, "height": height, "layer": layers,
        "autosize": {"type": "none"}, "padding": {"left": 0, "right": 0, "top": 0, "bottom": 4},
    }  # fmt: skip


def _names(heads: list[dict[str, Any]], y: Spec) -> list[Spec]:
    return [
        {"data": {"values": own},
         "mark": {"type": "text", "align": "left", "baseline": "top", "lineHeight": LINE, "color": INK,
                  "fontWeight": "bold" if bold else "normal"},
         "encoding": {"x": {"value": 0}, "y": y, "text": {"field": "title"}}}
        for bold in (False, True)
        if (own := [head for head in heads if head.get("bold", False) is bold])
    ]  # fmt: skip


def _ends(sheet: _Sheet, x: Spec) -> list[Spec]:
    """What the ends of the scale mean, above it, and the word at the dashed line."""
    issue, left, width, threshold = sheet.issue, sheet.left, sheet.width, sheet.threshold
    half = int((width - left) / 2 / CHARACTER)
    said = [
        {"text": [_short(clean(issue.low_label) or estimate(issue.low), half)], "align": "left", "px": left},
        {"text": [_short(clean(issue.high_label) or estimate(issue.high), half)], "align": "right",
         "px": width - INSET},
    ]  # fmt: skip
    words = [
        {"data": {"values": [one]},
         "mark": {"type": "text", "align": one["align"], "baseline": "top", "fontSize": 12, "color": QUIET},
         "encoding": {"x": {"value": one["px"]}, "y": {"value": 0}, "text": {"field": "text"}}}
        for one in said
    ]  # fmt: skip
    right = threshold > (issue.low + issue.high) / 2
    yes = {
        "data": {"values": [{"text": "yes →"}]},
        "mark": {"type": "text", "align": "right" if right else "left", "dx": -4 if right else 4, "baseline": "top",
                 "fontSize": 12, "fontWeight": "bold", "color": INK},
        "encoding": {"x": {**x, "datum": threshold}, "y": {"value": LINE}, "text": {"field": "text"}},
    }  # fmt: skip
    return [*words, yes]


def _short(text: str, most: int) -> str:
    return textwrap.shorten(text, width=max(most, 8), placeholder="…")


def _level(model: ModelOutcome, level: float) -> float:
    place = min(range(len(model.levels)), key=lambda index: abs(model.levels[index] - level))
    return model.values[place]
