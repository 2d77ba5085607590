"""The page of a track record: scores, reliability, largest errors and changes; one file, light, dark and phone."""

from __future__ import annotations

import json
from functools import lru_cache

from contingent.report.backtests.page import OWN_STYLE as FIGURE_STYLE
from contingent.report.html import page_head
from contingent.report.markup import Html, tag
from contingent.report.numbers import day_words, typeset
from contingent.report.sections.parts import section
from contingent.report.svg import draw
from contingent.report.track_record.drawings import Drawing
from contingent.report.track_record.parts import key_figures, parts_of
from contingent.report.track_record.record import TrackRecord

#: how the parts of a track record look, in the file and on the service's pages
PAGE_STYLE = """
.record td:last-child,.record thead th:last-child{padding-right:0}
.record tbody th{font-weight:600}
.answer .figures{grid-template-columns:repeat(auto-fit,minmax(11rem,1fr))}
.misses tbody th,.changes tbody th{font-weight:400;min-width:14rem}
.misses th:first-child,.changes th:first-child{width:60%}
.drawing .chart{max-width:24rem}
.sliced{display:grid;grid-template-columns:minmax(0,24rem) minmax(0,1fr);gap:1rem 3rem;align-items:start}
.sliced .around{white-space:nowrap}
.drawings+.note{margin-top:1rem}
.few{max-width:42rem}
@supports selector(::details-content){@media (min-width:60.01rem){
.beside::details-content{content-visibility:visible;display:block;block-size:auto}
.beside>summary{display:none}
}}
.sliced .scores{margin-top:0}
@media (max-width:60rem){.sliced{grid-template-columns:minmax(0,1fr)}}
@media (max-width:44rem){
.fold.misses tr,.fold.changes tr{grid-template-columns:repeat(3,minmax(0,1fr))}
.fold.misses tbody th,.fold.changes tbody th{font-weight:400;min-width:0}
.misses th:first-child,.changes th:first-child{width:auto}
.fold.record tr{grid-template-columns:repeat(3,minmax(0,1fr))}
.fold.groups tr{grid-template-columns:minmax(0,1fr) minmax(0,1fr) minmax(0,1.3fr) 2rem}
}
@media print{.drawing{break-inside:avoid}}
"""


def render_track_record_html(record: TrackRecord) -> str:
    """The page of a track record, complete and self-contained, no script; same values, same bytes.

    A record without a settled forecast is a sentence and the counts, no empty table.
    """
    present = parts_of(record, drawn)
    entries = [tag("li", tag("a", heading, href=f"#{ident}")) for ident, heading in present]
    main = tag(
        "main",
        tag("p", "Contingent", tag("span", " track record"), class_="brand"),
        tag("h1", "What was forecast, and what came of it"),
        tag("p", f"As of {day_words(record.as_of)}.", class_="byline"),
        tag("div", tag("p", typeset(record.summary), class_="sentence"), key_figures(record), class_="answer",
            id="answer"),
        tag("nav", tag("ul", *entries), aria_label="Contents"),
        *(section(ident, heading, *parts) for (ident, heading), parts in present.items()),
    )  # fmt: skip
    body = tag("body", tag("a", "Skip to the answer", href="#answer", class_="skip"), main)
    head = page_head(f"Track record, {day_words(record.as_of)}", styles=(FIGURE_STYLE, PAGE_STYLE))
    return f"<!doctype html>\n{tag('html', head, body, lang='en').text}\n"


def drawn(one: Drawing, *below: Html) -> Html:
    """A drawing on a page, its title above it."""
    svg = _svg(one.name, one.title, one.description, json.dumps(one.spec))
    return tag("div", tag("p", tag("b", typeset(one.title))), svg, *below, class_="drawing")


@lru_cache(maxsize=256)
def _svg(name: str, title: str, description: str, spec: str) -> Html:
    """The drawing of a specification in JSON; one that was drawn before is not drawn again."""
    return draw(json.loads(spec), ident=name, title=title, description=description)
