"""The command that prints what files look like: `schema`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer


class Document(StrEnum):
    """What has a published shape."""

    brief = "brief"
    scenario = "scenario"
    whatif = "whatif"
    claims = "claims"
    bargain = "bargain"
    watch = "watch"


def schema(
    what: Annotated[
        Document, typer.Argument(metavar="brief|scenario|whatif|claims|bargain|watch", help="Of what.")
    ] = Document.brief,
) -> None:
    """Print a JSON Schema: of a SCENARIO.toml, or of brief, whatif, claims, bargain or watch.json."""
    import json

    from contingent.journeys.streams import write_utf8

    write_utf8(json.dumps(_schema(what), indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def _schema(what: Document) -> dict[str, Any]:
    if what is Document.scenario:
        from contingent.simulating.scenario_file.schema import scenario_schema

        return scenario_schema()
    if what is Document.whatif:
        from contingent.report.whatif.page import whatif_schema

        return whatif_schema()
    if what is Document.bargain:
        from contingent.report.bargaining.page import bargain_schema

        return bargain_schema()
    if what is Document.claims:
        from contingent.report.claims_ledger.files import claims_schema

        return claims_schema()
    if what is Document.watch:
        from contingent.report.watch.digest import watch_schema

        return watch_schema()
    from contingent.report.encode import brief_schema

    return brief_schema()
