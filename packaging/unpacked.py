"""Programs that tests need but that must not be installed: their packages are only fetched and unpacked.

Chrony as a package takes the place of systemd-timesyncd, and with it the clock of whoever runs the tests.
Unpacked under build/ it is a program like any other. One that is installed already is taken instead. No root
is needed.
"""

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from progress import Terminal
    from system_packages import Rights

FOLDER = Path(__file__).resolve().parent.parent / "build" / "unpacked"
# Root would hand the fetching to a user who may not write here; apt warns of it.
DOWNLOAD = ("apt-get", "download", "-q", "-oAPT::Sandbox::User=root")


class Unpacked(NamedTuple):
    """A package and the program of it that is wanted."""

    package: str
    program: str

    @property
    def file(self) -> Path:
        """Where the program lies once it is unpacked."""
        return FOLDER / self.package / self.program

    def find(self) -> str | None:
        """Return the program's path: the installed one, else the unpacked one, if there is any."""
        path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
        found = shutil.which(Path(self.program).name, path=path)
        return found or (str(self.file) if self.file.is_file() else None)


CHRONY = Unpacked("chrony", "usr/sbin/chronyd")
ALL = (CHRONY,)


def provide(terminal: "Terminal") -> None:
    """Fetch and unpack what is not there. Raises SetupError."""
    for each in ALL:
        if each.find() is None:
            _fetch(each, terminal)


def _fetch(wanted: Unpacked, terminal: "Terminal") -> None:
    from progress import CommandError, SetupError
    from system_packages import MISSING, explained, rights

    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        name = Path(wanted.program).name
        raise SetupError(
            f"{name} is missing, and this is no Debian or Ubuntu.",
            f"install {name} under this system's name for it, then run the command again.",
            MISSING,
        )
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as name:
        place = Path(name)
        try:
            package = _downloaded(wanted, place, rights(), terminal)
            terminal.step(f"unpack {wanted.package}", ["dpkg-deb", "-x", str(package), str(place / "tree")])
        except CommandError as error:
            raise explained(error) from error
        target = FOLDER / wanted.package
        shutil.rmtree(target, ignore_errors=True)
        (place / "tree").rename(target)


def _downloaded(wanted: Unpacked, place: Path, allowed: "Rights", terminal: "Terminal") -> Path:
    """Return the package's file; with lists that are missing or old, renew them first."""
    from progress import CommandError
    from system_packages import update

    title = f"fetch {wanted.package} (unpacked for tests, not installed)"
    command = _inside(place, [*DOWNLOAD, wanted.package])
    try:
        terminal.step(title, command)
    except CommandError:
        if allowed.prefix is None:
            raise
        update(allowed, terminal)
        terminal.step(title, command)
    return next(place.glob("*.deb"))


def _inside(place: Path, words: Sequence[str]) -> list[str]:
    """Return the command to be run in a folder: apt-get writes where it stands."""
    return ["env", "-C", str(place), "LC_ALL=C.UTF-8", *words]
