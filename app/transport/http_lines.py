"""The lines of an HTTP/1 answer's head, by the grammar of RFC 9112 and nothing beyond it.

One expression reads a whole head: it knows no leniency, and costs no more than a parser's callbacks.
"""

import re
from typing import NamedTuple

from app.model.phrase import Phrase, foreign, phrase
from app.transport.errors import malformed

START = b"HTTP/"
NOT_HTTP = phrase("Answers, but not in HTTP")
Fields = list[tuple[bytes, bytes]]

_FRAMING = frozenset((b"content-length", b"transfer-encoding", b"content-encoding", b"connection"))

_VALUE = rb"[\t\x20-\x7e\x80-\xff]*"
_NAME = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
# The space before an empty reason is asked for, and left out by many; nothing is misread without it.
_STATUS_LINE = rb"HTTP/1\.([01]) ([1-9][0-9]{2})(?: " + _VALUE + rb")?"
_HEAD = re.compile(_STATUS_LINE + rb"\r\n(?:" + _NAME + rb":" + _VALUE + rb"\r\n)*")
_FIELD = re.compile(_NAME + rb":" + _VALUE)
_STATUS = re.compile(_STATUS_LINE)
_VERSION = re.compile(rb"HTTP/[0-9](?:\.[0-9])?")

_VERSION_UNKNOWN = phrase("Answers in an HTTP version that we do not speak")
_STATUS_NONE = phrase("Answers with a status that is none")
_BARE_LINE = phrase("Ends a line without a carriage return")
_FOLDED = phrase("Sends a header over several lines")
_NAMELESS = phrase("Sends a header without a proper name")
_FORBIDDEN = phrase("Sends a header with a forbidden character")


class Head(NamedTuple):
    """The head of an answer: fields with names in lower case, and those of them that tell where it ends."""

    modern: bool  # HTTP/1.1
    status: int
    fields: Fields
    framing: dict[bytes, bytes]


def head_parts(head: bytes) -> Head:
    """Take a head apart. It ends with the line break of its last line, before the empty one.

    Raises ``ProbeFailed`` (protocol).
    """
    match = _HEAD.fullmatch(head)
    if match is None:
        judge(head, first=True)
        raise malformed(NOT_HTTP)  # not reached: what every line keeps to, the whole does
    fields: Fields = []
    framing: dict[bytes, bytes] = {}
    for line in head[match.end(2) : -2].split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        name, value = name.lower(), value.strip()  # of what it strips the grammar lets only two pass
        fields.append((name, value))
        if name in _FRAMING:
            framing[name] = framing[name] + b", " + value if name in framing else value
    return Head(match[1] == b"1", int(match[2]), fields, framing)


def judge(lines: bytes, *, first: bool) -> None:
    """Raise ``ProbeFailed`` (protocol) for the first bad one of whole lines; ``first``: a head begins."""
    for line in lines.split(b"\n")[:-1]:
        fault = _status_fault(line) if first else field_fault(line)
        if fault is not None:
            raise malformed(fault, foreign(line.decode("latin-1")))
        first = False


def _status_fault(line: bytes) -> Phrase | None:
    if not line.startswith(START):
        return NOT_HTTP
    if not line.endswith(b"\r"):
        return _BARE_LINE
    if _STATUS.fullmatch(line, 0, len(line) - 1):
        return None
    if _VERSION.match(line) and not line.startswith((b"HTTP/1.0", b"HTTP/1.1")):
        return _VERSION_UNKNOWN
    return _STATUS_NONE


def field_fault(line: bytes) -> Phrase | None:
    """Return what is wrong with a header's line, which ends before its line feed."""
    if not line.endswith(b"\r"):
        return _BARE_LINE
    if _FIELD.fullmatch(line, 0, len(line) - 1):
        return None
    if line.startswith((b" ", b"\t")):
        return _FOLDED
    if _FIELD.match(line):
        return _FORBIDDEN
    return _NAMELESS


def judge_start(data: bytes) -> None:
    """Raise ``ProbeFailed`` (protocol) for an answer whose first bytes can become none of HTTP."""
    if data[: len(START)] != START[: len(data)]:
        raise malformed(NOT_HTTP, foreign(data[:200].decode("latin-1")))
