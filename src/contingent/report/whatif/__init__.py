"""What a decision changes, shown: the world in words, findings, effects, weights, page and terminal."""
