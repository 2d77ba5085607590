"""Who wants what and where it settles, shown: strips, models, answers side by side, page and terminal."""
