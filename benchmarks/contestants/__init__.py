"""W as others would write it: each returns `[measure, day, path]` for the same draws, with its own random numbers."""
