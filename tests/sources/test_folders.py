"""Folders: every article file once, in one order, whatever else lies there; what is passed over is counted."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from contingent.core.errors import ArticleError
from contingent.report.html import page_head
from contingent.sources.folders import Walk


def fill(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("The army went home today.")


def names(walk: Walk) -> list[str]:
    return [path.relative_to(walk.folder).as_posix() for path in walk.files()]


def test_files_come_in_the_order_of_their_names_before_the_folders_within(tmp_path: Path) -> None:
    fill(tmp_path, "b.txt", "a.HTML", "z/1.md", "c/2.htm", "c/1.xhtml", "c/d/x.markdown")
    walk = Walk(tmp_path)
    assert names(walk) == ["a.HTML", "b.txt", "c/1.xhtml", "c/2.htm", "c/d/x.markdown", "z/1.md"]
    assert walk.passed_over() is None and walk.passed == 0


def test_what_is_passed_over_is_counted(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", ".hidden.txt", ".git/b.txt", "photo.jpg", "data.csv", "c/.x.md")
    walk = Walk(tmp_path)
    assert names(walk) == ["a.txt"]
    assert (walk.hidden, walk.others, walk.passed) == (3, 2, 5)
    assert "3 hidden" in (walk.passed_over() or "") and "2 not one of" in (walk.passed_over() or "")


def test_a_page_that_contingent_wrote_is_no_article(tmp_path: Path) -> None:
    fill(tmp_path, "story.html")
    (tmp_path / "claims.html").write_text(f"<!doctype html>{page_head('Who said which number').text}", encoding="utf-8")
    walk = Walk(tmp_path)
    assert names(walk) == ["story.html"]
    assert walk.ours == walk.passed == 1 and "contingent" in (walk.passed_over() or "")


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_links_are_followed_but_never_in_a_circle(tmp_path: Path) -> None:
    fill(tmp_path, "in/a.txt", "far/b.txt")
    (tmp_path / "in" / "again").symlink_to(tmp_path / "in", target_is_directory=True)
    (tmp_path / "in" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "in" / "other").symlink_to(tmp_path / "far", target_is_directory=True)
    (tmp_path / "in" / "gone.txt").symlink_to(tmp_path / "nowhere")
    walk = Walk(tmp_path / "in")
    found = names(walk)
    assert found[0] == "a.txt" and "other/b.txt" in found and walk.loops >= 2
    assert walk.unread == [("gone.txt", "it leads nowhere, or is no plain file")]
    assert len(found) < 10


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_what_cannot_be_looked_into_is_told(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "shut/b.txt")
    (tmp_path / "shut").chmod(0)
    try:
        walk = Walk(tmp_path)
        assert names(walk) == ["a.txt"]
        assert walk.unread[0][0] == "shut"
    finally:
        (tmp_path / "shut").chmod(0o700)


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="is no folder"):
        list(Walk(tmp_path / "none").files())


def test_too_deep_a_folder_is_counted(tmp_path: Path) -> None:
    fill(tmp_path, "/".join(["d"] * 45) + "/a.txt")
    walk = Walk(tmp_path)
    assert names(walk) == [] and walk.deep == 1
