"""A what-if as one page that needs nothing else, and as JSON: the same style, rules and parts as a brief."""

from __future__ import annotations

from datetime import date
from typing import Any

from contingent.core.plain import plain
from contingent.core.whatif import SCHEMA_VERSION, WhatIf
from contingent.report.encode import as_text, published_schema
from contingent.report.html import contents, page_head
from contingent.report.leads import branch_labels, headline
from contingent.report.markup import Child, Html, join, tag
from contingent.report.numbers import day_words, difference_words, estimate, exact, horizon, signed, with_unit
from contingent.report.sections.answer import before_quoting, figure, figures
from contingent.report.sections.inputs import model_section
from contingent.report.sections.parts import ClaimNumbers, facts, number, section
from contingent.report.sections.provenance import data_part
from contingent.report.sections.whatif import whatif_section
from contingent.report.whatif.explain import starts_from
from contingent.report.words import sides_words

SCHEMA_ID = f"contingent/whatif-{SCHEMA_VERSION}"


def whatif_json(made: WhatIf) -> str:
    """The what-if as JSON text: keys sorted; equal what-ifs, equal bytes."""
    return as_text(plain(made))


def whatif_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) that every `whatif.json` of this version satisfies."""
    return published_schema(WhatIf, SCHEMA_ID, f"What-if by Contingent, version {SCHEMA_VERSION}")


def render_whatif_page(made: WhatIf) -> str:
    """The page of a what-if, complete and self-contained; the same what-if gives the same bytes."""
    sections = {
        "Answer": _head(made),
        "What difference": whatif_section(made.scenario, made.outcomes, ClaimNumbers({}), told_by="scenario"),
        "What would change our mind": _change(made),
        "What goes in": model_section(made.scenario, made.inputs),
        "How it was made": _provenance(made),
    }
    present = {name: part for name, part in sections.items() if part is not None}
    head, *rest = present.values()
    anchors = {"What difference": "what-if", "What would change our mind": "change", "What goes in": "model",
               "How it was made": "provenance"}  # fmt: skip
    body = tag(
        "body",
        tag("a", "Skip to the answer", href="#answer", class_="skip"),
        tag("main", head, contents([(name, anchors[name]) for name in present if name in anchors]), *rest),
    )
    page = tag("html", page_head(made.findings.question, made.provenance.contingent), body, lang="en")
    return f"<!doctype html>\n{page.text}\n"


def _head(made: WhatIf) -> Html:
    findings, scenario, fitted = made.findings, made.scenario, made.provenance.baseline_fitted_as_of
    return tag(
        "header",
        tag("p", "Contingent", tag("span", " what-if"), class_="brand"),
        tag("h1", findings.question, id="answer", dir="auto"),
        tag(
            "p",
            f"{sides_words(scenario)}. Nothing dated after ",
            tag("b", day_words(scenario.as_of)),
            f" was used. {starts_from(None if fitted is None else date.fromisoformat(fitted))}",
            class_="byline",
        ),
        tag("div", tag("p", findings.difference, class_="sentence"), class_="answer") if findings.difference else None,
        _figures(made),
        before_quoting(
            findings.dominated_by,
            [tag("li", one, dir="auto") for one in (*findings.caveats, *made.warnings)],
        ),
    )


def _figures(made: WhatIf) -> Html | None:
    """The largest differences and the input that moves the first most."""
    head = headline(made.scenario, made.outcomes)
    if head is None:
        return None
    labels = branch_labels(made.scenario)
    found: list[Html] = []
    for item in head.contrasts[:2]:
        middle, interval = difference_words(item.q05, item.q50, item.q95, item.unit)
        found.append(
            figure(
                number(with_unit(middle, item.unit if interval else None, item.q50), item.q50),
                f"90 % range {interval}" if interval else "",
                f"{item.label}, “{labels.get(item.branch, item.branch)}”, after {horizon(item.day)}"
                f"{'; its direction is assumed' if item.sign_forced_by else ''}",
            )
        )
    if head.sensitivity:
        top, unit = head.sensitivity[0], head.leading.unit
        ends: Child = join(number(signed(top.mean_at_low), top.mean_at_low), " to ",
                           number(with_unit(signed(top.mean_at_high), unit), top.mean_at_high))  # fmt: skip
        found.append(
            figure(
                join(ends),
                f"the mean difference if {top.label} is near {estimate(top.low_input)}, or near "
                f"{estimate(top.high_input)}",
                "no input moves it more",
            )
        )
    return figures(found)


def _change(made: WhatIf) -> Html | None:
    reasons = made.findings.change_our_mind
    if not reasons:
        return None
    return section(
        "change", "What would change our mind", tag("ol", *(tag("li", reason) for reason in reasons), class_="reasons")
    )


def _provenance(made: WhatIf) -> Html:
    used = made.provenance
    fitted = f"{used.baseline}, fitted as of {used.baseline_fitted_as_of}"
    return section(
        "provenance",
        "How this was made",
        facts(
            ("Contingent", f"version {used.contingent}, what-if format {used.schema}"),
            ("As of", used.as_of),
            ("Baseline", fitted if used.baseline_fitted_as_of else "the scenario’s own numbers"),
            ("Seed and paths", f"{used.seed}; {exact(used.draws)} a branch"),
            ("Engine", used.engine),
            ("Scenario file", join(used.scenario_file, ", ", tag("code", f"sha256 {used.scenario_sha256}"))),
            ("Make it again", tag("code", used.command)),
        ),
        tag("h3", "Data") if used.data else None,
        *(data_part(item) for item in used.data),
    )
