"""Walks: from an article to a brief, from data to fitted parameters; each composes the rooms below and owns no model."""
