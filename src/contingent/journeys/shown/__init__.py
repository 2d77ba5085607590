"""What the service shows, as values: each read from the ledger as of a day, for pages, programs and agents alike."""
