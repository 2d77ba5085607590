"""How forecasts came out, shown: record values, misses, words, drawings, page, Markdown."""
