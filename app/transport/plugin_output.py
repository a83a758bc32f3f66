"""What a monitoring plugin writes: one line for people, numbers behind a bar, more of both below.

TEXT | NUMBERS
LONG TEXT, line by line | FURTHER NUMBERS
FURTHER NUMBERS, to the end
"""

from typing import NamedTuple

from app.transport.perfdata import Figure, perfdata


class Said(NamedTuple):
    """An output taken apart. ``unread`` is what stands among the numbers and is none."""

    line: str
    more: str
    figures: tuple[Figure, ...]
    unread: str


def said(output: bytes) -> Said:
    """Return what a plugin said; never raises, whatever it wrote."""
    text = output.decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
    first, _, rest = text.lstrip("\r\n").partition("\n")
    line, _, numbers = first.partition("|")
    more, _, further = rest.partition("|")
    found = perfdata(f"{numbers}\n{further}")
    return Said(line.strip(), more.rstrip(), found.figures, found.unread)
