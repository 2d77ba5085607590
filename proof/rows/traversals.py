"""S4: forty ways to name a file outside, at every place that takes a name: nothing outside is read or written."""

from __future__ import annotations

import contextlib
import io
import os
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from contingent.core.errors import ContingentError
from contingent.sources.catalogue import DataSet, Listing, catalogue, chosen, items, listed
from proof.row import Figure, Row, Size, Tell, at_least, exactly, told

_SECRET = "canary 7f1c told"
_READ = re.compile(rf"{_SECRET}|root:[^:\s]*:0:0:")
#: `@` stands for the path of the canary, from the folder of the place up, or from the root
SHAPES = (
    "../@", "../../@", "../../../@", "../../../../@", "../../../../../../../../../../etc/passwd", "/etc/passwd",
    "//etc/passwd",
    "@@", "/@@", "file://@@", "file:///etc/passwd", "./../@", ".//..//@", "....//....//@", "..././@", "x/../../@",
    "x/../../../@",
    "..\\@", "..\\..\\@", "x\\..\\..\\@", "C:\\canary.txt", "\\\\127.0.0.1\\c$\\canary.txt", "..%2f@", "..%2f..%2f@",
    "%2e%2e/@",
    "%2e%2e%2f%2e%2e%2f@", "%252e%252e%252f@", "..%5c@", "..%c0%af@", "%c0%ae%c0%ae/@", "..%00/@", "../@\x00.csv",
    "../@%00.json",
    "../@\n", "..;/@", "~/@", "~root/x", "$HOME/@", "../@/.", "/proc/self/environ", "/dev/stdin", "\u2025/@",
    "\uff0e\uff0e/@",
    "..\u2215@", ".", "..", "...", "con", "-", "--out", "a/b/../../../@", "\u202e../@",
)  # fmt: skip


@dataclass(slots=True)
class _Seen:
    """What was tried where, and what got through."""

    tried: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    through: list[str] = field(default_factory=list)
    crashed: list[str] = field(default_factory=list)

    def call(self, place: str, payload: str, make: Callable[[], object]) -> None:
        """One payload at a place; what comes out must not hold what the canary says."""
        self.tried[place] += 1
        try:
            said = repr(make())
        except ContingentError as error:
            self.refused += 1
            said = str(error)
        except Exception as error:
            self.crashed.append(f"{place}, {payload!r}: {error!r:.200}")
            return
        if _READ.search(said):
            self.through.append(f"{place}, {payload!r}: {said[:200]}")


def run(size: Size, folder: Path, tell: Tell) -> tuple[Figure, ...]:
    """Every payload at every place, while a canary and the folders around it are watched."""
    outside, here = folder / "outside", folder / "outside" / "a" / "b" / "inside"
    here.mkdir(parents=True)
    for at in (outside, outside / "a", outside / "a" / "b"):
        (at / "canary.txt").write_text(_SECRET, encoding="utf-8")
        (at / "canary.txt.csv").write_text(f"date,value\n2024-01-02,5\n2024-01-03,{_SECRET}\n", encoding="utf-8")
    payloads = [shape.replace("@@", str(outside / "canary.txt")).replace("@", "canary.txt") for shape in SHAPES]
    before, seen, back = _around(outside, here), _Seen(), Path.cwd()
    os.chdir(here)
    try:
        for payload in payloads[:: size.of(1, 5)]:
            _names(seen, payload, here)
        _service(seen, payloads[:: size.of(1, 9)], here, small=not size.full)
    finally:
        os.chdir(back)
    after = _around(outside, here)
    changed = sorted(set(before.items()) ^ set(after.items()))
    for line in (*seen.through[:9], *seen.crashed[:9], *map(str, changed[:9])):
        tell(line)
    return (
        exactly("answers that held what lies outside", len(seen.through), 0, "answers"),
        exactly("files outside made, changed or gone", len(changed), 0, "files"),
        exactly("ended in anything but an answer or a refusal in words of ours", len(seen.crashed), 0, "tries"),
        at_least("payloads", len(payloads), 40, "payloads"),
        at_least("places that take a name", len(seen.tried), size.of(40, 25), "places"),
        at_least("tries", sum(seen.tried.values()), size.of(2_000, 100), "tries"),
        told("refused in words of ours", seen.refused, "tries"),
    )


def _around(outside: Path, here: Path) -> dict[str, tuple[int, int]]:
    """Every file of the folders around, but those inside, with its size and when it was changed."""
    found = [path for path in outside.rglob("*") if here != path and here not in path.parents]
    found += [
        Path("/etc/passwd"),
        *Path("/tmp").glob("canary*"),
        *Path("/").glob("canary*"),
        *Path.home().glob("canary*"),
    ]
    return {str(p): (p.stat().st_size, p.stat().st_mtime_ns if p.is_file() else 0) for p in found if p.exists()}


def _names(seen: _Seen, payload: str, here: Path) -> None:
    """The places in the code that take a name from a file, a publisher or a reader."""
    from contingent.journeys.workbench.starts import example, read_upload
    from contingent.scoring.extraction.annotated import load_of
    from contingent.sources import shipped
    from contingent.sources.articles import name_shown, named_article
    from contingent.sources.contents import last_day
    from contingent.sources.hubverse import output_name
    from contingent.sources.manifest import read_manifest
    from contingent.sources.submission import Submission

    day = date(2024, 11, 18)
    seen.call("name of a table we ship", payload, lambda: shipped.table(payload))
    seen.call("name of a baseline", payload, lambda: shipped.baseline_table(payload, day))
    seen.call("name of an example", payload, lambda: example(payload))
    seen.call("name of a set of data", payload, lambda: chosen([payload]))
    for name in ("fred", "stations", "ucdp-candidate"):
        seen.call(
            f"id of a series of {name}",
            payload,
            partial(_of_series, name, day, payload),
        )
    for name in ("forecastbench", "views"):
        one = catalogue()[name]
        for listing in one.listings:
            seen.call(
                f"name in a list of {name}",
                payload,
                partial(_of_list, one, listing, payload),
            )
    seen.call("file in a manifest", payload, lambda: read_manifest(_manifest(here, payload)))
    seen.call("organization of a submission", payload, lambda: Submission(
        organization=payload, model="m", model_organization="o", question_set="s", forecast_due_date=day,
        forecasts=()).file_name())  # fmt: skip
    seen.call("model of a hub", payload, lambda: output_name(day, f"team-{payload}"))
    seen.call("article of an annotation", payload, lambda: _annotation(here, payload, load_of))
    seen.call("name of a scenario sent", payload, lambda: read_upload(b"x = 1", payload))
    seen.call("name of an article sent", payload, lambda: (named_article(payload, b"x").origin, name_shown(payload)))
    archive = here / "x.zip"
    with contextlib.suppress(ValueError), zipfile.ZipFile(archive, "w") as made:
        made.writestr(payload + ".csv", "id,date_end\n1,2024-01-02\n")
    item = next(iter(items(catalogue()["ucdp"], today=day)))
    seen.call("member of a zip file", payload, lambda: last_day(archive, catalogue()["ucdp"], item))


def _of_series(name: str, day: date, payload: str) -> Any:
    return _inside(items(catalogue()[name], today=day, series=[payload]))


def _of_list(one: DataSet, listing: Listing, payload: str) -> Any:
    return _inside(listed(one, listing, [{"name": payload}], series=()))


def _inside(found: Any) -> Any:
    """The items, if each file of theirs lies in the folder it is meant for; else what shows that one does not."""
    root = Path("/r/s")
    outside = [one.file for one in found if root not in Path(os.path.normpath(root / one.file)).parents]
    return f"{_SECRET}: {outside}" if outside else found


def _manifest(here: Path, payload: str) -> Path:
    from proof.parsing import samples

    place = here / "m"
    place.mkdir(exist_ok=True)
    import json

    held = json.loads(samples.manifest())
    held["files"] = {payload: held["files"]["a.csv"]}
    (place / "manifest.json").write_text(json.dumps(held), encoding="utf-8")
    return place


def _annotation(here: Path, payload: str, load_of: Callable[[Any], str | None]) -> object:
    import json

    from contingent.journeys.evaluating.reading import _annotated

    place = here / "gold"
    place.mkdir(exist_ok=True)
    file = place / "x.gold.json"
    file.write_text(json.dumps({"doc": {"path": payload, "as_of": "2024-11-18"}}), encoding="utf-8")
    load_of({"doc": {"path": payload}})
    return _annotated(file)


# ----------------------------------------------------------------- the service


def _service(seen: _Seen, payloads: list[str], here: Path, *, small: bool) -> None:
    """Every parameter of every path, every parameter of every query, every file name and id that is sent."""
    from fastapi.testclient import TestClient

    from contingent.web.app import application
    from contingent.web.security import Access
    from proof.whole_service import whole_service

    with whole_service(here, small=small) as whole:
        app = application(whole.service, Access())
        client = TestClient(
            app, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 1), raise_server_exceptions=False
        )
        paths = sorted({p for route in app.routes if "{" in (p := getattr(route, "path", ""))} | {"/static/{path}"})
        if small:
            paths = paths[::6]
        asked = list(_queries(app.openapi()))[:: 7 if small else 1]
        for payload in payloads:
            for path in paths:
                for form in (quote(payload, safe=""), quote(payload, safe="/%.;~")):
                    filled = form.join(re.split(r"\{[^}]+\}", path))
                    seen.call(path, payload, partial(_asked, client, "GET", filled))
            for path, name in asked:
                seen.call(
                    f"{path}?{name}",
                    payload,
                    partial(_asked, client, "GET", path, params={name: payload}),
                )
            for path, field_name in (("/read", "file"), ("/workbench/file", "file")):
                files = {field_name: (payload.replace("\n", " ").replace("\x00", " "), io.BytesIO(b"War. " * 9))}
                seen.call(f"{path}, name of a file", payload, partial(_asked, client, "POST", path, files=files))


def _queries(description: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for path, operations in description["paths"].items():
        for one in operations.get("get", {}).get("parameters", []):
            if one["in"] == "query" and "{" not in path:
                yield path, one["name"]
    for name in ("start", "s", "example", "brief"):
        yield "/workbench", name


def _asked(client: Any, method: str, path: str, **more: Any) -> str:
    """The answer's body; a server's error is one that nobody foresaw."""
    answer = client.request(method, path, follow_redirects=False, **more)
    if answer.status_code >= 500 and answer.status_code != 503:
        raise AssertionError(f"{method} {path[:200]} answered {answer.status_code}")
    return f"{answer.headers.get('location', '')} {answer.text}"


ROW = Row(
    key="S4",
    title="Names that lead outside",
    what=(
        "Forty and more ways to write the path of a file that lies elsewhere, as ids, names of files sent, members of "
        "archives, names that publishers list, and in every path and query of the service. A canary says a secret; the "
        "folders around it are looked at before and after."
    ),
    run=run,
)
