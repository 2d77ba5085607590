"""The sections of the page, one a file, in the order of the page: each takes the brief's values and returns markup."""
