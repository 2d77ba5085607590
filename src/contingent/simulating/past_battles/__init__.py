"""What battles of history say: how losses follow forces, and who wins. Values in, values out; nothing is read here."""
