"""Effects: where evidence comes in: articles, the guarded HTTP window, shipped tables, folders of primary data."""
