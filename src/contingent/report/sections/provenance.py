"""What the brief was made with, enough to make it again; and what went wrong on the way."""

from __future__ import annotations

from contingent.core.brief import Brief, DataUsed
from contingent.report.markup import Html, link, tag
from contingent.report.numbers import exact
from contingent.report.sections.parts import facts, section


def provenance_section(brief: Brief) -> Html:
    """Versions, seed, data with dates, licences and checksums, and the command that makes this brief again."""
    made = brief.provenance
    command = f"contingent brief ARTICLE --as-of {made.as_of} --paths {made.draws} --seed {made.seed}"
    return section(
        "provenance",
        "How this was made",
        facts(
            ("Contingent", f"version {made.contingent}, brief format {made.schema}"),
            ("As of", made.as_of),
            ("Seed and paths", f"{made.seed}; {exact(made.draws)} a branch"),
            ("Engine", made.engine),
            ("Article", tag("code", f"sha256 {made.document_sha256}")),
            ("Make it again", tag("code", command)),
            ("Dating of the article", brief.document.date_evidence),
        ),
        tag("h3", "Data") if made.data else None,
        *(data_part(used) for used in made.data),
    )


def data_part(used: DataUsed) -> Html:
    """One table behind an answer: its source, last day, licence and checksum."""
    return tag(
        "div",
        tag("h4", used.name),
        facts(
            ("Source", link("; ".join(dict.fromkeys(used.source.split("; "))))),
            ("Through", used.data_through),
            ("Licence", used.licence),
            ("Checksum", tag("code", used.checksum)),
        ),
        class_="data",
    )


def warnings_section(brief: Brief) -> Html | None:
    """What the reader should know went wrong or stayed open; None where nothing did."""
    if not brief.warnings:
        return None
    return section("warnings", "Warnings", tag("ul", *(tag("li", warning, dir="auto") for warning in brief.warnings)))
