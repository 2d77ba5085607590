"""How it came out: due questions settled by hand, from files, or by what resolves them from data."""
