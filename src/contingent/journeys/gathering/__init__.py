"""From places to articles: told apart, gathered one at a time, from disk or the web; nothing dropped unsaid."""
