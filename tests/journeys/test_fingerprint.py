"""A fingerprint moves with the code and the tables that results hang on, and with nothing else."""

from __future__ import annotations

from pathlib import Path

from contingent.journeys.fingerprint import of_folder, of_this_package


def package(folder: Path) -> Path:
    for place, text in (
        ("simulating/front/step.py", "hazard = 1"), ("data/hazards.toml", "rate = 2"), ("report/page.py", "colour = 3"),
        ("simulating/__pycache__/front.py", "x"), ("data/notes.txt", "y"),
    ):  # fmt: skip
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(text, encoding="utf-8")
    return folder


def test_it_moves_with_code_and_tables_alone(tmp_path: Path) -> None:
    folder = package(tmp_path)
    before = of_folder(folder)
    for shown in ("report/page.py", "simulating/__pycache__/front.py", "data/notes.txt"):
        (folder / shown).write_text("changed", encoding="utf-8")
        assert of_folder(folder) == before
    seen = {before}
    for counted in ("simulating/front/step.py", "data/hazards.toml", "scoring.py"):
        (folder / counted).write_text("changed", encoding="utf-8")
        seen.add(of_folder(folder))
    (folder / "scoring.py").rename(folder / "rules.py")
    assert len({*seen, of_folder(folder)}) == 5


def test_that_of_this_package_is_one() -> None:
    assert len(of_this_package()) == 64
    assert of_this_package() == of_this_package()
