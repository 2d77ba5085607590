"""Who says it of whom, and how sure: actors, clauses, citations, hedges."""
