"""What somebody meets who never saw it before: the pages, the way from an article to a score, and the wrong turns."""
