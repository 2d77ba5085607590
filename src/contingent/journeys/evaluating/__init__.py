"""How well texts are read: the suites present, and the quantity grammar on NewsQuant in its own terms."""
