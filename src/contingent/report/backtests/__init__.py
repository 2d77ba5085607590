"""Forecasts of the past held against what happened: backtest values, page, charts, and what each one tells."""
