"""Where the engine of a state folder listens."""

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

LIMIT = 107  # bytes of a Unix socket's path that Linux takes
_NAME_BYTES = 40


class AddressRefused(Exception):  # noqa: N818 - it is the name of the outcome
    """No folder is fit for the socket; the text says why."""


def socket_path(state: Path, environ: Mapping[str, str] | None = None) -> Path:
    """Return the socket's path for a state folder; the same for every process that names the same folder.

    The folder need not exist. Raises ``AddressRefused`` where even the temporary folder's path is too long.
    """
    name = _name(state)
    for folder in _folders(os.environ if environ is None else environ):
        path = folder / name
        if len(os.fsencode(path)) <= LIMIT:
            return path
    raise AddressRefused(f"a socket's path may have {LIMIT} bytes, the temporary folder's leaves no room")


def prepare_folder(folder: Path) -> None:
    """Make the socket's folder for its owner alone, or raise ``AddressRefused`` if others could reach in."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise AddressRefused(f"{folder}: {error.strerror}") from error
    if not stat.S_ISDIR(found.st_mode):
        raise AddressRefused(f"{folder} is not a folder")
    if found.st_uid != os.geteuid():
        raise AddressRefused(f"{folder} belongs to another user")
    if stat.S_IMODE(found.st_mode) != 0o700:
        folder.chmod(0o700)


def _name(state: Path) -> str:
    import hashlib

    digest = hashlib.sha256(os.fsencode(state.resolve())).hexdigest()
    return digest[: _NAME_BYTES - len(".sock")] + ".sock"


def _folders(environ: Mapping[str, str]) -> Iterator[Path]:
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    # A runtime folder that is gone (after a logout, in a container) would be made anew by nobody.
    if runtime and Path(runtime).is_dir() and os.access(runtime, os.W_OK):
        yield Path(runtime) / "nocwall"
    import tempfile  # a window that needs neither it nor hashlib is painted 3 ms sooner

    own = f"nocwall-{os.geteuid()}"
    yield Path(tempfile.gettempdir()) / own
    yield Path("/tmp") / own  # noqa: S108 - prepare_folder checks it
