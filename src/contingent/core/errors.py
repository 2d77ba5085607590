"""The one tree of errors: raise the narrowest leaf, say what was seen, what was wanted, what to do.

ContingentError
├── InputError            what the user gave cannot be used (exit code 2)
│   ├── ArticleError      an article that cannot be read
│   ├── FetchError        an address that cannot or must not be fetched
│   ├── MissingError      a name that nothing here answers to (the service says 404)
│   ├── ScenarioError     a scenario with an unknown key or an impossible value
│   └── ValueRangeError   a probability, quantile, date or count outside its range
├── DataError             data on this machine that are missing, broken or too new
│   └── LeakError         evidence dated after `as_of` was asked for
├── LanguageModelError    a language model that does not answer, or not as it was asked to
├── LedgerError           the ledger cannot be written, or its chain is broken
└── BusyError             the service has as much to do as it takes on (it says 503)
"""


class ContingentError(Exception):
    """Root of every error this package raises on purpose."""

    exit_code = 1


class InputError(ContingentError):
    """What the user gave cannot be used."""

    exit_code = 2


class ArticleError(InputError):
    """An article that cannot be read: empty, binary, too large, undecodable, without any statement."""


class FetchError(InputError):
    """An address that cannot be fetched, or that must not be (private, not http, too large)."""


class MissingError(InputError):
    """A brief, question, job or chart was asked for by a name that nothing here answers to."""


class ScenarioError(InputError):
    """A scenario with an unknown key or an impossible value."""


class ValueRangeError(InputError):
    """A probability, quantile, date or count outside its range."""


class DataError(ContingentError):
    """Data on this machine that are missing, broken or not usable for the question."""


class LeakError(DataError):
    """Evidence dated after `as_of` was asked for."""


class LanguageModelError(ContingentError):
    """A language model that does not answer, answers with something else than was asked for, or costs too much."""


class LedgerError(ContingentError):
    """The ledger cannot be read or written, or its chain is broken."""


class UnreadableError(LedgerError):
    """The ledger can be read, but a row in it is none that anything can be made of."""


class BusyError(ContingentError):
    """The service has as much to do as it takes on at a time; what was asked can be asked again in a moment."""
