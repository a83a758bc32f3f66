"""Searches patterns in a process of its own, for one that never ends must be ended. Run as a script.

Reads frames of two lengths (4 bytes each), a pattern and a text; writes a length and the groups of what is
found as JSON, the whole first, or null.
"""

import json
import re
import sys


def main() -> None:
    """Serve until the input ends."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while len(head := source.read(8)) == 8:
        pattern = source.read(int.from_bytes(head[:4])).decode("utf-8", "surrogatepass")
        text = source.read(int.from_bytes(head[4:])).decode("utf-8", "surrogatepass")
        answer = json.dumps(groups(pattern, text)).encode()
        sink.write(len(answer).to_bytes(4) + answer)
        sink.flush()


def groups(pattern: str, text: str) -> "list[str] | None":
    """Return what is found and its groups, each cut to 4,096 signs; None where nothing is found."""
    found = re.search(pattern, text)
    if found is None:
        return None
    return [(each or "")[:4096] for each in (found[0], *found.groups())]


if __name__ == "__main__":
    main()
