"""Scores of beliefs against what happened: rules, tallies that add, reliability. Numbers in, numbers out."""
