"""Free memory between pictures goes back to the system."""

import subprocess
import sys

# Blocks as large as pictures come and go among small things that stay.
_PICTURES = """
import ctypes, sys
from app.shell.large_blocks import give_back_large_blocks

class Heap(ctypes.Structure):
    names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
    _fields_ = [(name, ctypes.c_size_t) for name in names.split()]

if sys.argv[1] == "set":
    assert give_back_large_blocks()
del_me = bytearray(24 << 20)
del del_me
stay = []
for size in (8, 9, 10, 11, 12):
    pictures = [bytearray(size << 20) for _ in range(2)]
    stay.append(bytearray(2000))
    del pictures
libc = ctypes.CDLL(None)
libc.mallinfo2.restype = Heap
print(libc.mallinfo2().fordblks >> 20)
"""


def _free_on_heap(how: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", _PICTURES, how], capture_output=True, text=True, check=True, timeout=30
    )
    return int(done.stdout)


def test_what_pictures_leave_goes_back() -> None:
    """Blocks of 8 to 12 MiB that come and go leave at most 1 MiB with the process, and much more without."""
    assert _free_on_heap("set") <= 1
    assert _free_on_heap("as it comes") >= 10
