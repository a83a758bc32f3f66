"""A file that is written is the old one or the new one, and nothing is left beside it."""

from pathlib import Path

import pytest

from app.desktop.whole_file import write_whole


def test_a_file_takes_the_place_of_the_former_one(tmp_path: Path) -> None:
    """The new content stands there alone, readable for whom it may be."""
    path = tmp_path / "kept"
    write_whole(path, b"old")
    write_whole(path, b"new", 0o600)
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [path]


def test_what_fails_leaves_the_former_one(tmp_path: Path) -> None:
    """A place that cannot be taken raises, and leaves no part of a file behind."""
    path = tmp_path / "kept"
    path.mkdir()
    with pytest.raises(OSError, match="kept"):
        write_whole(path, b"new")
    assert list(tmp_path.iterdir()) == [path]
