"""Numbered changes of the ledger's tables, run when an older or empty ledger is opened; never edited once released."""
