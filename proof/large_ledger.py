"""A ledger of any size, row by row as reading articles day after day would have left it, through the ledger's own code.

Nothing of it is of a real thing but the words of the shipped example article, which every brief repeats under ids,
names and questions of its own. Rows are linked by `ledger.chain.link_hash` and written by `ledger.rows.write`, a day a
transaction, without the look-up by key that `append_many` begins with: `ledger verify` walks every hash of them.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from contingent.core.belief import Probability
from contingent.core.brief import SCHEMA_VERSION, Answer, Brief, Provenance
from contingent.core.nouns import Forecast, Question, Topic
from contingent.core.plain import plain
from contingent.core.times import today
from contingent.journeys.examples import example_articles
from contingent.journeys.read import read_article_text
from contingent.ledger.chain import GENESIS, Head, Row, canonical, link_hash
from contingent.ledger.rows import write
from contingent.ledger.store import Ledger

FORECASTERS = ("base_rate", "hazard", "ensemble", "reader:anna")
TOPICS: tuple[Topic, ...] = ("talks", "ceasefire", "territory", "troops_sent")
PLACES = ("UKR", "SDN", "MMR", "ETH", "YEM", "COL")
#: forecasts are made of the questions of the last so many days; then two of five questions are settled
SETTLED_AFTER, SETTLED_OF_FIVE = 150, 2
_SHORTEST, _LONGEST = 160, 420  # days from a question's first to its deadline
_CACHE_KIB = 400_000
# stand-ins in the text of a brief, each replaced by what is the brief's own
_ESCAPED = re.compile(r"\\u[0-9a-f]{4}")
_MARK, _NAME, _QUESTION, _DAY = "@@MARK", "@@NAME", "@@QUESTION", "2001-02-03"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How large: questions with their forecasts spread over them, but for the `busiest`, which have `most` each."""

    questions: int
    forecasts: int
    briefs: int
    days: int
    busiest: int = 10
    most: int = 5000
    claims: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was made: names to ask for, and counts of rows by kind; `claims` stand in the briefs."""

    busiest: tuple[str, ...]
    questions: tuple[str, ...]
    briefs: tuple[str, ...]
    rows: dict[str, int]
    claims: int
    head: Head


def question_id(number: int) -> str:
    """The id of a made question."""
    return f"question-{number:012x}"


def fill(where: Path, shape: Shape, *, seed: int) -> Made:
    """The ledger at `where` holds what `shape` says, the last of it dated yesterday."""
    rng = random.Random(seed)
    first = today() - timedelta(days=shape.days)
    text = _template(shape.claims)
    rows: dict[str, int] = {}
    briefs: list[str] = []
    with Ledger.open(where) as ledger:
        writer = _Writer(Head(seq=0, hash=GENESIS))
        for number in range(shape.days):
            day = first + timedelta(days=number)
            found = list(_day(writer, shape, text, number, day, rng))
            with ledger.writing() as connection:
                if connection.dialect.name == "sqlite":
                    connection.exec_driver_sql(f"PRAGMA cache_size=-{_CACHE_KIB}")
                write(connection, found, writer.written)
            writer.written = writer.head
            for row in found:
                rows[row.kind] = rows.get(row.kind, 0) + 1
                if row.kind == "brief":
                    briefs.append(row.key.removeprefix("sha256:"))
    every = range(shape.questions)
    return Made(
        busiest=tuple(map(question_id, every[: shape.busiest])),
        questions=tuple(map(question_id, every)),
        briefs=tuple(briefs),
        rows=rows,
        claims=rows.get("brief", 0) * shape.claims,
        head=writer.head,
    )


class _Writer:
    """Links rows to the end of the chain."""

    def __init__(self, head: Head) -> None:
        self.head = self.written = head

    def row(self, kind: str, day: date, body: str, subject: str | None) -> Row:
        """The next row. `body` is canonical JSON in ASCII, so that its content key is that of its own characters."""
        key = f"sha256:{hashlib.sha256(f'[{body}]'.encode('ascii')).hexdigest()}"
        moment = datetime.combine(day, time(6), UTC).isoformat(timespec="microseconds")
        fields = (self.head.seq + 1, kind, key, day.isoformat(), moment, body)
        own = link_hash(self.head.hash, fields)
        made = Row(
            seq=fields[0], kind=kind, key=key, as_of=fields[3], recorded_at=moment, body_json=body,
            previous=self.head.hash, hash=own, subject=subject,
        )  # fmt: skip
        self.head = Head(seq=made.seq, hash=own)
        return made


def _day(writer: _Writer, shape: Shape, text: str, number: int, day: date, rng: random.Random) -> Iterator[Row]:
    """What one day leaves: new questions, the briefs that ask them, forecasts of what is open, outcomes."""
    fresh = _share(shape.questions, shape.days, number)
    for place in fresh:
        yield writer.row("question", day, canonical(plain(_question(place, day, shape))), question_id(place))
    for place in _share(shape.briefs, shape.days, number):
        asked = fresh[place % len(fresh)] if fresh else place % shape.questions
        own = (text.replace(_MARK, f"{place:06x}").replace(_NAME, f"Article {place:,}")
               .replace(_QUESTION, question_id(asked)).replace(_DAY, day.isoformat()))  # fmt: skip
        article = f"Article {place:,}. " + "What it says stands in its brief. " * 60
        document = {"text": article, "origin": f"article-{place}.md", "title": f"Article {place:,}"}
        yield writer.row("document", day, canonical(document), None)
        yield writer.row("brief", day, own, None)
    for place in _spoken(shape, number):
        yield writer.row("forecast", day, _forecast(place, day, rng), question_id(place))
    for place in _share(shape.questions, shape.days, number - SETTLED_AFTER) if number >= SETTLED_AFTER else ():
        if place % 5 < SETTLED_OF_FIVE and place >= shape.busiest:
            told = (
                f'{{"address":null,"evidence":"made","note":"","outcome":{"true" if rng.random() < 0.4 else "false"},'
                f'"question":"{question_id(place)}","resolved_on":"{day.isoformat()}","resolver":"hand","source":"made"}}'
            )
            yield writer.row("resolution", day, told, question_id(place))


def _share(many: int, days: int, number: int) -> range:
    """What falls on the day of that number, where so many are spread evenly."""
    return range(many * number // days, many * (number + 1) // days)


def _spoken(shape: Shape, number: int) -> Iterator[int]:
    """The questions that a forecast is made of on a day: the busiest again and again, the others in turn."""
    busy = _share(shape.busiest * shape.most, shape.days, number)
    yield from (place % shape.busiest for place in busy)
    others = shape.questions - shape.busiest
    begun = max(1, others * (number + 1) // shape.days - shape.busiest)
    span = min(begun, max(1, others * SETTLED_AFTER // shape.days))  # of the questions last asked
    for place in _share(shape.forecasts - shape.busiest * shape.most, shape.days, number):
        yield shape.busiest + begun - 1 - place % span if begun > place % span else shape.busiest


def _question(place: int, day: date, shape: Shape) -> Question:
    runs = _LONGEST + shape.days if place < shape.busiest else _SHORTEST + place % (_LONGEST - _SHORTEST)
    return Question(
        id=question_id(place), text=f"Will made thing number {place:,} come about?", topic=TOPICS[place % 4], opens=day,
        deadline=day + timedelta(days=runs), source=f"made source {place % 40}", fine_print=("Nothing real is asked.",),
        claims=(), quote=None, place=PLACES[place % 7] if place % 7 < len(PLACES) else None,
    )  # fmt: skip


def _forecast(place: int, day: date, rng: random.Random) -> str:
    """Some 780 characters, as much as the forecasts of the example's brief have on average."""
    p = rng.uniform(0.05, 0.95)
    who, ident = FORECASTERS[rng.randrange(4)], f"f-{rng.getrandbits(64):016x}"
    members = f'[["hazard",{p!r},0.5],["base_rate",{p!r},0.5]]' if who == "ensemble" else "[]"
    return (
        f'{{"as_of":"{day.isoformat()}","belief":{{"high":{min(1.0, p + 0.05)!r},"kind":"probability",'
        f'"low":{max(0.0, p - 0.05)!r},"p":{p!r}}},"forecaster":"{who}","id":"{ident}","members":{members},'
        f'"question":"{question_id(place)}","reasoning":"{_REASON}","reference_classes":[]}}'
    )


_REASON = "Of the cases counted so far, this share came true; how near they are is a judgement that is told here. " * 5


def _template(claims: int) -> str:
    """The canonical JSON of a brief with so many claims, with stand-ins for what each brief has of its own.

    The claims are those that reading finds in the shipped example, repeated to the number wanted. It simulates and
    bargains nothing: an article that asks no what-if.
    """
    day = date.fromisoformat(_DAY)
    read = read_article_text(example_articles()[0], as_of=None).reading
    found = [
        replace(read.claims[n % len(read.claims)], id=f"{read.claims[n % len(read.claims)].id[:6]}{n:02x}{_MARK}")
        for n in range(claims)
    ]
    question = Question(
        id=_QUESTION, text=f"Will what {_NAME} asks come about?", topic="talks", opens=day,
        deadline=date(9000, 1, 1), source="made", fine_print=(), claims=(), quote=None,
    )  # fmt: skip
    said = Forecast(
        id=f"f-{_MARK}", question=_QUESTION, forecaster="hazard", as_of=day, reasoning="made",
        belief=Probability(p=0.3, low=0.2, high=0.4),
    )  # fmt: skip
    brief = Brief(
        schema_version=SCHEMA_VERSION,
        answer=Answer(question=f"What does {_NAME} leave open?", likely="30%", difference=None, dominated_by=None,
                      caveats=(), change_our_mind=()),
        document=replace(read.document, title=_NAME, published=day, origin=f"article-{_MARK}.md"),
        segments=read.document.segments, claims=tuple(found), checks=(), questions=(question,), forecasts=(said,),
        scenario=None, outcomes=None, sensitivity=(),
        provenance=Provenance(contingent="0", schema=SCHEMA_VERSION, seed=1, draws=0, engine=None, as_of=_DAY,
                              document_sha256="0" * 64, data=()),
        warnings=(), run=None,
    )  # fmt: skip
    text = _ESCAPED.sub("?", canonical(plain(brief)))  # one character for one: every span still fits
    return text.replace("9000-01-01", (today() + timedelta(days=200)).isoformat())
