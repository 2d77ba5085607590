"""The manual: every example in the documents is run, every name in them looked up, and the site built from them."""
