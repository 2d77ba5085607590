"""What an article's events touch, shown: words, charts and terminal."""
