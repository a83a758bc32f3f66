from pathlib import Path

import pytest

from app.inventory.cache import Cache
from app.inventory.load import load
from probes import kinds

TARGET = "targets:\n- {id: a, class: api, checks: [{probe: {kind: tcp, host: h, port: 9}}]}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a good inventory file."""
    file = tmp_path / "a.yaml"
    file.write_text(TARGET)
    return file


def test_kept_and_found(tmp_path: Path, file: Path) -> None:
    """What was kept is found for the same contents, and for no others."""
    cache, loaded = Cache(tmp_path / "cache", kinds()), load([file], kinds())
    assert cache.find([file]) is None
    cache.keep(loaded)
    assert cache.find([file]) == loaded
    file.write_text(TARGET.replace("id: a", "id: b"))
    assert cache.find([file]) is None


def test_another_program(tmp_path: Path, file: Path) -> None:
    """A program with other probe kinds does not use it: they might refuse what these accept."""
    Cache(tmp_path / "cache", kinds()).keep(load([file], kinds()))
    assert Cache(tmp_path / "cache", kinds()[1:]).find([file]) is None


@pytest.mark.parametrize("place", [0, 10, 40, 100, -1])
def test_damage(tmp_path: Path, file: Path, place: int) -> None:
    """A damaged file is as good as none."""
    path = tmp_path / "cache"
    Cache(path, kinds()).keep(load([file], kinds()))
    data = bytearray(path.read_bytes())
    data[place] ^= 0x40
    path.write_bytes(bytes(data))
    assert Cache(path, kinds()).find([file]) is None


def test_a_disk_that_refuses(tmp_path: Path, file: Path) -> None:
    """Where nothing can be written, nothing is kept and nobody is troubled."""
    (tmp_path / "taken").write_text("")
    Cache(tmp_path / "taken" / "cache", kinds()).keep(load([file], kinds()))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.yaml", "taken"]
