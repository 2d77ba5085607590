"""Effects: the append-only ledger of what was believed, when, and on what evidence; the only SQL of the package."""
