"""How sure a claim's reading is: how often claims read in this way were right where people had annotated them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from contingent.core.errors import DataError
from contingent.core.nouns import Claim
from contingent.scoring.extraction.classes import class_of

#: a class is pulled towards its kind's share as if it had been seen so often more with that share
PRIOR_N = 10.0
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class ReadingConfidence:
    """The share of right claims by class; for a class never seen, by kind."""

    classes: Mapping[str, float]
    kinds: Mapping[str, float]

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> ReadingConfidence:
        """The shares of a table with `classes` (each with class, right, n) and `prior_n`.

        With R of N claims of its kind right, a class with r of n has (r + k s) / (n + k), where s = (R + 1) / (N + 2)
        and k is `prior_n`: the mean of a beta distribution whose prior has mean s and weighs k claims.

        Raises:
            DataError: a row lacks a field, or counts more right than there were.
        """
        try:
            rows = [(str(row["class"]), int(row["right"]), int(row["n"])) for row in table["classes"]]
            prior = float(table["prior_n"])
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(
                f"the table of confidence is damaged ({error}); wanted 'prior_n' and 'classes' with class, right and n"
            ) from error
        wrong = next((row for row in rows if not 0 <= row[1] <= row[2]), None)
        if wrong is not None or prior <= 0.0:
            raise DataError(
                f"the table of confidence has {wrong or prior}; wanted right from 0 to n, and a prior above 0"
            )
        kinds = {}
        for kind in dict.fromkeys(_kind(name) for name, _, _ in rows):
            own = [(right, n) for name, right, n in rows if _kind(name) == kind]
            kinds[kind] = (sum(right for right, _ in own) + 1.0) / (sum(n for _, n in own) + 2.0)
        classes = {name: (right + prior * kinds[_kind(name)]) / (n + prior) for name, right, n in rows}
        return cls(classes=classes, kinds=kinds)

    def of(self, claim: Claim) -> float | None:
        """The share for a claim; None where no claim of its kind was ever held against an annotation."""
        share = self.classes.get(class_of(claim), self.kinds.get(claim.kind))
        return None if share is None else round(share, _DIGITS)


def with_confidence(claims: Iterable[Claim], known: ReadingConfidence | None) -> tuple[Claim, ...]:
    """The claims in their order, each with its confidence; unchanged where nothing is known."""
    if known is None:
        return tuple(claims)
    return tuple(replace(claim, confidence=known.of(claim)) for claim in claims)


def _kind(name: str) -> str:
    return name.partition(",")[0]
