"""The registry of readers, looked up once: what a server of processes loads before it starts any."""

from proof.parsing.parsers import parsers

PARSERS = parsers()
