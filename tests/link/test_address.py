import os
import stat
from pathlib import Path

import pytest

from app.link.address import LIMIT, AddressRefused, prepare_folder, socket_path


def test_one_state_folder_has_one_socket_however_it_is_named(tmp_path: Path) -> None:
    """The socket depends on the folder, not on the way it is written."""
    (tmp_path / "state").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "state")
    environ = {"XDG_RUNTIME_DIR": str(tmp_path)}
    straight = socket_path(tmp_path / "state", environ)
    assert straight == socket_path(tmp_path / "other" / ".." / "state", environ)
    assert straight == socket_path(tmp_path / "link", environ)
    assert straight != socket_path(tmp_path / "other", environ)


def test_the_socket_lies_under_the_runtime_folder_with_a_short_name(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """The name has at most 40 bytes and the folder is our own."""
    runtime = tmp_path_factory.mktemp("r")
    path = socket_path(runtime, {"XDG_RUNTIME_DIR": str(runtime)})
    assert path.parent == runtime / "nocwall"
    assert len(os.fsencode(path.name)) <= 40


@pytest.mark.parametrize("runtime", ["", "/nowhere/at/all", None])
def test_without_a_usable_runtime_folder_the_temporary_folder_serves(runtime: str | None) -> None:
    """A runtime folder that is missing, gone or too deep is passed over."""
    environ = {} if runtime is None else {"XDG_RUNTIME_DIR": runtime}
    path = socket_path(Path("/some/state"), environ)
    assert path.parent.name == f"nocwall-{os.geteuid()}"


def test_a_path_beyond_the_limit_falls_back(tmp_path: Path) -> None:
    """No path is longer than what the system takes."""
    deep = tmp_path / ("d" * 90)
    deep.mkdir()
    path = socket_path(tmp_path, {"XDG_RUNTIME_DIR": str(deep)})
    assert len(os.fsencode(path)) <= LIMIT
    assert path.parent.name == f"nocwall-{os.geteuid()}"


def test_the_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    """A folder that was open to others is closed to them."""
    folder = tmp_path / "nocwall"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    prepare_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_put_there_by_others_is_refused(tmp_path: Path) -> None:
    """A link or a file in the place of the folder is not followed."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "file").touch()
    for name in ("link", "file"):
        with pytest.raises(AddressRefused):
            prepare_folder(tmp_path / name)
