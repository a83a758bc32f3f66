import os
import shlex
from pathlib import Path

import pytest

from app.transport.ownership import flaw


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a folder within a folder, with a file that is ours alone."""
    inner = tmp_path / "conf" / "inventory"
    inner.mkdir(parents=True)
    (inner / "a.yaml").write_text("x")
    for each in (tmp_path, tmp_path / "conf", inner, inner / "a.yaml"):
        each.chmod(0o755)
    return inner


def found(path: Path) -> tuple[str, str] | None:
    flawed = flaw([str(path)])
    return (flawed.path, flawed.remedy) if flawed else None


def test_what_is_ours_alone_is_safe_also_below_tmp(home: Path) -> None:
    """Root's folders, the sticky /tmp and our own are no danger."""
    assert found(home / "a.yaml") is None
    assert flaw(["/usr/bin/env", str(home / "a.yaml")]) is None


@pytest.mark.parametrize(("mode", "who"), [(0o775, "g"), (0o757, "o"), (0o777, "go")])
def test_a_folder_that_others_may_write_to_is_named_with_its_remedy(home: Path, mode: int, who: str) -> None:
    """Any folder on the way counts, however deep the file lies, and the command mends exactly it."""
    home.parent.chmod(mode)
    assert found(home / "a.yaml") == (str(home.parent), f"chmod {who}-w {home.parent}")
    home.parent.chmod(0o755)
    (home / "a.yaml").chmod(0o666)
    assert found(home / "a.yaml") == (str(home / "a.yaml"), f"chmod go-w {home / 'a.yaml'}")


def test_a_sticky_folder_is_safe_for_what_is_ours(home: Path) -> None:
    """Where all may write but each remove only their own, our file cannot be replaced; a sticky file can."""
    home.chmod(0o1777)
    assert found(home / "a.yaml") is None
    (home / "a.yaml").chmod(0o1666)
    assert found(home / "a.yaml") is not None


def test_links_are_followed_and_the_folders_on_both_sides_count(home: Path, tmp_path: Path) -> None:
    """A link is as safe as the folder it stands in and as what it leads to; circles end."""
    other = tmp_path / "open"
    other.mkdir()
    (other / "real.yaml").write_text("x")
    other.chmod(0o777)
    (home / "link.yaml").symlink_to("../../open/real.yaml")
    assert found(home / "link.yaml") == (str(other), f"chmod go-w {other}")
    (other / "way").symlink_to(home)
    assert found(other / "way" / "a.yaml") == (str(other), f"chmod go-w {other}")
    (home / "circle").symlink_to("circle")
    with pytest.raises(OSError, match="links"):
        found(home / "circle")


def test_a_path_is_quoted_for_the_shell(tmp_path: Path) -> None:
    """The command that is shown can be pasted, whatever the name."""
    odd = tmp_path / "it's $HOME"
    odd.mkdir()
    odd.chmod(0o777)
    (odd / "a").write_text("x")
    flawed = flaw([str(odd / "a")])
    assert flawed is not None
    assert shlex.split(flawed.remedy) == ["chmod", "go-w", str(odd)]


def test_what_belongs_to_somebody_else_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An owner may change what he owns: only root and we ourselves are trusted."""
    if os.geteuid() == 0:
        os.chown(home, 65534, -1)
    else:
        monkeypatch.setattr("os.geteuid", lambda: 65533)
    flawed = flaw([str(home / "a.yaml")])
    assert flawed is not None
    assert flawed.owner
    assert flawed.remedy.startswith("chown root ")


def test_a_link_of_somebody_else_in_a_sticky_folder_is_refused(home: Path) -> None:
    """In /tmp the owner of a link may turn it elsewhere at any time."""
    if os.geteuid() != 0:
        return
    home.chmod(0o1777)
    (home / "link").symlink_to("/usr/bin/env")
    os.chown(home / "link", 65534, -1, follow_symlinks=False)
    assert found(home / "link") == (str(home / "link"), f"chown root {home / 'link'}")


def test_what_is_not_there_is_an_os_error(home: Path) -> None:
    """A missing file is the caller's to explain."""
    with pytest.raises(FileNotFoundError):
        found(home / "none")


def test_a_relative_path_is_taken_from_here(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folders above the present one count too."""
    monkeypatch.chdir(home)
    assert found(Path("a.yaml")) is None
    home.parent.chmod(0o777)
    assert found(Path("../inventory/a.yaml")) == (str(home.parent), f"chmod go-w {home.parent}")
