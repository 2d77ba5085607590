"""Forecast question sets, shown: figures by source and horizon, their story, page and terminal."""
