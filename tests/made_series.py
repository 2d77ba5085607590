"""Made series for the tests of watching: tables of days and values, one that leaps and others that do not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

AS_OF = date(2024, 6, 28)
DAYS = 500


def days(count: int = DAYS, last: date = AS_OF) -> list[date]:
    return [last - timedelta(days=count - 1 - number) for number in range(count)]


def values(name: str, *, leap: float = 0.0, count: int = DAYS, after: int = 12) -> list[float]:
    """Independent values about 100; the last `after` of them stand `leap` spreads of 5 higher."""
    drawn = random.Random(name)
    return [100 + drawn.gauss(0, 5) + 5 * leap * (place >= count - after) for place in range(count)]


def csv_of(found: Sequence[tuple[date, float]], head: str = "date,index") -> str:
    return f"{head}\n" + "".join(f"{day},{value:.3f}\n" for day, value in found)


def write(path: Path, *, leap: float = 0.0, last: date = AS_OF, head: str = "date,index") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(csv_of(list(zip(days(last=last), values(path.stem, leap=leap), strict=True)), head))
    return path


def gpr(folder: Path) -> Path:
    """A table of the names that the package knows: three columns of daily risk, a leap in the first."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = zip(days(), values("a", leap=8), values("b"), values("c"), strict=True)
    lines = [f"{day},{one:.2f},{other:.2f},{third:.2f},9" for day, one, other, third in rows]
    path = folder / "gpr_daily.csv"
    path.write_text("date,GPRD,GPRD_ACT,GPRD_THREAT,N10D\n" + "\n".join(lines) + "\n")
    return path


def exchange(folder: Path) -> Path:
    """A table of months of three currencies, thirty years of each, as the package knows it."""
    lines = ["Date,Country,Exchange rate"]
    for place, country in enumerate(("China", "Euro", "Hong Kong")):
        drawn, value = random.Random(country), 5.0 + place
        for number in range(360):
            value *= 1 + drawn.gauss(0, 0.01)
            lines.append(f"{1994 + (number + 6) // 12}-{(number + 6) % 12 + 1:02d}-01,{country},{value:.5f}")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "fx_usd_monthly.csv"
    path.write_text("\n".join(lines) + "\n")
    return path
