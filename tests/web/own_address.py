"""The address that clients of these tests ask: one that the service answers to."""

HERE = "http://127.0.0.1"
