"""Words: the nouns, the sockets, time, identity and errors that every floor above speaks."""
