"""Branches compared: paired differences, how precisely known, and what they rest on."""
