"""Deaths in the coming months by country, shown: outlook values and words, fans, page and terminal."""
