"""From an article's words to a negotiation: what is to be decided, who wants what, and the words that say so."""
