"""How well a text was read: gold annotations, spans matched one to one, counts that add."""
