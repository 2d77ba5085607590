"""The test plan: which row is which module, in the plan's order."""

from __future__ import annotations

import importlib

from proof.row import Row

#: key → module in `proof.rows`
PLAN = {
    "R1": "killed_appends",
    "R2": "disk_full",
    "R3": "server_restarts",
    "R4": "many_writers",
    "R5": "changed_rows",
    "R6": "model_faults",
    "R7": "malformed_texts",
    "R8": "parser_properties",
    "R9": "every_operation",
    "S1": "forbidden_addresses",
    "S2": "scripts_in_text",
    "S3": "formulas",
    "S4": "traversals",
    "S5": "bombs",
    "S6": "planted_orders",
    "S7": "foreign_callers",
    "L1": "many_readers",
    "L2": "many_appenders",
    "L3": "readers_while_reading",
    "L4": "millions",
    "D1": "workers",
    "U1": "newcomer",
}


def row(key: str) -> Row:
    """The row of that key."""
    found: Row = importlib.import_module(f"proof.rows.{PLAN[key]}").ROW
    return found
