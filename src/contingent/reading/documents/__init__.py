"""From bytes to a document: its text, its segments with one voice each, its sentences."""
