"""Texts that nobody should have written: articles, feeds and sitemaps, broken in every way that is known here."""
