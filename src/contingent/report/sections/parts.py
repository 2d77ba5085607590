"""What several sections share: numbered claims, numbers that keep their exact value, tables that fold on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contingent.core.nouns import Claim
from contingent.report.leads import ordered_claims
from contingent.report.markup import Child, Html, join, tag


@dataclass(frozen=True, slots=True)
class ClaimNumbers:
    """The number each claim bears on the page, by its id; ids of the page are made of these, never of outside text."""

    numbers: Mapping[str, int]

    @classmethod
    def of(cls, claims: Sequence[Claim]) -> ClaimNumbers:
        """Claims numbered from 1 in the order in which they stand in the article."""
        return cls({claim.id: number for number, claim in enumerate(ordered_claims(claims), start=1)})

    def references(self, ids: Iterable[str]) -> Html | None:
        """Links to the claims of these ids, in the order of the article; None where none is known."""
        known = sorted(self.numbers[claim] for claim in set(ids) if claim in self.numbers)
        if not known:
            return None
        word = "claim" if len(known) == 1 else "claims"
        links = [tag("a", str(number), href=f"#claim-{number}") for number in known]
        return tag(
            "span", f"{word} ", *(join(", " if place else None, one) for place, one in enumerate(links)), class_="refs"
        )


def section(ident: str, heading: str, *children: Child, lead: Child = None) -> Html:
    """A part of the page that the list of contents can reach."""
    intro = tag("p", lead, class_="lead") if lead else None
    return tag("section", tag("h2", heading, id=ident), intro, *children, aria_labelledby=ident)


def number(text: str, value: float) -> Html:
    """A printed number that still carries the exact one."""
    return tag("data", text, value=repr(float(value)))


def table(columns: Sequence[str], rows: Iterable[Sequence[Child]], *, caption: str, class_: str = "") -> Html:
    """A table whose rows become small lists where the page is narrow; the first cell of a row names it.

    Roles are written out because a folded table loses them in some browsers.
    """
    head = tag("tr", *(tag("th", name, scope="col", role="columnheader") for name in columns), role="row")
    body = [
        tag(
            "tr",
            tag("th", first, scope="row", role="rowheader"),
            *(
                tag("td", tag("span", cell), role="cell", data_label=name)
                for name, cell in zip(columns[1:], rest, strict=True)
            ),
            role="row",
        )
        for first, *rest in rows
    ]
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", head, role="rowgroup"),
        tag("tbody", *body, role="rowgroup"),
        role="table",
        class_=f"fold {class_}".strip(),
    )


def facts(*pairs: tuple[str, Child] | None) -> Html:
    """Names and what belongs to them; pairs without content are left out."""
    kept = [pair for pair in pairs if pair is not None and pair[1] is not None and pair[1] != ""]
    return tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in kept), class_="facts")


def interval_bar(p: float, low: float, high: float) -> Html:
    """A probability on a line from 0 to 100 %; the numbers stand beside it, so it is hidden from readers of text."""
    span = tag("span", class_="range", style=f"left:{100 * low:.2f}%;width:{100 * (high - low):.2f}%")
    dot = tag("span", class_="dot", style=f"left:{100 * p:.2f}%")
    return tag("span", span, dot, class_="bar", aria_hidden="true")


def more(summary: str, *children: Child, open_: bool = False) -> Html:
    """Something a reader may open; printed open."""
    return tag("details", tag("summary", summary), *children, open=open_)
