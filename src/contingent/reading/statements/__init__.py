"""What is said to happen: events, conditions, assertions about the future."""
