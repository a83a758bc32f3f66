import os
from pathlib import Path

import pytest

from app.inventory.text import source
from app.inventory.text.source import LARGEST, Source, document, fingerprint, read


def kinds(data: bytes) -> list[tuple[int, int, str]]:
    found = document(Source(file="f", data=data))
    return [(error.line, error.column, error.kind) for error in found.errors]


def test_folder(tmp_path: Path) -> None:
    """Of a folder the YAML files are read in the order of their names; hidden ones and copies are not."""
    for name in ("b.yml", "a.yaml", ".hidden.yaml", "c.yaml~", "d.txt", "#e.yaml#"):
        (tmp_path / name).write_text("a: 1")
    assert [Path(each.file).name for each in read([tmp_path])] == ["a.yaml", "b.yml"]
    assert len(read([tmp_path, tmp_path / "a.yaml"])) == 2


@pytest.mark.parametrize("name", ["absent.yaml", "empty", "fifo.yaml"])
def test_unreadable(tmp_path: Path, name: str) -> None:
    """An absent file, a folder without files and a pipe are errors; none of them holds the reading."""
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "fifo.yaml")
    [found] = read([tmp_path / name])
    assert [error.kind for error in document(found).errors] == ["unreadable"]


def test_size(tmp_path: Path) -> None:
    """All files together are at most 64 MB."""
    for name in ("a.yaml", "b.yaml"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(LARGEST - 100)
    first, second = read([tmp_path])
    assert first.data is not None
    assert second.data is None


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        (b"\xef\xbb\xbfa: 1\n", []),
        (b"a: 1\r\nb: 2\r\n", []),
        (b"a: 1\nb: \xff\n", [(2, 4, "not-utf8")]),
        ("a: ü\nb: ".encode() + b"\xe9", [(2, 4, "not-utf8")]),
        ("a: 1".encode("utf-16"), [(1, 1, "not-utf8")]),
        (b"a: 1\nb: \x00\n", [(2, 4, "control-character")]),
        (b"a: \x1b[31m\n", [(1, 4, "control-character")]),
        (b"a:\n\t- 1\n", [(2, 1, "tab")]),
        (b"a:\n  \tb: 1\n", [(2, 3, "tab")]),
        (b"a: 'one\n\ttwo'\n", []),
    ],
)
def test_what_is_no_text(data: bytes, errors: list[tuple[int, int, str]]) -> None:
    """Bytes that are no text for YAML are named at their place, a tab by its name."""
    assert kinds(data) == errors


def test_fingerprint() -> None:
    """The fingerprint tells contents apart, also where the same bytes are cut into files elsewhere."""
    cut: list[list[bytes | None]] = [[b"ab", b"c"], [b"a", b"bc"], [b"abc"], [b"abc", b""], [b"abc", None]]
    prints = [fingerprint([Source(file="f", data=data) for data in datas]) for datas in cut]
    assert len(set(prints)) == len(cut)
    renamed = fingerprint([Source(file="other", data=b"abc")])
    assert renamed == prints[2]
    assert source.joined([source.digest(Source(file="f", data=b"abc"))]) == renamed
