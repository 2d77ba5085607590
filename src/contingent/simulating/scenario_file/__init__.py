"""Scenario files: the text of a SCENARIO.toml into a Scenario, with errors that name the line, and its JSON Schema."""
