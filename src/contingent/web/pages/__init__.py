"""One module a page: what it is asked for, the value it shows, and how that reads; nothing here knows of the others."""
