"""The checker of types while tests run: beartype, with an int where a float is wanted, as type checkers have it."""

from beartype import BeartypeConf, beartype

checked = beartype(conf=BeartypeConf(is_pep484_tower=True))
