"""Values in, text and figures out; pure, so that the command line, the web and notebooks share it."""
