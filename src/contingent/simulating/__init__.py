"""Numbers: the world of two sides on a front, its engines, and what a difference between its futures rests on."""
