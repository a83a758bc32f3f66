"""Where the C library puts large pieces of memory, pictures above all."""

import ctypes

_MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD of glibc's malloc.h
LARGE = 256 * 1024  # bytes; a picture of a section has some 1 MiB


def give_back_large_blocks() -> bool:
    """Have each large block be a mapping of its own, which goes back to the system when it is freed.

    glibc raises its threshold to the size of each mapping that was freed (mallopt(3), "dynamic mmap
    threshold"), up to 32 MiB: after the first pictures all later ones lie on the heap among small things, and
    what is free between them stays with the process. Returns whether it is set; other C libraries go without.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(_MMAP_THRESHOLD, LARGE))
