"""Forecasts made and kept: one question, a question set, deaths by country in the coming months."""
