"""What the sentences around one tell of its voice: whose quotation goes on, and whom "he", "it" or "they" said."""

from __future__ import annotations

from dataclasses import dataclass

from contingent.core.nouns import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words in quotation marks at [start, end) of the document that `name` speaks, as told at `cue`."""

    start: int
    end: int
    name: str
    cue: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """For one sentence: the quotations that reach into it, and who is meant by a pronoun before a verb of saying.

    `issuer` is the body whose own statement the whole document is, with the words that tell so.
    """

    quotations: tuple[Quotation, ...] = ()
    pronouns: tuple[tuple[str, str], ...] = ()  # ("he", "Ann Lee"): only where one alone can be meant
    issuer: tuple[str, Span] | None = None

    def quoted(self, position: int) -> Quotation | None:
        """The quotation that the document offset `position` lies in; None outside of any."""
        return next((q for q in self.quotations if q.start <= position < q.end), None)

    def meant(self, name: str) -> str:
        """Whom `name` stands for: itself, unless it is a pronoun whose owner is known."""
        return next((owner for pronoun, owner in self.pronouns if pronoun == name.lower()), name)


NOTHING = Background()
