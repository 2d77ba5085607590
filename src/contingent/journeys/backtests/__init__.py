"""Pasts replayed with the future hidden: battles, ForecastBench, prices, Ukraine, VIEWS; what each leaves on disk."""
