"""How many: numbers with unit, modifier and role, and the claims they make."""
