"""Walks: article to brief, data to fitted parameters; each composes the rooms below and owns no model."""
