"""One row of the test plan a module, each with a `ROW`."""
