"""A wall in a session that is looked at from elsewhere: who looks comes and goes, the wall goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.desktop.stage import Stage
from tests.desktop.test_screens import goes_on, stands
from tests.desktop.test_shell import INVENTORY, Door
from tests.flows.program import program

FIRST, LARGER, SMALLER = (1280, 720), (1600, 900), (1024, 768)
VIEWER = ("xtigervncviewer", "-FullScreen", "-RemoteResize", "-MenuKey=")


@contextmanager
def looked_at(remote: Stage, size: tuple[int, int]) -> Iterator[Stage]:
    """Look at a remote session on a screen of another size, which it takes over; give that screen."""
    with Stage(screens=(size,)) as desk:
        wish = f"-DesktopSize={size[0]}x{size[1]}"
        desk.program(*VIEWER, wish, str(remote.folder / "vnc"), name="viewer")
        yield desk


def fills(remote: Stage, size: tuple[int, int]) -> None:
    """Wait until the wall fills a session of that size."""
    remote.wait(lambda: stands(remote) == (0, 0, *size), f"the wall at {size}", 15)


def test_a_wall_outlives_who_looks_at_it(tmp_path: Path) -> None:
    """Looked at, cut off, looked at from a smaller one: the wall fills the session and its clock goes on."""
    door = Door()
    door.close()
    (tmp_path / "door.yaml").write_text(INVENTORY.format(port=door.port))
    with Stage(screens=(FIRST,), remote=True) as remote, program(tmp_path, remote.env) as running:
        running.start("wall", "--inventory", str(tmp_path / "door.yaml"))
        fills(remote, FIRST)
        for size in (LARGER, SMALLER):
            with looked_at(remote, size) as desk:
                fills(remote, size)
                goes_on(desk, tmp_path, (0, 0, *size))
            goes_on(remote, tmp_path, (0, 0, *size))
