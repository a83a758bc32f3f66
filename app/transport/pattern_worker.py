"""Searches patterns in a process of its own, for one that never ends must be ended. Run as a script.

Reads frames of two lengths (4 bytes each), a pattern and a text; writes one byte, 1 found or 0 not.
"""

import re
import sys


def main() -> None:
    """Serve until the input ends."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while len(head := source.read(8)) == 8:
        pattern = source.read(int.from_bytes(head[:4])).decode("utf-8", "surrogatepass")
        text = source.read(int.from_bytes(head[4:])).decode("utf-8", "surrogatepass")
        sink.write(b"1" if re.search(pattern, text) else b"0")
        sink.flush()


if __name__ == "__main__":
    main()
