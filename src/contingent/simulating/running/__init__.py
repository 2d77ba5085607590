"""Paths run: parameters drawn, steps taken, and what sources would publish of them."""
