"""The service: pages that work without scripts, each with its twins; the only door to the web framework."""
