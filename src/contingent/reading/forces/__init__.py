"""Who fights whom, and who sends soldiers to whom, as the claims have it."""
