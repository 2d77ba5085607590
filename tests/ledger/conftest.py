"""The tests of the ledger run on every kind of database that it can be on."""

from postgresql import engine, fresh_place, postgresql_url, where

__all__ = ["engine", "fresh_place", "postgresql_url", "where"]
