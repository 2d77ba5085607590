"""Watching series: what left its expected range, when it changed, and what events do to prices."""
