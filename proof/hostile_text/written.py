"""Every page that a command writes: the value it is made from, and what draws it there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from contingent.core.brief import Brief
from contingent.core.times import today
from proof.hostile_text.planting import planted
from proof.hostile_text.reports import Written, reports

ROOT = Path(__file__).parents[2]
DAY = date(2024, 11, 18)


def innocent_brief(paths: int = 64) -> Brief:
    """A brief of the first example, as any other is made."""
    from contingent.journeys.brief import make_brief
    from contingent.sources.articles import named_article

    article = ROOT / "examples" / "reinforcements.md"
    return make_brief(named_article(article.name, article.read_bytes()), as_of=None, draws=paths)


def written(brief: Brief, folder: Path) -> tuple[Written, ...]:
    """Every page that a command writes, from values that the commands' own journeys made in `folder`."""
    from contingent.report.bargaining.page import render_bargain_page
    from contingent.report.brief.page import render_html
    from contingent.report.claims_ledger.page import render_claims_page
    from contingent.report.track_record.page import render_track_record_html
    from contingent.report.watch.page import render_watch_page
    from contingent.report.whatif.page import render_whatif_page

    return (
        Written(file="brief.html", value=brief, draw=render_html),
        Written(file="whatif.html", value=_whatif(), draw=render_whatif_page),
        Written(file="bargain.html", value=_bargain(), draw=render_bargain_page),
        Written(file="claims.html", value=_claims(), draw=render_claims_page),
        Written(file="watch.html", value=_watch(folder), draw=render_watch_page),
        Written(file="score.html", value=_record(folder), draw=render_track_record_html),
        *reports(),
    )


def drawn(pages: tuple[Written, ...], plant: Callable[[str, str], str]) -> Mapping[str, str]:
    """The pages with hostile text in every text field: file → page. `plant` takes the file and the field."""
    made = {}
    for page in pages:
        here = page.file.removesuffix(".html")
        made[page.file] = page.draw(planted(page.value, lambda path, here=here: plant(here, path)))  # type: ignore[misc]
    return made


def _whatif() -> Any:
    from contingent.journeys.whatif import Effort, make_whatif, ready_scenario
    from contingent.sources.scenarios import ScenarioText

    path = sorted((ROOT / "examples" / "scenarios").glob("*.toml"))[0]
    raw = path.read_text(encoding="utf-8")
    return make_whatif(ready_scenario(ScenarioText(raw, path.name, "0" * 64)), Effort(paths=64))


def _bargain() -> Any:
    from contingent.journeys.bargain import given_negotiation, make_bargain
    from contingent.sources.articles import named_article

    path = sorted((ROOT / "examples" / "negotiations").glob("*.toml"))[0]
    return make_bargain(given_negotiation(named_article(path.name, path.read_bytes())), draws=20)


def _claims() -> Any:
    from contingent.journeys.gathering.places import Places
    from contingent.journeys.read_many import read_many

    articles = [str(path) for path in sorted((ROOT / "examples" / "claims").glob("*.md"))[:4]]
    return read_many(Places(named=tuple(articles)), stdin=BytesIO(), as_of=None)


def _watch(folder: Path) -> Any:
    from contingent.journeys.watch import Asked, gathered, watched

    series = own_series(folder / "innocent")
    asked = Asked(as_of=DAY, period_days=30)
    return watched(gathered(None, as_of=DAY, own=[str(series)]), asked, on=DAY)


def own_series(folder: Path, name: str = "series", head: str = "index", *, last: date = DAY) -> Path:
    """A table of one's own: 400 days about 100, the last ten of them far above."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"date,{head}"]
    for back in range(400, -1, -1):
        value = 100 + (back * 7919 % 101) / 20 + (40 if back < 10 else 0)
        lines.append(f"{last - timedelta(days=back)},{value:.2f}")
    path = folder / f"{name}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _record(folder: Path) -> Any:
    from contingent.journeys.track_record.score import make_track_record
    from proof.made_ledgers import nouns_of_many, put

    ledger = folder / "record.sqlite"
    put(ledger, *nouns_of_many(30))
    return make_track_record(ledger, as_of=today())
