"""What events touch: shocks of geopolitical risk, what instruments did after them, and what past events foretell."""
