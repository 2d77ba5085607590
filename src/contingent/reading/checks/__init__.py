"""Do the numbers add up: arithmetic over every reading, consistency, sources."""
