"""Files that are whole at every moment: whoever reads one sees the old or the new one, never a part."""

import os
from pathlib import Path


def write_whole(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Put data in the place of a file, whole or not at all. Blocks; raises ``OSError``.

    ``mode``: of a file that is made anew, less what the process forbids all its files.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
