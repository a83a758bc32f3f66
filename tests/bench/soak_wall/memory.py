"""Of what the memory of a process consists, and whether it rises."""

import ctypes
import gc
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean, median
from typing import NamedTuple

import psutil

MIB = 2**20
PARTS = 8  # of a third of a run, in which memory is compared
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
    pages: float  # what SQLite holds: it fills its caches for hours, to 2 MiB a file

    @property
    def own(self) -> float:
        """What is resident without what is known to fill, and to end."""
        return self.resident - self.pages


class Reader:
    """Reads the memory of this process. Without glibc 2.33 what its library does is 0."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._ask = getattr(ctypes.CDLL(None), "mallinfo2", None)
        if self._ask is not None:
            self._ask.restype = _Mallinfo2
        self._pages = _sqlite()

    def read(self, at: float) -> Reading:
        """Read; it takes some 50 microseconds."""
        told = self._ask() if self._ask is not None else _Mallinfo2()
        library = (told.uordblks / MIB, told.fordblks / MIB, told.hblkhd / MIB)
        resident = self._process.memory_info().rss / MIB
        return Reading(at, resident, *library, sys.getallocatedblocks(), self._pages() / MIB)


def risen(readings: Sequence[Reading]) -> float:
    """Return by how many MiB the last third of a run stood above the middle one.

    The load goes up and down alike in each third: so each part of one is compared with the same part of the
    other, and the median of that is taken. A line through a day would be the load's wave, and the first third
    is that in which caches fill.
    """
    began, spell = readings[0].at, (readings[-1].at - readings[0].at) / 3
    parts: dict[int, list[float]] = defaultdict(list)
    for each in readings:
        parts[min(3 * PARTS - 1, int((each.at - began) / spell * PARTS))].append(each.own)
    return median(fmean(parts[n + 2 * PARTS]) - fmean(parts[n + PARTS]) for n in range(PARTS))


def objects(most: int = 25) -> dict[str, int]:
    """Return how many objects of a type there are that the collector sees, of the most frequent types."""
    return dict(Counter(type(each).__name__ for each in gc.get_objects()).most_common(most))


def _sqlite() -> Callable[[], int]:
    """Return what tells the bytes that SQLite holds in this process; where it cannot be asked, none."""
    try:
        told = ctypes.CDLL("libsqlite3.so.0").sqlite3_memory_used
    except (OSError, AttributeError):
        return lambda: 0
    told.restype = ctypes.c_int64
    return told


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
