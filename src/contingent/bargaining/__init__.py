"""Bargaining between actors: where models see an issue settle, who gives way, and whose change matters most."""
