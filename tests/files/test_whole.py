"""A file that is written is the old one or the new one, and nothing is left beside it."""

import os
from pathlib import Path

import pytest

from app.files.whole import beside, write_whole


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("lasting", [False, True])
def test_a_file_takes_the_place_of_the_former_one(tmp_path: Path, alone: bool, lasting: bool) -> None:
    """The new content stands there alone, readable for whom it may be."""
    path = tmp_path / "kept"
    write_whole(path, b"old", alone=alone, lasting=lasting)
    write_whole(path, b"new", 0o600, alone=alone, lasting=lasting)
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


def _fail_half_way(path: Path) -> None:
    with beside(path) as fresh:
        fresh.write_bytes(b"half")
        raise ValueError("half")


def test_half_a_file_never_takes_the_place(tmp_path: Path) -> None:
    """What fails while it is written leaves the former file as it was."""
    path = tmp_path / "kept"
    path.write_bytes(b"old")
    with pytest.raises(ValueError, match="half"):
        _fail_half_way(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_process_left_is_taken_away(tmp_path: Path) -> None:
    """Of a file that one process alone writes, the next writing removes what was left, with its mode."""
    path = tmp_path / "kept"
    (tmp_path / "kept.new").write_bytes(b"left")
    (tmp_path / "kept.new").chmod(0o644)
    write_whole(path, b"new", 0o600, alone=True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_lasting_file_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First the content is written out, then the name; others are not waited for."""
    path = tmp_path / "kept"
    settled: list[tuple[str, bool]] = []

    def note(number: int) -> None:
        settled.append((str(Path(f"/proc/self/fd/{number}").readlink()), path.exists()))

    monkeypatch.setattr(os, "fsync", note)
    write_whole(path, b"new")
    assert settled == []
    path.unlink()
    write_whole(path, b"new", alone=True, lasting=True)
    assert settled == [(f"{path}.new", False), (str(tmp_path), True)]
