"""The claims ledger as files: `claims.json`, the schema it is published under, and a CSV."""

from __future__ import annotations

from typing import Any

from contingent.core.claims_ledger import SCHEMA_VERSION, ClaimsLedger
from contingent.core.plain import plain
from contingent.report.encode import as_text, published_schema
from contingent.report.sheet import sheet
from contingent.report.words import COMPARATORS

SCHEMA_ID = f"contingent/claims-{SCHEMA_VERSION}"


def claims_json(ledger: ClaimsLedger) -> str:
    """The ledger as JSON text: keys sorted; equal ledgers, equal bytes."""
    return as_text(plain(ledger))


def claims_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) that every `claims.json` of this version satisfies."""
    return published_schema(ClaimsLedger, SCHEMA_ID, f"Claims ledger by Contingent, version {SCHEMA_VERSION}")


def claims_csv(ledger: ClaimsLedger) -> str:
    """A row an entry, threads in their order; a missing number is an empty cell, an open bound too.

    A text that a spreadsheet would run as a formula has an apostrophe before it.
    """
    rows: list[tuple[object, ...]] = []
    sources = {source.id: source for source in ledger.sources}
    for thread in ledger.threads:
        for entry in thread.entries:
            source = sources[entry.document]
            rows.append((
                thread.id, thread.label, entry.standing, entry.said.first, entry.said.last, entry.about.first,
                entry.about.last, entry.about.basis, COMPARATORS[entry.comparator].strip(), entry.value, entry.low,
                entry.high, thread.unit, " > ".join(entry.chain), entry.source, entry.side, entry.belligerent,
                entry.modality, entry.hedge, entry.quote.text, source.title, source.origins[0], entry.voice,
                entry.document, entry.claim,
                entry.quote.start, entry.quote.end, 1 + len(entry.copies), entry.confidence,
            ))  # fmt: skip
    return sheet(_COLUMNS, rows)


_COLUMNS = (
    "thread", "label", "standing", "said_first", "said_last", "about_first", "about_last", "about_basis", "modifier",
    "value", "low", "high", "unit", "chain", "source", "side", "party_to_the_fighting", "modality", "hedge", "quote",
    "title", "origin", "voice", "document", "claim", "quote_start", "quote_end", "texts", "confidence",
)  # fmt: skip
