"""A language model's proposals: what it is shown, what it may say, and how code disposes of every word of it."""
