"""Of what the memory of a process consists: what the C library has in use, and what is mapped."""

import ctypes
import gc
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import psutil

MIB = 2**20
_KINDS = {"[heap]": "heap", "": "anonymous", "[stack]": "stack"}
_FIELDS = ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks")


class _Mallinfo2(ctypes.Structure):
    # mallinfo(3): arena and hblkhd are what was got from the system, uordblks and fordblks what of the arena.
    _fields_ = [(name, ctypes.c_size_t) for name in (*_FIELDS, "keepcost")]


class Reading(NamedTuple):
    """One look at a process's own memory; MiB, and Python's own blocks."""

    at: float  # seconds of the reader's clock
    resident: float
    in_use: float  # of the C library's heap
    free: float  # the same
    mapped: float  # large blocks that are mappings of their own
    blocks: int  # of Python's allocator

    @property
    def used(self) -> float:
        """What somebody holds of the C library's memory."""
        return self.in_use + self.mapped


class Reader:
    """Reads the memory of this process. Without glibc 2.33 what its library does is 0."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._ask = getattr(ctypes.CDLL(None), "mallinfo2", None)
        if self._ask is not None:
            self._ask.restype = _Mallinfo2

    def read(self, at: float) -> Reading:
        """Read; it takes some 50 microseconds."""
        told = self._ask() if self._ask is not None else _Mallinfo2()
        library = (told.uordblks / MIB, told.fordblks / MIB, told.hblkhd / MIB)
        return Reading(at, self._process.memory_info().rss / MIB, *library, sys.getallocatedblocks())


def objects(most: int = 25) -> dict[str, int]:
    """Return how many objects of a type there are that the collector sees, of the most frequent types."""
    return dict(Counter(type(each).__name__ for each in gc.get_objects()).most_common(most))


def mappings() -> dict[str, float]:
    """Return the resident MiB of this process by what is mapped: heap, anonymous, shared, files."""
    found: dict[str, float] = defaultdict(float)
    kind = ""
    for line in Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines():
        words = line.split(maxsplit=5)
        if words[0] == "Rss:":
            found[kind] += int(words[1]) / 1024
        elif not words[0].endswith(":"):
            name = words[5] if len(words) > 5 else ""
            shared = name.startswith(("/SYSV", "/memfd", "/dev/shm"))
            kind = "shared" if shared else _KINDS.get(name, "files")
    return {name: round(size, 2) for name, size in found.items()}
