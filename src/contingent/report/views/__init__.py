"""The backtest by the rules of the VIEWS challenge, told: windows, figures, verdicts, words and charts."""
