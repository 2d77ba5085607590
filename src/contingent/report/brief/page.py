"""The brief as one page that needs nothing else: no request, no script; light and dark, screen, phone and paper."""

from __future__ import annotations

from contingent.core.brief import Brief
from contingent.report.html import contents, page_head
from contingent.report.markup import tag
from contingent.report.sections.answer import answer_section, change_section
from contingent.report.sections.article import article_section
from contingent.report.sections.bargaining import bargaining_section
from contingent.report.sections.checks import checks_section
from contingent.report.sections.claims import claims_section
from contingent.report.sections.parts import ClaimNumbers
from contingent.report.sections.provenance import provenance_section, warnings_section
from contingent.report.sections.questions import questions_section
from contingent.report.sections.touches import touches_section
from contingent.report.sections.whatif import whatif_section


def render_html(brief: Brief) -> str:
    """The page of a brief, complete and self-contained; the same brief gives the same bytes.

    Every text from the article is escaped. Sections without content are left out.
    """
    numbers = ClaimNumbers.of(brief.claims)
    sections = {
        "Answer": answer_section(brief),
        "How likely": questions_section(brief, numbers),
        "Will they": bargaining_section(brief, numbers),
        "What difference": whatif_section(brief.scenario, brief.outcomes, numbers, weighted=brief.weighted),
        "What it touches": touches_section(brief.touched, numbers),
        "What would change our mind": change_section(brief),
        "Do the numbers add up": checks_section(brief.checks, numbers),
        "Claims": claims_section(brief.claims, brief.segments, numbers),
        "Article": article_section(brief.document, brief.claims, numbers),
        "How it was made": provenance_section(brief),
        "Warnings": warnings_section(brief),
    }
    present = {name: part for name, part in sections.items() if part is not None}
    head, *rest = present.values()
    body = tag(
        "body",
        tag("a", "Skip to the answer", href="#answer", class_="skip"),
        tag("main", head, contents([(name, ANCHORS[name]) for name in present if name in ANCHORS]), *rest),
    )
    page = tag("html", page_head(brief.answer.question, brief.provenance.contingent), body, lang="en")
    return f"<!doctype html>\n{page.text}\n"


#: what each section is called in the list of contents → its heading's id
ANCHORS = {
    "How likely": "questions",
    "Will they": "bargaining",
    "What difference": "what-if",
    "What it touches": "touches",
    "What would change our mind": "change",
    "Do the numbers add up": "checks",
    "Claims": "claims",
    "Article": "article",
    "How it was made": "provenance",
    "Warnings": "warnings",
}
