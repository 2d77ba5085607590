"""The track record: which forecasts stood before the event, a part of them, and how they score."""
