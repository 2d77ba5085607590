"""A second world: a plain battle of two sides after Lanchester, to teach, to test the socket and to time engines."""
