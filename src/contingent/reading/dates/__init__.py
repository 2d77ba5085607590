"""When: dates and deadlines in a text, and the day a document was written."""
