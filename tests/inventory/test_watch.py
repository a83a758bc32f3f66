import asyncio
import os
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.inventory.load import load
from app.inventory.text.source import fingerprint, read
from app.inventory.watch import Look, Looker, Settling, changes
from probes import kinds

EVERY = 0.02


def told(looks: list[Look], known: str = "a") -> list[str]:
    settling = Settling(known)
    return [look.fingerprint for look in looks if settling.is_change(look)]


def looks(word: str) -> list[Look]:
    """Capitals are looks at which a file is missing."""
    return [Look(letter.lower(), whole=letter.islower()) for letter in word]


@pytest.mark.parametrize(
    ("seen", "changes_told"),
    [
        ("aaaa", ""),
        ("aabb", "b"),
        ("aabbbbb", "b"),
        ("abcbcc", "c"),
        ("abaaaa", ""),
        ("aabbaa", "ba"),
        ("aXXXaa", ""),
        ("aXXbbb", "b"),
        ("aXXXXX", "x"),
    ],
)
def test_settling(seen: str, changes_told: str) -> None:
    """A content is told once when it rests; a file missing for a moment is waited for."""
    assert "".join(told(looks(seen))) == changes_told


@given(st.text(alphabet="abX", max_size=30), st.sampled_from("abc"))
def test_never_missed_never_doubled(seen: str, last: str) -> None:
    """Whatever went before: neighbours told differ, and what comes to rest is the last one told."""
    found = ["a", *told(looks(seen + last * 2))]
    assert all(one != other for one, other in pairwise(found))
    assert found[-1] == last


class Watched:
    """A watch that runs, with what it told so far."""

    def __init__(self, iterator: AsyncIterator[str]) -> None:
        self._iterator = iterator

    async def next(self) -> str:
        async with asyncio.timeout(5):
            return await anext(self._iterator)

    async def silent(self, seconds: float = 10 * EVERY) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await anext(self._iterator)
        except TimeoutError:
            return True
        return False


def now(path: Path) -> str:
    return fingerprint(read([path]))


async def test_replaced_file(tmp_path: Path) -> None:
    """A file that an editor replaces, also by one of the same size and times, is noticed."""
    file = tmp_path / "a.yaml"
    file.write_text("title: one\n")
    stat = file.stat()
    watched = Watched(changes([file], now(file), EVERY))
    task = asyncio.create_task(watched.next())
    await asyncio.sleep(3 * EVERY)
    new = tmp_path / "new"
    new.write_text("title: two\n")
    os.utime(new, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    new.replace(file)
    assert await task == now(file) == load([file], kinds()).fingerprint


async def test_change_before_the_first_look(tmp_path: Path) -> None:
    """A change between loading and watching is noticed."""
    file = tmp_path / "a.yaml"
    file.write_text("title: one\n")
    before = now(file)
    file.write_text("title: two\n")
    assert await Watched(changes([file], before, EVERY)).next() == now(file)


async def test_touched_only(tmp_path: Path) -> None:
    """A file that is written with the same content is no change."""
    file = tmp_path / "a.yaml"
    file.write_text("title: one\n")
    watched = Watched(changes([file], now(file), EVERY))
    file.write_text("title: one\n")
    assert await watched.silent()


async def test_folder(tmp_path: Path) -> None:
    """Files that come to a folder or leave it for good are changes; hidden ones are not."""
    (tmp_path / "a.yaml").write_text("title: one\n")
    (tmp_path / ".b.yaml").write_text("title: two\n")
    watched = Watched(changes([tmp_path], now(tmp_path), EVERY))
    task = asyncio.create_task(watched.next())
    await asyncio.sleep(3 * EVERY)
    (tmp_path / "b.yaml").write_text("targets: []\n")
    assert await task == now(tmp_path)
    (tmp_path / "b.yaml").unlink()
    assert await watched.next() == now(tmp_path)


def test_same_tick(tmp_path: Path) -> None:
    """A second write within one tick of the file system's clock is seen, for contents are read again."""
    file = tmp_path / "a.yaml"
    file.write_text("title: one\n")
    looker = Looker([file])
    first = looker.look()
    stat = file.stat()
    with file.open("r+b", buffering=0) as same:
        same.write(b"title: two\n")
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert looker.look().fingerprint != first.fingerprint
    assert looker.look().fingerprint == now(file)


def test_unchanged_files_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a few looks an untouched file is not opened any more."""
    file = tmp_path / "a.yaml"
    file.write_text("title: one\n")
    looker = Looker([file])
    expected = looker.look()
    for _ in range(3):
        looker.look()

    def refuse(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr("app.inventory.text.source.read_one", refuse)
    assert looker.look() == expected
