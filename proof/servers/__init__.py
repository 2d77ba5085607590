"""Real servers on this machine that misbehave by script."""
